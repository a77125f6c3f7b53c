"""A patched workbook: every part that is not a written sheet keeps its bytes, order and date."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from insertion.errors import InvalidInput
from tests.unit.patch_books import (
    MAIN,
    OFFICE,
    RELATION,
    SHEET,
    cells_of,
    members,
    packed,
    parts,
    relations,
    row,
    sheet,
    table,
    types,
    workbook_xml,
)
from xlplugin.patch import PatchedWorkbook
from xlplugin.patch_cells import NewValue
from xlplugin.patch_recalculation import recalculating
from xlplugin.patch_sheet import corner
from xlplugin.patch_tags import NotEditable

BINARY = bytes(range(256)) * 40
RELATED = {
    f"{RELATION}/drawing": "../drawings/drawing1.xml",
    f"{RELATION}/table": "../tables/table1.xml",
    f"{RELATION}/comments": "../comments1.xml",
    f"{RELATION}/vmlDrawing": "../drawings/vmlDrawing1.vml",
    f"{RELATION}/printerSettings": "../printerSettings/printerSettings1.bin",
    f"{RELATION}/ctrlProp": "../ctrlProps/ctrlProp1.xml",
    f"{OFFICE}/2017/10/relationships/threadedComment": "../threadedComments/tc1.xml",
    f"{OFFICE}/2007/relationships/slicer": "../slicers/slicer1.xml",
}
X14 = f"""<conditionalFormatting sqref="G3:G5"><cfRule type="dataBar" priority="1"><dataBar>\
<cfvo type="min"/><cfvo type="max"/><color rgb="FF638EC6"/></dataBar></cfRule>\
</conditionalFormatting><extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" \
xmlns:x14="{OFFICE}/spreadsheetml/2009/9/main"><x14:dataValidations count="1" \
xmlns:xm="{OFFICE}/excel/2006/main"><x14:dataValidation type="list" allowBlank="1">\
<x14:formula1><xm:f>Listes!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>B3:B5</xm:sqref>\
</x14:dataValidation></x14:dataValidations></ext></extLst>"""


def rich_parts() -> dict[str, str | bytes]:
    """Return a macro workbook that holds, as raw members, what no library keeps."""
    main = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    usual = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    raw: dict[str, str | bytes] = {
        "[Content_Types].xml": types().replace(usual, main),
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"),
            ("styles", "styles.xml"),
            ("sharedStrings", "sharedStrings.xml"),
            (f"{OFFICE}/2006/relationships/vbaProject", "vbaProject.bin"),
            (f"{RELATION}/powerPivotData", "model/item.data"),
            (f"{OFFICE}/2007/relationships/slicerCache", "slicerCaches/slicerCache1.xml"),
            (f"{OFFICE}/2017/10/relationships/person", "persons/person.xml"),
            ("customXml", "../customXml/item1.xml"),
        ),
        "xl/worksheets/_rels/sheet1.xml.rels": relations(*RELATED.items()),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"/>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" count="0" uniqueCount="0"/>',
        "xl/vbaProject.bin": BINARY,
        "xl/model/item.data": BINARY[::-1] * 9,
        "xl/slicerCaches/slicerCache1.xml": "<slicerCacheDefinition  x='1' />",
        "xl/persons/person.xml": "<personList/>",
        "xl/drawings/drawing1.xml": "<xdr:wsDr xmlns:xdr='u'>\r\n\t</xdr:wsDr>",
        "xl/drawings/vmlDrawing1.vml": "<xml><br></xml>",
        "xl/charts/chart1.xml": "<c:chartSpace xmlns:c='u'/>",
        "xl/tables/table1.xml": f'<table xmlns="{MAIN}" ref="J20:K22"/>',
        "xl/comments1.xml": "<comments/>",
        "xl/threadedComments/tc1.xml": "<ThreadedComments/>",
        "xl/slicers/slicer1.xml": "<slicers/>",
        "xl/ctrlProps/ctrlProp1.xml": "<formControlPr objectType='CheckBox'/>",
        "xl/printerSettings/printerSettings1.bin": b"\0" + BINARY,
        "customXml/item1.xml": "<a>\u00e9</a>\n\n",
        "docProps/app.xml": "<Properties/>",
    }
    return parts(sheet(table(), after=X14), **raw)


