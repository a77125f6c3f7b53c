"""What the sheets of clauses say of each other, held for one contract.

What a clause requires is kept for the same lots, and two clauses that exclude each other never
speak of the same lot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from docgen.piece_list import PIECES
from docgen.selection import Choice, Outcome
from insertion.errors import Fault, fault
from insertion.typography import numbered


def incoherences(choices: Iterable[Choice]) -> list[Fault]:
    """Return what cannot stand together among the clauses kept, each with its two places."""
    kept: dict[str, list[Choice]] = {}
    for each in choices:
        if each.outcome is Outcome.KEPT:
            kept.setdefault(each.clause.id, []).append(each)
    return [*_lacking(kept), *_excluded(kept)]


def _lacking(kept: dict[str, list[Choice]]) -> Iterator[Fault]:
    for identifier, chosen in kept.items():
        lots = _lots(chosen)
        for required in chosen[0].clause.sheet.requires:
            missing = [each for each in lots if each not in _lots(kept.get(required, []))]
            if missing:
                yield fault(
                    "CLAUSE_REQUISE_ABSENTE",
                    _place(chosen),
                    clause=identifier,
                    required=required,
                    lots=_named(missing),
                )


def _excluded(kept: dict[str, list[Choice]]) -> Iterator[Fault]:
    for (one, first), (other, second) in combinations(kept.items(), 2):
        conflicts = first[0].clause.sheet.conflicts, second[0].clause.sheet.conflicts
        if other not in conflicts[0] and one not in conflicts[1]:
            continue
        common = [each for each in _lots(first) if each in _lots(second)]
        if common:
            yield fault(
                "CLAUSES_INCOMPATIBLES",
                _place(first),
                one=one,
                other=other,
                where=_place(second),
                lots=_named(common),
            )


def _lots(chosen: list[Choice]) -> list[str]:
    return list(dict.fromkeys(number for each in chosen for number in each.lots))


def _named(lots: list[str]) -> str:
    return ("le lot " if len(lots) == 1 else "les lots ") + numbered(lots)


def _place(chosen: list[Choice]) -> str:
    """Return where a clause stands: its piece and its title."""
    labels = {each.key: each.label for each in PIECES}
    first = chosen[0]
    title = first.rendered.title if first.rendered else first.clause.sheet.title
    return f"{labels.get(first.document, first.document)}, « {title} »"
