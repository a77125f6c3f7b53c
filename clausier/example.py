"""The sample contract shipped with the product: a workbook and its pieces."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path

from clausier.documents import GeneratedSet, SetFile, generate
from insertion.intake import Record
from insertion.record import load_record
from xlplugin.workbook import workbook_bytes

EXAMPLE = "exemple-renovation-ecole.yaml"
WORKBOOK = "exemple-renovation-ecole.xlsx"


def example_record() -> Record:
    """Return the sample contract: a school renovated, nine lots, a fictional facilitator."""
    text = (resources.files("workbooks") / EXAMPLE).read_text(encoding="utf-8")
    return load_record(text, EXAMPLE)


def example_files(folder: Path, progress: Callable[[str], None]) -> GeneratedSet:
    """Return the workbook and the final pieces of the sample contract, under ``folder``."""
    record = example_record()
    progress("Classeur de calcul")
    content = workbook_bytes(record.contract)
    workbook = SetFile(folder / WORKBOOK, content, "", "classeur", "Classeur de calcul")
    made = generate(record, folder, final=True, progress=progress)
    return GeneratedSet((workbook, *made.files), made.missing, made.warnings)
