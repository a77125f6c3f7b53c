"""Why methods disagree on one lot, in French sentences that a buyer can check."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from insertion.formula import evaluate
from insertion.method import HoursKind, Method, Statement
from insertion.outcomes import Comparison, Group, InputUsed, Outcome
from insertion.typography import counted, decimal_text, french, hours_text, listed
from insertion.vocabulary import label_of, quantity


def reasons(comparison: Comparison) -> tuple[str, ...]:
    """Return what explains the spread, the widest causes first; then what is left out of it."""
    found = [
        *_spread(comparison),
        *_causes(comparison),
        *_costs(comparison),
        *_triggers(comparison),
        *_left_out(comparison),
        *_trade(comparison),
        *_retained(comparison),
    ]
    return tuple(french(each) for each in found)


def _spread(comparison: Comparison) -> Iterator[str]:
    low, high = comparison.low, comparison.high
    if low is None or high is None:
        yield "Aucun calcul d'heures d'emploi n'est possible : renseigner les données demandées."
    elif low is high:
        yield (
            "Une seule méthode s'applique, rien ne peut lui être comparé : renseigner les données "
            "que les autres demandent."
        )
    elif comparison.spread == 0:
        yield f"Tous les calculs comparables donnent {hours_text(low.hours)}."
    else:
        times = comparison.ratio
        told = "" if times is None else f", soit {decimal_text(times)} fois le plus bas"
        yield (
            f"Pour le même lot, les calculs comparables vont de {hours_text(low.hours)} à "
            f"{hours_text(high.hours)}{told}."
        )


def _causes(comparison: Comparison) -> Iterator[str]:
    """Say which input, or which base, parts the lowest from the highest."""
    low, high = comparison.low, comparison.high
    if low is None or high is None or comparison.spread == 0:
        return
    if low.method is not high.method:
        yield (
            f"Les bases diffèrent : « {label_of('method', low.method.id)} », le plus bas, part de "
            f"{_base(low.method)} ; « {label_of('method', high.method.id)} », le plus haut, de "
            f"{_base(high.method)}."
        )
        for each in (low, high):
            yield from (_borrowed(used) for used in each.replaced)
        return
    for fewer, more in zip(low.inputs, high.inputs, strict=True):
        if fewer.value != more.value:
            effect = _with_input(comparison, high, fewer)
            yield (
                f"{more.label} : {fewer.shown} au plus bas ({_origin(fewer)}), "
                f"{more.shown} au plus haut ({_origin(more)}). À elle seule, cette différence "
                f"ferait passer le plus haut de {hours_text(high.hours)} à {hours_text(effect)}."
            )
            yield from (
                each.reference.note
                for each in (fewer, more)
                if each.name == "labour_share" and each.reference and each.reference.note
            )


def _base(method: Method) -> str:
    return listed([f"« {quantity(name).short} »" for name in method.inputs])


def _origin(used: InputUsed) -> str:
    """Return where a figure comes from in few words: its whole source stands beside it."""
    where = "donnée du lot" if used.reference is None else used.reference.label
    if used.reference is not None and used.reference.territory:
        return f"{where}, {used.reference.source}"
    return ", ".join(each for each in (where, used.bound, used.age) if each)


def _borrowed(used: InputUsed) -> str:
    return f"{used.label} de {used.shown} : {_origin(used)}."


def _with_input(comparison: Comparison, outcome: Outcome, other: InputUsed) -> int:
    """Return the hours of ``outcome`` when one of its inputs takes another value."""
    figures = {each.name: Fraction(each.value) for each in outcome.inputs}
    figures[other.name] = Fraction(other.value)
    return int(evaluate(outcome.method.rounded, figures, comparison.rounding))


def _costs(comparison: Comparison) -> Iterator[str]:
    """Say how old the published hourly costs are: the older, the lower, and the more hours.

    The costs of a territory's set are nobody's publication: they are named for what they are.
    """
    for each in comparison.costs:
        if each.reference is not None and each.reference.territory:
            yield f"Coût horaire du barème de territoire : {each.shown} ({_origin(each)})."
    published = [e for e in comparison.costs if e.reference and not e.reference.territory]
    dated = [each for each in published if _year(each)]
    if not dated:
        return
    newest = max(dated, key=_year)
    lowest = min(published, key=lambda each: each.value)
    highest = max(published, key=lambda each: each.value)
    if lowest.value < highest.value:
        older = _year(lowest) < _year(highest)
        told = "un coût ancien, donc plus bas," if older else "un coût plus bas"
        yield (
            f"Les coûts horaires publiés vont de {lowest.shown} ({_origin(lowest)}) à "
            f"{highest.shown} : {told} donne plus d'heures."
        )
    assert newest.reference is not None
    years = newest.reference.age(comparison.on)
    ago = f", il y a {counted(years, 'an')}" if years else ""
    yield (
        f"Le coût horaire publié le plus récent, {newest.shown}, date de "
        f"{newest.reference.year}{ago} : à confirmer avant de l'employer."
    )


def _year(used: InputUsed) -> int:
    """Return the year of a source; one without date counts as older than all others."""
    return (used.reference and used.reference.year) or 0


def _triggers(comparison: Comparison) -> Iterator[str]:
    """Say what reading a trigger one way or another changes."""
    readings = [
        each
        for each in comparison.of(Group.COMPARABLE)
        if each.method.statement is Statement.INVOICED_SLICES
    ]
    if len({each.hours for each in readings}) > 1:
        told = listed(
            [f"« {label_of('method', e.method.id)} » {hours_text(e.hours)}" for e in readings]
        )
        yield (
            f"La même tranche facturée se lit de plusieurs façons : {told}. Le texte du marché "
            "doit n'en laisser qu'une."
        )


def _left_out(comparison: Comparison) -> Iterator[str]:
    for each in comparison.of(Group.TRAINING):
        assert each.kind is HoursKind.TRAINING
        yield (
            f"« {label_of('method', each.method.id)} » donne {hours_text(each.hours)} de "
            "formation, et non d'emploi : elles ne se comparent ni ne s'ajoutent aux autres."
        )
    doubtful = comparison.of(Group.UNCONFIRMED)
    if doubtful:
        many = len(doubtful) > 1
        yield (
            f"{counted(len(doubtful), 'calcul')} "
            f"{'reposent' if many else 'repose'} sur un ordre de grandeur à confirmer, sans source "
            f"lue : {'ils restent' if many else 'il reste'} hors de l'écart."
        )


def _trade(comparison: Comparison) -> Iterator[str]:
    if comparison.lot.trade is None:
        yield "Indiquer le métier du lot pour le comparer aux parts et aux coûts publiés."


def _retained(comparison: Comparison) -> Iterator[str]:
    retained, low, high = comparison.lot.retained, comparison.low, comparison.high
    if retained is None or low is None or high is None:
        return
    if retained.hours < low.hours:
        where = "sous le plus bas des calculs comparables"
    elif retained.hours > high.hours:
        where = "au-dessus du plus haut des calculs comparables"
    else:
        where = "dans l'écart des calculs comparables"
    yield f"Les {hours_text(retained.hours)} retenues se situent {where}."
