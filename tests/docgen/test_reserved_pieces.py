"""Reserved lots, insertion services and concessions: what their produced pieces hold and lack."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from insertion.typography import plain
from tests.docgen.contracts import (
    PATHWAY_FACTS,
    RESERVED_FACTS,
    fixed_lot,
    retained,
    without_clause,
)
from tests.docgen.docx_reading import body_text

Generated = Callable[..., Path]

CONCESSION: dict[str, Any] = {
    "nature": "concession",
    "ccag": "aucun",
    "duree_ferme_mois": "96",
    "heures_par_an": "900",
    "rendez_vous_mois": "24",
    "rapport_annuel_jours": "90 jours calendaires",
    "periodes": None,
}
OF_INSERTION_ONLY = dict.fromkeys(
    (
        "facilitateur_structure", "facilitateur_fonction", "facilitateur_mail",
        "facilitateur_telephone", "publics", "delai_validation", "duree_eligibilite_mois",
        "activites", "date_limite", "cdi_max_mois", "formation_comptee", "centre_formation_compte",
        "rythme_suivi", "delai_remise", "delai_controle", "delai_correction", "adresse_depot",
        "delai_designation", "delai_lancement", "delai_plan", "delai_convocation", "delai_alerte",
        "delai_decision", "penalite_base", "penalite_coefficient", "penalite_retard_jour",
        "penalite_absence", "delai_mise_en_demeure", "penalite_plafond",
        "role_donnees_facilitateur",
    )
)  # fmt: skip
"""Facts that a contract without insertion hours does not have to state."""


def reserved(number: str, kind: str, title: str = "Entretien du linge") -> dict[str, str]:
    return {"numero": number, "intitule": title, "mecanisme": "reserve", "reserve_a": kind}


def pathways(number: str, **changes: str) -> dict[str, str]:
    lot = {"numero": number, "intitule": "Sentiers", "mecanisme": "marche_insertion"}
    return lot | changes


def restaurant() -> list[dict[str, str]]:
    return [retained(fixed_lot("1", "Restaurant", montant_ht="6000000"), "7200")]


def texts(folder: Path) -> dict[str, str]:
    """Return the words of every piece sent to firms, by the short name of its file.

    Typography is undone, so that a test reads as it was typed.
    """
    found = {}
    for path in sorted((folder / "DCE").rglob("*.docx")):
        found[path.name.split("_")[1]] = plain(body_text(path))
    return found


def test_three_lots_under_three_rules_are_each_named_under_one_title(generated: Generated):
    lots = [fixed_lot("1", "Écoles"), reserved("2", "mixte"), without_clause("3", "Signalétique")]
    pieces = texts(generated(final=True, lots=lots, **RESERVED_FACTS))
    notice, rules, articles = pieces["AAPC"], pieces["RC"], pieces["CCAP"]
    for text in (notice, rules):
        assert "Lots concernés : lot 2" in text
        assert "Avec condition d'insertion : lot 1" in text
        assert "Sans condition d'insertion : lot 3" in text
        assert "L. 2113-14" in text
    assert "candidats aux lots réservés : lot 2" in rules
    assert "chaque lot réservé : lot 2" in articles
    assert articles.count("Maintien du statut réservé Le présent article") == 1
    assert "le cas échéant" not in "".join(pieces.values()).lower()


@pytest.mark.parametrize("kind", ["siae", "handicap", "mixte", "penitentiaire"])
def test_a_wholly_reserved_contract_asks_no_hour_and_no_penalty(generated: Generated, kind: str):
    lots = [reserved("1", kind)]
    pieces = texts(generated(final=True, lots=lots, **RESERVED_FACTS, **OF_INSERTION_ONLY))
    assert set(pieces) == {"AAPC", "RC", "CCAP"}
    assert "au moins 50 %" in pieces["AAPC"]
    assert "Au moins" not in pieces["CCAP"]
    assert "facilitateur" not in "".join(pieces.values())
    assert "Pénalités" not in pieces["CCAP"]
    assert ("détenues" in pieces["AAPC"]) == (kind == "penitentiaire")


def test_the_social_economy_is_announced_with_its_limits(generated: Generated):
    facts = RESERVED_FACTS | {"services_sociaux": "oui", "duree_ferme_mois": "36", "periodes": None}
    pieces = texts(
        generated(final=True, lots=[reserved("1", "ess", "Accueil")], **facts, **OF_INSERTION_ONLY)
    )
    assert "La durée totale est de 36 mois" in pieces["RC"]
    assert "50 %" not in "".join(pieces.values())


def test_insertion_services_are_paid_not_penalised(generated: Generated):
    pieces = texts(generated(final=True, lots=[pathways("1")], **PATHWAY_FACTS))
    assert {"AAPC", "RC", "CCAP", "CCTP"} <= set(pieces)
    assert "10 800 heures" in pieces["RC"]
    assert "Heure d'insertion manquante" not in pieces["CCAP"]
    assert "heure manquante" not in "".join(pieces.values())
    assert "article « Parcours d'insertion et de qualification » du CCTP" in pieces["CCAP"]


def test_insertion_services_may_be_reserved(generated: Generated):
    facts = PATHWAY_FACTS | RESERVED_FACTS | {"services_sociaux": "oui"}
    pieces = texts(generated(final=True, lots=[pathways("1", reserve_a="siae")], **facts))
    assert "L. 2113-13" in pieces["AAPC"]
    assert "ouverte à tous" not in pieces["AAPC"]
    assert "Maintien du statut réservé Le présent article" in pieces["CCAP"]


@pytest.mark.parametrize("place", ["articles", "annexe"])
def test_a_concession_never_speaks_of_contracts(generated: Generated, place: str):
    folder = generated(final=True, lots=restaurant(), presentation_clause=place, **CONCESSION)
    pieces = texts(folder)
    assert {"AVIS-CONCESSION", "RC", "CONTRAT"} <= set(pieces)
    assert ("ANX-INSERTION" in pieces) == (place == "annexe")
    assert not {"AAPC", "CCAP", "AE"} & set(pieces)
    whole = "".join(pieces.values())
    for words in ("CCAP", "CCAG", "L. 2112", "acte d'engagement", "montant initial"):
        assert words not in whole
    assert "900 heures d'insertion par an" in pieces["AVIS-CONCESSION"]
    assert "L. 3114-2-1" in pieces["RC"]
    assert "chiffre d'affaires" in whole


def test_a_concession_may_be_reserved_for_disability(generated: Generated):
    facts = CONCESSION | {
        each: RESERVED_FACTS[each] for each in ("date_appreciation", "delai_signalement")
    }
    unasked = {"heures_par_an": None, "rendez_vous_mois": None, "rapport_annuel_jours": None}
    lots = [reserved("1", "handicap", "Buvette")]
    pieces = texts(generated(final=True, lots=lots, **facts | unasked, **OF_INSERTION_ONLY))
    assert set(pieces) == {"AVIS-CONCESSION", "RC", "CONTRAT"}
    whole = "".join(pieces.values())
    assert "L. 3113-1" in whole
    assert "« le titulaire » désigne le concessionnaire" in pieces["CONTRAT"]
    for words in ("L. 2113", "L. 2112", "50 %", "CCAP", "CCAG"):
        assert words not in whole
