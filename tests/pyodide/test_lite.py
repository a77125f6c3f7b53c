"""What ``clausier excel lite`` writes, run as written under the Python of browsers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clausier.example import example_record
from clausier.lite_scripts import TITLES
from clausier.records import hours_of
from insertion.methods import METHODS
from tests import external_tools
from tests.cli.command import clausier
from tests.pyodide.browser import Browser, opened
from tests.unit.function_calls import SHARED, case_call, check_announced
from tests.unit.hours_cases import HoursCase
from tests.unit.open_books import Sent, payload
from xlplugin import functions
from xlplugin.workbook import workbook_bytes

pytestmark = [pytest.mark.needs("pyodide"), pytest.mark.slow]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the command wrote."""
    made = tmp_path_factory.mktemp("lite") / "complement"
    assert clausier("excel", "lite", made).code == 0
    return made


@pytest.fixture(scope="module")
def browser(folder: Path) -> Iterator[Browser]:
    """Return a browser where main.py was pasted; lxml is absent until a script needs it."""
    external_tools.require_tool("pyodide")
    with opened() as running:
        running.ask("load", text=(folder / "main.py").read_text(encoding="utf-8"))
        running.ask("functions")
        assert running.ask("modules") == {}, "announcing the functions must unpack nothing"
        yield running


@pytest.mark.parametrize("case", SHARED, ids=[case.name for case in SHARED])
def test_the_shared_hours_cases_give_the_same_hours(browser: Browser, case: HoursCase):
    name, cells = case_call(case)
    assert browser.cell(name, *cells) == [[case.hours]]


def test_every_function_is_announced_with_its_french_help(browser: Browser):
    check_announced(browser.ask("functions")["functions"])


def test_the_modules_are_those_of_the_pasted_text(browser: Browser):
    browser.cell("en_jours", 70)
    files = browser.ask("modules")
    assert all(each.startswith("/tmp/clausier-") for each in files.values()), files


def test_pasting_the_same_text_again_keeps_what_is_loaded(browser: Browser, folder: Path):
    browser.cell("en_jours", 70)
    before = browser.ask("evaluate", expression="id(sys.modules['xlplugin.functions'])")
    browser.ask("load", text=(folder / "main.py").read_text(encoding="utf-8"))
    browser.cell("en_jours", 70)
    assert browser.ask("evaluate", expression="id(sys.modules['xlplugin.functions'])") == before


def test_an_empty_cell_of_a_column_stays_empty(browser: Browser):
    # An empty cell is a null there, which is not Python's None.
    column = [[1_000_000], [None]]
    shares = [[0.5], [None]]
    assert browser.cell("heures_insertion", column, shares, 0.05, 30) == [[833], [""]]


def test_one_bad_row_says_so_in_french_and_spoils_no_other(browser: Browser):
    good, bad = browser.cell("heures_insertion", [[1_000_000], ["beaucoup"]], 0.5, 0.05, 30)
    assert good == [833]
    assert "n’est pas un nombre" in bad[0].replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((None, 0.5, 0.05, 30), "n’est pas renseigné"),
        ((1000, 0.5, 0.05, 0), "est nul"),
        ((1000, "150 %", 0.05, 30), "dépasse 100"),
        ((1000, 0.5, 0.05, 30, "au hasard"), "Règle d’arrondi"),
    ],
)
def test_a_single_cell_that_cannot_be_used_says_why(
    browser: Browser, arguments: tuple[Any, ...], words: str
):
    said = browser.cell("heures_insertion", *arguments)
    assert isinstance(said, str)
    assert words in said.replace("\u00a0", " ")


SPILLED: list[tuple[str, tuple[Any, ...]]] = [
    ("comparer_methodes", (1_000_000, 0.5, 0.05, 30)),
    ("cout_horaire", ("Peinture", 46266)),
    ("part_mo", ("Peinture", 46266)),
    ("seuil_europeen", ("Travaux", "Commune", 46266)),
    ("obligation", ([[300_000], [9_000_000]], "Travaux", "Commune", 46266)),
    ("repartir", (833, [[500_000], [300_000], [200_000]])),
    ("siret_valide", ("21750001600019",)),
]


@pytest.mark.parametrize(("name", "arguments"), SPILLED, ids=[name for name, _ in SPILLED])
def test_what_spreads_over_cells_is_the_same_as_elsewhere(
    browser: Browser, name: str, arguments: tuple[Any, ...]
):
    here = getattr(functions, name)(*arguments)
    grid = here if isinstance(here, list) else [[here]]
    assert browser.cell(name, *arguments) == [list(row) for row in grid]


