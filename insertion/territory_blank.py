"""A blank set to fill: every line a territory may fix, none filled for it."""

from __future__ import annotations

from insertion import vocabulary
from insertion.safe_yaml import SCHEMA_KEY
from insertion.shared_files import everyone, tables, terms
from insertion.territory import SCHEMA, fact_terms, line_label

_HOW = (
    "# Barème de territoire : remplir les lignes utiles, laisser les autres vides.",
    "# Les parts et les taux s'écrivent avec le signe %, les coûts en euros par heure.",
    "# Une valeur peut porter sa source et sa date :",
    '#   peinture: {valeur: 70 %, source: "relevé de dix marchés soldés", date: 2026-03-01}',
)


def blank_set() -> str:
    """Return the text of a set without any value; every line says in French what it is."""
    lines = [*_HOW, f"{SCHEMA_KEY}: {SCHEMA}", ""]
    lines += [_blank(term.key, f"{term.label}. {term.help}") for term in terms("set").values()]
    for table in tables():
        lines += ["", f"# {table.label}", f"{table.key}:"]
        for key in (everyone()[0], *vocabulary.options(table.named_after)):
            lines.append("  " + _blank(key, line_label(table, key)))
    group = ""
    for term in fact_terms().values():
        if term.group != group:
            group = term.group
            lines += ["", f"# {vocabulary.groups()[group]}"]
        choices = _choices(term.id) if term.type in ("choice", "choices") else ""
        lines.append(_blank(term.key, f"{term.label}. {choices or term.help}"))
    return "\n".join(lines) + "\n"


def _blank(key: str, note: str) -> str:
    return f"{key}:  # {note.strip()}"


def _choices(list_name: str) -> str:
    return "Parmi : " + ", ".join(vocabulary.options(list_name)) + "."
