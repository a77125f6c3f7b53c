"""What a candidate fills: the commitment of each lot, its members, and the answer frame.

What the buyer asks is printed, never to be rekeyed; each number is asked for once a lot.
"""

from __future__ import annotations

from collections.abc import Iterable

from docgen.blocks import Entry, Inlines, Table, Text
from docgen.criterion_tables import words
from docgen.lot_tables import NOT_APPLICABLE, volume_text
from insertion.award_criterion import SubCriterion
from insertion.contract import Contract, Mechanism
from insertion.hours import HoursResult, LotHours
from insertion.offer import Floor, floor_of
from insertion.typography import NO_BREAK, french

ANSWER_ROOM = 2750  # twentieths of a point: four answers fill a page
POST_ROWS = 5
MEMBER_ROWS = 4
UNCHANGED = "Condition acceptée sans changement"
ROUTES = (
    "Embauche directe",
    "Mise à disposition de personnel",
    "Sous-traitance ou cotraitance",
)


_OFFERED = {
    Floor.NONE: "Heures offertes : ",
    Floor.NUMBER: "Total offert, plancher compris : ",
    Floor.MAXIMUM: "Total offert pour le maximum, plancher compris : ",
    Floor.RULE: "Heures ajoutées à la règle : ",
}
"""What a number is called, so that none is added to another twice."""


def offer_cell(each: LotHours) -> Inlines:
    """Return what the candidate writes of a lot: one number, or nothing."""
    if each.lot.mechanism is Mechanism.EXECUTION_CONDITION:
        return words(UNCHANGED)
    label = _OFFERED.get(floor_of(each) or Floor.UNFIT)
    return words(NOT_APPLICABLE) if label is None else _asked(label)


def _asked(label: str) -> Inlines:
    return (Text(french(label)), Entry("number"), Text(f"{NO_BREAK}heures"))


def commitment_table(result: HoursResult) -> Table:
    """Return what the contract asks of each lot, and what the candidate adds where it is judged."""
    judged = any(each.lot.has_criterion for each in result.lots)
    allotted = result.contract.allotted
    header = ["Lot", "Intitulé", "Condition du marché"]
    widths = [7, 27, 34]
    if judged:
        header.append("Engagement du candidat")
        widths = [6, 20, 27, 30]
    if allotted:
        header.append("Lot soumissionné")
        widths.append(17)
    rows = []
    for each in result.lots:
        row: list[Inlines] = [words(each.lot.number), words(each.lot.title), _asked_of(each)]
        if judged:
            row.append(offer_cell(each))
        if allotted:
            row.append((Entry("yes_no"),))
        rows.append(tuple(row))
    return Table(
        header=tuple(words(each) for each in header), rows=tuple(rows), widths=tuple(widths)
    )


def _asked_of(each: LotHours) -> Inlines:
    """Return the lot's condition, a floor where the offer adds to it; the candidate reads it."""
    text = volume_text(each)
    if each.lot.mechanism is Mechanism.CLAUSE_AND_CRITERION:
        text = f"Plancher : {text[:1].lower()}{text[1:]}"
    return _locked(text)


def _locked(text: str) -> Inlines:
    return (Text(french(text), locked=True),)


def offered_table(lots: Iterable[LotHours], contract: Contract) -> Table:
    """Return the floor of each judged lot and the number its offer commits to."""
    own = ("Lot", "Intitulé") if contract.allotted else ()
    rows = []
    for each in lots:
        floor = _locked("Aucun plancher" if each.statement is None else volume_text(each))
        named = (words(each.lot.number), words(each.lot.title)) if contract.allotted else ()
        rows.append((*named, floor, offer_cell(each)))
    return Table(
        header=tuple(words(text) for text in (*own, "Plancher du marché", "Offre du candidat")),
        rows=tuple(rows),
        widths=(8, 28, 30, 34) if contract.allotted else (45, 55),
    )


def members_table(result: HoursResult) -> Table:
    """Return what each member of a group takes, to fill: hours, or a share of what is not known.

    The hours of a rule are known only once the work is done: a member takes a share of them.
    """
    contract = result.contract
    rules = [each.states_a_rule for each in result.lots if each.lot.has_hours]
    taken = "Heures prises en charge"
    if any(rules):
        taken = "Part du volume dû (%)" if all(rules) else "Heures, ou part du volume dû (%)"
    header = ("Membre du groupement", "Lot", taken)
    columns = header if contract.allotted else (header[0], header[2])
    entry: dict[str, Inlines] = {
        "Membre du groupement": (Entry("text"),),
        "Lot": (Entry("text"),),
        taken: (Entry("number"),),
    }
    row = tuple(entry[each] for each in columns)
    return Table(
        header=tuple(words(each) for each in columns),
        rows=(row,) * MEMBER_ROWS,
        widths=(55, 15, 30) if contract.allotted else (65, 35),
    )


def routes_table() -> Table:
    """Return the ways the candidate thinks of, which bind to nothing."""
    return Table(
        header=(words("Voie d'exécution"), words("Envisagée")),
        rows=tuple((words(each), (Entry("yes_no"),)) for each in ROUTES),
        widths=(70, 30),
    )


def candidate_table(contract: Contract, *, group: bool) -> Table:
    """Return who answers, and for which lot; ``group`` adds the form and members of a group."""
    asked = ["Candidat, ou mandataire du groupement", "Numéro SIRET"]
    if group:
        asked += [
            "Forme du groupement (conjoint, conjoint à mandataire solidaire, ou solidaire)",
            "Autres membres du groupement",
        ]
    elif contract.allotted:
        asked.append("Lot de la présente réponse")
    return Table(
        header=(words("Identité"), words("À remplir par le candidat")),
        rows=tuple((words(each), (Entry("text"),)) for each in asked),
        widths=(42, 58),
    )


def answer_table(each: SubCriterion) -> Table:
    """Return the lines of one part of the answer frame, which fill a page."""
    header = ("Rubrique", "Postes concernés", "Actions et moyens", "Date ou échéance", "Preuve")
    row: tuple[Inlines, ...] = (
        (Entry("long_text"),), (Entry("long_text"),), (Entry("text"),), (Entry("long_text"),),
    )  # fmt: skip
    return Table(
        header=tuple(words(one) for one in header),
        rows=tuple((words(rubric), *row) for rubric in each.rubrics),
        widths=(20, 17, 33, 15, 15),
        row_height=ANSWER_ROOM,
    )


def posts_table() -> Table:
    """Return the posts that carry the hours, with their calendar, and the total."""
    header = ("Poste", "Activité du marché", "Personnes", "Heures", "Début", "Fin")
    row: tuple[Inlines, ...] = (
        (Entry("text"),), (Entry("text"),), (Entry("number"),), (Entry("number"),),
        (Entry("date"),), (Entry("date"),),
    )  # fmt: skip
    none = words(NOT_APPLICABLE)
    count: Inlines = (Entry("number"),)
    total = (words("Total"), none, count, count, none, none)
    return Table(
        header=tuple(words(each) for each in header),
        rows=(*(row,) * POST_ROWS, total),
        numeric=(False, False, True, True, False, False),
        widths=(18, 21, 12, 11, 19, 19),
        total=True,
    )
