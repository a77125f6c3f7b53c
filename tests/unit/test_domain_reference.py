"""Reference figures: each as read in its source, its age, and what may never size hours."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insertion import datafiles, vocabulary
from insertion.datafiles import load_data
from insertion.dated import Certainty
from insertion.reference import (
    UNCONFIRMED,
    Figure,
    Reference,
    age_words,
    all_references,
    left_out,
    newest,
    reference,
    references,
)
from insertion.typography import french, plain
from tests.cli.command import clausier

ON = date(2026, 11, 21)
TRADES = vocabulary.options("trade")
# Each figure: low, typical, high, certainty, year of its source. A second copy, typed on purpose
# from the dossier of sources: a figure that moves in the data must be moved here by who checked.
FIGURES = {
    "part_mo.peinture_mef": "- 0.70 - A <2016",
    "part_mo.gros_oeuvre_mef": "- 0.50 - A <2016",
    "part_mo.charpente_metallique_mef": "- 0.20 - A <2016",
    "part_mo.batiment_tce_mef": "- 0.50 - A <2016",
    "part_mo.batiment_tce_prix_de_vente": "- 0.30 - A -",
    "part_mo.marche_generique_ales": "- 0.70 - A -",
    "part_mo.secteurs_vises_etat_2008": "0.50 - - A 2011",
    "part_mo.demolition_memoire": "0.35 0.45 0.55 C -",
    "part_mo.desamiantage_memoire": "0.50 0.60 0.70 C -",
    "part_mo.vrd_memoire": "0.20 0.30 0.40 C -",
    "part_mo.terrassement_memoire": "0.15 0.25 0.30 C -",
    "part_mo.gros_oeuvre_memoire": "0.40 0.45 0.55 C -",
    "part_mo.etancheite_memoire": "0.30 0.35 0.45 C -",
    "part_mo.facade_memoire": "0.50 0.55 0.65 C -",
    "part_mo.isolation_exterieure_memoire": "0.40 0.45 0.55 C -",
    "part_mo.couverture_memoire": "0.35 0.45 0.50 C -",
    "part_mo.charpente_bois_memoire": "0.30 0.40 0.50 C -",
    "part_mo.menuiserie_exterieure_memoire": "0.20 0.25 0.35 C -",
    "part_mo.menuiserie_interieure_memoire": "0.30 0.40 0.50 C -",
    "part_mo.cloisons_memoire": "0.45 0.50 0.60 C -",
    "part_mo.sols_memoire": "0.40 0.45 0.55 C -",
    "part_mo.metallerie_memoire": "0.30 0.40 0.45 C -",
    "part_mo.plomberie_memoire": "0.35 0.40 0.50 C -",
    "part_mo.chauffage_memoire": "0.25 0.35 0.45 C -",
    "part_mo.electricite_memoire": "0.35 0.40 0.50 C -",
    "part_mo.ascenseurs_memoire": "0.20 0.30 0.40 C -",
    "part_mo.espaces_verts_creation_memoire": "0.30 0.40 0.50 C -",
    "part_mo.espaces_verts_entretien_memoire": "0.60 0.70 0.80 C -",
    "part_mo.nettoyage_memoire": "0.75 0.80 0.90 C -",
    "part_mo.gardiennage_memoire": "0.80 0.85 0.90 C -",
    "part_mo.dechets_memoire": "0.45 0.50 0.60 C -",
    "part_mo.restauration_memoire": "0.35 0.40 0.50 C -",
    "part_mo.transport_memoire": "0.45 0.50 0.60 C -",
    "part_mo.maintenance_memoire": "0.45 0.55 0.65 C -",
    "part_mo.informatique_memoire": "0.60 0.75 0.90 C -",
    "part_mo.maitrise_oeuvre_memoire": "0.65 0.75 0.85 C -",
    "part_mo.formation_memoire": "0.50 0.60 0.75 C -",
    "part_mo.communication_memoire": "0.30 0.40 0.50 C -",
    "part_mo.fournitures_memoire": "0 0.05 0.15 C -",
    "taux_insertion.courante_ales": "0.05 - 0.20 A -",
    "taux_insertion.travaux_mef": "- 0.05 - A -",
    "taux_insertion.anru_operations": "0.05 - - A 2015",
    "taux_insertion.anru_gestion_urbaine": "0.10 - - A 2015",
    "taux_insertion.sgp_avant_2020": "- 0.05 - A 2021",
    "taux_insertion.sgp_depuis_2020": "- 0.10 - A 2021",
    "taux_insertion.sgp_ratp_conventions": "0.05 - 0.10 A 2022",
    "taux_insertion.solideo": "- 0.10 - A 2018",
    "cout_horaire.travaux_mef": "25 - 30 A <2016",
    "cout_horaire.construction_2012": "- 30.30 - A 2012",
    "cout_horaire.construction_2020": "- 35.20 - A 2020",
    "cout_horaire.construction_2026_memoire": "38 41 46 C 2026",
    "cout_horaire.smic_2026_memoire": "23 26 30 C 2026",
    "cout_horaire.intellectuel_2026_memoire": "45 60 90 C 2026",
    "cout_horaire.heure_sociale_interne": "- 20.04 - A 2022",
    "tarif_facture.tarif_peinture": "20 - 45 A -",
    "tarif_facture.tarif_plomberie": "30 - 60 A -",
    "tarif_facture.tarif_gros_oeuvre": "35 - 50 A -",
    "tarif_facture.tarif_electricite": "30 - 50 A -",
    "tarif_facture.tarif_couverture": "45 - 70 A -",
    "conversion_heures.etp_annuel_legal": "- 1607 - C -",
    "conversion_heures.etp_annuel_paye": "- 1820 - A -",
    "conversion_heures.etp_mensuel": "- 151.67 - A -",
    "conversion_heures.etp_aide_au_poste": "- 1505 - C -",
}


# --- The figures themselves -------------------------------------------------------------------


def test_every_figure_is_the_one_of_its_source():
    def words(value: Decimal | None) -> str:
        return "-" if value is None else str(value)

    found = {}
    for each in all_references():
        older = "-" if each.before is None else f"<{each.before}"
        year = older if each.year is None else str(each.year)
        bounds = (words(each.low), words(each.typical), words(each.high))
        found[each.id] = " ".join((*bounds, each.certainty.value, year))
    assert found == FIGURES


@pytest.mark.parametrize("each", all_references(), ids=lambda each: each.id)
def test_a_sourced_figure_says_where_it_was_read_and_the_others_say_they_have_no_source(
    each: Reference,
):
    assert each.label == french(each.label)
    assert each.id.startswith(each.figure.value + ".")
    if each.order_of_magnitude:
        assert each.source == "Ordre de grandeur, sans source lue"
        assert each.url == ""
    else:
        assert each.certainty is Certainty.VERIFIED
        assert each.arithmetic != each.url.startswith("http")
        assert each.source != "Ordre de grandeur, sans source lue"


def test_an_ambiguous_source_gives_no_figure_and_that_is_said():
    told = [(each.figure.value, plain(each.label)) for each in left_out()]
    assert ("part_mo", "Achats de prestations de Plaine Commune (2024)") in told
    assert all(each.reason.endswith(".") for each in left_out())
    assert not [each for each in all_references() if "Plaine" in each.label + each.source]


def test_the_list_of_trades_is_closed_and_a_suggestion_by_cpv_is_never_ambiguous():
    assert len(TRADES) == 35
    prefixes = [prefix for each in TRADES.values() for prefix in each.details["cpv"]]
    assert len(prefixes) == len(set(prefixes))
    assert all(re.fullmatch(r"\d{2,8}", each) for each in prefixes)
    assert {each.details["family"] for each in TRADES.values()} == {
        "batiment", "travaux_publics", "proprete", "espaces_verts", "intellectuel", "autres",
    }  # fmt: skip
    for each in TRADES.values():
        for word in (each.key, each.label, *each.synonyms):
            assert vocabulary.find_option("trade", word) == each.key


def test_every_trade_has_at_least_one_labour_share_to_start_from():
    named = {trade for each in references(Figure.LABOUR_SHARE) for trade in each.trades}
    assert named == TRADES.keys()


def test_a_family_stands_for_each_of_its_trades():
    cost = reference("cout_horaire.construction_2020")
    works = [k for k, each in TRADES.items() if each.details["family"] in
             ("batiment", "travaux_publics")]  # fmt: skip
    assert cost.trades == tuple(works)
    low = reference("cout_horaire.smic_2026_memoire")
    assert set(low.trades) == {
        "nettoyage", "gardiennage", "espaces_verts_creation", "espaces_verts_entretien",
    }  # fmt: skip


# --- Age --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "on", "expected"),
    [
        ("cout_horaire.construction_2020", date(2026, 1, 1), "source de 2020, 6 ans"),
        ("cout_horaire.construction_2020", date(2021, 12, 31), "source de 2020, 1 an"),
        ("cout_horaire.construction_2020", date(2020, 12, 31), "source de 2020"),
        ("cout_horaire.construction_2020", date(2019, 1, 1), "source de 2020"),
        ("part_mo.peinture_mef", ON, "source non datée, antérieure à 2016"),
        ("part_mo.batiment_tce_prix_de_vente", ON, "source non datée"),
        ("part_mo.vrd_memoire", ON, "ordre de grandeur à confirmer"),
        # A year does not make a source: memory of 2026 stays memory.
        ("cout_horaire.construction_2026_memoire", ON, "ordre de grandeur à confirmer"),
        ("conversion_heures.etp_annuel_paye", ON, "résultat d'un calcul"),
    ],
)
def test_the_age_of_a_figure_is_said_in_words(name: str, on: date, expected: str):
    assert plain(age_words(reference(name), on)) == expected


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31)))
def test_an_age_is_never_negative_and_unknown_only_without_a_year(on: date):
    assert {each.year is None for each in all_references()} == {True, False}
    for each in all_references():
        age = each.age(on)
        assert (age is None) == (each.year is None)
        assert age is None or age == max(0, on.year - (each.year or 0))


# --- What is seen -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("part_mo.peinture_mef", "70 %"),
        ("part_mo.vrd_memoire", "≈ 30 % (de 20 % à 40 %)"),
        ("part_mo.secteurs_vises_etat_2008", "au moins 50 %"),
        ("taux_insertion.courante_ales", "de 5 % à 20 %"),
        ("cout_horaire.construction_2020", "35,20 €/h"),
        ("cout_horaire.travaux_mef", "de 25,00 €/h à 30,00 €/h"),
        ("conversion_heures.etp_annuel_legal", "≈ 1 607 heures"),
        ("conversion_heures.etp_mensuel", "151,67 heures"),
    ],
)
def test_a_figure_is_written_with_its_unit_and_memory_is_visibly_different(
    name: str, expected: str
):
    assert plain(reference(name).value_words) == expected


def test_only_orders_of_magnitude_bear_their_mark():
    assert {each.order_of_magnitude for each in all_references()} == {True, False}
    for each in all_references():
        assert each.value_words.startswith("≈") == each.order_of_magnitude
        assert (age_words(each, ON) == UNCONFIRMED) == each.order_of_magnitude


@pytest.mark.parametrize(
    ("low", "typical", "high", "expected"),
    [
        (None, "0.5", None, "0.5"),
        ("0.4", "0.5", "0.6", "0.5"),
        ("0.4", None, None, "0.4"),
        (None, None, "0.6", "0.6"),
        ("0.4", None, "0.6", None),
    ],
)
def test_a_bare_range_gives_no_figure_to_use(
    low: str | None, typical: str | None, high: str | None, expected: str | None
):
    found = made(low=low, typical=typical, high=high)
    assert found.value == (None if expected is None else Decimal(expected))


def test_an_upper_bound_alone_says_so():
    assert plain(made(typical=None, high="0.6").value_words) == "au plus 60 %"


# --- Which one may be used --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "trade", "expected"),
    [
        # The newest sourced hourly cost is of 2020; that of 2026 comes from memory.
        (Figure.HOURLY_COST, "peinture", "cout_horaire.construction_2020"),
        (Figure.HOURLY_COST, "nettoyage", None),
        (Figure.LABOUR_SHARE, "peinture", "part_mo.peinture_mef"),
        # 70 % is an example for no trade, 45 % comes from memory.
        (Figure.LABOUR_SHARE, "electricite", None),
        (Figure.LABOUR_SHARE, "gros_oeuvre", "part_mo.gros_oeuvre_mef"),
        # What the Grand Paris or the Olympic works asked holds there only.
        (Figure.INSERTION_RATE, "peinture", "taux_insertion.travaux_mef"),
        (Figure.INSERTION_RATE, "nettoyage", None),
        (Figure.BILLING_RATE, "peinture", None),
    ],
)
def test_the_newest_sourced_figure_is_neither_memory_nor_an_example_nor_a_programme(
    figure: Figure, trade: str, expected: str | None
):
    found = newest(references(figure, trade), trade)
    assert (None if found is None else found.id) == expected


@given(st.sampled_from(Figure), st.sampled_from([None, *TRADES]))
def test_what_is_proposed_has_a_source_a_value_and_the_right_to_size(
    figure: Figure, trade: str | None
):
    found = newest(references(figure, trade), trade)
    if found is not None:
        assert found.figure is figure
        assert found.value is not None
        assert found.sizing
        assert not found.order_of_magnitude
        assert not found.scope
        assert trade is None or not found.trades or trade in found.trades


def test_a_figure_of_the_trade_comes_before_a_newer_one_for_all():
    own, general = made(trades=("peinture",), year=2020), made(year=2026)
    assert newest((general, own), "peinture") is own
    assert newest((general, own), "sols") is general
    older = made(trades=("peinture",), year=2019)
    undated = made(trades=("peinture",), year=None)
    assert newest((undated, older, own), "peinture") is own
    assert newest((undated,), "peinture") is undated


def test_references_for_a_trade_hold_those_for_any_trade():
    found = references(Figure.LABOUR_SHARE, "peinture")
    assert {each.id for each in found} == {
        "part_mo.peinture_mef", "part_mo.marche_generique_ales", "part_mo.secteurs_vises_etat_2008",
    }  # fmt: skip
    assert references() == all_references()
    with pytest.raises(KeyError):
        reference("part_mo.inconnue")


def made(**fields: object) -> Reference:
    values = {
        "id": "x", "figure": Figure.LABOUR_SHARE, "label": "x", "trades": (), "low": None,
        "typical": "0.5", "high": None, "source": "x", "url": "", "year": None, "before": None,
        "certainty": Certainty.VERIFIED, "note": "", "sizing": True, **fields,
    }  # fmt: skip
    for name in ("low", "typical", "high"):
        values[name] = None if values[name] is None else Decimal(str(values[name]))
    return Reference(**values)  # type: ignore[arg-type]


# --- One file ---------------------------------------------------------------------------------


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the data files, which the product reads instead of its own."""
    copy = tmp_path / "data"
    shutil.copytree(str(datafiles.DATA), copy)

    def forget() -> None:
        load_data.cache_clear()
        all_references.cache_clear()

    forget()
    monkeypatch.setattr(datafiles, "DATA", copy)
    yield copy
    monkeypatch.undo()
    forget()


