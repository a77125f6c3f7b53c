"""Hours of a framework agreement: the rule in words, its tables, its worked examples.

With a maximum, which is published anyway, the hours of the maximum are stated. With an estimate,
only the euros that earn an hour are: the hours of the estimate would give it back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from docgen.blocks import Inlines, Table, Text
from insertion.clause_choices import FrameworkRule
from insertion.contract import AmountBase, Contract
from insertion.framework import CENT, FrameworkRatio, framework_ratio
from insertion.hours import LotHours
from insertion.typography import decimal_text, french, hours_text, money_text
from insertion.vocabulary import label_of

NOT_APPLICABLE = "sans objet"
BEGUN = Decimal("2.5")  # an example's orders end in a half hour, where rounding shows
EXAMPLE_HOURS = Decimal("10.5")
SHOWN = 6
_FOLLOWED = {
    FrameworkRule.PRO_RATA: "au prorata du montant facturé",
    FrameworkRule.BY_ORDER: "au prorata, bon de commande par bon de commande",
    FrameworkRule.BY_PERIOD: "au prorata du montant facturé, période par période",
    FrameworkRule.SUBSEQUENT_CONTRACTS: "au prorata, marché subséquent par marché subséquent",
}
_EARNING = {
    FrameworkRule.PRO_RATA: "hors taxes facturés",
    FrameworkRule.BY_ORDER: "hors taxes commandés, bon de commande par bon de commande",
    FrameworkRule.BY_PERIOD: "hors taxes facturés, période par période",
    FrameworkRule.SUBSEQUENT_CONTRACTS: "hors taxes, marché subséquent par marché subséquent",
}


def framework_words(each: LotHours) -> str:
    """Return the rule of a lot as the object of a sentence; nothing while it cannot be worked."""
    ratio, rule = framework_ratio(each), each.framework_rule
    if ratio is None or rule is None:
        return ""
    if each.amount_base is AmountBase.MAXIMUM:
        maximum = f"{hours_text(ratio.hours)} d'insertion pour le maximum de"
        return french(f"{maximum} {money_text(ratio.amount)} hors taxes, {_FOLLOWED[rule]}")
    return french(f"une heure d'insertion pour {money_text(ratio.amount)} {_EARNING[rule]}")


def ratio_table(lots: Sequence[LotHours], guaranteed: Sequence[int] | None) -> Table:
    """Return what each lot's hours follow, and its hours in any event when some are guaranteed."""
    maximum = all(each.amount_base is AmountBase.MAXIMUM for each in lots)
    heads = (
        ("Montant maximum (HT)", "Heures pour ce maximum")
        if maximum
        else ("Montant valant une heure (HT)",)
    )
    rows: list[tuple[Inlines, ...]] = []
    for index, each in enumerate(lots):
        ratio = framework_ratio(each)
        assert ratio is not None
        figures = [money_text(ratio.amount)]
        figures += [decimal_text(ratio.hours)] if maximum else []
        figures += [] if guaranteed is None else [decimal_text(guaranteed[index])]
        rows.append(_cells(each.lot.number, each.lot.title, *figures))
    floor = () if guaranteed is None else ("Heures du minimum garanti",)
    width = len(heads) + len(floor)
    return Table(
        header=_cells("Lot", "Intitulé", *heads, *floor),
        rows=tuple(rows),
        numeric=(False, False, *(True,) * width),
        widths=(9, 91 - 19 * width, *(19,) * width),
    )


def invoiced_table(each: LotHours, contract: Contract) -> Table:
    """Return the hours due for amounts invoiced, on both sides of where the first ones begin."""
    ratio = framework_ratio(each)
    assert ratio is not None
    first = ratio.first_hours(contract.rounding)
    maximum = each.amount_base is AmountBase.MAXIMUM
    beyond = (ratio.amount / 4, ratio.amount) if maximum else (ratio.amount * EXAMPLE_HOURS,)
    amounts = [first - CENT, first, *(value.quantize(CENT) for value in beyond)]
    return _due_table("Montant facturé (HT)", contract, ratio, sorted(set(amounts)))


