"""Contracts the tests generate: the sample, and others that stretch one thing each."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from insertion.intake import Record
from insertion.method import Statement
from insertion.methods import METHODS, method
from insertion.record import load_record

CASES = Path(__file__).parents[1] / "cases"
SAMPLE = "exemple-renovation-ecole.yaml"
TRAINING_FACTS = {"formation_statut": "scolaire", "formation_duree_mois": "2"}
"""What a contract with hours of training must say: they are those of pupils."""
METHOD_AMOUNT = {"methode": "montant_main_oeuvre"}


def sample_facts() -> dict[str, Any]:
    """Return the sample contract as plain text values."""
    text = (resources.files("workbooks") / SAMPLE).read_text(encoding="utf-8")
    facts: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return facts


def contract_text(lots: list[dict[str, str]] | None = None, **changes: Any) -> str:
    """Return the sample as a ``marche.yaml``, some facts changed or, with None, absent."""
    facts = sample_facts() | changes
    if lots is not None:
        facts["lots"] = lots
    kept = {key: value for key, value in facts.items() if value is not None}
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False)


def contract_record(lots: list[dict[str, str]] | None = None, **changes: Any) -> Record:
    """Return the sample, some facts changed or, with None, absent."""
    return load_record(contract_text(lots, **changes))


def contract_file(folder: Path, lots: list[dict[str, str]] | None = None, **changes: Any) -> Path:
    """Write such a contract as ``marche.yaml`` in ``folder``."""
    path = folder / "marche.yaml"
    path.write_text(contract_text(lots, **changes), encoding="utf-8")
    return path


def fixed_lot(number: str, title: str = "Gros œuvre", **changes: str) -> dict[str, str]:
    """Return a lot of 833 hours sized by its amount."""
    return {
        "numero": number,
        "intitule": title,
        "mecanisme": "condition_execution",
        "methode": "montant_main_oeuvre",
        "montant_ht": "1000000",
        "part_mo": "0.5",
        "taux_insertion": "0.05",
        "cout_horaire": "30",
    } | changes


def share_lot(number: str, title: str, worked: str, share: str) -> dict[str, str]:
    """Return a lot whose contract states a share of the hours worked."""
    return {
        "numero": number,
        "intitule": title,
        "mecanisme": "condition_execution",
        "methode": "heures_travaillees",
        "heures_travaillees": worked,
        "taux_insertion": share,
    }


def slices_lot(
    number: str, method: str, title: str = "Exploitation", **changes: str
) -> dict[str, str]:
    """Return a lot that owes an hour a slice of 2 000 €; the trigger is 2 700 000 €."""
    lot = {
        "numero": number,
        "intitule": title,
        "mecanisme": "condition_execution",
        "methode": method,
        "montant_ht": "5000000",
        "montant_tranche": "2000",
    }
    if method != "tranches_sans_seuil":
        lot["seuil_facturation"] = "2700000"
    return lot | changes


def example_lot(number: str, method_id: str) -> dict[str, str]:
    """Return a lot sized by a method, with the inputs of the method's own example."""
    return {
        "numero": number,
        "intitule": "Lot de la méthode",
        "mecanisme": "condition_execution",
        "methode": method_id,
        **method(method_id).example,
    }


def every_mechanism() -> dict[str, Any]:
    """Return the facts of a contract of services in which each mechanism has its lot."""
    text = (CASES / "tous-mecanismes.yaml").read_text(encoding="utf-8")
    facts: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return {key: value for key, value in facts.items() if key != "schema"}


def three_statements() -> list[dict[str, str]]:
    """Return seven lots: a volume, a share, the three readings, nothing, and retained hours."""
    return [
        fixed_lot("1", "Travaux de remise en état"),
        share_lot("2", "Nettoyage des bâtiments", "12000", "0.05"),
        slices_lot("3", "tranches_au_dela", "Exploitation des réseaux"),
        slices_lot(
            "4", "tranches_seuil_atteint", "Maintenance", montant_ht="3100000",
            seuil_facturation="1000000", montant_tranche="2500",
        ),
        slices_lot("5", "tranches_sans_seuil", "Espaces verts", montant_ht="910000",
                   montant_tranche="1500"),
        without_clause("6", "Signalétique"),
        retained(slices_lot("7", "tranches_au_dela", "Accueil"), "900"),
    ]  # fmt: skip


def sixty_lots() -> list[dict[str, str]]:
    """Return sixty lots sized by every method a clause states, some retained, some without."""
    written = [each for each in METHODS if each.statement is not Statement.UNWRITTEN]
    lots: list[dict[str, str]] = []
    for index in range(1, 61):
        lot = example_lot(str(index), written[index % len(written)].id)
        lot["intitule"] = f"Lot {index} du programme : prestation de longue désignation"
        lots.append(retained(lot, str(100 + index)) if index % 7 == 0 else lot)
    lots[30] = without_clause("31", "Signalétique")
    return lots


