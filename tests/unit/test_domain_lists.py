"""Closed lists: what the code knows, the vocabulary names, and the reverse; nothing left over."""

from __future__ import annotations

import ast
import doctest
import importlib
import re
import string
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from insertion import clause_choices, contract, vocabulary
from insertion.contract import Contract, Lot, Period, Retained
from insertion.datafiles import load_data
from insertion.dated import Certainty
from insertion.errors import catalogue, fault
from insertion.formula import Expr, Named, parts, variables
from insertion.intake import PERIODS_KEY, RETAINED_FIELDS
from insertion.lot_inputs import LARGEST
from insertion.method import HoursKind, Statement
from insertion.methods import METHODS, method
from insertion.number_text import UNITS_OF_TYPE
from insertion.obligations import Level
from insertion.outcomes import Group
from insertion.quantities import DayKind, Days, Direction
from insertion.reading import READERS, TEXT_LIMITS
from insertion.record import LOTS_KEY, RETAINED
from insertion.safe_yaml import SCHEMA_KEY
from insertion.typography import french

ROOT = Path(__file__).parents[2]
PACKAGES = ("insertion", "docgen", "xlplugin", "clausier")
FIELDS, LOT_FIELDS = vocabulary.contract_terms(), vocabulary.lot_terms()
PERIOD_FIELDS = vocabulary.period_terms()
TERMS = {**FIELDS, **LOT_FIELDS, "period_kind": PERIOD_FIELDS["period_kind"]}
VOCABULARY: dict[str, Any] = load_data("vocabulary.fr.yaml")
ENUMS = {
    "buyer_kind": contract.BuyerKind,
    "contract_type": contract.ContractType,
    "ccag": contract.Ccag,
    "amount_base": contract.AmountBase,
    "period_kind": contract.PeriodKind,
    "rounding_direction": Direction,
    "mechanism": contract.Mechanism,
    "reporting_rhythm": contract.ReportingRhythm,
    "penalty_base": contract.PenaltyBase,
    "facilitator_data_role": contract.DataRole,
    "ambition": clause_choices.Ambition,
    "clause_placement": clause_choices.ClausePlacement,
    "derogations_form": clause_choices.DerogationsForm,
    "group_form": clause_choices.GroupForm,
    "hours_pooling": clause_choices.HoursPooling,
    "variation_mode": clause_choices.VariationMode,
    "framework_rule": clause_choices.FrameworkRule,
    "reserved_for": clause_choices.ReservedFor,
    "social_condition": clause_choices.SocialCondition,
    "derogation_ground": clause_choices.DerogationGround,
    "training_status": clause_choices.TrainingStatus,
    "charter_kind": clause_choices.CharterKind,
    "overseas_territory": clause_choices.OverseasTerritory,
    "obligation": Level,
    "statement": Statement,
    "hours_kind": HoursKind,
    "comparison_group": Group,
}
OF_CLAUSES = {"clause_document", "clause_status", "legal_role"}
"""What a clause's sheet says in identifiers."""
OF_RESULTS = {"obligation", "certainty", "statement", "hours_kind", "comparison_group"}
"""Lists that no one fills: they name what was found."""


# --- Fields -----------------------------------------------------------------------------------


def test_the_contract_and_its_vocabulary_hold_the_same_fields():
    assert FIELDS.keys() == Contract.model_fields.keys() - {"lots", "periods"}
    inputs_only = {name for each in METHODS for name in each.inputs} - Lot.model_fields.keys()
    fields = Lot.model_fields.keys() - {"retained", "inputs"}
    assert LOT_FIELDS.keys() == fields | RETAINED.keys() | inputs_only
    assert PERIOD_FIELDS.keys() == Period.model_fields.keys()
    assert {LOT_FIELDS[name].type for name in inputs_only} <= set(LARGEST)
    assert set(RETAINED.values()) == Retained.model_fields.keys()
    assert set(RETAINED_FIELDS) == RETAINED.keys() - {"retained_hours"}
    assert all(vocabulary.lot_terms()[name].short for name in RETAINED_FIELDS)


def test_each_fact_is_reached_by_its_french_key():
    facts = Contract(subject="École", lots=(Lot(number="1", title="a"),))
    assert facts.value_of("objet_marche") == "École"
    assert contract.field_of_key() == {term.key: name for name, term in FIELDS.items()}
    aliases = {name: Contract.model_fields[name].alias for name in FIELDS}
    assert aliases == {name: term.key for name, term in FIELDS.items()}


def test_every_type_of_field_has_its_reader_and_every_reader_its_field():
    assert {term.type for term in TERMS.values()} == READERS.keys() | {"share"}
    assert len(READERS) == 17
    assert READERS.keys() | {"share"} >= UNITS_OF_TYPE.keys()
    assert READERS.keys() >= TEXT_LIMITS.keys()


def test_keys_are_french_snake_case_and_unique():
    for terms in (FIELDS, LOT_FIELDS, PERIOD_FIELDS):
        keys = [term.key for term in terms.values()]
        assert len(keys) == len(set(keys)) >= 4
        assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", key) for key in keys)
    reserved = {LOTS_KEY, PERIODS_KEY, SCHEMA_KEY}
    assert not reserved & {term.key for term in FIELDS.values()}


