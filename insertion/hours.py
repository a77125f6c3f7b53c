"""From a contract to its hours: the narrow waist between computing and showing.

Each lot keeps two figures: the hours its method gives, and the hours of the contract, which are the
retained ones when people agreed upon others. Only the latter go to firms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache

from insertion import vocabulary
from insertion.clause_choices import FrameworkRule
from insertion.contract import AmountBase, Contract, Lot, Mechanism, Retained
from insertion.dated import Certainty
from insertion.errors import Fault, InvalidInput, fault
from insertion.formula import evaluate
from insertion.formula_french import Step, steps, to_french
from insertion.method import RULES, HoursKind, Method, Statement
from insertion.methods import METHODS, everyday_inputs, method
from insertion.obligations import Level, Obligation, obligation_of
from insertion.periods import PeriodHours, period_faults, split_by_period
from insertion.quantities import Rounding
from insertion.refusals import refusal
from insertion.typography import french, hours_text


@dataclass(frozen=True, slots=True)
class LotHours:
    """The hours of one lot and why.

    ``exact`` and ``calculated`` come from the method (``None`` when a retained figure stands
    alone). ``contract_hours`` is what the pieces state; ``None`` when the lot asks no hours of the
    firm.
    """

    lot: Lot
    method: Method | None
    exact: Fraction | None
    calculated: int | None
    contract_hours: int | None
    obligation: Obligation
    warnings: tuple[str, ...]
    rounding: Rounding
    figures: Mapping[str, Fraction] = field(default_factory=dict, hash=False)
    """The inputs of the method, by English identifier; empty without one."""
    periods: tuple[PeriodHours, ...] = ()
    """The hours of the contract by period, when it has any."""
    amount_base: AmountBase | None = None
    """What the amount of the lot covers."""
    framework_rule: FrameworkRule | None = None
    """How hours follow orders; ``None`` outside a framework agreement."""
    concession: bool = False
    """Whether the hours are those of a concession, which states them by year."""
    yearly_hours: int | None = None
    """The hours of each year of a concession, when they are known."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return the calculation, step by step; worded only when somebody reads it."""
        if self.method is None:
            return ()
        return tuple(steps(self.method.rounded, self.figures, self.rounding))

    @property
    def sentence(self) -> str:
        """Return the rule in one French sentence, or nothing without a method."""
        if self.method is None:
            return ""
        return french(to_french(self.method.rounded, self.rounding))

    @property
    def retained(self) -> Retained | None:
        """Return the negotiated figure, if any."""
        return self.lot.retained

    @property
    def kind(self) -> HoursKind:
        """Return what the hours of the lot stand for, agreed hours included.

        A lot that names its method keeps its kind even where its hours are agreed, not computed.
        """
        named = self.lot.method
        sized = self.method or (None if named is None else method(named))
        return HoursKind.EMPLOYMENT if sized is None else sized.kind

    @property
    def statement(self) -> Statement | None:
        """Return how the contract states the hours, ``None`` when it asks for none.

        A number agreed upon replaces a rule, except in a framework: nothing is due there before an
        order, however the hours of its base were found. A concession states its hours by year.
        """
        if not self.lot.has_hours:
            return None
        agreed = self.method is None or self.retained is not None
        stated = Statement.VOLUME if agreed or self.method is None else self.method.statement
        if stated not in (Statement.VOLUME, Statement.POSTS):
            return stated
        if self.kind is HoursKind.TRAINING:
            return Statement.TRAINING
        if self.concession:
            return Statement.YEARLY
        return stated if self.framework_rule is None else Statement.FRAMEWORK

    @property
    def states_a_rule(self) -> bool:
        """Tell whether the contract states a rule, the hours being an estimate."""
        return self.statement in RULES


@dataclass(frozen=True, slots=True)
class HoursResult:
    """The hours of a whole contract."""

    contract: Contract
    lots: tuple[LotHours, ...]

    @property
    def total(self) -> int:
        """Return the employment hours of the contract, estimates of rules included."""
        return self.total_of(HoursKind.EMPLOYMENT)

    def total_of(self, kind: HoursKind) -> int:
        """Return the hours of one kind; different kinds are never added."""
        return sum(each.contract_hours or 0 for each in self.lots if each.kind is kind)

    @property
    def offered(self) -> int:
        """Return the hours offered beyond those the contract asks, which bind on top of them."""
        return sum(each.lot.offered_hours or 0 for each in self.lots)


def compute(contract: Contract, places: Sequence[str] = ()) -> HoursResult:
    """Return the hours of every lot; ``places`` says where each lot was read, for messages.

    Raises:
        InvalidInput: with every lot that lacks an input, at its place.
    """
    faults: list[Fault] = period_faults(contract)
    lots: list[LotHours] = []
    for index, lot in enumerate(contract.lots):
        place = places[index] if index < len(places) else f"lot {lot.number}"
        lots.append(_lot_hours(lot, contract, place, faults))
    if faults:
        raise InvalidInput(faults)
    return HoursResult(contract, tuple(lots))


def lot_values(lot: Lot) -> dict[str, Decimal]:
    """Return the numeric inputs the lot has, by English identifier."""
    return {name: value for name in _names(METHODS) if (value := lot.value(name)) is not None}


@cache
def _names(methods: tuple[Method, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in methods for name in each.inputs))


