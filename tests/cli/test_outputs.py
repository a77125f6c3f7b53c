"""What is written: whole or not at all, never over an input, under a name that opens."""

from __future__ import annotations

import os
from pathlib import Path

import docx
import pytest

from clausier.files import beside, write_all
from docgen.splice import MARKER
from insertion.errors import InvalidInput, WrongUsage
from tests.cli.command import clausier
from tests.docgen.contracts import contract_file

TOO_LONG = "n" * 300


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def buyer_document(path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph(MARKER)
    document.save(str(path))
    return path


# --- All or nothing -----------------------------------------------------------------------------


def old_and_new(folder: Path) -> dict[Path, bytes]:
    """Return three new contents: two replace a file, one comes between them."""
    (folder / "a").write_bytes(b"ancien a")
    (folder / "c").write_bytes(b"ancien c")
    return {folder / name: f"nouveau {name}".encode() for name in ("a", "b", "c")}


def test_replacing_leaves_the_new_files_and_nothing_else(tmp_path: Path):
    write_all(old_and_new(tmp_path), overwrite=True)
    assert snapshot(tmp_path) == {"a": b"nouveau a", "b": b"nouveau b", "c": b"nouveau c"}


@pytest.mark.parametrize("failing", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("stop", [OSError(28, "No space left"), KeyboardInterrupt()])
def test_whichever_renaming_fails_every_earlier_file_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int, stop: BaseException
):
    files = old_and_new(tmp_path)
    before = snapshot(tmp_path)
    real, calls = Path.replace, []

    def replace(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == failing:
            raise stop
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises((InvalidInput, KeyboardInterrupt)) as caught:
        write_all(files, overwrite=True)
    assert len(calls) >= failing
    assert snapshot(tmp_path) == before
    if isinstance(caught.value, InvalidInput):
        assert [each.code for each in caught.value.faults] == ["SORTIE_IMPOSSIBLE"]


def test_what_could_not_be_put_back_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    files = old_and_new(tmp_path)
    real, calls = Path.replace, []

    def replace(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) > 3:  # both old files aside, « a » placed, then the disk is gone
            raise OSError(5, "Input/output error")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(InvalidInput) as caught:
        write_all(files, overwrite=True)
    assert [each.place for each in caught.value.faults] == [
        str(tmp_path / "a"), str(tmp_path / "c"),
    ]  # fmt: skip
    kept = {name for name in snapshot(tmp_path) if name.endswith(".ancien")}
    assert {(tmp_path / name).read_bytes() for name in kept} == {b"ancien a", b"ancien c"}
    for each in caught.value.faults:
        assert any(name in each.cause for name in kept)


def test_a_folder_at_the_place_of_the_last_output_leaves_the_others_intact(tmp_path: Path):
    source, folder = contract_file(tmp_path), tmp_path / "p"
    assert clausier("generer", source, "--sortie", folder).code == 0
    contract_file(tmp_path, objet_marche="Un tout autre objet")
    last = max(folder.glob("interne/*.yaml"))
    last.unlink()
    last.mkdir()
    before = snapshot(tmp_path)
    outcome = clausier("generer", source, "--sortie", folder, "--ecraser", "--json")
    assert (outcome.code, outcome.codes) == (3, ["SORTIE_IMPOSSIBLE"])
    assert outcome.document["erreurs"][0]["lieu"] == str(last)
    assert snapshot(tmp_path) == before


@pytest.mark.skipif(os.name == "nt", reason="rights are those of the folder there")
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_rights_the_person_set_for_new_files(
    tmp_path: Path, mask: int, mode: int
):
    usual = os.umask(mask)
    try:
        write_all({tmp_path / "a": b"1"}, overwrite=False)
        kept = os.umask(mask)
    finally:
        os.umask(usual)
    assert (tmp_path / "a").stat().st_mode & 0o777 == mode
    assert kept == mask


# --- Inputs are never written over --------------------------------------------------------------


def refused_as_source(folder: Path, *arguments: object) -> None:
    before = snapshot(folder)
    for option in ([], ["--ecraser"]):
        outcome = clausier(*arguments, "--json", *option)
        assert (outcome.code, outcome.codes) == (2, ["SORTIE_EST_LA_SOURCE"])
    assert snapshot(folder) == before


def test_generer_never_replaces_the_contract_it_reads(tmp_path: Path):
    folder = tmp_path / "p"
    assert clausier("generer", contract_file(tmp_path), "--sortie", folder).code == 0
    (record,) = folder.glob("interne/*.yaml")
    refused_as_source(tmp_path, "generer", record, "--sortie", folder)


def test_generer_never_replaces_the_model_it_fills(tmp_path: Path):
    source, model = contract_file(tmp_path), tmp_path / "lettre.docx"
    docx.Document().save(str(model))
    made = clausier("generer", source, "--sortie", tmp_path / "p", "--modele", model, "--json")
    assert made.code == 0
    (own,) = (Path(e["chemin"]) for e in made.document["fichiers"] if "lettre" in e["chemin"])
    model = own.parent / "lettre.docx"
    model.write_bytes(own.read_bytes())
    own.unlink()
    own.symlink_to(model)  # the output is the model itself under another name
    refused_as_source(
        tmp_path, "generer", source, "--sortie", tmp_path / "p", "--modele", model
    )  # fmt: skip
    assert own.is_symlink()


def test_classeur_never_replaces_the_workbook_it_reports(tmp_path: Path):
    book = tmp_path / "m.xlsx"
    assert clausier("classeur", book, "--depuis", contract_file(tmp_path)).code == 0
    refused_as_source(tmp_path, "classeur", book, "--depuis", tmp_path / "." / "m.xlsx")


def test_inserer_never_replaces_the_document_it_reads(tmp_path: Path):
    source, document = contract_file(tmp_path), buyer_document(tmp_path / "CCAP.docx")
    refused_as_source(tmp_path, "inserer", source, document, "--sortie", document)


def test_a_refused_source_has_a_remedy_that_does_not_speak_of_ecraser(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"1")
    with pytest.raises(WrongUsage) as caught:
        write_all({tmp_path / "a": b"2"}, overwrite=True, sources=[tmp_path / "a"])
    assert "--ecraser" not in caught.value.faults[0].remedy


# --- Names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "ending"), [("m.xls", ".xlsx"), ("m.docx", ".xlsx"), ("m", ".xlsx"), (".", ".xlsx")]
)
def test_a_workbook_is_never_written_under_another_extension(
    tmp_path: Path, name: str, ending: str
):
    outcome = clausier("classeur", tmp_path / name if name != "." else ".", "--json")
    assert (outcome.code, outcome.codes) == (2, ["SORTIE_MAL_NOMMEE"])
    (found,) = outcome.document["erreurs"]
    assert ending in found["cause"]
    assert f"{Path(name).stem}{ending}" in found["remede"]
    assert snapshot(tmp_path) == {}
    assert clausier("classeur", tmp_path / "M.XLSX", "--lots", "1").code == 0


def test_a_document_is_never_written_under_another_extension(tmp_path: Path):
    source, document = contract_file(tmp_path), buyer_document(tmp_path / "CCAP.docx")
    before = snapshot(tmp_path)
    for name in ("sortie.pdf", "sortie", "marche.yaml"):
        outcome = clausier(
            "inserer", source, document, "--sortie", tmp_path / name, "--ecraser", "--json"
        )
        assert (outcome.code, outcome.codes) == (2, ["SORTIE_MAL_NOMMEE"])
        assert ".docx" in outcome.document["erreurs"][0]["cause"]
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("suffix", [".yaml", ".xlsx", ""])
def test_an_input_whose_name_no_disk_can_hold_is_absent(tmp_path: Path, suffix: str):
    outcome = clausier("calculer", tmp_path / f"{TOO_LONG}{suffix}", "--json")
    assert (outcome.code, outcome.codes) == (3, ["FICHIER_ABSENT"])


def test_a_document_whose_name_no_disk_can_hold_is_absent(tmp_path: Path):
    outcome = clausier(
        "inserer", contract_file(tmp_path), tmp_path / f"{TOO_LONG}.docx", "--json"
    )  # fmt: skip
    assert (outcome.code, outcome.codes) == (3, ["FICHIER_ABSENT"])


def test_an_output_whose_name_no_disk_can_hold_is_told_as_such(tmp_path: Path):
    source, document = contract_file(tmp_path), buyer_document(tmp_path / "CCAP.docx")
    before = snapshot(tmp_path)
    output = tmp_path / TOO_LONG
    for arguments in (
        ("generer", source, "--sortie", output),
        ("inserer", source, document, "--sortie", f"{output}.docx"),
        ("classeur", f"{output}.xlsx", "--lots", "1"),
        ("exemple", output),
    ):
        outcome = clausier(*arguments, "--json")
        assert (outcome.code, outcome.codes) == (3, ["SORTIE_IMPOSSIBLE"])
        assert "trop long" in outcome.document["erreurs"][0]["cause"]
        assert TOO_LONG[:50] in outcome.document["erreurs"][0]["lieu"]
    assert snapshot(tmp_path) == before
    assert beside(output) == output


def test_a_folder_given_as_the_document_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    source = contract_file(tmp_path)
    monkeypatch.chdir(tmp_path)
    outcome = clausier("inserer", source, ".", "--json")
    assert (outcome.code, outcome.codes) == (3, ["FICHIER_ILLISIBLE"])
