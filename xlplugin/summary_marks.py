"""The table « À retenir » of the summary: each count with the words that make it useful."""

from __future__ import annotations

from insertion import vocabulary
from insertion.contract import Mechanism
from insertion.obligations import Level
from xlplugin.obligation_formulas import CASE, REASONS, Case
from xlplugin.obligation_reasons import at_limit, doubts, reason
from xlplugin.pairing import Paired, Rule, either, first, grouped, joined, words
from xlplugin.summary_figures import Figures

Mark = tuple[str, str, Paired, str, Paired]


def marks_of(figures: Figures, names: dict[str, Paired]) -> list[Mark]:
    """Return name, label, figure, style and words of each count.

    ``names`` are the numbers of the lots to look at, by the hidden column that marks them.
    """
    none, _ = figures.of_mechanism(Mechanism.NONE)
    lots, asking = figures.lots, figures.asking
    others = Paired(
        f"({lots.formula})-({asking.formula})-({none.formula})",
        int(lots.value) - int(asking.value) - int(none.value),
    )
    makeup = joined(
        words("Sur "), lots, words(" au total ; sans clause d'insertion : "), none,
        words(" ; par un autre mécanisme : "), others, ".",
    )  # fmt: skip
    count, agreed, calculated = figures.negotiated
    gap = Paired(
        f"({agreed.formula})-({calculated.formula})", int(agreed.value) - int(calculated.value)
    )
    negotiated = either(
        Paired(f"{count.formula}=0", not count.value),
        words("Aucun volume retenu à la place d'un calcul."),
        joined(words("Volumes retenus : "), grouped(agreed), words(" h au lieu de "),
               grouped(calculated), words(" h calculées ; lots concernés : "), count, "."),
    )  # fmt: skip
    return [
        ("lots_avec_heures", "Lots avec des heures demandées", asking, "line_hours", makeup),
        ("a_relire", "Lots à relire", figures.count("caution_place"), "line_hours",
         _listed(figures, names, "caution_place", "Lots ",
                 " : voir « À lire » dans « Lots ».", "Aucun avertissement.")),
        ("obligatoire", "Obligation : obligatoire", figures.of_level(Level.MANDATORY),
         "line_hours", _of_law(figures)),
        ("incertain", "Obligation : incertain", figures.of_level(Level.UNCERTAIN), "line_hours",
         _listed(figures, names, "uncertain_place", "Lots ",
                 " : à faire trancher, motif ci-dessous.", "Aucun.")),
        ("facultatif", "Obligation : facultatif", figures.of_level(Level.OPTIONAL),
         "line_hours", words("Une clause d'insertion y reste possible.")),
        ("ecart_negocie", "Écart négocié, en heures", gap, "line_gap", negotiated),
        ("formation", "Heures de formation, à part", figures.training, "line_hours",
         words("Jamais ajoutées aux heures d'emploi.")),
        ("offertes", "Heures offertes en plus, à part", figures.offered, "line_hours",
         words("Proposées par les entreprises au-delà du volume demandé.")),
        ("sous_minimum", "Lots sous le minimum utile", figures.count("small_place"),
         "line_hours", _small(figures, names["small_place"])),
    ]  # fmt: skip


def _listed(
    figures: Figures, names: dict[str, Paired], place: str, before: str, after: str, none: str
) -> Paired:
    count = figures.count(place)
    found = joined(words(before), names[place], words(after))
    return either(Paired(f"{count.formula}=0", not count.value), words(none), found)


def _of_law(figures: Figures) -> Paired:
    """Return what the law asks of the whole contract: its threshold, or why there is none."""
    ground = figures.ground
    case = ground.case
    told = words("")
    if case.value:
        told = reason(ground, Case(int(case.value)))
    whole = Paired(f"INDEX({REASONS},{CASE})", told.value)
    threshold = joined(
        words("Une condition sociale ou d'emploi est due, lot par lot, dès "),
        at_limit(ground),
        doubts(ground),
    )
    return either(Paired(f"{CASE}>0", bool(case.value)), whole, threshold)


def _small(figures: Figures, names: Paired) -> Paired:
    key = vocabulary.contract_terms()["minimum_useful_hours"].key
    value = None if figures.contract is None else figures.contract.minimum_useful_hours
    count, together = figures.count("small_place"), figures.hours_of_small()
    minimum = joined(words("Minimum de "), grouped(Paired(key, value or 0)), words(" h : "))
    found = joined(
        minimum, words("lots "), names, words(", soit "), grouped(together),
        words(" h ensemble. Regroupement : « clausier comparer »."),
    )  # fmt: skip
    return first(
        [
            Rule(
                Paired(f"NOT(ISNUMBER({key}))", value is None),
                words("Aucun minimum saisi dans « Marché »."),
            ),
            Rule(
                Paired(f"{count.formula}=0", not count.value),
                joined(minimum, words("aucun lot dessous.")),
            ),
        ],
        found,
    )