def subsequent_table(each: LotHours, contract: Contract) -> Table:
    """Return the hours that subsequent contracts of several amounts would state."""
    ratio = framework_ratio(each)
    assert ratio is not None
    first = ratio.first_hours(contract.rounding)
    amounts = [first - CENT, first, (_euros_an_hour(ratio) * EXAMPLE_HOURS).quantize(CENT)]
    return _due_table("Montant du marché subséquent (HT)", contract, ratio, amounts)


def running_table(each: LotHours, contract: Contract) -> Table:
    """Return three orders, or periods, and the hours that each adds to the rounded total."""
    ratio, threshold = framework_ratio(each), contract.order_threshold or Decimal(0)
    assert ratio is not None
    by_order = each.framework_rule is FrameworkRule.BY_ORDER
    amount = max((_euros_an_hour(ratio) * BEGUN).quantize(CENT), CENT)
    if by_order and amount < threshold:
        amount *= -(-threshold // amount)
    names = _names(contract, by_order=by_order)
    amounts = [amount] * len(names)
    added = ratio.of_orders(amounts, contract.rounding)
    rows: list[tuple[Inlines, ...]] = []
    if by_order and threshold > CENT:
        rows.append(_cells("Bon sous le seuil", money_text(threshold - CENT),
                           *[money_text(0), "0", "0"]))  # fmt: skip
    total = Decimal(0)
    for name, value, hours in zip(names, amounts, added, strict=True):
        total += value
        due = decimal_text(ratio.due(total, contract.rounding))
        figures = (money_text(value), money_text(total), due, decimal_text(hours))
        rows.append(_cells(name, *figures))
    what = "Bon de commande" if by_order else "Période"
    own = "Heures du bon" if by_order else "Heures de la période"
    spent = "Montant commandé" if by_order else "Montant facturé"
    return Table(
        header=_cells(what, f"{spent} (HT)", "Cumul (HT)", "Heures du cumul", own),
        rows=tuple(rows),
        numeric=(False, True, True, True, True),
        widths=(24, 20, 20, 18, 18),
    )


def period_list(contract: Contract) -> Table:
    """Return the periods of the framework, without their amounts."""
    return Table(
        header=_cells("Période", "Nature"),
        rows=tuple(
            _cells(each.title, label_of("period_kind", each.period_kind.value))
            for each in contract.periods
        ),
        widths=(55, 45),
    )


EXAMPLES: dict[FrameworkRule, Callable[[LotHours, Contract], Table]] = {
    FrameworkRule.PRO_RATA: invoiced_table,
    FrameworkRule.BY_ORDER: running_table,
    FrameworkRule.BY_PERIOD: running_table,
    FrameworkRule.SUBSEQUENT_CONTRACTS: subsequent_table,
}
"""The worked example of each rule."""


def _names(contract: Contract, *, by_order: bool) -> list[str]:
    if by_order:
        return [f"Bon {n}" for n in (1, 2, 3)]
    return [each.title for each in contract.periods[:3]]


def _euros_an_hour(ratio: FrameworkRatio) -> Decimal:
    return ratio.amount / ratio.hours


def _truncated(hours: Fraction) -> Fraction:
    """Return hours cut at the decimals shown: just under a half hour must not read as a half."""
    return Fraction(hours * 10**SHOWN // 1, 10**SHOWN)


def _due_table(
    head: str, contract: Contract, ratio: FrameworkRatio, amounts: Sequence[Decimal]
) -> Table:
    rows = tuple(
        _cells(
            money_text(amount),
            decimal_text(_truncated(ratio.exact(amount)), at_most=SHOWN),
            decimal_text(ratio.due(amount, contract.rounding)),
        )
        for amount in amounts
    )
    return Table(
        header=_cells(head, "Heures avant arrondi", "Heures dues"),
        rows=rows,
        numeric=(True, True, True),
        widths=(40, 30, 30),
    )


def _cells(*texts: str) -> tuple[Inlines, ...]:
    return tuple((Text(french(text)),) for text in texts)
