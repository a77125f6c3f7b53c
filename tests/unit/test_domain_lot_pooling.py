"""Small lots: found below the minimum, grouped to reach it, and no hour changed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insertion.contract import Contract, Lot, Mechanism, Retained
from insertion.guardrails import reservations
from insertion.hours import HoursResult, compute
from insertion.lot_pooling import PoolingProposal, hours_together, pooling_proposal
from insertion.methods import TRAINING_TABLE
from insertion.typography import french, plain


def lot(number: int, hours: int, mechanism: Mechanism = Mechanism.EXECUTION_CONDITION) -> Lot:
    agreed = Retained(hours=hours, reason="a", author="b", decided_on=date(2026, 9, 1))
    return Lot(number=str(number), title="a", retained=agreed, mechanism=mechanism)


def computed(minimum: int | None, *hours: int) -> HoursResult:
    lots = tuple(lot(number, each) for number, each in enumerate(hours, start=1))
    return compute(Contract(lots=lots, minimum_useful_hours=minimum))


def proposed(minimum: int, *hours: int) -> PoolingProposal:
    found = pooling_proposal(computed(minimum, *hours))
    assert found is not None
    return found


def numbers(found: PoolingProposal) -> tuple[list[list[str]], list[str]]:
    groups = [[each.lot.number for each in group] for group in found.groups]
    return groups, [each.lot.number for each in found.alone]


@pytest.mark.parametrize(
    ("hours", "groups", "alone"),
    [
        ((150, 149), [], ["2"]),
        ((100, 49), [], ["1", "2"]),
        ((100, 50), [["1", "2"]], []),
        ((140, 60, 90, 10), [["1", "4"], ["2", "3"]], []),
        ((100, 100, 100, 100), [["1", "4"], ["2", "3"]], []),
        ((149, 149, 149), [["1", "3"]], ["2"]),
        ((0, 149, 1), [["2", "3"]], []),
        ((10, 20, 30), [], ["1", "2", "3"]),
        ((800, 833), [], []),
    ],
)
def test_the_largest_lot_is_completed_by_the_smallest(
    hours: tuple[int, ...], groups: list[list[str]], alone: list[str]
):
    assert numbers(proposed(150, *hours)) == (groups, alone)


@given(st.integers(1, 500), st.lists(st.integers(0, 600), min_size=1, max_size=40))
def test_each_group_reaches_the_minimum_and_what_is_left_does_not(minimum: int, hours: list[int]):
    result = computed(minimum, *hours)
    found = pooling_proposal(result)
    assert found is not None
    assert all(hours_together(group) >= minimum for group in found.groups)
    assert all(len(group) > 1 for group in found.groups)
    assert hours_together(found.alone) < minimum
    below = [each for each in result.lots if 0 < (each.contract_hours or 0) < minimum]
    told = [each.lot.number for each in found.small]
    assert sorted(told) == sorted(each.lot.number for each in below)
    assert bool(found.sentences) == bool(below)


def test_without_a_minimum_nothing_is_proposed():
    assert pooling_proposal(computed(None, 1, 2)) is None
    assert reservations(computed(None, 1, 2)) == []


def test_lots_without_hours_and_hours_of_training_are_no_pathway():
    training = Lot(number="1", title="a", method=TRAINING_TABLE.id, amount_excl_tax=1)
    without = Lot(number="2", title="b", mechanism=Mechanism.NONE)
    result = compute(Contract(lots=(training, without), minimum_useful_hours=500))
    found = pooling_proposal(result)
    assert found is not None
    assert found.small == ()


def test_the_proposal_is_a_reservation_beside_the_hours():
    result = computed(150, 140, 800, 60, 90, 10, 20)
    told = [plain(each) for each in reservations(result)]
    assert told == [
        "5 lots sont sous le minimum d'heures utiles de 150 heures (repère interne, non légal).",
        (
            "Mutualisation possible, avec l'accord du facilitateur : lots 1 et 5 (150 heures) et "
            "lots 3, 4 et 6 (170 heures). Chaque titulaire garde les heures de son lot."
        ),
    ]
    assert result.total == 1120
    alone = [plain(each) for each in proposed(150, 149, 800).sentences]
    assert alone == [
        "1 lot est sous le minimum d'heures utiles de 150 heures (repère interne, non légal).",
        (
            "Le lot 1 (149 heures) reste hors groupe : joindre ces heures à un autre parcours, ou "
            "renoncer à la clause."
        ),
    ]
    for sentence in proposed(150, 149, 800, 140, 100).sentences:
        assert sentence == french(sentence)


def test_many_groups_are_not_all_told():
    first, groups = proposed(150, *(24 * [100])).sentences
    assert plain(first).startswith("24 lots sont sous")
    assert "et 2 autres groupes. Chaque" in plain(groups)
    assert "et 1 autre groupe. Chaque" in plain(proposed(150, *(22 * [100])).sentences[1])
    assert "autre" not in proposed(150, *(20 * [100])).sentences[1]
