"""The formulas of the periods, each with the value the domain gives it.

The rules are those of :mod:`insertion.periods`: what the amounts cover shares the hours of a lot by
largest remainder, what they do not adds hours of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from insertion import vocabulary
from insertion.contract import AmountBase, Contract, Period, PeriodKind
from insertion.formula import Rounded, Variable
from insertion.formula_excel import to_excel
from insertion.periods import PeriodHours, Weight, period_faults, split_by_period
from xlplugin.cell_rules import WRONG, cell_rules, is_blank, seen, spelled
from xlplugin.largest_remainder import Shared, kept_formula, kept_of, scale_formula, scale_of
from xlplugin.limits import shown_label
from xlplugin.lot_formulas import ROUNDING_CELLS, LotRow, contract_value, is_wrong
from xlplugin.lot_marks import employment_value
from xlplugin.pairing import Paired, Rule, Value, either, fault_words, first, literal, words
from xlplugin.period_columns import FIRST, area, cell, inputs, prepared_rows, terms

COUNT, WRONG_ROWS, FIRM_ONLY = "periodes_nombre", "periodes_a_corriger", "periodes_ferme_seule"
COVERED, MODE, WHOLE = "periodes_couvertes", "periodes_ponderation", "periodes_poids"
SCALE, KEPT = "periodes_echelle", "periodes_poids_entiers"
BY_AMOUNT, BY_MONTHS = 1, 2
"""What :data:`MODE` holds: what hours are split by, 0 when they cannot be."""
_COLUMN_OF = {Weight.AMOUNTS: "amount_excl_tax", Weight.MONTHS: "duration_months"}
_MODES = {Weight.AMOUNTS: BY_AMOUNT, Weight.MONTHS: BY_MONTHS}


@dataclass(frozen=True)
class Periods:
    """The periods of a contract on their rows; ``contract`` is ``None`` for a blank workbook."""

    contract: Contract | None
    lots: Sequence[LotRow]

    @cached_property
    def listed(self) -> tuple[Period, ...]:
        """Return the periods."""
        return () if self.contract is None else self.contract.periods

    @property
    def count(self) -> int:
        """Return how many rows are prepared."""
        return prepared_rows(self.contract)

    @property
    def last(self) -> int:
        """Return the spreadsheet row of the last one."""
        return FIRST + self.count - 1

    def at(self, index: int) -> Period | None:
        """Return the period of a prepared row, counted from 0."""
        return self.listed[index] if index < len(self.listed) else None

    def area(self, name: str) -> str:
        """Return a column, over the prepared rows."""
        return area(name, FIRST, self.last)

    @cached_property
    def covered(self) -> list[int]:
        """Tell by 1 or 0 which prepared rows the amounts cover."""
        firm_only = self.firm_only
        return [
            int(index < len(self.listed)
                and (not firm_only or self.listed[index].period_kind is PeriodKind.FIRM))
            for index in range(self.count)
        ]  # fmt: skip

    @property
    def firm_only(self) -> bool:
        """Tell whether the amounts of the lots cover the firm part only."""
        return self.contract is not None and self.contract.amount_base is AmountBase.FIRM

    @cached_property
    def weighed_by(self) -> Weight | None:
        """Return what the domain splits hours by, ``None`` when it cannot."""
        parts = () if self.contract is None else split_by_period(self.contract, 0)
        return parts[0].weight if parts else None

    @cached_property
    def weights(self) -> list[Fraction]:
        """Return what each prepared row weighs, 0 for an empty one."""
        if self.weighed_by is None:
            return [Fraction(0)] * self.count
        name = _COLUMN_OF[self.weighed_by]
        found = [Fraction(getattr(each, name) or 0) for each in self.listed]
        return found + [Fraction(0)] * (self.count - len(found))

    @cached_property
    def inside(self) -> list[Fraction]:
        """Return the weights of the rows the amounts cover, 0 elsewhere."""
        return [each * kept for each, kept in zip(self.weights, self.covered, strict=True)]

    @cached_property
    def kept(self) -> list[int]:
        """Return the whole numbers that stand for :attr:`inside`."""
        return kept_of(self.inside) if self.weighed_by else [0] * self.count

    def parts(self, lot: LotRow, hours: int | None) -> tuple[PeriodHours, ...]:
        """Return the ``hours`` of a lot by period; none without hours or without weights."""
        if self.contract is None or hours is None or lot.lot is None:
            return ()
        return split_by_period(
            self.contract, hours, lot.exact if lot.lot.retained is None else None
        )

    @cached_property
    def of_lots(self) -> list[tuple[PeriodHours, ...]]:
        """Return the hours of employment of each lot by period, row by row of « Lots »."""
        return [self.parts(each, employment_value(each)) for each in self.lots]

    def contract_hours(self, index: int) -> Value:
        """Return the hours of every lot in a period, nothing on an empty row."""
        if self.weighed_by is None or index >= len(self.listed):
            return ""
        return sum(parts[index].hours for parts in self.of_lots if parts)

    @property
    def beyond(self) -> int:
        """Return the hours that add to those of the contract."""
        return sum(
            each.hours for parts in self.of_lots for each in parts if not each.included
        )  # fmt: skip

    @cached_property
    def detailed(self) -> LotRow | None:
        """Return the lot shown when the workbook opens: the first one that asks for hours."""
        if not self.listed:
            return None
        return next((each for each in self.lots if contract_value(each) is not None), None)

    @cached_property
    def of_detailed(self) -> tuple[PeriodHours, ...]:
        """Return the hours of the lot shown, by period."""
        lot = self.detailed
        return () if lot is None else self.parts(lot, contract_value(lot))


def settings(table: Periods) -> dict[str, Paired]:
    """Return what holds for the whole sheet, by defined name."""
    counts, covered = table.area("row_used"), table.area("covered")
    weight, kept = table.area("weight"), table.area("kept")
    base = vocabulary.contract_terms()["amount_base"].key
    firm = literal(shown_label("amount_base", AmountBase.FIRM))
    whole = sum(table.inside, Fraction(0))
    shared = table.weighed_by is not None
    return {
        COUNT: Paired(f"SUMPRODUCT(--({counts}>0))", len(table.listed)),
        WRONG_ROWS: Paired(f"SUMPRODUCT(--({is_wrong(table.area('message'))}))", 0),
        FIRM_ONLY: Paired(f"IFERROR({spelled(base)}={firm},FALSE)", table.firm_only),
        COVERED: Paired(f"SUM({covered})", sum(table.covered)),
        MODE: _mode(table),
        WHOLE: Paired(f"SUMPRODUCT({covered},{weight})", float(whole)),
        SCALE: Paired(
            f"IF({MODE}=0,0,{scale_formula(WHOLE)})", float(scale_of(whole)) if shared else 0
        ),
        KEPT: Paired(f"SUM({kept})", sum(table.kept)),
    }


def _mode(table: Periods) -> Paired:
    def known(weight: Weight) -> str:
        column, covered = table.area(_COLUMN_OF[weight]), table.area("covered")
        return f"AND(COUNT({column})={COUNT},SUMPRODUCT({covered},{column})>0)"

    formula = (
        f"IF(OR({COUNT}=0,{WRONG_ROWS}>0),0,IF({known(Weight.AMOUNTS)},{BY_AMOUNT},"
        f"IF({known(Weight.MONTHS)},{BY_MONTHS},0)))"
    )
    weight = table.weighed_by
    return Paired(formula, 0 if weight is None else _MODES[weight])


def workings(table: Periods, index: int) -> dict[str, Paired]:
    """Return the hidden columns of a row: is it used, covered, and what it weighs."""
    row, period = FIRST + index, table.at(index)
    given = [] if period is None else [getattr(period, name) for name in terms()]
    kind, firm = spelled(cell("period_kind", row)), literal(_label(PeriodKind.FIRM))
    used, covered, weight = (cell(name, row) for name in ("row_used", "covered", "weight"))
    amount, months = cell("amount_excl_tax", row), cell("duration_months", row)
    by = f"IF({MODE}={BY_AMOUNT},{amount},IF({MODE}={BY_MONTHS},{months},0))"
    return {
        "row_used": Paired(
            f'IFERROR(SUMPRODUCT(--({seen(_span(row))}<>"")),1)',
            sum(each is not None for each in given),
        ),
        "figure_fault": figure_fault(table, index),
        "covered": Paired(
            f"IF({used}=0,0,IF({FIRM_ONLY},IFERROR(IF({kind}={firm},1,0),0),1))",
            table.covered[index],
        ),
        "weight": Paired(f"IF({used}=0,0,{by})", float(table.weights[index])),
        "kept": Paired(f"IF({covered}=1,{kept_formula(weight, SCALE)},0)", table.kept[index]),
    }


def figure_fault(table: Periods, index: int) -> Paired:
    """Return what is wrong with the duration or the amount of a row, for its message to repeat."""
    row = FIRST + index
    figures = [name for name in _COLUMN_OF.values() if terms()[name].optional]
    rules = [rule for name in sorted(figures, key=list(terms()).index)
             for rule in cell_rules(terms()[name], cell(name, row))]  # fmt: skip
    error = Paired(f"SUMPRODUCT(--ISERROR({_span(row)}))>0", value=False)
    spoiled = words(
        f"{WRONG}une cellule affiche une erreur. Corriger la formule ou saisir la valeur."
    )
    unused = Rule(Paired(f"{cell('row_used', row)}=0", table.at(index) is None), words(""))
    return first([unused, Rule(error, spoiled), *rules], words(""))


def message(table: Periods, index: int) -> Paired:
    """Return what to correct on a row; a period of the model never is."""
    row = FIRST + index
    figures = cell("figure_fault", row)
    # A cell in error is told there: no other rule may look at it.
    rules = [
        Rule(Paired(f"{cell('row_used', row)}=0", table.at(index) is None), words("")),
        Rule(Paired(f'{figures}<>""', value=False), Paired(figures, "")),
    ]
    for name, term in terms().items():
        if not term.optional:
            lacking = fault_words("PERIODE_INCOMPLETE", WRONG, label=term.label)
            rules.append(Rule(Paired(is_blank(cell(name, row)), value=False), lacking))
            rules += cell_rules(term, cell(name, row))
    return first(rules, words(""))


def _span(row: int) -> str:
    ends = inputs()
    return f"${ends[0].letter}{row}:${ends[-1].letter}{row}"


def due(table: Periods, index: int) -> Paired:
    """Say whether the hours of a row are part of those of the contract, and what they wait for."""
    row, period = FIRST + index, table.at(index)
    kind = spelled(cell("period_kind", row))

    def told(start: str) -> Paired:
        tranche, renewal = PeriodKind.TRANCHE, PeriodKind.RENEWAL
        return either(
            Paired(
                f"{kind}={literal(_label(tranche))}",
                period is not None and period.period_kind is tranche,
            ),
            words(f"{start} si la tranche est affermie"),
            either(
                Paired(
                    f"{kind}={literal(_label(renewal))}",
                    period is not None and period.period_kind is renewal,
                ),
                words(f"{start} si le marché est reconduit"),
                words("Dues"),
            ),
        )

    covered = Paired(f"{cell('covered', row)}=1", bool(table.covered[index]))
    return either(_without(table, index), words(""),
                  either(covered, told("Comprises, dues"), told("En plus,")))  # fmt: skip


def _without(table: Periods, index: int) -> Paired:
    """Tell whether a row shows no hours at all."""
    used = cell("row_used", FIRST + index)
    empty = table.at(index) is None or table.weighed_by is None
    return Paired(f"OR({used}=0,{MODE}=0)", empty)


def hours_in(table: Periods, index: int, formula: str, value: Value) -> Paired:
    """Return the hours of a row, nothing when it is empty or nothing can be shared."""
    return Paired(f'IF({_without(table, index).formula},"",{formula})', value)


def shared_hours(
    shared: Shared, own: str, every: str, before: str | None, covered: str, beyond: str
) -> str:
    """Return the hours of a period, within those of the lot or beyond them.

    ``covered`` is the cell that tells which; ``beyond`` what :func:`beyond_hours` returned.
    """
    return f"IF({covered}=1,{shared.share(own, every, before)},{beyond})"


def beyond_hours(exact: str, weight: str) -> str:
    """Return the hours that a period the amounts do not cover adds to those of a lot.

    ``exact`` is known to nine decimals: multiplied, it holds fewer, and a hair would cost an hour.
    """
    ratio = f"{weight}/{WHOLE}"
    found = f"ROUND({exact}*{ratio},MAX(0,9-LEN(INT({ratio}))))"
    return to_excel(Rounded(Variable("hours")), {"hours": found}, ROUNDING_CELLS)


def remainder_of(hours: int | None, kept: Sequence[int], index: int) -> int:
    """Return what :meth:`Shared.remainder` finds."""
    whole = sum(kept)
    return 0 if hours is None or not whole else hours * kept[index] % whole


def table_fault(table: Periods) -> str:
    """Return the code of what keeps the hours from being split, nothing when all is well."""
    faults = [] if table.contract is None else period_faults(table.contract)
    return faults[0].code if faults else ""


def exact_value(lot: LotRow, hours: int | None) -> float:
    """Return the unrounded hours of a lot, those agreed upon as they are, 0 without hours."""
    if hours is None or lot.lot is None:
        return 0
    return hours if lot.lot.retained is not None else float(lot.exact or 0)


def _label(kind: PeriodKind) -> str:
    return shown_label("period_kind", kind)
