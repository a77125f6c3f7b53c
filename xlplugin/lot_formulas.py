"""The formulas of one row of lots, each with the value the domain gives it.

The rules are those of :mod:`insertion.hours`: an empty mechanism is an execution condition, an
empty method is inferred, a retained figure replaces the calculated one. No method is named here.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from insertion import vocabulary
from insertion.contract import Lot, Mechanism
from insertion.formula import Rounded, Variable, evaluate
from insertion.formula_excel import RoundingCells, to_excel
from insertion.hours import choose_method
from insertion.method import Method
from insertion.quantities import Rounding, round_half_up
from insertion.record import lot_value
from insertion.refusals import refusal
from insertion.typography import french
from xlplugin import methods_list
from xlplugin.cell_rules import WRONG, is_blank, seen, spelled
from xlplugin.limits import list_name, shown_label
from xlplugin.lot_columns import HEAD, cell, inputs, method_exact
from xlplugin.pairing import Paired, Value, literal

APPLIED_DIRECTION = "arrondi_applique"
APPLIED_MULTIPLE = "multiple_applique"
ROUNDING_CELLS = RoundingCells(APPLIED_DIRECTION, APPLIED_MULTIPLE)
METHOD_LIST = list_name(vocabulary.lot_terms()["method"])
"""The labels of the methods, in their order, on the hidden sheet of lists."""
EXACT_DECIMALS = 9


@dataclass(frozen=True)
class LotRow:
    """One row: where it is, and the lot it holds (``None``: a row waiting for one)."""

    row: int
    lot: Lot | None
    rounding: Rounding
    wrong: bool = False
    """Whether its message asks for a correction: such a row shows no hours."""
    warned: bool = False
    """Whether its message warns, the row being usable."""

    def cell(self, name: str) -> str:
        """Return the cell of a column on this row."""
        return cell(name, self.row)

    def given(self, name: str) -> bool:
        """Tell whether the lot states ``name``."""
        return self.lot is not None and lot_value(self.lot, name) is not None

    def blank(self, name: str) -> Paired:
        """Tell whether nothing is seen in the column."""
        return Paired(is_blank(self.cell(name)), not self.given(name))

    @property
    def span(self) -> str:
        """Return the cells of the row that people fill."""
        ends = inputs()
        return f"${ends[0].letter}{self.row}:${ends[-1].letter}{self.row}"

    @property
    def unused(self) -> Paired:
        """Tell whether nothing at all is seen on the row."""
        return Paired(f"{self.cell('row_used')}=0", self.lot is None)

    @cached_property
    def chosen(self) -> Method | None:
        """Return the method the domain applies to the lot."""
        return None if self.lot is None else choose_method(self.lot)[0]

    @cached_property
    def exact(self) -> Fraction | None:
        """Return what the domain finds, ``None`` when the method cannot be applied."""
        return None if self.chosen is None else exact_of(self, self.chosen)

    @property
    def label(self) -> Paired:
        """Return the lot's number as typed."""
        return Paired(self.cell("number"), "" if self.lot is None else self.lot.number)

    def has_hours(self) -> Paired:
        """Tell whether the mechanism asks hours of the firm, as a hidden column says."""
        return Paired(self.cell("hours_asked"), self.lot is None or self.lot.has_hours)

    def agreed(self) -> Paired:
        """Tell whether hours were agreed upon, as a hidden column says."""
        return Paired(self.cell("hours_agreed"), self.given("retained_hours"))


def mechanisms_with_hours() -> list[Mechanism]:
    """Return the mechanisms that ask hours, as the domain says."""
    return [each for each in Mechanism
            if Lot(number="1", title="1", mechanism=each).has_hours]  # fmt: skip


def row_used(row: LotRow) -> Paired:
    """Count the filled cells of the row; an error is seen too."""
    count = f'SUMPRODUCT(--({seen(row.span)}<>""))'
    return Paired(f"IFERROR({count},1)", sum(row.given(each.term.id) for each in inputs()))


def hours_asked(row: LotRow) -> Paired:
    """Tell whether the mechanism asks hours of the firm; an empty cell does."""
    mechanism = spelled(row.cell("mechanism"))
    tests = [f'{mechanism}=""']
    tests += [f"{mechanism}={literal(shown_label('mechanism', each))}"
              for each in mechanisms_with_hours()]  # fmt: skip
    return Paired(f"OR({','.join(tests)})", row.has_hours().value)


