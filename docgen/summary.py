"""The one page for elected members: a screening in plain words, and nothing it does not know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import Any

from docgen.package import finish
from docgen.summary_host import KEY_FIGURES, PAGE, SUMMARY
from docgen.template import render_host
from docgen.wordml import Ledger
from insertion import vocabulary
from insertion.contract import ContractType
from insertion.dated import Certainty, weakest
from insertion.law import articles
from insertion.obligations import Level
from insertion.pooling import pools
from insertion.programme import period_words
from insertion.quantities import Direction
from insertion.screening import (
    Screened,
    Screening,
    Verdict,
    Volume,
    volume_of,
)
from insertion.screening_figures import hours_a_month, hours_a_year, years_of_work
from insertion.typography import (
    counted,
    date_text,
    decimal_text,
    french,
    hours_text,
    listed,
)

FIRST = 5
"""Contracts named: what a page can carry."""
LONGEST_SUBJECT = 64
LONGEST_TITLE = 90
NAMED = 2
TRUST = {
    Certainty.VERIFIED: "Ce point a été lu dans le texte officiel.",
    Certainty.SECONDARY: "Ce point vient de sources secondaires : à confirmer par un juriste.",
    Certainty.TO_VERIFY: "Ce point reste à vérifier par un juriste.",
}
"""What a certainty means for someone who has never seen the scale."""
POTENTIAL = (
    "Ces heures sont un potentiel ; autres voies : critère, réservation, parcours, condition"
    " sociale."
)
"""The last word: every mechanism, for someone who knows none of their names."""
PLAIN_NAMES = {
    "amount_excl_tax": "le montant",
    "labour_share": "la part du travail dans le prix",
    "insertion_rate": "la part du travail à confier",
    "hourly_cost": "le coût d'une heure de travail",
}
"""The inputs of the hours, for someone who has never computed any."""


def summary_document(
    screening: Screening, title: str, on: date, host: bytes | None = None
) -> bytes:
    """Return the page as a .docx; ``title`` names the list, ``on`` is the day it is made.

    The same screening of the same day always gives the same bytes.
    """
    context = summary_context(screening, title, on)
    document = render_host(host or _builtin_host(), context, f"{SUMMARY}.docx")
    name = french(f"{PAGE.title} {title}")
    return finish(document, Ledger(), [], title=name, author="")


def _builtin_host() -> bytes:
    return (resources.files("clause_templates") / "hotes" / f"{SUMMARY}.docx").read_bytes()


def summary_context(screening: Screening, title: str, on: date) -> dict[str, Any]:
    """Return what the page prints, as plain French texts."""
    chosen = screening.of(Verdict.TO_STUDY)
    volume = volume_of(chosen)
    first = sorted(chosen, key=_by_law_then_hours)[:FIRST]
    left = len(chosen) - len(first)
    context: dict[str, Any] = dict.fromkeys(KEY_FIGURES, "")
    context |= {
        "titre": french(_shortened(title, LONGEST_TITLE)),
        "etablie_le": date_text(on),
        "marches_examines": decimal_text(len(screening.contracts)),
        "marches_a_etudier": decimal_text(len(chosen)),
        "marches_obligatoires": decimal_text(len(screening.mandatory)),
        "heures_possibles": french(_possible(volume)),
        "personnes_un_an": french(_people(volume.low, volume.high)),
        "conversion": _conversion(screening),
        "premiers": [_row(each) for each in first],
        "suite_premiers": _rest(left, bool(first)),
        "loi": _law(screening),
        "inconnues": _unknowns(screening) or [french("Rien d'important pour ce repérage.")],
        "suites": _next_steps(screening),
    }
    return context


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _range(low: int, high: int) -> str:
    return decimal_text(low) if low == high else f"{decimal_text(low)} à {decimal_text(high)}"


def _people(low: int, high: int) -> str:
    """Return hours as people at work for a year, one decimal: « 3,6 à 5,3 », never overstated."""
    if low == high:
        return decimal_text(years_of_work(low, Direction.NEAREST))
    least = years_of_work(low, Direction.DOWN)
    most = years_of_work(high, Direction.UP)
    return f"{decimal_text(least)} à {decimal_text(most)}"


def _possible(volume: Volume) -> str:
    """Return the hours with, beside them, those that nobody has confirmed."""
    shown = _range(volume.low, volume.high)
    if not volume.magnitude_high:
        return shown
    if not volume.firm_high:
        return f"{shown}, à confirmer"
    return f"{shown}, dont {decimal_text(volume.magnitude_high)} à confirmer"


def _conversion(screening: Screening) -> str:
    """Say where every contract went, what a person for a year means, and why two figures."""
    counts = [(each, len(screening.of(each))) for each in Verdict]
    parts = listed([verdict.counted(count) for verdict, count in counts if count])
    text = f"{counted(len(screening.contracts), 'marché examiné', 'marchés examinés')} : {parts}."
    year, month = decimal_text(hours_a_year()), decimal_text(hours_a_month())
    text += f" Une personne à temps plein pendant un an : {year} heures payées ({month} par mois)."
    volume = volume_of(screening.of(Verdict.TO_STUDY))
    if volume.low != volume.high:
        text += (
            " Deux chiffres : le plus bas et le plus haut selon la part du travail dans le prix."
        )
    return french(text)


def _by_law_then_hours(each: Screened) -> tuple[bool, int, int]:
    hours = 0 if each.hours is None else each.hours.low + each.hours.high
    return (each.obligation.level is not Level.MANDATORY, -hours, each.contract.rank)


def _row(each: Screened) -> dict[str, str]:
    mandatory = each.obligation.level is Level.MANDATORY
    hours = "à calculer" if each.hours is None else _range(each.hours.low, each.hours.high)
    if each.hours is not None and not each.hours.firm:
        hours += " (à confirmer)"
    return {
        "objet": french(_shortened(each.contract.subject, LONGEST_SUBJECT)),
        "lancement": period_words(each.contract.period) or french("non fixé"),
        "heures": french(hours),
        "pourquoi": french("Obligation légale" if mandatory else "Volume de travail"),
    }


def _rest(left: int, some: bool) -> str:
    if not some:
        return french("Aucun marché de la liste n'est à étudier en l'état.")
    if not left:
        return ""
    others = counted(left, "autre marché", "autres marchés")
    return french(f"Et {others}, dans le classeur.")


def _law(screening: Screening) -> str:
    """Return what the law asks of this list, since when, and how surely it was read."""
    due = screening.mandatory
    if screening.assumptions.buyer_kind is None:
        return french("Le type d'acheteur n'est pas précisé : l'obligation n'a pas été examinée.")
    if not due:
        uncertain = [e for e in screening.contracts if e.obligation.level is Level.UNCERTAIN]
        doubt = ""
        if uncertain:
            doubt = f" Pour {counted(len(uncertain), 'marché')}, la réponse reste incertaine."
        return french(f"Aucun marché de la liste n'est soumis à une obligation certaine.{doubt}")
    since = _since(due[0].obligation.article, due)
    limits = " et ".join(f"{decimal_text(limit)} € {words}" for limit, words in _thresholds(due))
    start = f"Depuis le {date_text(since)}, un" if since else "Un"
    text = (
        f"{start} marché d'un montant égal ou supérieur au seuil européen ({limits}, hors taxes)"
        " doit comporter une condition sociale ou d'emploi, sauf exception motivée."
        f" {counted(len(due), 'marché')} de la liste {'sont' if len(due) > 1 else 'est'} dans ce"
        " cas ; des heures d'insertion sont une façon d'y répondre."
        f" {TRUST[weakest([each.obligation.certainty for each in due])]}"
    )
    return french(text)


def _since(article: str | None, due: Sequence[Screened]) -> date | None:
    if article is None:
        return None
    days = [each.contract.period.last for each in due if each.contract.period is not None]
    version = articles()[article].at(max(days)) if days else None
    return None if version is None else version.start


def _thresholds(due: Sequence[Screened]) -> list[tuple[Decimal, str]]:
    """Return each threshold met, with the natures of contract it was applied to."""
    found: dict[Decimal, dict[str, None]] = {}
    for each in due:
        limit, nature = each.obligation.threshold, each.nature
        if limit is not None and isinstance(nature, ContractType):
            label = vocabulary.label_of("contract_type", nature.value).lower()
            found.setdefault(limit, {})[label] = None
    return [(limit, f"pour les {listed(sorted(names))}") for limit, names in sorted(found.items())]


def _unknowns(screening: Screening) -> list[str]:
    """Return what is missing or rests on memory, most useful first; four lines at most."""
    told: list[str] = []
    volume = volume_of(screening.of(Verdict.TO_STUDY))
    if volume.magnitude_high:
        shown = hours_text(volume.magnitude_high)
        told.append(
            f"{shown} au plus reposent sur des ordres de grandeur, sans source : à confirmer avec"
            " un facilitateur avant de les annoncer."
        )
    missing = [each for each in screening.contracts if each.missing and _wanted(each)]
    if missing:
        lacking = {name for each in missing for name in each.missing}
        names = [
            words
            for field, words in PLAIN_NAMES.items()
            if vocabulary.lot_terms()[field].short in lacking
        ]
        count = counted(len(missing), "marché")
        told.append(f"{count} sans heures calculées, faute de connaître {listed(names, 'ou')}.")
    confirm = screening.of(Verdict.TO_CONFIRM)
    if confirm:
        count = counted(len(confirm), "marché")
        small = "petits" if len(confirm) > 1 else "petit"
        told.append(f"{count} peut-être trop {small} pour un parcours : volume à confirmer.")
    if screening.assumptions.minimum is None:
        told.append("Le nombre d'heures utile à une personne n'a pas été fixé pour ce repérage.")
    uncertain = [e for e in screening.contracts if e.obligation.level is Level.UNCERTAIN]
    if uncertain and len(told) < 4:
        told.append(f"L'obligation légale est incertaine pour {counted(len(uncertain), 'marché')}.")
    return [french(each) for each in told]


def _wanted(each: Screened) -> bool:
    return each.verdict is not Verdict.NO_LABOUR


def _next_steps(screening: Screening) -> list[str]:
    """Return what can be decided now."""
    told: list[str] = []
    chosen = screening.of(Verdict.TO_STUDY)
    if chosen:
        told.append(
            f"Confier {counted(len(chosen), 'marché')} à étudier à un facilitateur, avant"
            " d'écrire les pièces de la consultation."
        )
    groups = pools(screening)
    if groups:
        best = groups[0]
        names = [_shortened(e.contract.subject, LONGEST_SUBJECT) for e in best.contracts[:NAMED]]
        more = len(best.contracts) - len(names)
        others = [counted(more, "autre")] if more else []
        named = listed([f"« {each} »" for each in names] + others)
        many = len(groups) - 1
        also = (
            f" {counted(many, 'autre regroupement', 'autres regroupements')} dans le classeur."
            if many
            else ""
        )
        told.append(
            f"Réunir de petits marchés d'un même métier, trop petits seuls : {named},"
            f" {_range(best.volume.low, best.volume.high)} heures ensemble.{also}"
        )
    small = len(screening.of(Verdict.TOO_SMALL)) - sum(len(each.contracts) for each in groups)
    if small > 0:
        told.append(
            f"Regrouper si possible {counted(small, 'marché')} : seul, chacun a trop peu d'heures"
            " ou de temps pour accompagner une personne."
        )
    told.append(POTENTIAL)
    return [french(each) for each in told]
