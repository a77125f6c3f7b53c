"""What ``main.py`` does in xlwings Lite before its first answer: unpack clausier, once.

This text is copied as it stands at the end of ``main.py``, before the archive it unpacks: it stands
on Python and xlwings alone. Whatever people meet here is said in French.
"""

import base64
import bz2
import hashlib
import importlib
import io
import json
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import xlwings as xw

ARCHIVE = ""
"""The compressed files, in lines of text; ``main.py`` ends with them."""
MARK = ""
"""The first characters of the SHA-256 of what is compressed."""
PACKAGES = ("insertion", "xlplugin", "docgen", "clausier", "clause_templates")


def clausier_module(name: str) -> ModuleType:
    """Return a module of clausier, unpacked at the first call.

    Raises:
        XlwingsError: saying in French which package the workbook does not install.
    """
    _unpack()
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing in PACKAGES:
            raise
        raise xw.XlwingsError(
            f"Le module Python « {missing} » n’est pas installé : copier tout le fichier "
            "requirements.txt de clausier dans l’onglet requirements.txt de xlwings Lite, puis "
            "choisir Restart dans son menu."
        ) from error


def clausier_function(name: str, *arguments: Any) -> Any:
    """Return what a function of the namespace CLAUSIER answers."""
    return getattr(clausier_module("xlplugin.functions"), name)(*arguments)


async def clausier_script(name: str, book: xw.Book, *arguments: Any) -> None:
    """Run a script on the book, as the buttons of xlwings Lite ask."""
    # A package that lacks is said before anything is read or written.
    for module in ("clausier.desk", "xlplugin.host"):
        clausier_module(module)
    await clausier_module("clausier.lite_scripts").run(name, book, *arguments)


def _unpack() -> None:
    versions = f"{Path(tempfile.gettempdir()) / 'clausier-'}"
    folder = Path(f"{versions}{MARK}")
    if not MARK or str(folder) in sys.path:  # without a mark, clausier is installed
        return
    if not folder.is_dir():
        packed = base64.b85decode("".join(ARCHIVE.split()))
        if hashlib.sha256(packed).hexdigest()[: len(MARK)] != MARK:
            raise xw.XlwingsError(
                "Le texte de clausier est incomplet : copier de nouveau le fichier main.py entier."
            )
        waiting = Path(tempfile.mkdtemp())
        with tarfile.open(fileobj=io.BytesIO(bz2.decompress(packed))) as archive:
            archive.extractall(waiting, filter="data")
        _assemble(waiting)
        waiting.replace(folder)
    # Another version may have been pasted since: none of its modules may answer for this one.
    for module in [each for each in sys.modules if each.partition(".")[0] in PACKAGES]:
        del sys.modules[module]
    sys.path[:] = [each for each in sys.path if not each.startswith(versions)]
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()


def _assemble(folder: Path) -> None:
    """Put Word documents together: the archive holds the list of their parts, each part once."""
    for path in folder.rglob("*.docx"):
        listed = json.loads(path.read_text(encoding="utf-8"))
        with zipfile.ZipFile(path, "w") as document:
            for name, kept in listed.items():
                document.writestr(zipfile.ZipInfo(name), (folder / kept).read_bytes())
