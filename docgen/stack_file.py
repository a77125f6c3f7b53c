"""``clauses.toml`` as its owner wrote it: a library added, every comment and blank line kept."""

from __future__ import annotations

import re
from collections.abc import Mapping

import tomlkit
from tomlkit.exceptions import TOMLKitError

from docgen.stack import parse_stack
from insertion.errors import InvalidInput, fault

NEW_STACK = """\
# Bibliothèques de clauses, dans l'ordre : la première qui contient une clause la donne, entière.
# « path » est un dossier, « pack » un paquet .clauses, « builtin » la bibliothèque fournie.

[[library]]
name = "base"
builtin = true
"""


_HEADER = re.compile(r"\s*\[\[\s*library\s*\]\]")


def with_library(
    text: str | None, name: str, values: Mapping[str, str], place: str, *, first: bool = False
) -> str:
    """Return a stack file in which the library ``name`` is where ``values`` say.

    A library of that name is changed in place; a new one comes ``first``, or just before the one
    shipped with the product, or last. Without ``text``, a new file is written.

    Raises:
        InvalidInput: when the file, before or after, leaves the form.
    """
    current = NEW_STACK if text is None else text
    sheet = parse_stack(current, place)
    names = [each.name for each in sheet.library]
    if name in names and sheet.library[names.index(name)].builtin:
        # The name is often the publisher's own word: it never takes away the shipped library.
        detail = f"« {name} » y désigne la bibliothèque fournie"
        advice = "Donner un autre nom à celle-ci, avec --nom."
        raise InvalidInput([fault("PILE_MAL_FORMEE", place, detail=detail, advice=advice)])
    if name in names:
        made = _changed(current, names.index(name), values, place)
    else:
        shipped = (i for i, each in enumerate(sheet.library) if each.builtin)
        position = 0 if first else next(shipped, len(names))
        if len(_headers(current)) != len(names):
            raise _unexpected(place)
        made = _inserted(current, position, {"name": name, **values})
    if [each.name for each in parse_stack(made, place).library if each.name == name] != [name]:
        raise _unexpected(place)
    return made


def _changed(text: str, position: int, values: Mapping[str, str], place: str) -> str:
    try:
        document = tomlkit.parse(text)
        entry = document["library"][position]
    except (TOMLKitError, TypeError) as error:
        raise _unexpected(place) from error
    for key in ("path", "pack", "builtin", "public_key", "signature"):
        if key not in values and key in entry:
            entry.remove(key)
    for key, value in values.items():
        entry[key] = value
    return tomlkit.dumps(document)


def _inserted(text: str, position: int, values: Mapping[str, str]) -> str:
    """Insert an entry before the one of that rank and the comment above it, or at the end."""
    entry = tomlkit.table()
    for key, value in values.items():
        entry.add(key, value)
    written = f"[[library]]\n{entry.as_string()}"
    lines = text.splitlines(keepends=True)
    headers = _headers(text)
    if position >= len(headers):
        return f"{text.rstrip()}\n\n{written}"
    at = headers[position]
    while at > 0 and lines[at - 1].lstrip().startswith("#"):
        at -= 1
    return "".join([*lines[:at], written, "\n", *lines[at:]])


def _headers(text: str) -> list[int]:
    """Return the ranks of the lines that open a library."""
    return [number for number, line in enumerate(text.splitlines()) if _HEADER.match(line)]


def _unexpected(place: str) -> InvalidInput:
    detail = "les bibliothèques n'y sont pas écrites une à une, sous [[library]]"
    advice = "Les récrire ainsi, ou ajouter la bibliothèque à la main."
    return InvalidInput([fault("PILE_MAL_FORMEE", place, detail=detail, advice=advice)])
