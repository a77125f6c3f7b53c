"""Another social condition is chosen, measured by level, and told apart from insertion."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from insertion.clause_choices import Ambition, SocialCondition
from insertion.contract import Contract, Lot, Mechanism
from insertion.guardrails import blocking, reservations
from insertion.hours import HoursResult, compute
from insertion.house_terms import house_terms
from insertion.quantities import DayKind, Days
from insertion.social_conditions import bound_by_law, figures, summary_parts
from insertion.typography import plain


def lot(**changes: Any) -> Lot:
    facts = {
        "number": "1",
        "title": "Nettoyage",
        "mechanism": Mechanism.SOCIAL_CONDITION,
        "social_condition": SocialCondition.WORKING_CONDITIONS,
        "amount_excl_tax": Decimal(216_000),
    }
    return Lot(**facts | changes)


def result(*lots: Lot, **changes: Any) -> HoursResult:
    facts = {
        "buyer_kind": "collectivite",
        "contract_type": "services",
        "consultation_date": date(2026, 12, 1),
    }
    return compute(Contract(lots=lots, **facts | changes))


def codes(*lots: Lot, **changes: Any) -> list[str]:
    return [each.code for each in blocking(result(*lots, **changes), final=True)]


def told(*lots: Lot, **changes: Any) -> str:
    return " ".join(plain(each) for each in reservations(result(*lots, **changes)))


def test_a_social_condition_must_be_chosen_and_have_the_mechanism_that_prints_it():
    assert codes(lot()) == []
    assert codes(lot(social_condition=None)) == ["CONDITION_SOCIALE_ABSENTE"]
    assert codes(lot(mechanism=Mechanism.NONE, amount_excl_tax=Decimal(1))) == [
        "CONDITION_SOCIALE_SANS_EFFET"
    ]


def test_it_meets_the_obligation_so_no_warning_asks_for_another_condition():
    found = result(lot())
    assert bound_by_law(found)
    assert not any("obligatoire pour ce lot" in plain(each) for each in found.lots[0].warnings)
    assert not bound_by_law(result(lot(amount_excl_tax=Decimal(215_999))))


@pytest.mark.parametrize(
    ("kind", "level", "pointed_out"),
    [
        (SocialCondition.WORKING_CONDITIONS, None, True),
        (SocialCondition.DISCRIMINATION, Ambition.ESSENTIAL, True),
        (SocialCondition.DISCRIMINATION, Ambition.REINFORCED, False),
        (SocialCondition.SKILLS, Ambition.ESSENTIAL, False),
    ],
)
def test_a_condition_close_to_the_labour_code_is_pointed_out_above_the_threshold(
    kind: SocialCondition, level: Ambition | None, pointed_out: bool
):
    chosen = lot(social_condition=kind)
    assert ("reste proche de ce que" in told(chosen, ambition=level)) is pointed_out
    small = chosen.model_copy(update={"amount_excl_tax": Decimal(1)})
    assert "reste proche de ce que" not in told(small, ambition=level)


def test_accessibility_of_works_or_supplies_is_questioned():
    chosen = lot(social_condition=SocialCondition.ACCESSIBILITY)
    assert "à rendre accessibles" in told(chosen, contract_type="travaux")
    assert "à rendre accessibles" not in told(chosen)


def _numbers(level: Ambition | None) -> dict[str, Any]:
    return {key: value for key, _, value in figures(result(lot(), ambition=level).contract)}


def test_each_level_asks_at_least_as_much_as_the_one_below():
    least, more, most = (_numbers(level) for level in Ambition)
    shorter = {"accessibilite_correction", "signalement_delai"}  # a shorter delay asks for more
    for key, low in least.items():
        steps = [low, more[key], most[key]]
        counts = [each.count if isinstance(each, Days) else each for each in steps]
        assert counts == sorted(counts, reverse=key in shorter), key
    assert _numbers(None) == least


def test_the_contract_s_own_masking_threshold_wins():
    assert _numbers(None)["effectif_masque"] == 5
    own = {key: value for key, _, value in figures(result(lot(), masking_threshold=8).contract)}
    assert own["effectif_masque"] == 8


def test_every_condition_is_summed_up_with_figures_that_exist():
    known = {key for key, _, _ in figures(result(lot()).contract)}
    for kind in SocialCondition:
        essential = summary_parts(kind, Ambition.ESSENTIAL)
        ambitious = summary_parts(kind, Ambition.AMBITIOUS)
        assert essential == ambitious[: len(essential)]
        for part in ambitious:
            part.format_map(dict.fromkeys(known, "une valeur"))
        assert essential


def test_a_reinforced_summary_asks_more_than_the_essential_one():
    less = summary_parts(SocialCondition.SKILLS, Ambition.ESSENTIAL)
    more = summary_parts(SocialCondition.SKILLS, Ambition.REINFORCED)
    assert len(less) == 1
    assert len(more) == 2


def test_house_terms_have_one_name_each_and_typed_values():
    terms = list(house_terms())
    assert len({key for key, _, _ in terms}) == len(terms)
    values = {key: value for key, _, value in terms}
    assert values["parcours_delai_verification"] == Days(15, DayKind.CALENDAR)
    assert values["parcours_part_sans_entretien"] == Decimal("0.8")