def written(content: bytes, *values: NewValue, sheet_name: str = "Lots") -> bytes:
    book = PatchedWorkbook(content, "lots.xlsx")
    book.scan(sheet_name, {each.row for each in values})
    return book.with_values({sheet_name: values})


def detail_of(content: bytes) -> str:
    with pytest.raises(InvalidInput) as caught:
        written(content, NewValue(3, 7, 833))
    (found,) = caught.value.faults
    return f"{found.code} {found.cause}"


def test_every_part_but_the_sheet_and_the_workbook_keeps_its_bytes():
    before = packed(rich_parts())
    after = written(before, NewValue(3, 7, 833))
    old, new = members(before), members(after)
    assert list(new) == list(old)
    assert {name for name in old if old[name] != new[name]} == {SHEET, "xl/workbook.xml"}
    assert new[SHEET] == old[SHEET].replace(
        b'<c r="F3"><v>30</v></c><c r="G3"/>',
        b'<c r="F3"><v>30</v></c><c r="G3"><v>833</v></c>',
    )
    assert new[SHEET].endswith(X14.encode() + b"</worksheet>")


def test_the_archive_keeps_its_order_dates_ways_of_compressing_and_comment():
    before = packed(rich_parts(), stored=("xl/vbaProject.bin", SHEET))
    with (
        zipfile.ZipFile(io.BytesIO(before)) as old,
        zipfile.ZipFile(io.BytesIO(written(before, NewValue(3, 7, 833)))) as new,
    ):
        assert new.testzip() is None
        assert new.comment == old.comment == b"fait main"
        for a, b in zip(old.infolist(), new.infolist(), strict=True):
            assert (a.filename, a.date_time, a.compress_type, a.external_attr, a.create_system) == (
                b.filename, b.date_time, b.compress_type, b.external_attr, b.create_system
            )  # fmt: skip


def test_a_large_file_field_of_a_small_part_is_not_kept_twice():
    large = struct.pack("<HHQQ", 1, 16, 5, 5)
    time_field = struct.pack("<HHB", 0x5455, 1, 0)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts(sheet(table())).items():
            entry = zipfile.ZipInfo(name)
            entry.extra = time_field + large
            archive.writestr(entry, part)
    with zipfile.ZipFile(io.BytesIO(written(buffer.getvalue(), NewValue(3, 7, 833)))) as new:
        assert new.testzip() is None
        assert {each.extra for each in new.infolist()} == {time_field}


def test_nothing_to_write_gives_the_very_same_file():
    content = packed(rich_parts())
    book = PatchedWorkbook(content, "lots.xlsx")
    book.scan("Lots", {3})
    assert book.with_values({"Lots": []}) is content


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("worksheets/sheet1.xml", "Lots"),
        ("/xl/worksheets/sheet1.xml", "Lots"),
        ("../xl/./worksheets/sheet1.xml", "L'été & « l\"hiver » <2>"),
        ("worksheets/sheet%31.xml", "Lots"),
    ],
)
def test_a_sheet_is_found_by_its_name_wherever_its_relation_leads(target: str, name: str):
    content = packed(
        parts(
            sheet(table()),
            **{
                "xl/workbook.xml": workbook_xml(name=name),
                "xl/_rels/workbook.xml.rels": relations(("worksheet", target)),
            },
        )
    )
    new = members(written(content, NewValue(3, 7, 833), sheet_name=name))
    assert cells_of(new[SHEET])[3, 7][3] == "833"


