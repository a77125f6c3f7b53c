"""What the rules of the consultation and the analysis grid print of the insertion criterion.

Weights, scale and expectations come from the same data for firms and for the buyer's analysis, so
that nothing is scored that was not announced.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from docgen.blocks import Blank, Entry, Inlines, Table, Text
from insertion.award_criterion import (
    SubCriterion,
    criterion_points,
    example,
    hours_points,
    maximum,
    possible_points,
    rulings,
    scale,
    scored,
)
from insertion.contract import Contract
from insertion.law import articles
from insertion.quantities import round_money
from insertion.typography import decimal_text, french, hours_text, share_text
from insertion.vocabulary import contract_terms

WHOLE = "Critère d'insertion"
TOTAL = "Total du critère d'insertion"
EVERY_PART = "Toutes les parties notées"


def words(text: str) -> Inlines:
    """Return a cell that holds words."""
    return (Text(french(text)),)


def points_text(points: Fraction) -> str:
    """Return points with two decimals at most, half a hundredth going up: « 4,5 »."""
    return decimal_text(round_money(points))


def _unknown(field: str) -> Inlines:
    term = contract_terms()[field]
    return (Blank(term.key, term.label),)


def _of_the_mark(share: Fraction, contract: Contract) -> Inlines:
    """Return a share of the criterion as a share of the whole mark."""
    if contract.criterion_weight is None:
        return _unknown("criterion_weight")
    return words(share_text(share * Fraction(contract.criterion_weight)))


def part_title(each: SubCriterion) -> str:
    """Return how the answer frame names the part that a sub-criterion scores."""
    return f"Partie « {each.title} »"


def weights_table(contract: Contract) -> Table:
    """Return the weight of each sub-criterion, in the criterion and in the whole mark."""
    header = ("Sous-critère", "Poids dans le critère", "Poids dans la note", "Réponse notée")
    rows = [
        (
            words(each.title),
            words(share_text(each.weight(contract))),
            _of_the_mark(each.weight(contract), contract),
            words(part_title(each)),
        )
        for each in scored(contract)
    ]
    if not rows:
        missing = _unknown("welcome_weight")
        rows = [(words("Sous-critères"), missing, missing, words(EVERY_PART))]
    whole = _of_the_mark(Fraction(1), contract)
    rows.append((words(TOTAL), words(share_text(Fraction(1))), whole, words(EVERY_PART)))
    return Table(
        header=tuple(words(each) for each in header),
        rows=tuple(rows),
        numeric=(False, True, True, False),
        widths=(30, 18, 20, 32),
        total=True,
    )


def expected_table(contract: Contract) -> Table:
    """Return what is looked at in each part of the answer."""
    return Table(
        header=(words("Sous-critère"), words("Ce qui est apprécié")),
        rows=tuple((words(each.title), words(each.expected)) for each in scored(contract)),
        widths=(28, 72),
    )


def scale_table() -> Table:
    """Return the levels and the share of the points each earns."""
    header = ("Niveau", "Ce que montre la réponse", "Part des points")
    return Table(
        header=tuple(words(each) for each in header),
        rows=tuple(
            (words(each.label), words(each.text), words(share_text(each.points)))
            for each in scale()
        ),
        numeric=(False, False, True),
        widths=(20, 66, 14),
    )


def points_table(contract: Contract) -> Table:
    """Return the points a level earns in each graded sub-criterion, worked out beforehand."""
    if contract.criterion_weight is None:
        return Table(header=(), rows=())
    graded = [each for each in scored(contract) if each.graded]
    return Table(
        header=(words("Niveau"), *(words(each.title) for each in graded)),
        rows=tuple(
            (
                words(level.label),
                *(
                    words(points_text(level.points * possible_points(each, contract)))
                    for each in graded
                ),
            )
            for level in scale()
        )
        if graded
        else (),
        numeric=(False, *(True for _ in graded)),
    )


def grid_table(contract: Contract) -> Table:
    """Return the grid to fill for one offer and one lot: a row a sub-criterion, and their total."""
    header = ("Sous-critère", "Points possibles", "À rechercher", "Niveau", "Points", "Motifs")
    rows: list[tuple[Inlines, ...]] = []
    marked: tuple[Inlines, ...] = ((Entry("number"),), (Entry("long_text"),))
    for each in scored(contract):
        level: Inlines = (Entry("text"),) if each.graded else words("Calcul")
        rows.append(
            (words(each.title), _points(each, contract), words(each.expected), level, *marked)
        )
    nothing = words("sans objet")
    rows.append((words(WHOLE), _whole_points(contract), nothing, nothing, marked[0], nothing))
    return Table(
        header=tuple(words(each) for each in header),
        rows=tuple(rows),
        numeric=(False, True, False, False, True, False),
        widths=(16, 12, 26, 13, 9, 24),
    )


def _points(each: SubCriterion, contract: Contract) -> Inlines:
    if contract.criterion_weight is None:
        return _unknown("criterion_weight")
    return words(points_text(possible_points(each, contract)))


def _whole_points(contract: Contract) -> Inlines:
    if contract.criterion_weight is None:
        return _unknown("criterion_weight")
    return words(points_text(criterion_points(contract)))


def example_table(contract: Contract) -> Table:
    """Return a mark worked out line by line; nothing while the weights are unknown."""
    header = ("Sous-critère", "Points possibles", "Réponse supposée", "Calcul", "Points")
    if contract.criterion_weight is None or not scored(contract):
        return Table(header=(), rows=())
    lines = list(example_lines(contract))
    rows = [
        (words(each.title), _points(each, contract), words(answer), words(reckoned), _sum(points))
        for each, answer, reckoned, points in lines
    ]
    total = sum((points for *_, points in lines), Fraction(0))
    nothing = words("sans objet")
    rows.append((words(WHOLE), _whole_points(contract), nothing, words("Somme"), _sum(total)))
    return Table(
        header=tuple(words(each) for each in header),
        rows=tuple(rows),
        numeric=(False, True, False, False, True),
        widths=(22, 13, 33, 21, 11),
        total=True,
    )


def _sum(points: Fraction) -> Inlines:
    return words(points_text(points))


def example_lines(contract: Contract) -> Iterator[tuple[SubCriterion, str, str, Fraction]]:
    """Yield each scored sub-criterion, the answer supposed, the sum in words and its points.

    Points are rounded line by line, as a mark is: the total adds what is printed.
    """
    supposed = example()
    for each in scored(contract):
        possible = possible_points(each, contract)
        shown = points_text(possible)
        if each.graded:
            level = scale()[supposed.levels[each.name]]
            earned = level.points * possible
            answer, reckoned = level.label, f"{shown} × {share_text(level.points)}"
        else:
            mine, best = supposed.hours_scored, supposed.hours_best
            earned = hours_points(possible, mine, best)
            answer = f"{hours_text(mine)} notées, {decimal_text(best)} pour la meilleure offre"
            reckoned = f"{shown} × {decimal_text(mine)} ÷ {decimal_text(best)}"
        yield each, answer, reckoned, Fraction(round_money(earned))


def rulings_table() -> Table:
    """Return the court decisions behind the grid, with how surely they are known."""
    header = ("Décision", "Ce que l'analyse en retient", "Certitude")
    rows = []
    for each in rulings():
        article = articles()[each.article]
        latest = article.versions[-1]
        rows.append(
            (
                words(f"{article.cite}, {latest.title}"),
                words(each.reason),
                words(latest.certainty.label),
            )
        )
    return Table(
        header=tuple(words(each) for each in header), rows=tuple(rows), widths=(32, 50, 18)
    )


def mark_text() -> str:
    """Return the points of the whole mark: « 100 points »."""
    return french(f"{decimal_text(maximum())} points")
