"""How a buyer's pieces look: part of a profile, since an office keeps its look from day to day.

It says nothing of the wording: two looks print the same words. Files are named by paths relative
to the profile's own file; nothing here opens them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from pathlib import PurePosixPath

import yaml

from insertion.clause_choices import DerogationsForm
from insertion.colours import LEAST_CONTRAST, contrast_on_white, darkened, hexadecimal
from insertion.datafiles import load_data
from insertion.errors import Fault, fault
from insertion.intake import Intake
from insertion.reading import RawCell
from insertion.safe_yaml import cell_of, entries, line_of, text_of, unknown_key
from insertion.shared_files import terms
from insertion.vocabulary import Term

SECTION = "presentation"
LONGEST_FONT = 31
"""Characters of a font's name that Word keeps."""
LONGEST_PATH = 150
LARGEST_ARTICLE = 999
_FONT = re.compile(r"[\w][\w '.&-]*")
_HOLE = re.compile(r"\{([^{}]*)\}")
_NAME_SIGNS = re.compile(r"[\w {}.,()'-]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


class ArticleNumbers(StrEnum):
    """How the articles of a piece are numbered."""

    ARTICLE = "article"
    DECIMAL = "decimal"
    ROMAN = "romain"
    LETTER = "lettre"


@dataclass(frozen=True, slots=True)
class Presentation:
    """A look; what it leaves out is ours.

    ``hosts`` are the buyer's own Word hosts by piece key, ``first_articles`` the number of the
    first article by piece key (from 1), ``piece_names`` what takes the place of a piece's name in
    its file's. ``accent`` is « 1F3864 ». ``file_names`` is a pattern of :data:`HOLES`.
    """

    logo: str | None = None
    logo_words: str | None = None
    body_font: str | None = None
    heading_font: str | None = None
    accent: str | None = None
    article_numbers: ArticleNumbers | None = None
    derogations_form: DerogationsForm | None = None
    file_names: str | None = None
    first_articles: Mapping[str, int] = field(default_factory=dict)
    piece_names: Mapping[str, str] = field(default_factory=dict)
    hosts: Mapping[str, str] = field(default_factory=dict)

    @property
    def files(self) -> tuple[str, ...]:
        """Return the paths it names, each once: the logo's, then the hosts'."""
        named = [self.logo] if self.logo else []
        return tuple(dict.fromkeys([*named, *self.hosts.values()]))

    def moved(self, folder: str) -> Presentation:
        """Return the same look with its files below ``folder``."""
        return replace(
            self,
            logo=self.logo and f"{folder}/{self.logo}",
            hosts={key: f"{folder}/{path}" for key, path in self.hosts.items()},
        )


@cache
def _words() -> dict[str, dict[str, str]]:
    return load_data("presentation.fr.yaml")  # type: ignore[no-any-return]


def holes() -> Mapping[str, str]:
    """Return what a pattern of file names may hold, and what each prints."""
    return _words()["file_name_holes"]


def article_habits() -> Mapping[str, str]:
    """Return the ways of numbering articles, with an example of each."""
    return _words()["article_numbers"]


def read_presentation(node: yaml.Node, place: str, intake: Intake) -> Presentation:
    """Return the look written in ``node``; faults go to ``intake``, each with its key and line."""
    if not isinstance(node, yaml.MappingNode):
        intake.faults.append(fault("TABLE_ATTENDUE", place, label=_words()["title"]["label"]))
        return Presentation()
    fields = {term.key: term for term in terms(SECTION).values()}
    tables = {row: _table_term(row) for row in ("first_articles", "piece_names", "hosts")}
    by_key = {term.key: name for name, term in tables.items()}
    values: dict[str, object] = {}
    for key, value in entries(node, place, intake.faults):
        where = f"{place}.{key} {line_of(value)}"
        if key in fields:
            term = fields[key]
            cell = cell_of(value, where, term.label, intake.faults)
            read = None if cell is None else intake.one(cell, term)
            if read is not None:
                values[term.id] = _checked(term, read, where, intake.faults)
        elif key in by_key:
            name = by_key[key]
            values[name] = dict(_rows(value, f"{place}.{key}", tables[name], intake))
        else:
            intake.faults.append(unknown_key(key, where, [*fields, *by_key]))
    known = {name: value for name, value in values.items() if value is not None}
    return Presentation(**known)  # type: ignore[arg-type]


def _table_term(name: str) -> Term:
    return Term(id=name, **_words()["tables"][name])  # type: ignore[arg-type]


def _rows(
    node: yaml.Node, place: str, term: Term, intake: Intake
) -> Iterable[tuple[str, str | int]]:
    if not isinstance(node, yaml.MappingNode):
        intake.faults.append(fault("TABLE_ATTENDUE", place, label=term.label))
        return
    for key, value in entries(node, place, intake.faults):
        where = f"{place}.{key} {line_of(value)}"
        if term.id == "first_articles":
            number = text_of(value)
            if number.isdecimal() and 1 <= int(number[:6]) <= LARGEST_ARTICLE:
                yield key, int(number)
            else:
                shown = {"value": number, "low": 1, "high": LARGEST_ARTICLE}
                intake.faults.append(fault("HORS_BORNES", where, label=term.label, **shown))
            continue
        cell = cell_of(value, where, term.label, intake.faults) or RawCell(None, where)
        read = intake.one(cell, term)
        if read is None:
            continue
        checked = _checked(term, read, where, intake.faults)
        if isinstance(checked, str):
            yield key, checked


def _checked(term: Term, value: str, place: str, faults: list[Fault]) -> object:
    """Return a text read as what its field is, ``None`` when it is at fault."""
    match term.id:
        case "logo" | "hosts":
            reason = path_refused(value, (".png", ".jpg", ".jpeg") if term.id == "logo" else _DOCX)
            found = fault("CHEMIN_DE_PROFIL", place, value=value, reason=reason) if reason else None
        case "body_font" | "heading_font":
            sound = len(value) <= LONGEST_FONT and bool(_FONT.fullmatch(value))
            found = None if sound else fault("POLICE_INCONNUE", place, value=value)
        case "accent":
            return _colour(value, place, faults)
        case "article_numbers":
            if value.lower() in article_habits():
                return ArticleNumbers(value.lower())
            choices = list(article_habits())
            found = fault("CHOIX_INCONNU", place, value=value, label=term.label, choices=choices)
        case "derogations_form":
            return DerogationsForm(value)
        case "file_names":
            reason = pattern_refused(value)
            found = fault("MOTIF_DE_NOM", place, value=value, reason=reason) if reason else None
        case "piece_names":
            sound = bool(_NAME_SIGNS.fullmatch(value)) and "{" not in value and len(value) <= 40
            reason = "" if sound else "un nom de quarante lettres au plus est attendu"
            found = fault("MOTIF_DE_NOM", place, value=value, reason=reason) if reason else None
        case _:
            found = None
    if found is None:
        return value
    faults.append(found)
    return None


_DOCX = (".docx",)


def path_refused(path: str, suffixes: tuple[str, ...]) -> str:
    """Return why a path may not stand in a profile, nothing when it may.

    A profile travels: its paths lead below its own folder, whatever the system.
    """
    parts = path.split("/")
    if "\\" in path or ":" in path or path.startswith(("/", "~")):
        return "un chemin relatif, à barres obliques, est attendu"
    if any(each in ("", ".", "..") or each.endswith((" ", ".")) for each in parts):
        return "il sort du dossier du profil, ou n'est pas écrit simplement"
    if any(_RESERVED.fullmatch(each) for each in parts):
        return "un mot est réservé par le système"
    if len(path) > LONGEST_PATH or any(not each.isprintable() or each in '<>"|?*' for each in path):
        return "il est trop long, ou porte un signe qu'un nom de fichier n'admet pas"
    if PurePosixPath(path).suffix.lower() not in suffixes:
        return f"son extension n'est pas {' ou '.join(suffixes)}"
    return ""


def pattern_refused(pattern: str) -> str:
    """Return why a pattern cannot name files, nothing when it can."""
    unknown = [each for each in _HOLE.findall(pattern) if each not in holes()]
    if unknown:
        return f"« {{{unknown[0]}}} » n'existe pas"
    if "{piece}" not in pattern:
        return "sans « {piece} », toutes les pièces auraient le même nom"
    words = _HOLE.sub("", pattern)
    if not _NAME_SIGNS.fullmatch(pattern) or "{" in words or "}" in words or len(pattern) > 100:
        return "un signe n'est pas admis dans un nom de fichier, ou le motif est trop long"
    return ""


def _colour(value: str, place: str, faults: list[Fault]) -> str | None:
    found = hexadecimal(value)
    if found is None:
        faults.append(fault("COULEUR_ILLISIBLE", place, value=value))
        return None
    if contrast_on_white(found) < LEAST_CONTRAST:
        faults.append(
            fault("COULEUR_PALE", place, value=f"#{found}", nearest=f"#{darkened(found)}")
        )
        return None
    return found


def presentation_lines(look: Presentation) -> list[str]:
    """Return a look as lines of YAML, nothing when it says nothing; reading them gives it back."""
    lines: list[str] = []
    for key, value in published_look(look).items():
        if isinstance(value, dict):
            lines.append(f"  {key}:")
            lines += [f"    {_quoted(row)}: {_quoted(each)}" for row, each in value.items()]
        else:
            lines.append(f"  {key}: {_quoted(value)}")
    title = _words()["title"]
    return ["", f"# {title['label']}", f"{title['key']}:", *lines] if lines else []


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def file_name(pattern: str, **values: str) -> str:
    """Return a file's name, suffix apart, from a pattern and what fills its holes."""
    return _HOLE.sub(lambda found: values.get(found[1], ""), pattern)


def published_look(look: Presentation) -> dict[str, object]:
    """Return what a look says, under its French keys; what it leaves out is absent."""
    said: dict[str, object] = {}
    for name, term in terms(SECTION).items():
        value = getattr(look, name)
        if value is not None:
            said[term.key] = f"#{value}" if name == "accent" else str(value)
    for name in ("first_articles", "piece_names", "hosts"):
        if rows := getattr(look, name):
            said[_table_term(name).key] = dict(rows)
    return said


def look_labels(look: Presentation) -> dict[str, str]:
    """Return what a look says as people read it, by label."""
    labels = {term.key: term.label for term in terms(SECTION).values()}
    labels |= {row["key"]: row["label"] for row in _words()["tables"].values()}  # type: ignore[index]
    return {
        labels[key]: "; ".join(f"{one} : {each}" for one, each in value.items())
        if isinstance(value, dict)
        else str(value)
        for key, value in published_look(look).items()
    }