# --- Recalculation ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<calcPr calcId='191029'/>", "<calcPr calcId='191029' fullCalcOnLoad=\"1\"/>"),
        ('<calcPr fullCalcOnLoad="0" a="b"/>', '<calcPr fullCalcOnLoad="1" a="b"/>'),
        ("<calcPr></calcPr>", '<calcPr fullCalcOnLoad="1"></calcPr>'),
        (
            "<definedNames> </definedNames><oleSize ref='A1'/>",
            "<definedNames> </definedNames><calcPr fullCalcOnLoad=\"1\"/><oleSize ref='A1'/>",
        ),
        ("", '<calcPr fullCalcOnLoad="1"/>'),
        ("<extLst/>", '<calcPr fullCalcOnLoad="1"/><extLst/>'),
    ],
)
def test_the_workbook_asks_to_be_recalculated_where_the_schema_says(before: str, after: str):
    assert recalculating(workbook_xml(before).encode()).decode() == workbook_xml(after)


def test_a_prefixed_workbook_in_utf_16_asks_too():
    before = f'<x:workbook xmlns:x="{MAIN}"><x:sheets/></x:workbook>'
    source = b"\xff\xfe" + before.encode("utf-16-le")
    done = recalculating(source)
    assert done[:2] == b"\xff\xfe"
    assert done[2:].decode("utf-16-le") == before.replace(
        "<x:sheets/>", '<x:sheets/><x:calcPr fullCalcOnLoad="1"/>'
    )


@pytest.mark.parametrize("content", [b"<workbook>", b"<workbook/>"])
def test_a_workbook_without_sheets_is_not_touched(content: bytes):
    with pytest.raises(NotEditable):
        recalculating(content)


CHAIN = "xl/calcChain.xml"
CHAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"


def chained(sheet_xml: str) -> bytes:
    return packed(
        parts(
            sheet_xml,
            **{
                "[Content_Types].xml": types(**{CHAIN: CHAIN_TYPE}),
                "xl/_rels/workbook.xml.rels": relations(
                    ("worksheet", "worksheets/sheet1.xml"), ("calcChain", "calcChain.xml")
                ),
                CHAIN: f'<calcChain xmlns="{MAIN}"><c r="G3" i="1"/></calcChain>',
            },
        )
    )


def test_the_calculation_chain_stays_when_no_formula_leaves():
    before = chained(sheet(table()))
    new = members(written(before, NewValue(3, 7, 833)))
    assert new[CHAIN] == members(before)[CHAIN]


def test_the_calculation_chain_leaves_whole_when_a_formula_does():
    before = chained(sheet(row(3, 1, "a", None, None, None, None, "=C3*2")))
    old, new = members(before), members(written(before, NewValue(3, 7, 833)))
    assert old.keys() - new.keys() == {CHAIN}
    assert b"calcChain" not in b"".join(new.values())
    line = f'<Override PartName="/{CHAIN}" ContentType="{CHAIN_TYPE}"/>'.encode()
    assert new["[Content_Types].xml"] == old["[Content_Types].xml"].replace(line, b"")
    kept = relations(("worksheet", "worksheets/sheet1.xml")).encode()
    assert new["xl/_rels/workbook.xml.rels"] == kept


# --- What is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "part", ["_xmlsignatures/sig1.xml", "package/services/digital-signature/origin.psdsor"]
)
def test_a_signed_workbook_is_not_modified(part: str):
    assert "CLASSEUR_SIGNE" in detail_of(packed(parts(sheet(table()), **{part: "<a/>"})))


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", SHEET])
def test_a_damaged_part_is_said_so_even_when_it_would_only_be_copied(part: str):
    content = bytearray(packed(rich_parts(), stored=(part,)))
    kept = members(bytes(content))[part]
    at = bytes(content).index(kept) + len(kept) // 2
    content[at] ^= 1
    found = detail_of(bytes(content))
    assert "CLASSEUR_NON_MODIFIABLE" in found
    assert "endommagée" in found


def test_two_parts_of_one_name_are_refused():
    buffer = io.BytesIO(packed(parts(sheet(table()))))
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, sheet(""))
    assert "CLASSEUR_NON_MODIFIABLE" in (found := detail_of(buffer.getvalue()))
    assert "le même nom" in found


