"""Why the results shown on « Comparaison » differ: sentences that follow the lot chosen."""

from __future__ import annotations

from dataclasses import dataclass

from insertion import vocabulary
from insertion.method import HoursKind, Statement
from insertion.outcomes import Comparison, Group
from insertion.typography import french
from xlplugin.comparison_words import (
    NOTHING,
    Shown,
    cost_words,
    hours_words,
    hundredths,
    share_words,
)
from xlplugin.comparison_working import RANKING, Working, base_words
from xlplugin.pairing import Paired, Rule, either, first, joined, words


@dataclass(frozen=True)
class Ends:
    """The lowest and the highest comparable lines, and what their words read.

    ``count`` counts the comparable lines; ``origins`` are the cells of where each of their shares
    and costs come from.
    """

    low: Shown
    high: Shown
    low_hours: Paired
    high_hours: Paired
    count: Paired
    ratio: Paired


def sentences(working: Working, ends: Ends) -> list[Paired]:
    """Return why results differ, then what stays out of the spread; some are empty."""
    comparison = working.found.comparison
    return [
        _spread(ends),
        _bases(working, ends),
        _loans(working, ends, "labour_share"),
        _loans(working, ends, "hourly_cost"),
        _newest_cost(working),
        _triggers(working),
        *_training(working),
        _doubtful(working),
        _trade(working),
        _retained(working, comparison, ends),
    ]


def _spread(ends: Ends) -> Paired:
    count = int(ends.count.value)
    low, high = int(ends.low_hours.value or 0), int(ends.high_hours.value or 0)
    lows, highs = (
        hours_words(ends.low_hours.formula, low),
        hours_words(ends.high_hours.formula, high),
    )
    is_ratio = Paired(f'{ends.ratio.formula}<>""', ends.ratio.value != "")
    times = joined(
        words(", soit "), hundredths(ends.ratio.formula, float(ends.ratio.value or 0)),
        french("1 fois")[1:], words(" le plus bas"),
    )  # fmt: skip
    return first(
        [
            Rule(
                Paired(f"{ends.count.formula}=0", count == 0),
                words("Aucun calcul d'heures d'emploi n'est possible : renseigner les données "
                      "demandées."),
            ),
            Rule(
                Paired(f"{ends.count.formula}=1", count == 1),
                words("Une seule méthode s'applique, rien ne peut lui être comparé : renseigner "
                      "les données que les autres demandent."),
            ),
            Rule(
                Paired(f"{ends.low_hours.formula}={ends.high_hours.formula}", low == high),
                joined(words("Tous les calculs comparables donnent "), lows, "."),
            ),
        ],
        joined(words("Pour le même lot, les calculs comparables vont de "), lows, words(" à "),
               highs, either(is_ratio, times, NOTHING), "."),
    )  # fmt: skip


def _differ(ends: Ends) -> Paired:
    formula = f"AND({ends.count.formula}>1,{ends.low_hours.formula}<>{ends.high_hours.formula})"
    return Paired(
        formula, int(ends.count.value) > 1 and ends.low_hours.value != ends.high_hours.value
    )


def _same_method(working: Working, ends: Ends) -> Paired:
    low, high = (_name(working, each) for each in (ends.low, ends.high))
    return Paired(f"{low.formula}={high.formula}", low.value == high.value)


def _name(working: Working, shown: Shown) -> Paired:
    label = "" if shown.line is None else shown.line.label
    return Paired(working.constant(Paired(shown.place, 0), "nom"), label)


def _bases(working: Working, ends: Ends) -> Paired:
    def base(shown: Shown) -> Paired:
        text = "" if shown.line is None else base_words(shown.line)
        return Paired(working.constant(Paired(shown.place, 0), "base"), text)

    low, high = _name(working, ends.low), _name(working, ends.high)
    told = joined(
        words("Les bases diffèrent : « "), low, words(" », le plus bas, part de "), base(ends.low),
        words(" ; « "), high, words(" », le plus haut, de "), base(ends.high), ".",
    )  # fmt: skip
    same = _same_method(working, ends)
    return either(_differ(ends), either(same, NOTHING, told), NOTHING)


def _loans(working: Working, ends: Ends, name: str) -> Paired:
    """Say which input parts the lowest from the highest when one method gives both."""
    mark = {"labour_share": "part", "hourly_cost": "cout"}[name]
    shown_as = share_words if name == "labour_share" else cost_words

    def figure(shown: Shown) -> Paired:
        value = _effective(working, shown, name)
        return Paired(working.figure(Paired(shown.place, 0), mark), value)

    def origin(shown: Shown) -> Paired:
        borrowed = None if shown.line is None else shown.line.borrows(name)
        cell = shown.share if name == "labour_share" else shown.cost
        known = Paired(
            working.constant(Paired(shown.place, 0), f"origine_{mark}"),
            "" if borrowed is None else borrowed.origin,
        )
        return either(Paired(f"{cell}>0", borrowed is not None), known, words("donnée du lot"))

    low, high = figure(ends.low), figure(ends.high)
    label = vocabulary.quantity(name).short
    told = joined(
        words(f"{label[0].upper()}{label[1:]} : "),
        shown_as(low.formula, float(low.value)), words(" au plus bas ("), origin(ends.low),
        words("), "), shown_as(high.formula, float(high.value)), words(" au plus haut ("),
        origin(ends.high), ").",
    )  # fmt: skip
    other = Paired(f"{low.formula}<>{high.formula}", low.value != high.value)
    same = _same_method(working, ends)
    return either(_differ(ends), either(same, either(other, told, NOTHING), NOTHING), NOTHING)


