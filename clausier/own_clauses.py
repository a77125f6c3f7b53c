"""A buyer's own folder of clauses: who publishes it, said once in its ``library.yaml``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from docgen.pack import ABOUT, publication
from insertion.errors import WrongUsage, fault

LIBRARY_SHEET = """\
# Qui publie ces clauses, et sous quelle licence.
schema: bibliotheque/1
publisher: {publisher}
title: Clauses adaptées
license: etalab-2.0
clause_schema: clause/1
language: fr
"""
Publisher = Annotated[
    str | None,
    typer.Option(
        "--editeur",
        metavar="NOM",
        help="Qui publie l'adaptation, si le dossier ne le dit pas encore.",
        show_default=False,
    ),
]
"""The option that names who publishes a folder that does not say it yet."""


def publisher_of(folder: Path, given: str | None) -> tuple[dict[Path, bytes], str]:
    """Return who publishes the clauses of a folder, and the sheet that says so when it is new.

    Raises:
        WrongUsage: when neither the folder nor ``given`` says it.
        InvalidInput: when the folder's sheet cannot be read.
    """
    if (folder / ABOUT).is_file():
        return {}, str(publication(folder)["publisher"])
    name = (given or "").strip()
    if not name or re.search(r"[/@\x00-\x1f]", name):
        raise WrongUsage([fault("EDITEUR_MANQUANT", str(folder))])
    quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return {folder / ABOUT: LIBRARY_SHEET.format(publisher=quoted).encode()}, name
