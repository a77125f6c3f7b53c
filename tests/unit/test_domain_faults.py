"""Broken files: each fault has its code, place, cause and remedy; nothing else ever escapes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from insertion import errors, vocabulary
from insertion.contract import MAX_LOTS
from insertion.errors import (
    LONGEST_LIST,
    ClausierError,
    Fault,
    InvalidInput,
    Refused,
    WrongUsage,
    catalogue,
    fault,
    named_items,
)
from insertion.hours import compute
from insertion.intake import RawRecord, build_record
from insertion.reading import RawCell
from insertion.record import load_record
from insertion.safe_yaml import MAX_CHARACTERS, MAX_DEPTH
from insertion.typography import plain

FOLDER = Path(__file__).parents[1] / "bad"
FIXTURES = sorted(path for path in FOLDER.glob("*.yaml") if path.stem != "PLUSIEURS")
READING_MODULES = (
    "reading", "number_text", "intake", "record", "safe_yaml", "hours", "refusals", "periods",
)  # fmt: skip
NOT_FROM_A_SMALL_FILE = {"FICHIER_TROP_GROS", "LOTS_TROP_NOMBREUX", "PERIODES_TROP_NOMBREUSES"}
GOOD_LOT = 'lots:\n  - {numero: "1", intitule: a, montant_ht: 1, part_mo: 0.5, taux_insertion: 0.5, cout_horaire: 1}\n'  # noqa: E501

RETAINED = "motif_retenue: a, auteur_retenue: b, date_retenue: "


def use(text: str) -> None:
    """Do with ``text`` all that the domain does with a user's file."""
    record = load_record(text)
    compute(record.contract, record.lot_places)


def outcome(text: str) -> tuple[Fault, ...]:
    """Return the faults of ``text``, none when it is accepted; anything else escapes."""
    try:
        use(text)
    except InvalidInput as refused:
        return refused.faults
    return ()


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(InvalidInput) as caught:
        use(text)
    return caught.value.faults


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_broken_file_is_refused_with_its_code_place_cause_and_remedy(path: Path):
    text = path.read_text(encoding="utf-8")
    notes = dict(line[2:].split(" : ", 1) for line in text.splitlines()[1:4])
    (found,) = faults_of(text)
    assert found.code == path.stem
    place = notes["lieu"]
    assert found.place == ("marche.yaml" if place == "-" else f"marche.yaml:{place}")
    assert notes["cause"] in plain(found.cause)
    assert notes["remède"] in plain(found.remedy)
    assert "{" not in found.cause + found.remedy


def test_every_code_the_domain_raises_on_a_file_has_its_fixture():
    raised = {
        word
        for module in READING_MODULES
        for word in (Path(errors.__file__).parent / f"{module}.py").read_text("utf-8").split('"')
        if word in catalogue()
    }
    # A point is always a decimal point in a file a program writes: tested on cells.
    # And only a spreadsheet turns a lot number into a date by itself.
    only_in_cells = {"NOMBRE_AMBIGU", "NUMERO_CONVERTI"}
    assert raised - only_in_cells - NOT_FROM_A_SMALL_FILE == {path.stem for path in FIXTURES}


def test_all_the_faults_of_a_file_come_together_once_each():
    found = faults_of((FOLDER / "PLUSIEURS.yaml").read_text(encoding="utf-8"))
    assert sorted(str(each.place) + " " + each.code for each in found) == sorted(
        f"marche.yaml:{each}"
        for each in (
            "schema (ligne 2) VERSION_INCONNUE",
            "nature (ligne 4) CLE_EN_DOUBLE",
            "nature (ligne 3) CHOIX_INCONNU",
            "date_lancement (ligne 5) DATE_ILLISIBLE",
            "couleur (ligne 6) CLE_INCONNUE",
            "delai_alerte (ligne 7) HORS_BORNES",
            "penalite_plafond (ligne 8) PART_AMBIGUE",
            "lots[1].montant_ht (ligne 12) NOMBRE_NEGATIF",
            "lots[1].part_mo (ligne 13) PART_AMBIGUE",
            "lots[2].part_mo (ligne 16) PART_AMBIGUE",
            "lots[2].numero (ligne 14) LOT_EN_DOUBLE",
            "lots[3].cout_horaire (ligne 18) MONTANT_ILLISIBLE",
            "lots[3] (ligne 17) LOT_SANS_NUMERO",
        )
    )


