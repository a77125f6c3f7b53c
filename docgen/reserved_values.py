"""The placeholders of reserved lots: what the law asks of the operators, and for how long."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.blocks import Blank, Inlines, Table, Text
from docgen.formats import printed
from docgen.lot_values import Published
from insertion.contract import DataRole, Mechanism
from insertion.hours import HoursResult
from insertion.law import articles, reservation_figure
from insertion.reserved_rules import (
    ANNOUNCING_ARTICLE,
    BY_WORKERS,
    is_reserved_for,
    possible_months,
    reserved_lots,
)
from insertion.typography import french
from insertion.vocabulary import contract_terms, options

VALIDATED = Mechanism.INSERTION_SERVICE
SHORT_ROLES = {DataRole.CONTROLLER: "responsable", DataRole.PROCESSOR: "sous_traitant"}


def values(result: HoursResult) -> Iterator[Published]:
    """Yield the name, type and value of what is published of reserved lots.

    The legal figures are those of the consultation date; without a date they stay empty, and the
    citations beside them ask for it.
    """
    contract = result.contract
    share = any(is_reserved_for(each.lot, BY_WORKERS) for each in result.lots)
    yield "reserve_proportion_chiffree", "boolean", share and not contract.concession
    yield "reserve_proportion_sans_chiffre", "boolean", share and contract.concession
    yield "reserve_proportion", "ratio", _figure(result, "proportion", "share")
    yield "tableau_statuts", "lot_table", status_table(result)
    yield "reserve_anteriorite", "month_count", _figure(result, "ess_anteriorite", "month_count")
    months = possible_months(contract) if any(True for _ in reserved_lots(result)) else None
    yield "reserve_duree_totale", "month_count", printed("month_count", months) if months else ""
    yield "avec_reserve_cpv", "boolean", contract.reserved_cpv is not None
    validated = any(
        each.lot.has_insertion or each.lot.mechanism is VALIDATED for each in result.lots
    )
    yield "avec_eligibilite", "boolean", validated
    role = contract.facilitator_data_role
    for each in DataRole:
        name = f"donnees_facilitateur_{SHORT_ROLES[each]}"
        yield name, "boolean", validated and _is(role, each)


def _is(role: DataRole | None, wanted: DataRole) -> bool | Blank:
    """Tell whether the facilitator has the role, or ask for it."""
    if role is None:
        term = contract_terms()["facilitator_data_role"]
        return Blank(term.key, term.label)
    return role is wanted


def status_table(result: HoursResult) -> Table:
    """Return what each reserved lot asks of its contractor: a status, and a share of workers.

    The share that binds a concession was not read: it is named without a figure.
    """
    allotted = result.contract.allotted
    share = _figure(result, "proportion", "share")

    def row(number: str, *texts: str) -> tuple[Inlines, ...]:
        return tuple((Text(french(each)),) for each in (*((number,) if allotted else ()), *texts))

    rows = []
    for lot, kind in reserved_lots(result):
        told = options("reserved_for")[kind.value].details
        workers = told.get("workers")
        least = f"au moins {share} de {workers}"
        if result.contract.concession:
            least = f"part de {workers} fixée pour les concessions réservées"
        status: str = told["status"]
        status = status[:1].upper() + status[1:]
        rows.append(row(lot.number, status, least if workers else "sans objet"))
    return Table(
        header=row("Lot", "Statut à garder", "Part des travailleurs employés"),
        rows=tuple(rows),
        widths=(10, 55, 35) if allotted else (60, 40),
    )


def _figure(result: HoursResult, name: str, kind: str) -> str:
    """Return a bound of the reservations as printed; empty when nothing is reserved.

    Before the article that fixes it, the bound is empty too: such a consultation is refused.
    """
    on = result.contract.consultation_date
    if on is None or not any(True for _ in reserved_lots(result)):
        return ""
    if articles()[ANNOUNCING_ARTICLE].at(on) is None:
        return ""
    value = reservation_figure(name, on).figure.value
    return printed(kind, int(value) if kind == "month_count" else value)