@pytest.mark.parametrize(
    ("part", "content", "detail"),
    [
        (SHEET, sheet("<row r='x'/>"), "dans « Lots »"),
        ("xl/workbook.xml", "<workbook", "xl/workbook.xml est endommagée"),
        ("xl/workbook.xml", workbook_xml(name="Autre"), "« Lots » n'y est pas retrouvée"),
    ],
)
def test_a_workbook_that_is_not_certain_is_left_alone(part: str, content: str, detail: str):
    found = detail_of(packed(parts(sheet(table())) | {part: content}))
    assert "CLASSEUR_NON_MODIFIABLE" in found
    assert detail in found.replace("\u00a0", " ").replace("’", "'")


# --- What a sheet lends and how its numbers look ------------------------------------------------


def test_tables_and_pivot_tables_own_their_area():
    content = packed(
        parts(
            sheet(table()),
            **{
                "xl/worksheets/_rels/sheet1.xml.rels": relations(
                    ("table", "../tables/t.xml"),
                    ("table", "../tables/u.xml"),
                    ("pivotTable", "../pivotTables/p.xml"),
                    ("table", "../tables/absent.xml"),
                ),
                "xl/tables/t.xml": f'<table xmlns="{MAIN}" ref="A2:F5"/>',
                "xl/tables/u.xml": f'<table xmlns="{MAIN}" ref="A9:F12" headerRowCount="0"/>',
                "xl/pivotTables/p.xml": f'<pivotTableDefinition xmlns="{MAIN}">'
                '<location ref="H1:J9" firstHeaderRow="1"/></pivotTableDefinition>',
            },
        )
    )
    owned = PatchedWorkbook(content, "lots.xlsx").owned("Lots")
    assert [(each.kind, corner(each.area), each.header) for each in owned] == [
        ("table", (2, 1), 1),
        ("table", (9, 1), 0),
        ("pivotTable", (1, 8), 0),
    ]


@pytest.mark.parametrize(
    ("number", "code", "suits"),
    [
        (0, None, True),
        (1, None, True),
        (3, None, True),
        (2, None, False),
        (9, None, False),
        (14, None, False),
        (44, None, False),
        (49, None, False),
        (164, "# ##0", True),
        (164, '#,##0;[Red]-#,##0 "€"', True),
        (164, "General", True),
        (164, r"#\ ##0_ ;\-#\ ##0\ ", True),
        (164, "[$-40C]#,##0", True),
        (164, '#,##0 "€"', False),
        (164, "#,##0,", False),
        (164, "0.00", False),
        (164, "0%", False),
        (164, "dd/mm/yyyy", False),
        (164, '"Lot "0', False),
        (164, "[$€-40C]#,##0", False),
        (164, "@", False),
    ],
)
def test_hours_take_the_look_of_a_neighbour_only_if_it_shows_whole_numbers(
    number: int, code: str | None, suits: bool
):
    formats = "" if code is None else (
        f'<numFmts count="1"><numFmt numFmtId="{number}" formatCode="'
        + code.replace('"', "&quot;") + '"/></numFmts>')  # fmt: skip
    styles = (
        f'<styleSheet xmlns="{MAIN}">{formats}<cellStyleXfs count="1"><xf numFmtId="9"/>'
        f'</cellStyleXfs><cellXfs count="2"><xf numFmtId="9"/><xf numFmtId="{number}"/></cellXfs>'
        "</styleSheet>"
    )
    content = packed(
        parts(
            sheet(table()),
            **{
                "xl/_rels/workbook.xml.rels": relations(
                    ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")
                ),
                "xl/styles.xml": styles,
            },
        )
    )
    found = PatchedWorkbook(content, "lots.xlsx").whole_number_styles
    assert found == ({"1"} if suits else set())


def test_a_workbook_without_styles_has_none_to_lend():
    assert PatchedWorkbook(packed(parts(sheet(table()))), "x").whole_number_styles == frozenset()
