"""What may be published: the one set of French placeholders that clauses and Word hosts share.

Everything sent to firms comes from here. A field the vocabulary marks internal (estimates, labour
shares, rates, costs, reasons) is never put in, so that no template can print it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from docgen import (
    charter_values,
    concession_values,
    counting_values,
    criterion_values,
    derogation_values,
    elected_values,
    form_values,
    framework_values,
    group_values,
    mechanism_values,
    modification_values,
    overseas_values,
    phase_values,
    post_values,
    reserved_values,
    service_values,
    social_values,
    training_values,
)
from docgen.blocks import Blank, Entry, Inline, Inlines, Table, Text
from docgen.formats import RECORD_TYPES, printed
from docgen.lot_values import Published, lot_flags, lot_row, lot_values
from insertion import vocabulary
from insertion.contract import AmountBase, Ccag, Contract, ContractType, DataRole, PenaltyBase
from insertion.hours import HoursResult
from insertion.law import articles
from insertion.obligations import OBLIGATION, Level
from insertion.penalties import hour_penalty
from insertion.typography import french

CCAG_ARTICLES = {
    Ccag.WORKS: "ccag-travaux:20.1",
    Ccag.SUPPLIES_SERVICES: "ccag-fcs:16.1",
    Ccag.IT: "ccag-tic:16.1",
    Ccag.INTELLECTUAL: "ccag-pi:16.1",
    Ccag.INDUSTRIAL: "ccag-mi:17.1",
    Ccag.DESIGN: "ccag-moe:18.1",
}
CCAG_PENALTY_ARTICLES = {
    Ccag.WORKS: "ccag-travaux:19.2.4",
    Ccag.SUPPLIES_SERVICES: "ccag-fcs:14.1.1",
    Ccag.IT: "ccag-tic:14.1.1",
    Ccag.INTELLECTUAL: "ccag-pi:14.1.1",
    Ccag.INDUSTRIAL: "ccag-mi:15.1.1",
    Ccag.DESIGN: "ccag-moe:16.2.4",
}

AREAS: tuple[Callable[[HoursResult], Iterator[Published]], ...] = (
    mechanism_values.values,
    counting_values.values,
    framework_values.values,
    post_values.values,
    phase_values.values,
    modification_values.values,
    group_values.values,
    criterion_values.values,
    reserved_values.values,
    service_values.values,
    concession_values.values,
    training_values.values,
    overseas_values.values,
    charter_values.values,
    social_values.values,
    derogation_values.values,
    form_values.values,
)
"""What each mechanism publishes, and what only some contracts have."""

INTERNAL_AREAS: tuple[Callable[[HoursResult], Iterator[Published]], ...] = (
    derogation_values.internal_values,
    elected_values.internal_values,
)
"""What only the clauses of internal notes may print."""
INTERNAL_DOCUMENT = "note"
"""The type of document that never leaves the buyer's office."""

FLAG_FACTS = {
    "acheteur_public": "buyer_kind",
    "acheteur_prive": "buyer_kind",
    "nature_travaux": "contract_type",
    "nature_services": "contract_type",
    "nature_fournitures": "contract_type",
    "avec_ccag": "ccag",
    "sans_ccag": "ccag",
    "facilitateur_responsable": "facilitator_data_role",
    "facilitateur_sous_traitant": "facilitator_data_role",
}
"""The fact of the contract each of these booleans rests on; unanswered, it is asked for."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A published name: its type, and its value.

    A value is text, a blank, a place to fill, a flag, a list of lines or a table.
    """

    name: str
    type: str
    value: str | bool | Blank | Entry | tuple[Inlines, ...] | Table


@dataclass
class Placeholders:
    """Every placeholder of a contract, and the lots for loops in Word hosts.

    ``internal`` are those that no piece sent to firms may print, whatever its host asks for.
    """

    values: dict[str, Placeholder] = field(default_factory=dict)
    lots: list[dict[str, Any]] = field(default_factory=list)
    internal: dict[str, Placeholder] = field(default_factory=dict)

    def add(self, name: str, kind: str, value: Any) -> None:
        """Publish ``name``."""
        self.values[name] = Placeholder(name, kind, value)

    def seen_by(self, documents: Iterable[str]) -> Placeholders:
        """Return what a clause of these documents may print; only notes see what is internal."""
        if set(documents) != {INTERNAL_DOCUMENT}:
            return self
        return Placeholders({**self.values, **self.internal}, self.lots)

    def flag(self, name: str) -> bool | Blank:
        """Return a boolean placeholder, or the blank that stands for an unanswered question.

        Raises:
            KeyError: when nothing is published under that name.
            TypeError: when what is published is neither true nor false.
        """
        value = self.values[name].value
        if not isinstance(value, bool | Blank):
            raise TypeError(f"{name} is no boolean")
        return value


