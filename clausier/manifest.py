"""The manifest: the one file that tells Excel where the functions, the pane and the ribbon are.

Its version follows the package's and ends with a revision: the rank, in ``manifest_revisions.txt``,
of what Excel keeps of the functions and the ribbon. Excel caches them for about a day and asks
again at once when the version has risen; ``python -m clausier.build`` adds a line when they change.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import asdict, dataclass
from importlib.metadata import version as package_version
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from insertion.typography import french
from xlplugin.function_catalogue import FUNCTIONS, NAMESPACE

FOLDER = Path(__file__).parent
REVISIONS = FOLDER / "manifest_revisions.txt"
TEMPLATES = FOLDER / "xlwings_project" / "templates"
TEMPLATE = "manifest.xml"
SIZES = (16, 32, 64, 80)
RIBBON_SIZES = (16, 32, 80)
MARK = "clausier"
DESCRIPTION = (
    "Heures d'insertion dans Excel, clauses sociales dans Word :"
    " le même marché, les mêmes chiffres."
)


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its words, its icon, and the function it runs; without one it opens the pane."""

    id: str
    title: str
    tip: str
    icon: str
    function: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of buttons of the tab « Insertion »."""

    id: str
    title: str
    icon: str
    buttons: tuple[Button, ...]


RIBBON = (
    Group("Donnees", "Données", "volet", (
        Button("Volet", "Ouvrir le volet",
               "Montre l'état du marché : ses heures, leur raison, ce qui manque.", "volet"),
        Button("Verifier", "Vérifier",
               "Relit le tableau des lots et dit, cellule par cellule, ce qui est à corriger ou à"
               " compléter. N'écrit rien.", "verifier", "verifier"),
    )),
    Group("Calcul", "Calcul", "calculer", (
        Button("Calculer", "Calculer",
               "Calcule les heures d'insertion de chaque lot et les écrit dans leur colonne, nulle"
               " part ailleurs.", "calculer", "calculer"),
        Button("Comparer", "Comparer",
               "Montre ce que donnent toutes les méthodes et tous les repères publiés pour un lot,"
               " avec leur source et leur âge. N'écrit rien.", "comparer", "comparer"),
    )),
    Group("Export", "Export", "generer", (
        Button("Generer", "Générer les documents",
               "Prépare les pièces Word du marché : articles du CCAP, du règlement de la"
               " consultation, de l'acte d'engagement, note de calcul.", "generer", "generer"),
        Button("Inserer", "Insérer dans mon CCAP",
               "Place les articles d'insertion dans un document Word qui est le vôtre, à"
               " l'endroit de son repère.", "inserer", "inserer"),
    )),
)  # fmt: skip


def manifest(address: str, entra_client: str = "") -> str:
    """Return the manifest of the server that is at ``address``, ``https://`` and its name.

    The same address gives the same identity, so that Excel replaces the add-in instead of adding
    another; ``entra_client`` is the application's identifier where Entra ID tells who calls.
    """
    address = address.rstrip("/")
    return (
        _environment()
        .get_template(TEMPLATE)
        .render(
            address=address,
            identity=str(uuid.uuid5(uuid.NAMESPACE_URL, address)),
            version=manifest_version(),
            description=french(DESCRIPTION),
            groups=_spoken(),
            icons=[MARK, *(button.icon for group in RIBBON for button in group.buttons)],
            sizes=SIZES,
            images=_images,
            entra_client=entra_client,
        )
    )


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip


def _spoken() -> list[dict[str, object]]:
    """Return the ribbon with its words set the French way."""
    return [
        asdict(group) | {
            "title": french(group.title),
            "buttons": [
                asdict(each) | {"title": french(each.title), "tip": french(each.tip)}
                for each in group.buttons
            ],
        }
        for group in RIBBON
    ]  # fmt: skip


def _images(icon: str) -> Markup:
    images = Markup("").join(
        Markup('<bt:Image size="{}" resid="Icone.{}.{}"/>').format(size, icon, size)
        for size in RIBBON_SIZES
    )
    return Markup("<Icon>{}</Icon>").format(images)


def manifest_version() -> str:
    """Return the four numbers of the version.

    The first is the package's plus one: Microsoft's checks want at least 1.
    """
    numbers = [int(each) for each in package_version("clausier").split(".")[:3]]
    major, minor, patch = (*numbers, 0, 0)[:3]
    known = recorded()
    own = fingerprint()
    revision = known.index(own) + 1 if own in known else len(known) + 1
    return f"{major + 1}.{minor}.{patch}.{revision}"


def fingerprint() -> str:
    """Return a digest of what Excel keeps: names, help and arguments of the functions, ribbon."""
    functions = [
        [each.name, each.doc, [asdict(argument) for argument in each.arguments]]
        for each in FUNCTIONS
    ]
    ribbon = [asdict(group) for group in RIBBON]
    template = (TEMPLATES / TEMPLATE).read_text(encoding="utf-8")
    kept = json.dumps([NAMESPACE, functions, ribbon, template], ensure_ascii=False)
    return hashlib.sha256(kept.encode()).hexdigest()[:16]


def recorded() -> list[str]:
    """Return the digests of the revisions, oldest first."""
    try:
        return REVISIONS.read_text(encoding="ascii").split()
    except FileNotFoundError:
        return []


def revisions_text() -> str:
    """Return the file of the revisions, with today's at its end if it is a new one."""
    known = recorded()
    own = fingerprint()
    return "".join(f"{each}\n" for each in (known if own in known else [*known, own]))
