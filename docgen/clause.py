"""A clause as its folder states it: ``clause.yaml`` checked, bodies read into blocks.

``clause.yaml`` is written in code identifiers, as the format document shows; texts are French.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from docgen.blocks import Block, Citation, Condition, Inline, ListBlock, Reference, Table, Variable
from docgen.clause_number import WrongNumber, mark, read_number
from docgen.markup import parse
from insertion.contract import ContractType, Mechanism

SCHEMA = "clause/1"
DOCUMENTS = ("avis", "rc", "ccap", "ccp", "ae", "cctp", "annexe", "note", "courrier")
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]
VariableType = Literal[
    "text", "long_text", "date", "month_count", "days", "hours", "headcount", "number",
    "money", "ratio", "boolean", "choice", "choices", "party", "lot_table",
]  # fmt: skip
"""Counted by a test: adding a type takes a clause that needs it."""
_STRICT = ConfigDict(frozen=True, extra="forbid")


def _names(enumeration: type[ContractType | Mechanism]) -> tuple[str, ...]:
    return tuple(member.name.lower() for member in enumeration)


class Review(BaseModel):
    """When a person last read the clause, and who."""

    model_config = _STRICT
    on: date
    by: str


DERIVATION = r"^[^/@\n]+/[a-z][a-z0-9-]*@\d+\.\d+\.\d+ sha256:[0-9a-f]{64}$"
"""How an adapted clause names its base: ``publisher/id@version sha256:…``."""


class Provenance(BaseModel):
    """Who publishes the clause, under which licence, and from what it derives, and why."""

    model_config = _STRICT
    publisher: str
    authors: tuple[str, ...]
    license: str
    derived_from: Annotated[str | None, Field(pattern=DERIVATION)] = None
    reason: str | None = None
    reviewed: Review

    @model_validator(mode="after")
    def _reasoned(self) -> Provenance:
        if self.derived_from is not None and not (self.reason or "").strip():
            raise ValueError("une clause adaptée dit pourquoi, dans « reason »")
        return self


class Validity(BaseModel):
    """The consultation dates the wording serves, both included.

    ``end`` is normally left to the next version.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    start: Annotated[date, Field(alias="from")]
    end: Annotated[date | None, Field(alias="to")] = None


class AppliesTo(BaseModel):
    """Where the clause may stand."""

    model_config = _STRICT
    documents: tuple[str, ...]
    contract_types: tuple[str, ...]
    mechanisms: tuple[str, ...]

    @model_validator(mode="after")
    def _known(self) -> AppliesTo:
        closed = (
            (self.documents, DOCUMENTS),
            (self.contract_types, _names(ContractType)),
            (self.mechanisms, _names(Mechanism)),
        )
        for given, known in closed:
            if unknown := set(given) - set(known):
                raise ValueError(f"{', '.join(sorted(unknown))} ; connus : {', '.join(known)}")
        return self


class LegalBasis(BaseModel):
    """An article and what it does for the clause."""

    model_config = _STRICT
    article: str
    role: Literal["founds", "completes", "frames"]


Level = Literal["base", "renforce", "ambitieux"]
"""How much a variant asks, compared with the others of its clause."""


class Variant(BaseModel):
    """One wording of the clause, chosen by a boolean placeholder.

    ``asks`` says in French what it asks of the firm, ``hours_effect`` what it does to the hours.
    """

    model_config = _STRICT
    body: Annotated[str, Field(pattern=r"^body(\.[a-z0-9-]+)?\.md$")]
    label: str
    default: bool = False
    when: str | None = None
    level: Level | None = None
    asks: str | None = None
    hours_effect: str | None = None

    @model_validator(mode="after")
    def _told(self) -> Variant:
        if self.level is None:
            return self
        if not (self.asks or "").strip() or not (self.hours_effect or "").strip():
            raise ValueError(
                "une variante de niveau dit ce qu'elle demande à l'entreprise (asks)"
                " et son effet sur les heures (hours_effect)"
            )
        if self.default is not (self.level == "base"):
            raise ValueError("la variante de niveau base, et elle seule, est celle par défaut")
        if not self.default and self.when != f"niveau_{self.level}":
            raise ValueError(f"la variante de ce niveau se choisit par when: niveau_{self.level}")
        return self


