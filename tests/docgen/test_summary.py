"""The page for elected members: one A4 page, plain words, the figures of the screening."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any

import pytest

from clausier.programme_example import example_programme
from docgen.summary import FIRST, summary_document
from docgen.summary_host import KEY_FIGURES, summary_host
from docgen.template import names_used
from insertion.contract import BuyerKind, ContractType
from insertion.programme import Period, PlannedContract, Programme, build_programme
from insertion.quantities import Direction
from insertion.screening import Screening, Verdict, screen, volume_of
from insertion.screening_figures import Assumptions, years_of_work
from insertion.typography import decimal_text, plain
from tests.docgen.docx_reading import body_text, headings_of, parts_of, tables_of
from tests.external_tools import require_tool
from xlplugin.programme import read_programme

DAY = date(2026, 11, 21)
LAUNCH = date(2027, 3, 1)
USUAL = Assumptions(
    buyer_kind=BuyerKind.LOCAL_AUTHORITY,
    insertion_rate=Decimal("0.05"),
    hourly_cost=Decimal(35),
    minimum_hours=150,
)
JARGON = ("DCE", "CCAP", "ETP", "CPV", "JSON", "NPNRU", "SIAE", "HT", "facultatif")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Screening:
    path = tmp_path_factory.mktemp("liste") / "exemple.xlsx"
    path.write_bytes(example_programme())
    return screen(build_programme(read_programme(path)), USUAL, "x")


def page(screening: Screening, title: str = "Programme d'achats 2027") -> bytes:
    return summary_document(screening, title, DAY, host=summary_host())


def planned(rank: int, **changes: Any) -> PlannedContract:
    facts: dict[str, Any] = {
        "subject": f"Marché {rank}",
        "contract_type": ContractType.SERVICES,
        "period": Period(LAUNCH, LAUNCH),
        "amount_excl_tax": Decimal(150_000),
        "labour_share": Decimal("0.8"),
    }
    return PlannedContract(rank=rank, place=f"Liste!B{rank}", **{**facts, **changes})


def words_of(*contracts: PlannedContract, **changes: Any) -> str:
    given = replace(USUAL, **changes)
    return plain(body_text(page(screen(Programme(contracts), given, "x"))).replace("\n", " "))


def pages_of(content: bytes, folder: Path) -> int:
    require_tool("soffice", "pdfinfo")
    source = folder / "page.docx"
    source.write_bytes(content)
    profile = (folder / "profil").as_uri()
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    told = subprocess.run(
        ["pdfinfo", str(folder / "page.pdf")], check=True, capture_output=True, text=True
    ).stdout
    return int(told.split("Pages:")[1].split()[0])


def test_the_first_table_gives_the_figures_of_the_screening(sample: Screening):
    header, figures = tables_of(page(sample))[0]
    assert header == [plain(each).replace("'", "’") for each in KEY_FIGURES.values()]
    chosen = sample.of(Verdict.TO_STUDY)
    volume = volume_of(chosen)
    low, high = decimal_text(volume.low), decimal_text(volume.high)
    people = [
        decimal_text(Fraction(floor(Fraction(volume.low * 10, 1820)), 10)),
        decimal_text(Fraction(ceil(Fraction(volume.high * 10, 1820)), 10)),
    ]
    assert [plain(each) for each in figures] == [
        plain(each)
        for each in (
            str(len(sample.contracts)),
            str(len(chosen)),
            str(len(sample.mandatory)),
            f"{low} à {high}, dont {decimal_text(volume.magnitude_high)} à confirmer",
            f"{people[0]} à {people[1]}",
        )
    ]


def test_the_contracts_examined_are_all_accounted_for(sample: Screening):
    """21 = 9 + 3 + 6 + 1 + 2: as many as the workbook says of each verdict."""
    assert (
        "21 marchés examinés : 9 à étudier, 3 à confirmer, 6 trop petits seuls, "
        "1 sans main-d'œuvre et 2 à compléter."
    ) in plain(body_text(page(sample)))


def test_a_verdict_nobody_got_is_not_counted():
    text = words_of(planned(1), planned(2, amount_excl_tax=Decimal(1000)))
    assert "2 marchés examinés : 1 à étudier et 1 trop petit seul." in text


def test_one_contract_is_counted_in_the_singular():
    text = words_of(planned(1), planned(2, amount_excl_tax=None), planned(3, labour_share=None,
                    contract_type=ContractType.SUPPLIES))  # fmt: skip
    assert "1 à étudier, 1 sans main-d'œuvre et 1 à compléter." in text


def hours_shown(*contracts: PlannedContract) -> tuple[str, str]:
    figures = tables_of(page(screen(Programme(contracts), USUAL, "x")))[0][1]
    return plain(figures[3]), plain(figures[4])


ROAD: dict[str, Any] = {"contract_type": ContractType.WORKS, "trade": "vrd", "labour_share": None}


def test_hours_from_memory_are_said_beside_the_headline_figure():
    # 700 000 € × 20 % and 40 % × 5 % ÷ 35 €: from memory; 150 000 € × 80 % × 5 % ÷ 35 €.
    road = planned(2, amount_excl_tax=Decimal(700_000), **ROAD)
    assert hours_shown(planned(1))[0] == "171"
    assert hours_shown(road)[0] == "200 à 400, à confirmer"
    assert hours_shown(planned(1), road)[0] == "371 à 571, dont 400 à confirmer"


@pytest.mark.parametrize(
    ("hours", "least", "most"),
    [
        # Tenths of the 1 820 hours of a year: 182 each.
        (5459, "2.9", "3"), (5460, "3", "3"), (5461, "3", "3.1"),
        (5551, "3", "3.1"), (5642, "3.1", "3.1"), (0, "0", "0"), (1, "0", "0.1"),
    ],
)  # fmt: skip
def test_people_are_rounded_down_at_least_and_up_at_most(hours: int, least: str, most: str):
    assert years_of_work(hours, Direction.DOWN) == Fraction(least)
    assert years_of_work(hours, Direction.UP) == Fraction(most)


def test_people_of_one_figure_are_one_figure():
    assert hours_shown(planned(1)) == ("171", "0,1")


def test_the_conversion_used_is_printed(sample: Screening):
    assert "1 820 heures payées (151,67 par mois)" in plain(body_text(page(sample)))


def test_contracts_the_law_asks_about_come_first_then_those_with_most_hours(sample: Screening):
    rows = tables_of(page(sample))[1][1:]
    assert len(rows) == FIRST
    assert [row[3] for row in rows] == ["Obligation légale"] * FIRST
    assert plain(rows[0][0]) == "Construction du groupe scolaire des Peupliers"


def test_the_law_is_said_with_its_date_its_thresholds_and_how_sure_it_is(sample: Screening):
    text = plain(body_text(page(sample)))
    assert "Depuis le 21 août 2026" in text
    assert "216 000 €" in text
    assert "5 404 000 €" in text
    assert "6 marchés de la liste sont dans ce cas" in text
    assert "sources secondaires" in text


def test_what_rests_on_memory_is_said_to_be_confirmed(sample: Screening):
    shown = decimal_text(volume_of(sample.of(Verdict.TO_STUDY)).magnitude_high)
    assert f"{plain(shown)} heures au plus reposent sur des ordres de grandeur" in plain(
        body_text(page(sample))
    )


def test_no_word_of_the_trade_reaches_elected_members(sample: Screening):
    text = plain(body_text(page(sample)))
    assert [word for word in JARGON if word in text] == []


def test_small_contracts_to_join_are_named(sample: Screening):
    text = plain(body_text(page(sample)))
    assert "« Peinture des classes de l'école des Tilleuls »" in text
    assert "200 heures ensemble" in text


def test_a_contract_the_law_asks_about_without_volume_says_that_it_is_to_compute():
    text = words_of(planned(1, labour_share=None, amount_excl_tax=Decimal(900_000)))
    assert "Marché 1 1er mars 2027 à calculer Obligation légale" in text


def test_without_obligation_nor_volume_the_page_says_so():
    text = words_of(planned(1, amount_excl_tax=Decimal(1000)))
    assert "Aucun marché de la liste n'est à étudier" in text
    assert "Aucun marché de la liste n'est soumis à une obligation certaine" in text


def test_without_a_buyer_the_obligation_is_said_not_to_be_examined():
    text = words_of(planned(1), buyer_kind=None)
    assert "Le type d'acheteur n'est pas précisé" in text


def test_without_a_minimum_the_page_says_that_nobody_fixed_it():
    text = words_of(planned(1), minimum_hours=None)
    assert "n'a pas été fixé" in text


def test_when_everything_is_known_the_page_says_that_too():
    assert "Rien d'important" in words_of(planned(1, amount_excl_tax=Decimal(200_000)))


def test_titles_are_real_headings_in_order(sample: Screening):
    assert [level for level, _ in headings_of(page(sample))] == [1, 1, 1, 1]


def test_lists_are_real_lists(sample: Screening):
    parts = parts_of(page(sample))
    assert parts["word/document.xml"].count(b"<w:numPr>") >= 6
    assert b'w:numFmt w:val="bullet"' in parts["word/numbering.xml"]


def test_the_host_names_only_what_is_published(sample: Screening):
    from docgen.summary import summary_context  # noqa: PLC0415

    names = names_used(summary_host(), "synthese-elus.docx")
    assert names <= summary_context(sample, "Essai", DAY).keys()
    assert set(KEY_FIGURES) <= names


def test_the_same_day_gives_the_same_bytes(sample: Screening):
    assert page(sample) == page(sample)


@pytest.mark.needs("soffice", "pdfinfo")
def test_the_sample_holds_on_one_page(sample: Screening, tmp_path: Path):
    assert pages_of(page(sample), tmp_path) == 1


@pytest.mark.needs("soffice", "pdfinfo")
def test_the_longest_page_a_list_can_make_is_still_one_page(tmp_path: Path):
    """Long objects, quarters in words, every line of every section, many groups to join."""
    long = "Travaux de rénovation énergétique et de mise en accessibilité de l'ensemble " * 5
    quarter = Period(date(2027, 7, 1), date(2027, 9, 30))
    trades = ("peinture", "sols", "electricite")
    contracts = [
        planned(i, subject=long, period=quarter, amount_excl_tax=Decimal(900_000), trade="vrd",
                labour_share=None)
        for i in range(1, 40)
    ]  # fmt: skip
    contracts += [
        planned(100 + i, subject=long, amount_excl_tax=Decimal(80_000), trade=trades[i % 3])
        for i in range(12)
    ]
    contracts += [planned(200, contract_type=None), planned(201, amount_excl_tax=None)]
    contracts += [
        planned(300, trade="maintenance", labour_share=None, amount_excl_tax=Decimal(190_000)),
        planned(301, contract_type=ContractType.WORKS, amount_excl_tax=Decimal(9_000_000)),
    ]
    screening = screen(Programme(tuple(contracts)), USUAL, "x")
    assert {each.verdict for each in screening.contracts} >= {
        Verdict.TO_STUDY,
        Verdict.TO_CONFIRM,
        Verdict.TOO_SMALL,
        Verdict.MISSING,
    }
    assert pages_of(page(screening, long), tmp_path) == 1


def test_words_that_look_like_markup_are_printed_as_they_are():
    subject = "Achat <b> & {{ heures }} {% if %}"
    contract = planned(1, subject=subject, amount_excl_tax=Decimal(900_000))
    content = page(screen(Programme((contract,)), USUAL, "x"), "Programme <2027> & suite")
    assert plain(tables_of(content)[1][1][0]) == subject
    assert "Programme &lt;2027&gt; &amp; suite" in plain(
        b"".join(part for name, part in parts_of(content).items() if "header" in name).decode()
    )
