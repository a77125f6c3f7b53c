"""Which sheet of a buyer's workbook holds the table of lots, and why none can be chosen."""

from __future__ import annotations

from insertion.errors import Fault, InvalidInput, fault
from insertion.typography import plain
from xlplugin.head_rows import find_head, nearest_head
from xlplugin.headings import Head
from xlplugin.opening import Grid, Opened

MOST_NAMED = 8
"""Columns or rows that one sentence names."""
_LONGEST_WORDING = 60


def chosen_table(opened: Opened, sheet: str | None) -> tuple[Grid, Head]:
    """Return the one sheet that has a table of lots, and its headings; ``sheet`` names it.

    Raises:
        InvalidInput: when none has, or several, or when the table is on a hidden sheet.
    """
    looked_at = [grid for grid in opened.grids if grid.visible]
    if sheet is not None:
        wanted = [each for each in opened.grids if _same_name(each.name, sheet)]
        if not wanted:
            names = ", ".join(grid.name for grid in looked_at)
            raise InvalidInput(
                [fault("FEUILLE_INTROUVABLE", opened.file, value=sheet, sheets=names)]
            )
        looked_at = [grid for grid in wanted if grid.visible]
        if not looked_at:
            raise InvalidInput([fault("TABLEAU_MASQUE", wanted[0].name, sheet=wanted[0].name)])
    tables = [(grid, head) for grid in looked_at if (head := find_head(grid)) is not None]
    if not tables:
        raise InvalidInput([_no_table(opened, looked_at, sheet)])
    if len(tables) > 1:
        names = ", ".join(grid.name for grid, _ in tables)
        raise InvalidInput([fault("TABLEAUX_MULTIPLES", opened.file, sheets=names)])
    return tables[0]


def _same_name(name: str, other: str) -> bool:
    """Tell whether two names are those of one sheet: a spreadsheet ignores their case."""
    return plain(name).casefold() == plain(other).casefold()


def _no_table(opened: Opened, looked_at: list[Grid], sheet: str | None) -> Fault:
    """Say why no table is recognised: hidden, or headed by words nobody knows."""
    hidden = [each for each in opened.grids if not each.visible and find_head(each) is not None]
    if hidden and sheet is None:
        return fault("TABLEAU_MASQUE", hidden[0].name, sheet=hidden[0].name)
    near = [(grid, head) for grid in looked_at if (head := nearest_head(grid)) is not None]
    if not near:
        return fault("TABLEAU_INTROUVABLE", opened.file)
    grid, head = max(near, key=lambda each: len(each[1].headings))
    identified = any(head.of(name) for name in ("number", "title"))
    words = [f"« {shortened(str(each.value))} »" for each in head.unknown[:MOST_NAMED]]
    return fault(
        "EN_TETE_INCOMPLET",
        f"{grid.name}!ligne {head.row}",
        found=", ".join(f"« {shortened(str(each.cell.value))} »" for each in head.headings),
        missing="ni montant, ni nombre d'heures" if identified else "ni numéro, ni intitulé de lot",
        others=", ".join(words) or "aucune",
        example="Montant HT" if identified else "N° du lot",
    )


def shortened(text: str) -> str:
    """Return what a cell says, short enough for a sentence."""
    bare = plain(text)
    return bare if len(bare) <= _LONGEST_WORDING else bare[: _LONGEST_WORDING - 1] + "…"
