"""What « clausier reperer » says: a table for people, a stable document for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from clausier import answers, reports
from clausier.documents import SetFile
from insertion import vocabulary
from insertion.obligations import Level
from insertion.pooling import Pool, pools
from insertion.quantities import Direction, exact_text
from insertion.screening import Screened, Screening, Verdict, volume_of
from insertion.screening_figures import Estimate, years_of_work
from insertion.typography import counted, decimal_text, french

EMPTY: dict[str, Any] = {
    "marches": [],
    "regroupements": [],
    "synthese": None,
    "fichiers": [],
    "avertissements": [],
}
"""The keys of the document of a refused command."""


def screening_document(
    screening: Screening, folder: str, files: Sequence[SetFile], warnings: Sequence[str]
) -> dict[str, Any]:
    """Return a screening under its published keys; ``folder`` is where the files went."""
    return {
        "version": answers.VERSION,
        "dossier": folder,
        "marches": [_contract(each) for each in screening.contracts],
        "regroupements": [_pool(each) for each in pools(screening)],
        "synthese": _summary(screening),
        "fichiers": [
            answers.file_document(each.path, each.key, each.label, each.folder) for each in files
        ],
        "avertissements": list(warnings),
        "erreurs": [],
    }


def _contract(each: Screened) -> dict[str, Any]:
    contract, hours, obligation = each.contract, each.hours, each.obligation
    period = contract.period
    amount = contract.amount_excl_tax
    return {
        "rang_dans_la_liste": contract.rank,
        "lieu": contract.place,
        "numero": contract.number,
        "objet": contract.subject,
        "metier": each.trade,
        "metier_deduit": each.trade_deduced,
        "cpv": contract.cpv,
        "nature": None if each.nature is None else each.nature.value,
        "nature_deduite": each.nature_deduced,
        "lancement": None
        if period is None
        else {"du": period.first.isoformat(), "au": period.last.isoformat()},
        "duree_mois": None if contract.duration is None else f"{contract.duration:f}",
        "montant_ht": None if amount is None else f"{amount:f}",
        "part_mo": _estimate(each.share),
        "taux_insertion": _estimate(each.rate),
        "cout_horaire": _estimate(each.cost),
        "heures": None
        if hours is None
        else {
            "au_moins": hours.low,
            "au_plus": hours.high,
            "exactes_au_moins": exact_text(hours.exact_low),
            "exactes_au_plus": exact_text(hours.exact_high),
            "ordre_de_grandeur": not hours.firm,
        },
        **answers.obligation_document(obligation),
        "verdict": each.verdict.value,
        "motif": each.ground.value,
        "explication": each.reason,
        "manque": list(each.missing),
    }


def _estimate(estimate: Estimate | None) -> dict[str, Any] | None:
    if estimate is None:
        return None
    return {
        "au_moins": f"{estimate.low:f}",
        "au_plus": f"{estimate.high:f}",
        "origine": estimate.origin.value,
        "references": [each.id for each in estimate.references],
    }


def _pool(pool: Pool) -> dict[str, Any]:
    return {
        "metier": pool.trade,
        "rangs_dans_la_liste": [each.contract.rank for each in pool.contracts],
        "heures": {"au_moins": pool.volume.low, "au_plus": pool.volume.high},
        "minimum_atteint": pool.certain,
    }


def _summary(screening: Screening) -> dict[str, Any]:
    volume = volume_of(screening.of(Verdict.TO_STUDY))
    return {
        "marches": len(screening.contracts),
        "verdicts": {each.value: len(screening.of(each)) for each in Verdict},
        "obligatoires": len(screening.mandatory),
        "minimum_heures_utiles": screening.assumptions.minimum,
        "heures_a_etudier": {
            "au_moins": volume.low,
            "au_plus": volume.high,
            "dont_ordre_de_grandeur_au_plus": volume.magnitude_high,
        },
    }


def print_screening(
    screening: Screening, files: Sequence[SetFile], warnings: Sequence[str], name: str
) -> None:
    """Print the summary in a sentence, a line a contract, then the files written."""
    out = reports.console()
    out.print(Text(name + french(f" : {_sentence(screening)}")), soft_wrap=True)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("N°", "Objet", "Heures, de", "à", "", "Obligation", "Verdict"):
        right = title in ("Heures, de", "à")
        table.add_column(
            french(title), justify="right" if right else "left", no_wrap=title != "Objet"
        )
    for each in screening.contracts:
        table.add_row(*(Text(cell) for cell in _cells(each)))
    out.print(table)
    for pool in pools(screening):
        out.print(Text(_pool_words(pool)), soft_wrap=True)
    for reason in dict.fromkeys(_doubts(screening)):
        out.print(Text(french(f"Obligation incertaine : {reason}")), soft_wrap=True)
    if screening.assumptions.minimum is None:
        told = "Sans --minimum, aucun marché n'est dit trop petit par son volume."
        out.print(Text(french(told)), soft_wrap=True)
    reports.print_warnings(out, warnings)
    for file in files:
        out.print(Text(french(f"{file.label} : ") + str(file.path)), soft_wrap=True)


def _doubts(screening: Screening) -> list[str]:
    """Return why obligations are uncertain, in a list of contracts: what to fill in."""
    return [
        each.obligation.reason
        for each in screening.contracts
        if each.obligation.level is Level.UNCERTAIN
    ]


def _sentence(screening: Screening) -> str:
    chosen = screening.of(Verdict.TO_STUDY)
    volume = volume_of(chosen)
    hours = f"{decimal_text(volume.low)} à {counted(volume.high, 'heure')}"
    if volume.low == volume.high:
        hours = counted(volume.low, "heure")
    beginning = (
        f"{counted(len(screening.contracts), 'marché')}, {len(chosen)} à étudier,"
        f" {len(screening.mandatory)} avec obligation ; "
    )
    if not volume.high:
        return f"{beginning}aucune heure calculée."
    doubt = ", à confirmer" if volume.magnitude_high else ""
    if volume.magnitude_high and volume.firm_high:
        doubt = f", dont {decimal_text(volume.magnitude_high)} à confirmer"
    year = decimal_text(years_of_work(volume.low, Direction.DOWN))
    possible = "possibles" if volume.high > 1 else "possible"
    return f"{beginning}{hours} {possible}{doubt}, au moins {year} temps plein sur un an."


def _cells(each: Screened) -> tuple[str, ...]:
    hours = each.hours
    return (
        each.contract.number or str(each.contract.rank),
        french(each.contract.subject),
        "–" if hours is None else decimal_text(hours.low),
        "–" if hours is None else decimal_text(hours.high),
        "" if hours is None or hours.firm else french("à confirmer"),
        french(vocabulary.label_of("obligation", each.obligation.level.value)),
        each.verdict.label,
    )


def _pool_words(pool: Pool) -> str:
    numbers = ", ".join(e.contract.number or f"ligne {e.contract.rank}" for e in pool.contracts)
    label = vocabulary.label_of("trade", pool.trade)
    low, high = decimal_text(pool.volume.low), counted(pool.volume.high, "heure")
    hours = high if pool.volume.low == pool.volume.high else f"{low} à {high}"
    return french(f"À regrouper, {label} : {numbers}, {hours} ensemble.")
