"""The sheet « Répartition »: a figure shared between firms, territories, lots or sites.

It is a tool beside the contract: nothing of it enters the record, and it is always written blank.
"""

from __future__ import annotations

from collections.abc import Sequence

from insertion.allocation import RULE
from insertion.contract import Contract
from insertion.quantities import MAX_AMOUNT, MAX_HOURS
from insertion.reading import TEXT_LIMITS
from insertion.typography import decimal_text, french
from xlplugin.canvas import Book, Page, column_letter
from xlplugin.cell_rules import WRONG, seen
from xlplugin.chosen_lot import ChosenLot
from xlplugin.largest_remainder import Shared, kept_formula, scale_formula
from xlplugin.lot_columns import TOTAL_NAME
from xlplugin.lot_formulas import LotRow, is_wrong
from xlplugin.lot_messages import CAUTION
from xlplugin.lot_totals import contract_total
from xlplugin.pairing import Paired, Rule, either, filled_in, first, grouped, literal, words
from xlplugin.sheet_contract import header
from xlplugin.sheet_periods import choice_of_lot
from xlplugin.styles import ACCENT

NAME = "Répartition"
WHAT, LOT, TYPED, HOURS, AMONG = 4, 5, 6, 7, 8
"""Spreadsheet rows, counted from 1, of the questions and of the hours to share."""
STATUS, TOTAL, HEAD, FIRST = 9, 11, 12, 13
PLACES = 20
"""Beneficiaries prepared."""
LAST = FIRST + PLACES - 1
BY_CONTRACT, BY_LOT, BY_FIGURE = "Tout le marché", "Un lot", "Un nombre d’heures"
KINDS = ("Cotraitants", "Territoires", "Lots", "Sites", "Autres")
PLACE_NAME, HOURS_NAME = "repartition_lot_place", "repartition_heures"
WHOLE_NAME, SCALE_NAME, KEPT_NAME = (
    "repartition_poids",
    "repartition_echelle",
    "repartition_poids_entiers",
)
_NAMED, _WEIGHT, _SHARE, _EXACT, _GIVEN, _MESSAGE = range(6)
_KEPT, _REST, _SETTING = 6, 7, 8
_WIDTHS = (40, 22, 13, 17, 18, 62)
_ANSWER = _WEIGHT
"""The column where the questions are answered."""


JOINTLY = (
    "Ce partage ne vaut qu'entre les bénéficiaires. Envers l'acheteur, les membres d'un groupement "
    "restent tenus ensemble du total, dans les conditions du marché : la part qu'un cotraitant ne "
    "réalise pas reste due. Pour qu'il engage chacun, l'écrire dans l'acte d'engagement ou dans la "
    "convention de groupement."
)


def _cell(column: int, row: int) -> str:
    return f"${column_letter(column)}{row}"


def _area(column: int, first_row: int = FIRST, last_row: int = LAST) -> str:
    letter = column_letter(column)
    return f"${letter}${first_row}:${letter}${last_row}"


def _answer(row: int) -> str:
    return f"${column_letter(_ANSWER)}${row}"


def write_split(book: Book, page: Page, contract: Contract | None, lots: Sequence[LotRow]) -> None:
    """Write the sheet, ready to share the hours of the lots."""
    page.look(ACCENT)
    page.widths(_WIDTHS)
    page.height(0, 30)
    page.put(0, 0, NAME, "title")
    page.put(1, 0, french(
        "Partager des heures entre cotraitants, territoires, lots ou sites, sans en perdre ni en "
        "ajouter. Outil de travail : rien d'ici n'entre dans les pièces."), "lead")  # fmt: skip
    chosen = ChosenLot(_answer(LOT), PLACE_NAME, lots[-1].row)
    _write_questions(page, chosen, contract_total(list(lots)))
    _write_settings(book, page, chosen, contract_total(list(lots)))
    page.height(STATUS - 1, 24)
    page.compute(STATUS - 1, 0, _status(), "status")
    _write_text(page, STATUS, RULE)
    _write_table(page)
    _write_text(page, LAST + 1, JOINTLY)
    _restrict(page)
    page.conceal(_KEPT, _SETTING)
    page.freeze(HEAD, 1)
    page.start_at(WHAT - 1, _ANSWER)
    page.print_as(
        header=header(contract),
        repeated=(HEAD - 1, HEAD - 1),
        tall=1,
        areas=(f"A1:{column_letter(_MESSAGE)}{LAST + 3}",),
    )


def _write_text(page: Page, line: int, text: str) -> None:
    """Write a text over the width of the table, on two lines."""
    page.height(line, 32)
    page.spread(line, _NAMED, _MESSAGE, "small")
    page.put(line, _NAMED, french(text), "small")


