"""What the articles of volume print is what the core computes, and tells nothing that stays inside.

Figures by hand come from the briefs of the clauses: 833 hours at 50, 30 and 20 %, 1 M€ become 1.2,
600 firm hours and 200 of an optional tranche, 500 hours for a quarter of the maximum.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausier.documents import generate
from docgen.blocks import Table, inline_text
from docgen.elected_values import internal_values
from docgen.library import builtin_library
from docgen.modification_values import example_amounts, modified_hours
from docgen.placeholders import Placeholders, published
from docgen.selection import select
from docgen.training_values import bracket_table, brackets_of
from insertion.hours import compute
from insertion.methods import TRAINING_TABLE
from insertion.quantities import Direction, Rounding
from insertion.typography import plain
from tests.docgen.contracts import (
    CONTRACTS,
    TRAINING_FACTS,
    contract_record,
    example_lot,
    fixed_lot,
    share_lot,
    slices_lot,
)

FRAME = {"montant_ht": "4000000", "taux_insertion": "0.03"}
"""With the rest of a fixed lot: 2 000 hours."""
RULES = ("prorata", "par_bon", "par_periode", "marches_subsequents")
YEARS = [
    {"intitule": "Première année", "nature": "ferme", "duree_mois": "12"},
    {"intitule": "Deuxième année", "nature": "reconduction", "duree_mois": "12"},
]


def places(*lots: dict[str, str], **facts: Any) -> Placeholders:
    return published(compute(contract_record(list(lots), **facts).contract))


def rows(values: Placeholders, name: str) -> list[list[str]]:
    table = values.values[name].value
    assert isinstance(table, Table)
    return [[plain(inline_text(cell)) for cell in row] for row in table.rows]


# --- Frameworks -------------------------------------------------------------------------------


def test_a_quarter_of_the_maximum_owes_five_hundred_hours():
    values = places(fixed_lot("1", **FRAME), montant_base="maximum")
    assert rows(values, "tableau_exemple_accord_cadre") == [
        ["999,99 €", "0,499995", "0"],
        ["1 000,00 €", "0,5", "1"],
        ["1 000 000,00 €", "500", "500"],
        ["4 000 000,00 €", "2 000", "2 000"],
    ]


def test_orders_of_two_hours_and_a_half_add_up_without_losing_the_halves():
    values = places(fixed_lot("1", **FRAME), montant_base="maximum", accord_cadre_regle="par_bon")
    added = [row[4] for row in rows(values, "tableau_exemple_accord_cadre")]
    assert added == ["3", "2", "3"]  # 2.5, 5 and 7.5 hours in all: 3, 5 and 8


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("agreed", [False, True])
def test_no_file_for_firms_lets_an_estimate_be_found(rule: str, agreed: bool, tmp_path: Path):
    kept = {
        "heures_retenues": "1900", "motif_retenue": "Accès.", "auteur_retenue": "Service",
        "date_retenue": "2026-09-22",
    }  # fmt: skip
    sets = []
    for amount, half in (("4000000", False), ("2000000", True)):
        hours = kept | {"heures_retenues": "950" if half else "1900"}
        lot = fixed_lot("1", **FRAME | {"montant_ht": amount}, **(hours if agreed else {}))
        facts = {"montant_base": "estime", "accord_cadre_regle": rule, "periodes": YEARS}
        made = generate(contract_record([lot], **facts), tmp_path, final=True)
        sets.append({each.path.name: each.content for each in made.files if each.folder == "DCE"})
    assert len(sets[0]) >= 4
    assert sets[0] == sets[1]  # half the amount and half the hours: not a byte differs


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("base", ["maximum", "estime"])
@pytest.mark.parametrize("amount", ["0.01", "1000000000000"])
def test_extreme_amounts_still_make_an_example(rule: str, base: str, amount: str):
    lot = example_lot("1", "plancher_offre") | {"plancher_heures": "2000", "montant_ht": amount}
    facts = {"accord_cadre_regle": rule, "periodes": YEARS, "bon_seuil": "4000"}
    values = places(lot, montant_base=base, **facts)
    shown = rows(values, "tableau_exemple_accord_cadre")
    assert len(shown) >= 1 or (base, amount) == ("estime", "0.01")


def test_the_minimum_of_several_lots_is_shared_without_losing_an_hour():
    lots = [fixed_lot("1", **FRAME), fixed_lot("2", **FRAME | {"montant_ht": "1000000"})]
    values = places(*lots, montant_base="maximum", minimum_garanti_heures="501")
    assert [row[4] for row in rows(values, "tableau_accord_cadre")] == ["401", "100"]


def test_slices_and_shares_of_a_framework_keep_their_own_rule():
    values = places(slices_lot("1", "tranches_au_dela"), montant_base="maximum")
    assert values.flag("volume_accord_cadre") is False
    assert values.flag("tranches_facturees") is True
    assert rows(values, "tableau_exemple_accord_cadre") == []


OVERSEAS = {
    "outre_mer_territoire": "reunion", "outre_mer_taux_local": "0.36",
    "outre_mer_taux_national": "0.24", "outre_mer_annee": "2025", "outre_mer_source": "statistique",
    "outre_mer_part": "0.3",
}  # fmt: skip
CHARTER = {
    "charte_convention": "convention du quartier des Tilleuls", "charte_taux": "0.05",
    "charte_type": "travaux",
}  # fmt: skip
TRANCHES = [
    {"intitule": "Ferme", "nature": "ferme", "montant_ht": "600000"},
    {"intitule": "Option", "nature": "tranche", "montant_ht": "200000"},
]
LONE: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "outre-mer": (fixed_lot("1"), OVERSEAS),
    "charte": (fixed_lot("1"), CHARTER),
    "tranches": (
        fixed_lot("1"),
        {"periodes": TRANCHES, "montant_base": "total", "seuil_variation": "0.1"},
    ),
    "postes": (example_lot("1", "postes"), {"periodes": TRANCHES, "montant_base": "total"}),
    "formation": (example_lot("1", "bareme_formation"), TRAINING_FACTS),
    "bons": (
        fixed_lot("1", **FRAME),
        OVERSEAS
        | {"montant_base": "maximum", "accord_cadre_regle": "par_bon", "bon_seuil": "4000"},
    ),
}


@pytest.mark.parametrize("name", LONE)
def test_the_set_of_a_lone_lot_is_read_back_without_a_contradiction(name: str, tmp_path: Path):
    lot, facts = LONE[name]
    made = generate(contract_record([lot], **facts), tmp_path, final=True)
    assert any(each.path.name.endswith("CCAP_insertion_v1.docx") for each in made.files)


# --- Training ---------------------------------------------------------------------------------

roundings = st.builds(Rounding, st.sampled_from(list(Direction)), st.sampled_from([1, 7, 35]))


@given(st.decimals(min_value=0, max_value=10**6, places=2), roundings)
def test_every_amount_falls_in_one_row_of_the_table_and_gets_its_hours(
    amount: Decimal, rounding: Rounding
):
    bounds = brackets_of(TRAINING_TABLE, rounding)
    holding = [
        hours
        for (start, hours), (end, _) in zip(bounds, [*bounds[1:], (None, 0)], strict=True)
        if start <= amount and (end is None or amount < end)
    ]
    assert len(holding) == 1
    expected = 150 if amount < 100_000 else 300 if amount < 200_000 else 450
    expected = 900 if amount >= 400_000 else expected
    assert holding == [rounding.apply(Fraction(expected))]


def test_the_printed_table_has_the_bounds_of_the_method_and_no_gap():
    printed = [
        [plain(inline_text(cell)) for cell in row]
        for row in bracket_table(TRAINING_TABLE, Rounding()).rows
    ]
    assert printed == [
        ["Inférieur à 100 000,00 €", "150"],
        ["Égal ou supérieur à 100 000,00 € et inférieur à 200 000,00 €", "300"],
        ["Égal ou supérieur à 200 000,00 € et inférieur à 400 000,00 €", "450"],
        ["Égal ou supérieur à 400 000,00 €", "900"],
    ]


def test_hours_of_training_enter_no_total_of_insertion_hours():
    lots = [example_lot("1", "bareme_formation"), fixed_lot("2"), example_lot("3", "postes")]
    values = places(*lots, **TRAINING_FACTS)
    assert plain(str(values.values["heures_total"].value)) == "1 633 heures"  # 833 + 800
    assert values.flag("emploi_et_formation") is True
    assert plain(str(values.values["lots_formation"].value)) == "lot 1"
    assert values.lots[0]["heures"] == ""


# --- Periods, modification, groups ------------------------------------------------------------


def test_six_hundred_firm_hours_wait_for_nothing_and_two_hundred_do():
    periods = [
        {"intitule": "Ferme", "nature": "ferme", "montant_ht": "720000"},
        {"intitule": "Option", "nature": "tranche", "montant_ht": "240000"},
    ]
    values = places(fixed_lot("1", montant_ht="960000"), periodes=periods)
    assert plain(str(values.values["heures_fermes"].value)) == "600 heures"
    assert [row[-1] for row in rows(values, "tableau_periodes")] == ["600", "200", "800"]
    (only,) = rows(values, "tableau_volumes")
    assert only[2:4] == ["600", "200"]


def test_only_fixed_volumes_have_periods_and_follow_a_modification():
    lots = [
        fixed_lot("1"),
        slices_lot("2", "tranches_au_dela"),
        example_lot("3", "postes"),
        share_lot("4", "Voirie", "12000", "0.05"),
    ]
    facts = {"periodes": TRANCHES, "montant_base": "total", "seuil_variation": "0.1"}
    result = compute(contract_record(lots, **facts).contract)
    chosen = select(builtin_library(), result, published(result))
    told = {choice.clause.id: choice.lots for _, choices in chosen["ccap"] for choice in choices}
    assert told["volume-modification"] == told["volume-phases"] == ("1", "3")
    assert (told["volume-tranches"], told["volume-part-heures"]) == (("2",), ("4",))


@pytest.mark.parametrize(
    ("amount", "hours"),
    [("1099999", 833), ("1100000", 916), ("1200000", 1000), ("900000", 750), ("900001", 833)],
)
def test_a_million_become_one_million_two_owes_a_thousand_hours(amount: str, hours: int):
    found = modified_hours(833, Decimal(amount), Decimal("0.1"), Rounding())
    assert found == hours


@given(st.decimals(min_value=0, max_value=1, places=4))
def test_the_example_shows_both_sides_of_any_threshold(threshold: Decimal):
    amounts = list(example_amounts(threshold))
    due = [modified_hours(1000, each, threshold, Rounding()) for each in amounts]
    assert any(each != 1000 for each in due) or threshold == 0
    if threshold:
        assert due[0] == 1000


def test_eight_hundred_thirty_three_hours_in_three_shares_lose_none():
    shown = rows(places(fixed_lot("1")), "tableau_exemple_groupement")
    assert [row[3] for row in shown] == ["416", "250", "167", "833"]


@pytest.mark.parametrize(("floor", "shown"), [("1000", "1 001"), ("1003", "1 003")])
def test_the_example_of_a_group_always_has_an_hour_left_to_place(floor: str, shown: str):
    lot = example_lot("1", "plancher_offre") | {"plancher_heures": floor}
    assert rows(places(lot), "tableau_exemple_groupement")[-1][-1] == shown


def test_posts_are_a_mark_and_their_hours_the_only_figure_due():
    values = places(example_lot("1", "postes"))
    assert plain(str(values.values["heures_postes"].value)) == "800 heures"
    assert plain(str(values.values["postes_nombre"].value)) == "2 postes"
    assert rows(values, "tableau_postes") == [["1", "Lot de la méthode", "800", "2", "400"]]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("accord-cadre", "Dans l'accord-cadre, aucune heure n'est due sans commande."),
        ("formation", "Et 610 heures de formation, comptées à part."),
    ],
)
def test_elected_members_read_what_the_number_hides(name: str, words: str):
    result = compute(contract_record(**CONTRACTS[name]).contract)
    said = {name: value for name, _, value in internal_values(result)}["chiffre_cle"]
    assert words in plain(said)
    plain_posts = compute(contract_record([example_lot("1", "postes")]).contract)
    other = {name: value for name, _, value in internal_values(plain_posts)}["chiffre_cle"]
    assert "estimation" not in plain(other)
