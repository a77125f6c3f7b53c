"""Two buyers and a network that publishes: folders as each of them would have on a disk."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

from docgen.library import SHEET
from docgen.pack import pack_files

CLAUSE = "suivi-justificatifs"
OLD_END = "le présent article."
"""Words that end a paragraph of the clause, and of no other of its bodies."""


def library_folder(folder: Path, *clauses: str) -> Path:
    """Write the shipped library as a folder, whole or some clauses only, without plans then."""
    files, _ = pack_files(resources.files("clause_templates"))
    for name, content in files.items():
        whole = not clauses and name.count("/") >= 0
        if whole or name == "library.yaml" or name.split("/")[0] in clauses:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return folder


def edited(file: Path, old: str, new: str) -> None:
    """Replace words that stand once in a file."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1, (file, old)
    file.write_text(text.replace(old, new), encoding="utf-8")


def sentence_added(folder: Path, sentence: str, clause: str = CLAUSE) -> None:
    """End every body of a clause with a sentence of one's own."""
    for body in (folder / clause).glob("body*.md"):
        text = body.read_text(encoding="utf-8").rstrip("\n")
        body.write_text(f"{text}\n\n{sentence}\n", encoding="utf-8")


def version_of(folder: Path, clause: str = CLAUSE) -> str:
    """Return the version a clause's sheet gives."""
    lines = (folder / clause / SHEET).read_text(encoding="utf-8").splitlines()
    return next(line.partition(": ")[2] for line in lines if line.startswith("version:"))


def published_again(folder: Path, sentence: str, version: str, clause: str = CLAUSE) -> None:
    """Publish a new version of a clause with one more sentence, the old one frozen whole."""
    old = folder / clause / "versions" / version_of(folder, clause)
    old.mkdir(parents=True)
    for file in (folder / clause).glob("*"):
        if file.name == SHEET or file.name.startswith("body"):
            shutil.copy(file, old)
    edited(folder / clause / SHEET, f"version: {version_of(folder, clause)}", f"version: {version}")
    sentence_added(folder, sentence, clause)


def stack_file(folder: Path, *libraries: str, opening: str = "") -> Path:
    """Write a ``clauses.toml`` of entries given as TOML lines after their name."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = (f'[[library]]\nname = "{n}"\n{each}\n' for n, each in enumerate(libraries))
    path = folder / "clauses.toml"
    path.write_text(opening + "\n".join(entries), encoding="utf-8")
    return path
