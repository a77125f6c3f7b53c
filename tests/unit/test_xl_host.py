"""The scripts over an open book: what they answer, and the exact list of what they write."""

from __future__ import annotations

import asyncio
import base64
import importlib
import inspect
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import docx
import pytest

from clausier import desk
from clausier.example import example_record
from insertion.typography import plain
from tests.bad_xlsx.case import FIRST, HEAD, HOURS, SECOND
from tests.unit.open_books import Sent, actions, open_book, payload
from xlplugin import host, host_work
from xlplugin.host_report import MARK
from xlplugin.host_work import Asked, done, folder_of
from xlplugin.workbook import workbook_bytes

if TYPE_CHECKING:
    import xlwings as xw

LAW = {"le": "2026-09-01", "acheteur": "collectivite", "nature": "travaux"}
HOURS_HEAD = "Heures d'insertion"
SEEN: dict[str, Any] = {"formules": []}


def table(*hours: object) -> list[list[Any]]:
    """Return the ordinary table with a column that waits for hours, holding ``hours``."""
    return [[*HEAD, HOURS_HEAD], [*FIRST, hours[0]], [*SECOND, hours[1]]]


def run(book: xw.Book, action: str, look: Mapping[str, Any] | None = None,
        facts: Mapping[str, str] = LAW, sheet: str = "", pane: str = "oui",
        **options: str) -> list[dict[str, Any]]:  # fmt: skip
    """Run a script as the server does, and return the actions it asks of Excel."""
    text = json.dumps(look) if look is not None else ""
    asked = Asked.of(book, action, facts, sheet=sheet, look=text, pane=pane, **options)
    asyncio.run(done(desk, asked))
    return actions(book)