@pytest.mark.parametrize(
    ("lot", "code"),
    [
        (f"intitule: {'a' * 301}", "TEXTE_TROP_LONG"),
        (
            "intitule: a, heures_retenues: 8.5, " + RETAINED + "2026-01-01",
            "ENTIER_ATTENDU",
        ),
        (
            "intitule: a, heures_retenues: 8, " + RETAINED + "hier",
            "DATE_ILLISIBLE",
        ),
    ],
)
def test_an_unreadable_value_is_not_also_called_missing(lot: str, code: str):
    (found,) = faults_of(f'lots:\n  - {{numero: "1", {lot}}}\n')
    assert found.code == code


def test_a_number_that_cannot_be_read_hides_no_other_fault_of_the_lot():
    found = faults_of(f"lots:\n  - {{numero: {'9' * 301}, montant_ht: x}}\n")
    assert [each.code for each in found] == ["TEXTE_TROP_LONG", "MONTANT_ILLISIBLE"]


@pytest.mark.parametrize("key", [term.key for term in vocabulary.contract_terms().values()])
def test_a_list_or_a_mapping_is_no_value_but_a_list_of_choices(key: str):
    codes = {each.code for each in faults_of(f"{key}: {{a: b}}\n{GOOD_LOT}")}
    assert codes == {"TEXTE_ATTENDU"}
    (found,) = faults_of(f"{key}: [oui]\n{GOOD_LOT}")
    assert found.code == ("CHOIX_INCONNU" if key == "publics" else "TEXTE_ATTENDU")
    assert "[" not in found.cause


@pytest.mark.parametrize(
    ("field", "value", "accepted"),
    [
        ("arrondi_multiple", "1", True),
        ("arrondi_multiple", "1000", True),
        ("arrondi_multiple", "0", False),
        ("arrondi_multiple", "1001", False),
        ("arrondi_multiple", "7.5", False),
        ("penalite_coefficient", "0.01", True),
        ("penalite_coefficient", "100", True),
        ("penalite_coefficient", "0", False),
        ("penalite_coefficient", "100.01", False),
    ],
)
def test_plain_numbers_have_their_own_bounds(field: str, value: str, accepted: bool):
    text = f"{field}: {value}\n{GOOD_LOT}"
    if accepted:
        use(text)
        return
    (found,) = faults_of(text)
    assert found.code == ("ENTIER_ATTENDU" if "." in value and "mult" in field else "HORS_BORNES")
    assert f"« {value} »" in plain(found.cause)


def test_too_many_lots_are_refused_before_they_cost():
    rows = [{"number": RawCell(str(index), "")} for index in range(MAX_LOTS + 1)]
    with pytest.raises(InvalidInput, match="LOTS_TROP_NOMBREUX"):
        build_record(RawRecord({}, rows, [""] * len(rows), "marche.yaml"))


def test_a_file_too_big_is_refused_before_it_is_parsed():
    (found,) = faults_of("#" * (MAX_CHARACTERS + 1))
    assert (found.code, found.place) == ("FICHIER_TROP_GROS", "marche.yaml")


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "{a: ", "[{a: "])
def test_deep_nesting_is_refused_at_once(opening: str):
    (found,) = faults_of(opening * 100_000)
    assert found.code == "YAML_ILLISIBLE"
    assert "imbrication trop profonde" in found.cause


def test_ordinary_nesting_is_below_the_limit():
    nested = "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    (found,) = faults_of(f"objet_marche: {nested}\n{GOOD_LOT}")
    assert found.code == "TEXTE_ATTENDU"
    (found,) = faults_of(f"objet_marche: [{nested}]\n{GOOD_LOT}")
    assert found.code == "YAML_ILLISIBLE"


