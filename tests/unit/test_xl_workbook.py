"""The workbook as a file: what it carries, what it must not, and that it is always the same."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from insertion import methods, vocabulary
from insertion.contract import Contract, Lot
from insertion.formula import Variable
from insertion.method import Method
from insertion.methods import METHODS, WORKED_HOURS_SHARE
from insertion.record import load_record
from xlplugin import limits
from xlplugin.lot_columns import FIRST, HEAD, columns, method_exact, shown
from xlplugin.pairing import Paired, grouped, literal
from xlplugin.rebuild import EXAMPLE, FOLDER, rebuild
from xlplugin.sheet_contract import public_name
from xlplugin.workbook import build_workbook, workbook_bytes

SHEETS = [
    "Mode d’emploi", "Marché", "Lots", "Périodes", "Synthèse", "Comparaison", "Note de calcul",
    "Répartition", "Méthodes", "Barèmes",
]  # fmt: skip
# Far within what Excel opens (8 192 characters, 64 levels, 255 in a text), and still readable.
LONGEST_FORMULA = 1600
DEEPEST_NESTING = 15
LONGEST_TEXT = 255
# Functions of Excel 2007 to 2016 that LibreOffice 7.4 also knows; nothing else may be used.
KNOWN_FUNCTIONS = {
    "AND", "CHOOSE", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "DATE", "DAY", "FIND", "IF",
    "IFERROR",
    "INDEX", "INT", "ISERROR", "ISLOGICAL", "ISNUMBER", "LARGE", "LEFT", "LEN", "LOWER",
    "MATCH", "MAX", "MID", "MIN", "MOD", "MONTH", "NOT", "OR", "RIGHT", "ROUND", "ROUNDDOWN",
    "ROUNDUP", "ROW", "ROWS", "SMALL", "SUBSTITUTE", "SUM", "SUMIF", "SUMIFS", "SUMPRODUCT",
    "TRIM", "YEAR",
}  # fmt: skip


@pytest.fixture(scope="module")
def sample() -> Contract:
    text = (FOLDER / f"{EXAMPLE}.yaml").read_text(encoding="utf-8")
    return load_record(text).contract


@pytest.fixture(scope="module")
def filled(sample: Contract) -> bytes:
    return workbook_bytes(sample)


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def formulas(content: bytes) -> list[str]:
    return [
        cell.value
        for sheet in opened(content).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def without_texts(formula: str) -> str:
    return re.sub(r'"(?:[^"]|"")*"', '""', formula)


def test_the_visible_sheets_are_those_announced_in_the_order_of_work(filled: bytes):
    book = opened(filled)
    assert [s.title for s in book.worksheets if s.sheet_state == "visible"] == SHEETS


def test_no_sheet_is_protected(filled: bytes):
    assert not [s.title for s in opened(filled).worksheets if s.protection.sheet]


def test_the_formulas_use_only_functions_that_excel_2016_and_libreoffice_know(filled: bytes):
    used = {name for each in formulas(filled)
            for name in re.findall(r"([A-Z][A-Z0-9.]*)\(", without_texts(each))}  # fmt: skip
    assert used <= KNOWN_FUNCTIONS
    assert {"ROUND", "ROUNDUP", "ROUNDDOWN", "SUM"} <= used


def test_there_is_no_recent_function_no_macro_no_external_link_and_no_array(filled: bytes):
    content = parts(filled)
    everything = b"".join(content.values())
    for forbidden in (b"_xlfn", b"_xlws", b't="array"', b"vbaProject"):
        assert forbidden not in everything
    assert not [name for name in content if "vba" in name or "external" in name.lower()]


@pytest.mark.parametrize("capacity", [60, 150])
def test_every_formula_is_far_within_the_limits_of_excel(sample: Contract, capacity: int):
    for formula in formulas(workbook_bytes(sample, capacity=capacity)):
        assert len(formula) <= LONGEST_FORMULA, formula
        depth = deepest = 0
        for character in without_texts(formula):
            depth += (character == "(") - (character == ")")
            deepest = max(deepest, depth)
        assert deepest <= DEEPEST_NESTING, formula
        texts = re.findall(r'"((?:[^"]|"")*)"', formula)
        assert all(len(text) <= LONGEST_TEXT for text in texts), formula


def test_hidden_columns_come_after_the_others_and_bear_no_heading_of_a_lot(filled: bytes):
    sheet = opened(filled)["Lots"]
    hidden = [each for each in columns().values() if each.is_hidden]
    assert [each.index for each in hidden] == list(range(len(shown()), len(columns())))
    for each in hidden:
        heading = sheet[f"{each.letter}{HEAD}"].value
        assert heading == each.heading
        assert vocabulary.find_lot_heading(heading) is None
        assert str(sheet[f"{each.letter}{FIRST}"].value).startswith("=")
    with zipfile.ZipFile(io.BytesIO(filled)) as package:
        text = package.read("xl/worksheets/sheet3.xml").decode()
    ends = f'<col min="{hidden[0].index + 1}" max="{hidden[-1].index + 1}"'
    found = re.search(rf"{ends}[^>]*>", text)
    assert found is not None
    assert 'hidden="1"' in found[0]


def test_each_fact_of_the_contract_has_a_cell_named_by_its_french_key(filled: bytes):
    names = opened(filled).defined_names
    for term in vocabulary.contract_terms().values():
        if term.type == "choices":
            wanted = {public_name(option) for option in vocabulary.options(term.id)}
            assert wanted <= names.keys()
        else:
            assert names[term.key].attr_text.startswith("'Marché'!$B$")


def test_lists_and_ranges_are_enforced_with_messages_in_french(filled: bytes):
    book = opened(filled)
    lots = {str(each.sqref)[0]: each for each in book["Lots"].data_validations.dataValidation}
    assert lots["C"].type == "list"
    assert lots["C"].formula1 == "liste_mecanisme"
    assert (lots["F"].type, lots["F"].formula1, lots["F"].formula2) == ("decimal", "0", "1")
    assert "entre 0" in lots["F"].error
    assert "100" in lots["F"].error
    everywhere = [
        each for sheet in ("Marché", "Lots")
        for each in book[sheet].data_validations.dataValidation
    ]  # fmt: skip
    assert all(each.error and each.errorTitle == "Saisie refusée" for each in everywhere)
    typed = [t for t in vocabulary.contract_terms().values() if limits.validation(t)]
    assert len(book["Marché"].data_validations.dataValidation) >= len(typed)


@pytest.mark.parametrize(
    ("field", "low", "high"),
    [("youth_age", 15, 99), ("duration_months", 1, 600), ("rounding_multiple", 1, 1000),
     ("masking_threshold", 1, 100_000), ("penalty_cap", 0, 1)],
)  # fmt: skip
def test_ranges_come_from_the_model_of_the_contract(field: str, low: int, high: int):
    assert limits.limits(vocabulary.contract_terms()[field]) == (Decimal(low), Decimal(high))


def test_a_drop_down_offers_every_label_of_its_list(filled: bytes):
    book = opened(filled)
    for term in vocabulary.lot_terms().values():
        if term.type == "choice":
            reference = book.defined_names[limits.list_name(term)].attr_text
            sheet, _, area = reference.rpartition("!")
            shown = [c.value for row in book[sheet.strip("'")][area.replace("$", "")] for c in row]
            assert shown == limits.labels(term.id)


def test_the_document_says_its_title_and_language_and_names_nobody(filled: bytes):
    core = parts(filled)["docProps/core.xml"].decode()
    assert "<dc:language>fr-FR</dc:language>" in core
    assert "Calcul des heures d’insertion" in core
    assert re.search(r"<dc:creator>([^<]*)</dc:creator>", core)[1] == ""  # type: ignore[index]


def test_pages_are_a4_landscape_with_numbers_and_repeated_headings(filled: bytes):
    book = opened(filled)
    for name in SHEETS:
        page = book[name]
        assert page.page_setup.orientation == "landscape"
        assert str(page.page_setup.paperSize) == "9"
        assert "&P" in (page.oddFooter.right.text or "")
    for name in SHEETS[1:]:
        on_one_page = book[name].page_setup.fitToHeight in (None, 1)
        assert book[name].print_title_rows or on_one_page, name
        assert book[name].freeze_panes or name == "Note de calcul"


def test_the_same_contract_always_gives_the_same_bytes(sample: Contract, filled: bytes):
    assert workbook_bytes(sample) == filled


def test_the_shipped_workbooks_are_what_the_code_builds(tmp_path: Path):
    for path in rebuild(tmp_path):
        shipped = (FOLDER / path.name).read_bytes()
        assert parts(shipped) == parts(path.read_bytes()), f"run python -m xlplugin.rebuild: {path}"


def test_a_contract_with_more_lots_than_rows_gets_rows_to_spare(sample: Contract):
    many = tuple(Lot(number=str(i), title=f"Lot {i}") for i in range(1, 76))
    content = workbook_bytes(sample.model_copy(update={"lots": many}))
    sheet = opened(content)["Lots"]
    assert sheet["A81"].value == "75"
    assert str(sheet[f"{columns()['calculated_hours'].letter}91"].value).startswith("=")


def test_a_workbook_can_be_written_to_a_stream(sample: Contract, filled: bytes):
    stream = io.BytesIO()
    build_workbook(stream, sample)
    assert stream.getvalue() == filled


def test_a_text_that_begins_like_a_formula_stays_a_text():
    lot = Lot(number="1", title='=HYPERLINK("http://exemple.fr")')
    sheet = opened(workbook_bytes(Contract(lots=(lot,))))["Lots"]
    assert (sheet["B7"].data_type, sheet["B7"].value) == ("s", lot.title)


def _with_sum_instead_of_product(monkeypatch: pytest.MonkeyPatch) -> Method:
    changed = replace(
        WORKED_HOURS_SHARE, exact=Variable("worked_hours") + Variable("insertion_rate")
    )
    listed = tuple(changed if each is WORKED_HOURS_SHARE else each for each in METHODS)
    monkeypatch.setattr(methods, "METHODS", listed)
    monkeypatch.setattr("insertion.hours.METHODS", listed)
    return changed


def test_changing_one_operator_of_a_method_changes_formula_value_sentence_and_note(
    monkeypatch: pytest.MonkeyPatch,
):
    lot = Lot(number="1", title="a", worked_hours=Decimal(1000), insertion_rate=Decimal("0.1"))
    contract = Contract(lots=(lot,))

    def seen() -> tuple[str, Any, str, str]:
        content = workbook_bytes(contract)
        cached = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        note = " ".join(str(c.value) for row in cached["Note de calcul"].iter_rows() for c in row)
        guide = " ".join(str(c.value) for row in cached["Méthodes"].iter_rows() for c in row)
        working = columns()[method_exact(WORKED_HOURS_SHARE.id)].letter
        formula = opened(content)["Lots"][f"{working}7"].value
        return formula, cached["Lots"][f"{columns()['exact_hours'].letter}7"].value, note, guide

    before = seen()
    _with_sum_instead_of_product(monkeypatch)
    after = seen()
    assert "$I7*$G7" in before[0]
    assert "$I7+$G7" in after[0]
    assert "$I7*$G7" not in after[0]
    assert (before[1], after[1]) == (100, 1000.1)
    for index in (2, 3):
        assert "eures travaillées × taux d’insertion" in before[index]
        assert "eures travaillées + taux d’insertion" in after[index]


def test_a_long_text_is_cut_into_constants_that_excel_accepts():
    formula = literal('"' * 600)
    assert all(len(piece) <= 502 for piece in formula.split("&"))
    assert formula.count("&") == 2


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0"), (999, "999"), (1000, "1 000"), (60045, "60 045"), (1002003, "1 002 003")],
)
def test_whole_numbers_in_sentences_are_grouped_the_french_way(number: int, shown: str):
    paired: Callable[..., Any] = grouped
    assert paired(Paired("A1", number)).value == shown.replace(" ", "\u202f")
