"""The rules of identity: versions that never change, numbers never given twice, names that fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from importlib.resources.abc import Traversable
from itertools import pairwise

from docgen.clause import Clause
from docgen.clause_source import VERSIONS, version_rank
from docgen.frozen import LOCK, PUBLISHED, frozen, read_lock, wording_hash
from docgen.library import HISTORY, SHEET, Library, read_text
from docgen.lint_finding import Finding, Ground, finding, on_sheet
from docgen.numbers import NUMBERS, read_numbers
from docgen.stack import Stack, holders
from insertion.typography import date_text

MAX_TAG, MAX_PATH = 64, 150
"""Characters: what Word keeps of a control's tag, what every Windows folder takes with its own."""
MAX_FOLDERS = 4
"""Folders inside one another in a clause's own: versions/1.0.0 is two."""
FREEZE = "clausier clauses figer"
_FRENCH = frozenset({
    "le", "la", "les", "l", "un", "une", "des", "de", "du", "d", "au", "aux", "et", "ou", "en",
    "par", "pour", "sans", "avec", "dans", "sur", "ce", "cette", "ne", "n", "pas", "est", "sont",
    "aucun", "aucune", "chaque", "que", "qui",
})  # fmt: skip
"""Words one at least of which any French sentence has, unless an accent tells it."""


def keeps_registers(library: Library) -> bool:
    """Tell whether the library answers for its published versions, as the shipped one does."""
    return (library.root / LOCK).is_file()


def publisher_of(clause: Clause, library: Library) -> Library:
    """Return the library whose registers answer for a clause: its own, in a stack of several."""
    if isinstance(library, Stack):
        return holders(library.layers, clause.id)[0][0].library
    return library


def unchanged(clause: Clause, ground: Ground) -> Iterable[Finding]:
    """C008: a published version says what it said; each day is served by one version."""
    library = publisher_of(clause, ground.library)
    lock = read_lock(library) or {}
    for each in (*frozen(library, clause.id), clause):
        sheet = each.sheet
        current = each is clause
        file = SHEET if current else f"{VERSIONS}/{sheet.version}/{SHEET}"
        place = f"{clause.id}/{file}"
        recorded = lock.get((clause.id, sheet.version))
        if recorded is not None and recorded != wording_hash(each):
            detail = f"la version {sheet.version}, publiée, ne dit plus la même chose"
            advice = "Rétablir ce texte et augmenter « version »."
            yield finding("C008", place, "version", detail, advice)
        elif recorded is None and keeps_registers(library) and sheet.status == PUBLISHED:
            detail = f"la version {sheet.version} n'est pas au registre {LOCK}"
            yield finding("C008", place, "version", detail, f"L'y inscrire : {FREEZE}.")
        if not current and (sheet.id, sheet.version) != (clause.id, _folder(each, library)):
            detail = "le dossier d'une version porte son numéro, et la fiche l'identifiant"
            yield finding("C008", place, "version", detail, "Renommer le dossier.")
    yield from _days_served(clause, library)


def _folder(clause: Clause, library: Library) -> str:
    folder = library.root / clause.id / VERSIONS / clause.sheet.version
    return clause.sheet.version if (folder / SHEET).is_file() else ""


def _days_served(clause: Clause, library: Library) -> Iterator[Finding]:
    """Find days two versions claim, or none does, and versions that come in the wrong order."""
    older = frozen(library, clause.id)
    ordered = sorted(older, key=lambda each: version_rank(each.sheet.version))
    for each, later in pairwise((*ordered, clause)):
        place = f"{clause.id}/{VERSIONS}/{each.sheet.version}/{SHEET}"
        start, end = each.sheet.validity.start, each.sheet.validity.end
        next_start = later.sheet.validity.start
        if version_rank(each.sheet.version) >= version_rank(later.sheet.version):
            detail = "une version figée suit la version en cours"
            yield finding("C008", place, "version", detail, "Augmenter « version ».")
        elif start >= next_start:
            detail = f"aucun jour servi : la version {later.sheet.version} sert dès le même jour"
            yield finding("C008", place, "validity.from", detail, "Ôter cette version figée.")
        elif end is not None and end != next_start - timedelta(days=1):
            gap = "aucune version ne sert" if end < next_start else "deux versions servent"
            other = min(end, next_start) + timedelta(days=1 if end < next_start else 0)
            detail = f"{gap} le {date_text(other)}"
            yield finding("C008", place, "validity.to", detail, "Laisser « to » vide.")


