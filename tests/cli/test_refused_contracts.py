"""A contract from which no right piece can be made is refused: one case for each reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import clausier
from tests.docgen.contracts import contract_file, example_lot, fixed_lot, retained

DEROGATED = {"numero": "2", "intitule": "B", "mecanisme": "aucun", "montant_ht": "9000000"}
CASES: dict[str, tuple[dict[str, Any], str]] = {
    "RESERVE_SANS_DESTINATAIRE": ({"lots": [fixed_lot("1", mecanisme="reserve")]}, "lot 1"),
    "BON_SEUIL_SANS_BONS": ({"montant_base": "maximum", "bon_seuil": "4000"}, "bon_seuil"),
    "MODIFICATION_SANS_VOLUME": (
        {"montant_base": "maximum", "seuil_variation": "0.1"},
        "seuil_variation",
    ),
    "METHODE_AVENANT": ({"lots": [example_lot("1", "avenant")]}, "lot 1"),
    "FORMATION_SANS_STATUT_SCOLAIRE": (
        {"lots": [example_lot("1", "bareme_formation")]},
        "formation_statut",
    ),
    "OUTRE_MER_RAPPORT": (
        {
            "outre_mer_territoire": "reunion",
            "outre_mer_taux_local": "0.35",
            "outre_mer_taux_national": "0.24",
            "outre_mer_part": "0.3",
        },
        "outre_mer_taux_local",
    ),
    "CHARTE_SANS_QPV": (
        {
            "publics": ["iae", "jeunes"],
            "charte_convention": "Convention du quartier",
            "charte_taux": "0.05",
            "charte_type": "travaux",
        },
        "publics",
    ),
    "VOLUME_NUL": ({"lots": [retained(fixed_lot("1"), "0")]}, "lot 1"),
    "DATE_LIMITE_ANTERIEURE": ({"date_limite": "2026-11-30"}, "date_limite"),
    "PLAFOND_NUL": ({"penalite_plafond": "0"}, "penalite_plafond"),
    "DEROGATION_NON_MOTIVEE": (
        {"lots": [fixed_lot("1"), DEROGATED]},
        "lot 2",
    ),
    "DEROGATION_SANS_FAITS": (
        {"lots": [fixed_lot("1"), DEROGATED | {"derogation_motif": "sans_lien"}]},
        "lot 2",
    ),
    "DEROGATION_MOTIF_EXCLU": (
        {
            "nature": "concession",
            "ccag": "aucun",
            "lots": [DEROGATED | {"derogation_motif": "solution_disponible"}],
        },
        "lot 2",
    ),
    "DEROGATION_DUREE": (
        {"duree_ferme_mois": "6", "lots": [DEROGATED | {"derogation_motif": "duree_courte"}]},
        "lot 2",
    ),
    "DEROGATION_ET_CONDITION": ({"lots": [fixed_lot("1", derogation_motif="sans_lien")]}, "lot 1"),
    "DEROGATION_SANS_OBJET": (
        {"lots": [DEROGATED | {"derogation_motif": "sans_lien", "montant_ht": "18000"}]},
        "lot 2",
    ),
    "CONDITION_SOCIALE_ABSENTE": (
        {"lots": [DEROGATED | {"mecanisme": "autre_condition_sociale"}]},
        "lot 2",
    ),
    "CONDITION_SOCIALE_SANS_EFFET": (
        {"lots": [fixed_lot("1", condition_sociale="egalite")]},
        "lot 1",
    ),
    "INDICE_INCONNU": ({"date_lancement": "2023-12-31"}, "penalite_base"),
    "CLAUSE_PAS_ENCORE_VALABLE": (
        {
            "date_lancement": "2023-12-31",
            "penalite_base": "forfait",
            "penalite_forfait_heure": "30",
            "penalite_coefficient": None,
        },
        "insertion-",
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_each_reason_is_told_at_its_place_and_nothing_is_written(code: str, tmp_path: Path):
    changes, place = CASES[code]
    source = contract_file(tmp_path, **changes)
    outcome = clausier("generer", source, "--sortie", tmp_path / "p", "--final", "--json")
    assert outcome.code == 3
    found = [each for each in outcome.document["erreurs"] if each["code"] == code]
    assert found, outcome.codes
    assert any(place in each["lieu"] for each in found)
    assert all(each["cause"] and each["remede"] and "{" not in each["cause"] for each in found)
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize(
    ("name", "code"),
    [("lots.csv", "FORMAT_INCONNU"), ("lots", "FORMAT_INCONNU"), ("absent.xlsx", "FICHIER_ABSENT")],
)
def test_a_file_of_another_kind_or_absent_is_told(name: str, code: str, tmp_path: Path):
    if code == "FORMAT_INCONNU":
        (tmp_path / name).write_text("lot;montant", encoding="utf-8")
    outcome = clausier("calculer", tmp_path / name, "--json")
    assert (outcome.code, outcome.codes) == (3, [code])
    if code == "FORMAT_INCONNU":
        assert "un tableur enregistre un .xls" in outcome.document["erreurs"][0]["remede"]


def test_a_yaml_that_is_not_utf8_is_told(tmp_path: Path):
    (tmp_path / "marche.yaml").write_bytes("objet_marche: été".encode("latin-1"))
    outcome = clausier("calculer", tmp_path / "marche.yaml", "--json")
    assert (outcome.code, outcome.codes) == (3, ["FICHIER_ILLISIBLE"])
