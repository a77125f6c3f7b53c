"""What every method would give for one lot, each figure with its source and age.

Only what the lot states is computed; an input it lacks is asked for. The methods that take a labour
share or an hourly cost are also computed with the published ones, each marked as a reference. Only
hours of one nature are compared: the others stand in groups of their own, out of the spread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

from insertion import vocabulary
from insertion.contract import Contract, ContractType, Lot
from insertion.errors import fault
from insertion.formula import evaluate
from insertion.formula_french import show, to_french
from insertion.hours import choose_method, method_warnings
from insertion.method import HoursKind, Method, Statement
from insertion.methods import ESTIMATOR, METHODS
from insertion.outcomes import Asked, Comparison, Excluded, Group, InputUsed, Outcome
from insertion.quantities import round_half_up
from insertion.reference import Figure, Reference, age_words, newest
from insertion.refusals import refusal
from insertion.typography import counted, date_text, french

REPLACEABLE = {"labour_share": Figure.LABOUR_SHARE, "hourly_cost": Figure.HOURLY_COST}
"""The inputs that published figures may replace. The insertion rate is a choice, not a measure."""
WORKS_FAMILIES = ("batiment", "travaux_publics")
JOB_MONTH = Fraction(3700)  # euros: what a month of work is worth to the public estimator


def compare_methods(
    lot: Lot, contract: Contract, references: Sequence[Reference], on: date
) -> Comparison:
    """Return what every method gives for ``lot``; ``on`` is the day that ages are counted to.

    ``references`` are the published figures to compare with: those that hold for the lot's trade,
    that may size hours and hold anywhere are used, orders of magnitude in their own group.
    """
    usable = own_lines_first([e for e in references if _concerns(e, lot, contract)], lot.trade)
    own_method, _ = choose_method(lot)
    outcomes: list[Outcome] = []
    asked: list[Asked] = []
    excluded: list[Excluded] = []
    for method in METHODS:
        missing = [name for name in method.inputs if lot.value(name) is None]
        if missing:
            asked.append(_asked(method, missing, usable, on))
        elif (refused := refusal(lot, method)) is not None:
            cause = fault(refused.code, "", number=lot.number, **refused.values).cause
            excluded.append(Excluded(method, cause + _job_months(lot, method)))
        else:
            own = {name: _own_input(name, lot, contract) for name in method.inputs}
            found = _outcome(method, own, contract, chosen=method is own_method)
            variants = (
                _outcome(method, own | replaced, contract)
                for replaced in _replacements(method, lot, usable, on)
            )
            outcomes += [found, *_distinct(found, variants)]
    costs = tuple(_costs(outcomes, usable, on))
    return Comparison(
        lot, on, contract.rounding, tuple(outcomes), tuple(asked), tuple(excluded), costs
    )


def _costs(
    outcomes: Sequence[Outcome], usable: Sequence[Reference], on: date
) -> Iterator[InputUsed]:
    """Yield the sourced costs of the lot's trade when a comparable calculation rests on a cost."""
    comparable = [each for each in outcomes if each.group is Group.COMPARABLE]
    if any(used.name == "hourly_cost" for each in comparable for used in each.inputs):
        for ref in usable:
            if ref.figure is Figure.HOURLY_COST and not ref.order_of_magnitude:
                yield from _borrowed("hourly_cost", ref, on)


def own_lines_first(usable: Sequence[Reference], trade: str | None) -> tuple[Reference, ...]:
    """Leave out what a territory's set says of any trade where it says something of this one."""
    own = {e.figure for e in usable if e.territory and trade is not None and trade in e.trades}
    return tuple(
        each for each in usable if not each.territory or bool(each.trades) or each.figure not in own
    )


def _concerns(each: Reference, lot: Lot, contract: Contract) -> bool:
    if not each.sizing or each.scope:
        return False
    if not each.trades or lot.trade in each.trades:
        return True
    if lot.trade is not None or contract.contract_type is not ContractType.WORKS:
        return False
    trades = vocabulary.options("trade").values()
    works = {option.key for option in trades if option.details["family"] in WORKS_FAMILIES}
    return works <= set(each.trades)  # a figure of all works holds for works of any trade


def _asked(method: Method, missing: Sequence[str], usable: Sequence[Reference], on: date) -> Asked:
    labels = tuple(french(vocabulary.quantity(name).label) for name in missing)
    hints = tuple(
        french(f"{vocabulary.quantity(name).label} : {_reference_words(each, on)}")
        for name in missing
        for each in usable
        if REPLACEABLE.get(name) is each.figure
    )
    return Asked(method, labels, hints)


def _reference_words(each: Reference, on: date) -> str:
    source = each.source if each.territory else ""
    told = (each.value_words, each.label, source, age_words(each, on))
    return ", ".join(part for part in told if part)


