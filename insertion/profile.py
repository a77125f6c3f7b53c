"""A profile: what a buyer or a facilitator states in every contract, saved once and reused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from insertion.errors import InvalidInput
from insertion.facts import fact_lines, terms_of
from insertion.intake import Intake, read_facts
from insertion.reading import RawCell
from insertion.safe_yaml import (
    cell_of,
    check_schema,
    compose,
    entries,
    line_of,
    unknown_key,
    written,
)
from insertion.shared_files import SCHEMA_KEY, not_a_mapping, read_terms, terms

SCHEMA = "profil/1"
GROUPS = ("acheteur", "facilitateur", "personnes", "suivi", "penalites", "donnees")
"""Groups whose facts are habits of an office; the others belong to one contract."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A named subset of a contract's facts, by English field name."""

    name: str
    facts: Mapping[str, Any]
    warnings: tuple[str, ...] = ()


def load_profile(text: str, name: str = "profil.yaml") -> Profile:
    """Return the profile written in ``text``; ``name`` is the file's name in messages.

    Raises:
        InvalidInput: with every fault found, each with its key and line.
    """
    root = compose(text, name)
    if root is None:
        raise not_a_mapping(name)
    intake = Intake()
    own: dict[str, RawCell] = {}
    facts: dict[str, RawCell] = {}
    fields = {term.key: (field, term, facts) for field, term in terms_of(GROUPS).items()}
    fields |= {term.key: (field, term, own) for field, term in terms("profile").items()}
    for key, node in entries(root, name, intake.faults):
        place = f"{name}:{key} {line_of(node)}"
        if key == SCHEMA_KEY:
            check_schema(node, place, SCHEMA, intake.faults)
        elif key in fields:
            field, term, cells = fields[key]
            cell = cell_of(node, place, term.label, intake.faults)
            if cell is not None:
                cells[field] = cell
        else:
            intake.faults.append(unknown_key(key, place, [*fields, SCHEMA_KEY]))
    title = read_terms("profile", own, name, intake)["name"]
    values = read_facts(facts, intake)
    if intake.faults:
        raise InvalidInput(intake.faults)
    return Profile(title, values, tuple(intake.warnings))


def dump_profile(profile: Profile) -> str:
    """Return ``profile`` as text; loading it gives the same profile."""
    key = terms("profile")["name"].key
    lines = [f"{SCHEMA_KEY}: {SCHEMA}", f"{key}: {written(profile.name, 'text')}"]
    return "\n".join([*lines, *fact_lines(profile.facts)]) + "\n"
