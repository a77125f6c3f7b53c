"""What « --resultat » says of the copy it wrote."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from clausier.results import WrittenCopy
from insertion.typography import counted, french
from xlplugin.result_cells import REPLACED, SAME

RECALCULATION = (
    "Excel recalcule les totaux à l'ouverture ; dans LibreOffice, les rafraîchir par Ctrl+Maj+F9."
)
"""LibreOffice keeps the stored values of a file that Excel or itself saved, whatever it asks."""


def print_copy(out: Console, made: WrittenCopy) -> None:
    """Say in a few lines what was written, what was replaced and what was left."""
    cells = [each for each in made.placement.cells if each.lot]
    out.print(Text(french("Copie écrite : ") + str(made.path)), soft_wrap=True)
    if not cells:
        out.print(Text(french("Aucun lot n'a d'heures : aucune cellule n'a été remplie.")))
        return
    first, last = cells[0], cells[-1]
    area = first.place if first is last else f"{first.place} à {last.new.reference}"
    told = f"{counted(len(cells), 'cellule')} d'heures, {area}"
    for state, words in ((REPLACED, "remplacée"), (SAME, "déjà à jour")):
        count = sum(each.state == state for each in cells)
        if count:
            plural = None if state == REPLACED else words
            told += f", dont {counted(count, words, plural)}"
    out.print(Text(french(f"{told}.")), soft_wrap=True)
    out.print(Text(french(RECALCULATION)), soft_wrap=True)