def _write_questions(page: Page, chosen: ChosenLot, total: int) -> None:
    page.height(2, 6)
    asked = (
        (WHAT, "Que répartir ?", BY_CONTRACT, "input_choice"),
        (LOT, "Numéro du lot", None, "input_text"),
        (TYPED, "Nombre d'heures", None, "input_whole"),
        (AMONG, "Entre quels bénéficiaires ?", KINDS[0], "input_choice"),
    )
    for row, label, value, style in asked:
        page.height(row - 1, 22)
        page.put(row - 1, 0, french(label), "label")
        page.put(row - 1, _ANSWER, value, style)
    page.height(HOURS - 1, 24)
    page.put(HOURS - 1, 0, french("Heures à répartir"), "label_strong")
    page.compute(
        HOURS - 1, _ANSWER, Paired(f'IF({HOURS_NAME}="","",{HOURS_NAME})', total), "output_hours"
    )
    what, lot, typed = (seen(_answer(row)) for row in (WHAT, LOT, TYPED))
    told = first(
        [
            Rule(Paired(f"NOT({what}={literal(BY_LOT)})", value=True), words("")),
            Rule(Paired(f'{lot}=""', value=False), words(f"{CAUTION}choisir le numéro du lot.")),
            Rule(Paired(f"{PLACE_NAME}=0", value=False),
                 words(f"{CAUTION}ce lot n'est pas dans la feuille « Lots ».")),
            Rule(Paired(f"NOT({chosen.has('contract_hours')})", value=False),
                 words(f"{CAUTION}ce lot n'a pas d'heures au marché.")),
        ],
        Paired(chosen.title(), ""),
    )  # fmt: skip
    page.compute(LOT - 1, _SHARE, told, "plain_indented")
    low = f"IFERROR(AND({_whole(_answer(TYPED))},ISNUMBER({_answer(TYPED)})),FALSE)"
    bad = first(
        [
            Rule(Paired(f"NOT({what}={literal(BY_FIGURE)})", value=True), words("")),
            Rule(Paired(f'{typed}=""', value=False), words(f"{CAUTION}saisir les heures.")),
            Rule(Paired(f"NOT({low})", value=False), words(
                f"{WRONG}saisir un nombre entier de 0 à {decimal_text(MAX_HOURS)} heures.")),
        ],
        words(""),
    )  # fmt: skip
    page.compute(TYPED - 1, _SHARE, bad, "plain_indented")


def _whole(cell: str) -> str:
    return f"{cell}>=0,{cell}<={MAX_HOURS},{cell}=INT({cell})"


def _write_settings(book: Book, page: Page, chosen: ChosenLot, total: int) -> None:
    """Write the hidden figures, each with its name."""
    what, typed = seen(_answer(WHAT)), _answer(TYPED)
    own = f'IFERROR(IF(AND(ISNUMBER({typed}),{_whole(typed)}),{typed},""),"")'
    of_lot = f'IF({chosen.has("contract_hours")},{chosen.figure("contract_hours")},"")'
    every = f'IF({TOTAL_NAME}<={MAX_HOURS},{TOTAL_NAME},"")'
    hours = (
        f"IF({what}={literal(BY_LOT)},{of_lot},IF({what}={literal(BY_FIGURE)},{own},"
        f'IF({what}={literal(BY_CONTRACT)},{every},"")))'
    )
    ready = f"IF(SUMPRODUCT(--({is_wrong(_area(_MESSAGE))}))>0,0,SUM({_area(_WEIGHT)}))"
    figures = {
        PLACE_NAME: Paired(chosen.find(), 0),
        HOURS_NAME: Paired(hours, total),
        WHOLE_NAME: Paired(ready, 0),
        SCALE_NAME: Paired(f"IF({WHOLE_NAME}=0,0,{scale_formula(WHOLE_NAME)})", 0),
        KEPT_NAME: Paired(f"SUM({_area(_KEPT)})", 0),
    }
    for index, (name, paired) in enumerate(figures.items()):
        page.compute(FIRST - 1 + index, _SETTING, paired, "plain")
        book.define(name, f"'{NAME}'!${column_letter(_SETTING)}${FIRST + index}")


def _nothing() -> str:
    """Return the condition that there is nothing to share, or nobody to share it with."""
    return f'OR({HOURS_NAME}="",{KEPT_NAME}=0)'


