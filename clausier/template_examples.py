"""Our hosts as starting points for a buyer's own, with a sheet that says how to read them."""

from __future__ import annotations

from clausier.profile_look import Look
from docgen.host_sheet import SheetRow, reading_sheet
from docgen.piece_list import PIECES, Piece
from docgen.production import builtin_host

SHEET = "LISEZ-MOI.docx"


def example_hosts(look: Look) -> dict[str, bytes]:
    """Return our hosts in a look, by file name, and the reading sheet."""
    by_host: dict[str, list[Piece]] = {}
    for piece in PIECES:
        by_host.setdefault(piece.host_name, []).append(piece)
    hosts = {
        f"{name}.docx": look.dress(pieces[0], builtin_host(name))
        for name, pieces in by_host.items()
    }
    rows = [
        SheetRow(f"{name}.docx", tuple((each.key, each.label) for each in pieces))
        for name, pieces in by_host.items()
    ]
    return {SHEET: look.dress(PIECES[0], reading_sheet(rows)), **hosts}
