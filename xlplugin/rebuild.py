"""Builds again the workbooks that the project ships: ``python -m xlplugin.rebuild``."""

from __future__ import annotations

from pathlib import Path

from insertion.record import load_record
from xlplugin.workbook import build_workbook

FOLDER = Path(__file__).parent.parent / "workbooks"
BLANK = "calcul-heures-insertion.xlsx"
EXAMPLE = "exemple-renovation-ecole"


def rebuild(folder: Path = FOLDER) -> list[Path]:
    """Write the blank workbook and the example in ``folder``; return their paths."""
    text = (FOLDER / f"{EXAMPLE}.yaml").read_text(encoding="utf-8")
    blank, example = folder / BLANK, folder / f"{EXAMPLE}.xlsx"
    build_workbook(blank)
    build_workbook(example, load_record(text, f"{EXAMPLE}.yaml").contract)
    return [blank, example]


if __name__ == "__main__":
    rebuild()
