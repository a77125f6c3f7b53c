"""A book open in Excel is read as its file is; what only values cannot tell is listed here."""

from __future__ import annotations

import importlib
import zlib
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

import pytest

from clausier.documents import hours_warnings, lot_warnings
from clausier.example import example_record
from clausier.records import hours_of, record_of, with_facts
from insertion.errors import InvalidInput
from insertion.reading import RawCell
from tests.bad_xlsx.case import FILE, TABLE, Case
from tests.bad_xlsx.catalogue import CATALOGUE, LAUNCH, Outcome, outcome_of
from tests.unit.open_books import Sent, open_book, payload
from xlplugin import open_book as module
from xlplugin.open_book import names_among, needed_sheets, opened_book
from xlplugin.opening import Opened, open_workbook
from xlplugin.parts import ForbiddenType
from xlplugin.sheet import is_ours, read_opened
from xlplugin.sheet_look import Looks, looks_of
from xlplugin.sheet_xml import Malformed, Unbounded
from xlplugin.workbook import workbook_bytes

NEVER_OPEN = {
    "a formula never computed": "a spreadsheet computes it on opening",
    "a number never computed": "a spreadsheet computes it on opening",
    "no sheet at all": "no spreadsheet opens the file",
    "a text before the first": "no spreadsheet opens the file",
    "a style before the first": "no spreadsheet opens the file",
}
HIDDEN_FROM_VALUES = {
    "a figure that hides itself": "a warning is lost",
    "a hidden row": "a warning is lost",
    "a filtered row": "a warning is lost",
    "a row of no height": "a warning is lost",
    "a folded group": "a warning is lost",
    "a hidden column": "a warning is lost",
    "a second table of other lots, on a hidden row": "a warning is lost",
    "a date beyond the calendar": "a number is sent where people see ####",
    "a duration": "refused too, as a date",
    "a percentage": "0.5 under « Montant » is refused as a percentage when its format is known",
    "a percent format over a percentage": "refused too, otherwise",
    "thousands written by the format": "the unit is in the format alone",
    "thousands cut by the format under a heading in thousands": "the unit is in the format alone",
    "thousands cut by the format, said nowhere": "the unit is in the format alone",
    "millions in the format under a heading in thousands": "the unit is in the format alone",
    "tax written by the format": "the tax is in the format alone",
    "another currency in the format": "the currency is in the format alone",
    "euros in the format under a heading in thousands": "the unit is in the format alone",
}
"""Cases that values without formats do not give as the file does: the host then warns."""
SEPTEMBER = datetime(2026, 9, 1)  # noqa: DTZ001 - a spreadsheet's dates have no time zone
UNOPENABLE = (InvalidInput, ForbiddenType, Malformed, Unbounded, ExpatError, LookupError, OSError,
              EOFError, zlib.error, ValueError)  # fmt: skip
"""What a file that no spreadsheet opens gives when its parts are read."""
REFUSED_FILES = {
    "FICHIER_ILLISIBLE", "CLASSEUR_A_CONVERTIR", "CLASSEUR_PROTEGE", "CLASSEUR_DEMESURE",
    "FICHIER_TROP_GROS",
}  # fmt: skip
CASES = [
    pytest.param(case, id=f"{family}: {case.name}")
    for family, cases in CATALOGUE.items()
    for case in cases
    if not case.slow and case.name not in NEVER_OPEN
]


def outcome_of_book(opened: Opened, case: Case) -> Outcome:
    try:
        facts = {name: RawCell(value, "ici") for name, value in LAUNCH.items()}
        record = record_of(with_facts(read_opened(opened, case.sheet), facts))
        result = hours_of(record)
    except InvalidInput as error:
        return Outcome(None, faults=error.faults)
    warnings = (*lot_warnings(result), *hours_warnings(record, result))
    return Outcome(tuple(each.contract_hours for each in result.lots), warnings)


def verdict(outcome: Outcome) -> tuple[object, ...]:
    return outcome.hours, [(e.code, e.place) for e in outcome.faults], outcome.warnings


