"""Screening planned contracts: potential hours, obligation, and which are worth a facilitator.

No figure is invented: rate and cost are given, a labour share comes from the list, from a territory
set or from a source; an order of magnitude only ever gives a range, shown as such.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache

from insertion import vocabulary
from insertion.contract import Contract, ContractType, Lot
from insertion.datafiles import load_data
from insertion.dated import Certainty, weakest
from insertion.errors import Fault, InvalidInput, fault
from insertion.formula import evaluate
from insertion.methods import LABOUR_AMOUNT
from insertion.obligations import Level, Obligation, obligation_of
from insertion.programme import DATA, Period, PlannedContract, Programme
from insertion.quantities import Rounding
from insertion.reference import Reference
from insertion.screening_figures import (
    Assumptions,
    Estimate,
    Known,
    family_label,
    given,
    nature_of_cpv,
    share_of,
    trade_of_cpv,
)
from insertion.typography import counted, french, months_text

ROUNDING = Rounding()
"""Hours of a screening are whole, the nearest: nobody negotiates them."""


@cache
def _words(section: str, key: str, name: str) -> str:
    return french(str(load_data(DATA)[section][key][name]))


class Verdict(StrEnum):
    """What to do of a planned contract."""

    TO_STUDY = "a_etudier"
    TO_CONFIRM = "a_confirmer"
    TOO_SMALL = "trop_petit"
    NO_LABOUR = "sans_main_oeuvre"
    MISSING = "donnees_manquantes"

    @property
    def label(self) -> str:
        """Return what people read."""
        return _words("verdicts", self.value, "label")

    def counted(self, count: int) -> str:
        """Return how many contracts got it: « 4 trop petits seuls », « 1 à confirmer »."""
        return counted(count, *(_words("verdicts", self.value, n) for n in ("singular", "plural")))

    @property
    def help(self) -> str:
        """Return what the verdict means, in a sentence."""
        return _words("verdicts", self.value, "help")


class Ground(StrEnum):
    """Why a verdict is given; they are looked at in this order and the first that holds decides."""

    OBLIGATION = "obligation"
    SUPPLIES = "fournitures"
    INCOMPLETE = "incomplet"
    ZERO = "nul"
    TOO_SHORT = "trop_court"
    NO_MINIMUM = "sans_minimum"
    BELOW = "sous_minimum"
    ACROSS = "de_part_et_d_autre"
    ENOUGH = "suffisant"

    @property
    def verdict(self) -> Verdict:
        """Return the verdict it leads to."""
        return Verdict(load_data(DATA)["grounds"][self.value]["verdict"])

    @property
    def text(self) -> str:
        """Return it in a sentence."""
        shortest = months_text(minimum_months())
        return french(_words("grounds", self.value, "text").format(shortest=shortest))


@dataclass(frozen=True, slots=True)
class HoursRange:
    """Potential hours: exact and whole, at least and at most; ``firm`` unless in magnitude only."""

    exact_low: Fraction
    exact_high: Fraction
    low: int
    high: int
    firm: bool


@dataclass(frozen=True, slots=True)
class Screened:
    """A planned contract and what the screening says of it."""

    contract: PlannedContract
    nature: ContractType | None
    trade: str | None
    share: Estimate | None
    rate: Estimate | None
    cost: Estimate | None
    hours: HoursRange | None
    obligation: Obligation
    ground: Ground
    missing: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """Return what to do of it."""
        return self.ground.verdict

    @property
    def nature_deduced(self) -> bool:
        """Tell whether the nature follows from the CPV code."""
        return self.contract.contract_type is None and self.nature is not None

    @property
    def trade_deduced(self) -> bool:
        """Tell whether the trade follows from the CPV code."""
        return self.contract.trade is None and self.trade is not None

    @property
    def reason(self) -> str:
        """Return why, in one or two sentences."""
        return reason_text(self.ground, self.missing if self.hours is None else ())

    @property
    def family(self) -> str:
        """Return the French name of the family of its trade."""
        return family_label(self.trade)


def reason_text(ground: Ground, missing: Sequence[str]) -> str:
    """Return a ground in words, with what is missing for the hours when that matters."""
    if not missing or ground is Ground.SUPPLIES:
        return ground.text
    lacking = load_data(DATA)["missing_text"] + ", ".join(missing)
    return french(f"{ground.text} {lacking}.")


def minimum_months() -> int:
    """Return the duration under which a contract is too short for a pathway."""
    return int(load_data(DATA)["minimum_months"])


@dataclass(frozen=True, slots=True)
class Screening:
    """The whole list, most hours first, and what it rests on."""

    contracts: tuple[Screened, ...]
    assumptions: Assumptions
    warnings: tuple[str, ...] = ()

    def of(self, *verdicts: Verdict) -> tuple[Screened, ...]:
        """Return the contracts that got one of these verdicts."""
        return tuple(each for each in self.contracts if each.verdict in verdicts)

    @property
    def mandatory(self) -> tuple[Screened, ...]:
        """Return the contracts for which the law asks a condition."""
        return tuple(e for e in self.contracts if e.obligation.level is Level.MANDATORY)


@dataclass(frozen=True, slots=True)
class Volume:
    """Hours added up: firm ones in a range, those resting on an order of magnitude apart."""

    firm_low: int
    firm_high: int
    magnitude_low: int
    magnitude_high: int
    unknown: int

    @property
    def low(self) -> int:
        """Return the least of all."""
        return self.firm_low + self.magnitude_low

    @property
    def high(self) -> int:
        """Return the most of all."""
        return self.firm_high + self.magnitude_high


def volume_of(contracts: Sequence[Screened]) -> Volume:
    """Return the hours of several contracts; ``unknown`` counts those without hours."""
    firm = [each.hours for each in contracts if each.hours is not None and each.hours.firm]
    loose = [each.hours for each in contracts if each.hours is not None and not each.hours.firm]
    return Volume(
        sum(each.low for each in firm),
        sum(each.high for each in firm),
        sum(each.low for each in loose),
        sum(each.high for each in loose),
        sum(each.hours is None for each in contracts),
    )


def screen(programme: Programme, assumptions: Assumptions, place: str) -> Screening:
    """Return the screening of a list; ``place`` names it in messages.

    Raises:
        InvalidInput: when no rate or no cost is given for contracts whose hours are wanted.
    """
    of_set = {nature: assumptions.of_set(nature) for nature in (None, *ContractType)}
    judged = [_screened(each, assumptions, of_set) for each in programme.contracts]
    faults = _assumptions_missing(judged, assumptions, place)
    if faults:
        raise InvalidInput(faults)
    ranked = sorted(judged, key=_most_hours_first)
    warnings = (*programme.warnings, *_deductions(judged))
    return Screening(tuple(ranked), assumptions, tuple(dict.fromkeys(warnings)))


def _most_hours_first(each: Screened) -> tuple[int, int, int]:
    if each.hours is None:
        return (1, 0, each.contract.rank)
    return (0, -each.hours.low - each.hours.high, each.contract.rank)


def _assumptions_missing(
    judged: Sequence[Screened], assumptions: Assumptions, place: str
) -> list[Fault]:
    """Return a fault for the rate and for the cost when nothing at all gives them."""
    told: list[Fault] = []
    sizeable = [e for e in judged if e.share is not None and e.contract.amount_excl_tax is not None]
    for name, option, stated in (
        ("insertion_rate", "--taux", assumptions.insertion_rate),
        ("hourly_cost", "--cout", assumptions.hourly_cost),
    ):
        of_set = assumptions.territory is not None and assumptions.territory.figures.get(name)
        wanting = any(_label(name) in each.missing for each in sizeable)
        if wanting and stated is None and not of_set:
            label = vocabulary.lot_terms()[name].short
            told.append(fault("HYPOTHESE_MANQUANTE", place, label=label, option=option))
    return told


OfSet = Mapping[ContractType | None, tuple[Reference, ...]]


def _screened(contract: PlannedContract, assumptions: Assumptions, of_set: OfSet) -> Screened:
    if contract.period is None and (day := assumptions.consultation_date) is not None:
        contract = replace(contract, period=Period(day, day))
    nature = contract.contract_type or nature_of_cpv(contract.cpv)
    trade = contract.trade or trade_of_cpv(contract.cpv)
    known = Known(contract, nature, trade, of_set.get(nature, ()))
    share = share_of(known, assumptions)
    rate = given("insertion_rate", known, assumptions)
    cost = given("hourly_cost", known, assumptions)
    hours = _hours(contract, share, rate, cost)
    obligation = _obligation(contract, nature, assumptions)
    found = Screened(
        contract, nature, trade, share, rate, cost, hours, obligation, Ground.INCOMPLETE, ()
    )
    return replace(found, ground=_ground(found, assumptions), missing=_missing(found))


def _label(name: str) -> str:
    return vocabulary.lot_terms()[name].short


def _missing(each: Screened) -> tuple[str, ...]:
    known = {
        "amount_excl_tax": each.contract.amount_excl_tax,
        "labour_share": each.share,
        "insertion_rate": each.rate,
        "hourly_cost": each.cost,
    }
    return tuple(_label(name) for name, value in known.items() if value is None)


def _ground(each: Screened, assumptions: Assumptions) -> Ground:
    hours, minimum = each.hours, assumptions.minimum
    duration = each.contract.duration
    if each.obligation.level is Level.MANDATORY:
        return Ground.OBLIGATION
    if each.nature is ContractType.SUPPLIES and each.share is None:
        return Ground.SUPPLIES
    if hours is None:
        return Ground.INCOMPLETE
    if hours.high == 0:
        return Ground.ZERO
    if duration is not None and duration < minimum_months():
        return Ground.TOO_SHORT
    if minimum is None:
        return Ground.NO_MINIMUM
    if hours.high < minimum:
        return Ground.BELOW
    return Ground.ENOUGH if hours.low >= minimum else Ground.ACROSS


def _hours(
    contract: PlannedContract, share: Estimate | None, rate: Estimate | None, cost: Estimate | None
) -> HoursRange | None:
    """Return the hours of the one method a mere list allows: amount and labour share."""
    amount = contract.amount_excl_tax
    if amount is None or share is None or rate is None or cost is None or not cost.low:
        return None

    def exact(of_share: Decimal, of_rate: Decimal, of_cost: Decimal) -> Fraction:
        values = {
            "amount_excl_tax": Fraction(amount or 0),
            "labour_share": Fraction(of_share),
            "insertion_rate": Fraction(of_rate),
            "hourly_cost": Fraction(of_cost),
        }
        return evaluate(LABOUR_AMOUNT.exact, values, ROUNDING)

    low, high = exact(share.low, rate.low, cost.high), exact(share.high, rate.high, cost.low)
    firm = share.firm and rate.firm and cost.firm
    return HoursRange(low, high, ROUNDING.apply(low), ROUNDING.apply(high), firm)


def _obligation(
    contract: PlannedContract, nature: ContractType | None, assumptions: Assumptions
) -> Obligation:
    """Return what the law asks; a period over which it changes leaves the answer uncertain."""
    lot = Lot(number="1", title=contract.subject, amount_excl_tax=contract.amount_excl_tax)
    period = contract.period
    days = {period.first, period.last} if period else {None}
    answers = [
        obligation_of(
            lot,
            Contract(
                buyer_kind=assumptions.buyer_kind,
                consultation_date=day,
                contract_type=nature,
                lots=(lot,),
            ),
        )
        for day in sorted(days, key=lambda day: day or date.max)
    ]
    first, last = answers[0], answers[-1]
    certainty = weakest([first.certainty, last.certainty])
    if first.level is not last.level:
        reason = french("La réponse dépend du jour de lancement : le fixer.")
        return replace(last, level=Level.UNCERTAIN, certainty=Certainty.TO_VERIFY, reason=reason)
    if contract.contract_type is None and nature is not None:
        certainty = Certainty.TO_VERIFY
    return replace(last, certainty=certainty)


def _deductions(judged: Sequence[Screened]) -> list[str]:
    """Return what was understood rather than read, said once for all."""
    told: list[str] = []
    by_trade = sum(each.trade_deduced for each in judged)
    by_nature = sum(each.nature_deduced for each in judged)
    if by_trade:
        told.append(
            f"Métier reconnu par le code CPV pour {counted(by_trade, 'marché')} : à vérifier."
        )
    if by_nature:
        told.append(f"Nature déduite du code CPV pour {counted(by_nature, 'marché')} : à vérifier.")
    return [french(each) for each in told]
