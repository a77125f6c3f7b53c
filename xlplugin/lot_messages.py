"""The column « À lire » of a lot: the first thing to correct, else a caution, else what to know.

The words of a correction are those of the common catalogue of faults, so that the workbook and the
command line speak alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from insertion import vocabulary
from insertion.contract import Contract, Mechanism
from insertion.hours import choose_method
from insertion.intake import RETAINED_FIELDS, RETAINED_WORDS, comparable_number
from insertion.methods import Method
from insertion.typography import french
from xlplugin import limits, methods_list
from xlplugin.limits import shown_label
from xlplugin.lot_columns import area, numeric_inputs
from xlplugin.lot_formulas import (
    LotRow,
    begun,
    calculated_value,
    complete,
    exact_value,
    how_many,
    usable,
)
from xlplugin.pairing import Paired, Rule, either, fault_words, filled_in, first, joined, words

WRONG = "À corriger : "
CAUTION = "Attention : "


def message(row: LotRow, span: tuple[int, int], contract: Contract | None) -> Paired:
    """Return the message of a row; ``span`` is the first and last row of lots."""
    rules = [Rule(row.unused, words(""))]
    rules += _identity(row, span, contract)
    rules += _choices(row)
    rules += [rule for name in numeric_inputs() for rule in _number(row, name)]
    rules += _retained(row)
    rules += _method(row)
    rules += _cautions(row)
    return first(rules, _notice(row))


def _never(formula: str) -> Paired:
    """Return a condition that a lot of the model never meets: only typing or pasting brings it."""
    return Paired(formula, value=False)


def _wrong(code: str, row: LotRow, **values: Paired | str) -> Paired:
    wanted = {"number": row.label, **values}
    return fault_words(code, WRONG, **wanted)


def _identity(row: LotRow, span: tuple[int, int], contract: Contract | None) -> list[Rule]:
    number = row.cell("number")
    return [
        Rule(row.blank("number"), _wrong("LOT_SANS_NUMERO", row)),
        Rule(_twice(row, span, contract), _wrong("LOT_EN_DOUBLE", row, other="une autre ligne")),
        Rule(row.blank("title"), _wrong("LOT_SANS_INTITULE", row)),
        Rule(
            _never(f"LEN({number})>300"),
            words(f"{WRONG}le numéro du lot est trop long."),
        ),
    ]


def _comparable(cells: str) -> str:
    """Return lot numbers for comparing: « Lot 01 », « 01 » and « 1 » are one."""
    bare = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(LOWER(TRIM({cells})),"lot",""),"n°","")," ","")'
    return f'RIGHT(REPT("0",30)&{bare},30)'


def _twice(row: LotRow, span: tuple[int, int], contract: Contract | None) -> Paired:
    cells = area("number", *span)
    formula = (
        f'SUMPRODUCT(({cells}<>"")*({_comparable(cells)}={_comparable(row.cell("number"))}))>1'
    )
    if contract is None or row.lot is None:
        return _never(formula)
    seen = Counter(comparable_number(each.number) for each in contract.lots)
    return Paired(formula, seen[comparable_number(row.lot.number)] > 1)


def _choices(row: LotRow) -> list[Rule]:
    rules = []
    for name, term in vocabulary.lot_terms().items():
        if term.type == "choice":
            cell = row.cell(name)
            unknown = f'AND(TRIM({cell})<>"",COUNTIF({limits.list_name(term)},{cell})=0)'
            words_ = words(f"{WRONG}« {term.label} » : choisir une valeur de la liste.")
            rules.append(Rule(_never(unknown), words_))
    return rules


def _number(row: LotRow, name: str) -> list[Rule]:
    """Say what is wrong with one number: no number at all, or out of its range."""
    term = vocabulary.lot_terms()[name]
    cell = row.cell(name)
    low, high = limits.limits(term)
    outside = f'IF(ISNUMBER({cell}),OR({cell}<{low},{cell}>{high}),TRIM({cell})<>"")'
    advice = f"{WRONG}« {term.label} » : saisir un nombre {limits.range_words(term)}."
    return [Rule(_never(outside), words(advice))]


def _retained(row: LotRow) -> list[Rule]:
    hours = row.cell("retained_hours")
    low, high = limits.limits(vocabulary.lot_terms()["retained_hours"])
    given = f'TRIM({hours})<>""'
    whole = f"IF(ISNUMBER({hours}),OR({hours}<>INT({hours}),{hours}<{low},{hours}>{high}),TRUE)"
    shown = Paired(hours, "")
    rules = [
        Rule(
            _never(f"AND({given},{whole})"),
            _wrong("ENTIER_ATTENDU", row, value=shown, unit="heures"),
        ),
        Rule(
            Paired(
                f"AND({given},NOT({row.has_hours().formula}))",
                row.given("retained_hours") and not row.has_hours().value,
            ),
            _wrong("RETENUE_SANS_CLAUSE", row),
        ),
    ]
    for name in RETAINED_FIELDS:
        lacking = f"AND({given},{row.blank(name).formula})"
        missing = _wrong("RETENUE_INCOMPLETE", row, missing=RETAINED_WORDS[name])
        rules.append(Rule(_never(lacking), missing))
        alone = f'AND(TRIM({hours})="",{row.cell(name)}<>"")'
        orphan = _wrong("RETENUE_SANS_HEURES", row, given=RETAINED_WORDS[name])
        rules.append(Rule(_never(alone), orphan))
    dated = row.cell("retained_date")
    rules.append(
        Rule(_never(f'AND({dated}<>"",NOT(ISNUMBER({dated})))'),
             words(f"{WRONG}la date de la décision n'est pas une date.")))  # fmt: skip
    return rules


def _wanted(row: LotRow) -> Paired:
    """Tell whether the lot needs a calculation: hours are asked and none was agreed upon."""
    asked, agreed = row.has_hours(), row.blank("retained_hours")
    return Paired(f"{asked.formula},{agreed.formula}", bool(asked.value and agreed.value))


def _method(row: LotRow) -> list[Rule]:
    methods = methods_list.every()
    wanted = _wanted(row)
    problem = None if row.lot is None else choose_method(row.lot)[1]
    none = f'{row.cell("applied_method")}=""'
    many = how_many([complete(row, each) for each in methods]).formula
    some = how_many([begun(row, each) for each in methods]).formula

    def when(condition: str, code: str) -> Paired:
        return Paired(
            f"AND({wanted.formula},{none},{condition})", bool(wanted.value and problem == code)
        )

    rules = [
        Rule(when(f"OR({many}>1,{some}>1)", "METHODE_AMBIGUE"), _wrong("METHODE_AMBIGUE", row)),
        Rule(when("TRUE", "METHODE_INDETERMINEE"), _wrong("METHODE_INDETERMINEE", row)),
    ]
    for method in methods:
        rules += _inputs_of(row, method, wanted)
    return rules


def _inputs_of(row: LotRow, method: Method, wanted: Paired) -> list[Rule]:
    """Name the inputs the applied method lacks, then a divisor that is zero."""
    label = methods_list.label(method)
    used = f'{row.cell("applied_method")}="{label}"'
    chosen = row.chosen is not None and row.chosen.id == method.id
    lacking = [
        either(row.blank(name), words(f" « {vocabulary.lot_terms()[name].label} » ;"), words(""))
        for name in method.inputs
    ]
    count = complete(row, method)
    incomplete = Paired(
        f"AND({wanted.formula},{used},NOT{count.formula})",
        bool(wanted.value and chosen and not count.value),
    )
    impossible = Paired(
        f'AND({wanted.formula},{used},{usable(row, method)},{row.cell("exact_hours")}="")',
        bool(wanted.value and chosen and count.value and exact_value(row) is None),
    )
    listed = joined(words(f"{WRONG}pour « {label} », il manque"), *lacking)
    return [
        Rule(incomplete, joined(listed, words(" à renseigner."))),
        Rule(impossible, _wrong("COUT_HORAIRE_NUL", row)),
    ]


def _cautions(row: LotRow) -> list[Rule]:
    asked = row.has_hours()
    contract = row.cell("contract_hours")
    calculated = calculated_value(row)
    agreed = None if row.lot is None or row.lot.retained is None else row.lot.retained.hours
    zero = bool(asked.value) and (calculated if agreed is None else agreed) == 0
    rules = [
        Rule(
            Paired(f"IF(ISNUMBER({contract}),{contract}=0,FALSE)", zero),
            words(f"{CAUTION}0 heure : une clause sans volume n'oblige à rien."),
        )
    ]
    ruling = [each for each in methods_list.every() if each.is_rule]
    if ruling:
        used = row.cell("applied_method")
        tests = ",".join(f'{used}="{methods_list.label(each)}"' for each in ruling)
        given = f'TRIM({row.cell("retained_hours")})<>""'
        is_rule = row.chosen is not None and row.chosen.is_rule
        rules.append(
            Rule(
                Paired(
                    f"AND({asked.formula},{given},OR({tests}))",
                    bool(asked.value and agreed is not None and is_rule),
                ),
                words(f"{CAUTION}le volume retenu remplace la part des heures travaillées."),
            )
        )
        rules.append(
            Rule(
                Paired(
                    f'AND({asked.formula},{contract}<>"",OR({tests}))',
                    bool(asked.value and calculated is not None and is_rule),
                ),
                words("Estimation : la clause énonce la part, le volume en découle."),
            )
        )
    return rules


def _notice(row: LotRow) -> Paired:
    """Say what to know of a row without fault: hours agreed upon, or no hours asked."""
    asked = row.has_hours()
    calculated = row.cell("calculated_hours")
    value = calculated_value(row)
    figure = Paired(calculated, "" if value is None else value)
    without_figure = Paired(f'{calculated}=""', value is None)
    retained = either(
        without_figure,
        words("Heures retenues, sans calcul à comparer."),
        filled_in(french("Heures retenues à la place des ⟦calculated⟧ calculées."),
                  {"calculated": figure}),
    )  # fmt: skip
    agreed = Paired(f'TRIM({row.cell("retained_hours")})<>""', row.given("retained_hours"))
    none = shown_label("mechanism", Mechanism.NONE)
    unexplained = Paired(
        f'AND({row.cell("mechanism")}="{none}",{row.blank("no_clause_reason").formula})',
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


def is_wrong(message_cell: str) -> str:
    """Return the condition that a message asks for a correction."""
    return f'LEFT({message_cell},{len(french(WRONG))})="{french(WRONG)}"'


def is_caution(message_cell: str) -> str:
    """Return the condition that a message warns."""
    return f'LEFT({message_cell},{len(french(CAUTION))})="{french(CAUTION)}"'


def is_one_of(values: Sequence[str], cell: str) -> str:
    """Return the condition that a cell holds one of several texts."""
    return f"OR({','.join(f'{cell}={value}' for value in values)})"
