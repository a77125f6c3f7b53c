"""What ``docs/ajouter-une-methode.md`` promises: a method is two files, a reference is one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "ajouter-une-methode.md"
COPIED = ("insertion", "docgen", "xlplugin", "clausier", "clause_templates", "workbooks")
_DIFF = re.compile(r"```diff\n(?P<lines>.*?)```", re.DOTALL)
CONTRACT = """\
schema: marche/1
lots:
  - numero: "1"
    intitule: "Entretien"
    methode: surface
    surface: 12000
    heures_100_m2: 10
    taux_insertion: 0.1
"""


@pytest.fixture(scope="module")
def patched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project to which the diffs of the guide were applied, and no more."""
    folder = tmp_path_factory.mktemp("copie")
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for found in _DIFF.finditer(GUIDE.read_text(encoding="utf-8")):
        _apply(folder, found["lines"])
    return folder


def _apply(folder: Path, diff: str) -> None:
    """Insert the lines marked « + » after the line of context before them; « … » cuts it short."""
    path = folder / next(line[6:] for line in diff.splitlines() if line.startswith("+++ b/"))
    text = path.read_text(encoding="utf-8").splitlines()
    at = -1
    for line in diff.splitlines():
        if line.startswith(("---", "+++", "@@")):
            continue
        if line.startswith("+"):
            at += 1
            text.insert(at, line[1:])
        else:
            (at,) = [index for index, each in enumerate(text) if _is(each, line[1:])]
    path.write_text("\n".join(text) + "\n", encoding="utf-8")


def _is(line: str, anchor: str) -> bool:
    return line.startswith(anchor[:-1]) if anchor.endswith("…") else line == anchor


def _run(folder: Path, *arguments: str) -> Any:
    command = [sys.executable, "-c", "from clausier.cli import main; main()", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        command, cwd=folder, env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_method_is_two_files():
    diffs = [found["lines"] for found in _DIFF.finditer(GUIDE.read_text(encoding="utf-8"))]
    touched = {re.search(r"^\+\+\+ b/(.+)$", each, re.MULTILINE)[1] for each in diffs}  # type: ignore[index]
    methods = {each for each in touched if "reference" not in each}
    assert methods == {"insertion/methods.py", "insertion/data/vocabulary.fr.yaml"}
    assert touched - methods == {"insertion/data/reference/hourly_costs.yaml"}


def test_the_new_method_is_read_computed_explained_and_published(patched: Path):
    (patched / "marche.yaml").write_text(CONTRACT, encoding="utf-8")
    document = json.loads(_run(patched, "calculer", "marche.yaml", "--json"))
    (lot,) = document["lots"]
    assert (lot["methode"], lot["heures_exactes"], lot["heures"]) == ("surface", "120", 120)
    assert any("Heures d’entretien" in each for each in lot["etapes"])


def test_the_workbook_has_the_columns_of_the_new_method_and_reads_them_back(patched: Path):
    (patched / "marche.yaml").write_text(CONTRACT, encoding="utf-8")
    _run(patched, "classeur", "neuf.xlsx", "--depuis", "marche.yaml", "--ecraser")
    sheet = openpyxl.load_workbook(patched / "neuf.xlsx", data_only=True)
    texts = {str(cell.value) for row in sheet["Lots"].iter_rows() for cell in row}
    assert {"Surface (m²)", "Heures pour 100 m²", "Surface à entretenir"} <= texts
    document = json.loads(_run(patched, "calculer", "neuf.xlsx", "--json"))
    assert document["lots"][0]["heures"] == 120


def test_a_new_reference_figure_is_known_at_once(patched: Path):
    told = _run(patched, "references", "--figure", "cout_horaire", "--json")
    assert "Construction, France, 2027 (exemple)" in told