def document(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the pane receives: the last action, and the only one without a pane's cells."""
    *_, last = found
    assert last["func"] == "runMacro"
    name, text = last["args"]
    assert name == "volet"
    return json.loads(text)  # type: ignore[no-any-return]


def cells(found: Sequence[Mapping[str, Any]]) -> list[tuple[int, int, int, Any]]:
    """Return the cells written: sheet, row and column from 0, values."""
    return [
        (each["sheet_position"], each["start_row"], each["start_column"], each["values"])
        for each in found
        if each["func"] == "setValues"
    ]


def calculated(rows: Sequence[Sequence[Any]], look: Mapping[str, Any] | None = None,
               at: str = "A1", **options: Any) -> tuple[list[Any], dict[str, Any]]:  # fmt: skip
    """Run « Calculer » on the table of « Lots »; return the cells written and the document."""
    content = {"Notes": [["à lire"]], "Lots": rows}
    book = open_book(payload(content, at={"Lots": at}, active="Lots"))
    found = run(book, "calculer", {"Lots": SEEN | dict(look or {})}, **options)
    assert {each["func"] for each in found} <= {"setValues", "runMacro"}
    return cells(found), document(found)


# --- Calculer -----------------------------------------------------------------------------------


def test_hours_are_written_in_the_column_that_waits_for_them_and_nowhere_else():
    written, told = calculated(table(None, None))
    assert written == [(1, 1, 6, [[833], [245]])]
    assert told["ecrit"]["cellules"] == ["G2", "G3"]
    assert plain(told["ecrit"]["phrase"]) == "2 cellules écrites dans « Lots », de G2 à G3."
    assert told["total_heures"] == sum(HOURS)


def test_a_table_away_from_the_first_cell_gets_its_hours_in_place():
    written, told = calculated(table(None, None), at="C5")
    assert written == [(1, 5, 8, [[833], [245]])]
    assert [each["cellule"] for each in told["lots"]] == ["C6", "C7"]


def test_hours_apart_are_written_apart():
    rows = [*table(None, None)[:2], ["", "Une section", *[None] * 5], table(None, None)[2]]
    written, told = calculated(rows)
    assert written == [(1, 1, 6, [[833]]), (1, 3, 6, [[245]])]
    assert told["ecrit"]["cellules"] == ["G2", "G4"]


def test_hours_already_there_are_not_written_again():
    written, told = calculated(table(833, None))
    assert written == [(1, 2, 6, [[245]])]
    assert plain(told["ecrit"]["phrase"]) == "1 cellule écrite dans « Lots » : G3."
    written, told = calculated(table(*HOURS))
    assert written == []
    assert plain(told["ecrit"]["phrase"]) == "Les heures étaient déjà à jour : 2 cellules."


def test_another_figure_is_kept_until_someone_asks_to_replace_it():
    written, told = calculated(table(800, None))
    assert written == []
    (refused,) = told["ecrit"]["refus"]
    assert (refused["code"], refused["feuille"], refused["cellule"]) == (
        "CELLULE_OCCUPEE", "Lots", "G2",
    )  # fmt: skip
    assert "--" not in refused["remede"]
    assert told["ecrit"]["remplacable"]
    assert [each["heures"] for each in told["lots"]] == list(HOURS)
    written, told = calculated(table(800, None), remplacer="oui")
    assert written == [(1, 1, 6, [[833], [245]])]
    assert [plain(each) for each in told["ecrit"]["avertissements"]] == [
        "Lots!G2 : 833 remplace « 800 »."
    ]


@pytest.mark.parametrize(
    ("look", "words"),
    [
        ({"formules": ["G2"]}, "elle porte une formule"),
        ({"formules": [], "fusions": ["F2:G2"]}, "elle est fusionnée dans F2:G2"),
        ({"formules": [], "protegee": True}, "la feuille est protégée"),
        ({"formules": [], "protegee": True, "deverrouillees": ["G3"]}, "la feuille est protégée"),
    ],
)
def test_a_formula_a_merged_or_a_locked_cell_is_never_written(look: dict[str, Any], words: str):
    for replace in ("", "oui"):
        written, told = calculated(table(None, None), look, remplacer=replace)
        assert written == []
        assert "CELLULE_INTOUCHABLE" in {each["code"] for each in told["ecrit"]["refus"]}
        assert words in plain(told["ecrit"]["refus"][0]["cause"])
        assert not told["ecrit"]["remplacable"]


def test_a_formula_that_gives_the_hours_is_left_and_one_that_shows_nothing_too():
    written, told = calculated(table(833, None), {"formules": ["G2"]})
    assert written == [(1, 2, 6, [[245]])]
    assert told["ecrit"]["refus"] == []
    written, _ = calculated(table("", None), {"formules": ["G2"]}, remplacer="oui")
    assert written == []


def test_unlocked_cells_of_a_protected_sheet_are_written():
    look = {"protegee": True, "deverrouillees": ["G2:G3"]}
    written, _ = calculated(table(None, None), look)
    assert written == [(1, 1, 6, [[833], [245]])]


def test_a_format_that_would_mislead_is_told():
    _, told = calculated(table(None, None), {"formats": [["G2:G3", "0 %"]]})
    assert "leur format montre mal des heures" in plain(told["ecrit"]["avertissements"][0])


def test_where_formulas_are_not_known_nothing_is_written_and_units_are_doubted():
    book = open_book(payload({"Lots": table(None, None)}))
    found = run(book, "calculer")
    told = document(found)
    assert cells(found) == []
    assert [each["code"] for each in told["ecrit"]["refus"]] == ["FEUILLE_NON_DECRITE"]
    assert "formats des cellules" in plain(told["avertissements"][-1]["texte"])
    assert told["total_heures"] == sum(HOURS)


def test_a_table_without_a_column_for_hours_is_computed_and_told_so():
    written, told = calculated([HEAD, FIRST, SECOND])
    assert written == []
    (refused,) = told["ecrit"]["refus"]
    assert refused["code"] == "RESULTAT_SANS_COLONNE"
    assert "par exemple G" in plain(refused["remede"])
    assert told["total_heures"] == sum(HOURS)


def test_one_lot_at_fault_keeps_every_cell_from_being_written():
    rows = table(None, None)
    rows[2][2] = "beaucoup"
    written, told = calculated(rows)
    assert written == []
    assert told["ecrit"] is None
    assert [(e["code"], e["cellule"]) for e in told["erreurs"]] == [("MONTANT_ILLISIBLE", "C3")]
    assert [each["heures"] for each in told["lots"]] == [833]
    assert told["total_heures"] is None


def test_an_error_shown_by_a_cell_is_told_at_the_cell():
    rows = table(None, None)
    rows[1][2] = "#REF!"
    _, told = calculated(rows)
    assert ("CELLULE_EN_ERREUR", "C2") in [(e["code"], e["cellule"]) for e in told["erreurs"]]


def test_hours_text_amounts_percents_blank_rows_and_totals_are_read_as_in_a_file():
    rows: list[list[Any]] = [
        ["N°", "Désignation", "Montant", "Part MO (%)", "Taux", "Coût horaire", HOURS_HEAD],
        [None] * 7,
        ["01", "Gros œuvre", "1 000 000,00 €", 0.5, "5 %", "30,00 €", None],
        ["02", "Peinture", 210_000, 0.7, 0.05, 30, None],
        [None, "TOTAL HT", 1_210_000, None, None, None, None],
    ]
    written, told = calculated(rows, {"formats": [["D3:D4", "0 %"], ["E4", "0.0%"]]})
    assert written == [(1, 2, 6, [[833], [245]])]
    said = plain(" ".join(each["texte"] for each in told["avertissements"]))
    assert "« TOTAL HT » est une ligne de total" in said


# --- Which sheet --------------------------------------------------------------------------------


def two_tables(active: str) -> xw.Book:
    other = [HEAD, [1, "Voirie", 600_000, "50 %", "5 %", 30]]
    content = {"Bâtiment": table(None, None), "Voirie": other, "Notes": [["à lire"]]}
    return open_book(payload(content, active=active))


def test_the_active_sheet_is_read_first_and_the_chosen_one_wins():
    assert document(run(two_tables("Voirie"), "verifier"))["total_heures"] == 500
    chosen = document(run(two_tables("Voirie"), "verifier", sheet="Bâtiment"))
    assert chosen["total_heures"] == sum(HOURS)
    assert chosen["feuille"] == "Bâtiment"


def test_from_a_sheet_without_a_table_the_only_other_one_is_read():
    content = {"Lots": table(None, None), "Notes": [["à lire"]]}
    told = document(run(open_book(payload(content, active="Notes")), "verifier"))
    assert told["feuille"] == "Lots"
    several = document(run(two_tables("Notes"), "verifier"))
    assert [each["code"] for each in several["erreurs"]] == ["TABLEAUX_MULTIPLES"]
    assert several["feuilles"] == ["Bâtiment", "Voirie", "Notes"]
    assert "--" not in several["erreurs"][0]["remede"]


def test_a_sheet_that_is_not_there_is_told():
    told = document(run(two_tables("Voirie"), "calculer", sheet="Autre"))
    assert [each["code"] for each in told["erreurs"]] == ["FEUILLE_INTROUVABLE"]
    assert told["etat"] == "a_corriger"


# --- Our own workbook ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    path = tmp_path_factory.mktemp("ours") / "exemple.xlsx"
    path.write_bytes(workbook_bytes(example_record().contract))
    return Sent(path, include=host.SHEETS)


def opened(sent: Sent) -> xw.Book:
    return open_book(json.loads(json.dumps(sent.payload)))


@pytest.mark.parametrize("action", ["calculer", "verifier"])
def test_our_workbook_computes_by_itself_and_receives_nothing(ours: Sent, action: str):
    found = run(opened(ours), action, facts={})
    told = document(found)
    assert len(found) == 1
    assert (told["notre_classeur"], told["ecrit"], told["etat"]) == (True, None, "pret")
    assert told["total_heures"] == 2347
    assert told["lots"][0]["feuille"] == "Lots"


def test_the_sheets_that_travel_and_the_mark_are_those_of_our_workbook(ours: Sent):
    names = {each["name"]: each for each in ours.payload["names"]}
    assert host.MARK in names
    order = [each["name"] for each in ours.payload["sheets"]]
    led = {order[names[each]["sheet_index"]] for each in host.needed_names() if each in names}
    assert led == set(host.SHEETS)


def test_comparing_answers_for_the_lot_asked(ours: Sent):
    told = document(run(opened(ours), "comparer", facts={}, lot="2"))
    assert told["lot"] == "2"
    assert len(told["lots"]) == 9
    refused = document(run(opened(ours), "comparer", facts={}, lot="99"))
    assert refused["action"] == "comparer"
    assert [each["code"] for each in refused["erreurs"]] == ["CHOIX_INCONNU"]


def test_the_pieces_come_whole_with_no_estimate_for_firms(ours: Sent):
    found = run(opened(ours), "generer", facts={}, final="oui")
    assert len(found) == 1
    told = document(found)
    content = base64.b64decode(told["contenu_base64"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == [each["chemin"] for each in told["fichiers"]]
        ccap = next(each for each in archive.namelist() if "_CCAP_" in each)
        text = "\n".join(
            each.text for each in docx.Document(io.BytesIO(archive.read(ccap))).paragraphs
        )
    assert "1 000 000" not in plain(text)
    assert {each["dossier"] for each in told["fichiers"]} == {"DCE", "DCE/formulaires", "interne"}


def buyers_document() -> bytes:
    buffer = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("Article 5")
    made.add_paragraph("[CLAUSE INSERTION]")
    made.save(buffer)
    return buffer.getvalue()


def test_the_articles_come_back_in_the_buyers_document(ours: Sent):
    sent = base64.b64encode(buyers_document()).decode()
    found = run(opened(ours), "inserer", facts={}, nom="CCAP.docx", contenu_base64=sent)
    told = document(found)
    assert told["nom"] == "CCAP-insertion.docx"
    made = docx.Document(io.BytesIO(base64.b64decode(told["contenu_base64"])))
    text = plain(" ".join(each.text for each in made.paragraphs))
    assert text.startswith("Article 5 Insertion professionnelle")
    assert "[CLAUSE INSERTION]" not in text


@pytest.mark.parametrize("sent", ["pas du base64 !", "QUJD", "é"])
def test_a_document_that_is_none_is_refused_with_words(ours: Sent, sent: str):
    told = document(run(opened(ours), "inserer", facts={}, nom="CCAP.docx", contenu_base64=sent))
    assert [each["code"] for each in told["erreurs"]] == ["DOCUMENT_ILLISIBLE"]
    assert told["action"] == "inserer"


# --- Without a pane -----------------------------------------------------------------------------


def reported(book: xw.Book, action: str, **options: Any) -> list[dict[str, Any]]:
    return run(book, action, pane="non", **options)


def test_without_a_pane_the_report_goes_to_a_sheet_of_its_own():
    book = open_book(payload({"Lots": table(None, None)}))
    found = reported(book, "calculer", look={"Lots": SEEN})
    assert [each["args"] for each in found if each["func"] == "addSheet"] == [[1, "Vérification"]]
    (hours, report) = cells(found)
    assert hours == (0, 1, 6, [[833], [245]])
    assert report[0] == 1
    assert report[3][1][0] == MARK
    assert not any(each["func"] == "runMacro" for each in found)
    touched = {each["sheet_position"] for each in found if each["func"] != "addSheet"}
    assert touched == {0, 1}


def test_our_report_is_replaced_and_a_sheet_of_the_users_is_left_alone():
    mine: dict[str, Any] = {
        "Lots": table(None, None),
        "Vérification": [["Vérification"], [MARK], [1]],
    }
    found = reported(open_book(payload(mine)), "verifier")
    assert not [each for each in found if each["func"] == "addSheet"]
    assert {each[0] for each in cells(found)} == {1}
    theirs: dict[str, Any] = {"Lots": table(None, None), "Vérification": [["Mon suivi"], ["à moi"]]}
    found = reported(open_book(payload(theirs)), "verifier")
    (added,) = (each["args"] for each in found if each["func"] == "addSheet")
    assert added == [2, "Vérification (2)"]
    assert {each[0] for each in cells(found)} == {2}


def test_no_text_of_a_report_can_become_a_formula_a_number_or_a_date():
    rows = table(None, None)
    rows[1][0], rows[1][1] = "1/2", '=HYPERLINK("http://x")'
    found = reported(open_book(payload({"Lots": rows})), "verifier")
    ((_, _, _, values),) = cells(found)
    texts = [each for row in values for each in row if isinstance(each, str) and each]
    assert "'1/2" in texts
    assert all(each[0].isalpha() or each[0] == "'" for each in texts)


@pytest.mark.parametrize("action", ["verifier", "comparer", "generer", "inserer"])
def test_every_refusal_has_its_report(action: str):
    book = open_book(payload({"Notes": [["à lire"]]}))
    found = reported(book, action)
    ((_, _, _, values),) = cells(found)
    assert "Pourquoi" in [each for row in values for each in row]


class OnThisComputer:
    """A book of this computer: what classic xlwings tells of where it is."""

    def __init__(self, name: str, engine: str = "desktop") -> None:
        self.fullname = name
        self.app = SimpleNamespace(engine=SimpleNamespace(type=engine))


@pytest.mark.parametrize(
    ("name", "engine", "folder"),
    [
        ("C:\\Marchés\\lots.xlsx", "desktop", "C:\\Marchés\\"),
        ("/home/x/lots.xlsx", "desktop", "/home/x/"),
        ("Classeur1", "desktop", ""),
        ("https://ailleurs/lots.xlsx", "desktop", ""),
        ("/etc/lots.xlsx", "remote", ""),
    ],
)
def test_files_go_beside_a_book_of_this_computer_only(name: str, engine: str, folder: str):
    assert folder_of(cast("xw.Book", OnThisComputer(name, engine))) == folder


@pytest.mark.parametrize("action", ["generer", "inserer"])
def test_a_book_sent_to_a_server_has_no_folder_there(ours: Sent, tmp_path: Path, action: str):
    book = opened(ours)
    book.api["book"]["name"] = str(tmp_path / "exemple.xlsx")
    ((_, _, _, values),) = cells(reported(book, action, facts={}))
    words = plain(" ".join(str(each) for row in values for each in row))
    assert "n'est pas dans un dossier de cet ordinateur" in words  # COPIE_SANS_DOSSIER
    assert not list(tmp_path.iterdir())


# --- Writes that the spreadsheet refuses --------------------------------------------------------


def test_when_excel_refuses_a_cell_those_already_written_get_their_content_back(
    monkeypatch: pytest.MonkeyPatch,
):
    filled: list[tuple[str, list[Any]]] = []

    def fill(_book: Any, _sheet: str, run: Any, values: list[Any]) -> None:
        if run[0].row == 4 and values != [None]:
            raise OSError(-2146827284)  # as Windows says that a cell is being edited
        filled.append((run[0].reference, list(values)))

    monkeypatch.setattr(host_work, "_fill", fill)
    rows = [*table(800, None)[:2], ["", "Une section", *[None] * 5], table(None, None)[2]]
    _, told = calculated(rows, remplacer="oui")
    assert filled == [("G2", [833]), ("G2", [800])]
    (refused,) = told["ecrit"]["refus"]
    assert (refused["code"], refused["cellule"]) == ("CELLULE_INTOUCHABLE", "G4")


# --- What the runtimes count on -----------------------------------------------------------------

COMMON = ("le", "acheteur", "nature", "feuille", "apercu")
POSITIONS = {
    "calculer": (*COMMON, "remplacer", "volet"),
    "verifier": (*COMMON, "volet"),
    "comparer": ("lot", *COMMON, "volet"),
    "generer": ("final", *COMMON, "volet"),
    "inserer": ("nom", "contenu_base64", "final", *COMMON, "volet"),
}
"""What the pane sends, in this order: see clausier/panes."""


@pytest.mark.parametrize("name", host.SCRIPTS)
def test_the_arguments_of_a_script_keep_their_order_and_may_all_be_left_out(name: str):
    parameters = inspect.signature(inspect.unwrap(getattr(host, name))).parameters
    first, *others = parameters
    assert first == "book"
    assert tuple(others) == POSITIONS[name]
    assert {parameters[each].default for each in others} == {""}


def test_nothing_of_a_book_stays_in_memory_after_a_script(ours: Sent):
    run(opened(ours), "calculer", facts={})
    remote = importlib.import_module("xlwings.pro._xlremote")
    assert remote.get_range_api.cache_info().currsize == 0


def test_any_thing_sent_for_a_text_is_a_text():
    book = open_book(payload({"Lots": table(None, None)}))
    asked = Asked.of(book, "calculer", {"le": None, "nature": 3}, sheet=None, look=None, pane="oui")
    asyncio.run(done(desk, asked))
    told = document(actions(book))
    assert [each["code"] for each in told["erreurs"]] == ["CHOIX_INCONNU"]
    assert told["erreurs"][0]["lieu"] == "Nature du marché"
