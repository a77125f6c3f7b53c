"""Clauses in words: what a sheet says in identifiers, and why a contract takes a clause, in French.

Nothing here prints: the report and the JSON documents say the same sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clausier.template_page import MEANINGS, TYPES
from docgen.blocks import Blank
from docgen.clause import Clause, Variant
from docgen.library import HISTORY, Library, read_text
from docgen.piece_list import PIECES
from docgen.placeholders import FLAG_FACTS
from docgen.selection import Choice, Ground, Outcome
from insertion import vocabulary
from insertion.contract import Contract, ContractType, Mechanism
from insertion.datafiles import load_data
from insertion.dated import Certainty, weakest
from insertion.facts import fact_text
from insertion.law import articles
from insertion.typography import date_text, french, listed, numbered
from insertion.vocabulary import Term

DECISIONS = {
    Outcome.KEPT: "Retenue",
    Outcome.LEFT_OUT: "Écartée",
    Outcome.REFUSED: "Refusée",
}
TABLE = "tableau"
CLAUSE_FIELDS: dict[str, str] = load_data("clause_fields.fr.yaml")
"""What the names that only clauses print show: tables, and what internal notes say."""


def mechanism_label(name: str) -> str:
    """Return the label of a mechanism, by the word of a sheet (``execution_condition``)."""
    return vocabulary.label_of("mechanism", Mechanism[name.upper()].value)


def nature_label(name: str) -> str:
    """Return the label of a contract type, by the word of a sheet (``works``)."""
    return vocabulary.label_of("contract_type", ContractType[name.upper()].value)


def document_label(key: str) -> str:
    """Return what a type of document, or a piece of the set, is called in a sentence."""
    if key in vocabulary.options("clause_document"):
        return french(vocabulary.label_of("clause_document", key))
    return french(next(each.label for each in PIECES if each.key == key))


def document_short(key: str) -> str:
    """Return the usual abbreviation of a piece."""
    return str(vocabulary.options("clause_document")[key].details["short"])


def days_words(clause: Clause) -> str:
    """Return the consultation dates the clause serves."""
    validity = clause.sheet.validity
    until = "" if validity.end is None else f" jusqu’au {date_text(validity.end)}"
    return f"à partir du {date_text(validity.start)}{until}"


# --- Fields -----------------------------------------------------------------------------------


def _terms() -> dict[str, Term]:
    return {term.key: term for term in vocabulary.contract_terms().values()}


def field_label(name: str) -> str:
    """Return what a field prints, as people read it."""
    term = _terms().get(name)
    return french(
        term.label if term else (MEANINGS | CLAUSE_FIELDS).get(name, name.replace("_", " "))
    )


def field_type(kind: str) -> str:
    """Return a type of field in French."""
    return TYPES.get(kind, TABLE)


def field_source(name: str) -> str:
    """Return where a field's value comes from."""
    term = _terms().get(name)
    if term is not None:
        return french(f"fait du marché, groupe « {vocabulary.groups()[term.group]} »")
    fact = FLAG_FACTS.get(name)
    if fact is not None:
        return french(f"déduit de « {vocabulary.contract_terms()[fact].label} »")
    return "calculé d'après le marché et ses lots".replace("'", "’")


def condition_words(flag: str) -> str:
    """Return what a boolean field says when it is true, to follow « si »."""
    return french(f"« {field_label(flag)} » est oui") if flag in _terms() else field_label(flag)


# --- Law and history --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Basis:
    """An article a clause rests on, as of a day; ``certainty`` is empty when it is not in force."""

    article: str
    citation: str
    role: str
    certainty: Certainty | None
    start: date | None
    until: date | None
    source: str | None
    checked_on: date | None


def legal_basis(clause: Clause, on: date) -> list[Basis]:
    """Return the articles the clause rests on, as of ``on``, in the order of its sheet."""
    found: list[Basis] = []
    for each in clause.sheet.legal_basis:
        role = vocabulary.label_of("legal_role", each.role)
        article = articles().get(each.article)
        if article is None:  # a library of one's own, not yet checked
            unknown = f"{each.article} (article inconnu)"
            found.append(Basis(each.article, unknown, role, None, None, None, None, None))
            continue
        version = article.at(on)
        if version is None:
            later = [one.start for one in article.versions if one.start and one.start > on]
            first = min(later) if later else None
            cited = french(article.cite)
            found.append(Basis(article.id, cited, role, None, first, None, None, None))
            continue
        cited = french(article.citation(on))
        found.append(
            Basis(
                article.id, cited, role, version.certainty, version.start, version.until,
                version.source, version.checked_on,
            )
        )  # fmt: skip
    return found


def basis_certainty(clause: Clause, on: date) -> Certainty | None:
    """Return the least sure certainty of the basis in force on ``on``, ``None`` without any."""
    known = [each.certainty for each in legal_basis(clause, on) if each.certainty is not None]
    return weakest(known) if known else None


@dataclass(frozen=True, slots=True)
class Change:
    """A version in the history of a clause: its title and what changed on paper."""

    title: str
    effects: tuple[str, ...]


