"""Our own final pieces, read as a stranger's: no mechanism is blamed for what it does not ask."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from clausier.documents import generate
from clausier.records import hours_of
from docgen.reading.docx_text import read_document
from docgen.reading.pieces import ReadSet, read_set
from docgen.reading.review import Verdict, review
from docgen.reading.stated import HOURS, SLICE, stated_by_all
from docgen.reading.verdicts import Outcome
from insertion.hours import HoursResult
from tests.docgen.conftest import write_set
from tests.docgen.contracts import contract_record, every_mechanism, fixed_lot, slices_lot
from tests.docgen.reading_documents import built

ASKED = ("volume_present", "minima_ccag", "trois_voies")
"""The checks that demand hours, people and ways of employing them."""
FRAMEWORK = {"montant_base": "estime"}
"""Hours that follow the orders: there is no amount to be sure of."""


def lot(number: str, mechanism: str, **changes: str) -> dict[str, str]:
    return {"numero": number, "intitule": f"Prestation {number}", "mecanisme": mechanism,
            "montant_ht": "120000"} | changes  # fmt: skip


def facts(*lots: dict[str, str], **changes: Any) -> dict[str, Any]:
    unused = {"seuil_variation": None, "modification_mode": None}
    return every_mechanism() | unused | {"lots": list(lots)} | changes


def framework(rule: str, *lots: dict[str, str], **changes: Any) -> dict[str, Any]:
    return facts(*lots, **FRAMEWORK, accord_cadre_regle=rule, **changes)


SETS: dict[str, dict[str, Any]] = {
    "tous les mécanismes": every_mechanism(),
    "condition": facts(fixed_lot("1")),
    "clause et critère": facts(fixed_lot("1", mecanisme="clause_et_critere")),
    "critère seul": facts(lot("1", "critere")),
    "critère seul, deux lots": facts(lot("1", "critere"), lot("2", "critere")),
    "réservé": facts(lot("1", "reserve", reserve_a="mixte")),
    "réservé à deux publics": facts(
        lot("1", "reserve", reserve_a="siae"), lot("2", "reserve", reserve_a="handicap")
    ),
    "services d'insertion": facts(lot("1", "marche_insertion"), services_sociaux="oui"),
    **{
        each: facts(lot("1", "autre_condition_sociale", condition_sociale=each))
        for each in (
            "egalite",
            "conditions_travail",
            "competences",
            "accessibilite",
            "discriminations",
            "jeunes_stages",
        )
    },
    "accord-cadre au maximum": facts(fixed_lot("1"), montant_base="maximum"),
    "accord-cadre au prorata": framework("prorata", fixed_lot("1")),
    "accord-cadre par bon": framework("par_bon", fixed_lot("1")),
    "accord-cadre, marchés subséquents": framework(
        "marches_subsequents", fixed_lot("1"), slices_lot("2", "tranches_sans_seuil")
    ),
}
"""Contracts of which each mechanism is the only one, then frameworks by rule."""


def own_set(folder: Path, contract: HoursResult | None = None) -> ReadSet:
    documents = [
        read_document(each.read_bytes(), each.name)
        for each in sorted((folder / "DCE").rglob("*.docx"))
    ]
    assert documents
    return read_set(documents, date(2026, 12, 1), contract)


def blocking(verdicts: tuple[Verdict, ...]) -> list[str]:
    return [f"{v.check.id} : {each.text}" for v in verdicts if v.blocks for each in v.remarks]


@pytest.mark.parametrize("name", SETS)
def test_our_final_pieces_have_no_blocking_point_with_or_without_their_contract(tmp_path, name):
    record = contract_record(**SETS[name])
    folder, contract = tmp_path / "pieces", hours_of(record)
    write_set(generate(record, folder, final=True))
    assert blocking(review(own_set(folder))) == []
    assert blocking(review(own_set(folder, contract))) == []


def read(text: str) -> dict[str, Outcome]:
    document = read_document(built("# CCAP\n## 1. Clause sociale\n" + text), "CCAP.docx")
    return {v.check.id: v.outcome for v in review(read_set([document], date(2026, 12, 1)), ASKED)}


@pytest.mark.parametrize(
    "text",
    [
        (
            "La condition d'insertion est remplie par le titulaire. "
            "Sans validation, aucune heure d'insertion n'est comptée."
        ),
        (
            "Le titulaire réalise une action d'insertion. "
            "Les heures du tuteur ne sont pas des heures d'insertion."
        ),
        (
            "Le lot 2 ne demande aucune heure d'insertion. "
            "Le titulaire du lot 1 réalise des heures d'insertion."
        ),
        (
            "Le marché ne fixe aucun nombre d'heures pour ses agents. "
            "Le titulaire réalise des heures d'insertion."
        ),
    ],
)
def test_a_clause_that_denies_something_else_still_owes_its_hours_its_people_and_its_ways(text):
    assert read(text) == dict.fromkeys(ASKED, Outcome.FAIL)


@pytest.mark.parametrize(
    "text",
    [
        "Cette condition sociale ne demande aucune heure d'insertion.",
        "Ce marché réservé aux structures d'insertion n'ajoute aucune heure d'insertion.",
        "Aucune heure d'insertion n'est demandée : la condition vise l'égalité professionnelle.",
    ],
)
def test_a_clause_that_asks_no_hours_is_not_asked_for_them(text):
    assert read(text) == dict.fromkeys(ASKED, Outcome.NOT_APPLICABLE)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Le titulaire doit une heure d'insertion pour 1 200,00 € hors taxes commandés.", 1200),
        ("| Lot | Intitulé | Montant valant une heure (HT) |\n| 1 | Linge | 1 500,00 € |", 1500),
        ("| Lot | Condition d'insertion |\n| 1 | Une heure d'insertion pour 900 € |", 900),
    ],
)
def test_the_amount_worth_an_hour_is_the_rule_of_a_framework(text, value):
    document = read_document(built("# CCAP\n## 1. Clause d'insertion\n" + text), "CCAP.docx")
    found = stated_by_all(read_set([document]))
    assert [(each.measure, each.value) for each in found] == [(SLICE, value)]


def test_a_volume_for_works_of_an_amount_is_no_framework_rule():
    text = (
        "# CCAP\n## 1. Insertion\nLe titulaire réalise au moins 21 heures d'insertion pour 900 €."
    )
    found = stated_by_all(read_set([read_document(built(text), "CCAP.docx")]))
    assert [(each.measure, each.value) for each in found] == [(HOURS, Fraction(21))]
