"""What clauses print of lots: the volume of each in words, and the tables of all."""

from __future__ import annotations

from fractions import Fraction

from docgen.blocks import Inlines, Table, Text
from docgen.framework_tables import framework_words
from docgen.slices import rule_words
from insertion.contract import Lot, Mechanism
from insertion.equivalents import HOURS_A_DAY, HOURS_A_WEEK
from insertion.hours import LotHours
from insertion.method import Statement
from insertion.typography import decimal_text, french, hours_text, listed, share_text
from insertion.vocabulary import label_of

NOT_APPLICABLE = "sans objet"
VOLUME_HEADS = {
    False: ("Heures d'insertion (minimum)",),
    True: ("Heures de la partie ferme (minimum)", "Heures des autres périodes"),
}
"""The columns of hours due, whether or not some of them wait for a decision of the buyer."""
NO_CLAUSE = "Sans condition d'insertion"


def for_information(each: LotHours, size: int) -> str:
    """Return hours in days or weeks; an estimate is not given another look of precision."""
    if each.contract_hours is None or each.states_a_rule:
        return NOT_APPLICABLE
    return tenths(firm_hours(each), size)


def volume_text(each: LotHours) -> str:
    """Return what the contract asks of a lot: hours, a share, an hour a slice, or nothing."""
    match each.statement:
        case Statement.WORKED_SHARE:
            share = share_text(each.lot.insertion_rate or Fraction(0))
            hours = hours_text(each.contract_hours or 0)
            return french(f"{share} des heures travaillées (estimation : {hours})")
        case Statement.INVOICED_SLICES:
            return _sentence(rule_words(each))
        case Statement.FRAMEWORK:
            return _sentence(framework_words(each))
        case Statement.VOLUME | Statement.POSTS:
            return french(hours_text(firm_hours(each)) + _awaiting(each))
        case Statement.YEARLY:
            return french(_yearly(each))
        case Statement.TRAINING_TABLE:
            return french("Heures de formation selon le barème du marché")
        case Statement.TRAINING:
            return french(f"{hours_text(each.contract_hours or 0)} de formation")
        case _:
            return french(_without_volume(each.lot))


def _yearly(each: LotHours) -> str:
    if each.yearly_hours is None:
        return "Heures fixées par an"
    return f"{hours_text(each.yearly_hours)} par an"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _without_volume(lot: Lot) -> str:
    """Return what the contract asks of a lot whose hours it does not state."""
    match lot.mechanism:
        case Mechanism.AWARD_CRITERION:
            return "Aucune condition imposée : heures et actions de l'offre retenue"
        case Mechanism.RESERVED:
            kind = lot.reserved_for
            whom = "" if kind is None else f" : {label_of('reserved_for', kind.value)}"
            return f"Lot réservé{whom}"
        case Mechanism.INSERTION_SERVICE:
            return "Services d'insertion, objet du lot"
        case Mechanism.SOCIAL_CONDITION:
            social = lot.social_condition
            what = "" if social is None else f" : {label_of('social_condition', social.value)}"
            return f"Autre condition sociale{what}"
        case _:
            return NO_CLAUSE


def _awaiting(each: LotHours) -> str:
    """Return the hours that wait for a decision of the buyer; nothing when none does."""
    told = waiting_words(each)
    if not told:
        return ""
    return f" pour la partie ferme ; plus, pour chaque autre période qui a lieu : {told}"


def waiting_words(each: LotHours) -> str:
    """Return the hours of each period that waits for a decision of the buyer, with its title."""
    waiting = [part for part in each.periods if part.conditional]
    return listed([f"{hours_text(part.hours)} ({part.period.title})" for part in waiting])


def tenths(hours: int, size: int) -> str:
    """Return hours in days or weeks of ``size`` hours, with one decimal."""
    return decimal_text(Fraction(hours, size), at_least=1, at_most=1)


def _cell(text: str) -> Inlines:
    return (Text(french(text)),)