def _effective(working: Working, shown: Shown, name: str) -> float:
    line = shown.line
    if line is None or name not in line.method.inputs:
        return 0
    outcome = working.found.of(line)
    assert outcome is not None
    return next(float(each.value) for each in outcome.inputs if each.name == name)


def _newest_cost(working: Working) -> Paired:
    """Say how old the newest published cost is: the older, the lower, and the more hours."""
    cell = working.at("annee_cout_vu")
    borrowed = working.found.dated_costs
    keys = [line.dated_cost * RANKING + RANKING - line.place for line in borrowed]
    newest = max(keys, default=0)
    value = 0.0 if not borrowed else borrowed[keys.index(newest)].borrowed[0].value
    year = newest // RANKING
    place = f"({RANKING}-(MAX({cell})-INT(MAX({cell})/{RANKING})*{RANKING}))"
    figure = working.figure(Paired(place, 0), "cout_repere")
    told = joined(
        words("Le coût horaire publié le plus récent, "), cost_words(figure, value),
        words(", date de "), Paired(f"INT(MAX({cell})/{RANKING})", year),
        words(" : à confirmer avant de l'employer."),
    )  # fmt: skip
    return either(Paired(f"COUNT({cell})>0", bool(borrowed)), told, NOTHING)


def _triggers(working: Working) -> Paired:
    lines = [
        e
        for e in working.found.lines
        if not e.borrowed and e.method.statement is Statement.INVOICED_SLICES
    ]
    cells = [working.figure(Paired(str(each.place), 0), "heures") for each in lines]
    exact = working.at("exactes")
    there = [f'COUNTIFS({working.at("place")},{each.place},{exact},">=0")' for each in lines]
    hours = [found.hours for each in lines if (found := working.found.of(each)) is not None]
    readings = [f"IF({count}=0,{{}},{cell})" for count, cell in zip(there, cells, strict=True)]
    most = "MAX(" + ",".join(each.format("0") for each in readings) + ")"
    least = "MIN(" + ",".join(each.format("1E+15") for each in readings) + ")"
    differ = Paired(f"AND({'+'.join(there)}>1,{most}<>{least})", len(set(hours)) > 1)
    return either(
        differ,
        words("La même tranche facturée se lit de plusieurs façons, qui ne donnent pas les mêmes "
              "heures : le texte du marché doit n'en laisser qu'une."),
        NOTHING,
    )  # fmt: skip


def _training(working: Working) -> list[Paired]:
    told: list[Paired] = []
    for line in working.found.lines:
        if line.method.kind is HoursKind.TRAINING:
            outcome = working.found.of(line)
            hours = 0 if outcome is None else outcome.hours
            cell = working.figure(Paired(str(line.place), 0), "heures")
            sentence = joined(
                words(f"« {line.label} » donne "), hours_words(cell, hours),
                words(" de formation, et non d'emploi : elles ne se comparent ni ne s'ajoutent "
                      "aux autres."),
            )  # fmt: skip
            there = Paired(
                f'COUNTIFS({working.at("place")},{line.place},{working.at("exactes")},">=0")>0',
                outcome is not None,
            )
            told.append(either(there, sentence, NOTHING))
    return told


def _doubtful(working: Working) -> Paired:
    count = len(working.found.shown(Group.UNCONFIRMED, borrowing=True))
    cell = f"COUNT({working.at('rang_grandeur')})"
    one = "repose sur un ordre de grandeur à confirmer, sans source lue : il reste hors de l'écart."
    many = (
        "reposent sur un ordre de grandeur à confirmer, sans source lue : ils restent hors de "
        "l'écart."
    )
    number = Paired(cell, count)
    singular = joined(number, words(f" calcul {one}"))
    plural = joined(number, words(f" calculs {many}"))
    return first(
        [
            Rule(Paired(f"{cell}=0", count == 0), NOTHING),
            Rule(Paired(f"{cell}=1", count == 1), singular),
        ],
        plural,
    )


def _trade(working: Working) -> Paired:
    trade = working.value("trade")
    there = Paired(f'AND({working.at("ligne")}<>"",{trade.formula}="")', _no_trade(working))
    advice = words("Indiquer le métier du lot pour le comparer aux parts et aux coûts publiés.")
    return either(there, advice, NOTHING)


def _no_trade(working: Working) -> bool:
    return working.found.row.lot is not None and working.found.row.lot.trade is None


def _retained(working: Working, comparison: Comparison | None, ends: Ends) -> Paired:
    retained = None if comparison is None else comparison.lot.retained
    hours = 0 if retained is None else retained.hours
    cell = working.field("retained_hours")
    low, high = int(ends.low_hours.value or 0), int(ends.high_hours.value or 0)
    where = first(
        [
            Rule(Paired(f"{cell}<{ends.low_hours.formula}", hours < low),
                 words("sous le plus bas des calculs comparables.")),
            Rule(Paired(f"{cell}>{ends.high_hours.formula}", hours > high),
                 words("au-dessus du plus haut des calculs comparables.")),
        ],
        words("dans l'écart des calculs comparables."),
    )  # fmt: skip
    there = Paired(
        f"AND(ISNUMBER({cell}),{ends.count.formula}>0)",
        retained is not None and int(ends.count.value) > 0,
    )
    told = joined(words("Les "), hours_words(cell, hours), words(" retenues se situent "), where)
    return either(there, told, NOTHING)
