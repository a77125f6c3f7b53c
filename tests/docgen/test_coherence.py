"""Clauses that need each other are kept together; clauses that exclude each other are refused."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from clausier.documents import generate
from docgen.library import Library, builtin_library, load_library
from insertion.errors import InvalidInput
from insertion.typography import plain
from tests.docgen.contracts import contract_record, fixed_lot

SHIPPED = Path(__file__).parents[2] / "clause_templates"
Edited = Callable[[str, str, str], Library]


@pytest.fixture
def library_with(tmp_path: Path) -> Edited:
    """Return a function that gives the shipped library with a line of a sheet changed."""

    def made(clause: str, old: str, new: str) -> Library:
        folder = tmp_path / "bibliotheque"
        shutil.copytree(SHIPPED, folder)
        sheet = folder / clause / "clause.yaml"
        text = sheet.read_text(encoding="utf-8")
        assert old in text
        sheet.write_text(text.replace(old, new), encoding="utf-8")
        return load_library(folder)

    return made


def refused(library: Library, code: str, lots: list[dict[str, str]] | None = None) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        generate(contract_record(lots), Path("pieces"), library=library)
    assert {each.code for each in caught.value.faults} == {code}
    return [plain(str(each)) for each in caught.value.faults]


def test_two_clauses_that_exclude_each_other_are_refused_with_their_two_places(
    library_with: Edited,
):
    library = library_with("suites-emploi", "conflicts: []", "conflicts: [insertion-penalites]")
    (fault,) = refused(library, "CLAUSES_INCOMPATIBLES")
    assert "suites-emploi et insertion-penalites s'excluent" in fault
    assert "CCAP, articles, « Suites du parcours »" in fault
    assert "CCAP, articles, « Pénalités d'insertion »" in fault


def test_a_clause_without_the_one_it_requires_is_refused(library_with: Edited):
    library = library_with(
        "suites-emploi", "requires: [suivi-justificatifs]", "requires: [insertion-renvoi-annexe]"
    )
    (fault,) = refused(library, "CLAUSE_REQUISE_ABSENTE", [fixed_lot("1"), fixed_lot("2")])
    assert "insertion-renvoi-annexe, absente pour les lots 1 et 2" in fault


def test_clauses_of_different_lots_do_not_exclude_each_other():
    assert "volume-part-heures" in builtin_library().clauses["volume-fixe"].sheet.conflicts
    share = {
        "numero": "2",
        "intitule": "Nettoyage",
        "mecanisme": "condition_execution",
        "methode": "heures_travaillees",
        "heures_travaillees": "3000",
        "taux_insertion": "0.05",
    }
    record = contract_record([fixed_lot("1"), share])
    made = generate(record, Path("pieces"))
    (ccap,) = (each.content for each in made.files if "_CCAP_" in each.path.name)
    with zipfile.ZipFile(io.BytesIO(ccap)) as archive:
        text = archive.read("word/document.xml").decode()
    assert "clause:volume-fixe@" in text
    assert "clause:volume-part-heures@" in text


def test_the_shipped_library_holds_together_for_the_sample():
    assert generate(contract_record(), Path("pieces"), final=True).files
