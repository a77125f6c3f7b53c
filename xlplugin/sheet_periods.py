"""The sheet « Périodes »: tranches and renewals of the contract, and the hours of each.

An empty sheet says that the contract has no period: nothing changes elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from insertion.contract import Contract
from insertion.periods import Weight
from insertion.typography import french
from xlplugin import limits
from xlplugin.canvas import Book, Page
from xlplugin.cell_rules import WRONG, seen
from xlplugin.chosen_lot import ChosenLot
from xlplugin.largest_remainder import Shared
from xlplugin.lot_columns import FIRST as FIRST_LOT
from xlplugin.lot_columns import TOTAL_NAME
from xlplugin.lot_columns import area as lot_area
from xlplugin.lot_formulas import LotRow, contract_value, is_wrong
from xlplugin.lot_messages import CAUTION, LOTS
from xlplugin.lot_totals import USABLE
from xlplugin.pairing import (
    Paired,
    Rule,
    either,
    fault_words,
    filled_in,
    first,
    grouped,
    words,
)
from xlplugin.period_columns import (
    CHOICE,
    FIRST,
    HEAD,
    HEADINGS_NAME,
    LOTS_NAME,
    NAME,
    PREPARED,
    STATUS,
    TOTAL,
    USED_NAME,
    area,
    cell,
    columns,
    inputs,
    shown,
    terms,
)
from xlplugin.period_formulas import (
    BY_AMOUNT,
    COUNT,
    COVERED,
    KEPT,
    MODE,
    WRONG_ROWS,
    Periods,
    beyond_hours,
    due,
    exact_value,
    hours_in,
    message,
    remainder_of,
    settings,
    shared_hours,
    table_fault,
    workings,
)
from xlplugin.period_grid import LONGEST_BLANK, contract_hours
from xlplugin.sheet_contract import cell_value, header
from xlplugin.styles import ACCENT

LOT_PLACE, LOT_HOURS, LOT_EXACT = (
    "periodes_lot_place",
    "periodes_lot_heures",
    "periodes_lot_exact",
)
BEYOND, LOT_BEYOND = "periodes_en_plus", "periodes_lot_en_plus"
ROWS_WATCHED_BELOW = 1000
_CHOICE_CELL = f"$B${CHOICE}"


def write_periods(
    book: Book, page: Page, contract: Contract | None, lots: Sequence[LotRow]
) -> Periods:
    """Write the periods of ``contract`` and their hours; return what the hidden grid reads."""
    table = Periods(contract, lots)
    chosen = ChosenLot(_CHOICE_CELL, LOT_PLACE, lots[-1].row)
    page.look(ACCENT)
    page.widths([each.width for each in shown()])
    _write_top(page, table)
    _write_choice(book, page, table, chosen)
    for each in columns().values():
        style = "head" if each.id in terms() else "head_result"
        page.put(HEAD - 1, each.index, each.heading, style)
    page.height(HEAD - 1, 34)
    _write_settings(book, page, table, chosen)
    for index in range(table.count):
        _write_row(page, table, index)
    _write_total(page, table)
    ends = inputs()
    book.define(HEADINGS_NAME, f"'{NAME}'!${ends[0].letter}${HEAD}:${ends[-1].letter}${HEAD}")
    book.define(USED_NAME, f"'{NAME}'!{table.area('row_used')}")
    _restrict(page, table)
    page.put(table.last, 0, french(
        f"Fin des {table.count} lignes préparées. Au-delà, un fichier marche.yaml donne un "
        "classeur plus long : clausier classeur SORTIE.xlsx --depuis marche.yaml."),
        "lead")  # fmt: skip
    page.conceal(len(shown()), len(columns()) - 1)
    page.freeze(HEAD, 1)
    page.start_at(FIRST - 1, 0)
    page.print_as(
        header=header(contract),
        repeated=(HEAD - 1, HEAD - 1),
        tall=1 if table.count <= PREPARED else 0,
        areas=(f"A1:{shown()[-1].letter}{table.last}",),
    )
    return table


def lots_reference(last: int) -> str:
    """Return where the numbers of the lots are, for the drop-downs that choose one."""
    return f"'{LOTS}'!{lot_area('number', FIRST_LOT, last)}"


def _write_top(page: Page, table: Periods) -> None:
    page.height(0, 30)
    page.put(0, 0, "Périodes, tranches et reconductions", "title")
    page.put(1, 0, french(
        "Facultatif : une ligne par période. Les heures des lots se répartissent selon les "
        "montants HT s'ils sont tous saisis, sinon selon les durées."), "lead")  # fmt: skip
    page.height(STATUS - 1, 22)
    page.compute(STATUS - 1, 0, _status(table), "status")
    page.highlight(f"A{STATUS}", f'LEFT($A${STATUS},10)="À corriger"', "if_wrong")
    page.highlight(
        f"A{STATUS}", f'LEFT($A${STATUS},{len(french(CAUTION))})="{french(CAUTION)}"', "if_caution"
    )


def _status(table: Periods) -> Paired:
    ends = inputs()
    below = (
        f"${ends[0].letter}${table.last + 2}:${ends[-1].letter}${table.last + ROWS_WATCHED_BELOW}"
    )
    used = table.area("row_used")
    bare = f'IFERROR(SUMPRODUCT(({seen(table.area("title"))}<>"")*({used}=""))>0,FALSE)'
    code = table_fault(table)
    total = f"SUMIF({table.area('covered')},1,{table.area('contract_hours')})"
    by = {
        each: words(f"Rien à corriger. Heures réparties au prorata {each.value}.")
        for each in Weight
    }
    return first(
        [
            Rule(Paired(f"COUNTA({below})>0", value=False), words(
                "À corriger : des données sont saisies sous le tableau, où rien ne se calcule.")),
            Rule(Paired(bare, value=False), words(
                "À corriger : une ligne n'a pas de formules. Y copier une ligne entière du "
                "tableau, puis ressaisir la période.")),
            Rule(Paired(f"{WRONG_ROWS}>0", value=False), words(
                "À corriger, voir la colonne « À lire » : aucune heure n'est répartie d'ici là.")),
            Rule(Paired(f"{COUNT}=0", not table.listed), words(
                "Aucune période saisie : les heures des lots restent entières.")),
            Rule(Paired(f"{COVERED}=0", code == "PERIODES_SANS_FERME"),
                 fault_words("PERIODES_SANS_FERME", WRONG)),
            Rule(Paired(f"{MODE}=0", code == "PERIODES_SANS_POIDS"),
                 fault_words("PERIODES_SANS_POIDS", WRONG)),
            Rule(Paired(f"{total}<>{TOTAL_NAME}", value=False), words(
                f"{CAUTION}des lots insérés après coup, ou au-delà du {LONGEST_BLANK}e, ne sont "
                "pas comptés ici. Pour les compter, en ligne de commande : clausier classeur "
                "NOUVEAU.xlsx --depuis CE_CLASSEUR.xlsx.")),
            Rule(Paired(f"{MODE}={BY_AMOUNT}", table.weighed_by is Weight.AMOUNTS),
                 by[Weight.AMOUNTS]),
        ],
        by[Weight.MONTHS],
    )  # fmt: skip


def _write_choice(book: Book, page: Page, table: Periods, chosen: ChosenLot) -> None:
    lot = table.detailed
    page.height(CHOICE - 1, 24)
    page.put(CHOICE - 1, 0, "Lot à détailler", "label_strong")
    number = None if lot is None or lot.lot is None else lot.lot.number
    page.put(CHOICE - 1, 1, number, "input_text")
    page.validate(CHOICE - 1, 1, choice_of_lot(), CHOICE - 1)
    book.define(LOTS_NAME, lots_reference(table.lots[-1].row))
    title = "" if lot is None or lot.lot is None else lot.lot.title
    page.compute(CHOICE - 1, 2, told_of(chosen, number, title), "plain_indented")


def choice_of_lot() -> dict[str, object]:
    """Return the drop-down that chooses a lot by its number."""
    return {
        "validate": "list",
        "source": f"={LOTS_NAME}",
        "input_title": "Lot",
        "input_message": french("Numéro d'un lot de la feuille « Lots »."),
        "error_title": "Saisie refusée",
        "error_message": french("Choisir le numéro d'un lot de la feuille « Lots »."),
        "ignore_blank": True,
    }


def told_of(chosen: ChosenLot, number: str | None, title: str) -> Paired:
    """Return the title of a chosen lot, or why it shows no hours; it has some if it is named."""
    nothing = Paired(f'{seen(chosen.choice)}=""', number is None)
    unknown = Paired(f"{chosen.place}=0", value=False)
    without = Paired(f"NOT({chosen.has('contract_hours')})", value=False)
    return first(
        [
            Rule(nothing, words("Choisir un lot pour voir ses heures.")),
            Rule(unknown, words(f"{CAUTION}ce lot n'est pas dans la feuille « Lots ».")),
            Rule(without, words(f"{CAUTION}ce lot n'a pas d'heures au marché.")),
        ],
        Paired(chosen.title(), title),
    )


def _write_settings(book: Book, page: Page, table: Periods, chosen: ChosenLot) -> None:
    """Write the hidden figures that hold for the whole sheet, each with its name."""
    lot, parts = table.detailed, table.of_detailed
    hours = None if lot is None else contract_value(lot)
    place = 0 if lot is None else table.lots[-1].row - lot.row + 1
    exact = 0.0 if lot is None else exact_value(lot, hours)
    retained = chosen.has("retained_hours")
    figures = {
        **settings(table),
        LOT_PLACE: Paired(chosen.find(), place),
        LOT_HOURS: Paired(
            f'IF({chosen.has("contract_hours")},{chosen.figure("contract_hours")},"")',
            "" if hours is None else hours,
        ),
        LOT_EXACT: Paired(
            f"IF({retained},{chosen.figure('contract_hours')},{chosen.figure('raw_exact')})", exact
        ),
        BEYOND: Paired(_beyond(table, "contract_hours"), table.beyond),
        LOT_BEYOND: Paired(
            _beyond(table, "lot_hours"), sum(each.hours for each in parts if not each.included)
        ),
    }
    name_at, value_at = (columns()[name] for name in ("setting_name", "setting"))
    for index, (name, paired) in enumerate(figures.items()):
        page.put(FIRST - 1 + index, name_at.index, name, "plain")
        page.compute(FIRST - 1 + index, value_at.index, paired, "plain")
        book.define(name, f"'{NAME}'!${value_at.letter}${FIRST + index}")


def _beyond(table: Periods, name: str) -> str:
    return f"SUMIF({table.area('covered')},0,{table.area(name)})"


def _write_row(page: Page, table: Periods, index: int) -> None:
    line, period = FIRST - 1 + index, table.at(index)
    title = "" if period is None else period.title
    page.height(line, 15.0 * max(2, -(-len(title) // int(columns()["title"].width - 2))))
    for name, term in terms().items():
        value = None if period is None else getattr(period, name)
        column = columns()[name]
        page.put(line, column.index, cell_value(term, value), column.style)
    results = {
        "contract_hours": hours_in(
            table, index, contract_hours(table, index), table.contract_hours(index)
        ),
        "lot_hours": _lot_hours(table, index),
        "due": due(table, index),
        "message": message(table, index),
        **workings(table, index),
        "remainder": _remainder(table, index),
    }
    for name, paired in results.items():
        page.compute(line, columns()[name].index, paired, columns()[name].style)


def _shared(index: int) -> Shared:
    return Shared(LOT_HOURS, cell("kept", FIRST + index), KEPT)


def _nothing_shared() -> str:
    return f'OR({LOT_HOURS}="",{MODE}=0)'


def _remainder(table: Periods, index: int) -> Paired:
    lot = table.detailed
    hours = None if lot is None else contract_value(lot)
    return Paired(
        f"IF({_nothing_shared()},0,{_shared(index).remainder()})",
        remainder_of(hours, table.kept, index),
    )


def _lot_hours(table: Periods, index: int) -> Paired:
    row = FIRST + index
    found = shared_hours(
        _shared(index),
        cell("remainder", row),
        table.area("remainder"),
        None if index == 0 else area("remainder", FIRST, row - 1),
        cell("covered", row),
        beyond_hours(LOT_EXACT, cell("weight", row)),
    )
    parts = table.of_detailed
    value = parts[index].hours if index < len(parts) else ""
    return hours_in(table, index, f'IF({_nothing_shared()},"",{found})', value)


def _write_total(page: Page, table: Periods) -> None:
    page.height(TOTAL - 1, 26)
    amounts = [each.amount_excl_tax for each in table.listed if each.amount_excl_tax is not None]
    months = [each.duration_months for each in table.listed if each.duration_months is not None]
    sums = {
        "duration_months": (_sum_of(table, "duration_months"),
                            sum(months) if months else "", "total_hours"),
        "amount_excl_tax": (_sum_of(table, "amount_excl_tax"),
                            float(sum(map(Fraction, amounts))) if amounts else "", "total_money"),
    }  # fmt: skip
    page.put(TOTAL - 1, 0, "Total", "total_label")
    page.put(TOTAL - 1, 1, None, "total_blank")
    for name, (formula, value, style) in sums.items():
        page.compute(TOTAL - 1, columns()[name].index, Paired(formula, value), style)
    whole = sum(int(table.contract_hours(i) or 0) for i, kept in enumerate(table.covered) if kept)
    lot = sum(each.hours for each in table.of_detailed if each.included)
    for name, value in (("contract_hours", whole), ("lot_hours", lot)):
        formula = f"SUMIF({table.area('covered')},1,{table.area(name)})"
        empty = table.weighed_by is None or (name == "lot_hours" and not table.of_detailed)
        shown_when = f"COUNT({table.area(name)})=0"
        page.compute(
            TOTAL - 1,
            columns()[name].index,
            Paired(f'IF({shown_when},"",{formula})', "" if empty else value),
            "total_hours",
        )
    page.compute(TOTAL - 1, columns()["due"].index, _included(table), "total_label")
    page.compute(TOTAL - 1, columns()["message"].index, _beyond_told(table), "total_label")


def _sum_of(table: Periods, name: str) -> str:
    column = table.area(name)
    told = table.area("message")
    return f'IF(COUNT({column})=0,"",SUMIF({told},{USABLE},{column}))'


def _included(table: Periods) -> Paired:
    return either(
        Paired(f"{MODE}=0", table.weighed_by is None),
        words(""),
        words("Heures comprises"),
    )


def _beyond_told(table: Periods) -> Paired:
    own = sum(each.hours for each in table.of_detailed if not each.included)
    told = filled_in(
        french("En plus du total : ⟦whole⟧ h pour le marché, ⟦lot⟧ h pour le lot."),
        {"whole": grouped(Paired(BEYOND, table.beyond)), "lot": grouped(Paired(LOT_BEYOND, own))},
    )
    return either(Paired(f"{BEYOND}+{LOT_BEYOND}=0", table.beyond + own == 0), words(""), told)


def _restrict(page: Page, table: Periods) -> None:
    for each in inputs():
        rule = limits.validation(terms()[each.id])
        if rule is not None:
            page.validate(FIRST - 1, each.index, rule, table.last - 1)
    told = columns()["message"]
    page.highlight(
        f"{told.letter}{FIRST}:{told.letter}{table.last}", is_wrong(cell("message", FIRST)),
        "if_wrong",
    )  # fmt: skip
