"""The command as people and programs meet it: exit codes, JSON, help, files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import docx
import pytest

from clausier.files import file_stem, write_all
from docgen.splice import MARKER
from insertion.errors import InvalidInput, WrongUsage
from insertion.intake import Record
from insertion.record import dump_record, load_record
from tests.cli.command import clausier
from tests.docgen.contracts import contract_file, contract_record, fixed_lot

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = (
    "calculer", "generer", "inserer", "classeur", "exemple", "references", "bareme", "profil",
    "reperer", "comparer", "repartir",
)  # fmt: skip
ENGLISH = re.compile(
    r"\b(show|exit|required|default|bool|boolean|path|file|text|integer|int|str|float|this|message"
    r"|command|error|try|missing|the|and|or|for|with|range|directory|completion|install)\b",
    re.IGNORECASE,
)
FAULT_KEYS = {"code", "lieu", "cause", "remede"}
LOT_KEYS = {
    "numero", "intitule", "mecanisme", "methode", "heures_exactes", "heures", "heures_retenues",
    "obligation", "etapes", "avertissements",
}  # fmt: skip


def target(folder: Path, marker: str = MARKER) -> Path:
    document = docx.Document()
    document.add_paragraph(marker)
    path = folder / "CCAP.docx"
    document.save(str(path))
    return path


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# --- Help ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_wholly_french(command: str):
    outcome = clausier(*filter(None, [command]), "--help")
    assert outcome.code == 0
    assert "clausier" in outcome.out
    assert "Exemples" in outcome.out
    shown = re.sub(r"--[a-z]+|clausier [^·│\n]*|\[OPTIONS\]|\[ARGUMENTS\]", "", outcome.out)
    assert ENGLISH.findall(shown) == []
    assert "<" not in shown


def test_no_argument_shows_help_and_asks_for_a_command():
    outcome = clausier()
    assert outcome.code == 2
    assert "calculer" in outcome.out + outcome.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["inconnue"],
        ["calculer"],
        ["calculer", "a.xlsx", "--inconnue"],
        ["calculer", "a.xlsx", "b.xlsx"],
        ["generer", "a.yaml"],
        ["generer", "a.yaml", "--sortie"],
        ["inserer", "a.yaml"],
        ["classeur", "a.xlsx", "--lots", "0"],
        ["classeur", "a.xlsx", "--lots", "beaucoup"],
        ["--inconnue"],
    ],
)
def test_a_mistyped_command_is_told_in_french_with_exit_2(arguments: list[str]):
    outcome = clausier(*arguments)
    assert outcome.code == 2
    assert "[COMMANDE_INCORRECTE]" in outcome.err
    assert outcome.out == ""
    assert ENGLISH.findall(re.sub(r"--[a-z]+|« .*? »|\[.*?\]", "", outcome.err)) == []


# --- JSON ---------------------------------------------------------------------------------------


def test_calculer_json_has_the_published_shape(tmp_path: Path):
    document = clausier("calculer", contract_file(tmp_path), "--json").document
    assert {"version", "lots", "total_heures", "erreurs"} <= document.keys()
    assert document["version"] == "1"
    assert document["erreurs"] == []
    assert document["total_heures"] == 2347
    first, *_, last = document["lots"]
    for lot in document["lots"]:
        assert lot.keys() >= LOT_KEYS
        assert isinstance(lot["etapes"], list)
        assert isinstance(lot["avertissements"], list)
        assert lot["obligation"] in ("obligatoire", "facultatif", "incertain")
    assert (first["numero"], first["heures"], first["heures_retenues"]) == ("1", 833, 800)
    assert first["heures_exactes"].startswith("833.3333333333333333333333333")
    assert first["etapes"]
    assert (last["mecanisme"], last["heures_retenues"]) == ("aucun", None)


def test_heures_is_null_when_nothing_was_calculated(tmp_path: Path):
    lot = {
        "numero": "1", "intitule": "Nettoyage", "heures_retenues": "120", "motif_retenue": "Accord",
        "auteur_retenue": "Service achats", "date_retenue": "2026-09-22",
    }  # fmt: skip
    (found,) = clausier("calculer", contract_file(tmp_path, [lot]), "--json").document["lots"]
    assert (found["heures"], found["heures_exactes"], found["methode"]) == (None, None, None)
    assert found["heures_retenues"] == 120


def test_errors_in_json_have_their_four_keys_and_the_usual_keys_stay(tmp_path: Path):
    outcome = clausier("calculer", contract_file(tmp_path, nature="troc"), "--json")
    assert outcome.code == 3
    (found,) = outcome.document["erreurs"]
    assert found.keys() == FAULT_KEYS
    assert found["code"] == "CHOIX_INCONNU"
    assert outcome.document["lots"] == []
    assert "CHOIX_INCONNU" in outcome.err


def test_generer_json_lists_each_file_with_its_folder_and_piece(tmp_path: Path):
    folder = tmp_path / "pièces à remettre"
    outcome = clausier("generer", contract_file(tmp_path), "--sortie", folder, "--json")
    assert outcome.code == 0
    document = outcome.document
    assert {"version", "fichiers", "erreurs"} <= document.keys()
    listed = {Path(each["chemin"]) for each in document["fichiers"]}
    assert listed == {path for path in folder.rglob("*") if path.is_file()}
    for each in document["fichiers"]:
        assert Path(each["chemin"]).parent == folder / each["dossier"]
        assert each["piece"]
        assert each["libelle"]
    pieces = {(each["dossier"], each["piece"]) for each in document["fichiers"]}
    assert {("DCE", "avis"), ("DCE", "rc"), ("DCE", "ccap"), ("DCE", "ae")} <= pieces
    assert {piece for folder, piece in pieces if folder == "interne"} == {
        "courrier-decompte",
        "courrier-penalite",
        "marche",
        "note",
        "note-choix",
        "note-synthese",
    }


def test_a_draft_lists_what_is_missing_and_final_refuses_it_writing_nothing(tmp_path: Path):
    source = contract_file(tmp_path, activites=None, date_limite=None)
    draft = clausier("generer", source, "--sortie", tmp_path / "a", "--json")
    keys = {each["cle"] for each in draft.document["a_completer"]}
    assert draft.code == 0
    assert {"activites", "date_limite"} <= keys
    final = clausier("generer", source, "--sortie", tmp_path / "b", "--final", "--json")
    assert final.code == 3
    assert {each["lieu"].split(":")[-1].split(" ")[0] for each in final.document["erreurs"]} >= {
        "activites", "date_limite",
    }  # fmt: skip
    assert not (tmp_path / "b").exists()


# --- Files --------------------------------------------------------------------------------------


def test_nothing_is_overwritten_without_ecraser(tmp_path: Path):
    source, folder = contract_file(tmp_path), tmp_path / "p"
    assert clausier("generer", source, "--sortie", folder).code == 0
    before = snapshot(tmp_path)
    again = clausier("generer", source, "--sortie", folder, "--json")
    assert again.code == 2
    assert set(again.codes) == {"SORTIE_EXISTANTE"}
    assert snapshot(tmp_path) == before
    assert clausier("generer", source, "--sortie", folder, "--ecraser").code == 0


def test_the_contract_is_never_modified(tmp_path: Path):
    source = contract_file(tmp_path)
    before, stamp = source.read_bytes(), source.stat().st_mtime_ns
    clausier("calculer", source)
    clausier("generer", source, "--sortie", tmp_path / "p")
    clausier("inserer", source, target(tmp_path))
    assert (source.read_bytes(), source.stat().st_mtime_ns) == (before, stamp)


def test_a_disk_that_fails_midway_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    written = {tmp_path / "a" / f"{n}.txt": b"x" * n for n in range(1, 5)}
    real = os.fdopen
    calls: list[int] = []

    def failing(handle: int, *rest: Any) -> Any:
        calls.append(handle)
        if len(calls) == 3:
            os.close(handle)
            raise OSError(28, "No space left on device")
        return real(handle, *rest)

    monkeypatch.setattr("clausier.files.os.fdopen", failing)
    with pytest.raises(InvalidInput) as caught:
        write_all(written, overwrite=False)
    assert caught.value.faults[0].code == "SORTIE_IMPOSSIBLE"
    assert snapshot(tmp_path) == {}


def test_one_existing_file_stops_all_the_others(tmp_path: Path):
    (tmp_path / "b").write_bytes(b"ancien")
    with pytest.raises(WrongUsage):
        write_all({tmp_path / "a": b"1", tmp_path / "b": b"2"}, overwrite=False)
    assert snapshot(tmp_path) == {"b": b"ancien"}


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path):
    blocked = tmp_path / "fichier"
    blocked.write_text("pas un dossier")
    outcome = clausier("generer", contract_file(tmp_path), "--sortie", blocked / "p", "--json")
    assert outcome.code == 3
    assert outcome.codes == ["SORTIE_IMPOSSIBLE"]


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="an administrator writes in any folder"
)
def test_a_read_only_folder_is_said(tmp_path: Path):
    source, folder = contract_file(tmp_path), tmp_path / "fermé"
    folder.mkdir(mode=0o500)
    outcome = clausier("generer", source, "--sortie", folder, "--json")
    assert outcome.code == 3
    assert set(outcome.codes) == {"SORTIE_IMPOSSIBLE"}


@pytest.mark.parametrize(
    ("number", "stem"),
    [
        ("CON", "marche"), ("nul", "marche"), ("COM1", "marche"), ("../../etc/x", "etc-x"),
        ("2026/TVX:014", "2026-TVX-014"), ("a" * 300, "a" * 60), ("...", "marche"), (" ", "marche"),
        ("é à", "é-à"), ("x.", "x"), ("LPT9 ", "marche"), ('a"b<c>|?*', "a-b-c"),
        ("2026\u202excod.exe", "2026-xcod.exe"),
        ("2026\u200b\x9f12", "2026-12"),
    ],
)  # fmt: skip
def test_a_consultation_number_becomes_a_file_name_every_system_accepts(number: str, stem: str):
    assert file_stem(number) == stem


def test_files_stay_in_the_asked_folder_whatever_the_number(tmp_path: Path):
    source = contract_file(tmp_path, numero_consultation="../../con", version_pieces="../9")
    outcome = clausier("generer", source, "--sortie", tmp_path / "p", "--json")
    assert outcome.code == 0
    for each in outcome.document["fichiers"]:
        assert (tmp_path / "p") in Path(each["chemin"]).resolve().parents
        assert re.fullmatch(r"[\w.\-]+", Path(each["chemin"]).name)


# --- inserer ------------------------------------------------------------------------------------


def test_inserer_writes_beside_and_leaves_the_document(tmp_path: Path):
    source, document = contract_file(tmp_path), target(tmp_path)
    before = document.read_bytes()
    outcome = clausier("inserer", source, document, "--json")
    assert outcome.code == 0
    assert document.read_bytes() == before
    (entry,) = outcome.document["fichiers"]
    assert Path(entry["chemin"]) == tmp_path / "CCAP-insertion.docx"
    assert {"version", "fichiers", "a_completer", "erreurs"} <= outcome.document.keys()


def test_inserer_understands_its_arguments_in_either_order(tmp_path: Path):
    source, document = contract_file(tmp_path), target(tmp_path)
    assert clausier("inserer", document, source, "--sortie", tmp_path / "a.docx").code == 0
    assert clausier("inserer", source, document, "--sortie", tmp_path / "b.docx").code == 0
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


@pytest.mark.parametrize("option", [[], ["--ecraser"]])
def test_inserer_never_writes_over_its_inputs(tmp_path: Path, option: list[str]):
    source, document = contract_file(tmp_path), target(tmp_path)
    before = snapshot(tmp_path)
    for output in (document, source, tmp_path / "." / "CCAP.docx"):
        assert clausier("inserer", source, document, "--sortie", output, *option).code == 2
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(
    ("marker", "code"),
    [("rien", "REPERE_ABSENT"), (f"voir {MARKER}", "REPERE_ACCOMPAGNE"), (f"{MARKER}\n", None)],
)
def test_inserer_says_what_is_wrong_with_the_marker(tmp_path: Path, marker: str, code: str | None):
    outcome = clausier("inserer", contract_file(tmp_path), target(tmp_path, marker), "--json")
    assert outcome.code == (3 if code else 0)
    assert outcome.codes == ([code] if code else [])


def test_inserer_final_refuses_a_blank_and_a_draft_lists_it(tmp_path: Path):
    source, document = contract_file(tmp_path, activites=None), target(tmp_path)
    final = clausier("inserer", source, document, "--final", "--json")
    assert final.code == 3
    assert "CHAMP_VIDE" in final.codes
    draft = clausier("inserer", source, document, "--json")
    assert draft.code == 0
    assert any("activites" in each["cle"] for each in draft.document["a_completer"])


# --- classeur, exemple --------------------------------------------------------------------------


def test_a_contract_goes_through_the_workbook_without_loss(tmp_path: Path):
    source, book = contract_file(tmp_path), tmp_path / "calcul.xlsx"
    assert clausier("classeur", book, "--depuis", source).code == 0
    from_yaml = clausier("calculer", source, "--json").document
    from_book = clausier("calculer", book, "--json").document
    assert from_book["lots"] == from_yaml["lots"]
    assert clausier("generer", book, "--sortie", tmp_path / "a", "--final").code == 0
    assert clausier("generer", source, "--sortie", tmp_path / "b", "--final").code == 0
    first, second = snapshot(tmp_path / "a"), snapshot(tmp_path / "b")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    (record,) = (tmp_path / "a").glob("interne/*.yaml")
    assert load_record(record.read_text("utf-8")).contract == contract_record().contract


def test_an_empty_workbook_has_no_lot_to_compute(tmp_path: Path):
    assert clausier("classeur", tmp_path / "vide.xlsx").code == 0
    outcome = clausier("calculer", tmp_path / "vide.xlsx", "--json")
    assert outcome.code == 3
    assert outcome.codes == ["AUCUN_LOT"]
    assert clausier("classeur", tmp_path / "vide.xlsx").code == 2


def test_the_example_is_written_beside_the_one_already_there(tmp_path: Path):
    first = clausier("exemple", tmp_path / "essai", "--json")
    second = clausier("exemple", tmp_path / "essai", "--json")
    assert (first.code, second.code) == (0, 0)
    assert second.document["dossier"].endswith("essai-2")
    listed = {Path(each["chemin"]) for each in second.document["fichiers"]}
    assert listed == {each for each in (tmp_path / "essai-2").rglob("*") if each.is_file()}
    assert snapshot(tmp_path / "essai") == snapshot(tmp_path / "essai-2")


def test_the_saved_record_generates_the_same_pieces_again(tmp_path: Path):
    clausier("exemple", tmp_path / "a")
    (record,) = (tmp_path / "a").glob("interne/*.yaml")
    assert clausier("generer", record, "--sortie", tmp_path / "b", "--final").code == 0
    again = snapshot(tmp_path / "b")
    assert again == {
        name: content for name, content in snapshot(tmp_path / "a").items() if name in again
    }


# --- Talk ---------------------------------------------------------------------------------------


def in_a_process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from clausier.cli import main; main()", *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.parametrize(
    "environment", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}, {"COLUMNS": "40"}]
)
def test_output_that_is_no_terminal_has_no_colour_nor_progress(
    tmp_path: Path, environment: dict[str, str]
):
    run = in_a_process("calculer", str(contract_file(tmp_path)), **environment)
    assert run.returncode == 0
    assert "\x1b" not in run.stdout + run.stderr
    assert "2\u202f347 heures" in run.stdout.replace("\u00a0", " ")
    assert run.stderr == ""


def test_json_goes_alone_to_standard_output(tmp_path: Path):
    run = in_a_process(
        "generer", str(contract_file(tmp_path)), "--sortie", str(tmp_path / "p"), "--json"
    )
    assert json.loads(run.stdout)["erreurs"] == []
    assert run.stderr == ""


def test_an_output_without_utf8_is_no_crash(tmp_path: Path):
    run = in_a_process(
        "calculer", str(contract_file(tmp_path)), PYTHONIOENCODING="ascii", LC_ALL="C"
    )
    assert "Traceback" not in run.stderr
    assert run.returncode == 0, run.stderr


def test_options_of_the_command_complete_the_file(tmp_path: Path):
    source = contract_file(
        tmp_path, [fixed_lot("1", montant_ht="5404000")],
        date_lancement=None, acheteur_type=None, nature=None,
    )  # fmt: skip
    bare = clausier("calculer", source, "--json").document["lots"][0]
    told = clausier(
        "calculer",
        source,
        "--json",
        "--le",
        "2026-08-22",
        "--acheteur",
        "epci",
        "--nature",
        "travaux",
    ).document["lots"][0]
    assert (bare["obligation"], told["obligation"]) == ("incertain", "obligatoire")
    wrong = clausier("calculer", source, "--json", "--le", "bientôt")
    assert wrong.codes == ["DATE_ILLISIBLE"]
    assert wrong.document["erreurs"][0]["lieu"] == "option --le"


def test_dumping_what_was_read_is_reading_it_again():
    record: Record = contract_record()
    assert load_record(dump_record(record.contract)).contract == record.contract