@pytest.mark.parametrize("case", CASES)
def test_an_open_book_gives_the_verdict_of_its_file(case: Case, tmp_path: Path):
    from_file = outcome_of(case, tmp_path)
    try:
        sent = Sent(tmp_path / FILE)
    except UNOPENABLE:
        assert {each.code for each in from_file.faults} <= REFUSED_FILES
        return
    opened = opened_book(open_book(sent.payload), looks=looks_of(sent.look))
    assert verdict(outcome_of_book(opened, case)) == verdict(from_file)
    bare = verdict(outcome_of_book(opened_book(open_book(sent.payload)), case))
    assert (bare != verdict(from_file)) == (case.name in HIDDEN_FROM_VALUES)


def test_the_lists_of_differences_name_real_cases():
    names = {case.name for cases in CATALOGUE.values() for case in cases}
    assert names >= NEVER_OPEN.keys() | HIDDEN_FROM_VALUES.keys()


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ours") / "exemple.xlsx"
    path.write_bytes(workbook_bytes(example_record().contract))
    return path


def test_our_workbook_open_is_ours_and_says_the_same_contract(ours: Path):
    opened = opened_book(open_book(Sent(ours).payload))
    assert is_ours(opened)
    read = record_of(read_opened(opened))
    assert read == record_of(read_opened(open_workbook(ours)))
    assert read.contract == example_record().contract


def test_the_needed_sheets_alone_are_enough_for_our_workbook(ours: Path):
    whole = Sent(ours)
    names = names_among((each["name"], each["refers_to"]) for each in whole.payload["names"])
    order = [each["name"] for each in whole.payload["sheets"]]
    needed = needed_sheets(names, order, active="Synthèse")
    assert needed == [each for each in order if each in ("Marché", "Périodes", "Lots")]
    partly = opened_book(open_book(Sent(ours, include=needed).payload))
    assert record_of(read_opened(partly)).contract == example_record().contract


def test_of_a_buyers_book_only_the_active_sheet_is_needed():
    assert needed_sheets({}, ["Notes", "Lots"], active="Lots") == ["Lots"]


def test_a_sheet_not_asked_for_is_there_but_empty():
    book = open_book(payload({"Notes": [["a"]], "Lots": TABLE}))
    opened = opened_book(book, sheets=["Lots"])
    assert [(each.name, bool(each.rows)) for each in opened.grids] == [
        ("Notes", False),
        ("Lots", True),
    ]


def test_a_table_away_from_the_first_cell_keeps_its_places():
    opened = opened_book(open_book(payload({"Lots": TABLE}, at={"Lots": "C5"})))
    places = [cell.place for _, row in opened.grids[0].rows for cell in row]
    assert places[0] == "Lots!C5"
    assert places[-1] == "Lots!H7"


def test_an_empty_sheet_has_no_row():
    assert opened_book(open_book(payload({"Lots": []}))).grids[0].rows == ()


def cell_of(value: Any, look: Looks | None = None) -> Any:
    opened = opened_book(open_book(payload({"F": [[value]]})), looks=look)
    ((_, (cell,)),) = opened.grids[0].rows
    return cell


@pytest.mark.parametrize("code", ["#N/A", "#VALUE!", "#VALEUR!", "#REF!", "#SPILL!"])
def test_an_error_is_an_error_whatever_language_shows_it(code: str):
    cell = cell_of(code)
    assert (cell.value, cell.error) == (None, code)
    assert cell_of("#1 Peinture").value == "#1 Peinture"


def test_a_moment_comes_as_a_date_and_hours_alone_as_people_see_them():
    assert cell_of("2026-09-01T00:00:00.000Z").value == SEPTEMBER
    assert cell_of("1899-12-30T07:30:00.000Z").value == "7:30"
    thirty_hours = looks_of('{"F": {"formats": [["A1", "[h]:mm"]]}}')
    assert cell_of("1899-12-31T06:00:00.000Z", thirty_hours).value == "30:00"


