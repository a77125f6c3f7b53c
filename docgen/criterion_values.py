"""The placeholders of the criterion of insertion and of the commitment an offer makes.

An offered number is never published: it is known only once the offers are, and firms write it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from docgen.blocks import Blank
from docgen.criterion_tables import (
    example_table,
    expected_table,
    grid_table,
    mark_text,
    points_table,
    rulings_table,
    scale_table,
    weights_table,
)
from docgen.lot_values import Published, lot_list
from docgen.offer_tables import (
    answer_table,
    candidate_table,
    commitment_table,
    members_table,
    offered_table,
    posts_table,
    routes_table,
)
from insertion.award_criterion import (
    criterion_points,
    example,
    hours_points,
    possible_points,
    scored,
    sub_criteria,
)
from insertion.contract import Contract, Lot, Mechanism
from insertion.hours import HoursResult, LotHours
from insertion.method import NUMBERED
from insertion.offer import Floor, floor_of
from insertion.quantities import round_money
from insertion.typography import counted, french, hours_text
from insertion.vocabulary import contract_terms

EXAMPLE_POINTS = Fraction(6)  # points of the hours in their example, while weights are unknown

_FLOORS = {
    "plancher_en_volume": Floor.NUMBER,
    "plancher_accord_cadre": Floor.MAXIMUM,
    "plancher_en_regle": Floor.RULE,
}
"""What the offers of some judged lot start from, by flag."""


def values(result: HoursResult) -> Iterator[Published]:
    """Yield what is published of the criterion, its answer frame and the commitment."""
    contract = result.contract
    judged = [each for each in result.lots if each.lot.has_criterion]
    yield from _scope(result, judged)
    yield from _weights(contract)
    yield from _floor_example(judged, contract)
    yield from _hours_example(contract)
    yield "tableau_sous_criteres", "lot_table", weights_table(contract)
    yield "tableau_attendus", "lot_table", expected_table(contract)
    yield "tableau_niveaux", "lot_table", scale_table()
    yield "tableau_points", "lot_table", points_table(contract)
    yield "tableau_grille", "lot_table", grid_table(contract)
    yield "tableau_exemple_note", "lot_table", example_table(contract)
    yield "tableau_jurisprudence", "lot_table", rulings_table()
    yield "tableau_heures_offertes", "lot_table", offered_table(judged, contract)
    yield "tableau_postes_offre", "lot_table", posts_table()
    for each in sub_criteria():
        if each.graded:
            yield f"tableau_reponse_{each.name}", "lot_table", answer_table(each)
    yield "tableau_candidat", "lot_table", candidate_table(contract, group=False)
    yield "tableau_identite", "lot_table", candidate_table(contract, group=True)
    yield "tableau_engagement", "lot_table", commitment_table(result)
    yield "tableau_membres", "lot_table", members_table(result)
    yield "tableau_voies", "lot_table", routes_table()


def _scope(result: HoursResult, judged: Sequence[LotHours]) -> Iterator[Published]:
    """Yield which lots are judged, and what stands under the offers."""
    contract = result.contract
    both = [each for each in judged if each.lot.mechanism is Mechanism.CLAUSE_AND_CRITERION]
    alone = [each for each in judged if each.lot.mechanism is Mechanism.AWARD_CRITERION]
    named = {"critere": judged, "critere_seul": alone, "clause_et_critere": both}
    for name, lots in named.items():
        shown = _scope_words([each.lot for each in lots], contract)
        yield f"perimetre_{name}", "text", shown
    conditions = any(each.lot.has_hours for each in result.lots)
    yield "critere_sans_clause", "boolean", bool(judged) and not conditions
    floors = {floor_of(each) for each in judged}
    for name, floor in _FLOORS.items():
        yield name, "boolean", floor in floors
    periods = bool(contract.periods)
    yield "plancher_par_periodes", "boolean", periods and Floor.NUMBER in floors
    apart = floors - {Floor.NUMBER, Floor.MAXIMUM}
    yield "offre_par_periodes", "boolean", periods and bool(apart)


def _scope_words(lots: Sequence[Lot], contract: Contract) -> str:
    """Return « le marché », « le lot 1 » or « les lots 1 et 3 »; empty without any lot."""
    if not lots:
        return ""
    if not contract.allotted:
        return "le marché"
    return f"{'le' if len(lots) == 1 else 'les'} {lot_list(lots)}"


def _weights(contract: Contract) -> Iterator[Published]:
    parts = scored(contract)
    for each in sub_criteria():
        yield each.flag, "boolean", each in parts
        yield f"attendu_{each.name}", "text", french(each.expected)
    capped = contract.plausible_hours is not None
    yield "avec_plafond_heures", "boolean", capped and any(not each.graded for each in parts)
    term = contract_terms()["criterion_weight"]
    points: str | Blank = Blank(term.key, term.label)
    if contract.criterion_weight is not None:
        points = counted(criterion_points(contract), "point")
    yield "critere_points", "text", points
    yield "note_maximale", "text", mark_text()


def _floor_example(judged: Sequence[LotHours], contract: Contract) -> Iterator[Published]:
    """Yield an offer above the floor of the first judged lot that has one, in hours."""
    floors = [
        each.contract_hours or 0
        for each in judged
        if each.lot.mechanism is Mechanism.CLAUSE_AND_CRITERION and each.statement in NUMBERED
    ]
    floor = floors[0] if floors else 0
    added = contract.rounding.apply(floor * example().hours_added)
    figures = {
        "exemple_plancher": floor,
        "exemple_heures_ajoutees": added,
        "exemple_total_offert": floor + added,
    }
    for name, hours in figures.items():
        yield name, "hours", hours_text(hours) if floors else ""


def _hours_example(contract: Contract) -> Iterator[Published]:
    """Yield the points of some hours, against the best offer, in points of this criterion."""
    supposed = example()
    counting = [each for each in scored(contract) if not each.graded]
    possible = EXAMPLE_POINTS
    if counting and contract.criterion_weight is not None:
        possible = Fraction(round_money(possible_points(counting[0], contract)))
    earned = hours_points(possible, supposed.hours_scored, supposed.hours_best)
    yield "exemple_points_possibles", "text", counted(possible, "point")
    yield "exemple_heures_notees", "hours", hours_text(supposed.hours_scored)
    yield "exemple_meilleure_offre", "hours", hours_text(supposed.hours_best)
    yield "exemple_points_obtenus", "text", counted(earned, "point")