def published(result: HoursResult) -> Placeholders:
    """Return everything that may be printed in a piece, as of the contract's consultation date."""
    places = Placeholders()
    contract = result.contract
    for name, term in vocabulary.contract_terms().items():
        if not term.internal and name != "publics":
            _publish_fact(places, contract, name, term)
    _publish_flags(places, result)
    _publish_lots(places, result)
    _publish_publics(places, contract)
    _publish_facilitator(places, contract)
    _publish_penalties(places, contract)
    for area in AREAS:
        for name, kind, value in area(result):
            places.add(name, kind, value)
    for area in INTERNAL_AREAS:
        for name, kind, value in area(result):
            places.internal[name] = Placeholder(name, kind, value)
    return places


def _blank(name: str) -> Blank:
    term = vocabulary.contract_terms()[name]
    return Blank(term.key, term.label)


def _known(contract: Contract, name: str, value: bool) -> bool | Blank:
    """Return a flag, or the blank of the fact it rests on."""
    return _blank(name) if getattr(contract, name) is None else value


def _publish_fact(
    places: Placeholders, contract: Contract, name: str, term: vocabulary.Term
) -> None:
    value = getattr(contract, name)
    kind = RECORD_TYPES.get(term.type, term.type)
    if value is None:
        places.add(term.key, kind, "" if term.optional else _blank(name))
    elif term.type == "boolean":
        places.add(term.key, kind, value)
    elif term.type == "choice":
        places.add(term.key, kind, french(vocabulary.label_of(name, value.value)))
    else:
        places.add(term.key, kind, printed(term.type, value))


def _publish_flags(places: Placeholders, result: HoursResult) -> None:
    contract = result.contract
    clause_lots = [each for each in result.lots if each.lot.has_hours]
    role = contract.facilitator_data_role
    nature = contract.contract_type
    flags = {
        "alloti": contract.allotted,
        "lot_unique": not contract.allotted,
        "acheteur_public": contract.under_the_code,
        "acheteur_prive": not contract.under_the_code,
        "nature_travaux": nature is ContractType.WORKS,
        "nature_services": nature is ContractType.SERVICES,
        "nature_fournitures": nature is ContractType.SUPPLIES,
        "avec_ccag": contract.ccag is not Ccag.NONE,
        "sans_ccag": contract.ccag is Ccag.NONE,
        **lot_flags(result),
        "avec_lieu": contract.place is not None,
        "obligation_sociale": any(
            each.obligation.level is Level.MANDATORY and each.obligation.article == OBLIGATION
            for each in clause_lots
        ),
        "facilitateur_responsable": role is DataRole.CONTROLLER,
        "facilitateur_sous_traitant": role is DataRole.PROCESSOR,
    }
    for name, value in flags.items():
        fact = FLAG_FACTS.get(name)
        places.add(name, "boolean", value if fact is None else _known(contract, fact, value))


def _publish_lots(places: Placeholders, result: HoursResult) -> None:
    places.lots = [lot_row(each) for each in result.lots]
    for name, kind, value in lot_values(result):
        places.add(name, kind, value)


def _publish_publics(places: Placeholders, contract: Contract) -> None:
    chosen = vocabulary.options("publics")
    families: dict[str, list[Inlines]] = {"structure": [], "situation": []}
    for key in contract.publics:
        details = chosen[key].details
        families[details["family"]] += [_filled(each, contract) for each in details["clauses"]]
    for family, plural in (("structure", "structures"), ("situation", "situations")):
        lines = tuple(families[family])
        # an unanswered list is asked for once, among the structures
        missing = not contract.publics and family == "structure"
        places.add(f"publics_{plural}", "choices", _blank("publics") if missing else lines)
        places.add(f"publics_avec_{plural}", "boolean", bool(lines) or missing)


