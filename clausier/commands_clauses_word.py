"""The verbs that take a clause to Word and back, and make building blocks of the library."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from clausier import clauses_word_report, reports
from clausier.clauses_changes import Change, changes
from clausier.clauses_named import named_clause
from clausier.clauses_word_report import EXPORTED, IMPORTED, UNCHANGED, UPDATED
from clausier.clauses_words import condition_words, field_label
from clausier.command import AsJson, Overwrite, Reported
from clausier.commands_clauses import On, clauses
from clausier.consultation_day import day_of
from clausier.files import check_suffix, read_bytes, write_all
from clausier.libraries import Libraries, files_read, open_library
from clausier.own_clauses import Publisher, publisher_of
from docgen.clause import Clause
from docgen.clause_consequences import consequences
from docgen.clause_edit import edited_files
from docgen.clause_export import export_clause
from docgen.clause_import import ImportedClause, import_clause
from docgen.clause_source import read_clause
from docgen.clause_word import Words, variants_by_body
from docgen.derivation import adapted, with_provenance, with_reason
from docgen.gate import MAX_FILE
from docgen.library import HISTORY, SHEET, Library, read_text
from insertion.errors import WrongUsage, fault

WORD, BODY = ".docx", ".md"


@clauses(
    "exporter",
    "clausier clauses exporter insertion-penalites --sortie penalites.docx"
    " · clausier clauses exporter volume-fixe --variante alloti --sortie volume.docx",
)
def exporter(
    identifiant: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="Identifiant de la clause, donné par lister.", show_default=False
        ),
    ],
    sortie: Annotated[
        Path, typer.Option("--sortie", metavar="X.docx", help="Fichier Word à écrire.")
    ],
    variante: Annotated[
        list[str] | None,
        typer.Option(
            "--variante",
            metavar="NOM",
            help="Une variante seulement ; toutes à défaut. Peut être répétée.",
            show_default=False,
        ),
    ] = None,
    le: On = None,
    bibliotheque: Libraries = None,
    ecraser: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Écrit une clause dans un fichier Word, pour la corriger puis la réimporter."""
    with Reported(as_json, EXPORTED):
        check_suffix(sortie, WORD, "un document Word")
        library = open_library(bibliotheque)
        clause = named_clause(identifiant, library)
        chosen = None if variante is None else _variants(clause, variante)
        content = export_clause(clause, words(library, day_of(le)), chosen)
        write_all({sortie: content}, overwrite=ecraser, sources=files_read(bibliotheque))
        shown = chosen or tuple(variants_by_body(clause))
        if as_json:
            reports.print_json(clauses_word_report.export_document(clause, shown, sortie))
        else:
            clauses_word_report.print_export(clause, shown, sortie)


