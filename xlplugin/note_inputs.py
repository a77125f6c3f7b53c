"""What the note shows of a lot's inputs: those its method reads, and no others.

The columns of the everyday inputs are blank where the method does without them; the inputs that
only some methods read are told in one text, whatever the method chosen while typing.
"""

from __future__ import annotations

from fractions import Fraction

from insertion import vocabulary
from insertion.method import Method
from insertion.quantities import round_half_up
from insertion.typography import french
from xlplugin import methods_list
from xlplugin.lot_formulas import METHOD_LIST, LotRow, exact_value
from xlplugin.lot_messages import LOTS
from xlplugin.pairing import Paired, decimal_shown, either, joined, words

MOST_OWN = 3
"""Inputs of its own that a method may have: each takes a place in the text of the note."""


def own_of(method: Method) -> tuple[str, ...]:
    """Return the inputs of a method that the everyday ones do without."""
    own = methods_list.own_inputs()
    found = tuple(name for name in method.inputs if name in own)
    if len(found) > MOST_OWN:
        raise ValueError(f"{method.id}: the note has room for {MOST_OWN} inputs of its own")
    return found


def everyday() -> tuple[str, ...]:
    """Return the inputs that have a column in the note."""
    return tuple(dict.fromkeys(name for each in methods_list.everyday() for name in each.inputs))


def _reads_list(name: str) -> str:
    return f"methodes_lit_{vocabulary.quantity(name).key}"


def _label_list(place: int) -> str:
    return f"methodes_donnee_{place + 1}"


def method_tables() -> dict[str, tuple[str, list[str | int]]]:
    """Return the constant columns of the sheet of methods: name, heading, a value a method."""
    methods = methods_list.every()
    tables: dict[str, tuple[str, list[str | int]]] = {
        _reads_list(name): (
            f"Lit « {vocabulary.quantity(name).short} »",
            [int(name in each.inputs) for each in methods],
        )
        for name in everyday()
    }
    for place in range(MOST_OWN):
        labels: list[str | int] = [
            vocabulary.quantity(own_of(each)[place]).short if place < len(own_of(each)) else ""
            for each in methods
        ]
        tables[_label_list(place)] = (f"Donnée propre {place + 1}", labels)
    return tables


def _at(row: LotRow) -> str:
    return f"MATCH({LOTS}!{row.cell('applied_method')},{METHOD_LIST},0)"


def is_read(row: LotRow, name: str) -> Paired:
    """Tell whether the lot's method reads an everyday input; without a method, what is typed is."""
    formula = f"IFERROR(INDEX({_reads_list(name)},{_at(row)}),1)=1"
    return Paired(formula, row.chosen is None or name in row.chosen.inputs)


def own_figure(row: LotRow, place: int) -> Paired:
    """Return the method's own input of that place, to the cent; empty when it has none.

    A blank cell counts for zero: :func:`own_text` shows nothing of a lot that is not computed.
    """
    cells = [
        f"{LOTS}!{row.cell(own_of(each)[place])}" if place < len(own_of(each)) else '""'
        for each in methods_list.every()
    ]
    formula = f'IFERROR(ROUND(CHOOSE({_at(row)},{",".join(cells)}),2),"")'
    names = () if row.chosen is None else own_of(row.chosen)
    if row.lot is None or place >= len(names):
        return Paired(formula, "")
    cents = round_half_up(Fraction(row.lot.value(names[place]) or 0) * 100)
    return Paired(formula, float(Fraction(cents, 100)))


def own_text(row: LotRow, place: int, figure: str) -> Paired:
    """Return « nom : valeur » for the figure of cell ``figure``, nothing when it is empty."""
    found = own_figure(row, place)
    names = () if row.chosen is None else own_of(row.chosen)
    label = vocabulary.quantity(names[place]).short if place < len(names) else ""
    named = Paired(f'IFERROR(INDEX({_label_list(place)},{_at(row)}),"")', french(label))
    computed = f'{LOTS}!{row.cell("raw_exact")}<>""'
    there = Paired(
        f'AND({figure}<>"",{computed})', found.value != "" and exact_value(row) is not None
    )
    shown = decimal_shown(Paired(figure, found.value or 0))
    separator = words(" ; " if place else "")
    return either(there, joined(separator, named, words(" : "), shown), words(""))
