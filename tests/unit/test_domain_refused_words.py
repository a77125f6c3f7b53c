"""A refused cell: the sentence says what was found, the remedy what to type, with their figures."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from insertion import vocabulary
from insertion.reading import READERS, RawCell, Unreadable, read_number
from insertion.typography import plain

TERMS = {**vocabulary.contract_terms(), **vocabulary.lot_terms()}
FORTY = "dépasse ce qu'un marché peut contenir (quarante chiffres)."
SENSE = "n'est pas du bon genre pour"
WHOLE = "n'est pas un nombre entier."
BOUNDS = "est hors des bornes : de"
AMOUNT = "Montant HT estimé (€)"

REFUSALS: list[tuple[str, Any, str, str]] = [
    ("amount_excl_tax", "50 %", f"« 50 % » {SENSE} « {AMOUNT} ».", "Saisir un montant en euros."),
    (
        "amount_excl_tax",
        date(2026, 1, 2),
        f"« 02/01/2026 » {SENSE} « {AMOUNT} ».",
        "Saisir un montant en euros.",
    ),
    ("amount_excl_tax", "9" * 41, f"« {'9' * 41} » {FORTY}", "Vérifier la saisie et son unité."),
    (
        "amount_excl_tax",
        "9" * 401,
        f"« {'9' * 119}… » {FORTY}",
        "Vérifier la saisie et son unité.",
    ),
    ("amount_excl_tax", 10**40, f"« 1{'0' * 40} » {FORTY}", "Vérifier la saisie et son unité."),
    (
        "amount_excl_tax",
        10**40 - 1,
        f"« {'9' * 40} » dépasse ce qu'un marché peut contenir (1000000000000).",
        "Vérifier la saisie et son unité.",
    ),
    (
        "worked_hours",
        10**9 + 1,
        "« 1000000001 » dépasse ce qu'un marché peut contenir (1000000000).",
        "Vérifier la saisie et son unité.",
    ),
    (
        "worked_hours",
        "30 €",
        f"« 30 € » {SENSE} « Heures travaillées (total) ».",
        "Saisir un nombre d'heures.",
    ),
    (
        "labour_share",
        "5 €",
        f"« 5 € » {SENSE} « Part de main-d'œuvre ».",
        "Saisir une part ou un pourcentage.",
    ),
    ("duration_months", "5 h", f"« 5 h » {SENSE} « Durée ferme ».", "Saisir un nombre de mois."),
    ("youth_age", "5 h", f"« 5 h » {SENSE} « Jeunes : moins de ».", "Saisir un âge en années."),
    (
        "masking_threshold",
        "5 h",
        f"« 5 h » {SENSE} « Effectifs masqués au-dessous de ».",
        "Saisir un nombre.",
    ),
    ("duration_months", 0, f"« 0 » {BOUNDS} 1 à 600.", "Corriger la valeur de « Durée ferme »."),
    (
        "youth_age",
        100,
        f"« 100 » {BOUNDS} 15 à 99.",
        "Corriger la valeur de « Jeunes : moins de ».",
    ),
    (
        "masking_threshold",
        100_001,
        f"« 100001 » {BOUNDS} 1 à 100000.",
        "Corriger la valeur de « Effectifs masqués au-dessous de ».",
    ),
    ("duration_months", "1,5", f"« 1,5 » {WHOLE}", "Saisir un nombre entier (mois)."),
    ("youth_age", "15,5", f"« 15,5 » {WHOLE}", "Saisir un nombre entier (années)."),
    ("masking_threshold", "1,5", f"« 1,5 » {WHOLE}", "Saisir un nombre entier (personnes)."),
    ("retained_hours", "8,5", f"« 8,5 » {WHOLE}", "Saisir un nombre entier (heures)."),
    (
        "consultation_date",
        date(2100, 1, 1),
        f"« 01/01/2100 » {BOUNDS} 01/01/1990 à 31/12/2099.",
        "Corriger la valeur de « Date de lancement de la consultation ».",
    ),
    (
        "consultation_date",
        "31/12/1989",
        f"« 31/12/1989 » {BOUNDS} 01/01/1990 à 31/12/2099.",
        "Corriger la valeur de « Date de lancement de la consultation ».",
    ),
    (
        "consultation_date",
        "hier",
        "« hier » n'est pas une date lisible.",
        "Saisir une date, par exemple 01/09/2026.",
    ),
    (
        "alert_days",
        "10 jours",
        "« 10 jours » n'est pas un délai lisible.",
        (
            "Écrire le nombre et la nature des jours, par exemple « 10 jours ouvrés » ou "
            "« 15 jours calendaires »."
        ),
    ),
    (
        "alert_days",
        "3661 jours ouvrés",
        f"« 3661 jours ouvrés » {BOUNDS} 1 à 3660.",
        "Corriger la valeur de « Délai d'alerte en cas de difficulté ».",
    ),
    (
        "defence",
        "peut-être",
        "« peut-être » n'est ni oui ni non.",
        "Saisir « oui » ou « non ».",
    ),
    (
        "contract_type",
        "troc",
        "« troc » n'est pas une valeur de « Nature du marché ».",
        "Choisir parmi : Travaux, Services, Fournitures, Concession.",
    ),
    (
        "subject",
        ["a"],
        "Une valeur simple est attendue pour « Objet du marché ».",
        "Saisir un texte.",
    ),
    (
        "subject",
        "a" * 301,
        "Le texte de « Objet du marché » dépasse 300 caractères.",
        "Le raccourcir.",
    ),
    (
        "activities",
        "a" * 4001,
        "Le texte de « Activités où l'insertion s'exécute » dépasse 4000 caractères.",
        "Le raccourcir.",
    ),
    (
        "subject",
        "a\x07",
        "« Objet du marché » contient un caractère invisible qu'un document ne peut pas porter.",
        "Ressaisir le texte.",
    ),
    (
        "buyer_siret",
        "1",
        "« 1 » n'est pas un numéro SIRET valable.",
        "Vérifier les quatorze chiffres.",
    ),
    ("amount_excl_tax", -0.5, "« -0,5 » est négatif.", "Saisir une valeur positive ou nulle."),
]


@pytest.mark.parametrize(
    ("name", "value", "cause", "remedy"),
    REFUSALS,
    ids=[f"{name}-{value!r:.20}" for name, value, _, _ in REFUSALS],
)
def test_a_refused_cell_says_what_was_found_and_what_to_type(
    name: str, value: Any, cause: str, remedy: str
):
    term = TERMS[name]
    reader = READERS.get(term.type, read_number)  # shares are read by column, each as a number
    with pytest.raises(Unreadable) as caught:
        reader(RawCell(value, "Lots!B7"), term)
    found = caught.value.fault
    assert found.place == "Lots!B7"
    assert plain(found.cause) == cause
    assert plain(found.remedy) == remedy
    assert str(caught.value) == str(found)
