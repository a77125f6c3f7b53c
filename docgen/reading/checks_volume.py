"""Checks on what is owed: the same hours everywhere, one rule by lot, tables without gaps."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import groupby, pairwise

from docgen.lot_tables import firm_hours
from docgen.reading.figures import Unit, figures, number_of, of_unit, written_twice
from docgen.reading.owed import asks_nobody, offered_only
from docgen.reading.pieces import ReadPiece, ReadSet
from docgen.reading.stated import (
    HOURS,
    HOURS_A_YEAR,
    SHARE,
    SLICE,
    TOTAL,
    Stated,
    stated,
    stated_by_all,
)
from docgen.reading.text import Line, folded, place_of, said
from docgen.reading.verdicts import Answer, Remark, failing, not_applicable, remark, to_read
from insertion.quantities import exact_text
from insertion.typography import counted, date_text, decimal_text

_UNITS = {HOURS: "heures", HOURS_A_YEAR: "heures par an", SHARE: "%", SLICE: "€ la tranche"}
NO_CLAUSE = "aucune pièce ne parle d'une clause d'insertion"


def _told(each: Stated) -> str:
    return f"{decimal_text(each.value)} {_UNITS.get(each.measure, 'heures')}"


def _by_lot(pieces: ReadSet) -> dict[str, list[Stated]]:
    """Return what is stated of each lot; a contract of one lot may not name it."""
    found = [each for each in stated_by_all(pieces) if each.measure != TOTAL]
    lots = {each.lot for each in found if each.lot}
    if len(lots) == 1:
        only = next(iter(lots))
        found = [replace(each, lot=only) for each in found]
    elif lots:
        found = [each for each in found if each.lot]
    grouped: dict[str, list[Stated]] = defaultdict(list)
    for each in found:
        grouped[each.lot].append(each)
    return grouped


def same_hours(pieces: ReadSet) -> Answer:
    """Check that each lot has the same figure wherever it is stated, the contract included."""
    lots = _by_lot(pieces)
    if not lots:
        return not_applicable("aucun volume chiffré n'est énoncé")
    remarks = [each for lot, found in lots.items() for each in _differing(lot, found)]
    remarks += list(_against_contract(pieces, lots))
    count = sum(len(each) for each in lots.values())
    remarks += list(_wrong_sums(pieces, lots))
    return failing([*remarks, *_wrong_totals(pieces)], f"{counted(count, 'mention')}, sans écart")


def _differing(lot: str, found: Sequence[Stated]) -> Iterator[Remark]:
    for measure in _UNITS:
        own = [each for each in found if each.measure == measure]
        other = next((each for each in own if each.value != own[0].value), None)
        if other is not None:
            named = f"Lot {lot}" if lot else "Le volume"
            yield remark(
                f"{named} : {_told(own[0])} d'un côté, {_told(other)} de l'autre.",
                own[0].place, other.place,
            )  # fmt: skip


def _against_contract(pieces: ReadSet, lots: dict[str, list[Stated]]) -> Iterator[Remark]:
    if pieces.contract is None:
        return
    known = {each.lot.number.lstrip("0") or each.lot.number: each for each in pieces.contract.lots}
    single = len(known) == 1
    for lot, found in lots.items():
        each = next(iter(known.values())) if single else known.get(lot)
        if each is None or each.contract_hours is None:
            continue
        for one in found:
            if one.measure == HOURS and one.value not in (each.contract_hours, firm_hours(each)):
                yield remark(
                    f"Lot {each.lot.number} : {_told(one)} dans la pièce, "
                    f"{decimal_text(each.contract_hours)} heures dans le marché.",
                    one.place,
                )
                break


def _wrong_sums(pieces: ReadSet, lots: dict[str, list[Stated]]) -> Iterator[Remark]:
    """Yield the totals written in a sentence that are not the sum of the lots."""
    parts = [next((e for e in found if e.measure == HOURS), None) for found in lots.values()]
    known = [each for each in parts if each is not None]
    if len(known) < max(2, len(parts)):
        return
    added = sum((each.value for each in known), Fraction(0))
    for each in stated_by_all(pieces):
        whole = not each.lot and each.measure == HOURS
        if whole and each.value != added and "total des heures" in folded(each.place.excerpt):
            yield remark(
                f"Le total écrit est {decimal_text(each.value)} heures ; les lots font "
                f"{decimal_text(added)}.",
                each.place, known[0].place,
            )  # fmt: skip


def _wrong_totals(pieces: ReadSet) -> Iterator[Remark]:
    for piece in pieces.speaking:
        found = stated_of_table(piece)
        for total, parts in found:
            added = sum((each.value for each in parts), Fraction(0))
            if len(parts) > 1 and added != total.value:
                yield remark(
                    f"Le total écrit est {decimal_text(total.value)} heures ; les lignes font "
                    f"{decimal_text(added)}.",
                    total.place,
                )


def stated_of_table(piece: ReadPiece) -> list[tuple[Stated, list[Stated]]]:
    """Return each total a piece writes, with the lots of its table."""
    found = stated(piece)
    totals = [each for each in found if each.measure == TOTAL]
    return [
        (total, [e for e in found if e.place.table == total.place.table and e.measure == HOURS])
        for total in totals
    ]


def one_volume(pieces: ReadSet) -> Answer:
    """Check that a lot has one rule: a number, a share or slices, never two."""
    lots = _by_lot(pieces)
    if not lots:
        return not_applicable("aucun volume chiffré n'est énoncé")
    remarks = []
    for lot, found in lots.items():
        kinds = {HOURS: HOURS, HOURS_A_YEAR: HOURS, SHARE: SHARE, SLICE: SLICE}
        first = found[0]
        other = next((e for e in found if kinds[e.measure] != kinds[first.measure]), None)
        if other is not None:
            named = f"Lot {lot}" if lot else "Le marché"
            told = f"{named} : deux règles de volume, {_told(first)} et {_told(other)}."
            remarks.append(remark(told, first.place, other.place))
    return failing(remarks, "une seule règle de volume par lot")


_FOLLOWS_ORDERS = re.compile(r"valant une heure|heures? (?:qui )?suivent (?:ses|les) commandes")
"""What states the rule of a framework, where no lot has a number of its own."""
_RULE = re.compile(r"par tranche|bareme|bons? de commande|pourcentage|\d+ postes?\b|\d+ contrats?")


def some_volume(pieces: ReadSet) -> Answer:
    """Check that a clause says how much: a number of hours or a rule."""
    if not pieces.speaking:
        return not_applicable(NO_CLAUSE)
    if asks_nobody(pieces):
        return not_applicable("aucune heure d'insertion n'est demandée")
    if offered_only(pieces):
        return not_applicable("les heures dues sont celles de l'offre retenue")
    if not re.search(r"clause|heures?|action|obligation|condition", pieces.text or _all(pieces)):
        return not_applicable("l'insertion n'est pas une obligation du titulaire")
    lots = _by_lot(pieces)
    if lots:
        return failing(_lots_without(pieces, lots), "volume ou règle énoncé")
    if scales_read(pieces):
        return failing([], "barème par montant")
    first = (pieces.binding or pieces.speaking)[0]
    at = (first.document, first.insertion[0])
    if not pieces.binding:
        return to_read("le cahier des charges n'est pas parmi les pièces lues")
    if _RULE.search(pieces.text):
        doubt = remark("Vérifier que la règle de volume donne un nombre.", at)
        return to_read("une règle semble écrite sans chiffre lisible", [doubt])
    return failing([remark("La clause ne dit ni nombre d'heures ni règle de calcul.", at)])


def _all(pieces: ReadSet) -> str:
    return "\n".join(each.text for each in pieces.speaking)


def _lots_without(pieces: ReadSet, lots: dict[str, list[Stated]]) -> list[Remark]:
    if pieces.contract is None or "" in lots:
        return []
    follows = bool(_FOLLOWS_ORDERS.search(_all(pieces)))
    numbers = {
        each.lot.number.lstrip("0"): each.lot.number
        for each in pieces.contract.lots
        if each.contract_hours is not None and not (follows and each.framework_rule is not None)
    }
    first = (pieces.binding or pieces.speaking)[0]
    return [
        remark(f"Lot {number} : soumis à la clause, sans volume ni règle dans les pièces.",
               (first.document, first.insertion[0]))
        for key, number in numbers.items()
        if key not in lots and len(numbers) > 1
    ]  # fmt: skip


_LIMIT = re.compile(
    r"au plus tard|date limite|avant le|jusqu'au|echeance|terme de l'obligation|acheve"
)

_OWED = re.compile(
    r"heure|realis|decompte"
    r"|^(?!(?:le (?:present )?(?:marche|contrat)|l'accord|les (?:travaux|prestations))\b)"
    r".*(?:se termin|prend fin|prennent fin|s'acheve|s'achevent)"
)


def same_deadline(pieces: ReadSet) -> Answer:
    """Check that the last day to do the hours is one and the same."""
    found: dict[date, tuple[ReadPiece, Line]] = {}
    for piece in pieces.speaking:
        for line, sentence in said(piece.insertion):
            plain = folded(sentence)
            if not (_LIMIT.search(plain) and _OWED.search(plain)):
                continue
            if re.search(r"offre|candidat|releve|bilan|remis|depot|question|transmet", plain):
                continue
            for each in of_unit(sentence, Unit.DATE):
                if isinstance(each.value, date):
                    found.setdefault(each.value, (piece, line))
    if not found:
        return not_applicable("aucune date limite de réalisation n'est lue")
    days = list(found)
    if len(days) == 1:
        return failing([], f"une seule date limite, le {date_text(days[0])}")
    text = f"Deux dates limites : le {date_text(days[0])} et le {date_text(days[1])}."
    at = [(found[day][0].document, found[day][1]) for day in days[:2]]
    return failing([remark(text, *at)])


def words_and_figures(pieces: ReadSet) -> Answer:
    """Check that « quinze (15) » says the same number twice."""
    remarks = []
    seen = 0
    for piece in pieces.pieces:
        for line in piece.lines:
            for words, figure, text in written_twice(line.text):
                seen += 1
                if figure != words:
                    told = f"« {text} » : les lettres disent {words}, les chiffres "
                    remarks.append(remark(told + f"{exact_text(figure)}.", (piece.document, line)))
    if not seen:
        return not_applicable("aucun nombre n'est écrit en lettres puis en chiffres")
    return failing(remarks, "lettres et chiffres concordent")


Ranges = list[tuple[Line, tuple[Fraction | None, Fraction | None]]]
"""The rows of a scale, each with the amounts it goes from and to."""


def scales_read(pieces: ReadSet) -> list[tuple[ReadPiece, Ranges]]:
    """Return the scales of hours by amount the pieces hold."""
    found: list[tuple[ReadPiece, Ranges]] = []
    for piece in pieces.speaking:
        for table, group in groupby(piece.insertion, key=lambda each: each.table):
            rows = list(group)
            bounds = [(line, _bounds(line)) for line in rows if line.row > 1] if table else []
            ranges = [(line, each) for line, each in bounds if each is not None]
            if len(ranges) > 1 and _is_scale(rows):
                found.append((piece, ranges))
    return found


def scales(pieces: ReadSet) -> Answer:
    """Check that a scale by amount has neither a gap nor an overlap between its rows."""
    tables = scales_read(pieces)
    if not tables:
        return not_applicable("aucun barème par montant")
    remarks = [
        each
        for piece, ranges in tables
        for (_, (_, high)), (line, (low, _)) in pairwise(ranges)
        for each in _between(piece, line, high, low)
    ]
    return failing(remarks, "bornes jointives")


def _is_scale(rows: Sequence[Line]) -> bool:
    whole = folded(" ".join((*rows[0].header, *(each.text for each in rows))))
    return bool(re.search(r"heure|contrat|poste", whole)) and "exemple" not in whole


_RANGE = re.compile(
    r"^(?:de |entre |du )?(?P<low>\d[\d .,]*?)(?: ?(?:€|euros?))?(?: ht)? "
    r"(?:a|et|jusqu'a|-|–) (?:moins de )?\d"
)


def _bounds(line: Line) -> tuple[Fraction | None, Fraction | None] | None:
    """Return the amounts a row of a scale goes from and to; ``None`` when it has no range."""
    for at in range(len(line.cells)):
        cell = folded(line.cells[at])
        header = folded(line.header[at]) if at < len(line.header) else ""
        money = [e.value for e in figures(line.cells[at])
                 if e.unit is Unit.MONEY and isinstance(e.value, Fraction)]  # fmt: skip
        if len(money) == 2 and not re.search(r"heure|tranche", cell):
            return money[0], money[1]
        if len(money) > 0 and (between := _RANGE.match(cell)):
            low = number_of(between["low"])
            return (money[0] if low is None else low), money[-1]
        if len(money) == 1 and re.search(r"moins de|jusqu'a|inferieur|au plus|<", cell):
            return None, money[0]
        if len(money) == 1 and re.search(r"plus de|au-dela|superieur|a partir|au moins|>|≥", cell):
            return money[0], None
        follows = folded(line.header[at + 1]) if at + 1 < len(line.header) else ""
        if (
            len(money) == 1
            and re.match(r"de|a partir|minim", header)
            and re.match(r"a\b|jusqu|maxim", follows)
        ):
            high = of_unit(line.cells[at + 1], Unit.MONEY) if at + 1 < len(line.cells) else []
            top = high[0].value if high else None
            return money[0], top if isinstance(top, Fraction) else None
    return None


def _between(
    piece: ReadPiece, line: Line, high: Fraction | None, low: Fraction | None
) -> list[Remark]:
    if high is None or low is None:
        return []
    at = place_of(piece.document, line)
    shown = f"{decimal_text(high)} € et {decimal_text(low)} €"
    if low - high > Fraction(1, 100):
        return [remark(f"Barème : aucun volume pour un montant entre {shown}.", at)]
    if low < high:
        return [remark(f"Barème : deux volumes pour un montant entre {shown}.", at)]
    return []