def hours_agreed(row: LotRow) -> Paired:
    """Tell whether hours are typed that replace the calculated ones."""
    return Paired(f"NOT({row.blank('retained_hours').formula})", row.agreed().value)


def complete_methods(row: LotRow) -> Paired:
    """Count the everyday methods whose inputs are all filled."""
    return how_many([complete(row, each) for each in methods_list.everyday()])


def begun_methods(row: LotRow) -> Paired:
    """Count the everyday methods of which an input of their own is filled."""
    return how_many([begun(row, each) for each in methods_list.everyday()])


def own_inputs(row: LotRow) -> Paired:
    """Count the filled inputs of methods that must be named."""
    names = methods_list.own_inputs()
    return Paired(count_given(row, names), sum(row.given(name) for name in names))


def count_given(row: LotRow, names: tuple[str, ...]) -> str:
    """Return the count of filled cells among ``names``."""
    # Not a sum of truths: alone, one would be compared with a number and always be greater.
    return "+".join(f"IF({row.blank(name).formula},0,1)" for name in names)


def complete(row: LotRow, method: Method) -> Paired:
    """Tell whether every input of ``method`` is filled."""
    return Paired(
        f"({count_given(row, method.inputs)}={len(method.inputs)})",
        all(row.given(name) for name in method.inputs),
    )


def begun(row: LotRow, method: Method) -> Paired:
    """Tell whether an input that is not common to every everyday method is filled."""
    methods = methods_list.everyday()
    shared = set(methods[0].inputs).intersection(*(each.inputs for each in methods[1:]))
    own = tuple(name for name in method.inputs if name not in shared)
    if not own:
        return Paired("FALSE", value=False)
    return Paired(f"({count_given(row, own)}>0)", any(row.given(name) for name in own))


def how_many(flags: list[Paired]) -> Paired:
    """Count the flags that hold."""
    return Paired("+".join(flag.formula for flag in flags), sum(bool(f.value) for f in flags))


def applied_method(row: LotRow) -> Paired:
    """Return the label of the method used: the one chosen, or the only one the inputs allow."""
    methods = methods_list.everyday()
    completes = [complete(row, each) for each in methods]
    begins = [begun(row, each) for each in methods]
    names = [literal(methods_list.label(each)) for each in methods]

    def pick(flags: list[Paired]) -> str:
        result = '""'
        for flag, name in reversed(list(zip(flags, names, strict=True))):
            result = f"IF({flag.formula},{name},{result})"
        return result

    many, few = row.cell("complete_methods"), row.cell("begun_methods")
    named = spelled(row.cell("method"))
    formula = (
        f'IF({named}<>"",{named},IF({row.cell("own_inputs")}>0,"",IF({many}=1,{pick(completes)},'
        f'IF({many}>1,"",IF({few}=1,{pick(begins)},"")))))'
    )
    chosen = row.chosen
    label = "" if chosen is None else methods_list.label(chosen)
    return Paired(f'IFERROR({formula},"")', label)


def usable(row: LotRow, method: Method) -> str:
    """Return the condition that every input is a number in its range."""
    cells = [row.cell(name) for name in method.inputs]
    listed = ",".join(cells)
    tests = [f"COUNT({listed})={len(cells)}", f"MIN({listed})>=0"]
    shares = [row.cell(name) for name in method.inputs if methods_list.is_share(name)]
    if shares:
        tests.append(f"MAX({','.join(shares)})<=1")
    if method.ceiling is not None:
        tests.append(f"{row.cell(method.ceiling.name)}<{method.ceiling.below}")
    return f"AND({','.join(tests)})"


def method_exacts(row: LotRow) -> dict[str, Paired]:
    """Return what each method gives with the inputs of the row, by hidden column.

    Nine decimals are kept: 162 950 × 50 % × 5 % ÷ 65,18 is 62.5 and not its binary neighbour below,
    which would lose the hour that the half gives.
    """
    found: dict[str, Paired] = {}
    for method in methods_list.every():
        names = {name: row.cell(name) for name in method.inputs}
        tree = to_excel(method.exact, names, ROUNDING_CELLS)
        formula = f'IF({usable(row, method)},IFERROR(ROUND({tree},{EXACT_DECIMALS}),""),"")'
        exact = exact_of(row, method)
        found[method_exact(method.id)] = Paired(
            formula, "" if exact is None else float(_kept(exact))
        )
    return found


