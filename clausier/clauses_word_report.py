"""What is said of a clause taken to Word and back: on the terminal, and to machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.text import Text

from clausier import reports
from clausier.answers import VERSION
from clausier.clauses_changes import Change
from docgen.clause import Clause
from docgen.clause_import import ImportedClause
from docgen.clause_word import number_of
from insertion.typography import counted, french

UPDATED, UNCHANGED = "mis_a_jour", "inchange"
"""What becomes of a reason given again for a clause already adapted."""
EXPORTED: dict[str, Any] = {"version": VERSION, "clause": None, "variantes": [], "fichiers": []}
IMPORTED: dict[str, Any] = {
    "version": VERSION,
    "clause": None,
    "differences": [],
    "remarques": [],
    "fichiers": [],
    "motif": None,
}
"""What the documents hold when the command fails; its faults are added."""


def _identity(clause: Clause) -> dict[str, Any]:
    return {
        "identifiant": clause.id,
        "numero": number_of(clause) or None,
        "version": clause.sheet.version,
        "titre": clause.sheet.title,
    }


def export_document(clause: Clause, variants: Sequence[str], path: Path) -> dict[str, Any]:
    """Return the document of ``exporter``."""
    return {
        "version": VERSION,
        "clause": _identity(clause),
        "variantes": list(variants),
        "fichiers": [path.as_posix()],
        "erreurs": [],
    }


def print_export(clause: Clause, variants: Sequence[str], path: Path) -> None:
    """Print what was written, and what comes next."""
    out = reports.console()
    texts = counted(len(variants), "texte")
    out.print(Text(f"{path}" + french(f" : {clause.sheet.title}, {texts}.")), soft_wrap=True)
    told = "La corriger dans Word ou LibreOffice, puis : clausier clauses importer "
    out.print(Text(french(told) + path.name), soft_wrap=True)


def import_document(
    found: ImportedClause,
    made: Mapping[str, Sequence[Change]],
    files: Sequence[Path],
    source: Path,
) -> dict[str, Any]:
    """Return the document of ``importer``."""
    return {
        "version": VERSION,
        "source": source.as_posix(),
        "clause": _identity(found.clause),
        "version_exportee": found.version,
        "differences": [
            {
                "variante": name,
                "partie": change.title,
                "avant": list(change.before),
                "apres": list(change.after),
            }
            for name, changes in made.items()
            for change in changes
        ],
        "remarques": [each.as_record() for each in found.remarks],
        "fichiers": [each.as_posix() for each in files],
        "erreurs": [],
    }


def print_import(
    found: ImportedClause,
    made: Mapping[str, Sequence[Change]],
    files: Sequence[Path],
    source: Path,
) -> None:
    """Print what the file changes, what it holds beyond the clause, and what was written."""
    out = reports.console()
    clause = found.clause
    named = french(f" : {clause.sheet.title} ({clause.id}), version {clause.sheet.version}")
    out.print(Text(source.name + named), soft_wrap=True)
    total = sum(len(each) for each in made.values())
    said = f"{counted(total, 'passage')} changé{'s' if total > 1 else ''} :"
    out.print(Text(french(said if total else "Aucun mot ne change."), style="bold"))
    for name, changes in made.items():
        for change in changes:
            where = f"  Texte {name}" + (f", « {change.title} »" if change.title else "") + " :"
            out.print(Text(french(where)), soft_wrap=True)
            for each in change.before:
                out.print(Text(f"  − {each}", style="red"), soft_wrap=True)
            for each in change.after:
                out.print(Text(f"  + {each}", style="green"), soft_wrap=True)
    if found.remarks:
        count = counted(len(found.remarks), "remarque")
        out.print(Text(french(f"{count} :"), style="bold"))
        for remark in found.remarks:
            reports.print_fault(out, remark)
    for path in files:
        out.print(Text(french("Écrit : ") + str(path)), soft_wrap=True)
    if total and not files:
        told = "Rien n'est écrit. Ajouter --dans DOSSIER pour garder ces changements."
        out.print(Text(french(told)), soft_wrap=True)


def print_next(folder: Path | None, stack: Path | None, reason: str | None) -> None:
    """Print what became of the reason, then how a clause written in ``folder`` is put to use."""
    out = reports.console()
    if reason is not None:
        told = "Motif inchangé." if reason == UNCHANGED else "Motif mis à jour, et daté."
        out.print(Text(french(told)), soft_wrap=True)
    if folder is None:
        return
    used = str(stack) if stack and stack.suffix.lower() == ".toml" else "clauses.toml"
    for opening, line in (
        ("Pour l'employer, une seule fois : ", f"ajouter {folder} --bibliotheque {used}"),
        ("puis après chaque import : ", f"verrouiller {used}"),
    ):
        out.print(Text(french(f"  {opening}") + f"clausier clauses {line}", "dim"), soft_wrap=True)
