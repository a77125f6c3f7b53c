"""The placeholders of framework agreements: what their hours follow, and examples of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from docgen.framework_tables import EXAMPLES, framework_words, period_list, ratio_table
from docgen.lot_values import Published, lot_list, stated
from insertion.allocation import allocate
from insertion.clause_choices import FrameworkRule
from insertion.contract import AmountBase, Contract
from insertion.framework import framework_ratio
from insertion.hours import HoursResult, LotHours
from insertion.method import Statement
from insertion.typography import french, money_text


def values(result: HoursResult) -> Iterator[Published]:
    """Yield the name, type and value of what is published of framework agreements.

    A lot whose hours cannot follow an amount is refused elsewhere; here its rule stays empty.
    """
    contract = result.contract
    lots = stated(result, Statement.FRAMEWORK)
    worked = [each for each in lots if framework_ratio(each) is not None]
    maximum = contract.amount_base is AmountBase.MAXIMUM
    yield "lots_accord_cadre", "text", lot_list([each.lot for each in lots])
    yield "base_maximum", "boolean", bool(lots) and maximum
    yield "base_estimee", "boolean", bool(lots) and not maximum
    yield from _rule_flags(result, bool(lots))
    alone = worked[0] if len(worked) == 1 else None
    yield "regle_accord_cadre", "text", framework_words(alone) if alone else ""
    ratio = framework_ratio(alone) if alone else None
    earning = "" if ratio is None or maximum else french(money_text(ratio.amount))
    yield "montant_par_heure", "money", earning
    floors = _floors(worked, contract)
    yield "tableau_accord_cadre", "lot_table", ratio_table(worked, floors)
    yield "tableau_periodes_accord_cadre", "lot_table", period_list(contract)
    rule = worked[0].framework_rule if worked else None
    example = EXAMPLES[rule](worked[0], contract) if rule else ratio_table([], None)
    yield "tableau_exemple_accord_cadre", "lot_table", example
    yield "exemple_lot", "text", lot_list([worked[0].lot]) if worked else ""


def _rule_flags(result: HoursResult, present: bool) -> Iterator[Published]:
    """Yield what the rule needs told, none of it without a lot that follows it."""
    contract = result.contract
    rule = contract.framework_rule or FrameworkRule.PRO_RATA
    invoiced = present and rule is not FrameworkRule.SUBSEQUENT_CONTRACTS
    defined = bool(stated(result, Statement.INVOICED_SLICES))
    by_period = present and rule is FrameworkRule.BY_PERIOD
    by_order = present and rule is FrameworkRule.BY_ORDER
    yield "heures_sur_facture", "boolean", invoiced
    yield "facture_defini", "boolean", invoiced and not defined
    yield "facture_renvoi", "boolean", invoiced and defined
    yield "periode_avec_report", "boolean", by_period and contract.surplus_carried
    yield "periode_sans_report", "boolean", by_period and not contract.surplus_carried
    yield "avec_bon_seuil", "boolean", by_order and bool(contract.order_threshold)


def _floors(lots: list[LotHours], contract: Contract) -> tuple[int, ...] | None:
    """Return the guaranteed hours of each lot, pro rata of its hours; ``None`` without any."""
    if contract.guaranteed_hours is None or not lots:
        return None
    weights = [Fraction(each.exact or each.contract_hours or Decimal(0)) for each in lots]
    return allocate(contract.guaranteed_hours, weights)
