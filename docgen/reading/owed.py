"""What a set asks of the firm: hours it fixes, hours of the offer alone, or no hours at all."""

from __future__ import annotations

import re

from docgen.reading.pieces import ReadSet
from docgen.reading.stated import stated_by_all
from docgen.reading.text import folded

_SERVICES = re.compile(
    r"\bparcours (?:de retour vers l'emploi|d'insertion) (?:a|pour) \d"
    r"|achete des parcours"
    r"|services? de qualification et d'insertion"
)
_NO_FLOOR = re.compile(
    r"ne fixe aucun (?:nombre|volume)(?: minimal)? d'heures"
    r"|aucun (?:nombre|volume)(?: minimal)? d'heures d'insertion n'est (?:fixe|impose|exige)"
)
_OFFERED = re.compile(
    r"heures? offertes?|(?:heures|engagements?)(?: d'insertion)? de (?:son |l')offre"
    r"|critere d'insertion"
)


def asks_nobody(pieces: ReadSet) -> bool:
    """Tell whether no lot asks hours: reserved, other social condition, insertion services.

    The contract tells when it is known; otherwise the pieces must say so themselves.
    """
    if pieces.contract is not None:
        return not any(each.lot.has_insertion for each in pieces.contract.lots)
    if pieces.reserved_only:
        return True
    told = pieces.denies_hours or _SERVICES.search(_whole(pieces))
    return bool(told) and not pieces.names_hours and not stated_by_all(pieces)


def offered_only(pieces: ReadSet) -> bool:
    """Tell whether the hours owed are those of the offer: a criterion, and no floor."""
    if pieces.contract is not None:
        lots = [each.lot for each in pieces.contract.lots]
        return any(each.has_insertion for each in lots) and not any(e.has_hours for e in lots)
    whole = _whole(pieces)
    said = _NO_FLOOR.search(whole) and _OFFERED.search(whole)
    return bool(said) and not stated_by_all(pieces)


def _whole(pieces: ReadSet) -> str:
    return "\n".join(folded(line.text) for piece in pieces.speaking for line in piece.insertion)
