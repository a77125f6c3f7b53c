"""Hours by period: what the amounts cover shares the hours, what they do not adds its own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insertion.contract import MAX_PERIODS, AmountBase, Contract, Lot, Mechanism, Period, Retained
from insertion.errors import InvalidInput
from insertion.hours import compute
from insertion.intake import RawRecord, build_record, readable_part
from insertion.periods import Weight, period_faults, split_by_period, split_sentence
from insertion.quantities import Direction
from insertion.reading import RawCell
from insertion.record import dump_record, load_record, parse_record
from insertion.typography import french, plain
from insertion.vocabulary import label_of

CLEANING: dict[str, Any] = {
    "number": "1",
    "title": "Nettoyage",
    "amount_excl_tax": Decimal(1_200_000),
    "labour_share": Decimal("0.40"),
    "insertion_rate": Decimal("0.05"),
    "hourly_cost": Decimal(30),
}


def period(kind: str, months: int | None = None, amount: str | None = None) -> Period:
    return Period(
        title="Période",
        period_kind=kind,
        duration_months=months,
        amount_excl_tax=None if amount is None else Decimal(amount),
    )


def contract(*periods: Period, base: AmountBase | None = None, **values: Any) -> Contract:
    facts = {name: each for name, each in values.items() if name in Contract.model_fields}
    lot = {name: each for name, each in values.items() if name not in Contract.model_fields}
    return Contract(lots=(Lot(**CLEANING | lot),), periods=periods, amount_base=base, **facts)


def split(of: Contract) -> list[tuple[int, bool, bool]]:
    (lot,) = compute(of).lots
    return [(each.hours, each.included, each.conditional) for each in lot.periods]


YEARS = (period("ferme", 12), *(period("reconduction", 12) for _ in range(3)))

EXAMPLES = {
    # Four years of 12 months on the maximum of a framework: 800 hours, 200 a year.
    "C11": (YEARS, AmountBase.MAXIMUM, [(200, True, False)] + 3 * [(200, True, True)]),
    "an estimate is covered whole too": (
        YEARS, AmountBase.ESTIMATE, [(200, True, False)] + 3 * [(200, True, True)],
    ),
    "a total too": (YEARS, AmountBase.TOTAL, [(200, True, False)] + 3 * [(200, True, True)]),
    "an unstated base too": (YEARS, None, [(200, True, False)] + 3 * [(200, True, True)]),
    "on the firm part, each renewal adds its own hours": (
        YEARS, AmountBase.FIRM, [(800, True, False)] + 3 * [(800, False, True)],
    ),
    "amounts weigh more than months": (
        (period("ferme", 12, "900000"), period("reconduction", 36, "300000")),
        AmountBase.MAXIMUM, [(600, True, False), (200, True, True)],
    ),
    "one amount missing, the months weigh": (
        (period("ferme", 12, "900000"), period("reconduction", 36)),
        AmountBase.MAXIMUM, [(200, True, False), (600, True, True)],
    ),
    "amounts of nothing weigh nothing, the months do": (
        (period("ferme", 12, "0"), period("tranche", 36, "0")),
        AmountBase.TOTAL, [(200, True, False), (600, True, True)],
    ),
    "the odd hours go to the first of equal periods": (
        tuple(period("ferme", 4) for _ in range(3)),
        AmountBase.TOTAL, [(267, True, False), (267, True, False), (266, True, False)],
    ),
    "two firm parts share, the tranche comes on top": (
        (period("ferme", 6), period("tranche", 9), period("ferme", 18)),
        AmountBase.FIRM, [(200, True, False), (300, False, True), (600, True, False)],
    ),
    "a tranche of no amount brings no hour": (
        (period("ferme", None, "100"), period("tranche", None, "0")),
        AmountBase.FIRM, [(800, True, False), (0, False, True)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_hours_follow_the_periods_of_the_contract(name: str):
    periods, base, expected = EXAMPLES[name]
    assert split(contract(*periods, base=base)) == expected


def test_hours_on_top_start_from_the_exact_hours_and_not_from_the_rounded_ones():
    # 500 000 × 50 % × 5 % ÷ 60 = 208,33 hours firm; a tranche three times as long: 625, not 624.
    values = {"amount_excl_tax": Decimal(500_000), "labour_share": Decimal("0.5")}
    values |= {"hourly_cost": Decimal(60)}
    periods = (period("ferme", 12), period("tranche", 36))
    assert split(contract(*periods, base=AmountBase.FIRM, **values)) == [
        (208, True, False), (625, False, True),
    ]  # fmt: skip


def test_hours_people_agreed_upon_are_those_that_are_split():
    agreed = Retained(hours=833, reason="a", author="b", decided_on=date(2026, 9, 1))
    periods = (period("ferme", 12), period("tranche", 6))
    assert split(contract(*periods, base=AmountBase.FIRM, retained=agreed)) == [
        (833, True, False), (417, False, True),
    ]  # fmt: skip
    assert [hours for hours, *_ in split(contract(*periods, retained=agreed))] == [555, 278]


@pytest.mark.parametrize(
    ("direction", "multiple", "hours"),
    [
        (Direction.NEAREST, 1, 267), (Direction.DOWN, 1, 266), (Direction.UP, 1, 267),
        (Direction.NEAREST, 35, 280), (Direction.DOWN, 35, 245), (Direction.UP, 7, 273),
    ],
)  # fmt: skip
def test_hours_on_top_follow_the_contract_s_rounding(
    direction: Direction, multiple: int, hours: int
):
    made = contract(
        period("ferme", 12),
        period("tranche", 4),
        base=AmountBase.FIRM,
        rounding_direction=direction,
        rounding_multiple=multiple,
    )
    assert split(made)[1] == (hours, False, True)


def test_a_contract_without_period_or_a_lot_without_hours_splits_nothing():
    assert split(contract()) == []
    assert split(contract(*YEARS, mechanism=Mechanism.NONE)) == []
    assert split_by_period(contract(), 800) == ()


@pytest.mark.parametrize(
    ("periods", "base", "code"),
    [
        ([period("ferme"), period("tranche")], None, "PERIODES_SANS_POIDS"),
        ([period("ferme", 12), period("tranche", None, "5")], None, "PERIODES_SANS_POIDS"),
        ([period("ferme", None, "0"), period("tranche", None, "5")], AmountBase.FIRM,
         "PERIODES_SANS_POIDS"),
        ([period("ferme", 12), period("tranche")], AmountBase.FIRM, "PERIODES_SANS_POIDS"),
        ([period("tranche", 12)], AmountBase.FIRM, "PERIODES_SANS_FERME"),
        ([period("tranche", 12)], AmountBase.MAXIMUM, None),
        ([period("ferme", None, "0"), period("tranche", None, "5")], AmountBase.TOTAL, None),
        ([], AmountBase.FIRM, None),
    ],
)  # fmt: skip
def test_periods_that_weigh_nothing_are_refused(
    periods: list[Period], base: AmountBase | None, code: str | None
):
    made = contract(*periods, base=base)
    assert [each.code for each in period_faults(made)] == ([code] if code else [])
    if code:
        assert split_by_period(made, 800) == ()
        with pytest.raises(InvalidInput, match=code):
            compute(made)
        with pytest.raises(InvalidInput, match=code):
            load_record(dump_record(made))


months = st.integers(1, 600)
kinds = st.sampled_from(["ferme", "tranche", "reconduction"])


@given(
    periods=st.lists(st.builds(period, kinds, months), min_size=1, max_size=20),
    base=st.sampled_from(AmountBase),
    hours=st.integers(0, 10**9),
)
def test_the_covered_periods_always_add_up_to_the_hours(
    periods: list[Period], base: AmountBase, hours: int
):
    made = contract(*periods, base=base)
    if period_faults(made):
        return
    parts = split_by_period(made, hours)
    assert [each.period for each in parts] == periods
    assert sum(each.hours for each in parts if each.included) == hours
    if base is not AmountBase.FIRM:
        assert all(each.included for each in parts)
    for each in parts:
        assert each.included or each.conditional
        firm = sum(one.duration_months or 0 for one in periods if one.period_kind == "ferme")
        if not each.included:
            exact = Fraction(hours * (each.period.duration_months or 0), firm)
            assert abs(each.hours - exact) <= Fraction(1, 2)


# --- The file ---------------------------------------------------------------------------------

FILE = """montant_base: maximum
periodes:
  - intitule: "Première année"
    nature: période ferme
    duree_mois: 12
    montant_ht: 300 000,50 €
  - {intitule: "Deuxième année", nature: reconduction, duree_mois: 12}