def retained(lot: dict[str, str], hours: str) -> dict[str, str]:
    """Return the lot with a negotiated figure."""
    return lot | {
        "heures_retenues": hours,
        "motif_retenue": "Volume revu.",
        "auteur_retenue": "Service achats",
        "date_retenue": "2026-09-22",
    }


def without_clause(number: str, title: str) -> dict[str, str]:
    """Return a lot that asks no hours of the firm."""
    return {
        "numero": number,
        "intitule": title,
        "mecanisme": "aucun",
        "motif_sans_clause": "Trop peu de travail.",
    }


def renewal_lots() -> list[dict[str, str]]:
    """Return two lots of an urban renewal: 5 % and 10 % of the hours worked."""
    return [
        share_lot("1", "Voirie et réseaux", "12000", "0.05"),
        share_lot("2", "Gestion urbaine de proximité", "7450", "0.1"),
    ]


def forty_lots() -> list[dict[str, str]]:
    """Return forty lots of every kind, with numbers and titles people really write."""
    lots: list[dict[str, str]] = []
    for index in range(1, 41):
        number, title = f"{index:02}", f"Corps d'état n° {index} : pose & dépose <x>, « {index} »"
        fixed = fixed_lot(number, title, montant_ht=str(90_000 + 37_511 * index))
        kinds = {
            0: without_clause(number, title),
            1: share_lot(number, title, str(1000 + 731 * index), "0.07"),
            2: retained(fixed, str(100 * index)),
        }
        lots.append(kinds.get(index % 5, fixed))
    return lots


PERIODS = [
    {"intitule": "Tranche ferme", "nature": "ferme", "duree_mois": "12", "montant_ht": "600000"},
    {"intitule": "Tranche optionnelle 1", "nature": "tranche", "duree_mois": "6",
     "montant_ht": "300000"},
    {"intitule": "Reconduction", "nature": "reconduction", "duree_mois": "6",
     "montant_ht": "100000"},
]  # fmt: skip
RESERVED_FACTS = {
    "nature": "services",
    "ccag": "fcs",
    "date_appreciation": "2027-01-15",
    "delai_signalement": "15 jours calendaires",
}
"""What a contract with a reserved lot states besides."""
PATHWAY_FACTS = {
    "nature": "services",
    "ccag": "fcs",
    "services_sociaux": "oui",
    "parcours_nombre": "12",
    "parcours_heures": "900",
    "parcours_duree_mois": "9",
    "support_activite": "entretien des sentiers",
}
"""What a contract that buys insertion services states besides."""
CONTRACTS: dict[str, dict[str, Any]] = {
    "exemple": {},
    "tous-mecanismes": every_mechanism(),
    "lot-unique": {"lots": [fixed_lot("1", "Rénovation & extension")]},
    "part-des-heures": {"lots": renewal_lots()},
    "part-lot-unique": {"lots": renewal_lots()[:1]},
    "quarante-lots": {"lots": forty_lots()},
    "trois-enonces": {"lots": three_statements(), "montant_base": "ferme"},
    "tranches-au-dela": {"lots": [slices_lot("1", "tranches_au_dela")]},
    "tranches-seuil-atteint": {"lots": [slices_lot("1", "tranches_seuil_atteint")]},
    "tranches-sans-seuil": {"lots": [slices_lot("1", "tranches_sans_seuil")]},
    "soixante-lots": {"lots": sixty_lots(), "minimum_heures_utiles": "450", **TRAINING_FACTS},
    "accord-cadre": {
        "lots": [
            fixed_lot("1", "Entretien", montant_ht="4000000", taux_insertion="0.03"),
            slices_lot("2", "tranches_au_dela"),
            without_clause("3", "Signalétique"),
        ],
        "montant_base": "maximum",
        "minimum_garanti_heures": "400",
    },
    "formation": {
        "lots": [
            example_lot("1", "bareme_formation"),
            retained(example_lot("2", "bareme_formation"), "310"),
            example_lot("3", "postes"),
            fixed_lot("4"),
        ],
        **TRAINING_FACTS,
    },
    "periodes": {
        "lots": [
            fixed_lot("1"),
            fixed_lot("2", "Peinture", montant_ht="200000"),
            slices_lot("3", "tranches_au_dela"),
        ],
        "periodes": PERIODS,
        "minimum_heures_utiles": "200",
    },
    "lots-reserves": {
        "lots": [
            fixed_lot("1", "Nettoyage"),
            {"numero": "2", "intitule": "Linge", "mecanisme": "reserve", "reserve_a": "mixte"},
            {"numero": "3", "intitule": "Sentiers", "mecanisme": "marche_insertion"},
            without_clause("4", "Signalétique"),
        ],
        **RESERVED_FACTS,
        **PATHWAY_FACTS,
    },
}
"""The contracts that must agree with themselves, by name."""