def history(clause: Clause, library: Library) -> list[Change]:
    """Return the versions of a clause as its history tells them, the latest first."""
    file = library.root / clause.id / HISTORY
    if not file.is_file():
        return []
    found: list[Change] = []
    for line in read_text(file, f"{clause.id}/{HISTORY}").splitlines():
        if line.startswith("## "):
            found.append(Change(french(line[3:].strip()), ()))
        elif line.startswith("- ") and found:
            last = found.pop()
            found.append(Change(last.title, (*last.effects, french(line[2:].strip()))))
    return found


# --- Selection --------------------------------------------------------------------------------


def selection_words(clause: Clause) -> list[str]:
    """Return the conditions of selection of a clause, a sentence each."""
    sheet = clause.sheet
    pieces = listed([document_label(each) for each in sheet.applies_to.documents])
    mechanisms = [f"« {mechanism_label(each)} »" for each in sheet.applies_to.mechanisms]
    natures = [nature_label(each).lower() for each in sheet.applies_to.contract_types]
    until = sheet.validity.end
    upto = f", jusqu'au {date_text(until)} compris" if until else ""
    said = [
        f"Pièce : {pieces}.",
        f"Marchés de {listed(natures)}.",
        f"Un lot au moins a pour mécanisme {listed(mechanisms, 'ou')}.",
        f"Consultation lancée à partir du {date_text(sheet.validity.start)}{upto}.",
    ]
    if sheet.when is not None:
        said.append(f"Seulement si {condition_words(sheet.when)}.")
    return [french(each) for each in said]


def variant_words(variant: Variant) -> str:
    """Return when a wording of the clause is the one printed."""
    if variant.when is not None:
        return french(f"si {condition_words(variant.when)}")
    return "à défaut d’une autre" if variant.default else "jamais choisie"


def reason(choice: Choice, contract: Contract) -> str:
    """Return in a sentence what is decided of a clause, and why."""
    return french(f"{DECISIONS[choice.outcome]} : {why(choice, contract)}")


def why(choice: Choice, contract: Contract) -> str:
    """Return why, without the decision: the sentence that follows it."""
    match choice.ground:
        case Ground.DOCUMENT:
            said = _of_document(choice)
        case Ground.CONTRACT_TYPE:
            said = _of_nature(choice, contract)
        case Ground.MECHANISM:
            said = _of_mechanism(choice)
        case Ground.FACT:
            said = _of_fact(choice, contract)
        case Ground.LAW:
            causes = " ".join(each.cause for each in choice.faults)
            said = causes[:1].lower() + causes[1:]
    return french(said)


def _of_document(choice: Choice) -> str:
    sheet = choice.clause.sheet
    if not choice.document:
        return "aucune pièce produite ne l'appelle."
    if choice.document in sheet.applies_to.documents:
        return f"le plan de la pièce « {document_label(choice.document)} » ne l'appelle pas."
    own = listed([document_label(each) for each in sheet.applies_to.documents], "ou")
    return f"sa pièce est autre : {own}."


def _of_nature(choice: Choice, contract: Contract) -> str:
    assert contract.contract_type is not None, "an unknown nature leaves no clause out"
    natures = [nature_label(each).lower() for each in choice.clause.sheet.applies_to.contract_types]
    own = vocabulary.label_of("contract_type", contract.contract_type.value)
    return f"elle sert aux marchés de {listed(natures, 'ou')} ; nature de celui-ci : {own}."


def _of_mechanism(choice: Choice) -> str:
    names = [f"« {mechanism_label(each)} »" for each in choice.clause.sheet.applies_to.mechanisms]
    if choice.outcome is Outcome.LEFT_OUT:
        return f"aucun lot n'a pour mécanisme {listed(names, 'ou')}."
    have = "a" if len(choice.lots) == 1 else "ont"
    return f"{_lots(choice.lots)} {have} pour mécanisme {listed(names, 'ou')}."


def _of_fact(choice: Choice, contract: Contract) -> str:
    flag = choice.clause.sheet.when or ""
    if isinstance(choice.value, Blank):
        return f"« {choice.value.label} » n'est pas renseigné ; en attendant, le projet la garde."
    told = f"la condition « {field_label(flag)} »"
    worth = fact_worth(flag, contract)
    if choice.outcome is Outcome.LEFT_OUT:
        return f"{told} n'est pas remplie" + (f" ({worth})." if worth else ".")
    return f"{told} est remplie ({worth or _lots(choice.lots)})."


def fact_worth(flag: str, contract: Contract) -> str:
    """Return the fact of the contract a boolean rests on and its value; empty when computed."""
    names = {term.key: name for name, term in vocabulary.contract_terms().items()}
    name = FLAG_FACTS.get(flag) or names.get(flag)
    if name is None:
        return ""
    term = vocabulary.contract_terms()[name]
    asked = "réponse" if term.key == flag else term.label
    return french(f"{asked} : {fact_text(term, getattr(contract, name))}")


def _lots(numbers: Sequence[str]) -> str:
    return ("le lot " if len(numbers) == 1 else "les lots ") + numbered(numbers)
