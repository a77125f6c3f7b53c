"""The hidden sheet « Seuils »: dated figures of law, and what the contract makes of them.

Everything comes from the data of the domain: a new period there is a new row here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from insertion.contract import BuyerKind, Contract, ContractType, Lot
from insertion.law import articles, european_thresholds
from insertion.obligations import threshold_category
from insertion.typography import french
from xlplugin import limits, obligation_formulas
from xlplugin.canvas import Book, Page, column_letter
from xlplugin.lot_columns import FIRST, area
from xlplugin.lot_messages import LOTS
from xlplugin.obligation_formulas import (
    LEVEL_OF,
    RULES,
    Case,
    Ground,
    level_label,
    serial,
    start_of,
    whole_euros,
)
from xlplugin.obligation_reasons import reason

NAME = "Seuils"
_FIRST_ROW = 2
"""Zero-based row of the first figure: a title and the headings stand above."""


def write_thresholds(book: Book, page: Page, contract: Contract | None, last: int) -> None:
    """Write the dated figures, then the cells that read them; ``last`` is the last row of lots."""
    ground = Ground(contract)
    page.put(0, 0, french("Seuils et règles datés, tirés des données du projet"), "strong")
    column = _table(book, page, 0, _figures(), ("seuils_categorie", "seuils_debut", "seuils_fin",
                                                "seuils_montant"))  # fmt: skip
    column = _table(book, page, column, _situations(), ("seuils_situations", "seuils_categories"))
    names = ("regles_de", "regles_debut", "regles_fin", "regles_jour_conteste")
    column = _table(book, page, column, _rules(), names)
    _write_ground(book, page, column, ground, last)
    column += 3
    for index, case in enumerate(Case):
        page.put(_FIRST_ROW + index, column, level_label(LEVEL_OF[case]), "plain")
        page.compute(_FIRST_ROW + index, column + 1, reason(ground, case), "plain")
    for offset, name in enumerate((obligation_formulas.LEVELS, obligation_formulas.REASONS)):
        page.put(_FIRST_ROW - 1, column + offset, name, "strong")
        book.define(name, _span(column + offset, len(Case)))
    page.hide()


def _span(column: int, count: int) -> str:
    letter = column_letter(column)
    return f"'{NAME}'!${letter}${_FIRST_ROW + 1}:${letter}${_FIRST_ROW + count}"


def _table(
    book: Book,
    page: Page,
    column: int,
    rows: Sequence[tuple[str | int | None, ...]],
    names: Sequence[str],
) -> int:
    """Write a table whose columns bear defined names; return the first free column after it."""
    for offset, name in enumerate(names):
        page.put(_FIRST_ROW - 1, column + offset, name, "strong")
        for index, row in enumerate(rows):
            page.put(_FIRST_ROW + index, column + offset, row[offset], "plain")
        book.define(name, _span(column + offset, len(rows)))
    return column + len(names) + 1


def _day(day: date | None) -> int:
    """Return a day as a number; 0 stands for none, which a sum of one row gives as well."""
    return 0 if day is None else serial(day)


def _figures() -> list[tuple[str | int | None, ...]]:
    return [
        (category, serial(each.start), _day(each.until), whole_euros(each.value))
        for category, figures in european_thresholds().items()
        for each in figures
    ]


def _situations() -> list[tuple[str | int | None, ...]]:
    """Return which threshold applies to each buyer, for what it buys, as the domain says."""
    one = (Lot(number="1", title="1"),)
    found: list[tuple[str | int | None, ...]] = []
    for kind in BuyerKind:
        for nature in ContractType:
            for entity in (True, False):
                contract = Contract(
                    buyer_kind=kind, contract_type=nature, contracting_entity=entity, lots=one
                )
                key = "|".join(
                    (
                        limits.shown_label("buyer_kind", kind),
                        limits.shown_label("contract_type", nature),
                        limits.YES if entity else limits.NO,
                    )
                )
                found.append((key, threshold_category(contract)))
    return found


def _rules() -> list[tuple[str | int | None, ...]]:
    return [
        (rule, start_of(each), _day(each.until), _day(each.contested_day))
        for rule, article in RULES.items()
        for each in articles()[article].versions
    ]


def _write_ground(book: Book, page: Page, column: int, ground: Ground, last: int) -> None:
    amounts = f"{LOTS}!{area('amount_excl_tax', FIRST, last)}"
    used = f"{LOTS}!{area('row_used', FIRST, last)}"
    cells = {
        obligation_formulas.KIND: ground.kind,
        obligation_formulas.NATURE: ground.nature,
        obligation_formulas.DAY: ground.day,
        obligation_formulas.RULE: ground.rule,
        obligation_formulas.RULE_START: ground.rule_start,
        obligation_formulas.IN_FORCE: ground.in_force,
        obligation_formulas.CONTESTED: ground.contested,
        obligation_formulas.CATEGORY: ground.category,
        obligation_formulas.LIMIT: ground.limit,
        obligation_formulas.LIMIT_END: ground.limit_end,
        obligation_formulas.STALE: ground.stale,
        obligation_formulas.SOCIAL: ground.social,
        obligation_formulas.CASE: ground.case,
        obligation_formulas.UNKNOWN: ground.unknown(amounts, used),
        obligation_formulas.KNOWN: ground.known(amounts),
    }
    letter = column_letter(column + 1)
    for index, (name, paired) in enumerate(cells.items()):
        row = _FIRST_ROW + index
        page.put(row, column, name, "plain")
        page.compute(row, column + 1, paired, "plain")
        book.define(name, f"'{NAME}'!${letter}${row + 1}")
