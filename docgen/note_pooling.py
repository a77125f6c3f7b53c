"""The lots too small for a pathway, in the internal note, and which could share one."""

from __future__ import annotations

from docgen.blocks import Block, Inlines, Paragraph, Table, Text
from insertion.hours import HoursResult
from insertion.lot_pooling import hours_together, pooling_proposal
from insertion.typography import decimal_text, french, hours_text, numbered


def pooling_blocks(result: HoursResult) -> tuple[Block, ...]:
    """Return the minimum, the proposal in words and its groups; empty when no minimum is set."""
    proposal = pooling_proposal(result)
    if proposal is None:
        return ()
    if not proposal.small:
        minimum = hours_text(proposal.minimum)
        words = f"Chaque lot atteint le minimum d'heures utiles de {minimum} (repère interne)."
        return (Paragraph(_words(words)),)
    told = Paragraph((Text("\n".join(proposal.sentences)),))
    rows = [
        (
            _words(str(index)),
            _words(numbered([each.lot.number for each in group])),
            _words(" + ".join(decimal_text(each.contract_hours or 0) for each in group)),
            _words(decimal_text(hours_together(group))),
        )
        for index, group in enumerate(proposal.groups, start=1)
    ]
    if not rows:
        return (told,)
    header = ("Groupe", "Lots", "Heures de chaque lot", "Heures ensemble")
    table = Table(
        header=tuple(_words(text) for text in header),
        rows=tuple(rows),
        numeric=(False, False, False, True),
        widths=(10, 35, 40, 15),
    )
    return (told, table)


def pooling_sentences(result: HoursResult) -> frozenset[str]:
    """Return what this part tells, so that no list of the note tells it twice."""
    proposal = pooling_proposal(result)
    return frozenset(() if proposal is None else proposal.sentences)


def _words(text: str) -> Inlines:
    return (Text(french(text)),)
