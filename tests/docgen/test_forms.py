"""Forms are filled by hand or in Word: real controls with labels, and no internal fact outside."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from docgen.blocks import Entry, EntryKind, Inlines, Paragraph, Table, Text
from docgen.entries import ENTRIES, labelled, labelled_table
from docgen.library import builtin_library
from docgen.pieces import prepare
from docgen.production import facts, make_set
from docgen.wordml import Ledger, Look, W, Writer
from insertion.hours import compute
from insertion.typography import french
from tests.docgen.contracts import contract_record, fixed_lot

NS = {"w": W, "w14": "http://schemas.microsoft.com/office/word/2010/wordml"}
FORM_PIECES = (
    "ANX-FACILITATEUR", "ANX-MODE-EMPLOI", "LIAISON", "ATTESTATION", "RELEVE", "RELEVE-PERSONNES",
    "BILAN", "DIFFICULTE", "MISE-EN-DEMEURE", "DECOMPTE-PENALITES",
)  # fmt: skip
LIAISON = (
    "raison_sociale", "siret", "adresse", "personne_a_joindre", "telephone", "mail",
    "appellation", "nombre_postes", "date_recrutement", "activites_principales",
    "competences_requises", "experience_souhaitee", "formation", "exigences_particulieres",
    "type_contrat", "duree_contrat", "duree_hebdomadaire", "salaire_brut", "lieu_travail",
)  # fmt: skip
"""The nineteen fields of the liaison form: documents-and-placeholders, section 4."""
DEROGATED = {
    "numero": "2",
    "intitule": "Signalétique",
    "mecanisme": "aucun",
    "montant_ht": "9000000",
    "derogation_motif": "concurrence_difficulte",
    "derogation_faits": "Fait Quokka propre au lot",
}


def body_of(path: Path) -> Any:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def _parsed(xml: str) -> Any:
    return etree.fromstring(xml)


def _labels(inlines: Inlines) -> list[str]:
    return [each.label for each in inlines if isinstance(each, Entry)]


def piece(folder: Path, suffix: str) -> Path:
    (found,) = folder.rglob(f"*_{suffix}_*.docx")
    return found


def entries_of(path: Path) -> Any:
    return body_of(path).xpath(
        "//w:sdt[starts-with(w:sdtPr/w:tag/@w:val, 'saisie:')]", namespaces=NS
    )


def test_every_place_to_fill_is_a_control_with_a_title_and_its_own_number(
    generated: Callable[..., Path],
):
    folder = generated(final=True)
    for suffix in FORM_PIECES:
        controls = entries_of(piece(folder, suffix))
        if suffix.startswith("ANX"):
            assert not controls
            continue
        titles = [
            str(each.xpath("string(w:sdtPr/w:alias/@w:val)", namespaces=NS)) for each in controls
        ]
        numbers = [each.xpath("string(w:sdtPr/w:id/@w:val)", namespaces=NS) for each in controls]
        assert len(controls) >= 4, suffix
        assert all(titles), suffix
        assert len(set(numbers)) == len(numbers), suffix


def test_the_liaison_form_has_its_nineteen_fields_in_order_and_no_other(
    generated: Callable[..., Path],
):
    folder = generated(final=True, lots=[fixed_lot("1")])
    controls = entries_of(piece(folder, "LIAISON"))
    tags = [each.xpath("string(w:sdtPr/w:tag/@w:val)", namespaces=NS) for each in controls]
    assert len(tags) == len(LIAISON) == 19
    for tag, field in zip(tags, LIAISON, strict=True):
        assert tag.removeprefix("saisie:").startswith(field), tag


def test_a_final_set_waits_for_no_place_to_fill_and_highlights_none(generated: Callable[..., Path]):
    folder = generated(final=True)
    for suffix in FORM_PIECES:
        body = body_of(piece(folder, suffix))
        assert not body.xpath("//w:highlight", namespaces=NS), suffix
        assert "compléter :" not in "".join(body.itertext()), suffix


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("text", "w:text"),
        ("long_text", "w:richText"),
        ("date", "w:date"),
        ("number", "w:text"),
        ("yes_no", "w:dropDownList"),
        ("tick", "w14:checkbox"),
    ],
)
def test_each_kind_of_place_has_the_control_word_knows_for_it(kind: EntryKind, wanted: str):
    writer = Writer(Look(headings={}), Ledger())
    xml = writer.blocks((Paragraph((Text("Réponse : "), Entry(kind, "Réponse"))),))
    control = _parsed(xml).xpath(f"//w:sdt/w:sdtPr/{wanted}", namespaces=NS)
    assert len(control) == 1
    assert {entry for _, entry in ENTRIES.values()} >= {kind}


def test_a_line_to_write_on_ends_where_its_paragraph_or_its_cell_ends():
    writer = Writer(Look(headings={}, width=9000), Ledger())
    alone = _parsed(writer.blocks((Paragraph((Text("Nom : "), Entry("text", "Nom"))),)))
    assert alone.xpath("string(//w:tab[@w:leader='dot']/@w:pos)", namespaces=NS) == "9000"
    amid = writer.blocks((Paragraph((Text("Nom : "), Entry("text", "Nom"), Text(" Prénom"))),))
    assert "w:leader" not in amid
    assert "…" in amid


def test_a_place_takes_its_label_from_its_row_its_column_or_the_words_before_it():
    (named,) = [
        each for each in labelled((Text("Fait le : "), Entry("date"))) if isinstance(each, Entry)
    ]
    assert named.label == "Fait le"
    ticked = labelled((Entry("tick"), Text(" Bilan final")))
    assert isinstance(ticked[0], Entry)
    assert ticked[0].label == "Bilan final"
    table = Table(
        ((Text("Voie"),), (Text("Personnes"),), (Text("Heures"),)),
        (((Text("Embauche"),), (Entry("number"),), (Entry("number"),)),),
    )
    row = labelled_table(table).rows[0]
    assert [_labels(cell) for cell in row[1:]] == [["Embauche, Personnes"], ["Embauche, Heures"]]


def test_the_buyer_never_receives_the_hours_of_a_person(generated: Callable[..., Path]):
    folder = generated(final=True)
    agregated = "".join(body_of(piece(folder, "RELEVE")).itertext())
    by_person = "".join(body_of(piece(folder, "RELEVE-PERSONNES")).itertext())
    assert "Identifiant" in by_person
    assert "Identifiant" not in agregated
    assert french("au seul facilitateur") in by_person


def test_an_internal_fact_is_in_the_internal_note_and_nowhere_a_host_may_reach():
    record = contract_record([fixed_lot("1"), DEROGATED], avis_facilitateur="Avis Wallaby")
    dossier = prepare(compute(record.contract, record.lot_places), builtin_library(), final=True)
    published = facts(dossier)
    assert not {"avis_facilitateur", "phrases_derogation", "derogation_faits"} & published.keys()
    said = {
        made.piece.key: "".join(_document(made.content).itertext()) for made in make_set(dossier)
    }
    for word in ("Fait Quokka propre au lot", "Avis Wallaby"):
        holders = {key for key, text in said.items() if word in text}
        assert "note-derogation" in holders
        assert all(key.startswith("note") for key in holders)


def _document(content: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def test_a_contract_without_any_condition_has_internal_notes_only():
    small = {"numero": "1", "intitule": "Signalétique", "mecanisme": "aucun", "montant_ht": "18000"}
    record = contract_record([small])
    dossier = prepare(compute(record.contract, record.lot_places), builtin_library(), final=True)
    assert [each.key for each in dossier.pieces] == ["note", "note-choix"]
