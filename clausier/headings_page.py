"""The page of the headings that are recognised in a buyer's own table, read from the vocabulary."""

from __future__ import annotations

from clausier.markdown import heading, page, prose, table
from insertion import vocabulary
from insertion.typography import listed


def headings_page() -> str:
    """Return « docs/en-tetes.md »."""
    inputs = [(term.label, _words(term.headings)) for term in vocabulary.lot_terms().values()]
    results = [
        (vocabulary.quantity(name).label, _words(vocabulary.quantity(name).headings))
        for name in ("contract_hours", "calculated_hours")
    ]
    return page(
        "Les en-têtes reconnus",
        prose(
            "`clausier calculer` lit le tableau de lots d'un acheteur à ses en-têtes, où qu'ils "
            "soient dans la feuille. Majuscules, accents, retours à la ligne, unités et "
            "parenthèses ne comptent pas. Une colonne dont l'en-tête n'est pas reconnu est "
            "laissée de côté, et l'avertissement la nomme. Un en-tête qui ne dit ni HT ni TTC est "
            "lu HT, avec un avertissement ; TTC seul est refusé."
        ),
        heading(2, "Ce qui est lu"),
        table(("Donnée", "En-têtes reconnus"), [row for row in inputs if row[1]]),
        heading(2, "Où les heures sont écrites"),
        prose(
            "`--resultat` écrit les heures sous l'un de ces en-têtes, ou dans la colonne donnée "
            "par `--colonne`."
        ),
        table(("Résultat", "En-têtes reconnus"), results),
    )


def _words(headings: tuple[str, ...]) -> str:
    return listed([f"« {each} »" for each in headings], "ou")
