"""Every generated set is read back: one that contradicts itself is refused, with both places."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from clausier import documents
from clausier.documents import generate
from docgen.production import MadePiece, make_set
from docgen.reading.consistency import consistency
from docgen.reading.docx_text import read_own
from docgen.reading.pieces import read_set
from docgen.reading.review import review
from docgen.reading.verdicts import Outcome
from insertion.errors import InvalidInput
from insertion.typography import plain
from tests.docgen.contracts import contract_record

SETS = ("exemple", "trois-enonces", "accord-cadre", "formation", "periodes", "lots-reserves")


def pieces_of(folder: Path) -> list[tuple[str, bytes]]:
    return [(each.name, each.read_bytes()) for each in sorted((folder / "DCE").glob("*.docx"))]


def replaced(content: bytes, old: str, new: str) -> bytes:
    """Return a piece with one word of one paragraph changed, its first occurrence."""
    document = Document(io.BytesIO(content))
    for text in document.element.body.iter("{*}t"):
        if text.text and old in plain(text.text):
            text.text = plain(text.text).replace(old, new)
            buffer = io.BytesIO()
            document.save(buffer)
            return buffer.getvalue()
    raise AssertionError(old)


def changed(folder: Path, piece: str, old: str, new: str) -> list[tuple[str, bytes]]:
    return [
        (name, replaced(content, old, new) if f"_{piece}_" in name else content)
        for name, content in pieces_of(folder)
    ]


@pytest.mark.parametrize("name", SETS)
def test_our_own_sets_do_not_contradict_themselves(name, final_set: Callable[[str], Path]):
    assert consistency(pieces_of(final_set(name))) == ()


@pytest.mark.parametrize("name", SETS)
def test_no_check_blocks_our_own_sets(name, final_set: Callable[[str], Path]):
    own = [read_own(content, name) for name, content in pieces_of(final_set(name))]
    verdicts = review(read_set(own, contract_record().contract.consultation_date))
    assert [each.check.id for each in verdicts if each.blocks] == []
    assert {each.outcome for each in verdicts} <= {
        Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.FAIL, Outcome.TO_READ,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("piece", "old", "new", "check"),
    [
        ("RC", "800 heures", "700 heures", "heures_egales"),
        ("AE", "140 heures", "141 heures", "heures_egales"),
        ("RC", "31 décembre 2028", "30 juin 2028", "date_limite_unique"),
        ("CCAP", "Total", "Total", ""),
        ("CCAP", "Aucune pénalité d'insertion n'est due sans cette procédure.",
         "Les pénalités d'insertion sont dues sans mise en demeure.", "penalites"),
        ("CCAP", "chaque trimestre civil", "chaque trimestre civil", ""),
    ],
)  # fmt: skip
def test_a_piece_changed_afterwards_contradicts_the_others(
    piece, old, new, check, final_set: Callable[[str], Path]
):
    found = consistency(changed(final_set("exemple"), piece, old, new))
    assert [each.check for each in found] == ([check] if check else [])
    assert all(len(each.places) == 2 for each in found)


def test_the_refusal_names_both_places_and_says_what_to_do(final_set: Callable[[str], Path]):
    (found,) = consistency(changed(final_set("exemple"), "RC", "800 heures", "700 heures"))
    told = plain(str(found.as_fault()))
    assert "PIECES_CONTRADICTOIRES" in told
    assert "800 heures d'un côté, 700 heures de l'autre" in told or (
        "700 heures d'un côté, 800 heures de l'autre" in told
    )
    assert "_RC_" in told
    assert {each.document for each in found.places} & {
        name for name, _ in pieces_of(final_set("exemple")) if "_RC_" in name
    }


def test_generation_refuses_a_set_that_contradicts_itself(tmp_path, monkeypatch):
    whole = make_set

    def spoiled(*arguments):
        for each in whole(*arguments):
            content = each.content
            if each.piece.key == "rc":
                content = replaced(content, "800 heures", "700 heures")
            yield MadePiece(each.piece, content, each.blanks)

    monkeypatch.setattr(documents, "make_set", spoiled)
    with pytest.raises(InvalidInput) as refused:
        generate(contract_record(), tmp_path)
    assert {each.code for each in refused.value.faults} == {"PIECES_CONTRADICTOIRES"}


def test_a_broken_reference_of_ours_is_found_and_one_of_a_buyer_s_template_is_the_buyer_s():
    document = Document()
    for title in ("1. Clause d'insertion", "2. Prix", "3. Durée"):
        document.add_heading(title, level=1)
    document.add_paragraph("Le titulaire suit l'article 12.3.")
    buffer = io.BytesIO()
    document.save(buffer)
    piece = ("CCAP.docx", buffer.getvalue())
    assert [each.check for each in consistency([piece])] == ["renvois"]
    assert consistency([], [piece]) == ()


def test_reading_a_set_back_costs_little(final_set: Callable[[str], Path]):
    pieces = pieces_of(final_set("exemple"))
    best = 10.0
    for _ in range(3):
        start = time.process_time()
        consistency(pieces)
        best = min(best, time.process_time() - start)
    assert best < 0.15


def test_a_buyer_s_template_that_hard_codes_another_figure_is_refused_at_its_place(tmp_path):
    host = Document()
    host.add_heading("Clause d'insertion", level=1)
    host.add_paragraph("Marché : {{ acheteur_nom }}.")
    host.add_paragraph("Le lot 1 réserve au moins 99 heures d'insertion.")
    path = tmp_path / "Fiche.docx"
    host.save(str(path))
    with pytest.raises(InvalidInput) as refused:
        generate(contract_record(), tmp_path / "sortie", templates=[path])
    (fault,) = refused.value.faults
    assert fault.code == "PIECES_CONTRADICTOIRES"
    assert "99 heures" in plain(fault.cause)
    assert "Fiche" in fault.place + fault.remedy
