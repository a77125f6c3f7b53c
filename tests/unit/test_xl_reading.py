"""Reading our own workbook: nothing lost, each fault with its place, the file untouched."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insertion.contract import Contract, Lot, Retained
from insertion.errors import InvalidInput
from insertion.intake import build_record
from insertion.quantities import DayKind, Days
from insertion.record import load_record
from xlplugin import gate
from xlplugin.lot_columns import columns
from xlplugin.rebuild import BLANK, EXAMPLE, FOLDER
from xlplugin.sheet import read_any, read_workbook
from xlplugin.sheet_lots import USED_NAME
from xlplugin.workbook import workbook_bytes

SAMPLE = FOLDER / f"{EXAMPLE}.xlsx"


def sample_contract() -> Contract:
    return load_record((FOLDER / f"{EXAMPLE}.yaml").read_text(encoding="utf-8")).contract


def edited(tmp_path: Path, changes: dict[str, Any], source: Path = SAMPLE) -> Path:
    """Return a copy of the sample with cells changed, as a spreadsheet would save it."""
    book = openpyxl.load_workbook(source)
    for address, value in changes.items():
        sheet, _, cell = address.partition("!")
        book[sheet][cell] = value
    path = tmp_path / "modifie.xlsx"
    book.save(path)
    return path


def faults_of(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        build_record(read_any(path))
    return [(each.code, each.place) for each in caught.value.faults]


def test_the_sample_workbook_gives_exactly_the_contract_of_the_sample_file():
    record = build_record(read_workbook(SAMPLE))
    assert record.contract == sample_contract()
    assert record.warnings == ()
    assert record.lot_places[:2] == ("Lots!A7", "Lots!A8")


TEXTS = st.text(
    st.characters(categories=("L", "N", "P"), exclude_characters="_"), min_size=1, max_size=60
).filter(lambda text: text == text.strip())
MONEY = st.decimals(0, 10**9, places=2)
SHARES = st.decimals(0, 1, places=4)


@settings(max_examples=25)
@given(
    subject=TEXTS,
    title=TEXTS,
    money=MONEY,
    shares=st.tuples(SHARES, SHARES),
    cap=SHARES,
    months=st.integers(1, 600),
    day=st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    delay=st.builds(Days, count=st.integers(1, 300), kind=st.sampled_from(DayKind)),
    yes=st.booleans(),
    publics=st.sets(st.sampled_from(["iae", "jeunes", "qpv"])),
    agreed=st.integers(0, 10**6) | st.none(),
)
def test_any_contract_written_then_read_is_the_same_contract(
    tmp_path_factory: pytest.TempPathFactory,
    subject: str,
    title: str,
    money: Decimal,
    shares: tuple[Decimal, Decimal],
    cap: Decimal,
    months: int,
    day: date,
    delay: Days,
    yes: bool,
    publics: set[str],
    agreed: int | None,
):
    retained = agreed is not None and Retained(
        hours=agreed, reason=title, author=subject, decided_on=day
    )
    lot = Lot(
        number="010", title=title, amount_excl_tax=money, labour_share=shares[0],
        insertion_rate=shares[1], hourly_cost=Decimal("32.5"), retained=retained or None,
    )  # fmt: skip
    contract = Contract(
        subject=subject,
        consultation_date=day,
        duration_months=months,
        validation_days=delay,
        training_counted=yes,
        contracting_entity=yes,
        penalty_cap=cap,
        publics=tuple(each for each in ("iae", "jeunes", "qpv") if each in publics),
        lots=(lot, Lot(number="1bis", title="Deuxième", worked_hours=Decimal("0.5"))),
    )
    path = tmp_path_factory.mktemp("aller-retour") / "classeur.xlsx"
    path.write_bytes(workbook_bytes(contract, capacity=3))
    assert build_record(read_any(path)).contract == contract


def test_the_blank_workbook_asks_for_a_lot():
    assert faults_of(FOLDER / BLANK) == [("AUCUN_LOT", "Lots")]


def test_reading_leaves_the_file_as_it_was():
    before = SAMPLE.read_bytes(), SAMPLE.stat().st_mtime_ns
    read_any(SAMPLE)
    assert (SAMPLE.read_bytes(), SAMPLE.stat().st_mtime_ns) == before


def test_a_column_moved_elsewhere_is_still_read(tmp_path: Path):
    book = openpyxl.load_workbook(SAMPLE)
    lots = book["Lots"]
    for row in range(6, 67):
        first, second = lots.cell(row, 5), lots.cell(row, 8)
        first.value, second.value = second.value, first.value
    path = tmp_path / "deplace.xlsx"
    book.save(path)
    assert build_record(read_any(path)).contract == sample_contract()


def test_a_lot_typed_below_the_prepared_rows_is_refused_since_the_sheet_leaves_it_out(
    tmp_path: Path,
):
    path = edited(tmp_path, {"Lots!A70": "10", "Lots!B70": "Au-delà"})
    assert ("LIGNE_SANS_CALCUL", "Lots!A70") in faults_of(path)


def test_a_workbook_that_lost_the_name_of_its_rows_is_read_all_the_same(tmp_path: Path):
    book = openpyxl.load_workbook(SAMPLE)
    del book.defined_names[USED_NAME]
    path = tmp_path / "sans-nom.xlsx"
    book.save(path)
    assert build_record(read_any(path)).contract == sample_contract()


# Cell changed, new value, fault expected and its place.
RETAINED, REASON = (
    f"Lots!{columns()[each].letter}7" for each in ("retained_hours", "retained_reason")
)
FAULTS: list[tuple[str, Any, str, str]] = [
    ("Lots!E7", "beaucoup", "MONTANT_ILLISIBLE", "Lots!E7"),
    ("Lots!E7", -5, "NOMBRE_NEGATIF", "Lots!E7"),
    ("Lots!E7", "12 000 € TTC", "MONTANT_TTC", "Lots!E7"),
    ("Lots!E7", 1e15, "NOMBRE_DEMESURE", "Lots!E7"),
    ("Lots!E7", True, "TYPE_INATTENDU", "Lots!E7"),
    ("Lots!E7", date(2026, 9, 1), "TYPE_INATTENDU", "Lots!E7"),
    ("Lots!E7", "#N/A", "CELLULE_EN_ERREUR", "Lots!E7"),
    ("Lots!E7", "=1/0", "FORMULE_SANS_VALEUR", "Lots!E7"),
    ("Lots!F7", 1.5, "PART_HORS_BORNES", "Lots!F7"),
    ("Lots!C7", "Peut-être", "CHOIX_INCONNU", "Lots!C7"),
    ("Lots!A8", "Lot 01", "LOT_EN_DOUBLE", "Lots!A8"),
    ("Lots!A8", None, "LOT_SANS_NUMERO", "Lots!A8"),
    ("Lots!B8", None, "LOT_SANS_INTITULE", "Lots!A8"),
    (RETAINED, 10.5, "ENTIER_ATTENDU", RETAINED),
    (REASON, None, "RETENUE_INCOMPLETE", "Lots!A7"),
    (RETAINED, None, "RETENUE_SANS_HEURES", REASON),
    ("Marché!acheteur_siret", "123", "SIRET_INVALIDE", ""),
    ("Marché!date_lancement", "bientôt", "DATE_ILLISIBLE", ""),
    ("Marché!delai_alerte", "vite", "DELAI_ILLISIBLE", ""),
    ("Marché!facilitateur_mail", "ici", "ADRESSE_ELECTRONIQUE_INVALIDE", ""),
    ("Marché!publics_iae", "parfois", "OUI_NON_ATTENDU", ""),
    ("Marché!duree_ferme_mois", 6000, "HORS_BORNES", ""),
]


@pytest.mark.parametrize(("address", "value", "code", "place"), FAULTS)
def test_each_fault_is_reported_at_its_cell(
    tmp_path: Path, address: str, value: Any, code: str, place: str
):
    sheet, _, cell = address.partition("!")
    if sheet == "Marché":
        reference = openpyxl.load_workbook(SAMPLE).defined_names[cell].attr_text
        cell = reference.partition("!")[2].replace("$", "")
        place = f"Marché!{cell}"
    found = faults_of(edited(tmp_path, {f"{sheet}!{cell}": value}))
    assert (code, place) in found, found


def test_all_faults_are_reported_together(tmp_path: Path):
    path = edited(tmp_path, {"Lots!E7": "x", "Lots!F8": 2, "Lots!B9": None})
    assert {code for code, _ in faults_of(path)} >= {
        "MONTANT_ILLISIBLE", "PART_HORS_BORNES", "LOT_SANS_INTITULE",
    }  # fmt: skip


def _zip(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries.items():
            package.writestr(name, content)
    return stream.getvalue()


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
_GOOD = {name: zipfile.ZipFile(SAMPLE).read(name) for name in zipfile.ZipFile(SAMPLE).namelist()}
_WORKBOOK = _GOOD["xl/workbook.xml"]
_ENTITY = b"<!DOCTYPE a [<!ENTITY b 'c'>]>"

READ, CONVERT, PROTECTED = "FICHIER_ILLISIBLE", "CLASSEUR_A_CONVERTIR", "CLASSEUR_PROTEGE"
BROKEN: list[tuple[bytes, str, str]] = [
    (b"", READ, "vide"),
    (b"\r\n \n", READ, "vide"),
    (b"\0" * 4096, READ, "vide"),
    (_OLE + "Workbook".encode("utf-16-le"), CONVERT, "ancien (.xls)"),
    (_OLE + "EncryptedPackage".encode("utf-16-le"), PROTECTED, "mot de passe d’ouverture"),
    (_OLE + "WordDocument".encode("utf-16-le"), READ, "Word ancien"),
    (b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>", CONVERT, "HTML"),
    (b"<?xml version='1.0'?>\n<!-- x --><html><table/></html>", CONVERT, "HTML"),
    ("<html><table><tr><td>Lot</td></tr></table></html>".encode("utf-16"), CONVERT, "HTML"),
    (b"MIME-Version: 1.0\nX-Document-Type: Workbook\n", CONVERT, ".mht"),
    (b"<?xml version='1.0'?><Workbook/>", CONVERT, "XML"),
    (b"numero;montant\n1;1000\n", CONVERT, "CSV"),
    ("Lot\tMontant\n1\t1000\n".encode("utf-16"), CONVERT, "CSV"),
    ("numéro;montant\n1;1000\n".encode("cp1252"), CONVERT, "CSV"),
    (b"%PDF-1.7\n", READ, "PDF"),
    (b"\x89PNG\r\n\x1a\n\0\0", READ, "image"),
    (b"{\\rtf1 bonjour}", READ, "RTF"),
    (b"\x00\x01\x02\xff", READ, "pas un classeur"),
    (SAMPLE.read_bytes()[:20_000], READ, "tronquée"),
    (SAMPLE.read_bytes()[:1], CONVERT, "CSV"),
    (_zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), CONVERT, ".ods"),
    (_zip({"xl/workbook.bin": b"x"}), CONVERT, ".xlsb"),
    (_zip({"Index/Document.iwa": b"x"}), CONVERT, "Numbers"),
    (_zip({"word/document.xml": b"<x/>"}), READ, "Word"),
    (_zip({"ppt/presentation.xml": b"<x/>"}), READ, "PowerPoint"),
    (_zip({"lettre.txt": b"bonjour"}), READ, "pas un classeur"),
    (_zip({**_GOOD, "xl/bombe.xml": b"0" * 40_000_000}), READ, "démesuré"),
    (_zip({**_GOOD, "xl/workbook.xml": _ENTITY + _WORKBOOK}), READ, "XML interdite"),
    (_zip({**_GOOD, "xl/workbook.xml": _WORKBOOK[:300]}), READ, "endommagée"),
    (_zip({**_GOOD, "xl/sharedStrings.xml": b"<sst></sst>"}), READ, "endommagée"),
    (_zip({k: v for k, v in _GOOD.items() if "sheet3" not in k}), READ, "une feuille"),
    (_zip({k: v for k, v in _GOOD.items() if "workbook.xml.rels" not in k}), READ, "une partie"),
    (_zip({k: v for k, v in _GOOD.items() if k != "xl/workbook.xml"}), READ, "une partie"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "code", "detail"), BROKEN)
def test_a_file_that_is_no_readable_workbook_is_refused_with_the_precise_reason(
    tmp_path: Path, content: bytes, code: str, detail: str
):
    path = tmp_path / "classeur.xlsx"
    path.write_bytes(content)
    with pytest.raises(InvalidInput) as caught:
        read_any(path)
    (found,) = caught.value.faults
    assert (found.code, found.place) == (code, "classeur.xlsx")
    assert detail in found.cause


def test_an_absent_file_is_said_to_be_absent(tmp_path: Path):
    assert faults_of(tmp_path / "rien.xlsx") == [("FICHIER_ABSENT", "rien.xlsx")]


def test_a_file_too_large_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(gate, "LARGEST_FILE", 1000)
    assert faults_of(SAMPLE) == [("FICHIER_TROP_GROS", SAMPLE.name)]


def test_an_archive_whose_content_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(gate, "LARGEST_CONTENT", 1000)
    assert faults_of(SAMPLE) == [("FICHIER_TROP_GROS", SAMPLE.name)]


def test_an_encrypted_archive_is_said_to_be_protected(tmp_path: Path):
    content = bytearray(_zip({"xl/_rels/workbook.xml.rels": b"<x/>", "xl/workbook.xml": b"<x/>"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    path = tmp_path / "protege.xlsx"
    path.write_bytes(bytes(content))
    with pytest.raises(InvalidInput) as caught:
        read_any(path)
    assert caught.value.faults[0].code == "CLASSEUR_PROTEGE"


def test_another_workbook_is_not_taken_for_ours(tmp_path: Path):
    book = openpyxl.Workbook()
    path = tmp_path / "autre.xlsx"
    book.save(path)
    with pytest.raises(InvalidInput) as caught:
        read_workbook(path)
    assert caught.value.faults[0].code == "TABLEAU_INTROUVABLE"