def add_row(data: Path, row: str) -> None:
    path = data / "reference" / "labour_shares.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("rows:\n", f"rows:\n  - {row}\n"), encoding="utf-8")


def test_a_new_rate_touches_one_data_file_and_is_seen_everywhere(data: Path):
    add_row(
        data,
        '{id: neuf, label: "Électricité, relevé", trades: [electricite], typical: "0.42",'
        ' certainty: A, source: "Relevé public", url: "https://exemple.fr", year: 2025}',
    )
    found = newest(references(Figure.LABOUR_SHARE, "electricite"), "electricite")
    assert found is not None
    assert (found.id, found.value) == ("part_mo.neuf", Decimal("0.42"))
    shown = clausier("references", "--metier", "electricite", "--le", "2026-11-21", "--json")
    rows = {each["id"]: each for each in shown.document["references"]}
    assert rows["part_mo.neuf"]["usuel"] == "0.42"
    assert plain(rows["part_mo.neuf"]["age_en_clair"]) == "source de 2025, 1 an"
    assert "42" in clausier("references", "--metier", "electricite").out


@pytest.mark.parametrize(
    "row",
    [
        '{id: a, label: a, typical: "1.2", certainty: C}',
        '{id: a, label: a, low: "0.6", typical: "0.5", certainty: C}',
        "{id: a, label: a, certainty: C}",
        "{id: a, label: a, typical: 0.5, certainty: C}",
        '{id: a, label: a, typical: "0.5", certainty: A}',
        '{id: a, label: a, trades: [zingueur], typical: "0.5", certainty: C}',
        '{id: a, label: a, families: [mer], typical: "0.5", certainty: C}',
        '{id: peinture_mef, label: a, typical: "0.5", certainty: C}',
    ],
)
def test_a_row_that_cannot_be_trusted_stops_the_build(data: Path, row: str):
    add_row(data, row)
    with pytest.raises((ValueError, TypeError)):
        all_references()
