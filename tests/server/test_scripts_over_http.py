"""Every command of the pane, called over HTTP with the workbook as xlwings' client sends it."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from clausier.example import WORKBOOK
from insertion.typography import plain
from tests.server.serving import ROOT, Served
from tests.unit.open_books import Sent, payload

SCRIPT = "/xlwings/custom-scripts-call/"
TABLE: dict[str, list[list[Any]]] = {
    "Lots": [
        ["Lot", "Intitulé", "Montant HT (€)", "Part MO", "Taux d'insertion", "Coût horaire (€/h)",
         "Heures d'insertion"],
        ["1", "Gros œuvre", 1_000_000, "50 %", "5 %", 30, ""],
        ["2", "Peinture", "500 000,00", "45 %", "7 %", 25, ""],
    ]
}  # fmt: skip
PLAIN_LOOK = {
    "formats": [], "formules": [], "fusions": [], "lignes_masquees": [],
    "colonnes_masquees": [], "protegee": False,
}  # fmt: skip
"""What the pane tells of a sheet where nothing is formatted, merged, hidden nor protected."""
FACTS = ["2026-09-01", "Collectivité territoriale", "Travaux"]


@pytest.fixture(scope="module")
def ours() -> dict[str, Any]:
    return Sent(ROOT / "workbooks" / WORKBOOK).payload


def asked(served: Served, script: str, book: dict[str, Any], *arguments: str) -> dict[str, Any]:
    """Return the document the pane receives: the last action, a call of its « volet »."""
    answer = served.client.post(SCRIPT + script, json={**book, "args": list(arguments)})
    assert answer.status_code == 200, answer.text
    last = answer.json()["actions"][-1]
    assert last["func"] == "runMacro"
    name, text = last["args"]
    assert name == "volet"
    document: dict[str, Any] = json.loads(text)
    return document


def test_calculate_writes_the_hours_where_they_are_waited_for_and_nowhere_else(served: Served):
    given = [*FACTS, "", json.dumps({"Lots": PLAIN_LOOK})]
    answer = served.client.post(SCRIPT + "calculer", json={**payload(TABLE), "args": given})
    *written, told = answer.json()["actions"]
    values = [each for each in written if each["func"] == "setValues"]
    document = json.loads(told["args"][1])
    assert document["ecrit"]["cellules"] == ["G2", "G3"], document["ecrit"]
    assert [(each["start_column"], each["values"]) for each in values] == [(6, [[833], [630]])]


@pytest.mark.parametrize("script", ["calculer", "verifier"])
def test_our_workbook_is_read_and_never_written(script: str, served: Served, ours: dict[str, Any]):
    answer = served.client.post(SCRIPT + script, json=ours)
    assert [each["func"] for each in answer.json()["actions"]] == ["runMacro"]
    document = asked(served, script, ours)
    assert document["action"] == script
    assert document["notre_classeur"] is True
    assert len(document["lots"]) == 9


def test_compare_answers_for_the_lot_that_is_asked(served: Served, ours: dict[str, Any]):
    document = asked(served, "comparer", ours, "2")
    assert (document["action"], document["lot"]) == ("comparer", "2")


def test_generate_answers_the_pieces_in_an_archive(served: Served, ours: dict[str, Any]):
    document = asked(served, "generer", ours)
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(document["contenu_base64"]))) as archive:
        names = archive.namelist()
    assert {each.split("/")[0] for each in names} == {"DCE", "interne"}
    assert sorted(each["chemin"] for each in document["fichiers"]) == sorted(names)


def test_insert_without_a_document_says_so_in_the_pane(served: Served, ours: dict[str, Any]):
    document = asked(served, "inserer", ours, "ccap.docx", "cGFz IHVu")
    assert document["erreurs"]


@pytest.mark.parametrize("script", ["generer", "inserer"])
@pytest.mark.parametrize("name", ["{folder}/marche.xlsx", "marche.xlsx"])
def test_no_command_reads_nor_writes_a_folder_of_the_server(
    script: str, name: str, served: Served, ours: dict[str, Any], tmp_path: Path
):
    (tmp_path / "secret.docx").write_bytes((ROOT / "workbooks" / WORKBOOK).read_bytes())
    book = {**ours, "book": {**ours["book"], "name": name.format(folder=tmp_path)}}
    given = {
        "generer": ["", *FACTS, "", "", "non"],
        "inserer": ["secret.docx", "", "", *FACTS, "", "", "non"],
    }
    answer = served.client.post(SCRIPT + script, json={**book, "args": given[script]})
    assert "secret.docx" not in answer.text
    assert [each.name for each in tmp_path.iterdir()] == ["secret.docx"]
    if "/" in name:
        assert answer.status_code == 400
    else:
        assert "pas dans un dossier de cet ordinateur" in plain(answer.text)


def test_the_commands_are_announced_by_their_french_names(served: Served):
    found = served.client.get("/xlwings/custom-scripts-meta.json").json()
    assert {each["function_name"]: each["name"] for each in found} == {
        "calculer": "Calculer",
        "verifier": "Vérifier",
        "comparer": "Comparer",
        "generer": "Générer les documents",
        "inserer": "Insérer dans mon CCAP",
    }


@pytest.mark.parametrize("script", ["calculer", "verifier", "comparer", "generer", "inserer"])
@pytest.mark.parametrize(
    "book",
    [
        payload({"Feuil1": []}),
        payload({"Feuil1": [["rien", "ici"]]}),
        payload({"Lots": [["Lot", "Montant HT"], ["1", "beaucoup"], [{"a": 1}, [2]]]}),
    ],
    ids=["vide", "sans tableau", "valeurs etranges"],
)
def test_a_book_that_is_no_contract_is_answered_in_french(
    script: str, book: dict[str, Any], served: Served
):
    answer = served.client.post(SCRIPT + script, json=book)
    assert answer.status_code in {200, 400}
    if answer.status_code == 200:
        assert json.loads(answer.json()["actions"][-1]["args"][1])["erreurs"]
