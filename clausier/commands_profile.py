"""The verbs of profiles: what an office states in every contract, saved once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from clausier import answers, reports
from clausier.command import AsJson, Overwrite, Reported, family
from clausier.files import check_suffix, write_all
from clausier.profile_look import enclosed
from clausier.profiles_store import (
    delete_profile,
    find_profile,
    profile_from,
    save_profile,
    saved_profiles,
)
from insertion import vocabulary
from insertion.facts import fact_text, published
from insertion.presentation import Presentation, look_labels, published_look
from insertion.profile import Profile, dump_profile
from insertion.typography import counted, french

profil = family(
    "profil",
    "Garde ce que votre service répète à chaque marché : acheteur, facilitateur, suivi, pénalités.",
    "clausier profil enregistrer ville --depuis marche.xlsx · clausier profil liste",
)
PROFILE: dict[str, Any] = {"profil": None, "avertissements": []}
PROFILES: dict[str, Any] = {"profils": [], "avertissements": []}
REMOVED: dict[str, Any] = {"supprime": None}
"""The keys of the documents of refused commands: those of done ones."""
Name = Annotated[
    str,
    typer.Argument(
        metavar="NOM",
        help="Nom du profil, ou fichier .yaml qui en contient un.",
        show_default=False,
    ),
]


@profil(
    "enregistrer",
    "clausier profil enregistrer ville --depuis marche.xlsx"
    " · clausier profil enregistrer ville --depuis marche.yaml --sortie ville.yaml",
)
def enregistrer(
    nom: Annotated[str, typer.Argument(metavar="NOM", help="Nom du profil.", show_default=False)],
    depuis: Annotated[
        Path,
        typer.Option(
            "--depuis",
            metavar="FICHIER",
            help="Marché, ou profil reçu, dont reprendre les informations.",
            show_default=False,
        ),
    ],
    sortie: Annotated[
        Path | None,
        typer.Option(
            "--sortie",
            metavar="PROFIL.yaml",
            help="Fichier à partager ; à défaut, le profil est gardé sur ce poste.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    ecraser: Overwrite = False,
) -> None:
    """Enregistre un profil à partir d'un marché déjà rempli."""
    with Reported(as_json, PROFILE):
        made = profile_from(depuis, nom)
        files = enclosed(made, depuis)
        if sortie is None:
            path = save_profile(made, overwrite=ecraser, files=files)
        else:
            path = sortie
            check_suffix(path, ".yaml", "un profil")
            beside = {path.parent / name: content for name, content in files.items()}
            if path.parent.resolve() == depuis.parent.resolve():
                beside = {}  # they are there already
            content = dump_profile(made).encode()
            write_all({path: content, **beside}, overwrite=ecraser, sources=[depuis])
        if as_json:
            reports.print_json(_document(made, path))
            return
        kept = counted(len(made.facts), "information")
        kept += " et sa présentation" if made.look != Presentation() else ""
        told = french(f"Profil « {made.name} » enregistré, {kept} : ") + str(path)
        reports.console().print(Text(told), soft_wrap=True)
        reports.print_warnings(reports.console(to_errors=True), made.warnings)


@profil("liste", "clausier profil liste · clausier profil liste --json")
def liste(as_json: AsJson = False) -> None:
    """Donne les profils gardés sur ce poste."""
    with Reported(as_json, PROFILES):
        found = saved_profiles()
        if as_json:
            names = [
                {"nom": each.name, "informations": len(each.facts)} for each, _ in found.profiles
            ]
            document = {"profils": names, "avertissements": list(found.warnings)}
            reports.print_json({"version": answers.VERSION, **document, "erreurs": []})
            return
        out = reports.console()
        if not found.profiles:
            out.print(Text(french("Aucun profil enregistré.")))
        for each, _ in found.profiles:
            out.print(Text(french(f"{each.name} : {counted(len(each.facts), 'information')}")))
        reports.print_warnings(out, found.warnings)


@profil("montrer", "clausier profil montrer ville · clausier profil montrer ville.yaml --json")
def montrer(nom: Name, as_json: AsJson = False) -> None:
    """Montre ce qu'un profil remplit."""
    with Reported(as_json, PROFILE):
        found, path = find_profile(nom)
        if as_json:
            reports.print_json(_document(found, path))
            return
        out = reports.console()
        out.print(Text(french(f"Profil « {found.name} » : ") + str(path)), soft_wrap=True)
        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for name, term in vocabulary.contract_terms().items():
            if name in found.facts:
                shown = fact_text(term, found.facts[name])
                table.add_row(Text(french(term.label)), Text(shown))
        for label, shown in look_labels(found.look).items():
            table.add_row(Text(french(label)), Text(shown))
        out.print(table)
        reports.print_warnings(out, found.warnings)


@profil("supprimer", "clausier profil supprimer ville")
def supprimer(
    nom: Annotated[str, typer.Argument(metavar="NOM", help="Nom du profil.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Supprime un profil gardé sur ce poste ; un fichier partagé n'est jamais touché."""
    with Reported(as_json, REMOVED):
        path = delete_profile(nom)
        if as_json:
            shown = path.as_posix()
            reports.print_json({"version": answers.VERSION, "supprime": shown, "erreurs": []})
        else:
            told = french(f"Profil « {nom} » supprimé : ") + str(path)
            reports.console().print(Text(told), soft_wrap=True)


def _document(profile: Profile, path: Path) -> dict[str, object]:
    terms = vocabulary.contract_terms()
    facts = {
        term.key: published(value)
        for name, term in terms.items()
        if (value := profile.facts.get(name)) is not None
    }
    shown = {
        "nom": profile.name,
        "fichier": path.as_posix(),
        "informations": facts,
        "presentation": published_look(profile.look),
    }
    return {
        "version": answers.VERSION,
        "profil": shown,
        "avertissements": list(profile.warnings),
        "erreurs": [],
    }