@clauses(
    "importer",
    "clausier clauses importer penalites.docx"
    ' · clausier clauses importer penalites.docx --dans mes-clauses --motif "Seuil du service"'
    " · clausier clauses importer penalites.docx --sortie body.md",
)
def importer(
    fichier: Annotated[
        Path,
        typer.Argument(metavar="X.docx", help="Fichier Word modifié.", show_default=False),
    ],
    dans: Annotated[
        Path | None,
        typer.Option(
            "--dans",
            metavar="DOSSIER",
            help="Dossier de vos clauses : la clause y est adaptée, ou corrigée si elle y est.",
            show_default=False,
        ),
    ] = None,
    motif: Annotated[
        str | None,
        typer.Option(
            "--motif",
            metavar="TEXTE",
            help="Pourquoi la clause est adaptée ; demandé la première fois.",
            show_default=False,
        ),
    ] = None,
    editeur: Publisher = None,
    sortie: Annotated[
        Path | None,
        typer.Option(
            "--sortie",
            metavar="body.md",
            help="Écrit seulement le texte, dans ce fichier.",
            show_default=False,
        ),
    ] = None,
    le: On = None,
    bibliotheque: Libraries = None,
    ecraser: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Relit une clause corrigée dans Word ; sans --dans ni --sortie, montre les différences."""
    with Reported(as_json, IMPORTED):
        if dans is not None and sortie is not None:
            raise WrongUsage([fault("SORTIES_CONTRAIRES", "option --sortie")])
        on = day_of(le)
        library = open_library(bibliotheque)
        content = read_bytes(fichier, MAX_FILE)
        target = _Target(dans, library)
        given = words(library, on)
        found = import_clause(content, fichier.name, library, given)
        found = target.again(found, content, fichier.name, given)
        found = _with_consequences(found, library)
        told = target.reason_told(found, motif)  # before the folder changes
        files = target.files(found, on, motif, editeur)
        if sortie is not None:
            check_suffix(sortie, BODY, "un texte de clause")
            files = {sortie: _only_body(found, fichier.name)}
        made = _changes(found, library, on)
        sources = [fichier, *files_read(bibliotheque)]
        write_all(files, overwrite=ecraser, sources=sources)
        if as_json:
            reports.print_json(
                clauses_word_report.import_document(found, made, tuple(files), fichier)
                | {"motif": told}
            )
        else:
            clauses_word_report.print_import(found, made, tuple(files), fichier)
            clauses_word_report.print_next(dans if files else None, bibliotheque, told)


def words(library: Library, on: date) -> Words:
    """Return how identifiers are read in the Word files of a library's clauses."""
    titles = {name: each.sheet.title for name, each in library.clauses.items()}
    return Words(on, field_label, condition_words, titles)


@dataclass(frozen=True, slots=True)
class _Target:
    """The folder of a buyer's own clauses, where an imported clause is adapted or corrected."""

    folder: Path | None
    library: Library

    def again(
        self, found: ImportedClause, content: bytes, place: str, given: Words
    ) -> ImportedClause:
        """Return the import against the buyer's own clause, when the folder already has it."""
        own = self._own(found.clause)
        if own is None:
            return found
        stacked = replace(self.library, clauses={**self.library.clauses, own.id: own})
        return import_clause(content, place, stacked, given)

    def _own(self, clause: Clause) -> Clause | None:
        if self.folder is None or not (self.folder / clause.id / SHEET).is_file():
            return None
        return read_clause(self.folder / clause.id, clause.id)

    def reason_told(self, found: ImportedClause, reason: str | None) -> str | None:
        """Return what becomes of a reason given again for a clause already adapted."""
        own = self._own(found.clause)
        if own is None or not reason or not reason.strip():
            return None
        same = own.sheet.provenance.reason == reason.strip()
        return UNCHANGED if same or not _differs(found) else UPDATED

    def files(
        self, found: ImportedClause, on: date, reason: str | None, named: str | None
    ) -> dict[Path, bytes]:
        """Return the files to write in the folder; none without a folder, or without a change."""
        if self.folder is None or not _differs(found):
            return {}
        clause = found.clause
        own = self._own(clause)
        if own is not None:
            sheet = read_text(self.folder / clause.id / SHEET, f"{clause.id}/{SHEET}")
            known = {SHEET: sheet, **own.bodies}
            edited = edited_files(own, sheet, found.variants, self.library)
            if self.reason_told(found, reason) == UPDATED and reason:
                history = self.folder / clause.id / HISTORY
                known[HISTORY] = read_text(history, HISTORY) if history.is_file() else ""
                edited[SHEET] = with_provenance(edited[SHEET], {"reason": reason.strip()})
                edited[HISTORY] = with_reason(known[HISTORY], reason.strip(), on)
            return {
                self.folder / clause.id / name: text.encode()
                for name, text in edited.items()
                if text != known[name]
            }
        if not reason or not reason.strip():
            raise WrongUsage([fault("ADAPTATION_SANS_MOTIF", "option --motif")])
        files, publisher = publisher_of(self.folder, named)
        made = adapted(clause, self.library, publisher=publisher, reason=reason, on=on)
        sheet = made[f"{clause.id}/{SHEET}"].decode()
        edited = edited_files(clause, sheet, found.variants, self.library)
        made |= {f"{clause.id}/{name}": text.encode() for name, text in edited.items()}
        return files | {self.folder / path: content for path, content in made.items()}


def _with_consequences(found: ImportedClause, library: Library) -> ImportedClause:
    """Return the import with what the change leads to among its remarks."""
    clause = found.clause
    file = library.root / clause.id / SHEET
    if not _differs(found) or not file.is_file():
        return found
    sheet = read_text(file, f"{clause.id}/{SHEET}")
    texts = edited_files(clause, sheet, found.variants, library)
    return replace(found, remarks=(*found.remarks, *consequences(clause, texts, library)))


def _differs(found: ImportedClause) -> bool:
    return any(found.clause.blocks[name] != blocks for name, blocks in found.variants.items())


def _only_body(found: ImportedClause, place: str) -> bytes:
    if len(found.variants) > 1:
        named = list(found.variants)
        raise WrongUsage([fault("WORD_PLUSIEURS_TEXTES", place, variants=named)])
    library = Library({}, {}, Path())
    edited = edited_files(found.clause, "variables: {}\n", found.variants, library)
    (name,) = found.variants
    return edited[found.clause.sheet.variants[name].body].encode()


def _changes(found: ImportedClause, library: Library, on: date) -> dict[str, list[Change]]:
    return {
        name: changes(found.clause.blocks[name], blocks, library, on)
        for name, blocks in found.variants.items()
    }


def _variants(clause: Clause, names: list[str]) -> tuple[str, ...]:
    bodies = variants_by_body(clause)
    unknown = [each for each in names if each not in bodies]
    if unknown:
        raise WrongUsage(
            fault(
                "CHOIX_INCONNU", "option --variante", value=each, label="Variante",
                choices=list(bodies),
            )
            for each in unknown
        )  # fmt: skip
    return tuple(dict.fromkeys(names))
