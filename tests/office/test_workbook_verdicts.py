"""One verdict for one file: what the sheet refuses the command refuses, lot by lot, and no more.

Each mistake is typed in LibreOffice among three good lots; the workbook is recalculated, saved as a
person would save it, and read back.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from insertion import vocabulary
from insertion.errors import Fault, InvalidInput
from insertion.hours import compute
from insertion.intake import build_record
from tests.office.libreoffice import recalculated
from tests.office.lots_sheet import results_area, shown, typed
from xlplugin.cell_rules import WRONG
from xlplugin.lot_columns import FIRST, TOTAL, columns
from xlplugin.rebuild import BLANK, FOLDER
from xlplugin.sheet import read_any

pytestmark = pytest.mark.needs("soffice", "uno")

GOOD: dict[str, Any] = {
    "number": "2", "title": "Gros œuvre", "amount_excl_tax": 1_000_000, "labour_share": 0.5,
    "insertion_rate": 0.05, "hourly_cost": 30,
}  # fmt: skip
NEIGHBOURS = [
    {**GOOD, "number": "11", "title": "Peinture", "amount_excl_tax": 210_000},
    {"number": "3", "title": "Nettoyage", "worked_hours": 4000, "insertion_rate": 0.1},
]
AGREED = {
    "retained_hours": 800, "retained_reason": "Accès limité", "retained_author": "Service",
    "retained_date": {"date": "2026-09-22"},
}  # fmt: skip
NO_CLAUSE = "Sans clause d’insertion"
ERROR = {"formula": "=1/0"}

# What is typed over a good lot, and whether both must refuse it.
LOTS: dict[str, tuple[dict[str, Any], bool]] = {
    "nothing wrong": ({}, False),
    "an amount as a text": ({"amount_excl_tax": "1 000 000 €"}, True),
    "an amount as a text, digits alone": ({"amount_excl_tax": "1000000"}, True),
    "an unreadable amount": ({"amount_excl_tax": "un million"}, True),
    "an amount with tax": ({"amount_excl_tax": "12 000 € TTC"}, True),
    "a negative amount": ({"amount_excl_tax": -5}, True),
    "an amount beyond reason": ({"amount_excl_tax": 2e12}, True),
    "a share as a text": ({"labour_share": "45 %"}, True),
    "a share above one": ({"labour_share": 50}, True),
    "a share of exactly one": ({"labour_share": 1}, False),
    "a rate as a text": ({"insertion_rate": "5%"}, True),
    "a cost with its unit": ({"hourly_cost": "30 €/h"}, True),
    "a cost of zero": ({"hourly_cost": 0}, True),
    "no cost": ({"hourly_cost": None}, True),
    "a space for a cost": ({"hourly_cost": " "}, True),
    "an error for a cost": ({"hourly_cost": ERROR}, True),
    "an error for a title": ({"title": ERROR}, True),
    "a synonym of a mechanism": ({"mechanism": "clause sociale"}, True),
    "an unknown mechanism": ({"mechanism": "peut-être"}, True),
    "a mechanism in lower case": ({"mechanism": "condition d’exécution"}, False),
    "a mechanism with the keyboard's apostrophe": ({"mechanism": "Condition d'exécution"}, False),
    "a wildcard for a mechanism": ({"mechanism": "C*"}, True),
    "an unknown method": ({"method": "au jugé"}, True),
    "a method whose inputs are missing": ({"method": "Part des heures travaillées"}, True),
    "a method with the keyboard's apostrophe": ({"method": "Montant et main-d'œuvre"}, False),
    "two methods possible": ({"worked_hours": 4000}, True),
    "no input at all": (dict.fromkeys(list(GOOD)[2:]), True),
    "no number": ({"number": None}, True),
    "no-break spaces for a number": ({"number": "\u00a0"}, True),
    "no title": ({"title": None}, True),
    "a title too long": ({"title": "x" * 301}, True),
    "a title as long as allowed": ({"title": "x" * 300}, False),
    "a hidden character in a title": ({"title": "Gros\u202eœuvre"}, True),
    "the number of another lot": ({"number": "3"}, True),
    "the number of another lot with a zero": ({"number": "03"}, True),
    "the number of another lot in words": ({"number": "Lot n° 3"}, True),
    "a number that only resembles another": ({"number": "1.1"}, False),
    "a number and a letter": ({"number": "3 bis"}, False),
    "hours agreed upon": (AGREED, False),
    "hours agreed upon without a reason": ({**AGREED, "retained_reason": None}, True),
    "hours agreed upon without an author": ({**AGREED, "retained_author": None}, True),
    "hours agreed upon without a date": ({**AGREED, "retained_date": None}, True),
    "hours agreed upon as a text": ({**AGREED, "retained_hours": "800 h"}, True),
    "half an hour agreed upon": ({**AGREED, "retained_hours": 800.5}, True),
    "a decision dated in words": ({**AGREED, "retained_date": "22/09/2026"}, True),
    "a decision dated too early": ({**AGREED, "retained_date": {"date": "1926-09-22"}}, True),
    "a reason without hours": ({"retained_reason": "Accès limité"}, True),
    "hours agreed upon for no clause": ({**AGREED, "mechanism": NO_CLAUSE}, True),
    "no clause": ({"mechanism": NO_CLAUSE, "no_clause_reason": "Volume trop faible"}, False),
    "no clause and no cost": ({"mechanism": NO_CLAUSE, "hourly_cost": None}, False),
    "no clause and a cost as a text": ({"mechanism": NO_CLAUSE, "hourly_cost": "30 €"}, True),
    "an empty row but for a space": (dict.fromkeys(GOOD) | {"title": " "}, False),
}  # fmt: skip

LAST_FACT = 120
LINE = 2  # counted from 0: two good lots above, so that a duplicate comes second


def _read(path: Path) -> tuple[Fault, ...] | int:
    """Return the faults of a workbook, or the hours of the contract."""
    try:
        record = build_record(read_any(path))
        return compute(record.contract, record.lot_places).total
    except InvalidInput as refused:
        return refused.faults


def _rows(faults: tuple[Fault, ...]) -> set[int]:
    return {int("".join(filter(str.isdigit, each.place.partition("!")[2]))) for each in faults}


@pytest.mark.slow
def test_the_sheet_and_the_command_refuse_the_same_lots_and_total_the_same_hours(tmp_path: Path):
    blank = dict.fromkeys(vocabulary.lot_terms())
    fill = typed(0, **NEIGHBOURS[0]) | typed(1, **NEIGHBOURS[1])
    area, total = results_area(LINE + 1), f"Lots!A{TOTAL}:{columns()['message'].letter}{TOTAL}"
    paths = [tmp_path / f"{index}.xlsx" for index in range(len(LOTS))]
    cases = [
        {"set": {**fill, **typed(LINE, **{**blank, **GOOD, **values})}, "read": [area, total],
         "save": str(path)}
        for (values, _), path in zip(LOTS.values(), paths, strict=True)
    ]  # fmt: skip
    answers = recalculated(FOLDER / BLANK, cases)
    disagreements = []
    for (name, (_, wanted)), path, answer in zip(LOTS.items(), paths, answers, strict=True):
        assert not [cell for row in answer[total] for cell in row if isinstance(cell, dict)], name
        rows = [_usable(row) for row in answer[area]]
        sheet = {FIRST + i for i, row in enumerate(rows) if row.message.startswith("À corriger")}
        found = _read(path)
        reader = set() if isinstance(found, int) else _rows(found)
        expected = {FIRST + LINE} if wanted else set()
        if not sheet == reader == expected:
            disagreements.append(f"{name}: sheet {sheet}, reader {found}, wanted {expected}")
        hours = answer[total][0][columns()["contract_hours"].index]
        shown_hours = sum(row.contract or 0 for row in rows)
        assert hours == shown_hours, name
        assert not isinstance(found, int) or found == hours, name
        label = answer[total][0][columns()["title"].index]
        assert label == ("Total, 1 ligne à corriger non comptée" if sheet else "Total"), name
    assert disagreements == []


def _usable(row: list[Any]) -> Any:
    return shown(["" if isinstance(cell, dict) else cell for cell in row])


# What is typed in a cell of « Marché », and whether both must refuse it.
FACTS: list[tuple[str, Any, bool]] = [
    ("acheteur_siret", "732 829 320 00074", False),
    ("acheteur_siret", "732 829 320 00075", True),
    ("acheteur_siret", "123", True),
    ("acheteur_siret", "35600000000048", False),
    ("acheteur_type", "EPCI ou syndicat", False),
    ("acheteur_type", "métropole", True),
    ("entite_adjudicatrice", "oui", False),
    ("entite_adjudicatrice", "x", True),
    ("entite_adjudicatrice", "parfois", True),
    ("objet_marche", "x" * 301, True),
    ("date_lancement", {"date": "2026-12-01"}, False),
    ("date_lancement", "01/12/2026", True),
    ("date_lancement", "bientôt", True),
    ("ccag", "CCAG Maîtrise d'œuvre", False),
    ("ccag", "travaux", True),
    ("duree_ferme_mois", 18, False),
    ("duree_ferme_mois", 18.5, True),
    ("duree_ferme_mois", 6000, True),
    ("duree_ferme_mois", "18 mois", True),
    ("arrondi_multiple", 7, False),
    ("arrondi_multiple", 2.5, True),
    ("arrondi_multiple", 0, True),
    ("facilitateur_mail", "clauses@exemple.fr", False),
    ("facilitateur_mail", "clauses@exemple", True),
    ("facilitateur_mail", "deux clauses@exemple.fr", True),
    ("publics_iae", "Oui", False),
    ("publics_iae", "x", True),
    ("delai_alerte", "8 jours ouvrés", False),
    ("delai_alerte", "1 jour calendaire", False),
    ("delai_alerte", "8 jours", True),
    ("delai_alerte", "0 jours ouvrés", True),
    ("delai_alerte", "4000 jours ouvrés", True),
    ("delai_alerte", "vite", True),
    ("penalite_coefficient", 0, True),
    ("penalite_coefficient", 2.5, False),
    ("penalite_plafond", 0.05, False),
    ("penalite_plafond", "5 %", True),
    ("penalite_plafond", 5, True),
    ("penalite_retard_jour", "50 €", True),
]


@pytest.mark.slow
def test_the_sheet_and_the_command_refuse_the_same_facts(tmp_path: Path):
    names = openpyxl.load_workbook(FOLDER / BLANK).defined_names
    places = {key: names[key].attr_text.replace("$", "").replace("'", "") for key, _, _ in FACTS}
    lot = typed(0, **GOOD)
    clean = dict.fromkeys(places.values())
    paths = [tmp_path / f"{index}.xlsx" for index in range(len(FACTS))]
    cases = [
        {"set": {**lot, **clean, places[key]: value}, "read": [f"Marché!D1:D{LAST_FACT}"],
         "save": str(path)}
        for (key, value, _), path in zip(FACTS, paths, strict=True)
    ]  # fmt: skip
    answers = recalculated(FOLDER / BLANK, cases)
    disagreements = []
    for (key, value, wanted), path, answer in zip(FACTS, paths, answers, strict=True):
        messages = [str(row[0]).replace("\u00a0", " ") for row in answer[f"Marché!D1:D{LAST_FACT}"]]
        sheet = {row for row, text in enumerate(messages, start=1) if text.startswith(WRONG)}
        found = _read(path)
        reader = set() if isinstance(found, int) else _rows(found)
        row = int("".join(filter(str.isdigit, places[key].partition("!")[2])))
        if not sheet == reader == ({row} if wanted else set()):
            disagreements.append(f"{key} = {value!r}: sheet {sheet}, reader {found}")
    assert disagreements == []