def test_the_explanation_takes_any_number_of_inputs(browser: Browser):
    inputs = [[[1_000_000]], [[0.5]], [[0.05]], [[30]]]
    expected = vars(functions)["expliquer"](METHODS[0].id, 1_000_000, 0.5, 0.05, 30)
    assert browser.cell("expliquer", METHODS[0].id, inputs) == [[expected]]


def test_a_column_of_ten_thousand_rows_is_answered_whole(browser: Browser):
    rows = [[500_000 + 10 * rank] for rank in range(10_000)]
    answer = browser.cell("heures_insertion", rows, 0.5, 0.05, 30)
    assert [answer[0], answer[-1]] == [[417], [500]]
    assert len(answer) == len(rows)


BUYER: list[list[Any]] = [
    ["Lot", "Intitulé", "Montant HT", "Part MO", "Taux", "Coût horaire", "Heures d'insertion"],
    ["1", "Gros œuvre", 1_000_000, 0.5, 0.05, 30, ""],
    ["2", "Peinture", 500_000, 0.45, 0.07, 25, ""],
]


@dataclass(frozen=True)
class Answered:
    """What a script asked of the spreadsheet."""

    actions: list[dict[str, Any]]

    @property
    def written(self) -> dict[int, list[list[Any]]]:
        """Return the values written, by position of the sheet."""
        return {
            each["sheet_position"]: each["values"]
            for each in self.actions
            if each["func"] == "setValues"
        }

    @property
    def texts(self) -> str:
        """Return every text written, its spaces ordinary."""
        cells = [str(cell) for rows in self.written.values() for row in rows for cell in row]
        return " ".join(cells).replace("\u00a0", " ").replace("\u202f", " ")


class Scripts:
    """A browser whose buttons may be clicked."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        book = {"version": "any", **payload({"Lots": BUYER})}
        self.without_lxml = browser.ask("script", name="verifier", book=book)
        browser.ask("stand_in_for_lxml")

    def click(self, name: str, book: dict[str, Any], *arguments: Any) -> Answered:
        """Run a script on a book."""
        answer = self.browser.ask(
            "script", name=name, book={"version": "any", **book}, args=list(arguments)
        )
        return Answered(json.loads(answer)["actions"])


@pytest.fixture(scope="module")
def scripts(browser: Browser) -> Scripts:
    return Scripts(browser)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return our sample workbook, open."""
    path = tmp_path_factory.mktemp("ours") / "exemple.xlsx"
    path.write_bytes(workbook_bytes(example_record().contract))
    return Sent(path).payload


def test_a_button_without_its_libraries_names_the_one_that_lacks(scripts: Scripts):
    assert "« lxml »" in scripts.without_lxml["error"]
    assert "requirements.txt" in scripts.without_lxml["error"]


def test_the_buttons_are_those_of_the_host(scripts: Scripts):
    told = {each["function_name"]: each["name"] for each in scripts.browser.ask("scripts")}
    host = {each["function_name"]: each["name"] for each in scripts.browser.ask("host_scripts")}
    assert told == host
    assert set(told) == set(TITLES)


def test_our_workbook_is_checked_on_a_sheet_of_its_own(scripts: Scripts, ours: dict[str, Any]):
    answered = scripts.click("verifier", ours)
    total = sum(each.contract_hours or 0 for each in hours_of(example_record()).lots)
    assert f"{total:,} heures".replace(",", " ") in answered.texts
    (position,) = answered.written
    assert position == len(ours["sheets"]), "only the sheet that was added is written"
    assert answered.actions[0]["func"] == "addSheet"


def test_hours_are_written_in_the_column_that_waits_for_them(scripts: Scripts):
    book = payload({"Lots": BUYER})
    answered = scripts.click("calculer", book, "2026-09-01", "Bailleur social", "Travaux")
    assert answered.written[0] == [[833], [630]]
    cells = next(each for each in answered.actions if each["sheet_position"] == 0)
    assert (cells["start_row"], cells["start_column"]) == (1, 6)


def test_every_method_is_compared_for_the_lot_asked(scripts: Scripts):
    answered = scripts.click("comparer", payload({"Lots": BUYER}), "2")
    assert "Peinture" in answered.texts
    assert "630" in answered.texts


def test_a_sheet_without_a_table_is_refused_in_french(scripts: Scripts):
    answered = scripts.click("calculer", payload({"Notes": [["rien d'utile ici"]]}))
    assert list(answered.written) == [1], "the person's sheet is left alone"
    assert "À corriger" in answered.texts
