"""Remarks on clauses: a plain file a buyer sends to whoever publishes the library; no server.

A remark names a clause as it was read, its number, version and hash; never a person.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from docgen.clause import Clause, Identifier, sheet_errors
from docgen.library import Library, malformed, read_yaml
from insertion.errors import InvalidInput

SCHEMA = "remarques/1"
MAX_TEXT, MAX_ORGANISATION, MAX_REMARKS = 2_000, 120, 5_000
_STRICT = ConfigDict(frozen=True, extra="forbid")
_OPENING = (
    "# Remarques sur des clauses, à envoyer à qui publie la bibliothèque.\n"
    "# Aucun nom, aucune adresse ni aucun téléphone de personne.\n"
)
_PERSONAL = (
    re.compile(r"[\w.+-]+@[\w-]+\.\w+"),
    re.compile(r"(?<!\d)(?:\+33|0)[ .-]?[1-9](?:[ .-]?\d\d){4}(?!\d)"),
)
"""An electronic address, a French telephone number."""


class Remark(BaseModel):
    """What a buyer says of a clause, as read on a day; keys are those of the file."""

    model_config = _STRICT
    clause: Identifier
    numero: str | None = None
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    empreinte: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    bibliotheque: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    le: date
    organisation: Annotated[str | None, Field(max_length=MAX_ORGANISATION)] = None
    texte: Annotated[str, Field(max_length=MAX_TEXT)]

    @field_validator("texte", "organisation")
    @classmethod
    def _of_no_person(cls, text: str | None) -> str | None:
        if text is None:
            return None
        if not text.strip():
            raise ValueError("le texte est vide")
        if any(pattern.search(text) for pattern in _PERSONAL):
            raise ValueError("une adresse électronique ou un téléphone y figure")
        told = " ".join(text.split())
        if not told.isprintable():  # no-break spaces went with the others
            raise ValueError("un caractère de commande y figure")
        return told

    @property
    def said(self) -> tuple[str, str, str | None, str]:
        """Return what makes two remarks the same one, whatever the day they were written."""
        return self.clause, self.version, self.organisation, self.texte


class Remarks(BaseModel):
    """The content of a file of remarks."""

    model_config = _STRICT
    schema_: Annotated[Literal["remarques/1"], Field(alias="schema")]
    remarques: Annotated[tuple[Remark, ...], Field(max_length=MAX_REMARKS)] = ()


def remark_on(
    clause: Clause, library: Library, text: str, organisation: str | None, on: date
) -> Remark:
    """Return a remark on a clause of ``library``, as read on ``on``.

    Raises:
        InvalidInput: when the text is empty, too long, or names how to reach a person.
    """
    try:
        return Remark(
            clause=clause.id,
            numero=clause.sheet.number,
            version=clause.sheet.version,
            empreinte=clause.sha256,
            bibliotheque=library_hash(library),
            le=on,
            organisation=organisation,
            texte=text,
        )
    except ValidationError as error:
        advice = "Dire la remarque en quelques phrases, sans nommer personne."
        raise InvalidInput(
            malformed(f"option --{path}", detail, advice) for path, detail in sheet_errors(error)
        ) from error


def library_hash(library: Library) -> str:
    """Return what identifies a whole library: the hash of its clauses' own hashes."""
    told = "".join(f"{each.tag} {each.sha256}\n" for each in library.clauses.values())
    return hashlib.sha256(told.encode()).hexdigest()


def read_remarks(text: str, place: str) -> list[Remark]:
    """Return the remarks of a file.

    Raises:
        InvalidInput: with everything that is not as expected.
    """
    try:
        return list(Remarks.model_validate(read_yaml(text, place)).remarques)
    except ValidationError as error:
        advice = "Rétablir le fichier écrit par « clausier clauses remarque »."
        raise InvalidInput(
            malformed(f"{place}:{path}", f"« {path} » : {detail}" if path else detail, advice)
            for path, detail in sheet_errors(error)
        ) from error


def merged(remarks: Iterable[Remark]) -> list[Remark]:
    """Return each remark once, by clause, then version, then day; the earliest of the same ones."""
    found: dict[tuple[str, str, str | None, str], Remark] = {}
    for each in sorted(remarks, key=lambda one: one.le):
        found.setdefault(each.said, each)
    return sorted(found.values(), key=lambda one: (one.clause, one.version, one.le, one.texte))


def remarks_text(remarks: Sequence[Remark]) -> str:
    """Return the text of a file of remarks."""
    content = {
        "schema": SCHEMA,
        "remarques": [each.model_dump(exclude_none=True) for each in remarks],
    }
    told: str = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=96)
    return _OPENING + told
