"""« clausier repartir »: the same shares for people and for machines, every mistake at once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from insertion.allocation import RULE
from insertion.contract import Contract, Lot
from insertion.record import dump_record
from insertion.typography import french, plain
from tests.cli.command import clausier
from xlplugin.workbook import workbook_bytes

LOTS = (
    Lot(number="1", title="Gros œuvre", amount_excl_tax=Decimal(1_000_000),
        labour_share=Decimal("0.5"), insertion_rate=Decimal("0.05"), hourly_cost=Decimal(30)),
    Lot(number="3 bis", title="Nettoyage", worked_hours=Decimal(4000),
        insertion_rate=Decimal("0.1")),
    Lot(number="4", title="Ascenseur", mechanism="aucun"),
)  # fmt: skip


@pytest.fixture(params=["marche.xlsx", "marche.yaml"])
def contract_file(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / str(request.param)
    contract = Contract(lots=LOTS)
    if path.suffix == ".xlsx":
        path.write_bytes(workbook_bytes(contract))
    else:
        path.write_text(dump_record(contract), encoding="utf-8")
    return path


def hours_of(document: dict[str, Any]) -> dict[str, int]:
    return {each["nom"]: each["heures"] for each in document["parts"]}


def test_typed_hours_are_shared_and_the_sum_is_the_total():
    document = clausier("repartir", 833, "A=60", "B=40", "--json").document
    assert document == {
        "version": "1",
        "heures": 833,
        "origine": "heures données",
        "parts": [
            {"nom": "A", "poids": "60", "part": "0.6", "prorata": "499.8", "heures": 500},
            {"nom": "B", "poids": "40", "part": "0.4", "prorata": "333.2", "heures": 333},
        ],
        "somme": 833,
        "regle": french(RULE),
        "engagement": document["engagement"],
        "avertissements": [],
        "erreurs": [],
    }
    assert "tenus ensemble" in document["engagement"]


@pytest.mark.parametrize(
    ("weights", "wanted"),
    [
        (["A=1", "B=1", "C=1"], [34, 33, 33]),
        (["A=0", "B=1", "C=1"], [0, 50, 50]),
        (["A=60%", "B=40 %"], [60, 40]),
        (["A=600 000 €", "B=400 000 €"], [60, 40]),
        (["A=0,5", "B=0.5"], [50, 50]),
        (["Lot=1=2", "B=3"], [40, 60]),
    ],
)
def test_weights_are_amounts_percentages_or_numbers(weights: list[str], wanted: list[int]):
    document = clausier("repartir", 100, *weights, "--json").document
    assert list(hours_of(document).values()) == wanted


def test_a_person_reads_the_shares_the_rule_and_the_joint_commitment():
    done = clausier("repartir", "1 000", "Nord=2", "Sud=1")
    text = plain(done.out)
    assert done.code == 0
    assert text.startswith("1 000 heures à répartir (heures données).")
    assert "│ Nord │ 2 │ 66,67 % │ 666,67 │ 667 │" in text
    assert "│ Total │ 3 │ 100 % │ 1 000 │ 1 000 │" in text
    assert "Règle : chaque part reçoit d'abord" in text
    assert "restent tenus ensemble du total" in text


def test_the_hours_of_a_lot_or_of_the_contract_come_from_its_file(contract_file: Path):
    before = contract_file.read_bytes()
    lot = clausier("repartir", "--fichier", contract_file, "--lot", "03bis", "A=1", "B=2", "--json")
    assert lot.document["heures"] == 400
    assert hours_of(lot.document) == {"A": 133, "B": 267}
    assert plain(lot.document["origine"]) == "lot 3 bis, Nettoyage"
    whole = clausier("repartir", "--fichier", contract_file, "A=1", "--json").document
    assert (whole["heures"], whole["origine"]) == (1233, "tout le marché")
    assert contract_file.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["A=1", "B=2"], ["COMMANDE_INCORRECTE"]),
        (["10"], ["COMMANDE_INCORRECTE"]),
        (["10", "A"], ["COMMANDE_INCORRECTE"]),
        (["10", "=5"], ["COMMANDE_INCORRECTE"]),
        (["10", "A="], ["COMMANDE_INCORRECTE"]),
        (["10", "A=0", "B=0"], ["COMMANDE_INCORRECTE"]),
        (["10", "A=50%", "B=50"], ["COMMANDE_INCORRECTE"]),
        (["10", "A=1", "--lot", "3"], ["COMMANDE_INCORRECTE"]),
        (["12,5", "A=-1", "B=x"], ["ENTIER_ATTENDU", "NOMBRE_NEGATIF", "MONTANT_ILLISIBLE"]),
        (["1000000001", "A=1"], ["NOMBRE_DEMESURE"]),
        (["10", "A=10 € TTC"], ["MONTANT_TTC"]),
        (["10", "A=1,250"], ["NOMBRE_AMBIGU"]),
    ],
)
def test_what_cannot_be_shared_is_refused_with_every_reason(arguments: list[str], codes: list[str]):
    done = clausier("repartir", *arguments, "--json")
    assert done.code == 2
    assert done.codes == codes
    assert done.document["parts"] == []


def test_a_lot_that_is_unknown_or_asks_no_hours_is_refused(contract_file: Path):
    unknown = clausier("repartir", "--fichier", contract_file, "--lot", "9", "A=1", "--json")
    assert (unknown.code, unknown.codes) == (2, ["CHOIX_INCONNU"])
    assert "1, 3 bis, 4" in plain(unknown.err)
    without = clausier("repartir", "--fichier", contract_file, "--lot", "4", "A=1", "--json")
    assert (without.code, without.codes) == (2, ["COMMANDE_INCORRECTE"])
    absent = clausier("repartir", "--fichier", "rien.xlsx", "A=1", "--json")
    assert (absent.code, absent.codes) == (3, ["FICHIER_ABSENT"])


def test_a_name_given_twice_is_told():
    done = clausier("repartir", 10, "A=1", "A=1")
    assert "« A » est donné plusieurs fois" in plain(done.out)
    assert done.code == 0


def test_the_help_is_in_french_and_gives_examples():
    done = clausier("repartir", "--help")
    assert "clausier repartir 833 Mandataire=60 Cotraitant=40" in plain(done.out).replace("│", "")
    assert "Show" not in done.out