def raw_exact(row: LotRow) -> Paired:
    """Return the unrounded hours of the applied method; empty when it cannot be applied."""
    ends = [method_exact(each.id) for each in methods_list.every()]
    span = f"{row.cell(ends[0])}:{row.cell(ends[-1])}"
    heads = f"{cell(ends[0], f'${HEAD}')}:{cell(ends[-1], f'${HEAD}')}"
    used = row.cell("applied_method")
    exact = exact_value(row)
    # Not INDEX: while it recalculates, LibreOffice may find there a cell it has not computed yet.
    formula = f'IF(COUNTIFS({heads},{used},{span},">=0")=1,SUMIF({heads},{used},{span}),"")'
    return Paired(formula, "" if exact is None else float(_kept(exact)))


def raw_hours(row: LotRow) -> Paired:
    """Return the exact hours under the rounding rule of the sheet « Marché »."""
    exact = row.cell("raw_exact")
    formula = to_excel(Rounded(Variable("exact_hours")), {"exact_hours": exact}, ROUNDING_CELLS)
    value = calculated_value(row)
    return Paired(f'IF({exact}="","",{formula})', "" if value is None else value)


def unless_wrong(row: LotRow, working: str, value: Value | None) -> Paired:
    """Return a hidden result as people see it: nothing on a row to correct."""
    cell_ = row.cell(working)
    shown = "" if row.wrong or value is None else value
    return Paired(f'IF({is_wrong(row.cell("message"))},"",{cell_})', shown)


def exact_hours(row: LotRow) -> Paired:
    """Return the unrounded hours that the row shows."""
    exact = shown_exact(row)
    return unless_wrong(row, "raw_exact", None if exact is None else float(exact))


def calculated_hours(row: LotRow) -> Paired:
    """Return the rounded hours that the row shows."""
    return unless_wrong(row, "raw_hours", calculated_value(row))


def is_wrong(message_cell: str) -> str:
    """Return the condition that a message asks for a correction."""
    return f'LEFT({message_cell},{len(french(WRONG))})="{french(WRONG)}"'


def _kept(exact: Fraction) -> Fraction:
    return Fraction(round_half_up(exact * 10**EXACT_DECIMALS), 10**EXACT_DECIMALS)


def shown_exact(row: LotRow) -> Fraction | None:
    """Return the exact hours to the decimals the cell keeps, none on a row to correct."""
    exact = exact_value(row)
    return None if exact is None or row.wrong else _kept(exact)


def exact_value(row: LotRow) -> Fraction | None:
    """Return what the domain finds, ``None`` when the method of the row cannot be applied."""
    return row.exact


def exact_of(row: LotRow, method: Method) -> Fraction | None:
    """Return what ``method`` gives, ``None`` when an input is missing or does not suit it."""
    values = _values(row, method)
    if values is None or row.lot is None or refusal(row.lot, method) is not None:
        return None
    return evaluate(method.exact, values, row.rounding)


def _values(row: LotRow, method: Method) -> dict[str, Fraction] | None:
    lot = row.lot
    if lot is None or any(lot.value(name) is None for name in method.inputs):
        return None
    return {name: Fraction(lot.value(name) or 0) for name in method.inputs}


def calculated_value(row: LotRow) -> int | None:
    """Return the whole hours the domain finds."""
    exact = exact_value(row)
    return None if exact is None else row.rounding.apply(exact)


def shown_calculated(row: LotRow) -> int | None:
    """Return the whole hours that the row shows, none on a row to correct."""
    return None if row.wrong else calculated_value(row)


def contract_value(row: LotRow) -> int | None:
    """Return the hours of the contract: retained, else calculated, none without hours asked."""
    if row.lot is None or not row.lot.has_hours or row.wrong:
        return None
    return calculated_value(row) if row.lot.retained is None else row.lot.retained.hours


def contract_hours(row: LotRow) -> Paired:
    """Return the hours the pieces will state; a row to correct has none."""
    retained = row.cell("retained_hours")
    hours = f"IF({row.agreed().formula},{retained},{row.cell('calculated_hours')})"
    asked = f'IF({row.unused.formula},"",IF({row.has_hours().formula},{hours},""))'
    value = contract_value(row)
    formula = f'IF({is_wrong(row.cell("message"))},"",{asked})'
    return Paired(formula, "" if value is None else value)


def in_units(row: LotRow, hours_a_unit: int) -> Paired:
    """Return the hours of the contract in days or weeks."""
    hours = row.cell("contract_hours")
    found = contract_value(row)
    value: Value = "" if found is None else float(Fraction(found, hours_a_unit))
    return Paired(f'IF({hours}="","",{hours}/{hours_a_unit})', value)
