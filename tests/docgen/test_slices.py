"""An hour a slice invoiced: one reading in the text, worked examples that hold, no forecast."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausier.documents import generate
from docgen.blocks import Table, inline_text
from docgen.library import builtin_library
from docgen.pieces import prepare
from docgen.render import plain_text
from docgen.slices import (
    READINGS,
    example_amounts,
    example_line,
    example_table,
    reading_of,
    trigger_of,
)
from insertion.contract import Contract, Lot
from insertion.formula import evaluate
from insertion.hours import LotHours, compute
from insertion.method import Method
from insertion.methods import method
from insertion.quantities import Direction, Rounding
from insertion.typography import NARROW, plain
from tests.docgen.contracts import CONTRACTS, contract_record, fixed_lot, slices_lot
from tests.docgen.docx_reading import body_text, table_headed

Folder = Callable[[str], Path]
CENTS = st.integers(1, 10**9).map(lambda count: Decimal(count).scaleb(-2))
WHOLE = Rounding()
SENTENCES = {
    "tranches_au_dela": "seule la partie du montant facturé qui dépasse le seuil",
    "tranches_seuil_atteint": "dès qu'il est égal ou supérieur à ce seuil, le montant facturé "
    "entier est divisé en tranches",
    "tranches_sans_seuil": "le montant facturé entier est divisé en tranches, depuis le premier "
    "euro et sans seuil",
}
EXAMPLE = ("Montant facturé (HT)", "Montant divisé en tranches", "Tranches entières", "Heures dues")


def lot_hours(reading: Method, size: Decimal, trigger: Decimal, amount: Decimal) -> LotHours:
    lot = Lot(
        number="1",
        title="Exploitation",
        method=reading.id,
        amount_excl_tax=amount,
        inputs=(("slice_amount", size), ("trigger", trigger)),
    )
    return compute(Contract(lots=(lot,))).lots[0]


def expected_hours(reading_id: str, amount: Decimal, size: Decimal, trigger: Decimal) -> int:
    """Return the hours due, by the plainest arithmetic."""
    if reading_id == "tranches_au_dela":
        return int((amount - trigger) // size) if amount > trigger else 0
    if reading_id == "tranches_seuil_atteint" and amount < trigger:
        return 0
    return int(amount // size)


def piece(folder: Path, suffix: str) -> Path:
    (found,) = folder.glob(f"*/*_{suffix}_*.docx")
    return found


def written(name: str) -> str:
    return name.replace("_", "-")


@pytest.mark.parametrize("reading", READINGS, ids=lambda each: each.id)
@given(size=CENTS, trigger=CENTS, amount=CENTS)
def test_each_line_of_an_example_is_what_the_method_gives(
    reading: Method, size: Decimal, trigger: Decimal, amount: Decimal
):
    lot = lot_hours(reading, size, trigger, amount)
    effective = trigger_of(lot)
    for invoiced in example_amounts(lot):
        base, whole, due = example_line(lot, invoiced, WHOLE)
        wanted = expected_hours(reading_of(lot).id, invoiced, size, effective)
        assert whole == wanted
        assert due == wanted
        assert base // Fraction(size) == wanted


@pytest.mark.parametrize("reading", READINGS, ids=lambda each: each.id)
@given(size=CENTS, trigger=CENTS)
def test_an_example_shows_both_sides_of_where_hours_begin(
    reading: Method, size: Decimal, trigger: Decimal
):
    lot = lot_hours(reading, size, trigger, Decimal(1))
    before, after, beyond = example_amounts(lot)
    assert after - before == Decimal("0.01")
    first = [example_line(lot, each, WHOLE)[2] for each in (before, after, beyond)]
    assert first[0] == 0
    if reading.id != "tranches_seuil_atteint":
        assert first[1] == 1
        assert first[2] == 10


@pytest.mark.parametrize("reading", READINGS, ids=lambda each: each.id)
@given(size=CENTS, trigger=CENTS, amount=CENTS, other=CENTS)
def test_an_example_does_not_depend_on_the_estimate(
    reading: Method, size: Decimal, trigger: Decimal, amount: Decimal, other: Decimal
):
    """Not even to avoid it: an example that moved away from a figure would point at it."""
    tables = [
        example_table([lot_hours(reading, size, trigger, each)], WHOLE, allotted=False)
        for each in (amount, other)
    ]
    assert tables[0] == tables[1]


@pytest.mark.parametrize("reading", READINGS, ids=lambda each: each.id)
def test_the_hours_due_follow_the_rounding_of_the_contract(reading: Method):
    lot = lot_hours(reading, Decimal(2000), Decimal(0), Decimal(1))
    day = Rounding(Direction.UP, 7)
    for amount in example_amounts(lot):
        values = {
            "amount_excl_tax": Fraction(amount),
            "slice_amount": Fraction(2000),
            "trigger": Fraction(0),
        }
        assert example_line(lot, amount, day)[2] == evaluate(
            method("tranches_sans_seuil").rounded, values, day
        )


def test_a_trigger_of_zero_is_no_trigger():
    for reading in READINGS:
        lot = lot_hours(reading, Decimal(2000), Decimal(0), Decimal(5_000_000))
        assert reading_of(lot).id == "tranches_sans_seuil"
        assert lot.calculated == 2500


@pytest.mark.parametrize("name", SENTENCES)
def test_the_ccap_of_a_lone_lot_states_one_reading_and_its_examples(name: str, final_set: Folder):
    ccap = piece(final_set(written(name)), "CCAP")
    words = plain(body_text(ccap)).lower()
    assert [key for key, sentence in SENTENCES.items() if sentence in words] == [name]
    rows = table_headed(ccap, *EXAMPLE)
    assert rows is not None
    (lot,) = compute(contract_record(**CONTRACTS[written(name)]).contract).lots
    size, trigger = Decimal(2000), trigger_of(lot)
    for row in rows:
        amount, _, whole, due = (figure(cell) for cell in row)
        assert whole == due == expected_hours(name, amount, size, trigger), row
    assert len(rows) == 3


def figure(text: str) -> Decimal:
    return Decimal(re.sub(rf"[{NARROW}\s\u00a0€]", "", text).replace(",", "."))


@pytest.mark.parametrize("name", SENTENCES)
def test_the_notice_the_rules_and_the_commitment_state_the_rule_of_a_lone_lot(
    name: str, final_set: Folder
):
    folder = final_set(written(name))
    for suffix in ("AAPC", "RC", "AE"):
        words = plain(body_text(piece(folder, suffix))).lower()
        assert "une heure d'insertion par tranche entière de 2 000,00 € hors taxes" in words
        assert ("au-delà de 2 700 000,00 €" in words) == (name == "tranches_au_dela")
        assert ("dès que le montant facturé atteint" in words) == (name == "tranches_seuil_atteint")
        assert ("depuis le premier euro" in words) == (name != "tranches_au_dela")


@pytest.mark.parametrize("reading", READINGS, ids=lambda each: each.id)
def test_no_byte_for_firms_depends_on_the_amount_forecast(reading: Method, tmp_path: Path):
    """The hours forecast, with the slice and the trigger, would give the estimate back."""
    sets: list[dict[str, bytes]] = []
    for amount in ("1000000", "2700000", "5000000", "5123456.78"):
        lots = [slices_lot("1", reading.id, montant_ht=amount), fixed_lot("2")]
        for contract in ([lots[0]], lots):
            made = generate(contract_record(contract), tmp_path, final=True)
            sets.append(
                {each.path.name: each.content for each in made.files if each.folder == "DCE"}
            )
    assert len(sets[0]) >= 4
    assert all(each == sets[0] for each in sets[0::2])
    assert all(each == sets[1] for each in sets[1::2])


def test_each_lot_of_a_mixed_contract_is_in_one_volume_article_and_sent_to_it():
    result = compute(contract_record(**CONTRACTS["trois-enonces"]).contract)
    dossier = prepare(result, builtin_library())
    clauses = dossier.compositions["ccap"].clauses
    texts = {each.clause.id: plain(plain_text(each.blocks)) for each in clauses}
    articles = {
        "volume-fixe": ["1", "7"],
        "volume-part-heures": ["2"],
        "volume-tranches": ["3", "4", "5"],
    }
    for identifier, numbers in articles.items():
        assert "[insertion-perimetre] désigne l'article des autres lots" in texts[identifier]
        assert texts["insertion-perimetre"].count(f": [{identifier}].") == 1
        tables = [
            row
            for clause in clauses
            if clause.clause.id == identifier
            for block in clause.blocks
            if isinstance(block, Table) and len(block.header) > 1
            for row in block.rows
            if inline_text(block.header[1]) == "Intitulé"
        ]
        shown = [inline_text(row[0]) for row in tables]
        assert [each for each in shown if each != "Total"] == numbers
    assert "dépend du montant facturé" in texts["suivi-justificatifs"]
    assert "heures travaillées de la période" in texts["suivi-justificatifs"]


def test_the_amount_that_counts_and_its_day_are_stated_once_in_every_contract_of_slices(
    final_set: Folder,
):
    for name in (
        "tranches-au-dela",
        "tranches-seuil-atteint",
        "tranches-sans-seuil",
        "trois-enonces",
    ):
        words = plain(body_text(piece(final_set(name), "CCAP")))
        for sentence in (
            "Le montant facturé est le total hors taxes des sommes que l'acheteur a admises en",
            "les avoirs sont déduits à la date où l'acheteur les reçoit",
            "est calculé une seule fois, sur le montant facturé",
            "Une tranche commencée ne vaut aucune heure.",
        ):
            assert words.count(sentence) == 1, (name, sentence)
