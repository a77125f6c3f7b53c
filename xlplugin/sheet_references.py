"""The sheet « Barèmes »: every reference figure with its source, its age and how sure it is.

Sourced figures come first; those from memory stand below, in a block and a look of their own.
Other sheets read the columns by their defined names, a figure by its identifier, so that sorting
the rows breaks nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from insertion import vocabulary
from insertion.contract import Contract
from insertion.reference import UNCONFIRMED, Reference, age_words
from insertion.screening_figures import family_label
from insertion.typography import counted, french
from xlplugin.canvas import Book, Page, column_letter
from xlplugin.pairing import Paired, joined, words
from xlplugin.sheet_contract import header
from xlplugin.styles import GREY

NAME = "Barèmes"
DAY = vocabulary.contract_terms()["consultation_date"].key
"""The cell of « Marché » that ages are counted to."""
SIZES, DOES_NOT_SIZE = "dimensionne", "ne dimensionne pas"
NOT_COUNTED = " ; âge non compté, date de lancement à renseigner"
HEAD, FIRST = 4, 5
"""Spreadsheet rows, counted from 1: headings, first figure."""
IDS, LOWS, TYPICALS, HIGHS = "bareme_cle", "bareme_bas", "bareme_usuel", "bareme_haut"
"""Names of the columns other sheets read."""
_COLUMNS = (
    ("Valeur", 20, "bareme_valeur"), ("Libellé", 34, "bareme_libelle"),
    ("Métiers", 30, "bareme_metiers"), ("Basse", 11, LOWS), ("Usuelle", 11, TYPICALS),
    ("Haute", 11, HIGHS), ("Unité", 17, "bareme_unite"), ("Source", 40, "bareme_source"),
    ("Année", 8, "bareme_annee"), ("Âge au lancement", 24, "bareme_age"),
    ("Certitude", 16, "bareme_certitude"), ("Emploi", 20, "bareme_emploi"),
    ("Note", 46, "bareme_note"),
)  # fmt: skip
_KEY = len(_COLUMNS)
_LAST = _KEY - 1
_STYLES = {"part": "share", "euros_par_heure": "rate", "heures": "number"}
_UNITS = {"part": "part, en %", "euros_par_heure": "euros par heure", "heures": "heures"}
_UNCONFIRMED = french(UNCONFIRMED)


def write_references(
    book: Book, page: Page, contract: Contract | None, references: Sequence[Reference]
) -> None:
    """Write one row a reference, those without a source last."""
    page.look(GREY)
    page.widths([width for _, width, _ in _COLUMNS])
    page.height(0, 30)
    page.put(0, 0, "Barèmes et repères", "title")
    page.put(1, 0, french(
        "Valeurs publiées, avec leur source et leur âge à la date de lancement. Rien n'est repris "
        "d'office : la part, le taux et le coût d'un lot se saisissent dans « Lots »."),
        "lead")  # fmt: skip
    for column, (heading, _, _) in enumerate(_COLUMNS):
        page.put(HEAD - 1, column, french(heading), "head_left")
    page.put(HEAD - 1, _KEY, "Clé", "plain")
    page.height(HEAD - 1, 24)
    day = None if contract is None else contract.consultation_date
    sourced = [each for each in references if not each.order_of_magnitude]
    guessed = [each for each in references if each.order_of_magnitude]
    row = FIRST - 1
    for each in sourced:
        _write(page, row, each, day)
        row += 1
    for column in range(_KEY):
        title = f"{_UNCONFIRMED[0].upper()}{_UNCONFIRMED[1:]}, sans source lue : jamais repris"
        page.put(row, column, french(title) if column == 0 else None, "section_magnitude")
    page.height(row, 24)
    row += 1
    for each in guessed:
        _write(page, row, each, day)
        row += 1
    names = [*(name for _, _, name in _COLUMNS), IDS]
    for column, name in enumerate(names):
        letter = column_letter(column)
        book.define(name, f"'{NAME}'!${letter}${FIRST}:${letter}${row}")
    page.filter(HEAD - 1, 0, row - 1, _LAST)
    page.conceal(_KEY, _KEY)
    page.freeze(HEAD, 2)
    area = f"A1:{column_letter(_LAST)}{row}"
    page.print_as(header=header(contract), repeated=(HEAD - 1, HEAD - 1), areas=[area])


def _write(page: Page, row: int, each: Reference, day: date | None) -> None:
    doubtful = each.order_of_magnitude
    look = "magnitude" if doubtful else "cell"
    text, figure = f"{look}_text", f"{look}_{_STYLES[each.figure.unit]}"
    use = SIZES if each.sizing and not doubtful else DOES_NOT_SIZE
    cells = {
        0: each.figure.label,
        1: each.label,
        2: trades_words(each),
        6: _UNITS[each.figure.unit],
        7: each.source,
        10: _UNCONFIRMED if doubtful else each.certainty.label,
        11: french(f"{use}, seulement : {each.scope}" if each.scope else use),
        12: each.note,
    }
    for column, shown in cells.items():
        page.put(row, column, french(shown), text)
    for column, value in enumerate((each.low, each.typical, each.high), start=3):
        page.put(row, column, value, figure)
    page.put(row, 8, None if each.arithmetic else each.year, f"{look}_center")
    page.compute(row, 9, age(each, f"$I{row + 1}", day), text)
    page.put(row, _KEY, each.id, "plain")
    widths = {column: width for column, (_, width, _) in enumerate(_COLUMNS)}
    lines = max(-(-len(shown) // (widths[column] - 3)) for column, shown in cells.items())
    page.height(row, 6 + 14.0 * max(lines, 2))


def trades_words(each: Reference) -> str:
    """Return the trades a figure holds for, a whole family or all of them in one word."""
    if not each.trades:
        return "tous"
    options = vocabulary.options("trade")
    families = dict.fromkeys(options[key].details["family"] for key in each.trades)
    told: list[str] = []
    for family in families:
        members = [key for key, option in options.items() if option.details["family"] == family]
        if len(members) > 1 and set(members) <= set(each.trades):
            told.append(f"tous : {family_label(members[0])}")
        else:
            told += [options[key].label for key in members if key in each.trades]
    return french(" ; ".join(told))


def age(each: Reference, year: str, day: date | None) -> Paired:
    """Return how old a figure is on the day of « Marché »; ``year`` is the cell of its year.

    Without a day, nothing is counted, and the words say so.
    """
    if each.order_of_magnitude or each.arithmetic or each.year is None:
        return words(age_words(each, day or date.max))
    told = joined(words("source de "), Paired(year, each.year))
    gap = f"(YEAR({DAY})-{year})"
    years = 0 if day is None else max(0, day.year - each.year)
    unit = counted(1, "an")[1:]
    plural = counted(2, "an")[1:]
    older = f'IF({gap}>0,", "&{gap}&IF({gap}>1,"{plural}","{unit}"),"")'
    shown = f", {counted(years, 'an')}" if years else ""
    when = f"IF(ISNUMBER({DAY}),{older},{words(NOT_COUNTED).formula})"
    return joined(told, Paired(when, french(NOT_COUNTED) if day is None else shown))
