"""The page for elected members gives one figure, and says when it is an estimate."""

from __future__ import annotations

from typing import Any

import pytest

from docgen.elected_values import internal_values
from insertion.hours import compute
from insertion.typography import plain
from tests.docgen.contracts import contract_record, fixed_lot, share_lot, without_clause

SHARE = share_lot("2", "Espaces verts", "12000", "0.05")
"""600 hours, which depend on the hours worked."""


def told(lots: list[dict[str, str]], **changes: Any) -> dict[str, str]:
    record = contract_record(lots, **changes)
    result = compute(record.contract, record.lot_places)
    return {
        name: plain(value) for name, kind, value in internal_values(result) if kind != "boolean"
    }


@pytest.mark.parametrize(
    ("lots", "wanted"),
    [
        ([fixed_lot("1")], "833 heures de travail, soit environ 24 semaines"),
        ([SHARE], "600 heures de travail, soit environ 17 semaines"),
        ([fixed_lot("1"), SHARE], "1 433 heures de travail, soit environ 41 semaines"),
        ([without_clause("1", "Signalétique")], "Aucun volume d'heures n'est fixé d'avance."),
    ],
)
def test_the_figure_is_the_sum_of_the_hours_and_their_weeks(
    lots: list[dict[str, str]], wanted: str
):
    assert told(lots)["chiffre_cle"].startswith(wanted)


def test_an_estimate_is_told_whole_or_in_part():
    assert "estimation" not in told([fixed_lot("1")])["chiffre_cle"]
    assert "Ce nombre est une estimation." in told([SHARE])["chiffre_cle"]
    assert (
        "Dans ce nombre, 600 sont une estimation." in told([fixed_lot("1"), SHARE])["chiffre_cle"]
    )


def test_the_amount_says_which_lots_it_leaves_out():
    assert told([fixed_lot("1")])["montant_estime"] == "1 000 000,00 € hors taxes"
    assert told([fixed_lot("1"), SHARE])["montant_estime"].endswith("sans compter le lot 2")
    assert told([SHARE])["montant_estime"] == "non saisi"