def _status() -> Paired:
    given = grouped(Paired(f"SUM({_area(_GIVEN)})", 0))
    below = f"$A${LAST + 4}:${column_letter(_WEIGHT)}${LAST + 1000}"
    filled = f'SUMPRODUCT(--({seen(_area(_NAMED))}<>""))'
    return first(
        [
            Rule(Paired(f"COUNTA({below})>0", value=False), words(
                f"À corriger : {PLACES} bénéficiaires au plus, rien ne se calcule sous le "
                "tableau.")),
            Rule(Paired(f"SUMPRODUCT(--({is_wrong(_area(_MESSAGE))}))>0", value=False), words(
                "À corriger, voir la colonne « À lire » : rien n'est réparti d'ici là.")),
            Rule(Paired(f'{HOURS_NAME}=""', value=False), words(
                "Indiquer d'abord les heures à répartir.")),
            Rule(Paired(f"IFERROR({filled}=0,TRUE)", value=True), words(
                "Saisir au moins un bénéficiaire et son poids.")),
            Rule(Paired(f"{KEPT_NAME}=0", value=False), words(
                "À corriger : aucun poids n'est plus grand que zéro.")),
            Rule(Paired(f"SUM({_area(_GIVEN)})<>{HOURS_NAME}", value=False), words(
                "À corriger : la somme des parts n'est pas le total. Une ligne du tableau a perdu "
                "ses formules.")),
        ],
        filled_in(french("Total conservé : la somme des parts fait ⟦sum⟧ h."), {"sum": given}),
    )  # fmt: skip


def _write_table(page: Page) -> None:
    heads = {
        _WEIGHT: "Poids (montant, part ou nombre)",
        _SHARE: "Part du total",
        _EXACT: "Prorata, avant arrondi",
        _GIVEN: "Heures attribuées",
        _MESSAGE: "À lire",
    }
    page.height(HEAD - 1, 34)
    page.height(TOTAL - 1, 24)
    among = seen(_answer(AMONG))
    head = Paired(f'IF({among}="",{literal("Bénéficiaires")},{_answer(AMONG)})', KINDS[0])
    page.compute(HEAD - 1, _NAMED, head, "head")
    for column, title in heads.items():
        page.put(HEAD - 1, column, french(title), "head" if column == _WEIGHT else "head_result")
    for column, title in ((_KEPT, "Poids entier"), (_REST, "Reste"), (_SETTING, "Réglage")):
        page.put(HEAD - 1, column, title, "plain")
    nothing = Paired(_nothing(), value=True)
    totals = (
        (_WEIGHT, WHOLE_NAME, "total_decimals"),
        (_SHARE, words("100 %").formula, "total_hours"),
        (_EXACT, HOURS_NAME, "total_decimals"),
        (_GIVEN, f"SUM({_area(_GIVEN)})", "total_hours"),
    )
    page.put(TOTAL - 1, _NAMED, "Total", "total_label")
    for column, formula, style in totals:
        page.compute(TOTAL - 1, column, either(nothing, words(""), Paired(formula, "")), style)
    page.put(TOTAL - 1, _MESSAGE, None, "total_blank")
    for row in range(FIRST, LAST + 1):
        _write_row(page, row)


def _write_row(page: Page, row: int) -> None:
    line = row - 1
    page.height(line, 20)
    page.put(line, _NAMED, None, "input_text")
    page.put(line, _WEIGHT, None, "input_number")
    weight, kept, rest = (_cell(column, row) for column in (_WEIGHT, _KEPT, _REST))
    shared = Shared(HOURS_NAME, kept, KEPT_NAME)
    blank = seen(weight)
    before = None if row == FIRST else _area(_REST, FIRST, row - 1)
    share = shared.share(rest, _area(_REST), before)

    def shown(formula: str) -> Paired:
        # One IF after the other: OR would look at a cell in error.
        return Paired(f'IF({_nothing()},"",IF({blank}="","",{formula}))', "")

    results = (
        (_SHARE, shown(f"{weight}/{WHOLE_NAME}"), "cell_share"),
        (_EXACT, shown(f"{HOURS_NAME}*{weight}/{WHOLE_NAME}"), "output_exact"),
        (_GIVEN, shown(share), "output_hours"),
        (_MESSAGE, _message(row), "message"),
        (_KEPT, Paired(
            f"IF({WHOLE_NAME}=0,0,IF(ISNUMBER({weight}),{kept_formula(weight, SCALE_NAME)},0))", 0
        ), "plain"),
        (_REST, Paired(f"IF({_nothing()},0,{shared.remainder()})", 0), "plain"),
    )  # fmt: skip
    for column, paired, style in results:
        page.compute(line, column, paired, style)


