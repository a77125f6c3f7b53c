"""The checks in one visible list, run on a set of documents, and the score of the review grid."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from docgen.library import read_yaml
from docgen.reading import (
    checks_award,
    checks_content,
    checks_law,
    checks_layout,
    checks_references,
    checks_sanctions,
    checks_volume,
    checks_wording,
)
from docgen.reading.checks_wording import worded
from docgen.reading.pieces import ReadSet
from docgen.reading.verdicts import Answer, Level, Outcome, Remark

CHECKS: tuple[tuple[str, Callable[[ReadSet], Answer]], ...] = (
    ("heures_egales", checks_volume.same_hours),
    ("volume_unique", checks_volume.one_volume),
    ("volume_present", checks_volume.some_volume),
    ("date_limite_unique", checks_volume.same_deadline),
    ("lettres_chiffres", checks_volume.words_and_figures),
    ("minima_ccag", checks_content.minima),
    ("trois_voies", checks_content.three_ways),
    ("validation", checks_content.validation_first),
    ("rien_a_completer", checks_layout.nothing_to_fill),
    ("renvois", checks_references.references),
    ("articles_en_vigueur", checks_law.articles_in_force),
    ("obligation_datee", checks_law.obligation_dated),
    ("ccag_juste", checks_law.right_ccag),
    ("derogations", checks_references.derogations),
    ("poids", checks_award.weights),
    ("critere_social", checks_award.social_criterion),
    ("baremes", checks_volume.scales),
    ("penalites", checks_sanctions.penalties),
    ("plein_droit", worded("plein_droit", "aucune sanction de plein droit")),
    ("rythme_unique", checks_sanctions.rhythm),
    ("motifs_interdits", checks_wording.forbidden_data),
    ("residence", worded("residence", "aucune résidence exigée")),
    ("discrimination", worded("discrimination", "aucun tri des personnes")),
    ("role_facilitateur", worded("role_facilitateur", "le facilitateur ne sanctionne pas")),
    ("lexique_perime", worded("lexique_perime", "aucun nom périmé")),
    ("localisme", worded("localisme", "aucune préférence locale")),
    ("mots_flous", worded("mots_flous", "aucun mot flou")),
    ("respect", worded("respect", "vocabulaire respectueux")),
    ("termes_definis", checks_content.terms),
    ("sigles", checks_wording.acronyms),
    ("phrases_longues", checks_wording.long_sentences),
    ("cellules_vides", checks_layout.empty_cells),
    ("titres", checks_layout.heading_levels),
)
"""Every check, in the order people read them; their words are in ``checks.fr.yaml``."""

SOUGHT = frozenset((
    "plein_droit", "motifs_interdits", "residence", "discrimination", "role_facilitateur",
    "lexique_perime", "localisme", "mots_flous", "respect",
))  # fmt: skip
"""The checks that look for words of a list: without any, nothing was found, nothing is proved."""


@dataclass(frozen=True, slots=True)
class Check:
    """What a check is called, its rank in the brief if any, what a failure does, what it informs.

    ``questions`` are those of the review grid.
    """

    id: str
    number: int | None
    level: Level
    title: str
    questions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A check and what it found; a failure made of warnings only does not block."""

    check: Check
    answer: Answer

    @property
    def outcome(self) -> Outcome:
        """Return the answer in one word."""
        return self.answer.outcome

    @property
    def sought(self) -> bool:
        """Tell whether the check seeks turns of phrase and met none: that proves nothing good."""
        return self.outcome is Outcome.PASS and self.check.id in SOUGHT

    @property
    def level(self) -> Level:
        """Return what the failure does: the gravest of its remarks."""
        levels = {each.level or self.check.level for each in self.answer.remarks}
        return self.check.level if not levels else (
            Level.BLOCKS if Level.BLOCKS in levels else Level.WARNS
        )  # fmt: skip

    @property
    def blocks(self) -> bool:
        """Tell whether the set should not go out as it is."""
        return self.outcome is Outcome.FAIL and self.level is Level.BLOCKS

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Return what was found, each remark with its level."""
        return tuple(
            replace(each, level=each.level or self.check.level) for each in self.answer.remarks
        )


def _data(name: str) -> dict[Any, Any]:
    text = (resources.files("docgen.reading") / name).read_text(encoding="utf-8")
    content: dict[Any, Any] = read_yaml(text, name)
    return content


@cache
def catalogue() -> Mapping[str, Check]:
    """Return what each check is called, by identifier."""
    return {
        key: Check(key, row["numero"], Level(row["niveau"]), row["titre"], tuple(row["questions"]))
        for key, row in _data("checks.fr.yaml").items()
    }


def review(pieces: ReadSet, only: Iterable[str] | None = None) -> tuple[Verdict, ...]:
    """Return what every check finds in a set of documents, or those of ``only``."""
    wanted = None if only is None else set(only)
    return tuple(
        Verdict(catalogue()[key], check(pieces))
        for key, check in CHECKS
        if wanted is None or key in wanted
    )


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the review grid, and the most its score can be after the checks.

    ``most`` is 0 when a check that informs it blocks, 1 when one warns, 2 otherwise;
    ``informed`` are the checks that had something to read. A person always has the last word, and
    the only one when nothing informed the question.
    """

    number: int
    text: str
    starred: bool
    most: int
    informed: tuple[str, ...]


def grid(verdicts: Iterable[Verdict]) -> tuple[Question, ...]:
    """Return the twenty questions as far as the checks inform them."""
    found = tuple(verdicts)
    return tuple(
        _question(int(number), row["texte"], row["etoile"], found)
        for number, row in _data("grid.fr.yaml").items()
    )


def _question(number: int, text: str, starred: bool, verdicts: tuple[Verdict, ...]) -> Question:
    own = [
        each for each in verdicts
        if number in each.check.questions and each.outcome in (Outcome.PASS, Outcome.FAIL)
    ]  # fmt: skip
    failed = [each for each in own if each.outcome is Outcome.FAIL]
    most = 0 if any(each.blocks for each in failed) else 1 if failed else 2
    return Question(number, text, starred, most, tuple(each.check.id for each in own))


@cache
def beyond() -> Mapping[int, str]:
    """Return what no text tells and a person must look at, by number in the brief."""
    return {int(number): text for number, text in _data("beyond.fr.yaml").items()}
