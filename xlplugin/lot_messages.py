"""The column « À lire » of a lot: the first thing to correct, else a caution, else what to know.

The words of a correction are those of the common catalogue of faults, so that the workbook and the
command line speak alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from insertion import vocabulary
from insertion.contract import Contract, Mechanism
from insertion.hours import choose_method
from insertion.intake import RETAINED_FIELDS, comparable_number
from insertion.method import Method
from insertion.refusals import refusal, refusals_of
from insertion.typography import french
from xlplugin import methods_list
from xlplugin.cell_rules import WRONG, cell_rules, spelled
from xlplugin.limits import shown_label
from xlplugin.lot_columns import CHECKED_TOGETHER, columns, input_fault, inputs
from xlplugin.lot_formulas import METHOD_LIST, LotRow, calculated_value, complete
from xlplugin.pairing import (
    Paired,
    Rule,
    either,
    fault_words,
    filled_in,
    first,
    joined,
    literal,
    words,
)

LOTS = "Lots"
"""The name of the sheet, for messages that point to one of its cells."""
CAUTION = "Attention : "
REMARKS_NAME = "methodes_a_savoir"
"""What to know of each method, in the order of the list of methods, on the hidden sheet."""


def messages(row: LotRow, span: tuple[int, int], contract: Contract | None) -> dict[str, Paired]:
    """Return the message of a row and the hidden checks before it, by column.

    ``span`` is the first and last row of lots. Each check repeats what an earlier one found, else
    looks for the faults of its own family: the last one holds the first fault of the row. One
    formula for all of them would come close to the limits of Excel, and nobody could read it.
    """
    found: dict[str, Paired] = {}
    before: list[Rule] = [Rule(row.unused, words(""))]
    for name, rules in _families(row, span, contract).items():
        found[name] = first([*before, *rules], words(""))
        told = Paired(row.cell(name), found[name].value)
        before = [
            Rule(row.unused, words("")),
            Rule(Paired(f'{told.formula}<>""', told.value != ""), told),
        ]
    found["message"] = first([*before, *_cautions(row)], _notice(row))
    return found


def _families(
    row: LotRow, span: tuple[int, int], contract: Contract | None
) -> dict[str, list[Rule]]:
    """Return the faults by hidden column, in the order in which they are told."""
    typed = inputs()
    groups = [
        typed[start : start + CHECKED_TOGETHER] for start in range(0, len(typed), CHECKED_TOGETHER)
    ]
    families = {
        f"cell_fault_{index}": [
            rule for each in group for rule in cell_rules(each.term, row.cell(each.term.id))
        ]
        for index, group in enumerate(groups, start=1)
    }
    # No other rule can look at a cell in error: this one comes first.
    families["cell_fault_1"].insert(0, _spoiled(row))
    families["identity_fault"] = _identity(row, span, contract)
    families["retained_fault"] = _retained(row)
    families["method_fault"] = _method(row)
    for method in methods_list.every():
        families[input_fault(method.id)] = _inputs_of(row, method)
    return families


def _spoiled(row: LotRow) -> Rule:
    advice = "une cellule affiche une erreur. Corriger la formule ou saisir la valeur."
    return Rule(_never(f"SUMPRODUCT(--ISERROR({row.span}))>0"), words(WRONG + advice))


def _never(formula: str) -> Paired:
    """Return a condition that a lot of the model never meets: only typing or pasting brings it."""
    return Paired(formula, value=False)


def _wrong(code: str, row: LotRow, **values: Paired | str) -> Paired:
    wanted = {"number": row.label, **values}
    return fault_words(code, WRONG, **wanted)


def _identity(row: LotRow, span: tuple[int, int], contract: Contract | None) -> list[Rule]:
    twice, other = _twice(row, span, contract)
    return [
        Rule(row.blank("number"), _wrong("LOT_SANS_NUMERO", row)),
        Rule(twice, _wrong("LOT_EN_DOUBLE", row, other=other)),
        Rule(row.blank("title"), _wrong("LOT_SANS_INTITULE", row)),
    ]


def _twice(row: LotRow, span: tuple[int, int], contract: Contract | None) -> tuple[Paired, Paired]:
    """Tell whether a row above bears the same number, and which; the first one stays usable."""
    key, column = row.cell("number_key"), columns()["number_key"].letter
    top = f"${column}${span[0]}"
    above = f"{top}:{key}"
    found = f"MATCH({key},{above},0)"
    formula = f'IF({key}="",FALSE,{found}<ROWS({above}))'
    number = columns()["number"].letter
    place = f'"{LOTS}!{number}"&(ROW({top})-1+{found})'
    if contract is None or row.lot is None:
        return _never(formula), Paired(place, "")
    first_of = _first_bearers(tuple(each.number for each in contract.lots))
    first_row = span[0] + first_of[comparable_number(row.lot.number)]
    return Paired(formula, first_row < row.row), Paired(place, f"{LOTS}!{number}{first_row}")


@lru_cache(maxsize=2)
def _first_bearers(numbers: tuple[str, ...]) -> dict[str, int]:
    """Return the index of the first lot that bears each number, asked once a row."""
    found: dict[str, int] = {}
    for index, number in enumerate(numbers):
        found.setdefault(comparable_number(number), index)
    return found


def _retained(row: LotRow) -> list[Rule]:
    agreed, asked = row.agreed(), row.has_hours()
    rules = [
        Rule(
            Paired(
                f"AND({agreed.formula},NOT({asked.formula}))",
                bool(agreed.value and not asked.value),
            ),
            _wrong("RETENUE_SANS_CLAUSE", row),
        ),
    ]
    for name in RETAINED_FIELDS:
        blank = row.blank(name).formula
        part = vocabulary.lot_terms()[name].short
        missing = _wrong("RETENUE_INCOMPLETE", row, missing=part)
        rules.append(Rule(_never(f"AND({agreed.formula},{blank})"), missing))
        orphan = _wrong("RETENUE_SANS_HEURES", row, given=part)
        rules.append(Rule(_never(f"NOT(OR({agreed.formula},{blank}))"), orphan))
    return rules


def _wanted(row: LotRow) -> Paired:
    """Tell whether the lot needs a calculation: hours are asked and none was agreed upon."""
    asked, agreed = row.has_hours(), row.agreed()
    return Paired(f"{asked.formula},NOT({agreed.formula})", bool(asked.value and not agreed.value))


def _method(row: LotRow) -> list[Rule]:
    wanted = _wanted(row)
    problem = None if row.lot is None else choose_method(row.lot)[1]
    none = f'{row.cell("applied_method")}=""'
    many, some = row.cell("complete_methods"), row.cell("begun_methods")

    def when(condition: str, code: str) -> Paired:
        return Paired(
            f"AND({wanted.formula},{none},{condition})", bool(wanted.value and problem == code)
        )

    unnamed = f"{row.cell('own_inputs')}>0"
    return [
        Rule(when(unnamed, "METHODE_A_NOMMER"), _wrong("METHODE_A_NOMMER", row)),
        Rule(when(f"OR({many}>1,{some}>1)", "METHODE_AMBIGUE"), _wrong("METHODE_AMBIGUE", row)),
        Rule(when("TRUE", "METHODE_INDETERMINEE"), _wrong("METHODE_INDETERMINEE", row)),
    ]


def _inputs_of(row: LotRow, method: Method) -> list[Rule]:
    """Name the inputs the applied method lacks, then a divisor that is zero."""
    wanted = _wanted(row)
    label = methods_list.label(method)
    used = f'{row.cell("applied_method")}="{label}"'
    chosen = row.chosen is not None and row.chosen.id == method.id
    lacking = joined(
        *(
            either(row.blank(name), words(f", « {vocabulary.lot_terms()[name].label} »"), words(""))
            for name in method.inputs
        )
    )
    # Each name comes with its comma: the first one is cut off.
    named = Paired(f"MID({lacking.formula},3,500)", str(lacking.value)[2:])
    count = complete(row, method)
    incomplete = Paired(
        f"AND({wanted.formula},{used},NOT{count.formula})",
        bool(wanted.value and chosen and not count.value),
    )
    rules = [Rule(incomplete, joined(words(f"{WRONG}méthode « {label} », il manque "), named, "."))]
    refused = refusal(row.lot, method) if chosen and count.value and row.lot else None
    for each in refusals_of(method):
        figure = row.cell(each.name)
        test = f"{figure}=0" if each.from_ is None else f"{figure}>={each.from_}"
        stopped = Paired(
            f"AND({wanted.formula},{used},ISNUMBER({figure}),{test})",
            bool(wanted.value and refused is each),
        )
        rules.append(Rule(stopped, _wrong(each.code, row, **each.values)))
    return rules


def _cautions(row: LotRow) -> list[Rule]:
    asked = row.has_hours()
    retained, raw = row.cell("retained_hours"), row.cell("raw_hours")
    typed = row.agreed().formula
    due = f"IF({typed},{retained},{raw})"
    calculated = calculated_value(row)
    agreed = None if row.lot is None or row.lot.retained is None else row.lot.retained.hours
    zero = bool(asked.value) and (calculated if agreed is None else agreed) == 0
    rules = [
        Rule(
            Paired(f"IF({asked.formula},IF(ISNUMBER({due}),{due}=0,FALSE),FALSE)", zero),
            words(f"{CAUTION}0 heure : une clause sans volume n'oblige à rien."),
        )
    ]
    used = row.cell("applied_method")
    ruling = [literal(methods_list.label(each)) for each in methods_list.every() if each.is_rule]
    if ruling:
        by_rule = is_one_of(ruling, used)
        is_rule = row.chosen is not None and row.chosen.is_rule
        rules.append(
            Rule(
                Paired(
                    f"AND({asked.formula},{typed},{by_rule})",
                    bool(asked.value and agreed is not None and is_rule),
                ),
                words(f"{CAUTION}le volume retenu remplace la règle de la méthode."),
            )
        )
    known = "" if row.chosen is None else remark_of(row.chosen)
    at = f"MATCH({used},{METHOD_LIST},0)"
    remark = Paired(f'IFERROR(INDEX({REMARKS_NAME},{at}),"")', known)
    rules.append(
        Rule(
            Paired(
                f'AND({asked.formula},NOT({typed}),{raw}<>"",{remark.formula}<>"")',
                bool(asked.value and agreed is None and calculated is not None and known),
            ),
            remark,
        )
    )
    if ruling:
        rules.append(
            Rule(
                Paired(
                    f'AND({asked.formula},{raw}<>"",{by_rule})',
                    bool(asked.value and calculated is not None and is_rule),
                ),
                words("Estimation : la clause énonce la règle, le volume en découle."),
            )
        )
    return rules


def remark_of(method: Method) -> str:
    """Return what a lot sized by ``method`` warns of, as a caution; nothing without any."""
    told = methods_list.to_know(method)
    return french(f"{CAUTION}{told[:1].lower()}{told[1:]}") if told else ""


def _notice(row: LotRow) -> Paired:
    """Say what to know of a row without fault: hours agreed upon, or no hours asked."""
    asked = row.has_hours()
    calculated = row.cell("raw_hours")
    value = calculated_value(row)
    figure = Paired(calculated, "" if value is None else value)
    without_figure = Paired(f'{calculated}=""', value is None)
    retained = either(
        without_figure,
        words("Heures retenues, sans calcul à comparer."),
        filled_in(french("Heures retenues à la place des ⟦calculated⟧ calculées."),
                  {"calculated": figure}),
    )  # fmt: skip
    agreed = row.agreed()
    none = shown_label("mechanism", Mechanism.NONE)
    unexplained = Paired(
        f'AND({spelled(row.cell("mechanism"))}="{none}",{row.blank("no_clause_reason").formula})',
        row.lot is not None
        and row.lot.mechanism is Mechanism.NONE
        and not row.given("no_clause_reason"),
    )
    idle = either(
        unexplained,
        words("Sans clause : le motif d'absence reste à renseigner."),
        words("Sans heures d'insertion demandées à l'entreprise."),
    )
    return either(asked, either(agreed, retained, words("")), idle)


def is_caution(message_cell: str) -> str:
    """Return the condition that a message warns."""
    return f'LEFT({message_cell},{len(french(CAUTION))})="{french(CAUTION)}"'


def is_one_of(values: Sequence[str], cell: str) -> str:
    """Return the condition that a cell holds one of several texts."""
    return f"OR({','.join(f'{cell}={value}' for value in values)})"