def job_months(lot: Lot) -> int:
    """Return the months of full-time work the public estimator counts above its ceiling."""
    return round_half_up(Fraction(lot.amount_excl_tax or 0) / JOB_MONTH)


def _job_months(lot: Lot, method: Method) -> str:
    """Return what the public estimator counts instead of hours above its ceiling."""
    if method is not ESTIMATOR:
        return ""
    months = job_months(lot)
    words = counted(months, "poste d'un mois à temps plein", "postes d'un mois à temps plein")
    return french(f" Il compte alors {words}.")


_SOURCED = frozenset({"labour_share", "insertion_rate", "hourly_cost"})
"""What the sentence « Source des parts, taux et coûts » is about: an amount has another origin."""


def _own_input(name: str, lot: Lot, contract: Contract) -> InputUsed:
    value = lot.value(name)
    assert value is not None
    told = contract.values_source
    source, age = "donnée du lot, source non indiquée", ""
    if told and name in _SOURCED:  # one sentence for the whole contract: it may be of other lots
        source = f"donnée du lot ; source indiquée pour le marché : {told.rstrip('. ')}"
    if contract.values_date and name in _SOURCED:
        age = f"relevée le {date_text(contract.values_date)}"
    return _input(name, value, french(source), french(age))


def _input(name: str, value: Decimal, source: str, age: str) -> InputUsed:
    term = vocabulary.quantity(name)
    shown = show(Fraction(value), vocabulary.unit_exponents(term.unit))
    return InputUsed(name, _capital(french(term.short)), value, shown, source, age)


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _replacements(
    method: Method, lot: Lot, usable: Sequence[Reference], on: date
) -> Iterator[dict[str, InputUsed]]:
    """Yield each published figure alone, then each share with the costs that go with it.

    Those are the newest one, and those of the share's own source: a guide is used whole.
    """
    found: dict[str, list[InputUsed]] = {
        name: [each for ref in usable if ref.figure is figure for each in _borrowed(name, ref, on)]
        for name, figure in REPLACEABLE.items()
        if name in method.inputs
    }
    for name, borrowed in found.items():
        yield from ({name: each} for each in borrowed)
    if set(found) != set(REPLACEABLE):
        return
    costs = tuple(each for each in usable if each.figure is Figure.HOURLY_COST)
    latest = newest(costs, lot.trade)
    for share, cost in product(found["labour_share"], found["hourly_cost"]):
        assert share.reference is not None
        assert cost.reference is not None
        sourced = not share.reference.order_of_magnitude
        goes = cost.reference is latest or same_source(share.reference, cost.reference)
        if sourced and goes:
            yield {"labour_share": share, "hourly_cost": cost}


def same_source(share: Reference, cost: Reference) -> bool:
    """Tell whether one source gives both figures; what comes from memory has no source."""
    known = not share.order_of_magnitude and not cost.order_of_magnitude
    return known and share.source == cost.source


def _borrowed(name: str, ref: Reference, on: date) -> Iterator[InputUsed]:
    """Yield the figure of a reference, or its two bounds when it is a range."""
    value = ref.value
    bounds = ((ref.low, "borne basse"), (ref.high, "borne haute"))
    figures = ((value, ""),) if value is not None else bounds
    for figure, which in figures:
        if figure is not None:
            told = " – ".join(each for each in (ref.label, which, ref.source) if each)
            used = _input(name, figure, french(told), french(age_words(ref, on)))
            yield replace(used, reference=ref, bound=which)


def _outcome(
    method: Method, inputs: Mapping[str, InputUsed], contract: Contract, *, chosen: bool = False
) -> Outcome:
    figures = {name: Fraction(each.value) for name, each in inputs.items()}
    used = tuple(inputs.values())
    return Outcome(
        method=method,
        group=_group(method, used),
        inputs=used,
        exact=evaluate(method.exact, figures, contract.rounding),
        hours=int(evaluate(method.rounded, figures, contract.rounding)),
        sentence=french(to_french(method.rounded, contract.rounding)),
        warnings=tuple(french(each) for each in method_warnings(method)),
        chosen=chosen,
    )


def _group(method: Method, used: Sequence[InputUsed]) -> Group:
    if method.kind is HoursKind.TRAINING:
        return Group.TRAINING
    if method.statement is Statement.UNWRITTEN:
        return Group.APART
    if any(each.reference is not None and each.reference.order_of_magnitude for each in used):
        return Group.UNCONFIRMED
    return Group.COMPARABLE


def _distinct(own: Outcome, variants: Iterator[Outcome]) -> Iterator[Outcome]:
    """Yield the variants that change a figure, each set of figures once."""
    seen = {_figures(own)}
    for each in variants:
        if _figures(each) not in seen:
            seen.add(_figures(each))
            yield each


def _figures(each: Outcome) -> tuple[Decimal, ...]:
    return tuple(used.value for used in each.inputs)
