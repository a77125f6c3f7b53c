"""A profile: what a buyer or a facilitator states in every contract, saved once and reused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from insertion.facts import fact_lines, terms_of
from insertion.intake import Intake
from insertion.presentation import (
    SECTION,
    Presentation,
    presentation_lines,
    read_presentation,
)
from insertion.safe_yaml import SCHEMA_KEY, written
from insertion.shared_files import read_shared, terms

SCHEMA = "profil/1"
GROUPS = ("acheteur", "facilitateur", "personnes", "suivi", "penalites", "donnees")
"""Groups whose facts are habits of an office; the others belong to one contract."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A named subset of a contract's facts, by English field name, and the look of its pieces."""

    name: str
    facts: Mapping[str, Any]
    warnings: tuple[str, ...] = ()
    look: Presentation = field(default_factory=Presentation)


def load_profile(text: str, name: str = "profil.yaml") -> Profile:
    """Return the profile written in ``text``; ``name`` is the file's name in messages.

    Raises:
        InvalidInput: with every fault found, each with its key and line.
    """
    intake = Intake()
    looks: list[Presentation] = []

    def look(node: yaml.Node) -> None:
        looks.append(read_presentation(node, f"{name}:{SECTION}", intake))

    head, facts = read_shared(
        text,
        name,
        schema=SCHEMA,
        section="profile",
        facts=terms_of(GROUPS),
        intake=intake,
        readers={SECTION: look},
    )
    return Profile(head["name"], facts, tuple(intake.warnings), *looks)


def dump_profile(profile: Profile) -> str:
    """Return ``profile`` as text; loading it gives the same profile."""
    key = terms("profile")["name"].key
    lines = [f"{SCHEMA_KEY}: {SCHEMA}", f"{key}: {written(profile.name, 'text')}"]
    lines += [*fact_lines(profile.facts), *presentation_lines(profile.look)]
    return "\n".join(lines) + "\n"
