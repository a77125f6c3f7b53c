"""What every method gives for one lot, as a pane shows it: figures and texts ready to be read."""

from __future__ import annotations

from typing import Any

from clausier.comparison_answers import comparison_document as report
from clausier.comparison_answers import gap_of, signed, times
from clausier.comparisons import asked_lots, compared, references_of
from clausier.consultation_day import day_of
from clausier.desk_state import hours_short
from insertion.intake import Record
from insertion.outcomes import Comparison, Group, Outcome
from insertion.typography import NO_BREAK, date_text, french

VERSION = 1
ASKED_LOT = "Lot demandé"


def comparison_document(record: Record, file: str, lot: str | None) -> dict[str, Any]:
    """Return the comparison of ``lot``, the contract's first one when none is named.

    Raises:
        WrongUsage: when no lot bears this number.
    """
    contract = record.contract
    wanted = (lot or "").strip() or contract.lots[0].number
    chosen = asked_lots(contract, wanted, ASKED_LOT)[:1]
    on = contract.consultation_date or day_of(None)
    found = compared(record, chosen, references_of(contract, None), on, ())
    document = report(found, None)
    for entry, each in zip(document["lots"], found.lots, strict=True):
        entry.update(_words(entry, each))
    return {
        "version": VERSION,
        "action": "comparer",
        "fichier": file,
        "lot": chosen[0].number,
        "lots": [{"numero": e.number, "intitule": french(e.title)} for e in contract.lots],
        "comparaison": document,
        "erreurs": [],
    }


def _words(entry: dict[str, Any], each: Comparison) -> dict[str, Any]:
    """Return the texts of one comparison, and its outcomes with theirs."""
    outcomes = [outcome for group in Group for outcome in each.of(group)]
    return {
        "intitule": french(each.lot.title),
        "ages_au_texte": date_text(each.on),
        "plus_bas_texte": "" if each.low is None else hours_short(each.low.hours),
        "plus_haut_texte": "" if each.high is None else hours_short(each.high.hours),
        "ecart_texte": hours_short(each.spread),
        "rapport_texte": "" if each.ratio is None else times(each.ratio),
        "calculs": [
            told | _outcome_words(outcome, each)
            for told, outcome in zip(entry["calculs"], outcomes, strict=True)
        ],
    }


def _outcome_words(outcome: Outcome, each: Comparison) -> dict[str, Any]:
    gap = gap_of(outcome, each)
    return {
        "groupe_libelle": french(outcome.group.label),
        "heures_texte": hours_short(outcome.hours),
        "ecart_texte": "" if gap is None or outcome.chosen else f"{signed(gap)}{NO_BREAK}h",
        "comparable": outcome.group is Group.COMPARABLE,
    }