def choose_method(lot: Lot) -> tuple[Method | None, str | None]:
    """Return the lot's method, or the code of the fault that asks for one.

    A lot that names no method gets the only everyday one whose inputs it has, wholly or, failing
    that, in part. The other methods are never guessed: two of them may read the same figures.
    """
    if lot.method is not None:
        return method(lot.method), None
    given = lot_values(lot).keys()
    if given - everyday_inputs():
        return None, "METHODE_A_NOMMER"
    everyday = [each for each in METHODS if each.inferred]
    complete = [each for each in everyday if given >= set(each.inputs)]
    if len(complete) == 1:
        return complete[0], None
    if len(complete) > 1:
        return None, "METHODE_AMBIGUE"
    shared = set(everyday[0].inputs).intersection(*(each.inputs for each in everyday[1:]))
    begun = [each for each in everyday if given & (set(each.inputs) - shared)]
    if len(begun) == 1:
        return begun[0], None
    return None, "METHODE_INDETERMINEE" if not begun else "METHODE_AMBIGUE"


def _lot_hours(lot: Lot, contract: Contract, place: str, faults: list[Fault]) -> LotHours:
    chosen, problem = choose_method(lot)
    wanted = lot.has_hours and lot.retained is None
    if problem and wanted:
        faults.append(fault(problem, place, number=lot.number))
    exact: Fraction | None = None
    calculated: int | None = None
    figures: dict[str, Fraction] = {}
    if chosen is not None:
        missing = [name for name in chosen.inputs if lot.value(name) is None]
        if missing and wanted:
            faults += [_missing(lot, name, chosen, place) for name in missing]
        if not missing:
            figures = {name: Fraction(lot.value(name) or 0) for name in chosen.inputs}
            exact, calculated = _apply(lot, chosen, figures, contract.rounding, place, faults)
    warnings = _warnings(lot, chosen, calculated)
    obligation = obligation_of(lot, contract)
    # A criterion alone judges the offers: it is not the execution condition the law asks for.
    without = lot.mechanism in (Mechanism.NONE, Mechanism.AWARD_CRITERION)
    if obligation.level is Level.MANDATORY and without and lot.derogation_ground is None:
        warnings.append(
            "Une condition sociale ou d'emploi est obligatoire pour ce lot : "
            "prévoir une autre condition, ou motiver la dérogation."
        )
    hours = calculated if lot.retained is None else lot.retained.hours
    unrounded = exact if lot.retained is None else None
    shared = lot.has_hours and hours is not None
    return LotHours(
        lot=lot,
        method=chosen if exact is not None else None,
        exact=exact,
        calculated=calculated,
        contract_hours=hours if lot.has_hours else None,
        periods=split_by_period(contract, hours or 0, unrounded) if shared else (),
        rounding=contract.rounding,
        amount_base=contract.amount_base,
        framework_rule=_framework_rule(contract),
        concession=contract.concession,
        yearly_hours=contract.yearly_hours,
        figures=figures,
        obligation=obligation,
        warnings=tuple(french(each) for each in warnings) + obligation.warnings,
    )


def _framework_rule(contract: Contract) -> FrameworkRule | None:
    if not contract.framework:
        return None
    return contract.framework_rule or FrameworkRule.PRO_RATA


def _missing(lot: Lot, name: str, chosen: Method, place: str) -> Fault:
    return fault(
        "ENTREE_MANQUANTE",
        place,
        number=lot.number,
        label=vocabulary.lot_terms()[name].label,
        method=vocabulary.label_of("method", chosen.id),
    )


def _apply(
    lot: Lot,
    chosen: Method,
    figures: Mapping[str, Fraction],
    rounding: Rounding,
    place: str,
    faults: list[Fault],
) -> tuple[Fraction | None, int | None]:
    refused = refusal(lot, chosen)
    if refused is not None:
        if lot.has_hours and lot.retained is None:
            faults.append(fault(refused.code, place, number=lot.number, **refused.values))
        return None, None
    exact = evaluate(chosen.exact, figures, rounding)
    return exact, int(evaluate(chosen.rounded, figures, rounding))


def _warnings(lot: Lot, chosen: Method | None, calculated: int | None) -> list[str]:
    warnings: list[str] = []
    if not lot.has_hours:
        return warnings
    if lot.retained is None and calculated == 0:
        warnings.append("Le calcul donne 0 heure : une clause sans volume n'oblige à rien.")
    if lot.retained is not None and lot.retained.hours == 0:
        warnings.append("Les heures retenues sont nulles : une clause sans volume n'oblige à rien.")
    if lot.retained is not None and chosen is not None and chosen.is_rule:
        rule = vocabulary.label_of("statement", chosen.statement.value)
        warnings.append(
            f"Les {hours_text(lot.retained.hours)} retenues remplacent {rule} : "
            "la clause énonce un volume fixe."
        )
    if chosen is not None:
        warnings += method_warnings(chosen)
    return warnings


def method_warnings(chosen: Method) -> list[str]:
    """Return what to know of a method before using its figure."""
    warnings = [chosen.caution] if chosen.caution else []
    if chosen.certainty is Certainty.TO_VERIFY:
        warnings.append("Méthode d'usage, sans texte de référence lu : à vérifier.")
    return warnings
