"""What the functions beside the methods answer: references, splits, conversions, law, SIRET."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insertion import vocabulary
from insertion.allocation import allocate
from insertion.comparison import compare_methods
from insertion.contract import MAX_LOTS, Contract, Lot
from insertion.errors import InvalidInput
from insertion.obligations import obligation_of
from insertion.outcomes import Group
from insertion.reference import Figure, all_references, newest, reference, references
from insertion.typography import plain
from tests.unit.hours_cases import hours_cases
from xlplugin.function_catalogue import FUNCTIONS, as_cells, function
from xlplugin.function_columns import sentence
from xlplugin.function_conversions import OTHER_YEAR

SERIAL = 46266
"""The 1st of September 2026, as a spreadsheet counts days."""
DAY = date(2026, 9, 1)


def call(name: str, *arguments: Any) -> Any:
    return as_cells(function(name).call(*arguments))


def faults(name: str, *arguments: Any) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        function(name).call(*arguments)
    return [each.code for each in caught.value.faults]


# --- References ---------------------------------------------------------------------------------


def test_the_cost_of_a_trade_comes_with_its_source_its_age_and_its_certainty():
    best = newest(references(Figure.HOURLY_COST, "peinture"), "peinture")
    assert best is not None
    assert best.year is not None
    ((value, source, age, certainty),) = call("cout_horaire", "peinture", SERIAL)
    assert value == float(best.value or 0)
    assert source == best.source
    assert plain(age) == f"source de {best.year}, {2026 - best.year} ans"
    assert certainty == best.certainty.label


def test_without_a_date_the_year_of_the_source_is_told_but_no_age():
    ((_, _, age, _),) = call("cout_horaire", "peinture")
    assert age == "source de 2020"


def test_a_column_of_trades_gives_a_row_each_and_one_unknown_word_spoils_no_other():
    rows = call("part_mo", [["Peinture intérieure"], ["plomberie du roi"], [""], ["gros œuvre"]])
    assert rows[0][0] == 0.7
    assert "n’est pas une valeur" in rows[1][0]
    assert rows[1][1:] == ["", "", ""]
    assert rows[2] == [""] * 4
    assert rows[3][0] == 0.5


def test_an_order_of_magnitude_is_a_text_that_no_formula_can_use():
    told = 0
    for trade in vocabulary.options("trade"):
        usable = [e for e in references(Figure.LABOUR_SHARE, trade) if e.sizing and not e.scope]
        if usable and newest(tuple(usable), trade) is None:
            ((value, _, age, _),) = call("part_mo", trade)
            assert isinstance(value, str)
            assert value.startswith("≈")
            assert age == "ordre de grandeur à confirmer"
            told += 1
    assert told


def test_a_trade_without_any_published_figure_says_so():
    bare = [
        trade
        for trade in vocabulary.options("trade")
        if not [e for e in references(Figure.HOURLY_COST, trade) if e.sizing and not e.scope]
    ]
    assert bare
    for trade in bare:
        assert faults("cout_horaire", trade) == ["REPERE_INCONNU"]
    assert faults("part_mo", "n'importe quoi") == ["CHOIX_INCONNU"]


def test_trades_in_a_row_are_refused_for_the_answers_would_overlap():
    assert faults("cout_horaire", [["peinture", "gros œuvre"]]) == ["PLAGE_EN_COLONNE"]


def test_the_comparison_is_that_of_the_domain_with_titles_above():
    lot = Lot(
        number="1", title="Lot", trade="peinture", amount_excl_tax=Decimal(1000000),
        labour_share=Decimal("0.5"), insertion_rate=Decimal("0.05"), hourly_cost=Decimal(30),
    )  # fmt: skip
    expected = compare_methods(lot, Contract(lots=(lot,)), all_references(), DAY)
    titles, *rows = call("comparer_methodes", 1000000, 0.5, 0.05, 30, SERIAL, "peinture")
    assert titles[:3] == ["Groupe", "Méthode", "Heures"]
    found = [(row[0], row[1], row[2]) for row in rows if row[2] != ""]
    assert found == [
        (group.label, each.label, each.hours) for group in Group for each in expected.of(group)
    ]
    assert len([row for row in rows if row[0] == "À renseigner"]) == len(expected.asked)
    assert len({len(row) for row in [titles, *rows]}) == 1


def test_the_comparison_reads_other_figures_by_their_headings():
    others = [["Heures travaillées", 10050], ["Nombre d'années", ""]]
    rows = call("comparer_methodes", None, None, 0.05, None, None, None, others[:1])
    assert ["Part des heures travaillées", 503] in [row[1:3] for row in rows]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), "ARGUMENT_MANQUANT"),
        (("beaucoup",), "MONTANT_ILLISIBLE"),
        (([[1], [2]], 0.5), "CELLULE_UNIQUE"),
        ((1000, 0.5, 0.05, 30, None, None, [["Heures de sieste", 3]]), "CHOIX_INCONNU"),
        ((1000, 0.5, 0.05, 30, None, None, [["Heures travaillées"]]), "CHOIX_INCONNU"),
        ((1000, 0.5, 0.05, 30, None, None, [[None, 5]]), "CHOIX_INCONNU"),
        ((1000, 0.5, 0.05, 30, None, None, [["Montant HT", 20]]), "CLE_EN_DOUBLE"),
        (
            (1000, None, None, None, None, None, [["Postes", 1], ["Postes", 2]]),
            "CLE_EN_DOUBLE",
        ),
    ],
)
def test_a_comparison_that_cannot_be_made_says_why(arguments: tuple[Any, ...], code: str):
    assert faults("comparer_methodes", *arguments) == [code]


# --- Splits and conversions ---------------------------------------------------------------------


@given(
    hours=st.integers(0, 10**6),
    weights=st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any),
)
def test_a_split_gives_the_hours_of_the_domain_and_keeps_the_sum(hours: int, weights: list[int]):
    cells = call("repartir", hours, [[each] for each in weights])
    assert [each for (each,) in cells] == list(allocate(hours, [Decimal(each) for each in weights]))
    assert sum(each for (each,) in cells) == hours


def test_an_empty_weight_gets_an_empty_cell():
    assert call("repartir", 833, [[60], [None], [40]]) == [[500], [""], [333]]


@pytest.mark.parametrize(
    ("hours", "weights", "code"),
    [
        (833, [[0], [0]], "POIDS_INUTILISABLES"),
        (833, [["60 %"], [40]], "POIDS_INUTILISABLES"),
        (833, [["beaucoup"], [40]], "POIDS_INUTILISABLES"),
        (833, [[-1], [40]], "POIDS_INUTILISABLES"),
        (833.5, [[1]], "ENTIER_ATTENDU"),
        (None, [[1]], "ARGUMENT_MANQUANT"),
        ([[1], [2]], [[1]], "CELLULE_UNIQUE"),
    ],
)
def test_a_split_that_cannot_be_right_is_refused_whole(hours: Any, weights: Any, code: str):
    assert faults("repartir", hours, weights) == [code]


def test_hours_become_days_weeks_and_posts():
    assert call("en_jours", 833) == 119
    assert call("en_semaines", [[35], [52.5], [""]]) == [[1], [1.5], [""]]
    year = reference("conversion_heures.etp_annuel_paye").value
    assert year is not None
    assert call("en_etp", float(year) * 2) == 2
    assert call("en_etp", 1607, 1607) == 1
    assert call("en_jours", 800, 8) == 100


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("en_jours", (1e9, 5e-324)),
        ("en_etp", (1e9, 9.99e-7)),
        ("heures_insertion", (1e12, 0.9, 0.5, 1e-300)),
    ],
)
def test_a_result_longer_than_a_cell_keeps_is_refused(name: str, arguments: tuple[Any, ...]):
    assert faults(name, *arguments) == ["NOMBRE_DEMESURE"]
    (good, bad) = call(name, [[arguments[0]], [arguments[0]]], *arguments[1:-1], [[1], [1e-320]])
    assert good[0] > 0
    assert "dépasse" in bad[0]


def test_a_result_of_fifteen_digits_is_given():
    assert call("en_jours", 1e9, 1e-6) == 10**15


def test_what_is_no_cell_value_is_no_weight():
    assert faults("repartir", 833, [[{"type": "Entity"}], [1]]) == ["POIDS_INUTILISABLES"]


def test_hours_are_never_divided_by_nothing():
    assert faults("en_jours", 800, 0) == ["ARGUMENT_NUL"]


# --- The law ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "value"), [(date(2025, 12, 31), 5_538_000), (date(2026, 1, 1), 5_404_000)]
)
def test_the_threshold_is_that_of_the_consultation_date(day: date, value: int):
    ((found, told, certainty),) = call("seuil_europeen", "travaux", "commune", day)
    assert found == value
    assert plain(told).startswith("du 1er janvier")
    assert certainty


def test_a_threshold_beyond_its_last_known_day_asks_to_be_confirmed():
    ((_, told, _),) = call("seuil_europeen", "travaux", "commune", date(2031, 1, 1))
    assert "à reconfirmer" in told


def test_a_private_buyer_has_no_threshold():
    assert faults("seuil_europeen", "travaux", "promoteur", SERIAL) == ["ACHETEUR_HORS_CODE"]


def test_a_threshold_of_a_time_nobody_noted_is_unknown():
    assert faults("seuil_europeen", "travaux", "commune", date(1995, 1, 1)) == ["SEUIL_INCONNU"]


@pytest.mark.parametrize("amounts", [[5_403_999.99], [5_404_000], [6_000_000, 100_000], [10, 20]])
def test_the_obligation_of_each_lot_is_that_of_the_domain(amounts: list[float]):
    lots = tuple(
        Lot(number=str(rank), title="Lot", amount_excl_tax=Decimal(str(each)))
        for rank, each in enumerate(amounts, start=1)
    )
    contract = Contract(
        contract_type="travaux", buyer_kind="collectivite", consultation_date=DAY, lots=lots
    )
    rows = call("obligation", [[each] for each in amounts], "travaux", "commune", SERIAL)
    for lot, (level, citation, certainty, told) in zip(lots, rows, strict=True):
        expected = obligation_of(lot, contract)
        assert level == vocabulary.label_of("obligation", expected.level.value)
        assert citation == (expected.citation or "")
        assert certainty == expected.certainty.label
        assert told.startswith(expected.reason)


def test_an_unreadable_amount_is_told_and_unknown_to_the_other_lots():
    rows = call("obligation", [[100_000], ["cher"], [None]], "travaux", "commune", SERIAL)
    assert rows[0][0] == "Incertain"
    assert "n’est pas un nombre" in rows[1][0]
    assert rows[2] == [""] * 4


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((None, "travaux", "commune", SERIAL), "ARGUMENT_MANQUANT"),
        (("cher", "travaux", "commune", SERIAL), "MONTANT_ILLISIBLE"),
        ((1000, "travaux", "commune", None), "ARGUMENT_MANQUANT"),
        ((1000, "travaux", "commune", "hier"), "DATE_ILLISIBLE"),
        ((1000, "travaux", "commune", 3_000_000), "DATE_ILLISIBLE"),
        ((1000, [["travaux"], ["services"]], "commune", SERIAL), "CELLULE_UNIQUE"),
        (([[1, 2]], "travaux", "commune", SERIAL), "PLAGE_EN_COLONNE"),
    ],
)
def test_an_obligation_asked_without_its_facts_is_refused(arguments: tuple[Any, ...], code: str):
    assert faults("obligation", *arguments) == [code]


@pytest.mark.parametrize(
    ("nature", "social", "defence", "level"),
    [
        ("services", None, None, "Obligatoire"),
        ("services", "oui", None, "Incertain"),
        ("services", None, "oui", "Facultatif"),
        ("services", "non", "non", "Obligatoire"),
    ],
)
def test_what_takes_a_contract_out_of_the_plain_rule_is_asked(
    nature: str, social: Any, defence: Any, level: str
):
    ((found, *_),) = call("obligation", 9e6, nature, "commune", SERIAL, None, social, defence)
    assert found == level


def test_an_amount_of_zero_is_an_estimate_nobody_made():
    ((level, _, _, told),) = call("obligation", 0, "travaux", "commune", SERIAL)
    assert level == "Incertain"
    assert "non saisi" in told
    rows = call("obligation", [[100_000], [0.0]], "travaux", "commune", SERIAL)
    assert [row[0] for row in rows] == ["Incertain", "Incertain"]


def test_more_lots_than_a_contract_holds_are_refused():
    amounts = [[1000.0]] * (MAX_LOTS + 1)
    assert faults("obligation", amounts, "travaux", "commune", SERIAL) == ["LOTS_TROP_NOMBREUX"]
    assert len(call("obligation", amounts[1:], "travaux", "commune", SERIAL)) == MAX_LOTS


@pytest.mark.parametrize(("said", "value"), [(1.0, 432_000), (0.0, 216_000), ("oui", 432_000)])
def test_true_and_false_may_come_as_the_figures_calc_makes_of_them(said: Any, value: int):
    ((found, *_),) = call("seuil_europeen", "services", "commune", SERIAL, said)
    assert found == value
    assert faults("seuil_europeen", "services", "commune", SERIAL, 2) == ["OUI_NON_ATTENDU"]


@pytest.mark.parametrize(
    ("siret", "holds"),
    [
        ("500 000 000 00009", True),
        (50000000000009, True),
        (50000000000009.0, True),
        ("50000000000008", False),
        ("bonjour", False),
    ],
)
def test_a_siret_is_checked_whether_text_or_number(siret: Any, holds: bool):
    assert call("siret_valide", siret) is holds
    assert call("siret_valide", [[siret], [""]]) == [[holds], [""]]


# --- Every function -----------------------------------------------------------------------------


@given(
    name=st.sampled_from([each.name for each in FUNCTIONS]),
    cells=st.lists(
        st.one_of(
            st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=20),
            st.lists(st.lists(st.one_of(st.none(), st.floats(), st.text(max_size=5)),
                              min_size=1, max_size=3), min_size=1, max_size=3),
        ),
        max_size=8,
    ),
)  # fmt: skip
def test_whatever_is_in_the_cells_a_function_answers_or_refuses_in_french(
    name: str, cells: list[Any]
):
    wanted = function(name)
    needed = len([each for each in wanted.arguments if not each.optional])
    given_cells = [*cells, *[None] * needed][: len(wanted.arguments)]
    try:
        found: Any = as_cells(wanted.call(*given_cells))
    except InvalidInput as error:
        found = sentence(error.faults)
    assert found is not None
    assert found != []


def test_the_help_of_a_conversion_names_the_other_base_with_its_certainty():
    other = reference(OTHER_YEAR)
    doc = plain(function("en_etp").arguments[1].doc)
    assert f"{plain(other.value_words).removeprefix('≈ ')} ({other.certainty.label})" in doc


def test_too_many_figures_for_a_method_are_refused():
    assert faults("expliquer", "M1", 1, 0.5, 0.05, 30, None, 12) == ["ARGUMENTS_EN_TROP"]


def test_a_method_beyond_its_ceiling_says_so():
    assert faults("heures_estimateur_public", 3700) == ["ARGUMENT_HORS_DOMAINE"]
    assert call("heures_estimateur_public", 3699) == 142


def test_there_are_shared_cases_to_compare_the_runtimes_with():
    assert len(hours_cases()) > 100
