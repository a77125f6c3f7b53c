"""A library of clauses: folders of text, loaded whole, with the plan of each document."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from docgen.clause import Clause, ClauseSheet, sheet_errors
from insertion.errors import Fault, InvalidInput, fault

SHEET = "clause.yaml"
CASES = "cases.yaml"
PLANS = "plans.yaml"
HISTORY = "CHANGELOG.md"
MAX_FILE = 200_000  # characters: far above any clause, far below what could hurt


class Section(BaseModel):
    """A titled group of clauses in a document's plan, kept when its flag is not false.

    ``annex`` is the piece where the group stands when the buyer prefers the clause in an annex.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str
    clauses: tuple[str, ...]
    when: str | None = None
    annex: str | None = None


_PLANS = TypeAdapter(dict[str, tuple[Section, ...]])


@dataclass(frozen=True, slots=True)
class Library:
    """Clauses by identifier, in folder order, and the plan of each document.

    ``memory`` keeps what was once read or computed of it: its cases are read by several rules.
    """

    clauses: Mapping[str, Clause]
    plans: Mapping[str, tuple[Section, ...]]
    root: Traversable
    memory: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def plan(self, document: str) -> tuple[Section, ...]:
        """Return the ordered sections of a document."""
        return self.plans[document]


@cache
def builtin_library() -> Library:
    """Return the library shipped with the product."""
    return load_library(resources.files("clause_templates"))


def load_library(root: Traversable) -> Library:
    """Return the clauses found under ``root``.

    Raises:
        InvalidInput: with every malformed clause.
    """
    faults: list[Fault] = []
    clauses: dict[str, Clause] = {}
    for folder in sorted(root.iterdir(), key=lambda each: each.name):
        if folder.is_dir() and (folder / SHEET).is_file():
            clause = _load_clause(folder, faults)
            if clause is not None:
                clauses[clause.id] = clause
    plans = _load_plans(root, faults)
    if faults:
        raise InvalidInput(faults)
    return Library(clauses, plans, root)


def malformed(place: str, detail: str, advice: str = "Corriger la clause.") -> Fault:
    """Return the fault of a library's file; ``place`` is its path, and a key after a colon."""
    return fault("CLAUSE_MAL_FORMEE", place, detail=detail, advice=advice)


_SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C parser, ten times faster, where PyYAML was built with it."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What drives a terminal or turns the direction of writing: a stranger's text has none."""
_CONTROL_SAID = "le texte contient un caractère de commande"
MAX_DEPTH = 30
"""Mappings and lists inside one another: four times what a clause has."""
_WITHOUT_BOOLEANS = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _UniqueKeys(_SAFE):  # type: ignore[misc, valid-type]
    """Safe YAML that refuses a key written twice, and in which « on » and « no » are words."""

    yaml_implicit_resolvers = _WITHOUT_BOOLEANS


class _OutOfBounds(yaml.YAMLError):
    """A key written twice, or lists too deep; its message is French."""


def _unique_mapping(loader: _UniqueKeys, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    if len(set(map(str, keys))) < len(keys):
        raise _OutOfBounds("une clé figure deux fois")
    return dict(loader.construct_mapping(node, deep=True))


_UniqueKeys.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf")
)
_UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_mapping)


def read_yaml(text: str, place: str) -> Any:
    """Return the content of a library's YAML file; anchors, tags and double keys are refused.

    Raises:
        InvalidInput: when the text is not plain YAML.
    """
    try:
        _check_events(text, place)
        return yaml.load(text, Loader=_UniqueKeys)  # noqa: S506 - a SafeLoader, made stricter
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        detail = str(error) if isinstance(error, _OutOfBounds) else "contenu inattendu"
        detail = detail if mark is None else f"ligne {mark.line + 1}"
        raise InvalidInput([fault("YAML_ILLISIBLE", place, detail=detail)]) from error


def _check_events(text: str, place: str) -> None:
    """Refuse what could make a small text large or mean something else than what is read."""
    depth = 0
    for event in yaml.parse(text, Loader=_SAFE):
        match event:
            case yaml.AliasEvent():
                raise InvalidInput([fault("YAML_ANCRE", place)])
            case yaml.NodeEvent() if event.anchor or getattr(event, "tag", None):
                raise InvalidInput([fault("YAML_ANCRE", place)])
            case yaml.ScalarEvent(value=value) if _CONTROL.search(value):
                raise _OutOfBounds(_CONTROL_SAID)
            case yaml.CollectionStartEvent():
                depth += 1
            case yaml.CollectionEndEvent():
                depth -= 1
        if depth > MAX_DEPTH:
            raise _OutOfBounds("trop de listes les unes dans les autres")


def read_text(file: Traversable, place: str) -> str:
    """Return a library file's text in one normal form; ``place`` is its path in the library.

    Raises:
        InvalidInput: when it is not there, is too large or not UTF-8.
    """
    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput([malformed(place, "le fichier n'est pas en UTF-8")]) from error
    except OSError as error:
        raise InvalidInput([malformed(place, "le fichier manque ou ne se lit pas")]) from error
    if len(text) > MAX_FILE:
        raise InvalidInput([malformed(place, "le fichier est trop long")])
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    if _CONTROL.search(text):
        raise InvalidInput([malformed(place, _CONTROL_SAID)])
    return text


def _load_clause(folder: Traversable, faults: list[Fault]) -> Clause | None:
    place = f"{folder.name}/{SHEET}"
    try:
        text = read_text(folder / SHEET, place)
        sheet = ClauseSheet.model_validate(read_yaml(text, place))
        names = dict.fromkeys(variant.body for variant in sheet.variants.values())
        bodies = {name: read_text(folder / name, f"{folder.name}/{name}") for name in names}
    except InvalidInput as error:
        faults.extend(error.faults)
        return None
    except ValidationError as error:
        faults.extend(
            malformed(f"{place}:{path}", f"« {path} » : {detail}" if path else detail)
            for path, detail in sheet_errors(error)
        )
        return None
    if sheet.id != folder.name:
        faults.append(
            malformed(f"{place}:id", f"l'identifiant {sheet.id} n'est pas le nom du dossier")
        )
    return Clause(sheet, bodies, content_hash(text, bodies.items()))


def content_hash(sheet: str, bodies: Iterable[tuple[str, str]]) -> str:
    """Return the SHA-256 of a clause's content: its sheet and bodies, in one normal form."""
    digest = hashlib.sha256()
    for name, text in [(SHEET, sheet), *sorted(bodies)]:
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()


def _load_plans(root: Traversable, faults: list[Fault]) -> dict[str, tuple[Section, ...]]:
    if not (root / PLANS).is_file():
        return {}
    try:
        return _PLANS.validate_python(read_yaml(read_text(root / PLANS, PLANS), PLANS))
    except InvalidInput as error:
        faults.extend(error.faults)
    except ValidationError as error:
        faults.extend(
            malformed(f"{PLANS}:{path}", f"« {path} » : {detail}" if path else detail)
            for path, detail in sheet_errors(error)
        )
    return {}
