"""The comparison of the methods under its published French keys, for machines and for the pane."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from clausier import answers
from insertion.contract import Contract
from insertion.differences import reasons
from insertion.errors import Fault
from insertion.lot_pooling import PoolingProposal, hours_together
from insertion.outcomes import Comparison, Group, InputUsed, Outcome
from insertion.quantities import exact_text
from insertion.typography import decimal_text, french

EMPTY: dict[str, Any] = {
    "lots": [],
    "mutualisation": None,
    "en_attente": [],
    "fichiers": [],
    "avertissements": [],
}
"""The keys of the document of a refused command."""
GAPLESS = (Group.TRAINING, Group.APART)
"""Groups whose hours are not those of the same job: no gap to the lot's hours is told."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The comparisons asked for, and what holds for the whole contract.

    ``waiting`` are the faults that keep the hours from being computed yet; ``proposal`` is then
    ``None``, as it is without a minimum.
    """

    contract: Contract
    lots: tuple[Comparison, ...]
    proposal: PoolingProposal | None
    waiting: tuple[Fault, ...]
    warnings: tuple[str, ...]


def gap_of(outcome: Outcome, comparison: Comparison) -> int | None:
    """Return the hours that part an outcome from the lot's own, ``None`` when none are told."""
    if comparison.chosen is None or outcome.group in GAPLESS:
        return None
    return outcome.hours - comparison.chosen.hours


def comparison_document(found: Compared, workbook: Path | None) -> dict[str, Any]:
    """Return the comparisons under their published keys; ``workbook`` is the file written."""
    files = [] if workbook is None else [workbook]
    return {
        "version": answers.VERSION,
        "lots": [_lot_document(each) for each in found.lots],
        "mutualisation": None if found.proposal is None else _pooling_document(found.proposal),
        "en_attente": [each.as_record() for each in found.waiting],
        "fichiers": [
            answers.file_document(each, "classeur", "Classeur de calcul") for each in files
        ],
        "avertissements": list(found.warnings),
        "erreurs": [],
    }


def _lot_document(each: Comparison) -> dict[str, Any]:
    low, high, ratio = each.low, each.high, each.ratio
    return {
        "numero": each.lot.number,
        "intitule": each.lot.title,
        "metier": each.lot.trade,
        "ages_au": each.on.isoformat(),
        "heures_du_calcul": None if each.chosen is None else each.chosen.hours,
        "calculs": [
            _outcome_document(outcome, each) for group in Group for outcome in each.of(group)
        ],
        "a_renseigner": [
            {
                "methode": asked.method.id,
                "libelle": asked.label,
                "donnees": list(asked.missing),
                "reperes": list(asked.hints),
            }
            for asked in each.asked
        ],
        "sans_resultat": [
            {"methode": one.method.id, "libelle": one.label, "motif": one.reason}
            for one in each.excluded
        ],
        "plus_bas": None if low is None else low.hours,
        "plus_haut": None if high is None else high.hours,
        "ecart": each.spread,
        "rapport": None if ratio is None else exact_text(ratio),
        "raisons": list(reasons(each)),
    }


def _outcome_document(outcome: Outcome, comparison: Comparison) -> dict[str, Any]:
    return {
        "methode": outcome.method.id,
        "libelle": outcome.label,
        "groupe": outcome.group.value,
        "calcul_du_lot": outcome.chosen,
        "nature_heures": outcome.kind.value,
        "donnees": [_input_document(each, comparison.on) for each in outcome.inputs],
        "heures": outcome.hours,
        "heures_exactes": exact_text(outcome.exact),
        "ecart_au_calcul": gap_of(outcome, comparison),
        "regle": outcome.sentence,
        "certitude": outcome.method.certainty.label,
        "avertissements": list(outcome.warnings),
    }


def _input_document(used: InputUsed, on: date) -> dict[str, Any]:
    known = used.reference
    return {
        "donnee": used.label,
        "valeur": f"{used.value:f}",
        "en_clair": used.shown,
        "repere": None if known is None else known.id,
        "borne": used.bound or None,
        "ordre_de_grandeur": known is not None and known.order_of_magnitude,
        "source": used.source,
        "annee": None if known is None else known.year,
        "age": None if known is None else known.age(on),
        "age_en_clair": used.age,
    }


def _pooling_document(proposal: PoolingProposal) -> dict[str, Any]:
    return {
        "minimum_heures_utiles": proposal.minimum,
        "groupes": [
            {"lots": [each.lot.number for each in group], "heures": hours_together(group)}
            for group in proposal.groups
        ],
        "hors_groupe": [each.lot.number for each in proposal.alone],
        "phrases": list(proposal.sentences),
    }


def times(ratio: Fraction) -> str:
    """Return how many times one figure goes into another: « × 2,5 »."""
    return french(f"× {decimal_text(ratio)}")


def signed(gap: int) -> str:
    """Return hours more or fewer, with their sign."""
    return "0" if gap == 0 else f"{'+' if gap > 0 else '−'}{decimal_text(abs(gap))}"