ATTACKS = {
    "alias bomb": "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "python tag": "objet_marche: !!python/object/apply:os.system [ls]\n",
    "own tag": "objet_marche: !secret x\n",
    "merge key": "<<: {nature: travaux}\n" + GOOD_LOT,
    "NUL": "objet_marche: a\x00b\n",
    "escaped NUL": f'objet_marche: "a\\0b"\n{GOOD_LOT}',
    "control character": "objet_marche: a\x07b\n",
    "lone surrogate": f'objet_marche: "\\ud800"\n{GOOD_LOT}',
    "surrogate as key": f'"\\ud800": a\n{GOOD_LOT}',
    "no such character": f'objet_marche: "\\U00110000"\n{GOOD_LOT}',
    "beyond any character": f'objet_marche: "\\UFFFFFFFF"\n{GOOD_LOT}',
    "endless version": f"%YAML {'9' * 5000}.1\n---\n{GOOD_LOT}",
    "two documents": f"{GOOD_LOT}---\n{GOOD_LOT}",
    "400 digits": f"penalite_forfait_heure: {'9' * 400}\n{GOOD_LOT}",
    "4000 digits": f"duree_ferme_mois: {'9' * 4000}\n{GOOD_LOT}",
    "NaN": f"penalite_forfait_heure: .nan\n{GOOD_LOT}",
    "infinity": f"penalite_coefficient: -.inf\n{GOOD_LOT}",
    "tab indent": "lots:\n\t- numero: 1\n",
    "empty": "",
    "only a comment": "# rien\n",
    "only a list": "[1, 2]",
    "only a text": "marche",
    "lots is a text": "lots: beaucoup",
    "lots is a mapping": "lots: {numero: 1}",
    "lots of texts": "lots: [a, ~, [], {}]",
    "complex keys": f"? [a, b]\n: c\n? {{a: b}}\n: c\n{GOOD_LOT}",
    "nothing but quotes": "'\"'\"",
    "mojibake": "acheteur_nom: MÃ©tropole\nlots: []\n",
    "year ten thousand": f"date_lancement: 10000-01-01\n{GOOD_LOT}",
    "Arabic digits": "date_lancement: \u0660\u0661-\u0660\u0661-\u0660\n" + GOOD_LOT,
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_hostile_file_is_refused_with_sentences_a_terminal_can_print(name: str):
    refused = faults_of(ATTACKS[name])
    assert refused
    for found in refused:
        assert found.code in catalogue()
        printed = str(found)
        assert printed.isprintable() or {"\u00a0", "\u202f"} >= {
            each for each in printed if not each.isprintable()
        }
        assert len(printed) < 1000
        printed.encode("utf-8")


def test_a_byte_order_mark_is_no_fault():
    use("\ufeff" + GOOD_LOT)


def test_windows_line_ends_are_no_fault_and_keep_the_lines():
    use(GOOD_LOT.replace("\n", "\r\n"))
    (found,) = faults_of(f"nature: troc\r\n\r\n{GOOD_LOT}defense_securite: bof\r\n")[:1]
    assert found.place == "marche.yaml:nature (ligne 1)"


# --- Anything at all --------------------------------------------------------------------------

KEYS = [term.key for term in vocabulary.contract_terms().values()]
LOT_KEYS = [term.key for term in vocabulary.lot_terms().values()]
SCALARS = (
    "", "~", "0", "1", "-1", "010", "1e5", ".nan", "-.inf", "50 %", "1.250", "1 250,5", "oui",
    "travaux", "aucun", "2026-09-01", "31/02/2026", "1er mars 2026", "10 jours ouvrés", "« »",
    "9999 jours calendaires", "9" * 30, "9" * 400, "[]", "[iae, qpv]", "{}", "|\n  a\n  b", "@x",
    "'", '"', "&a b", "*a", "!t x", '"\\0"', '"\\ud83d"', '"\\U0010ffff"', "é\u0301",
    "\ufeff", "a: b",
    "condition_execution", "m1", "m2", "Lot 3", "lot", "N°",
    "clauses@exemple.fr", "% 5", "k€", "-0",
)  # fmt: skip
scalars = st.sampled_from(SCALARS) | st.text(max_size=12) | st.integers().map(str)
lines = st.tuples(st.sampled_from([*KEYS, "schema", "inconnue"]), scalars).map(": ".join)
lot_lines = st.lists(st.tuples(st.sampled_from(LOT_KEYS), scalars).map(": ".join), max_size=8)
documents = st.tuples(
    st.lists(lines, max_size=8), st.lists(lot_lines, max_size=4), st.booleans()
).map(
    lambda parts: "\n".join(
        [
            *parts[0],
            *(["lots:"] if parts[2] else []),
            *("  - " + "\n    ".join(['numero: "1"', "intitule: a", *lot]) for lot in parts[1]),
        ]
    )
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(documents | st.text(max_size=80))
@example('a: "\\U00110000"')
def test_nothing_but_an_invalid_input_escapes_whatever_the_text(text: str):
    assert all(each.code in catalogue() and each.place for each in outcome(text))


cells = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.dates(),
    st.datetimes(), st.decimals(), st.sampled_from(SCALARS),
    st.lists(st.text(max_size=5), max_size=3),
)  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    facts=st.dictionaries(st.sampled_from(list(vocabulary.contract_terms())), cells, max_size=10),
    rows=st.lists(
        st.dictionaries(st.sampled_from(list(vocabulary.lot_terms())), cells, max_size=13),
        max_size=3,
    ),
    percent=st.booleans(),
)
def test_nothing_but_an_invalid_input_escapes_whatever_the_cells(
    facts: dict[str, object], rows: list[dict[str, object]], percent: bool
):
    def raw(values: dict[str, object]) -> dict[str, RawCell]:
        return {name: RawCell(value, name, percent=percent) for name, value in values.items()}  # type: ignore[arg-type]

    places = [f"Lots!A{row}" for row in range(len(rows))]
    try:
        record = build_record(RawRecord(raw(facts), [raw(row) for row in rows], places, "x"))
        compute(record.contract, record.lot_places)
    except InvalidInput as refused:
        codes = {each.code for each in refused.faults}
    else:
        codes = set()
    assert codes <= catalogue().keys()


