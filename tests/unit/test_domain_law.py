"""Law as data: every wording, threshold and index of the dossier, at its date and certainty."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insertion import vocabulary
from insertion.contract import Contract, Lot, PenaltyBase
from insertion.datafiles import load_data, load_folder
from insertion.dated import Certainty, version_at, weakest
from insertion.law import (
    ArticleVersion,
    Figure,
    articles,
    european_threshold,
    european_thresholds,
    index_value,
    overseas_figure,
    reservation_figure,
)
from insertion.penalties import hour_penalty
from insertion.typography import plain

# Each article: the first day and the certainty of each wording. A second copy, typed on purpose:
# a date or a certainty that moves in the data must be moved here too, by someone who checked.
ARTICLES: dict[str, list[tuple[str | None, str]]] = {
    "casf:L344-2": [(None, "B")],
    "ccag-fcs:16.1": [("2021-04-01", "B")],
    "ccag-tic:16.1": [("2021-04-01", "A")],
    "ccag-travaux:20.1": [("2021-04-01", "B")],
    "ccag-pi:16.1": [("2021-04-01", "C")],
    "ccag-mi:17.1": [("2021-04-01", "C")],
    "ccag-moe:18.1": [("2021-04-01", "C")],
    "ccag-travaux:19.2.4": [("2021-04-01", "B")],
    "ccag-fcs:14.1.1": [("2021-04-01", "B")],
    "ccag-tic:14.1.1": [("2021-04-01", "B")],
    "ccag-pi:14.1.1": [("2021-04-01", "B")],
    "ccag-mi:15.1.1": [("2021-04-01", "B")],
    "ccag-moe:16.2.4": [("2021-04-01", "B")],
    "ccp:L3-1": [("2021-08-25", "B")],
    "ccp:L2111-1": [("2019-04-01", "A")],
    "ccp:L2111-2": [("2026-08-21", "B")],
    "ccp:L2111-3": [("2023-10-25", "A")],
    "ccp:D2111-3": [("2023-01-01", "B")],
    "ccp:L2112-2": [("2019-04-01", "A"), ("2026-08-21", "A")],
    "ccp:L2112-2-1": [("2026-08-21", "B")],
    "ccp:L2112-3": [("2019-04-01", "A")],
    "ccp:L2112-4": [("2019-04-01", "C")],
    "ccp:L2113-10": [("2019-04-01", "A")],
    "ccp:L2113-11": [("2019-04-01", "A")],
    "ccp:L2113-12": [("2019-04-01", "A")],
    "ccp:L2113-13": [("2019-04-01", "A")],
    "ccp:L2113-13-1": [("2022-10-20", "A")],
    "ccp:L2113-14": [("2022-10-20", "A")],
    "ccp:L2113-15": [("2019-04-01", "A")],
    "ccp:L2113-16": [("2019-04-01", "B")],
    "ccp:R2113-7": [("2023-01-01", "A")],
    "ccp:R2113-8": [("2019-04-01", "C")],
    "ccp:R2122-8": [("2026-01-01", "A"), ("2026-04-01", "A")],
    "ccp:R2123-1": [("2019-04-01", "B")],
    "ccp:R2123-7": [("2019-04-01", "A")],
    "ccp:L2124-1": [("2019-04-01", "A")],
    "ccp:R2131-12": [("2019-04-01", "B")],
    "ccp:R2132-2": [("2026-04-01", "A")],
    "ccp:L2141-2": [("2019-04-01", "A")],
    "ccp:L2141-4": [("2019-04-01", "C")],
    "ccp:L2152-7": [("2026-08-21", "B")],
    "ccp:R2152-7": [("2019-04-01", "A"), ("2026-08-21", "B")],
    "ccp:L2171-8": [(None, "B")],
    "ccp:R2171-23": [("2025-01-01", "A")],
    "ccp:L2193-3": [("2019-04-01", "C")],
    "ccp:R2196-1": [("2024-01-01", "B")],
    "ccp:L2312-1-1": [("2026-08-22", "A")],
    "ccp:L2691-1": [("2019-04-01", "A")],
    "ccp:R2691-1": [("2019-04-01", "A")],
    "ccp:L3113-1": [("2019-04-01", "A")],
    "ccp:L3113-2": [("2019-04-01", "C")],
    "ccp:L3113-3": [("2019-04-01", "C")],
    "ccp:L3114-2": [("2026-08-21", "B")],
    "ccp:L3114-2-1": [("2026-08-21", "A")],
    "ccp:L3124-5": [("2026-08-21", "B")],
    "ccp:R3131-3": [("2026-08-21", "B")],
    "ctrav:L5132-1": [(None, "A")],
    "ctrav:L5132-2": [(None, "A")],
    "ctrav:L5132-3": [(None, "A")],
    "ctrav:L5132-4": [(None, "B")],
    "ctrav:L5213-13": [("2019-01-01", "B")],
    "ctrav:L5213-13-3": [(None, "B")],
    "ctrav:L5212-13": [(None, "C")],
    "ctrav:L1253-1": [(None, "C")],
    "ctrav:L8222-1-1": [("2026-12-26", "B")],
    "ce:364950": [("2013-03-25", "A")],
    "ce:417580": [("2018-05-25", "A")],
    "ce:413366": [("2017-12-04", "B")],
    "loi:2018-771:83": [("2018-09-05", "B")],
}
ENDS = {"loi:2018-771:83": date(2026, 12, 22)}
CONTESTED = {"ccp:L2112-2-1", "ccp:L3114-2-1"}
THRESHOLDS = {
    "fs_central": ("143000", "140000"),
    "fs_autres": ("221000", "216000"),
    "fs_entite_ou_defense": ("443000", "432000"),
    "travaux_concessions": ("5538000", "5404000"),
}
INDICES = {
    "smic": [("2024-11-01", "11.88"), ("2026-01-01", "12.02")],
    "plafond_ss": [("2024-01-01", "29"), ("2025-01-01", "29"), ("2026-01-01", "30")],
}


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def test_the_articles_are_those_of_the_dossier_with_their_dates_and_certainties():
    read = {
        key: [(each.start, each.certainty.value) for each in article.versions]
        for key, article in articles().items()
    }
    assert read == {
        key: [(day(start), certainty) for start, certainty in rows]
        for key, rows in ARTICLES.items()
    }
    assert [article.id for article in articles().values()] == list(articles())


def test_only_the_experiment_on_independent_work_has_an_end():
    ends = {
        (key, version.until)
        for key, article in articles().items()
        for version in article.versions
        if version.until is not None
    }
    assert ends == set(ENDS.items())
    experiment = articles()["loi:2018-771:83"]
    assert experiment.at(date(2026, 12, 22)) is not None
    assert experiment.at(date(2026, 12, 23)) is None


def test_the_first_day_of_the_obligation_is_contested_for_contracts_and_concessions():
    contested = {
        key: version.contested_day
        for key, article in articles().items()
        for version in article.versions
        if version.contested_day is not None
    }
    assert contested == dict.fromkeys(CONTESTED, date(2026, 8, 21))


@pytest.mark.parametrize("key", ARTICLES)
def test_a_fact_certain_or_secondary_shows_where_and_when_it_was_read(key: str):
    assert len(articles()[key].versions) == len(ARTICLES[key])
    for version in articles()[key].versions:
        assert version.checked_on == date(2026, 11, 20)
        assert version.title
        assert version.summary.endswith(".")
        if version.certainty is Certainty.TO_VERIFY:
            assert version.source is None
        else:
            assert version.source is not None
            assert version.source.startswith("http")


@pytest.mark.parametrize("key", ARTICLES)
def test_a_citation_bears_the_number_of_its_article(key: str):
    code, number = key.split(":", 1)
    cite = articles()[key].cite
    if code == "loi":
        assert cite.startswith("article 83 de la loi n° 2018-771")
        return
    letter, digits = re.fullmatch(r"([A-Z]?)(.*)", number).groups()  # type: ignore[union-attr]
    assert f"{letter}. {digits}" in cite if letter else digits in cite
    names = {
        "ccp": "code de la commande publique",
        "ctrav": "code du travail",
        "casf": "code de l'action sociale et des familles",
        "ce": "CE ",
    }
    assert names.get(code, code.upper().replace("TRAVAUX", "Travaux")) in cite


def test_a_doubtful_ccag_number_is_not_printed_and_a_checked_one_is():
    on = date(2026, 12, 1)
    assert articles()["ccag-travaux:20.1"].citation(on) == "article 20.1 du CCAG-Travaux"
    doubtful = articles()["ccag-moe:18.1"].citation(on)
    assert doubtful == "clause d'insertion sociale du CCAG-MOE"
    assert not re.search(r"\d", doubtful)


def test_an_article_not_in_force_is_not_cited():
    with pytest.raises(LookupError, match="not in force"):
        articles()["ccp:L2112-2-1"].citation(date(2026, 8, 20))


dates = st.dates(date(2019, 1, 1), date(2035, 12, 31))


def holding(versions: list[tuple[date | None, date | None]], on: date) -> list[int]:
    """Return the versions whose own interval, closed by the next one, contains ``on``."""
    starts = [start or date.min for start, _ in versions]
    ends = [*(start - timedelta(1) for start in starts[1:]), date.max]
    return [index for index, start in enumerate(starts) if start <= on <= ends[index]]


@given(on=dates)
def test_every_day_finds_at_most_one_wording_of_each_article(on: date):
    assert len(articles()) == len(ARTICLES)
    for article in articles().values():
        found = holding([(each.start, each.until) for each in article.versions], on)
        assert len(found) <= 1
        expected: ArticleVersion | None = article.versions[found[0]] if found else None
        if expected is not None and expected.until is not None and on > expected.until:
            expected = None
        assert article.at(on) is expected


@pytest.mark.parametrize("key", ARTICLES)
def test_wordings_follow_each_other_in_time(key: str):
    starts = [version.start or date.min for version in articles()[key].versions]
    assert starts == sorted(set(starts))
    for version in articles()[key].versions:
        if version.start is not None:
            before = articles()[key].at(version.start - timedelta(1))
            assert articles()[key].at(version.start) is version
            assert before is not version


@pytest.mark.parametrize("category", THRESHOLDS)
def test_each_threshold_changes_on_new_years_day_and_goes_stale_after_its_last(category: str):
    old, new = THRESHOLDS[category]
    table = [
        (date(2024, 1, 1), old, False),
        (date(2025, 12, 31), old, False),
        (date(2026, 1, 1), new, False),
        (date(2027, 12, 31), new, False),
        (date(2028, 1, 1), new, True),
    ]
    for on, value, stale in table:
        found = european_threshold(category, on)
        assert (found.figure.value, found.stale) == (Decimal(value), stale)
        assert found.figure.certainty is Certainty.SECONDARY
        assert found.figure.source.startswith("http")
        assert found.figure.checked_on == date(2026, 11, 20)
    with pytest.raises(LookupError, match=r"known from 2024-01-01, 2026-01-01$"):
        european_threshold(category, date(2023, 12, 31))


def test_every_threshold_is_listed_oldest_first():
    listed = {
        category: [(each.start, str(each.value)) for each in figures]
        for category, figures in european_thresholds().items()
    }
    starts = (date(2024, 1, 1), date(2026, 1, 1))
    assert listed == {
        category: list(zip(starts, values, strict=True)) for category, values in THRESHOLDS.items()
    }


@pytest.mark.parametrize("name", INDICES)
def test_each_index_has_its_value_from_its_first_day(name: str):
    rows = INDICES[name]
    for position, (first, value) in enumerate(rows):
        start = date.fromisoformat(first)
        assert index_value(name, start).figure.value == Decimal(value)
        if position:
            before = index_value(name, start - timedelta(1)).figure.value
            assert before == Decimal(rows[position - 1][1])
    with pytest.raises(LookupError):
        index_value(name, date.fromisoformat(rows[0][0]) - timedelta(1))


@pytest.mark.parametrize("name", INDICES)
def test_an_index_revised_each_new_year_goes_stale_after_2026(name: str):
    assert not index_value(name, date(2026, 12, 31)).stale
    assert index_value(name, date(2027, 1, 1)).stale


RESERVATIONS = {
    "proportion": ("2023-01-01", "0.50", "A"),
    "ess_duree": ("2019-04-01", "36", "C"),
    "ess_anteriorite": ("2019-04-01", "36", "B"),
}


@pytest.mark.parametrize("name", RESERVATIONS)
def test_each_bound_of_a_reservation_holds_from_its_first_day(name: str):
    first, value, certainty = RESERVATIONS[name]
    start = date.fromisoformat(first)
    figure = reservation_figure(name, start).figure
    assert (figure.value, figure.certainty.value) == (Decimal(value), certainty)
    with pytest.raises(LookupError):
        reservation_figure(name, start - timedelta(1))


OVERSEAS = {
    "youth_share": ("2019-04-01", "0.30", "A"),
    "unemployment_ratio": ("2019-04-01", "1.5", "A"),
    "youth_age": ("2019-04-01", "25", "A"),
}
"""Articles L. 2691-1 and R. 2691-1, read in a copy of about 2023 (law-facts, source S25)."""


@pytest.mark.parametrize("name", OVERSEAS)
def test_each_bound_of_overseas_hours_holds_from_its_first_day(name: str):
    first, value, certainty = OVERSEAS[name]
    start = date.fromisoformat(first)
    figure = overseas_figure(name, start).figure
    assert (figure.value, figure.certainty.value) == (Decimal(value), certainty)
    with pytest.raises(LookupError):
        overseas_figure(name, start - timedelta(1))


def test_the_data_files_hold_nothing_the_tests_do_not_know():
    assert load_folder("articles").keys() == ARTICLES.keys()
    assert load_data("parameters/european_thresholds.yaml").keys() == THRESHOLDS.keys()
    assert load_data("parameters/indices.yaml").keys() == INDICES.keys()
    assert load_data("parameters/reservations.yaml").keys() == RESERVATIONS.keys()
    assert load_data("parameters/overseas.yaml").keys() == OVERSEAS.keys()
    bases = {each.value for each in PenaltyBase} - {PenaltyBase.LUMP_SUM.value}
    assert bases == INDICES.keys()


# --- Certainty and versions -------------------------------------------------------------------


def test_the_least_sure_of_several_facts_decides():
    a, b, c = Certainty
    assert weakest([a, b]) is b
    assert weakest([c, a, b]) is c
    assert weakest([a]) is a


def test_certainties_read_as_the_vocabulary_says():
    assert [each.value for each in Certainty] == ["A", "B", "C"]
    for certainty in Certainty:
        option = vocabulary.options("certainty")[certainty.key]
        assert option.label == certainty.label
        assert option.details["code"] == certainty.value


def figure(start: str, until: str | None = None) -> Figure:
    end = None if until is None else date.fromisoformat(until)
    return Figure(
        date.fromisoformat(start), end, Decimal(1), Certainty.VERIFIED, "", date(2026, 1, 1)
    )


def test_a_gap_between_two_versions_is_served_by_the_older_and_marked_stale():
    first, second = figure("2020-01-01", "2020-06-30"), figure("2021-01-01")
    found = version_at([first, second], date(2020, 7, 1))
    assert found is not None
    assert (found.version, found.stale) == (first, True)
    assert version_at([first, second], date(2019, 12, 31)) is None
    assert version_at([], date(2020, 1, 1)) is None


# --- The penalty for a missing hour -----------------------------------------------------------


def contract(**facts: object) -> Contract:
    return Contract(lots=(Lot(number="1", title="a"),), **facts)


@pytest.mark.parametrize(
    ("base", "coefficient", "on", "amount"),
    [
        ("smic", "2", date(2026, 12, 1), "24.04"),
        ("smic", "2", date(2025, 12, 31), "23.76"),
        ("smic", "1.5", date(2026, 1, 1), "18.03"),
        ("smic", "0.125", date(2026, 1, 1), "1.50"),
        ("plafond_ss", "4", date(2026, 1, 1), "120.00"),
        ("plafond_ss", "4", date(2025, 12, 31), "116.00"),
    ],
)
def test_the_penalty_is_the_index_of_the_consultation_times_its_coefficient(
    base: str, coefficient: str, on: date, amount: str
):
    penalty = hour_penalty(
        contract(
            penalty_base=PenaltyBase(base),
            penalty_coefficient=Decimal(coefficient),
            consultation_date=on,
        )
    )
    assert penalty is not None
    assert str(penalty.amount) == amount
    assert penalty.index is not None
    assert not penalty.index.stale


def test_a_lump_sum_rests_on_no_index_and_a_missing_fact_gives_no_penalty():
    lump = PenaltyBase.LUMP_SUM
    fixed = hour_penalty(contract(penalty_base=lump, penalty_lump_sum=Decimal(200)))
    assert fixed is not None
    assert (fixed.amount, fixed.index) == (Decimal(200), None)
    assert hour_penalty(contract()) is None
    assert hour_penalty(contract(penalty_base=lump)) is None
    smic = {"penalty_base": PenaltyBase.MINIMUM_WAGE}
    assert hour_penalty(contract(**smic, penalty_coefficient=Decimal(2))) is None
    assert hour_penalty(contract(**smic, consultation_date=date(2026, 1, 1))) is None


def test_a_penalty_before_the_first_known_index_is_not_invented():
    with pytest.raises(LookupError):
        hour_penalty(
            contract(
                penalty_base=PenaltyBase.MINIMUM_WAGE,
                penalty_coefficient=Decimal(2),
                consultation_date=date(2024, 10, 31),
            )
        )


def test_french_words_of_the_dossier_are_kept_as_written():
    version = articles()["ccp:L2112-2-1"].at(date(2026, 8, 21))
    assert version is not None
    assert "sauf dérogation limitative et motivée" in plain(version.summary)