lots:
  - {numero: "1", intitule: "a", heures_retenues: 10, motif_retenue: a, auteur_retenue: b,
     date_retenue: 2026-09-01}
"""


def test_a_file_says_its_periods_and_keeps_them():
    record = load_record(FILE)
    first, second = record.contract.periods
    assert (first.title, first.duration_months, first.amount_excl_tax) == (
        "Première année", 12, Decimal("300000.50"),
    )  # fmt: skip
    assert (second.period_kind, second.amount_excl_tax) == ("reconduction", None)
    assert load_record(dump_record(record.contract)).contract == record.contract
    assert dump_record(record.contract).index("periodes:") < dump_record(record.contract).index(
        "lots:"
    )
    (lot,) = compute(record.contract).lots
    assert [each.hours for each in lot.periods] == [5, 5]


def faults_of(text: str) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        load_record(text)
    return [(each.code, each.place) for each in refused.value.faults]


def test_every_fault_of_a_period_comes_with_its_line():
    text = FILE.replace("duree_mois: 12\n", "duree_mois: zéro\n").replace(
        "nature: reconduction", "genre: x"
    )
    assert faults_of(text) == [
        ("CLE_INCONNUE", "marche.yaml:periodes[2].genre (ligne 7)"),
        ("MONTANT_ILLISIBLE", "marche.yaml:periodes[1].duree_mois (ligne 5)"),
        ("PERIODE_INCOMPLETE", "marche.yaml:periodes[2] (ligne 7)"),
    ]


@pytest.mark.parametrize("value", ["12", "{a: b}", "non"])
def test_periods_that_are_no_list_are_refused(value: str):
    assert faults_of(f"periodes: {value}\n" + FILE.split("lots:")[1].join(["lots:", ""])) == [
        ("TYPE_INATTENDU", "marche.yaml:periodes (ligne 1)")
    ]


@pytest.mark.parametrize("value", ["", " ~", " null", " []"])
def test_no_period_is_no_fault(value: str):
    text = f"periodes:{value}\n" + FILE.split("lots:")[1].join(["lots:", ""])
    assert load_record(text).contract.periods == ()


def test_too_many_periods_are_refused_before_they_cost():
    row = {
        "title": RawCell("a", "x"), "period_kind": RawCell("ferme", "x"),
        "duration_months": RawCell("1", "x"),
    }  # fmt: skip
    lots = [{"number": RawCell("1", "x"), "title": RawCell("a", "x")}]

    def raw(count: int) -> RawRecord:
        places = ["p"] * count
        return RawRecord({}, lots, ["l"], "f", periods=[row] * count, period_places=places)

    assert len(build_record(raw(MAX_PERIODS)).contract.periods) == MAX_PERIODS
    with pytest.raises(InvalidInput, match="PERIODES_TROP_NOMBREUSES"):
        build_record(raw(MAX_PERIODS + 1))


def test_a_second_look_keeps_all_the_periods_or_none():
    raw = parse_record(FILE)
    whole = readable_part(raw, [])
    assert whole is not None
    assert whole.periods == raw.periods
    with pytest.raises(InvalidInput) as refused:
        build_record(parse_record(FILE.replace("nature: reconduction", "genre: x")))
    part = readable_part(raw, refused.value.faults)
    assert part is not None
    assert part.periods == ()


def test_the_split_is_told_in_french():
    (firm,) = compute(contract(*YEARS, base=AmountBase.FIRM)).lots
    (whole,) = compute(contract(*YEARS, base=AmountBase.MAXIMUM)).lots
    (sure,) = compute(contract(period("ferme", None, "5"))).lots
    told = [plain(split_sentence(each.periods)) for each in (firm, whole, sure)]
    assert "s'ajoutent au même prorata" in told[0]
    assert "ne sont dues que si elle a lieu" in told[1]
    assert told[2] == (
        "Heures réparties au prorata des montants HT des périodes, sans en perdre ni en ajouter."
    )
    assert split_sentence(()) == ""
    for each in (firm, whole, sure):
        assert split_sentence(each.periods) == french(split_sentence(each.periods))
    assert {each.weight for each in firm.periods} == {Weight.MONTHS}
    assert label_of("period_kind", firm.periods[1].period.period_kind) == "Reconduction"