# --- Faults themselves ------------------------------------------------------------------------


def test_a_fault_keeps_a_strangers_value_short_and_visible():
    found = fault("MONTANT_ILLISIBLE", "a\x1b[31m" + "b" * 500, value="{x}\x07" + "9" * 500)
    assert found.place.startswith("a·[31mbbb")
    assert len(found.place) == 200
    assert "{x}·999" in found.cause
    assert len(found.cause) < 200


def test_a_list_of_choices_is_never_cut_inside_an_item():
    labels = [option.label for option in vocabulary.options("trade").values()]
    found = fault("CHOIX_INCONNU", "ici", value="x", label="Métier", choices=labels)
    said = plain(found.remedy).removeprefix("Choisir parmi : ").removesuffix(".")
    named, _, others = said.rpartition(" et ")
    items = named.split(" ; ")
    assert items == [plain(each) for each in labels[: len(items)]]
    assert others == f"{len(labels) - len(items)} autres"


@pytest.mark.parametrize("name", ["publics", "method", "buyer_kind"])
def test_a_closed_list_of_ordinary_length_is_named_whole(name: str):
    labels = [option.label for option in vocabulary.options(name).values()]
    found = fault("CHOIX_INCONNU", "ici", value="x", label="Liste", choices=labels)
    assert all(plain(each) in plain(found.remedy) for each in labels)
    assert not re.search(r" et \d+ autres?\.$", plain(found.remedy))


def test_one_item_in_excess_is_counted_in_the_singular():
    items = ["a" * 119] * 5
    assert len(", ".join(items)) > LONGEST_LIST > len(", ".join(items[1:]))
    assert plain(named_items(items)).endswith("a et 1 autre")
    assert named_items(items[1:]).count("a" * 119) == 4
    assert "…" not in named_items(items)


def test_an_advice_of_ours_is_left_whole():
    advice = "Choisir parmi : " + ", ".join(["peinture"] * 30) + "."
    assert plain(fault("CLE_INCONNUE", "ici", key="x", advice=advice).remedy) == advice


def test_a_fault_has_published_french_keys():
    found = fault("AUCUN_LOT", "marche.yaml")
    assert found.as_record() == {
        "code": "AUCUN_LOT",
        "lieu": "marche.yaml",
        "cause": "Aucun lot n’a été trouvé.",
        "remede": found.remedy,
    }
    assert str(found).endswith("[AUCUN_LOT]")


def test_an_unknown_code_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        fault("INEXISTANT", "ici")


def test_each_refusal_has_its_exit_code_and_at_least_one_fault():
    kinds = (ClausierError, WrongUsage, InvalidInput, Refused)
    assert [kind.exit_code for kind in kinds] == [1, 2, 3, 4]
    with pytest.raises(ValueError, match="teaches nothing"):
        InvalidInput([])


def test_the_fixtures_are_valid_yaml_but_for_those_about_yaml():
    broken = {"YAML_ILLISIBLE"}
    sound = [path for path in FIXTURES if path.stem not in broken]
    assert len(sound) == len(FIXTURES) - 1 > 30
    for path in sound:
        yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
