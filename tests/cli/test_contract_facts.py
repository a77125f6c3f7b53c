"""Facts given on the command line, and hours by period in the terminal."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from docgen.splice import MARKER
from insertion.record import load_record
from insertion.typography import plain
from tests.cli.command import clausier
from tests.docgen.docx_reading import body_text

LOT = """lots:
  - {numero: "1", intitule: VRD, montant_ht: 1000000, part_mo: 35 %, taux_insertion: 5 %,
     cout_horaire: 35}
"""
FACTS = ("--le", "2026-12-01", "--acheteur", "commune", "--nature", "travaux")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A contract that says nothing of its buyer, its nature or its day."""
    path = tmp_path / "lots.yaml"
    path.write_text(f"schema: marche/1\n{LOT}", encoding="utf-8")
    return path


def test_pieces_are_made_with_the_facts_given_on_the_command_line(bare: Path, tmp_path: Path):
    made = clausier("generer", bare, "--sortie", tmp_path / "p", *FACTS, "--json")
    assert made.code == 0, made.err
    (inputs,) = (tmp_path / "p").rglob("*marche.yaml")
    kept = load_record(inputs.read_text("utf-8"), "marche.yaml").contract
    assert str(kept.consultation_date) == "2026-12-01"
    assert (kept.buyer_kind, kept.contract_type) == ("collectivite", "travaux")
    without = clausier("generer", bare, "--sortie", tmp_path / "q", "--json")
    asked = {each["cle"] for each in without.document["a_completer"]}
    told = {each["cle"] for each in made.document["a_completer"]}
    assert "date_lancement" in asked - told


def test_articles_are_inserted_with_the_facts_given_on_the_command_line(bare: Path, tmp_path: Path):
    document = docx.Document()
    document.add_paragraph(MARKER)
    ccap = tmp_path / "CCAP.docx"
    document.save(str(ccap))
    for name, options in (("avec", FACTS), ("sans", ())):
        done = clausier("inserer", bare, ccap, "--sortie", tmp_path / f"{name}.docx", *options)
        assert done.code == 0, done.err
    texts = [body_text((tmp_path / f"{name}.docx").read_bytes()) for name in ("avec", "sans")]
    assert texts[0] != texts[1]


@pytest.mark.parametrize("verb", ["generer", "inserer"])
def test_a_fact_that_cannot_be_read_is_refused_at_its_option(verb: str, bare: Path, tmp_path: Path):
    document = docx.Document()
    document.add_paragraph(MARKER)
    document.save(str(tmp_path / "CCAP.docx"))
    more = [tmp_path / "CCAP.docx"] if verb == "inserer" else []
    output = ("--sortie", tmp_path / ("s.docx" if more else "s"))
    refused = clausier(verb, bare, *more, *output, "--le", "demain", "--json")
    assert [each["lieu"] for each in refused.document["erreurs"]] == ["option --le"]
    assert not (tmp_path / "s").exists()


PERIODS = """periodes:
  - {intitule: Tranche ferme, nature: ferme, montant_ht: 300000}
  - {intitule: Tranche 1, nature: tranche, montant_ht: 700000}
"""


@pytest.mark.parametrize(
    ("base", "second"),
    [
        # 1 000 000 × 35 % × 5 % ÷ 35 = 500 hours: parted 3 to 7, or 500 and 7/3 of them on top.
        ("total", "Tranche ferme : 150 heures ; Tranche 1 : 350 heures, dues si elle a lieu."),
        ("ferme", "Tranche ferme : 500 heures ; Tranche 1 : 1 167 heures en plus, si elle a lieu."),
    ],
)
def test_hours_by_period_follow_the_table(tmp_path: Path, base: str, second: str):
    path = tmp_path / "m.yaml"
    head = f"schema: marche/1\nmontant_base: {base}\n"
    path.write_text(f"{head}{PERIODS}{LOT}", encoding="utf-8")
    told = [plain(each) for each in clausier("calculer", path).out.splitlines()]
    assert f"Lot 1 par période – {second}" in told
    assert told.index(f"Lot 1 par période – {second}") > next(
        i for i, each in enumerate(told) if each.startswith("Lot Intitulé")
    )
    assert sum("au prorata des montants HT" in each for each in told) == 1


def test_a_contract_without_periods_says_nothing_of_them(bare: Path):
    assert "période" not in clausier("calculer", bare, *FACTS).out
