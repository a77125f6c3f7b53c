"""The reasoning of each method, line by line, and its sentence: what a person follows by hand.

The figures are those of the example of each method in the documentation, and the two sides of every
bound; each line can be checked with a pencil.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from insertion.formula import Binary, Brackets, Constant, Expr, Extreme, Rounded, Variable
from insertion.formula_french import steps, to_french, unit_of
from insertion.methods import METHODS, method
from insertion.quantities import Direction, Rounding
from insertion.typography import plain

EUROS, HOURS = "amount_excl_tax", "worked_hours"
SLICES = {"slice_amount": "2000", "trigger": "2700000"}

REASONINGS: dict[tuple[str, str], tuple[dict[str, str], list[str]]] = {
    ("effectif", "one year"): (
        {"fte": "12", "fte_hours": "1607", "years": "1", "insertion_rate": "0.1"},
        [
            "Heures de l'effectif en un an : 12 × 1 607 heures = 19 284 heures",
            "Heures de l'effectif : 19 284 heures × 1 = 19 284 heures",
            "Heures exactes : 19 284 heures × 10 % = 1 928,4 heures",
        ],
    ),
    ("heures_annuelles", "new hours"): (
        {
            "annual_hours": "20000",
            "transferred_hours": "16000",
            "insertion_rate": "0.1",
            "years": "2",
        },
        [
            "Heures hors personnel repris : 20 000 heures − 16 000 heures = 4 000 heures",
            (
                "Heures annuelles nouvelles : le plus grand de 4 000 heures et de 0 heure = "
                "4 000 heures"
            ),
            "Résultat intermédiaire : 4 000 heures × 10 % = 400 heures",
            "Heures exactes : 400 heures × 2 = 800 heures",
        ],
    ),
    ("heures_annuelles", "more staff taken over than hours"): (
        {
            "annual_hours": "15999",
            "transferred_hours": "16000",
            "insertion_rate": "0.1",
            "years": "1",
        },
        [
            "Heures hors personnel repris : 15 999 heures − 16 000 heures = −1 heure",
            "Heures annuelles nouvelles : le plus grand de −1 heure et de 0 heure = 0 heure",
            "Résultat intermédiaire : 0 heure × 10 % = 0 heure",
            "Heures exactes : 0 heure × 1 = 0 heure",
        ],
    ),
    ("masse_salariale", "example"): (
        {"payroll": "300000", "insertion_rate": "0.05", "hourly_cost": "30"},
        [
            "Effort d'insertion : 300 000,00 € × 5 % = 15 000,00 €",
            "Heures exactes : 15 000,00 € ÷ 30,00 €/h = 500 heures",
        ],
    ),
    ("postes", "example"): (
        {"posts": "2", "hours_per_post": "400"},
        ["Heures exactes : 2 × 400 heures = 800 heures"],
    ),
    ("tranches_au_dela", "above"): (
        {EUROS: "5000000", **SLICES},
        [
            "Écart au seuil : 5 000 000,00 € − 2 700 000,00 € = 2 300 000,00 €",
            (
                "Montant facturé au-delà du seuil : le plus grand de 2 300 000,00 € et de 0,00 € = "
                "2 300 000,00 €"
            ),
            "Heures exactes : 2 300 000,00 € ÷ 2 000,00 €, tranches entières = 1 150 heures",
        ],
    ),
    ("tranches_au_dela", "below"): (
        {EUROS: "2699999", **SLICES},
        [
            "Écart au seuil : 2 699 999,00 € − 2 700 000,00 € = −1,00 €",
            "Montant facturé au-delà du seuil : le plus grand de −1,00 € et de 0,00 € = 0,00 €",
            "Heures exactes : 0,00 € ÷ 2 000,00 €, tranches entières = 0 heure",
        ],
    ),
    ("tranches_seuil_atteint", "at the trigger"): (
        {EUROS: "2700000", **SLICES},
        [
            "Montant comparé au seuil : 2 700 000,00 €, à partir de 2 700 000,00 € = seuil atteint",
            "Heures exactes : 2 700 000,00 € ÷ 2 000,00 €, tranches entières = 1 350 heures",
        ],
    ),
    ("tranches_seuil_atteint", "below the trigger"): (
        {EUROS: "2699999", **SLICES},
        ["Heures exactes : 2 699 999,00 €, sous 2 700 000,00 € = 0 heure"],
    ),
    ("tranches_sans_seuil", "a slice begun counts for nothing"): (
        {EUROS: "5999", "slice_amount": "2000"},
        ["Heures exactes : 5 999,00 € ÷ 2 000,00 €, tranches entières = 2 heures"],
    ),
    ("heures_par_million", "example"): (
        {EUROS: "2500000", "hours_per_million": "700"},
        [
            "Montant en millions d'euros : 2 500 000,00 € ÷ 1 000 000 = 2,5",
            "Heures exactes : 2,5 × 700 = 1 750 heures",
        ],
    ),
    ("plancher_offre", "example"): ({"floor_hours": "500"}, []),
    ("avenant", "a third of an hour is kept"): (
        {EUROS: "1000000", "initial_hours": "2500/3", "amended_amount": "1150000"},
        [
            "Rapport des montants : 1 150 000,00 € ÷ 1 000 000,00 € = 115 %",
            "Heures exactes : 833,33 heures × 115 % = 958,33 heures",
        ],
    ),
    ("bareme_formation", "first row"): (
        {EUROS: "99999"},
        ["Heures exactes : 99 999,00 €, sous 100 000,00 € = 150 heures"],
    ),
    ("bareme_formation", "second row"): (
        {EUROS: "100000"},
        [
            (
                "Heures exactes : 100 000,00 €, de 100 000,00 € inclus à 200 000,00 € exclu = "
                "300 heures"
            ),
        ],
    ),
    ("bareme_formation", "last row"): (
        {EUROS: "400000"},
        ["Heures exactes : 400 000,00 €, à partir de 400 000,00 € = 900 heures"],
    ),
    ("estimateur_public", "example"): (
        {EUROS: "3699"},
        ["Heures exactes : 3 699,00 € ÷ 26,00 €/h = 142,27 heures"],
    ),
}
SENTENCES = {
    "montant_main_oeuvre": "montant HT × part de main-d'œuvre × taux d'insertion ÷ coût horaire",
    "heures_travaillees": "heures travaillées × taux d'insertion",
    "effectif": "effectif en ETP × heures par ETP × nombre d'années × taux d'insertion",
    "heures_annuelles": (
        "le plus grand de [heures annuelles − heures du personnel repris] et [0 heure] × "
        "taux d'insertion × nombre d'années"
    ),
    "masse_salariale": "masse salariale × taux d'insertion ÷ coût horaire",
    "postes": "nombre de postes × heures par poste",
    "tranches_au_dela": (
        "une heure par tranche entière de [montant de la tranche] dans "
        "[le plus grand de [montant HT − seuil de facturation] et [0,00 €]]"
    ),
    "tranches_seuil_atteint": (
        "selon montant HT : une heure par tranche entière de [montant de la tranche] dans "
        "[montant HT] à partir de [seuil de facturation]"
    ),
    "tranches_sans_seuil": (
        "une heure par tranche entière de [montant de la tranche] dans [montant HT]"
    ),
    "heures_par_million": "montant HT ÷ 1 000 000 × heures par million d'euros",
    "plancher_offre": "plancher d'heures",
    "avenant": "heures avant avenant × montant HT après avenant ÷ montant HT",
    "bareme_formation": (
        "selon montant HT : 150 heures sous 100 000,00 € ; "
        "300 heures de 100 000,00 € inclus à 200 000,00 € exclu ; "
        "450 heures de 200 000,00 € inclus à 400 000,00 € exclu ; "
        "900 heures à partir de 400 000,00 €"
    ),
    "estimateur_public": "montant HT ÷ 26,00 €/h",
}


@pytest.mark.parametrize("case", REASONINGS, ids=" ".join)
def test_a_method_reasons_line_by_line(case: tuple[str, str]):
    typed, lines = REASONINGS[case]
    values = {name: Fraction(text) for name, text in typed.items()}
    found = [plain(str(each)) for each in steps(method(case[0]).rounded, values, Rounding())]
    assert found[:-1] == lines
    assert found[-1].startswith("Heures calculées : ")
    exact = lines[-1].rpartition(" = ")[2] if lines else "500 heures"
    assert f" : {exact}, arrondi à l'heure la plus proche = " in found[-1]


def test_every_method_has_its_sentence():
    assert {each.id: plain(to_french(each.exact)) for each in METHODS} == SENTENCES
    reasoned = {name for name, _ in REASONINGS}
    assert reasoned == SENTENCES.keys() - {"montant_main_oeuvre", "heures_travaillees"}


def test_a_rounding_is_named_with_its_rule_wherever_it_stands():
    rounded = Rounded(Variable(HOURS))
    assert plain(to_french(rounded)) == "arrondi de [heures travaillées]"
    up = Rounding(Direction.UP, 7)
    assert plain(to_french(rounded * Variable("years"), up)) == (
        "arrondi au multiple de 7 heures supérieur de [heures travaillées] × nombre d'années"
    )


def test_a_look_up_inside_a_calculation_is_rounded_by_the_rule_it_is_given():
    from_hundred = Brackets(
        Variable(EUROS),
        ((Constant(Fraction(100), "euros"), Variable(HOURS) * Constant(Fraction(3))),),
    )
    reasoning = steps(
        Extreme("min", from_hundred, Constant(Fraction(7), "heures")),
        {EUROS: Fraction(100), HOURS: Fraction(2)},
        Rounding(Direction.UP, 7),
        "calculated_hours",
    )
    assert [plain(str(each)) for each in reasoning] == [
        "Montant comparé au seuil : 100,00 €, à partir de 100,00 € = seuil atteint",
        "Résultat intermédiaire : 2 heures × 300 % = 6 heures",
        "Heures calculées : le plus petit de 6 heures et de 7 heures = 6 heures",
    ]


@pytest.mark.parametrize(
    ("tree", "unit"),
    [
        (Variable(EUROS) / Variable("hourly_cost"), (0, 1, 0)),
        (Variable(EUROS) / Variable(EUROS), (0, 0, 0)),
        (Variable("hourly_cost") * Variable(HOURS), (1, 0, 0)),
        (Variable(EUROS) / Variable(HOURS), (1, -1, 0)),
        (Binary("+", Variable(EUROS), Variable(EUROS)), (1, 0, 0)),
        (Binary("-", Variable(HOURS), Variable(HOURS)), (0, 1, 0)),
        (Binary("+", Variable(EUROS), Variable(HOURS)), None),
        (Binary("*", Binary("+", Variable(EUROS), Variable(HOURS)), Variable(EUROS)), None),
        (Extreme("max", Variable(EUROS), Variable(EUROS)), (1, 0, 0)),
        (Extreme("max", Variable(EUROS), Variable(HOURS)), None),
        (Constant(Fraction(2)), (0, 0, 0)),
        (Constant(Fraction(2), "heures"), (0, 1, 0)),
    ],
)
def test_a_unit_follows_from_the_inputs(tree: Expr, unit: tuple[int, int, int] | None):
    assert unit_of(tree) == unit