class ClauseSheet(BaseModel):
    """The content of ``clause.yaml``.

    ``number`` is printed and never changes; ``vigilance`` are French sentences for the drafter;
    ``situations`` are French keywords people look for. Variants have one axis: their levels, or
    another boolean, never both; what else varies is a condition in the bodies.
    """

    model_config = _STRICT
    schema_: Annotated[Literal["clause/1"], Field(alias="schema")]
    id: Identifier
    number: str | None = None
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    title: str
    short_title: Annotated[str, Field(max_length=40)]
    summary: str
    status: Literal["draft", "published", "withdrawn"]
    language: Literal["fr"]
    provenance: Provenance
    validity: Validity
    supersedes: tuple[str, ...] = ()
    applies_to: AppliesTo
    when: str | None = None
    requires: tuple[Identifier, ...] = ()
    conflicts: tuple[Identifier, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    variables: Mapping[str, VariableType] = {}
    variants: Mapping[str, Variant]
    vigilance: tuple[str, ...] = ()
    situations: tuple[Annotated[str, Field(max_length=40)], ...] = ()

    @field_validator("number")
    @classmethod
    def _checked(cls, number: str | None) -> str | None:
        try:
            if number is not None and read_number(number) != number:
                raise ValueError("un numéro a la forme CS-0012-X")
        except WrongNumber as error:
            raise ValueError(f"{error} ; « clausier clauses figer » en donne un") from error
        return number

    @model_validator(mode="after")
    def _one_default(self) -> ClauseSheet:
        if sum(variant.default for variant in self.variants.values()) != 1:
            raise ValueError("une variante et une seule est la variante par défaut")
        return self

    @model_validator(mode="after")
    def _one_axis(self) -> ClauseSheet:
        levels = [variant.level for variant in self.variants.values()]
        if any(levels) and (None in levels or len(set(levels)) < len(levels)):
            raise ValueError("si une variante a un niveau, chacune a le sien")
        return self


class Clause:
    """A clause: its sheet and the blocks of each variant; ``sha256`` identifies its content."""

    def __init__(self, sheet: ClauseSheet, bodies: Mapping[str, str], sha256: str) -> None:
        self.sheet = sheet
        self.bodies = dict(bodies)
        self.sha256 = sha256

    @property
    def id(self) -> str:
        """Return the identifier, which is also the folder's name."""
        return self.sheet.id

    @property
    def tag(self) -> str:
        """Return the identity a document carries: ``clause:id@version``."""
        return f"clause:{self.sheet.id}@{self.sheet.version}"

    @property
    def mark(self) -> str:
        """Return what pieces print of the clause's identity; empty for a clause without number."""
        sheet = self.sheet
        if sheet.number is None:
            return ""
        return mark(sheet.number, sheet.version, adapted=sheet.provenance.derived_from is not None)

    @cached_property
    def blocks(self) -> dict[str, tuple[Block, ...]]:
        """Return the blocks of each variant.

        Raises:
            MarkupError: when a body leaves the grammar.
        """
        return {
            name: parse(self.bodies[variant.body]) for name, variant in self.sheet.variants.items()
        }


def inlines_of(blocks: tuple[Block, ...]) -> Iterator[Inline]:
    """Yield every inline of ``blocks``, conditions and nested lists included."""
    for block in blocks:
        match block:
            case Condition(_, _, inner):
                yield from inlines_of(inner)
            case ListBlock(_, items):
                for item in items:
                    yield from item.inlines
                    if item.nested is not None:
                        yield from inlines_of((item.nested,))
            case Table():
                for row in (block.header, *block.rows):
                    for cell in row:
                        yield from cell
            case _:
                yield from block.inlines


def flags_of(blocks: tuple[Block, ...]) -> set[str]:
    """Return the booleans tested in ``blocks``."""
    return {block.flag for block in blocks if isinstance(block, Condition)}


def variables_of(blocks: tuple[Block, ...]) -> set[str]:
    """Return the variables printed in ``blocks``."""
    return {each.name for each in inlines_of(blocks) if isinstance(each, Variable)}


def citations_of(blocks: tuple[Block, ...]) -> set[str]:
    """Return the articles cited in ``blocks``."""
    return {each.article for each in inlines_of(blocks) if isinstance(each, Citation)}


def references_of(blocks: tuple[Block, ...]) -> set[str]:
    """Return the clauses referred to in ``blocks``."""
    return {each.clause for each in inlines_of(blocks) if isinstance(each, Reference)}


def sheet_errors(error: Any) -> list[tuple[str, str]]:
    """Return (path, French detail) for each error of a pydantic validation."""
    found: list[tuple[str, str]] = []
    for each in error.errors():
        path = ".".join(str(part) for part in each["loc"])
        found.append((path, _detail(each)))
    return found


_DETAILS = {
    "missing": "clé absente",
    "extra_forbidden": "clé inconnue",
    "string_type": "un texte est attendu",
    "string_pattern_mismatch": "forme inattendue",
    "string_too_long": "{max_length} signes au plus",
    "literal_error": "valeurs possibles : {expected}",
    "bool_type": "true ou false est attendu",
    "bool_parsing": "true ou false est attendu",
    "tuple_type": "une liste est attendue",
    "list_type": "une liste est attendue",
    "mapping_type": "des clés et leurs valeurs sont attendues",
    "dict_type": "des clés et leurs valeurs sont attendues",
    "model_type": "des clés et leurs valeurs sont attendues",
    "date_type": "une date est attendue, par exemple 2026-09-01",
    "date_parsing": "une date est attendue, par exemple 2026-09-01",
    "date_from_datetime_parsing": "une date est attendue, par exemple 2026-09-01",
}
"""What pydantic finds, said in French."""


def _detail(error: Any) -> str:
    if error["type"] == "value_error":
        return re.sub(r"^Value error, ", "", error["msg"])
    context = {**error.get("ctx", {})}
    if "expected" in context:
        context["expected"] = re.sub(r"'|(?<=') or (?=')", "", context["expected"])
    return _DETAILS.get(error["type"], "valeur inattendue").format(**context)