def test_every_field_has_a_label_of_its_own_and_a_group_people_see():
    for terms in (FIELDS, LOT_FIELDS, PERIOD_FIELDS):
        labels = [term.label for term in terms.values()]
        assert len(labels) == len(set(labels)) >= 4
        assert all(label[0].isupper() and label == label.strip() for label in labels)
    assert {term.group for term in FIELDS.values()} == vocabulary.groups().keys()
    grouped = [term.group for term in FIELDS.values()]
    assert list(dict.fromkeys(grouped)) == list(vocabulary.groups()), "groups keep one order"
    changes = sum(before != after for before, after in pairwise(grouped))
    assert changes == len(vocabulary.groups()) - 1


def test_a_field_that_depends_on_another_names_a_field_that_exists():
    keys = {term.key: name for name, term in FIELDS.items()} | {"mecanisme": "mechanism"}
    conditions = [term.when for term in TERMS.values() if term.when]
    conditions += [
        each for group in vocabulary.groups() if (each := vocabulary.group_condition(group))
    ]
    assert len(conditions) >= 15
    for when in conditions:
        key, _, options = when.partition(".")
        named = set(options.split("|")) if options else set()
        assert key in keys
        known = set(vocabulary.options(keys[key])) if named else set()
        # « indice » stands for the two bases that are indices.
        assert named <= known | ({"indice"} if key == "penalite_base" else set())


def test_every_heading_names_one_field_and_every_label_is_a_heading():
    assert any(term.headings for term in LOT_FIELDS.values())
    for name, term in LOT_FIELDS.items():
        for word in (term.key, term.label, *term.headings):
            assert vocabulary.find_lot_heading(word) == name
    assert vocabulary.find_lot_heading("observations") is None


def test_a_column_of_results_is_known_by_its_headings_and_taken_for_no_field():
    results = {name: vocabulary.quantity(name) for name in VOCABULARY["results"]}
    known = {name: term for name, term in results.items() if term.headings}
    assert known
    for name, term in known.items():
        for word in (term.label, *term.headings):
            assert vocabulary.find_result_heading(word.upper()) == name
            assert vocabulary.find_lot_heading(word) is None
    for term in results.values():
        assert term.headings or vocabulary.find_result_heading(term.label) is None
    assert vocabulary.find_result_heading("observations") is None


def test_no_estimate_nor_reason_ever_leaves_the_office():
    internal = {name for name, term in TERMS.items() if term.internal}
    assert internal >= {
        "amount_excl_tax", "labour_share", "insertion_rate", "hourly_cost", "worked_hours",
        "retained_reason", "retained_author", "retained_date", "no_clause_reason", "values_source",
    }  # fmt: skip
    assert not internal & {"number", "title", "retained_hours", "buyer_name", "subject"}


# --- Options ----------------------------------------------------------------------------------


def test_every_list_of_options_belongs_to_a_field_a_result_or_a_clause():
    of_fields = {name for name, term in TERMS.items() if term.type in ("choice", "choices")}
    assert set(vocabulary.choice_lists()) == of_fields | OF_RESULTS | OF_CLAUSES
    assert of_fields - ENUMS.keys() == {"method", "publics", "trade"}


@pytest.mark.parametrize("name", ENUMS)
def test_each_enumeration_and_its_options_hold_the_same_values_in_the_same_order(name: str):
    assert [each.value for each in ENUMS[name]] == list(vocabulary.options(name))


def test_no_enumeration_of_the_contract_is_forgotten():
    written = {
        field.annotation
        for model in (Contract, Lot, Period)
        for field in model.model_fields.values()
    }
    enums = {each for name, each in ENUMS.items() if name not in OF_RESULTS}
    assert len(enums) == len(ENUMS.keys() - OF_RESULTS) > 0
    assert {each for each in enums if not {each, each | None} & written} == set()


@pytest.mark.parametrize("name", vocabulary.choice_lists())
def test_options_have_labels_of_their_own(name: str):
    labels = [option.label for option in vocabulary.options(name).values()]
    assert len(labels) == len(set(labels)) > 1
    assert vocabulary.find_option(name, "rien de tel") is None


def test_people_named_in_a_clause_fill_only_fields_that_exist():
    keys = {term.key for term in FIELDS.values()}
    assert len(vocabulary.options("publics")) > 5
    for option in vocabulary.options("publics").values():
        assert option.details["clauses"]
        for wording in option.details["clauses"]:
            holes = {hole for _, hole, _, _ in string.Formatter().parse(wording) if hole}
            assert holes <= keys
            assert wording.startswith(("les ", "l'")), wording
        assert option.details["family"] in ("structure", "situation")


# --- Methods and results ----------------------------------------------------------------------


def test_methods_are_the_options_in_the_same_order():
    assert [each.id for each in METHODS] == list(vocabulary.options("method"))
    assert all(method(each.id) is each for each in METHODS)
    with pytest.raises(KeyError):
        method("inconnue")


