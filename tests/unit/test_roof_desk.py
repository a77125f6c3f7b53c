"""The desk: documents a pane can show as they are, files it can hand out, places it can lead to."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from clausier import answers, desk
from clausier.desk_places import Places
from clausier.documents import generate
from clausier.example import EXAMPLE, example_record
from clausier.records import hours_of
from insertion.errors import ClausierError
from insertion.record import dump_record, load_record
from insertion.typography import french, plain
from tests.bad_xlsx.case import FIRST, HEAD, HOURS, SECOND, TABLE, sheets, table
from xlplugin.workbook import workbook_bytes

LAW = {"le": "2026-09-01", "acheteur": "collectivite", "nature": "travaux"}
NAME = "lots.xlsx"
FOLDERS = {"DCE", "DCE/formulaires", "interne"}


def built(build: Callable[[Path], None], folder: Path) -> bytes:
    path = folder / NAME
    build(path)
    return path.read_bytes()


@pytest.fixture(scope="module")
def ours() -> bytes:
    return workbook_bytes(example_record().contract)


@pytest.fixture(scope="module")
def blank() -> bytes:
    return workbook_bytes(None)


@pytest.fixture
def buyers(tmp_path: Path) -> bytes:
    return built(table(*TABLE), tmp_path)


def state(content: bytes, name: str = NAME, facts: dict[str, str] | None = None,
          sheet: str | None = None) -> dict[str, Any]:  # fmt: skip
    return desk.state_document(desk.read_upload(content, name, sheet), facts or {})


def texts(document: Any) -> Iterator[str]:
    """Yield every text of a document that a person reads, keys and identifiers apart."""
    if isinstance(document, dict):
        for key, value in document.items():
            if key not in ("cle", "champ", "type", "code", "lieu", "fichier", "chemin", "nom"):
                yield from texts(value)
    elif isinstance(document, list):
        for each in document:
            yield from texts(each)
    elif isinstance(document, str):
        yield document


def typeset(document: Any) -> str:
    """Return a document as text, whatever its spaces and apostrophes."""
    return plain(json.dumps(document, ensure_ascii=False))


# --- The state ----------------------------------------------------------------------------------


def test_our_workbook_is_ready_with_hours_ground_and_places(ours: bytes):
    told = state(ours)
    record = example_record()
    assert (told["notre_classeur"], told["etat"], told["a_completer"]) == (True, "pret", [])
    assert told["total_heures"] == hours_of(record).total
    assert plain(told["total_texte"]) == "2 347 h"
    first = told["lots"][0]
    published = answers.hours_document(hours_of(record), record)["lots"][0]
    shared = {key: first[key] for key in published}
    shared["fondement"] = {key: first["fondement"][key] for key in published["fondement"]}
    assert typeset(shared) == typeset(published)
    assert (first["feuille"], first["cellule"]) == ("Lots", "A7")
    # 800 hours retained under a calculation that gives 833: the hours meant are said.
    assert plain(first["equivalents"]) == "800 h = 114,3 jours de 7 h, 22,9 semaines de 35 h"
    assert {each["cle"] for each in told["marche"]} >= {"objet_marche", "date_lancement"}
    assert told["faits_a_donner"] == []


def test_a_text_file_says_the_same_contract_without_sheets(ours: bytes):
    text = dump_record(example_record().contract).encode()
    from_text, from_book = state(text, "marche.yaml"), state(ours)
    assert from_text["feuille"] is None
    assert from_text["feuilles"] == []
    for key in ("total_heures", "resume", "etat", "a_completer", "pieces", "marche"):
        assert from_text[key] == from_book[key]


def test_a_document_is_json_and_typeset(ours: bytes, buyers: bytes):
    for content, facts in ((ours, {}), (buyers, LAW), (buyers, {})):
        told = state(content, facts=facts)
        assert json.loads(json.dumps(told)) == told
        assert [each for each in texts(told) if each != french(each)] == []
        assert not [each for each in texts(told) if "--" in each]


def test_a_buyers_table_is_computed_and_asks_what_the_law_needs(buyers: bytes):
    told = state(buyers)
    assert [each["heures"] for each in told["lots"]] == list(HOURS)
    asked = {each["champ"]: each for each in told["faits_a_donner"]}
    assert list(asked) == ["le", "acheteur", "nature"]
    assert asked["le"]["type"] == "date"
    assert "prive" in [each["cle"] for each in asked["acheteur"]["choix"]]
    assert {each["obligation"] for each in told["lots"]} == {"incertain"}
    assert (told["etat"], told["pieces"]["possibles"]) == ("a_completer", True)


def test_facts_given_decide_the_law_and_are_no_longer_asked(buyers: bytes):
    told = state(buyers, facts=LAW)
    assert told["faits_a_donner"] == []
    assert {each["obligation"] for each in told["lots"]} == {"facultatif"}
    private = state(buyers, facts={"acheteur": "prive"})
    assert private["faits_a_donner"] == []


def test_a_fact_that_cannot_be_read_is_told_by_its_label_and_asked_again(buyers: bytes):
    told = state(buyers, facts={**LAW, "le": "demain"})
    (found,) = told["erreurs"]
    assert (found["code"], found["feuille"]) == ("DATE_ILLISIBLE", None)
    assert found["lieu"] == "Date de lancement de la consultation"
    assert [each["champ"] for each in told["faits_a_donner"]] == ["le"]


def test_with_a_fault_what_can_be_computed_is_shown_and_no_total_pretends(tmp_path: Path):
    rows = [HEAD, FIRST, [2, "Peinture", "beaucoup", "70 %", "5 %", 30], [3, "Sols"]]
    told = state(built(table(*rows), tmp_path), facts=LAW)
    assert (told["etat"], told["total_heures"], told["total_texte"]) == ("a_corriger", None, "")
    assert [each["numero"] for each in told["lots"]] == ["1"]
    found = [(each["code"], each["cellule"]) for each in told["erreurs"]]
    assert found[0] == ("MONTANT_ILLISIBLE", "C3")
    assert {cell for _, cell in found} == {"C3", "A4"}
    assert told["lots"][0]["obligation"] == "incertain"
    assert "valeur totale du marché n'est pas connue" in plain(
        told["lots"][0]["fondement"]["explication"]
    )


def test_what_was_left_aside_is_said_once_whatever_is_wrong(tmp_path: Path):
    total = [None, "TOTAL", 1_000_000]
    for wrong in ([2, "Peinture", "beaucoup", "70 %", "5 %", 30], [2, "Peinture", 5, "70 %"]):
        for rows in ([HEAD, FIRST, wrong, total], [HEAD, wrong, total]):
            told = state(built(table(*rows), tmp_path), facts=LAW)
            assert told["erreurs"]
            (found,) = [each for each in told["avertissements"] if "total" in each["texte"]]
            assert plain(found["texte"]) == "« TOTAL » est une ligne de total, laissée de côté."
            assert found["cellule"] == f"A{len(rows)}"


def test_a_lot_over_the_threshold_stays_bound_whatever_the_others_lack(tmp_path: Path):
    rows = [HEAD, [1, "Gros œuvre", 9_000_000, "50 %", "5 %", 30], [2, "Sols", "?", 1, 1, 1]]
    told = state(built(table(*rows), tmp_path), facts=LAW)
    assert [each["obligation"] for each in told["lots"]] == ["obligatoire"]


def test_a_blank_workbook_is_empty_not_wrong(blank: bytes):
    told = state(blank)
    assert (told["etat"], told["notre_classeur"], told["lots"]) == ("vide", True, [])
    assert "remplir la feuille « Lots »" in plain(told["etat_phrase"])


def test_a_workbook_without_a_table_is_a_state_that_says_what_it_lacks(tmp_path: Path):
    told = state(built(sheets({"Notes": [["à lire"]]}), tmp_path))
    assert [each["code"] for each in told["erreurs"]] == ["TABLEAU_INTROUVABLE"]
    assert (told["etat"], told["lots"]) == ("a_corriger", [])


def test_among_several_tables_the_sheets_are_offered_and_one_can_be_chosen(tmp_path: Path):
    content = built(sheets({"Bâtiment": TABLE, "Voirie": [HEAD, SECOND]}), tmp_path)
    told = state(content)
    assert [each["code"] for each in told["erreurs"]] == ["TABLEAUX_MULTIPLES"]
    assert told["feuilles"] == ["Bâtiment", "Voirie"]
    assert state(content, sheet="Voirie")["total_heures"] == HOURS[1]


def sample_text(*, without: int = 0) -> str:
    """Return the sample contract, one fact of its own in ``without`` left out."""
    head, mark, lots = dump_record(example_record().contract).partition("\nlots:")
    lines = head.split("\n")
    kept = [each for n, each in enumerate(lines) if not without or n < 2 or n % without]
    return "\n".join(kept) + mark + lots


def test_a_reserved_lot_that_says_not_to_whom_is_computed_and_its_pieces_refused():
    text = sample_text()
    at = text.rindex("mecanisme: condition_execution")
    told = state((text[:at] + "mecanisme: reserve" + text[at + 30 :]).encode(), "marche.yaml")
    assert told["total_heures"] is not None
    assert not told["pieces"]["possibles"]
    assert "est réservé, sans dire à qui" in plain(told["pieces"]["raisons"][0])
    assert (told["etat"], told["pieces"]["fichiers"]) == ("a_corriger", [])


@pytest.mark.parametrize("without", [0, 2, 3, 5])
def test_what_is_left_to_fill_and_the_files_are_those_of_the_set_itself(without: int):
    sent = desk.read_upload(sample_text(without=without).encode(), "marche.yaml")
    told = desk.state_document(sent, {})
    made = generate(desk.record_with(sent, {}), Path())
    assert bool(made.missing) == bool(without)
    assert [(each["cle"], each["pieces"]) for each in told["a_completer"]] == [
        (each.key, [french(piece) for piece in each.pieces]) for each in made.missing
    ]
    assert [each["chemin"] for each in told["pieces"]["fichiers"]] == [
        each.path.as_posix() for each in made.files
    ]


# --- What comes in ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"%PDF-1.7", "lots.xlsx", "FICHIER_ILLISIBLE"),
        (b"", "lots.xlsx", "FICHIER_ILLISIBLE"),
        (b"n;montant", "lots.csv", "FORMAT_INCONNU"),
        (b"a", "", "FORMAT_INCONNU"),
        (b"\xff\xfe", "marche.yaml", "FICHIER_ILLISIBLE"),
        (b"a" * 5_000_001, "marche.yaml", "FICHIER_TROP_GROS"),
        (b"&a [*a]", "marche.yaml", "YAML_ANCRE"),
    ],
)
def test_what_is_no_contract_file_is_refused(content: bytes, name: str, code: str):
    with pytest.raises(ClausierError) as refused:
        desk.read_upload(content, name)
    document = desk.error_document(refused.value)
    assert document["version"] == 1
    assert code in [each["code"] for each in document["erreurs"]]


def test_the_folders_a_browser_sends_with_a_name_are_forgotten(buyers: bytes):
    for name in ("C:\\Marchés\\2026\\lots.xlsx", "/home/x/lots.xlsx", "../../lots.xlsx"):
        assert desk.read_upload(buyers, name).file == "lots.xlsx"


# --- Comparing ----------------------------------------------------------------------------------


def test_a_comparison_answers_for_one_lot_with_texts_ready_to_show(ours: bytes):
    sent = desk.read_upload(ours, NAME)
    told = desk.comparison_document(sent, {}, "2")
    assert told["lot"] == "2"
    (lot,) = told["comparaison"]["lots"]
    chosen = next(each for each in lot["calculs"] if each["calcul_du_lot"])
    assert plain(chosen["heures_texte"]) == plain(f"{chosen['heures']} h")
    assert chosen["ecart_texte"] == ""
    assert {each["groupe_libelle"] for each in lot["calculs"]} > {""} - {""}
    assert [each["numero"] for each in told["lots"]] == [str(n) for n in range(1, 10)]
    assert desk.comparison_document(sent, {})["lot"] == "1"


def test_a_lot_that_is_not_there_is_told_with_those_that_are(ours: bytes):
    with pytest.raises(ClausierError) as refused:
        desk.comparison_document(desk.read_upload(ours, NAME), {}, "99")
    (found,) = desk.error_document(refused.value)["erreurs"]
    assert (found["code"], found["lieu"]) == ("CHOIX_INCONNU", "Lot demandé")


# --- Files --------------------------------------------------------------------------------------


def test_the_set_is_one_archive_whose_bytes_depend_on_the_contract_alone(ours: bytes):
    sent = desk.read_upload(ours, NAME)
    made = desk.set_archive(sent, {}, final=True)
    again = desk.set_archive(desk.read_upload(ours, "autre.xlsx"), {}, final=True)
    assert made.content == again.content
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert archive.testzip() is None
        assert {each.date_time[0] for each in archive.infolist()} == {1980}
        folders = {each.partition("/")[0] for each in archive.namelist()}
        assert folders == {"DCE", "interne"}
        assert [each["chemin"] for each in made.document["fichiers"]] == archive.namelist()
    assert made.name == "2026-TVX-014_pieces-insertion_v1.zip"
    assert desk.set_archive(sent, {}).name == "2026-TVX-014_pieces-insertion_v1_projet.zip"


def test_the_set_of_the_desk_is_that_of_the_command(ours: bytes):
    made = desk.set_archive(desk.read_upload(ours, NAME), {}, final=True)
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        found = {each: hashlib.sha256(archive.read(each)).digest() for each in archive.namelist()}
    expected = generate(example_record(), Path(), final=True).files
    assert found == {e.path.as_posix(): hashlib.sha256(e.content).digest() for e in expected}


def test_no_name_tells_more_than_the_number_of_the_consultation(ours: bytes):
    sent = desk.read_upload(ours, "estimation confidentielle 4 M€.xlsx")
    made = desk.set_archive(sent, {})
    names = [made.name, *(each["chemin"] for each in made.document["fichiers"])]
    assert not [each for each in names if "confidentielle" in each or "estimation" in each]


def test_a_final_set_refuses_what_is_missing_without_naming_an_option(buyers: bytes):
    with pytest.raises(ClausierError) as refused:
        desk.set_archive(desk.read_upload(buyers, NAME), LAW, final=True)
    found = desk.error_document(refused.value)["erreurs"]
    assert {each["code"] for each in found} == {"CHAMP_VIDE"}
    assert not [each for each in found if "--" in each["remede"]]


def test_the_articles_go_in_the_document_sent(ours: bytes):
    sent = desk.read_upload(ours, NAME)
    done = desk.inserted(sent, {}, marked(), "C:\\x\\CCAP 2026.docx")
    assert done.name == "CCAP 2026-insertion.docx"
    text = " ".join(each.text for each in docx.Document(io.BytesIO(done.content)).paragraphs)
    assert "[CLAUSE INSERTION]" not in text
    assert text.startswith("Insertion professionnelle")
    assert done.document["fichiers"][0]["piece"] == "ccap"


def with_column(*hours: object) -> Callable[[Path], None]:
    return table([*HEAD, "Heures d'insertion"], [*FIRST, hours[0]], [*SECOND, hours[1]])


def test_hours_are_written_in_a_copy_and_nothing_else_changes(tmp_path: Path):
    content = built(with_column(None, 245), tmp_path)
    made = desk.with_hours(desk.read_upload(content, NAME), {})
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    assert [row[6].value for row in book.worksheets[0].iter_rows(min_row=2)] == list(HOURS)
    assert made.name == "lots-heures.xlsx"
    assert made.document["ecrit"]["cellules"] == ["G2"]
    assert [each["etat"] for each in made.document["ecrit"]["detail"]] == ["ecrite", "inchangee"]


def test_another_figure_is_replaced_only_when_asked(tmp_path: Path):
    sent = desk.read_upload(built(with_column(800, None), tmp_path), NAME)
    with pytest.raises(ClausierError) as refused:
        desk.with_hours(sent, {})
    (found,) = desk.error_document(refused.value, sent)["erreurs"]
    assert (found["code"], found["feuille"], found["cellule"]) == (
        "CELLULE_OCCUPEE", "Estimation", "G2",
    )  # fmt: skip
    made = desk.with_hours(sent, {}, overwrite=True)
    assert made.document["ecrit"]["cellules"] == ["G2", "G3"]


def test_hours_go_beside_a_table_where_no_column_waits_or_in_the_one_named(buyers: bytes):
    sent = desk.read_upload(buyers, NAME)
    beside = desk.with_hours(sent, {}).document["ecrit"]["cellules"]
    assert [each[1:] for each in beside] == ["1", "2", "3"], "a free column, its heading too"
    assert desk.with_hours(sent, {}, column="H").document["ecrit"]["cellules"] == ["H1", "H2", "H3"]


@pytest.mark.parametrize("name", ["marche.yaml", NAME])
def test_what_has_no_cell_for_hours_is_told_so(name: str, ours: bytes):
    content = dump_record(example_record().contract).encode() if name != NAME else ours
    with pytest.raises(ClausierError) as refused:
        desk.with_hours(desk.read_upload(content, name), {})
    (found,) = desk.error_document(refused.value)["erreurs"]
    assert found["code"] in ("RESULTAT_SANS_CLASSEUR", "CLASSEUR_QUI_CALCULE")
    assert "--" not in found["remede"]
    assert "clausier classeur" not in found["remede"]


# --- Beside a workbook --------------------------------------------------------------------------


def test_the_set_gets_a_folder_of_its_own_and_replaces_nothing(ours: bytes, tmp_path: Path):
    made = desk.set_archive(desk.read_upload(ours, NAME), {})
    told = [plain(desk.deliver(made, str(tmp_path))) for _ in range(2)]
    stem = "2026-TVX-014_pieces-insertion_v1_projet"
    assert sorted(each.name for each in tmp_path.iterdir()) == [stem, f"{stem}-2"]
    written = [each for each in (tmp_path / stem).rglob("*") if each.is_file()]
    assert told[0] == f"{len(written)} fichiers écrits dans le dossier {stem}, à côté du classeur."
    assert {each.parent.relative_to(tmp_path / stem).as_posix() for each in written} == FOLDERS


def marked() -> bytes:
    buffer = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("[CLAUSE INSERTION]")
    made.save(buffer)
    return buffer.getvalue()


def test_the_only_document_beside_the_workbook_is_taken_and_kept(ours: bytes, tmp_path: Path):
    (tmp_path / "CCAP.docx").write_bytes(marked())
    (tmp_path / "~$CCAP.docx").write_bytes(b"")
    sent = desk.read_upload(ours, NAME)
    for expected in ("CCAP-insertion.docx", "CCAP-insertion-2.docx"):
        content, name = desk.fetch(str(tmp_path), "")
        assert (content, name) == ((tmp_path / "CCAP.docx").read_bytes(), "CCAP.docx")
        desk.deliver(desk.inserted(sent, {}, content, name), str(tmp_path))
        assert (tmp_path / expected).exists()


def test_of_two_documents_none_is_guessed_and_a_named_one_is_taken(tmp_path: Path):
    for name in ("CCAP.docx", "RC.docx"):
        (tmp_path / name).write_bytes(marked())
    with pytest.raises(ClausierError, match="DOCUMENT_A_NOMMER") as refused:
        desk.fetch(str(tmp_path), "")
    assert "CCAP.docx, RC.docx" in refused.value.faults[0].cause
    assert desk.fetch(str(tmp_path), "RC.docx")[1] == "RC.docx"
    assert desk.fetch(str(tmp_path), "../../RC.docx")[1] == "RC.docx"
    with pytest.raises(ClausierError, match="FICHIER_ABSENT"):
        desk.fetch(str(tmp_path), "autre.docx")


@pytest.mark.parametrize("folder", ["", "/nulle/part"])
def test_without_a_folder_nothing_is_written_nor_read(ours: bytes, folder: str):
    with pytest.raises(ClausierError, match="COPIE_SANS_DOSSIER"):
        desk.deliver(desk.set_archive(desk.read_upload(ours, NAME), {}), folder)
    with pytest.raises(ClausierError, match="COPIE_SANS_DOSSIER"):
        desk.fetch(folder, "CCAP.docx")


# --- Places -------------------------------------------------------------------------------------

PLACES = Places(
    ("Lots", "Lots!bis", "L'estimation"),
    {"date_limite": ("Marché", "C9"), "montant": ("Lots", "B2:B9")},
    {"3": "Lots!B7", "2 bis": "Lots!B8"},
    "Lots!A20",
)


@pytest.mark.parametrize(
    ("place", "spot"),
    [
        ("Lots!C5", ("Lots", "C5")),
        ("Lots!ligne 5", ("Lots", "A5")),
        ("Lots!lignes 3 à 8", ("Lots", "A3")),
        ("Lots!colonne F", ("Lots", "F1")),
        ("Lots!bis!C5", ("Lots!bis", "C5")),
        ("L’estimation!C5", ("L'estimation", "C5")),
        ("Lots", ("Lots", None)),
        ("Lots:periodes", ("Lots", "A20")),
        ("lot 3", ("Lots", "B7")),
        ("lot 2 bis", ("Lots", "B8")),
        ("lot 4", (None, None)),
        ("montant", ("Lots", "B2")),
        ("date_limite", (None, None)),
        ("marche.yaml:lots[2].montant_ht (ligne 7)", (None, None)),
        ("Autre!C5", (None, None)),
    ],
)
def test_a_place_leads_to_a_cell(place: str, spot: tuple[str | None, str | None]):
    assert PLACES.spot(place) == spot


@pytest.mark.parametrize(
    ("sentence", "spot"),
    [
        ("Lots!C5 : la valeur est masquée.", ("Lots", "C5")),
        ("Lots!ligne 4 : « TOTAL » est une ligne de total.", ("Lots", "A4")),
        ("Lots, ligne 4 : « TOTAL » est une ligne de total.", ("Lots", "A4")),
        ("Lots, cloisons et plafonds : à vérifier.", (None, None)),
        ("Lot 3 : un taux de 40 % dépasse 30 %.", ("Lots", "B7")),
        ("Lots groupés : à vérifier.", (None, None)),
        ("La pénalité est faible.", (None, None)),
    ],
)
def test_a_warning_leads_to_the_cell_it_begins_with(sentence: str, spot: tuple[Any, Any]):
    assert PLACES.spot_of_sentence(french(sentence)) == spot


def test_the_sample_says_the_same_through_every_way_in(ours: bytes):
    assert desk.record_with(desk.read_upload(ours, NAME), {}).contract == example_record().contract
    assert load_record(dump_record(example_record().contract), EXAMPLE).contract == (
        example_record().contract
    )