def named_to_fit(clause: Clause, ground: Ground) -> Iterable[Finding]:
    """C010: the tag and every path fit where they go; the number is the clause's own for ever."""
    if len(clause.tag) > MAX_TAG:
        detail = f"le repère « {clause.tag} » dépasse {MAX_TAG} signes"
        yield on_sheet(clause, "C010", "id", detail, "Raccourcir l'identifiant.", name="")
    for path in _paths(ground.library.root / clause.id, clause.id):
        if len(path) > MAX_PATH:
            detail = f"le chemin dépasse {MAX_PATH} signes"
            yield finding("C010", path, "", detail, "Raccourcir le nom.")
    yield from _own_number(clause, ground.library)


def _paths(folder: Traversable, path: str, depth: int = 1) -> Iterator[str]:
    """Yield the files of a clause; a folder too deep, or a link that turns, ends there."""
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        below = f"{path}/{each.name}"
        deeper = depth < MAX_FOLDERS and each.is_dir()
        yield from _paths(each, below, depth + 1) if deeper else (below,)


def _own_number(clause: Clause, library: Library) -> Iterator[Finding]:
    number = clause.sheet.number
    register = read_numbers(publisher_of(clause, library))
    if number is None:
        if register is not None and clause.sheet.status == PUBLISHED:
            detail = "la clause publiée n'a pas de numéro"
            yield on_sheet(clause, "C010", "", detail, f"En donner un : {FREEZE}.", name="")
        return
    holders = [name for name, each in library.clauses.items() if each.sheet.number == number]
    if holders != [clause.id]:
        others = ", ".join(name for name in holders if name != clause.id)
        detail = f"le numéro {number} est aussi celui de {others}"
        yield on_sheet(clause, "C010", "number", detail, f"En donner un autre : {FREEZE}.", name="")
    if register is None or clause.sheet.provenance.derived_from is not None:
        return
    owner = register.numbers.get(number)
    if owner != clause.id:
        told = "n'est pas au registre" if owner is None else f"a été donné à {owner}"
        detail = f"le numéro {number} {told} {NUMBERS if owner is None else ''}".strip()
        advice = f"Ôter ce numéro : {FREEZE} en donne un."
        yield on_sheet(clause, "C010", "number", detail, advice, name="")


def told(clause: Clause, ground: Ground) -> Iterable[Finding]:
    """C012: the clause says in French what it does, and what changed in this version."""
    for key, text in _sentences(clause):
        if not text.strip():
            yield on_sheet(clause, "C012", key, "est vide", "L'écrire, en français.")
        elif key != "short_title" and not _is_french(text):
            yield on_sheet(clause, "C012", key, "n'est pas en français", "L'écrire en français.")
    file = f"{clause.id}/{HISTORY}"
    history = ground.library.root / clause.id / HISTORY
    if not history.is_file():
        yield finding("C012", file, "", f"{HISTORY} manque", "L'écrire, en français.")
        return
    titles = [line for line in read_text(history, file).splitlines() if line.startswith("## ")]
    version = clause.sheet.version
    if not any(
        line.removeprefix("## ").replace(",", " ").split()[:1] == [version] for line in titles
    ):
        detail = f"l'historique ne dit rien de la version {version}"
        yield finding("C012", file, "", detail, f"Ajouter « ## {version}, date » et ses effets.")


def _sentences(clause: Clause) -> Iterator[tuple[str, str]]:
    """Yield what the sheet says to people, by its key."""
    sheet = clause.sheet
    yield "summary", sheet.summary
    yield "short_title", sheet.short_title
    yield from ((f"vigilance.{rank}", text) for rank, text in enumerate(sheet.vigilance))
    for name, variant in sheet.variants.items():
        for key in ("asks", "hours_effect"):
            text = getattr(variant, key)
            if text is not None:
                yield f"variants.{name}.{key}", text


def _is_french(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text.lower())
    return not _FRENCH.isdisjoint(words) or any(each in text.lower() for each in "éèêàçùîôœ")
