"""The first line of « clausier reperer »: nothing overstated, nothing from memory in silence."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from insertion.typography import plain
from tests.cli.command import clausier

HEADINGS = ["N°", "Objet", "Montant HT", "Part MO", "Nature", "Métier"]
OPTIONS = ("--taux", "5%", "--cout", "35", "--minimum", "1", "--acheteur", "collectivite")


def first_line(folder: Path, *rows: list[object]) -> str:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (HEADINGS, *rows):
        book.active.append(row)
    path = folder / "liste.xlsx"
    book.save(path)
    done = clausier("reperer", path, "--sortie", folder / "sortie", "--ecraser", *OPTIONS)
    assert done.code == 0, done.err
    return plain(done.out.splitlines()[0])


@pytest.mark.parametrize(
    ("euros", "told"),
    [
        # All labour, 5 %, 35 €: 700 € an hour. 1 820 hours a year: 3,05 is 3, and 3,1 is 5 642.
        (5551 * 700, "5 551 heures possibles, au moins 3 temps plein"),
        (5641 * 700, "5 641 heures possibles, au moins 3 temps plein"),
        (5642 * 700, "5 642 heures possibles, au moins 3,1 temps plein"),
    ],
)
def test_at_least_is_never_rounded_up(tmp_path: Path, euros: int, told: str):
    assert told in first_line(tmp_path, ["1", "Ménage", euros, "100 %", "Services", None])


def test_hours_from_memory_are_said_in_the_sentence(tmp_path: Path):
    sure = ["1", "Ménage", 70_000, "100 %", "Services", None]
    # 20 % to 40 % from memory: 700 000 € give 200 to 400 hours.
    road = ["2", "Voirie", 700_000, None, "Travaux", "VRD, voirie et réseaux"]
    assert "200 à 400 heures possibles, à confirmer, au moins" in first_line(tmp_path, road)
    assert "300 à 500 heures possibles, dont 400 à confirmer, au moins" in first_line(
        tmp_path, sure, road
    )
    assert "confirmer" not in first_line(tmp_path, sure)
