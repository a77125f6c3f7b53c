"""The bytes of a sheet: only those of the wanted cells change, however the XML is written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.patch_books import MAIN, cells_of, sheet
from xlplugin.canvas import column_letter
from xlplugin.patch_cells import NewValue, with_values
from xlplugin.patch_sheet import holds, scan_sheet
from xlplugin.patch_tags import NotEditable, Tag, encoding_of
from xlplugin.sheet_xml import area_of

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def patched(content: str | bytes, *values: NewValue) -> bytes:
    source = content.encode() if isinstance(content, str) else content
    return with_values(scan_sheet(source, {each.row for each in values}), values)


def bare(rows: str, dimension: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{dimension}<sheetData>{rows}</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            '<row r="1"><c r="A1"/><c r="B1" s="4"/><c r="C1"><v>1</v></c></row>',
            '<row r="1"><c r="A1"/><c r="B1" s="4"><v>7</v></c><c r="C1"><v>1</v></c></row>',
            id="an empty cell keeps its style",
        ),
        pytest.param(
            '<row r="1"><c r="B1" s="4" t="s"><v>12</v></c></row>',
            '<row r="1"><c r="B1" s="4"><v>7</v></c></row>',
            id="a shared text leaves its type behind",
        ),
        pytest.param(
            '<row r="1"><c r="B1" t="str" cm="1" vm="2" ph="1"><f>A1</f><v>x</v></c></row>',
            '<row r="1"><c r="B1" ph="1"><v>7</v></c></row>',
            id="a formula leaves with its metadata",
        ),
        pytest.param(
            "<row r='1'><c\n s='3'  r = 'B1'  ></c ><c r='C1'/></row>",
            "<row r='1'><c\n s='3'  r = 'B1'  ><v>7</v></c><c r='C1'/></row>",
            id="single quotes and spaces stay",
        ),
        pytest.param(
            '<row r="1"><c r="A1"/><c r="D1"/></row>',
            '<row r="1"><c r="A1"/><c r="B1"><v>7</v></c><c r="D1"/></row>',
            id="an absent cell comes between its neighbours",
        ),
        pytest.param(
            '<row r="1"><c r="A1"/>\n</row>',
            '<row r="1"><c r="A1"/>\n<c r="B1"><v>7</v></c></row>',
            id="an absent cell comes last",
        ),
        pytest.param(
            '<row r="1" ht="30"/>',
            '<row r="1" ht="30"><c r="B1"><v>7</v></c></row>',
            id="an empty row opens",
        ),
        pytest.param(
            "<row><c><v>1</v></c><c><v>2</v></c></row>",
            "<row><c><v>1</v></c><c><v>7</v></c></row>",
            id="rows and cells without address are counted",
        ),
        pytest.param(
            '<row r="2"><c r="B2"/></row>',
            '<row r="1"><c r="B1"><v>7</v></c></row><row r="2"><c r="B2"/></row>',
            id="an absent row comes before the next one",
        ),
        pytest.param("", '<row r="1"><c r="B1"><v>7</v></c></row>', id="a sheet without rows"),
        pytest.param(
            '<row r="1.0"><c r="b1"><v><![CDATA[5]]></v></c></row>',
            '<row r="1.0"><c r="b1"><v>7</v></c></row>',
            id="CDATA, a row « 1.0 », a lower case address",
        ),
        pytest.param(
            '<!-- <row r="1"><c r="B1"/></row> --><row r="1"><!-- <c r="B1"> --><c r="B1"/></row>',
            '<!-- <row r="1"><c r="B1"/></row> --><row r="1"><!-- <c r="B1"> -->'
            '<c r="B1"><v>7</v></c></row>',
            id="comments are not cells",
        ),
        pytest.param(
            '<row r="1" spans="3:4" x="a>b"><c r="C1"/></row>',
            '<row r="1" spans="2:4" x="a>b"><c r="B1"><v>7</v></c><c r="C1"/></row>',
            id="spans widen, a sign in an attribute is no end",
        ),
        pytest.param(
            '<row r="1" spans="1:3 5:6"><c r="A1"/></row>',
            '<row r="1" spans="1:3 5:6"><c r="A1"/><c r="B1"><v>7</v></c></row>',
            id="spans in several pieces are left",
        ),
        pytest.param(
            '<row r="1"><c r="B1" xmlns:x="u" x:t="k" t="b"><v>1</v></c></row>',
            '<row r="1"><c r="B1" xmlns:x="u" x:t="k"><v>7</v></c></row>',
            id="foreign attributes stay",
        ),
        pytest.param(
            '<row r="1"><c r="B1" t="inlineStr"><is><r><t>a</t></r></is></c></row>',
            '<row r="1"><c r="B1"><v>7</v></c></row>',
            id="rich text",
        ),
    ],
)
def test_only_the_bytes_of_the_cell_change(before: str, after: str):
    assert patched(bare(before), NewValue(1, 2, 7)).decode() == bare(after)


def test_a_sheet_whose_data_close_at_once_opens():
    before = f'<worksheet xmlns="{MAIN}"><sheetData /></worksheet>'
    after = f'<worksheet xmlns="{MAIN}"><sheetData ><row r="1"><c r="A1"><v>7</v></c></row>'
    assert patched(before, NewValue(1, 1, 7)).decode() == after + "</sheetData></worksheet>"


def test_the_prefix_of_the_sheet_is_the_prefix_of_what_comes_in():
    before = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"/></x:sheetData></x:worksheet>'
    )
    done = patched(before, NewValue(2, 1, 7), NewValue(3, 1, "a & b"), NewValue(1, 1, 5))
    inside = done.decode().split("<x:sheetData>")[1].split("</x:sheetData>")[0]
    assert inside == (
        '<x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:v>7</x:v></x:c></x:row>'
        '<x:row r="3"><x:c r="A3" t="inlineStr"><x:is><x:t>a &amp; b</x:t></x:is></x:c></x:row>'
    )
    assert cells_of(done)[3, 1] == ("inlineStr", "", "", "a & b")


def test_a_strict_sheet_is_read_like_another():
    before = bare('<row r="1"><c r="A1"/></row>').replace(MAIN, STRICT)
    assert cells_of(patched(before, NewValue(1, 1, 7)))[1, 1] == ("", "", "", "7")


def test_a_row_of_another_vocabulary_is_no_row():
    foreign = '<extLst><ext xmlns:o="u"><o:row r="1"><o:c r="A1"/></o:row></ext></extLst>'
    before = bare('<row r="2"/>').replace("</worksheet>", foreign + "</worksheet>")
    done = patched(before, NewValue(1, 1, 7)).decode()
    assert done.endswith(foreign + "</worksheet>")
    assert cells_of(done.encode()) == {(1, 1): ("", "", "", "7")}


@pytest.mark.parametrize(
    ("codec", "declared", "mark"),
    [
        ("utf-8", "UTF-8", b"\xef\xbb\xbf"),
        ("utf-16-le", "UTF-16", b"\xff\xfe"),
        ("utf-16-be", "UTF-16", b"\xfe\xff"),
        ("utf-16-le", "UTF-16", b""),
        ("latin-1", "ISO-8859-1", b""),
        ("cp1252", "windows-1252", b""),
        ("us-ascii", "US-ASCII", b""),
    ],
)
def test_a_sheet_goes_back_to_the_encoding_it_came_in(codec: str, declared: str, mark: bytes):
    text = "Hôtel" if codec != "us-ascii" else "Hotel"
    body = bare(f'<row r="1"><c r="A1" t="str"><v>{text}</v></c></row>')
    before = f'<?xml version="1.0" encoding="{declared}"?>{body}'
    source = mark + before.encode(codec)
    done = patched(source, NewValue(1, 2, "Heures d’insertion"), NewValue(1, 3, 7))
    new = '<c r="B1" t="inlineStr"><is><t>Heures d’insertion</t></is></c><c r="C1"><v>7</v></c>'
    wanted = before.replace("</row>", new + "</row>").encode(codec, "xmlcharrefreplace")
    assert done == mark + wanted
    if mark or not codec.startswith("utf-16"):  # without a mark, lxml refuses what Excel opens
        assert cells_of(done)[1, 2][3] == "Heures d’insertion"


@pytest.mark.parametrize(
    ("dimension", "grown"),
    [
        ("A1:B2", "A1:D3"),
        ("A1", "A1:D3"),
        ("B2:F9", "A1:F9"),
        ("A1:XFD1048576", "A1:XFD1048576"),
        ("", ""),
        ("A:B", "A:B"),
    ],
)
def test_the_size_a_sheet_says_follows_when_it_grows(dimension: str, grown: str):
    before = bare('<row r="1"/>', f"<dimension x='1' ref='{dimension}' />")
    done = patched(before, NewValue(1, 1, 7), NewValue(3, 4, 7)).decode()
    told = re.search(r"<dimension x='1' ref=(.)(.*?)\1 />", done)
    assert told is not None
    assert told[2] == grown


def test_several_values_in_absent_places_come_in_order():
    values = [NewValue(r, c, r * 10 + c) for r in (5, 1, 3) for c in (4, 1, 2)]
    done = cells_of(patched(bare('<row r="3"><c r="C3"><v>0</v></c></row>'), *values))
    assert list(done) == [(1, 1), (1, 2), (1, 4), (3, 1), (3, 2), (3, 3), (3, 4),
                          (5, 1), (5, 2), (5, 4)]  # fmt: skip
    assert all(value[3] == str(r * 10 + c) for (r, c), value in done.items() if (r, c) != (3, 3))


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (bare('<row r="1"/><row r="1"/>'), "la ligne 1 y figure deux fois"),
        (bare('<row r="1"><c r="A1"/><c r="A1"/></row>'), "y figure deux fois"),
        (bare('<row r="un"/>'), "pas de numéro lisible"),
        (bare("<row>"), "est endommagé"),
        (bare('<row r="1"/>').removesuffix("</worksheet>"), "est endommagé"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + bare(""), "définition XML interdite"),
        (f'<worksheet xmlns="{MAIN}"/>', "pas de cellules"),
        ('<?xml version="1.0" encoding="klingon"?>' + bare(""), "encodage"),
        (b"\xff\xfe" + bare("").encode("utf-16-le") + b"\0", "encodage"),
    ],
)
def test_a_sheet_that_is_not_certain_is_left_alone(content: str | bytes, detail: str):
    with pytest.raises(NotEditable, match=detail):
        patched(content, NewValue(1, 1, 7))


def test_the_value_of_a_cell_is_neither_its_formula_nor_what_surrounds_it():
    inside = "<f>B1*2</f>\n<v>12</v> <extLst>34</extLst>"
    rows = f'<row r="1"> 5 <c r="A1">{inside}</c> 6 <c r="B1" t="s"><v>7</v></c></row>'
    scan = scan_sheet(bare(rows).encode(), {1})
    found = [scan.cell((1, 1)), scan.cell((1, 2)), scan.cell((1, 3)), scan.cell((2, 1))]
    assert [each and (each.text, each.formula, each.kind) for each in found] == [
        ("12", True, ""), ("7", False, "s"), None, None,
    ]  # fmt: skip


def test_what_forbids_to_write_is_seen():
    rows = (
        '<row r="1"><c r="A1"><f t="array" ref="A1:A3">B1:B3</f><v>1</v></c>'
        '<c r="B1"><f t="shared" ref="B1:B3" si="0">C1</f><v>1</v></c>'
        '<c r="C1"><f t="array" ref="C1">SUM(D1:D3)</f><v>1</v></c></row>'
        '<row r="2"><c r="B2"><f t="shared" si="0"/><v>1</v></c></row>'
    )
    merge = '<mergeCells><mergeCell ref="E1:F2"/></mergeCells>'
    scan = scan_sheet(bare(rows).replace("</worksheet>", merge + "</worksheet>").encode(), {1})
    assert [scan.arrays, scan.merged] == [[area_of("A1:A3")], [area_of("E1:F2")]]
    assert scan.orphaned_by({(1, 2)}) == {(1, 2)}
    assert scan.orphaned_by({(1, 2), (2, 2)}) == set()
    assert scan.orphaned_by({(2, 2)}) == set()


@pytest.mark.parametrize(
    ("reference", "inside", "outside"),
    [("B2:C3", (3, 3), (4, 3)), ("$B$2", (2, 2), (2, 3)), ("C3:B2", (2, 2), (1, 2))],
)
def test_an_area_holds_its_four_sides(
    reference: str, inside: tuple[int, int], outside: tuple[int, int]
):
    area = area_of(reference)
    assert area is not None
    assert holds(area, inside)
    assert not holds(area, outside)


def test_a_tag_is_edited_attribute_by_attribute():
    tag = Tag(b"""<x:c r="A1" t='s' u="t='b'"/>""")
    assert tag.without("t").text == b"""<x:c r="A1" u="t='b'"/>"""
    assert tag.having("t", "n").text == b"""<x:c r="A1" t="n" u="t='b'"/>"""
    assert tag.having("s", "1").opened().text == b"""<x:c r="A1" t='s' u="t='b'" s="1">"""
    assert (tag.prefix, tag.empty, tag.closing) == (b"x:", True, b"</x:c>")
    assert (tag.attribute("u"), tag.attribute("b")) == ("t='b'", None)


def test_an_encoding_nobody_announces_is_utf_8():
    assert encoding_of(b"<a/>") == "utf-8"


# --- Any sheet ----------------------------------------------------------------------------------

contents = st.sampled_from(
    ["<v>1</v>", "<f>A1</f><v>2</v>", "<is><t>a</t></is>", "", "<v><![CDATA[3]]></v>",
     "<v>4</v><extLst/>", "<!-- </c> --><v>5</v>"]
)  # fmt: skip
columns = st.integers(1, 60)
sparse = st.dictionaries(
    st.integers(1, 40), st.dictionaries(columns, contents, max_size=6), max_size=8
)
targets = st.dictionaries(st.tuples(st.integers(1, 45), columns), st.integers(0, 10**7), min_size=1)


@given(rows=sparse, wanted=targets, addressed=st.booleans(), prefix=st.sampled_from(["", "x:"]))
def test_whatever_the_sheet_only_the_wanted_cells_differ(
    rows: dict[int, dict[int, str]],
    wanted: dict[tuple[int, int], int],
    addressed: bool,
    prefix: str,
):
    pieces: list[str] = []
    kept: list[str] = []
    last = 0
    for number, cells in sorted(rows.items()):
        said = f' r="{number}"' if addressed or number != last + 1 else ""
        last = number
        pieces.append(f"<row{said}>")
        before = 0
        for column, inside in sorted(cells.items()):
            near = "" if not addressed and column == before + 1 else (
                f' r="{column_letter(column - 1)}{number}"')  # fmt: skip
            before = column
            piece = f'<c{near} s="1">{inside}</c>' if inside else f'<c{near} s="1"/>'
            pieces.append(piece)
            if (number, column) not in wanted:
                kept.append(piece)
        pieces.append("</row>\n")
    source = sheet("".join(pieces))
    if prefix:
        source = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", source).replace("xmlns=", "xmlns:x=")
        kept = [re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", each) for each in kept]
    done = patched(source, *(NewValue(*at, value) for at, value in wanted.items()))
    old, new = cells_of(source.encode()), cells_of(done)
    assert new.keys() == old.keys() | wanted.keys()
    for at, found in new.items():
        if at in wanted:
            assert found == ("", old[at][1] if at in old else "", "", str(wanted[at]))
        else:
            assert found == old[at]
    assert sorted(new) == list(new)
    position = 0
    text = done.decode()
    for piece in kept:  # every other cell keeps its bytes, in order
        position = text.index(piece, position) + len(piece)
    assert patched(done, *(NewValue(*at, value) for at, value in wanted.items())) == done