@pytest.mark.parametrize("each", METHODS, ids=lambda each: each.id)
def test_a_method_names_inputs_people_can_fill_and_says_where_it_was_read(each: Any):
    assert each.inputs == variables(each.exact) == variables(each.rounded)
    for name in each.inputs:
        term = LOT_FIELDS[name]
        assert term.short
        assert vocabulary.unit_exponents(term.unit) is not None
    assert each.sources
    for source in each.sources:
        assert source.text
        read = each.certainty is not Certainty.TO_VERIFY
        assert source.url.startswith("http") if read else source.url == ""
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", source.checked_on)


def test_every_result_and_unit_of_the_vocabulary_is_used():
    words = constants_of(PACKAGES)
    for name, row in VOCABULARY["results"].items():
        assert name in words or row["key"] in words, name
    units = {term.unit for term in LOT_FIELDS.values()} - {""}
    assert units | {row["unit"] for row in VOCABULARY["results"].values() if "unit" in row} == set(
        VOCABULARY["units"]
    )
    named = {node.name for each in METHODS for node in named_nodes(each.exact)}
    assert named <= VOCABULARY["results"].keys()


def named_nodes(tree: Expr) -> Iterator[Named]:
    if isinstance(tree, Named):
        yield tree
    for part in parts(tree):
        yield from named_nodes(part)


def test_the_vocabulary_has_no_other_section():
    assert set(VOCABULARY) == {
        "schema", "groups", "fields", "lot_fields", "period_fields", "function_fields", "results",
        "choices", "units",
    }  # fmt: skip


def test_days_are_printed_as_the_reading_rules_expect():
    kinds = {kind.value for kind in DayKind}
    assert kinds == {"calendaires", "ouvrés", "ouvrables"}
    assert str(Days(1, DayKind.WORKED)) == "1 jour ouvré"
    assert str(Days(2, DayKind.WORKING)) == "2 jours ouvrables"


# --- Faults -----------------------------------------------------------------------------------


@cache
def trees(package: str) -> tuple[ast.Module, ...]:
    folder = ROOT / package
    return tuple(ast.parse(path.read_text("utf-8")) for path in sorted(folder.rglob("*.py")))


@cache
def constants_of(packages: tuple[str, ...]) -> frozenset[str]:
    return frozenset(
        node.value
        for package in packages
        for tree in trees(package)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def holes_of(code: str) -> set[str]:
    entry = catalogue()[code]
    return {
        hole
        for sentence in entry.values()
        for _, hole, _, _ in string.Formatter().parse(sentence)
        if hole
    }


def calls() -> Iterator[tuple[str, str, set[str]]]:
    """Every call of the four packages that names a fault code first: function, code, keywords."""
    for package in PACKAGES:
        for tree in trees(package):
            for node in ast.walk(tree):
                if not (isinstance(node, ast.Call) and node.args):
                    continue
                first = node.args[0]
                if not (isinstance(first, ast.Constant) and first.value in catalogue()):
                    continue
                keywords = {each.arg for each in node.keywords}
                if None not in keywords:
                    name = node.func.id if isinstance(node.func, ast.Name) else "?"
                    yield name, first.value, {each for each in keywords if each}


def test_every_fault_is_raised_somewhere():
    assert catalogue().keys() - constants_of(PACKAGES) == set()


def test_every_raiser_fills_the_holes_of_its_sentences():
    found = list(calls())
    assert len(found) > 30
    for function, code, keywords in found:
        given = keywords | ({"value"} if function == "_refuse" else set())
        if function in ("fault", "_refuse"):
            assert holes_of(code) <= given, code


@pytest.mark.parametrize("code", catalogue())
def test_each_fault_reads_as_two_french_sentences(code: str):
    assert set(catalogue()[code]) - {"pane"} == {"cause", "remedy"}
    assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", code)
    found = fault(code, "ici", **dict.fromkeys(holes_of(code), "X"))
    meant = sum(text.count("{{") for text in catalogue()[code].values())  # braces to be typed
    assert "--" not in found.at_the_desk or not found.pane
    assert sum(text.count("{") for text in (found.cause, found.remedy, found.pane)) == meant
    for sentence in (found.cause, found.remedy, found.at_the_desk):
        assert sentence == french(sentence)
        assert sentence[-1] in ".?" or sentence == "X"


def test_no_code_is_written_twice():
    text = (ROOT / "insertion" / "data" / "errors.fr.yaml").read_text("utf-8")
    codes = re.findall(r"^([A-Z_]+):", text, flags=re.MULTILINE)
    assert len(codes) > 30
    assert [code for code, times in Counter(codes).items() if times > 1] == []
    assert set(codes) == catalogue().keys()


# --- Examples in docstrings -------------------------------------------------------------------


@pytest.mark.parametrize("module", sorted((ROOT / "insertion").glob("*.py")), ids=lambda p: p.stem)
def test_the_examples_of_the_docstrings_hold(module: Path):
    name = "insertion" if module.stem == "__init__" else f"insertion.{module.stem}"
    assert doctest.testmod(importlib.import_module(name)).failed == 0
