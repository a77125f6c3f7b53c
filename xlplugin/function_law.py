"""The law at the consultation date, and identifiers: functions that answer in cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from insertion import vocabulary
from insertion.errors import InvalidInput, fault
from insertion.law import european_threshold
from insertion.reading import siret_in
from insertion.typography import date_text, french
from xlplugin.excel_function import Argument, ExcelFunction, argument, field_term
from xlplugin.function_columns import BLANK, Taken, by_row, filled, single

PRIVATE = "prive"
"""The buyer who is not subject to the code."""
FACTS = ("contract_type", "buyer_kind", "consultation_date", "contracting_entity")
EXCEPTIONS = ("social_services", "defence")
"""What takes a contract out of the plain rule: the obligation asks it, the threshold does not."""
OPTIONAL = frozenset({FACTS[-1], *EXCEPTIONS})


def law_functions() -> tuple[ExcelFunction, ...]:
    """Return the functions that answer with dated law, and the check of a SIRET."""
    facts = (
        argument("contract_type", area=False),
        argument("buyer_kind", name="acheteur", area=False),
        argument("consultation_date", name="le", area=False),
        argument("contracting_entity", optional=True, area=False),
    )
    exceptions = tuple(argument(name, optional=True, area=False) for name in EXCEPTIONS)
    threshold = french(
        "Seuil européen applicable à la date de la consultation, en euros HT : le montant, ce que"
        " l'on sait de sa durée, sa certitude, en trois cellules."
    )
    obligation = french(
        "Ce que la loi demande à chaque lot d'un marché à la date de la consultation : obligatoire,"
        " facultatif ou incertain, l'article, la certitude et la raison, en quatre cellules."
    )
    amounts = Argument(
        "montants_ht",
        french(
            "Montants HT estimés de tous les lots du marché, en une colonne : leur total compte."
            " Une cellule vide n'est pas un lot ; zéro est un montant qu'on ne connaît pas."
        ),
    )
    return (
        ExcelFunction("seuil_europeen", threshold, facts, _threshold),
        ExcelFunction("obligation", obligation, (amounts, *facts, *exceptions), _obligations),
        ExcelFunction(
            "siret_valide",
            french("VRAI quand les quatorze chiffres d'un SIRET se tiennent, FAUX sinon."),
            (argument("buyer_siret", name="siret"),),
            _siret,
        ),
    )


def _taken(names: Sequence[str]) -> list[Taken]:
    return [Taken(field_term(name), optional=name in OPTIONAL) for name in names]


def _threshold(*facts: Any) -> Any:
    def answer(nature: str, buyer: str, on: date, entity: bool | None) -> tuple[Any, ...]:
        if buyer == PRIVATE:
            raise InvalidInput([fault("ACHETEUR_HORS_CODE", "")])
        category = _category(nature, buyer, entity)
        try:
            found = european_threshold(category, on)
        except LookupError:
            raise InvalidInput([fault("SEUIL_INCONNU", "", date=date_text(on))]) from None
        figure = found.figure
        until = f" au {date_text(figure.until)}" if figure.until else ""
        told = f"du {date_text(figure.start)}{until}"
        if found.stale:
            told += ", à reconfirmer"
        return figure.value, french(told), french(figure.certainty.label)

    return by_row(_taken(FACTS), filled(facts, len(FACTS)), answer, wide=3)


def _category(nature: str, buyer: str, entity: bool | None) -> str:
    from insertion.obligations import threshold_category  # noqa: PLC0415  see _contract

    return threshold_category(_contract((nature, buyer, None, entity), ()))


def _contract(facts: Sequence[Any], amounts: Sequence[Decimal | None]) -> Any:
    """Return the contract these facts describe, in their order, a lot an amount.

    Raises:
        InvalidInput: when there are more lots than a contract holds.
    """
    # The model of a contract stands on a compiled library: only what needs it loads it.
    from insertion.contract import MAX_LOTS, Contract, Lot  # noqa: PLC0415

    if len(amounts) > MAX_LOTS:
        told = {"count": len(amounts), "limit": MAX_LOTS}
        raise InvalidInput([fault("LOTS_TROP_NOMBREUX", "", **told)])
    lots = tuple(
        Lot(number=str(rank), title="Lot", amount_excl_tax=each)
        for rank, each in enumerate(amounts or (None,), start=1)
    )
    known = dict(zip((*FACTS, *EXCEPTIONS), facts, strict=False))
    given = {name: each for name, each in known.items() if each is not None}
    return Contract(lots=lots, **given)


def _obligations(amounts: Any, *facts: Any) -> Any:
    """Return what the law asks of each lot; an amount that cannot be read is unknown to the others.

    So is zero: no estimate is nil, and it is what Calc gives for an empty cell.

    Raises:
        InvalidInput: when the facts of the contract cannot be read, or the lots are too many.
    """
    from insertion.obligations import obligation_of  # noqa: PLC0415  see _contract

    term = field_term("amount_excl_tax")
    read = by_row((Taken(term),), (amounts,), lambda each: each)
    rows = read if isinstance(read, list) else [[read]]
    if len(rows[0]) > 1:
        raise InvalidInput([fault("PLAGE_EN_COLONNE", "", wide=4)])
    names = (*FACTS, *EXCEPTIONS)
    facts_known = single(_taken(names), filled(facts, len(names)))
    known = [each for (each,) in rows if each != BLANK]
    # What could not be read is a lot all the same, of an amount nobody knows.
    amounts_known = [each if isinstance(each, Decimal) and each else None for each in known]
    contract = _contract(facts_known, amounts_known)
    lots = iter(contract.lots)
    answers: list[list[Any]] = []
    for (each,) in rows:
        if each == BLANK:
            answers.append([BLANK] * 4)
            continue
        asked = obligation_of(next(lots), contract)
        if isinstance(each, str):
            answers.append([each, BLANK, BLANK, BLANK])
            continue
        level = vocabulary.label_of("obligation", asked.level.value)
        told = " ".join((asked.reason, *asked.warnings))
        answers.append([french(level), asked.citation or BLANK, asked.certainty.label, told])
    return answers


def _siret(siret: Any) -> Any:
    term = field_term("buyer_siret")

    def answer(text: str) -> bool:
        return siret_in(text) is not None

    typed = replace(term, type="text")
    return by_row((Taken(typed),), (siret,), answer)
