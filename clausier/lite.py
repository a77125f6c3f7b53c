"""What a person puts in xlwings Lite: one text to paste, or a wheel to host, and how to do it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit

from clausier.lite_archive import Needed, Packed, needed_files, pack
from clausier.lite_main import main_text
from clausier.lite_wheel import wheel_file
from insertion.errors import WrongUsage, fault
from insertion.typography import french

ENTRIES = ("xlplugin.functions", "clausier.lite_scripts", "clausier.lite_start")
FOLDERS = ("insertion/data", "docgen/reading", "clause_templates")
PERSONAL = Path("personal") / "clausier_excel.py"
"""The module of xlwings Lite that serves every workbook: it must bear no package's name."""
LIBRARIES = {
    "pydantic": "pydantic",
    "yaml": "PyYAML",
    "lxml": "lxml",
    "openpyxl": "openpyxl",
    "docx": "python-docx",
    "docxtpl": "docxtpl",
    "jinja2": "Jinja2",
    "stdnum": "python-stdnum",
    "xlsxwriter": "XlsxWriter",
    "rich": "rich",
    "typer": "typer",
    "xlwings": "xlwings",
}
"""The distribution of each library, by the name it is imported under."""
BROUGHT = frozenset({"annotated_types", "markupsafe"})
"""Libraries that another of the list brings."""
OF_THE_BROWSER = frozenset({"pydantic", "PyYAML", "lxml", "Jinja2"})
"""Distributions whose version is that of the browser's Python: never pinned."""
README = """\
clausier {version} pour xlwings Lite, dans Excel 365 ou 2021 et suivants

1. Dans Excel : Accueil > Compléments, chercher « xlwings Lite », Ajouter. C'est gratuit.
2. Ouvrir xlwings Lite (bouton à droite de l'onglet Accueil).
3. Onglet requirements.txt : remplacer tout le texte par celui du fichier requirements.txt d'ici.
4. Onglet main.py : remplacer tout le texte par celui du fichier main.py d'ici.
5. Menu de xlwings Lite > Restart. Attendre la fin du chargement, puis enregistrer le classeur.
6. Dans une cellule, taper =CLAUSIER. et choisir une fonction ; les boutons sont en haut du volet.
7. {seventh}
8. Les pièces produites se téléchargent dans Menu > Files ; un CCAP s'y dépose avant l'insertion.
9. Le calcul se fait dans Excel, sur ce poste : le classeur n'est envoyé nulle part.
10. Le détail, pas à pas : guide-xlwings-lite.md, dans la documentation de clausier.
"""

EVERYWHERE = "Pour l'avoir dans tous les classeurs : déposer le dossier personal dans Menu > Files."
HOSTED = "Avant tout, une fois : déposer {wheel} à l'adresse qui finit requirements.txt."


def lite_files(folder: Path, wheel_address: str | None = None) -> dict[Path, bytes]:
    """Return what to write in ``folder``, by path; with ``wheel_address``, the wheel to put there.

    Raises:
        WrongUsage: when ``wheel_address`` is no https address.
    """
    version = metadata.version("clausier")
    needed = _needed()
    lines = requirement_lines(needed.libraries)
    if wheel_address is None:
        text = main_text(version, _packed())
        files = {folder / PERSONAL: text}
        wheels: dict[Path, bytes] = {}
        seventh = EVERYWHERE
    else:
        address = checked_address(wheel_address)
        text, files = main_text(version, None), {}
        name, content = wheel_file(version, needed.files, lines)
        wheels = {folder / name: content}
        seventh = HOSTED.format(wheel=name)
        lines = [*lines, f"{address}/{name}"]
    files[folder / "main.py"] = text
    files[folder / "requirements.txt"] = "\n".join(lines) + "\n"
    files[folder / "LISEZ-MOI.txt"] = french(README.format(version=version, seventh=seventh))
    return {path: text.encode() for path, text in files.items()} | wheels


@cache
def _needed() -> Needed:
    return needed_files(ENTRIES, FOLDERS)


@cache
def _packed() -> Packed:
    return pack(_needed().files)


def checked_address(text: str) -> str:
    """Return an https address without its last slash.

    Raises:
        WrongUsage: when a browser could not fetch anything there, or when it bears a password,
            which would be in every workbook.
    """
    address = text.strip()
    if not _is_public(address):
        raise WrongUsage([fault("ADRESSE_DU_SERVEUR", "option --roue", value=_shown(address))])
    return address.rstrip("/")


def _is_public(address: str) -> bool:
    """Tell whether a line of ``requirements.txt`` may hold the address: https, and no password."""
    if re.search(r"\s", address):
        return False
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port or a bracketed host that is none
        return False
    refused = parts.query or parts.fragment or "@" in address
    return parts.scheme == "https" and named and not refused


def _shown(address: str) -> str:
    """Return an address without the name and password it may bear."""
    return re.sub(r"//[^/]*@", "//…@", address)


def requirement_lines(libraries: Iterable[str]) -> list[str]:
    """Return the lines of ``requirements.txt`` for libraries, named as they are imported.

    What is plain Python keeps the version tried here; what is compiled is that of the browser.
    """
    names = {LIBRARIES[each] for each in libraries if each in LIBRARIES}
    return [
        name if name in OF_THE_BROWSER else f"{name}=={metadata.version(name)}"
        for name in sorted(names, key=str.lower)
    ]
