"""The verb that screens a list of planned contracts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from clausier.command import AsJson, Overwrite, Reported, Sheet, Territory, Working, command
from clausier.consultation_day import day_of
from clausier.documents import SetFile
from clausier.files import WORKBOOK_SUFFIXES, file_stem, read_set, write_all
from clausier.reports import print_json
from clausier.screening_report import EMPTY, print_screening, screening_document
from docgen.summary import summary_document
from insertion import vocabulary
from insertion.contract import BuyerKind
from insertion.errors import Fault, InvalidInput, WrongUsage, fault
from insertion.programme import build_programme, read_hourly_cost
from insertion.quantities import MAX_HOURS
from insertion.reading import (
    RawCell,
    Unreadable,
    read_choice,
    read_date,
    read_shares,
    read_text,
    read_whole,
)
from insertion.screening import screen
from insertion.screening_figures import Assumptions
from insertion.typography import french
from insertion.vocabulary import Term
from xlplugin.programme import read_programme
from xlplugin.screening_workbook import screening_workbook


@command(
    "reperer",
    "clausier reperer programme.xlsx --sortie reperage --taux 5% --cout 35"
    " · clausier reperer programme.xlsx --sortie reperage --bareme bareme.yaml"
    " --acheteur collectivite",
)
def reperer(
    programme: Annotated[
        Path,
        typer.Argument(
            metavar="PROGRAMME.xlsx", help="Liste des marchés prévus.", show_default=False
        ),
    ],
    sortie: Annotated[
        Path,
        typer.Option(
            "--sortie",
            metavar="DOSSIER",
            help="Dossier où écrire le classeur et la page de synthèse.",
            show_default=False,
        ),
    ],
    taux: Annotated[
        str | None,
        typer.Option(
            "--taux",
            metavar="TAUX",
            help="Taux d'insertion des marchés qui n'en portent pas, par exemple 5%.",
            show_default=False,
        ),
    ] = None,
    cout: Annotated[
        str | None,
        typer.Option(
            "--cout",
            metavar="EUROS",
            help="Coût d'une heure de travail, charges comprises.",
            show_default=False,
        ),
    ] = None,
    bareme: Territory = None,
    minimum: Annotated[
        str | None,
        typer.Option(
            "--minimum",
            metavar="HEURES",
            help="Heures au-dessous desquelles un marché seul est trop petit.",
            show_default=False,
        ),
    ] = None,
    le: Annotated[
        str | None,
        typer.Option(
            "--le",
            metavar="DATE",
            help="Lancement des marchés dont la liste ne donne pas la date.",
            show_default=False,
        ),
    ] = None,
    acheteur: Annotated[
        str | None,
        typer.Option(
            "--acheteur",
            metavar="TYPE",
            help="Type d'acheteur : il décide du seuil de l'obligation.",
            show_default=False,
        ),
    ] = None,
    titre: Annotated[
        str | None,
        typer.Option(
            "--titre",
            metavar="TEXTE",
            help="Titre imprimé ; à défaut, le nom du fichier.",
            show_default=False,
        ),
    ] = None,
    feuille: Sheet = None,
    as_json: AsJson = False,
    ecraser: Overwrite = False,
) -> None:
    """Repère, dans une liste de marchés prévus, où une clause d'insertion a un sens."""
    with Reported(as_json, {"dossier": str(sortie), **EMPTY}):
        given = _Given(taux=taux, cout=cout, minimum=minimum, le=le, acheteur=acheteur)
        assumptions = given.assumptions(bareme)
        if programme.suffix.lower() not in WORKBOOK_SUFFIXES:
            shown = "dossier" if programme.is_dir() else programme.suffix or "aucune"
            raise InvalidInput([fault("PROGRAMME_FORMAT", programme.name, value=shown)])
        on = day_of(None)
        name = _title(titre, programme)
        with Working() as say:
            say(french("Lecture de la liste"))
            read = build_programme(read_programme(programme, feuille))
            screening = screen(read, assumptions, programme.name)
            say(french("Classeur"))
            workbook = screening_workbook(screening, name, on)
            say(french("Page de synthèse"))
            page = summary_document(screening, name, on)
        stem = file_stem(programme.stem, "programme")
        files = (
            SetFile(sortie / f"{stem}_reperage.xlsx", workbook, "", "reperage", "Repérage"),
            SetFile(sortie / f"{stem}_synthese-elus.docx", page, "", "synthese", "Synthèse"),
        )
        sources = [programme] if bareme is None else [programme, bareme]
        write_all({each.path: each.content for each in files}, overwrite=ecraser, sources=sources)
        of_set = () if assumptions.territory is None else assumptions.territory.warnings
        warnings = (*given.warnings, *of_set, *screening.warnings)
        if as_json:
            print_json(screening_document(screening, str(sortie), files, warnings))
        else:
            print_screening(screening, files, warnings, programme.name)


def _title(given: str | None, programme: Path) -> str:
    """Return the title printed on the sheet and on the page: the one given, else the file's name.

    Raises:
        WrongUsage: when a document cannot bear the one given.
        InvalidInput: when a document cannot bear the name of the file.
    """
    term = Term(id="title", key="titre", label="Titre", type="text")
    try:
        if given is not None and (title := read_text(RawCell(given, "option --titre"), term)):
            return title
        stem = programme.stem.replace("_", " ").replace("-", " ")
        return read_text(RawCell(stem, programme.name), term)
    except Unreadable as error:
        found = error.fault
        raise (InvalidInput([found]) if given is None else WrongUsage([found])) from None


@dataclass
class _Given:
    """The options as typed, and the faults met in reading them."""

    taux: str | None
    cout: str | None
    minimum: str | None
    le: str | None
    acheteur: str | None
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def assumptions(self, territory: Path | None) -> Assumptions:
        """Return what the screening rests on.

        Raises:
            WrongUsage: with every option that cannot be read.
            InvalidInput: when the territory set cannot be.
        """
        lots, facts = vocabulary.lot_terms(), vocabulary.contract_terms()
        cost = self._read("--cout", self.cout, read_hourly_cost, lots["hourly_cost"])
        minimum = self._read(
            "--minimum",
            self.minimum,
            lambda cell, term: read_whole(cell, term, 1, MAX_HOURS, "heures"),
            facts["minimum_useful_hours"],
        )
        kind = self._read("--acheteur", self.acheteur, read_choice, facts["buyer_kind"])
        day = self._read("--le", self.le, read_date, facts["consultation_date"])
        rate = self._rate(lots["insertion_rate"])
        if self.faults:
            raise WrongUsage(self.faults)
        return Assumptions(
            buyer_kind=None if kind is None else BuyerKind(kind),
            consultation_date=day,
            insertion_rate=rate,
            hourly_cost=cost,
            minimum_hours=minimum,
            territory=None if territory is None else read_set(territory),
        )

    def _read(
        self, option: str, text: str | None, read: Callable[[RawCell, Term], Any], term: Term
    ) -> Any:
        if text is None:
            return None
        try:
            return read(RawCell(text, f"option {option}"), term)
        except Unreadable as error:
            self.faults.append(error.fault)
            return None

    def _rate(self, term: Term) -> Any:
        if self.taux is None:
            return None
        cell = RawCell(self.taux, "option --taux")
        values, faults, warnings = read_shares([cell], term)
        self.faults += faults
        self.warnings += warnings
        return values[0]
