"""What the command says: names as they are, options as they are typed, what is left to do."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import docx
import pytest

from clausier.cli import main
from docgen.splice import MARKER
from insertion.typography import plain
from tests.cli.command import clausier
from tests.docgen.contracts import contract_file, fixed_lot, share_lot

MARKED_UP = "[bold]l'école :fire: [v2] lots.yaml"


def renamed_contract(folder: Path) -> Path:
    return contract_file(folder).rename(folder / MARKED_UP)


def test_a_file_name_is_said_letter_by_letter(tmp_path: Path):
    source = renamed_contract(tmp_path)
    assert MARKED_UP in clausier("calculer", source).out
    folder = tmp_path / "[red]d'ici :fire:"
    assert f"{folder}/" in clausier("generer", source, "--sortie", folder).out
    assert f"{folder}/" in clausier("generer", source, "--sortie", folder).err
    book = tmp_path / "[/red] l'un.xlsx"
    assert str(book) in clausier("classeur", book, "--lots", "1").out
    absent = tmp_path / "[/red] l'autre.yaml"
    assert str(absent) in clausier("calculer", absent).err


def test_inserer_says_the_name_it_wrote_and_what_is_left_to_the_buyer(tmp_path: Path):
    document = docx.Document()
    document.add_paragraph(MARKER)
    document.save(str(tmp_path / "[v2] l'avis.docx"))
    outcome = clausier("inserer", contract_file(tmp_path), tmp_path / "[v2] l'avis.docx")
    assert outcome.code == 0
    assert str(tmp_path / "[v2] l'avis-insertion.docx") in outcome.out
    last = plain(outcome.out.splitlines()[-1])
    assert last == (
        "À faire : mettre à jour le sommaire ; reporter pénalités, résiliation et dérogations"
        " dans vos articles ; ajouter l'annexe à la liste des pièces."
    )


@pytest.mark.parametrize(
    ("option", "value"), [("--le", "bientôt"), ("--acheteur", "ami"), ("--nature", "troc")]
)
def test_a_fault_of_an_option_is_placed_at_the_option_people_typed(
    tmp_path: Path, option: str, value: str
):
    outcome = clausier("calculer", contract_file(tmp_path), option, value, "--json")
    assert outcome.code == 3
    assert [each["lieu"] for each in outcome.document["erreurs"]] == [f"option {option}"]


@pytest.mark.parametrize(
    ("lots", "said"),
    [
        ([fixed_lot("1")], "833 heures d'insertion, 1 lot."),
        (
            [fixed_lot("1"), share_lot("2", "Voirie", "12000", "0.05")],
            "1 433 heures d'insertion, dont 600 estimées, 2 lots.",
        ),
        ([share_lot("1", "Voirie", "20", "0.05")], "1 heure d'insertion, estimée, 1 lot."),
        (
            [share_lot("1", "Voirie", "12000", "0.05")],
            "600 heures d'insertion, toutes estimées, 1 lot.",
        ),
    ],
)
def test_the_summary_tells_the_hours_a_rule_only_estimates(
    tmp_path: Path, lots: list[dict[str, str]], said: str
):
    outcome = clausier("calculer", contract_file(tmp_path, lots))
    assert plain(outcome.out.splitlines()[0]) == f"marche.yaml : {said}"


class Terminal(io.StringIO):
    """A standard error somebody watches."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("rows", "shown"), [(501, True), (500, False)])
def test_only_a_large_workbook_shows_that_it_is_being_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, shown: bool
):
    monkeypatch.setenv("TERM", "xterm")
    watched, out = Terminal(), io.StringIO()
    with (
        contextlib.redirect_stderr(watched),
        contextlib.redirect_stdout(out),
        pytest.raises(SystemExit) as ended,
    ):
        main(["classeur", str(tmp_path / "m.xlsx"), "--lots", str(rows)])
    assert ended.value.code == 0
    assert (f"Classeur de {rows} lignes" in plain(watched.getvalue())) is shown
    assert "Classeur de" not in out.getvalue()


def test_a_workbook_has_at_most_5000_rows_of_lots(tmp_path: Path):
    outcome = clausier("classeur", tmp_path / "m.xlsx", "--lots", "5001")
    assert outcome.code == 2
    assert "--lots" in outcome.err