def _message(row: int) -> Paired:
    name, weight = _cell(_NAMED, row), _cell(_WEIGHT, row)
    named, weighed = seen(name), seen(weight)
    above = f"${column_letter(_NAMED)}${FIRST}:{name}"
    twice = f"SUMPRODUCT(--({seen(above)}={named}))>1"
    top = decimal_text(MAX_AMOUNT)

    def never(condition: str) -> Paired:
        return Paired(condition, value=False)

    return first(
        [
            Rule(never(f"OR(ISERROR({name}),ISERROR({weight}))"), words(
                f"{WRONG}une cellule affiche une erreur.")),
            Rule(Paired(f'AND({named}="",{weighed}="")', value=True), words("")),
            Rule(never(f'{named}=""'), words(f"{WRONG}nommer ce bénéficiaire.")),
            Rule(never(f"LEN({named})>{TEXT_LIMITS['text']}"), words(f"{WRONG}nom trop long.")),
            Rule(never(f'{weighed}=""'), words(
                f"{WRONG}saisir un poids ; zéro ne donne aucune heure.")),
            Rule(never(f"NOT(ISNUMBER({weight}))"), words(
                f"{WRONG}saisir le poids en nombre seul, sans unité ni espace.")),
            Rule(never(f"OR({weight}<0,{weight}>{MAX_AMOUNT:f})"), words(
                f"{WRONG}saisir un poids de 0 à {top}.")),
            Rule(never(f"IFERROR({twice},FALSE)"), words(
                f"{CAUTION}ce nom figure déjà plus haut.")),
        ],
        words(""),
    )  # fmt: skip


def _restrict(page: Page) -> None:
    refused = {"error_title": "Saisie refusée", "ignore_blank": True}
    page.validate(WHAT - 1, _ANSWER, {
        **refused, "validate": "list", "source": [BY_CONTRACT, BY_LOT, BY_FIGURE],
        "input_title": "Que répartir ?",
        "input_message": french("Les heures du marché, d'un lot, ou un nombre à saisir."),
        "error_message": french("Choisir une valeur de la liste."),
    }, WHAT - 1)  # fmt: skip
    page.validate(LOT - 1, _ANSWER, choice_of_lot(), LOT - 1)
    page.validate(TYPED - 1, _ANSWER, {
        **refused, "validate": "integer", "criteria": "between",
        "minimum": 0, "maximum": MAX_HOURS,
        "input_title": "Nombre d'heures", "input_message": french("Nombre entier d'heures."),
        "error_message": french(
            f"Saisir un nombre entier de 0 à {decimal_text(MAX_HOURS)} heures."),
    }, TYPED - 1)  # fmt: skip
    page.validate(AMONG - 1, _ANSWER, {
        **refused, "validate": "list", "source": list(KINDS),
        "input_title": "Bénéficiaires",
        "input_message": french("L'intitulé du tableau : le calcul ne change pas."),
        "error_message": french("Choisir une valeur de la liste."),
    }, AMONG - 1)  # fmt: skip
    page.validate(FIRST - 1, _WEIGHT, {
        **refused, "validate": "decimal", "criteria": "between",
        "minimum": 0, "maximum": int(MAX_AMOUNT),
        "input_title": "Poids",
        "input_message": french(
            "Montant, pourcentage ou nombre : la même unité pour tous. Douze chiffres comptent."),
        "error_message": french(f"Saisir un nombre de 0 à {decimal_text(MAX_AMOUNT)}."),
    }, LAST - 1)  # fmt: skip
    page.accept_text_numbers(f"{_answer(LOT).replace('$', '')}")
    _highlight(page)


def _highlight(page: Page) -> None:
    column = column_letter(_MESSAGE)
    top = f"${column}{FIRST}"
    page.highlight(f"{column}{FIRST}:{column}{LAST}", is_wrong(top), "if_wrong")
    caution = french(CAUTION)
    page.highlight(
        f"{column}{FIRST}:{column}{LAST}", f'LEFT({top},{len(caution)})="{caution}"', "if_caution"
    )
    side = column_letter(_SHARE)
    page.highlight(
        f"{side}{LOT}:{side}{TYPED}", f'LEFT(${side}{LOT},9)="{caution[:9]}"', "if_caution"
    )
    page.highlight(f"{side}{LOT}:{side}{TYPED}", is_wrong(f"${side}{LOT}"), "if_wrong")
    page.highlight(f"A{STATUS}", f'LEFT($A${STATUS},10)="À corriger"', "if_wrong")
    what = seen(_answer(WHAT))
    for row, label in ((LOT, BY_LOT), (TYPED, BY_FIGURE)):
        idle = f"{what}<>{literal(label)}"
        letter = column_letter(_ANSWER)
        page.highlight(f"{letter}{row}", idle, "if_idle")
