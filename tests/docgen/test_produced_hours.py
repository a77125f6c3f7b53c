"""The hours printed in each piece, read back from the files, are those of the model."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from docgen.lot_tables import volume_text
from insertion.contract import Mechanism
from insertion.hours import HoursResult, LotHours, compute
from insertion.method import Statement
from insertion.typography import NARROW, NO_BREAK, french, share_text
from tests.docgen.contracts import CONTRACTS, contract_record
from tests.docgen.docx_reading import body_text, core_title, table_headed, tables_of, text_of

Folder = Callable[[str], Path]
NOTHING = french("Sans condition d'insertion")
FIXED = re.compile(rf"([\d{NARROW}]+){NO_BREAK}heures?( pour la partie ferme.+)?")
SHARE = re.compile(
    rf"([\d,]+{NO_BREAK}%) des heures travaillées"
    rf" \(estimation{NO_BREAK}: ([\d{NARROW}]+){NO_BREAK}heures?\)"
)


def piece(folder: Path, suffix: str) -> Path:
    """Return the one file of a piece."""
    (found,) = folder.glob(f"*/*_{suffix}_*.docx")
    return found


def number(text: str) -> int:
    return int(text.replace(NARROW, ""))


FLOOR = french("Plancher : ")
"""What the act of commitment says of the hours that an offer may exceed."""


def as_read(text: str) -> tuple[str, int | None]:
    """Return what a cell commits to: « fixe », « part » or « rien », and its hours."""
    text = text.removeprefix(FLOOR)
    if text == NOTHING:
        return "rien", None
    if match := SHARE.fullmatch(text):
        return f"part {match[1]}", number(match[2])
    if RULE.fullmatch(text):
        return text, None
    match = FIXED.fullmatch(text)
    assert match is not None, text
    return "fixe", number(match[1])


RULE = re.compile(
    rf"Une heure d’insertion par tranche entière de [\d{NARROW},]+{NO_BREAK}€"
    r" hors taxes facturée .+"
    rf"|[\d{NARROW}]+{NO_BREAK}heures d’insertion pour le maximum de .+"
    r"|Heures de formation selon le barème du marché"
    rf"|[\d{NARROW}]+{NO_BREAK}heures de formation"
    rf"|Lot réservé{NO_BREAK}: .+"
    r"|Services d’insertion, objet du lot"
    rf"|Aucune condition imposée{NO_BREAK}: heures et actions de l’offre retenue"
    rf"|Autre condition sociale{NO_BREAK}: .+"
)
"""What states no number of employment hours due."""
OF_NO_NUMBER = (
    Statement.INVOICED_SLICES,
    Statement.FRAMEWORK,
    Statement.TRAINING_TABLE,
    Statement.TRAINING,
)


def as_modelled(each: LotHours) -> tuple[str, int | None]:
    if each.lot.mechanism is Mechanism.NONE:
        return "rien", None
    if each.statement in OF_NO_NUMBER or not each.lot.has_hours:
        return volume_text(each), None
    if each.statement is Statement.WORKED_SHARE:
        assert each.lot.insertion_rate is not None
        return f"part {share_text(each.lot.insertion_rate)}", each.contract_hours
    firm = sum(part.hours for part in each.periods if not part.conditional)
    return "fixe", firm if each.periods else each.contract_hours


def result_of(name: str) -> HoursResult:
    return compute(contract_record(**CONTRACTS[name]).contract)


def committed(path: Path) -> dict[str, tuple[str, int | None]]:
    """Return what each lot owes according to a piece that lists the lots."""
    rows = table_headed(path, "Lot", "Intitulé")
    assert rows is not None, path.name
    return {row[0]: as_read(row[2]) for row in rows}


@pytest.mark.parametrize("name", CONTRACTS)
def test_each_lot_owes_the_same_hours_in_every_piece_and_in_the_model(name: str, final_set: Folder):
    folder, result = final_set(name), result_of(name)
    expected = {each.lot.number: as_modelled(each) for each in result.lots}
    lists_lots = ["AE"] + (["CCAP", "AAPC", "RC"] if result.contract.allotted else [])
    for suffix in lists_lots:
        assert committed(piece(folder, suffix)) == expected, suffix


@pytest.mark.parametrize("name", CONTRACTS)
def test_lots_keep_their_titles_and_their_order_in_every_piece(name: str, final_set: Folder):
    folder, result = final_set(name), result_of(name)
    wanted = [[french(e.lot.number), french(e.lot.title)] for e in result.lots]
    for suffix in ["AE"] + (["CCAP", "AAPC", "RC"] if result.contract.allotted else []):
        rows = table_headed(piece(folder, suffix), "Lot", "Intitulé")
        assert rows is not None
        assert [row[:2] for row in rows] == wanted, suffix


def test_a_single_lot_is_announced_with_its_hours_in_words(final_set: Folder):
    folder = final_set("lot-unique")
    for suffix in ("AAPC", "RC", "CCAP"):
        assert f"réalise au moins 833{NO_BREAK}heures" in body_text(piece(folder, suffix))


def test_a_single_share_of_hours_is_announced_with_its_share_and_estimate(final_set: Folder):
    folder = final_set("part-lot-unique")
    for suffix in ("AAPC", "RC"):
        words = body_text(piece(folder, suffix))
        assert f"au moins 5{NO_BREAK}% des heures travaillées" in words
        assert f"estimé à 600{NO_BREAK}heures" in words


@pytest.mark.parametrize("name", ["exemple", "quarante-lots", "trois-enonces", "soixante-lots"])
def test_the_volume_table_of_the_ccap_adds_up(name: str, final_set: Folder):
    result = result_of(name)
    rows = table_headed(
        piece(final_set(name), "CCAP"), "Lot", "Intitulé", french("Heures d'insertion (minimum)")
    )
    assert rows is not None
    *lots, total = rows
    fixed = [e for e in result.lots if e.statement is Statement.VOLUME]
    assert [(row[0], number(row[2])) for row in lots] == [
        (e.lot.number, e.contract_hours) for e in fixed
    ]
    assert total[0] == "Total"
    assert number(total[2]) == sum(number(row[2]) for row in lots)
    if not any(each.states_a_rule for each in result.lots):
        assert number(total[2]) == result.total


@pytest.mark.parametrize(
    "name", ["part-des-heures", "quarante-lots", "trois-enonces", "soixante-lots"]
)
def test_the_share_table_of_the_ccap_gives_each_share_and_its_estimate(
    name: str, final_set: Folder
):
    rows = table_headed(
        piece(final_set(name), "CCAP"), "Lot", "Intitulé", "Part des heures travaillées"
    )
    assert rows is not None
    rules = [e for e in result_of(name).lots if e.statement is Statement.WORKED_SHARE]
    assert [(row[0], row[2], number(row[3])) for row in rows] == [
        (e.lot.number, share_text(e.lot.insertion_rate or Fraction(0)), e.contract_hours)
        for e in rules
    ]


def test_a_contract_of_shares_alone_prints_no_fixed_volume(final_set: Folder):
    ccap = piece(final_set("part-des-heures"), "CCAP")
    assert table_headed(ccap, "Lot", "Intitulé", french("Heures d'insertion (minimum)")) is None
    assert committed(ccap) == {"1": (f"part 5{NO_BREAK}%", 600), "2": (f"part 10{NO_BREAK}%", 745)}


def test_the_retained_figure_is_printed_and_the_calculated_one_stays_inside(final_set: Folder):
    folder = final_set("exemple")
    for path in folder.glob("DCE/*.docx"):
        assert "833" not in text_of(path), path.name
    assert committed(piece(folder, "CCAP"))["1"] == ("fixe", 800)
    note = text_of(piece(folder, "NOTE-CALCUL"))
    assert "833" in note
    assert "800" in note


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_note_shows_the_same_hours_and_the_same_total(name: str, final_set: Folder):
    result = result_of(name)
    rows = table_headed(piece(final_set(name), "NOTE-CALCUL"), "Lot", "Intitulé", "Méthode")
    assert rows is not None
    *lots, total = rows
    for each, row in zip(result.lots, lots, strict=True):
        assert row[0] == each.lot.number
        assert row[5] == ("" if each.calculated is None else _figure(each.calculated))
        assert row[7] == (
            "sans objet" if each.contract_hours is None else _figure(each.contract_hours)
        )
    assert number(total[7]) == result.total


def _figure(hours: int) -> str:
    return f"{hours:,}".replace(",", NARROW)


@pytest.mark.parametrize("name", CONTRACTS)
def test_no_piece_holds_a_leftover_of_its_making(name: str, final_set: Folder):
    for path in sorted(final_set(name).glob("*/*.docx")):
        words = text_of(path)
        assert len(words) > 400, path.name
        for leftover in ("{{", "}}", "{%", "%}", "None", "True", "False", "Undefined"):
            assert leftover not in words, f"{path.name}: {leftover}"


@pytest.mark.parametrize("name", CONTRACTS)
def test_no_piece_holds_a_space_or_a_quote_a_french_printer_would_correct(
    name: str, final_set: Folder
):
    faults = (
        r"  ", rf"{NO_BREAK}{NO_BREAK}", rf" {NO_BREAK}", rf"{NO_BREAK} ", rf"{NARROW} ", r"'",
        r" [;!?:%€»]", r"« ", r"«[^\s]", r"\bn° ", r" ,", r" \.(?!\w)", r"\.\.(?!\.)", r"\( ",
        r'"', r" \)",
    )  # fmt: skip
    for path in sorted(final_set(name).glob("*/*.docx")):
        for line in [core_title(path), *text_of(path).splitlines()]:
            for pattern in faults:
                assert not re.search(pattern, line), f"{path.name}: {pattern!r} in {line!r}"


@pytest.mark.parametrize("name", CONTRACTS)
def test_no_table_row_is_shorter_than_its_header(name: str, final_set: Folder):
    for path in sorted(final_set(name).glob("*/*.docx")):
        for rows in tables_of(path):
            assert {len(row) for row in rows} == {len(rows[0])}, path.name