def test_a_text_that_looks_like_a_moment_does_not_stop_the_reading():
    book = open_book(payload({"F": [["2026-09-01T00:00:00", "2026-09-01T00:00:00.000Z", 3]]}))
    ((_, row),) = opened_book(book).grids[0].rows
    assert [cell.value for cell in row] == ["2026-09-01T00:00:00", SEPTEMBER, 3]


@pytest.mark.parametrize(
    ("sent", "read"), [(12.0, 12), (12.5, 12.5), (True, True), (1e20, 1e20), (Decimal("3.5"), 3.5)]
)
def test_a_number_is_what_the_file_would_hold(sent: object, read: object):
    found = module._cell(sent, "F!A1", 1, module._PLAIN).value
    assert found == read
    assert type(found) is type(read)


def test_a_percent_format_settles_a_share_under_a_percent_heading():
    rows: list[list[Any]] = [
        ["N°", "Intitulé", "Montant HT", "Part MO (%)", "Taux", "Coût horaire"]
    ]
    rows += [[1, "Gros œuvre", 1_000_000, 0.5, "5 %", 30]]
    sent = payload({"Lots": rows})
    with pytest.raises(InvalidInput) as asked:
        record_of(read_opened(opened_book(open_book(sent))))
    assert [(e.code, e.place) for e in asked.value.faults] == [("PART_AMBIGUE", "Lots!D2")]
    looks = looks_of('{"Lots": {"formats": [["D2", "0 %"]]}}')
    record = record_of(read_opened(opened_book(open_book(sent), looks=looks)))
    assert record.contract.lots[0].labour_share == Decimal("0.5")


def test_the_values_of_a_book_are_not_kept_in_memory_nor_given_for_another():
    rows = [[1, "a"], [2, "b"]]
    other = [[True, "a"], [2, "b"]]
    assert opened_book(open_book(payload({"F": rows}))).grids[0].rows[0][1][0].value == 1
    assert opened_book(open_book(payload({"F": other}))).grids[0].rows[0][1][0].value is True
    remote = importlib.import_module("xlwings.pro._xlremote")
    assert remote.get_range_api.cache_info().currsize == 0


def test_a_sheet_larger_than_can_be_read_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_EMPTY", 17)
    with pytest.raises(InvalidInput) as refused:
        opened_book(open_book(payload({"Lots": TABLE})))
    assert [each.code for each in refused.value.faults] == ["CLASSEUR_DEMESURE"]
    monkeypatch.setattr(module, "MOST_EMPTY", 18)
    monkeypatch.setattr(module, "MOST_CELLS", 17)
    with pytest.raises(InvalidInput, match="CLASSEUR_DEMESURE"):
        opened_book(open_book(payload({"Lots": TABLE})))
    monkeypatch.setattr(module, "MOST_CELLS", 18)
    assert opened_book(open_book(payload({"Lots": TABLE}))).grids[0].rows


def test_only_names_of_the_whole_book_that_designate_cells_are_kept():
    found = names_among(
        [
            ("lots", "=Lots!$A$5:$K$5"),
            ("objet", "='L''école'!$B$2"),
            ("Lots!local", "=Lots!$A$1"),
            ("taux", "=0.2"),
            ("perdu", "=#REF!$A$1"),
            ("deux", "=Lots!$A$1,Lots!$B$2"),
            ("inconnu", None),
        ]
    )
    assert found == {"lots": ("Lots", "A5:K5"), "objet": ("L'école", "B2")}


@pytest.mark.parametrize(
    "text",
    [
        "[]", "{", '{"F": 3}', '{"F": {"formats": [["A1"]]}}', '{"F": {"formules": ["A"]}}',
        '{"F": {"autre": 1}}', '{"F": {"formules": ["A1048577"]}}', '{"F": {"formules": [3]}}',
        '{"F": {"lignes_masquees": ["x"]}}', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_look_no_pane_wrote_is_refused(text: str):
    with pytest.raises(InvalidInput, match="APERCU_ILLISIBLE"):
        looks_of(text)


def test_a_look_beyond_the_used_cells_costs_nothing():
    look = looks_of('{"F": {"formats": [["A1:XFD1048576", "0%"]]}}')
    assert cell_of(0.5, look).percent