def scope_table(lots: tuple[LotHours, ...]) -> Table:
    """Return every lot with what the contract asks of it, or nothing."""
    return Table(
        header=(_cell("Lot"), _cell("Intitulé"), _cell("Condition d'insertion")),
        rows=tuple((_cell(e.lot.number), _cell(e.lot.title), _cell(volume_text(e))) for e in lots),
        widths=(10, 50, 40),
    )


def firm_hours(each: LotHours) -> int:
    """Return the hours due whatever the buyer decides: those of the firm part."""
    if not each.periods:
        return each.contract_hours or 0
    return sum(part.hours for part in each.periods if not part.conditional)


def waiting_hours(each: LotHours) -> int:
    """Return the hours due only if the buyer affirms or renews."""
    return sum(part.hours for part in each.periods if part.conditional)


def volume_table(lots: list[LotHours]) -> Table:
    """Return the hours due in any event, in hours, and in days and weeks for information.

    Hours that wait for a decision of the buyer have a column of their own, where there are any.
    """
    waiting = any(waiting_hours(each) for each in lots)

    def row(number: str, title: str, firm: int, later: int) -> tuple[Inlines, ...]:
        figures = [decimal_text(firm)] + [decimal_text(later)] * waiting
        figures += [tenths(firm, HOURS_A_DAY), tenths(firm, HOURS_A_WEEK)]
        return (_cell(number), _cell(title), *(_cell(figure) for figure in figures))

    rows = [row(e.lot.number, e.lot.title, firm_hours(e), waiting_hours(e)) for e in lots]
    if len(rows) > 1:
        sums = sum(map(firm_hours, lots)), sum(map(waiting_hours, lots))
        rows.append(row("Total", "Ensemble des lots", *sums))
    heads = (*VOLUME_HEADS[waiting], f"Jours de {HOURS_A_DAY} h", f"Semaines de {HOURS_A_WEEK} h")
    return Table(
        header=tuple(_cell(text) for text in ("Lot", "Intitulé", *heads)),
        rows=tuple(rows),
        numeric=(False, False, *(True,) * len(heads)),
        widths=(10, 28, 18, 16, 13, 15) if waiting else (10, 43, 19, 13, 15),
        total=len(rows) > 1,
    )


def share_table(lots: list[LotHours]) -> Table:
    """Return the shares of worked hours and their estimates."""
    return Table(
        header=(
            _cell("Lot"),
            _cell("Intitulé"),
            _cell("Part des heures travaillées"),
            _cell("Estimation indicative (heures)"),
        ),
        rows=tuple(
            (
                _cell(e.lot.number),
                _cell(e.lot.title),
                _cell(share_text(e.lot.insertion_rate or Fraction(0))),
                _cell(decimal_text(e.contract_hours or 0)),
            )
            for e in lots
        ),
        numeric=(False, False, True, True),
        widths=(10, 46, 22, 22),
    )


def period_table(lots: list[LotHours], *, allotted: bool) -> Table:
    """Return the fixed volumes by period, one row a lot and a period, then what they add up to."""

    def row(number: str, *texts: str) -> tuple[Inlines, ...]:
        return tuple(_cell(text) for text in (*((number,) if allotted else ()), *texts))

    rows: list[tuple[Inlines, ...]] = []
    for each in lots:
        for part in each.periods:
            nature = label_of("period_kind", part.period.period_kind.value)
            rows.append(row(each.lot.number, part.period.title, nature, decimal_text(part.hours)))
    whole = sum(part.hours for each in lots for part in each.periods)
    if rows:
        everything = ("Ensemble, si toutes les périodes ont lieu", NOT_APPLICABLE)
        rows.append(row("Total", *everything, decimal_text(whole)))
    return Table(
        header=row("Lot", "Période", "Nature", "Heures d'insertion"),
        rows=tuple(rows),
        numeric=(False,) * allotted + (False, False, True),
        widths=(10,) * allotted + (40, 30, 20),
        total=bool(rows),
    )