def _filled(pattern: str, contract: Contract) -> Inlines:
    """Fill « {duree_chomage_mois} » and the like in the wording of a public."""
    fields = {term.key: name for name, term in vocabulary.contract_terms().items()}
    inlines: list[Inline] = []
    for index, part in enumerate(re.split(r"\{([a-z_]+)\}", pattern)):
        if index % 2 == 0:
            if part:
                inlines.append(Text(french(part)))
            continue
        name = fields[part]
        value = getattr(contract, name)
        kind = vocabulary.contract_terms()[name].type
        inlines.append(_blank(name) if value is None else Text(printed(kind, value)))
    return tuple(inlines)


def _publish_facilitator(places: Placeholders, contract: Contract) -> None:
    names = ("facilitator_body", "facilitator_role")
    missing = next((name for name in names if getattr(contract, name) is None), None)
    party = [str(getattr(contract, name)) for name in names]
    places.add("facilitateur", "party", _blank(missing) if missing else printed("party", party))
    contact = ("facilitator_email", "facilitator_phone")
    missing = next((name for name in contact if getattr(contract, name) is None), None)
    text = french(f"{contract.facilitator_email}, téléphone {contract.facilitator_phone}")
    places.add("facilitateur_contact", "text", _blank(missing) if missing else text)
    rhythm = contract.reporting_rhythm
    rhythms = vocabulary.options("reporting_rhythm")
    name = None if rhythm is None else rhythms[rhythm.value].details["period"]
    places.add("periode_nom", "text", name or _blank("reporting_rhythm"))
    places.add("rythme_phrase", "text", f"chaque {name}" if name else _blank("reporting_rhythm"))
    months = contract.duration_months
    half: str | Blank = _blank("duration_months")
    if months is not None:
        half = printed("month_count", (months + 1) // 2)
    places.add("mi_duree", "month_count", half)


def _publish_penalties(places: Placeholders, contract: Contract) -> None:
    base = contract.penalty_base
    penalty = hour_penalty(contract)
    unanswered = _blank("penalty_base")
    lump = unanswered if base is None else base is PenaltyBase.LUMP_SUM
    index = unanswered if base is None else base is not PenaltyBase.LUMP_SUM
    places.add("penalite_forfaitaire", "boolean", lump)
    places.add("penalite_sur_indice", "boolean", index)
    source = "penalty_lump_sum" if base is PenaltyBase.LUMP_SUM else "penalty_coefficient"
    hour: str | Blank = _blank("penalty_base" if base is None else source)
    if penalty is not None:
        hour = printed("money", penalty.amount)
    places.add("penalite_heure", "money", hour)
    places.add("penalite_assiette", "text", _cap_base(contract))
    known = penalty.index if penalty is not None else None
    places.add("penalite_indice_nom", "text", french(known.label) if known else unanswered)
    value = printed("money", known.figure.value) if known else unanswered
    places.add("penalite_indice_valeur", "money", value)
    since = printed("date", known.figure.start) if known else unanswered
    places.add("penalite_indice_depuis", "date", since)
    _publish_ccag(places, contract)


def _cap_base(contract: Contract) -> str | Blank:
    """Return what the penalty cap is a share of: a framework has no initial amount."""
    if contract.amount_base is None:
        return _blank("amount_base")
    framework = contract.amount_base in (AmountBase.MAXIMUM, AmountBase.ESTIMATE)
    of = "lot" if contract.allotted else "marché"
    return french(
        f"montant hors taxes facturé au titre du {of}"
        if framework
        else f"montant initial hors taxes du {of}"
    )


def _publish_ccag(places: Placeholders, contract: Contract) -> None:
    blank = _blank("ccag")
    name = vocabulary.label_of("ccag", contract.ccag.value) if contract.ccag else ""
    places.add("ccag_nom", "text", french(name) if name else blank)
    for place, known in (
        ("ccag_reference", CCAG_ARTICLES),
        ("ccag_penalites_reference", CCAG_PENALTY_ARTICLES),
    ):
        article = known.get(contract.ccag) if contract.ccag else None
        reference: str | Blank = blank
        if article and contract.consultation_date is not None:
            reference = french(articles()[article].citation(contract.consultation_date))
        places.add(place, "text", reference)
