"""Lots judged on insertion: the produced pieces announce, ask, score and bind one same thing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from clausier.documents import generate
from docgen.blocks import Inlines, Table, Text
from docgen.publication import (
    DECP_CLAUSE,
    DECP_CRITERION,
    DECP_NOTHING,
    DECP_RESERVED,
    DECP_RESERVED_CONCESSION,
    decp_values,
    lot_values,
    publication_blocks,
)
from insertion.award_criterion import scale, scored
from insertion.clause_choices import ReservedFor, SocialCondition
from insertion.contract import Contract, Lot, Mechanism
from insertion.hours import compute
from insertion.typography import plain, share_text
from tests.docgen.conftest import write_set
from tests.docgen.contracts import contract_record, fixed_lot, share_lot, without_clause
from tests.docgen.docx_reading import body_of, body_text, tables_of, w
from tests.office.validator import sdk_errors_by_file

WEIGHTS: dict[str, Any] = {
    "critere_poids": "0.15",
    "sc_accueil": "0.3",
    "sc_tutorat": "0.3",
    "sc_formation": "0.2",
    "sc_suites": "0.1",
    "sc_heures": "0.1",
    "critere_environnemental": "oui",
    "heures_plausibles_max": "0.2",
}
OFFERED = "4321"  # hours an offer adds: known to the buyer alone


def judged(number: str, **changes: str) -> dict[str, str]:
    """Return a lot with no condition, judged on insertion."""
    return {"numero": number, "intitule": "Entretien", "mecanisme": "critere"} | changes


def mixed() -> list[dict[str, str]]:
    """Return a condition, a criterion, both, both on a rule, and nothing."""
    both = {"mecanisme": "clause_et_critere"}
    return [
        fixed_lot("1"),
        judged("2", heures_offertes=OFFERED),
        fixed_lot("3", "Espaces verts", montant_ht="960000", heures_offertes=OFFERED) | both,
        share_lot("4", "Voirie", "12000", "0.05") | both,
        without_clause("5", "Signalétique"),
    ]


CONTRACTS: dict[str, dict[str, Any]] = {
    "mecanismes-mixtes": {"lots": mixed()},
    "critere-seul": {"lots": [judged("1")]},
    "clause-et-critere": {"lots": [mixed()[2] | {"numero": "1"}]},
    "en-annexe": {"lots": mixed(), "presentation_clause": "annexe"},
}


@pytest.fixture(scope="module")
def final(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the folder of the final pieces of a contract, made at its first use."""
    made: dict[str, Path] = {}

    def folder_of(name: str) -> Path:
        if name not in made:
            folder = tmp_path_factory.mktemp(name)
            record = contract_record(**CONTRACTS[name], **WEIGHTS)
            write_set(generate(record, folder, final=True))
            made[name] = folder
        return made[name]

    return folder_of


def piece(folder: Path, suffix: str) -> Path:
    (found,) = folder.rglob(f"*_{suffix}_*.docx")
    return found


def words(folder: Path, suffix: str) -> str:
    return plain(body_text(piece(folder, suffix)))


def rows(folder: Path, suffix: str, header: str) -> list[list[str]]:
    """Return the rows of the table whose first line holds ``header``, the first line apart."""
    for table in tables_of(piece(folder, suffix)):
        shown = [[plain(cell) for cell in row] for row in table]
        if header in shown[0]:
            return shown[1:]
    raise AssertionError(f"{suffix}: no table « {header} »")


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_final_set_holds_the_frame_the_grid_and_the_commitment(
    name: str, final: Callable[[str], Path]
):
    folder = final(name)
    assert "Critère d'insertion professionnelle" in words(folder, "RC")
    assert "Cadre de réponse au critère d'insertion" in words(folder, "ANX-CADRE-REPONSE")
    assert "Calcul de la note" in words(folder, "GRILLE-ANALYSE")
    binding = "ANX-INSERTION" if name == "en-annexe" else "CCAP"
    assert "Chaque action du cadre de réponse est due" in words(folder, binding)


@pytest.mark.parametrize("name", CONTRACTS)
def test_what_is_announced_is_what_is_asked_and_what_is_scored(
    name: str, final: Callable[[str], Path]
):
    folder = final(name)
    contract = contract_record(**CONTRACTS[name], **WEIGHTS).contract
    titles = [each.title for each in scored(contract)]
    announced = rows(folder, "RC", "Poids dans la note")
    assert [row[0] for row in announced] == [*titles, "Total du critère d'insertion"]
    assert announced[-1][1:3] == ["100 %", "15 %"]
    grid = rows(folder, "GRILLE-ANALYSE", "Motifs")
    assert [row[0] for row in grid] == [*titles, "Critère d'insertion"]
    assert [row[0] for row in rows(folder, "RC", "Ce qui est apprécié")] == titles
    levels = [[each.label, plain(share_text(each.points))] for each in scale()]
    for suffix in ("RC", "GRILLE-ANALYSE"):
        shown = rows(folder, suffix, "Part des points")
        assert [[row[0], row[2]] for row in shown] == levels
    frame = words(folder, "ANX-CADRE-REPONSE")
    for title in titles[:-1]:
        assert frame.count(f"{title} Cette partie est notée") == 1, title


def test_a_part_without_a_weight_is_neither_announced_nor_asked_nor_scored(tmp_path: Path):
    some = {
        "critere_poids": "0.1",
        "sc_accueil": "0.6",
        "sc_tutorat": "0.4",
        "critere_environnemental": "oui",
    }
    write_set(generate(contract_record([judged("1")], **some), tmp_path, final=True))
    for suffix in ("RC", "ANX-CADRE-REPONSE", "GRILLE-ANALYSE"):
        text = words(tmp_path, suffix)
        assert "Tutorat et encadrement" in text
        assert "Suites du parcours" not in text


def test_the_floor_is_the_same_everywhere_and_each_lot_asks_for_one_number(
    final: Callable[[str], Path],
):
    folder = final("mecanismes-mixtes")
    asked = {row[0]: row[2:4] for row in rows(folder, "AE", "Engagement du candidat")}
    assert asked["1"] == ["833 heures", "Condition acceptée sans changement"]
    assert asked["2"][1].startswith("Heures offertes :")
    assert asked["3"][0] == "Plancher : 800 heures"
    assert asked["3"][1].startswith("Total offert, plancher compris :")
    assert asked["4"][1].startswith("Heures ajoutées à la règle :")
    assert asked["5"] == ["Sans condition d'insertion", "sans objet"]
    framed = {row[0]: row[2:4] for row in rows(folder, "ANX-CADRE-REPONSE", "Plancher du marché")}
    assert framed.keys() == {"2", "3", "4"}
    assert all(framed[lot][1] == asked[lot][1] for lot in framed)
    assert framed["3"][0] == "800 heures"
    scope = {row[0]: row[2] for row in rows(folder, "RC", "Condition d'insertion")}
    assert (scope["1"], scope["3"]) == ("833 heures", "800 heures")


def locked_of(control: etree._Element) -> str | None:
    lock = control.find(f"{w('sdtPr')}/{w('lock')}")
    return None if lock is None else lock.get(w("val"))


def test_what_the_buyer_asks_is_locked_and_what_the_candidate_writes_is_not(
    final: Callable[[str], Path],
):
    folder = final("mecanismes-mixtes")
    for suffix, count in (("AE", 5), ("ANX-CADRE-REPONSE", 3)):
        body = body_of(piece(folder, suffix))
        locked = [each for each in body.iter(w("sdt")) if locked_of(each) == "sdtContentLocked"]
        held = [plain("".join(str(part) for part in each.itertext())) for each in locked]
        assert len(held) == count
        assert any("800 heures" in each for each in held)
        assert not any("…" in each for each in held)


@pytest.mark.parametrize("name", CONTRACTS)
def test_an_offer_already_known_reaches_no_piece_of_the_consultation(
    name: str, final: Callable[[str], Path]
):
    for path in (final(name) / "DCE").rglob("*.docx"):
        text = plain(body_text(path)).replace(" ", "")
        assert OFFERED not in text, path.name
        assert "5121" not in text, path.name  # the floor and the offer together
        assert "364950" not in text, path.name  # rulings are reasons of the buyer alone
        assert "Grille d'analyse" not in plain(body_text(path))


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_condition_is_not_said_to_be_outside_the_criteria_where_it_is_judged(
    name: str, final: Callable[[str], Path]
):
    for suffix in ("AAPC", "RC"):
        assert "n'est pas un critère d'attribution" not in words(final(name), suffix)


@pytest.mark.needs("node", "ooxml-validate")
def test_the_open_xml_sdk_finds_no_error(final: Callable[[str], Path]):
    files = [path for name in CONTRACTS for path in sorted(final(name).rglob("*.docx"))]
    found = sdk_errors_by_file(files)
    assert {path.name: errors[:3] for path, errors in found.items() if errors} == {}


def test_a_criterion_alone_asks_for_no_minimum(final: Callable[[str], Path]):
    folder = final("critere-seul")
    assert "ne fixe aucun nombre d'heures" in words(folder, "CCAP")
    assert "plancher" not in words(folder, "RC")
    assert "Objet de la clause d'insertion" not in words(folder, "CCAP")
    assert "Résiliation pour manquement" not in words(folder, "CCAP")


# --- The values of the notice and of the essential data ---------------------------------------


def lot(mechanism: Mechanism, **values: Any) -> Lot:
    return Lot(number="1", title="Lot", mechanism=mechanism, **values)


def coded(mechanism: Mechanism, **values: Any) -> dict[str, str]:
    one = lot(mechanism, **values)
    return dict(lot_values(one, Contract(lots=(one,), criterion_weight="0.125")))


SOCIAL_CODES = {
    SocialCondition.EQUALITY: "gen-eq",
    SocialCondition.WORKING_CONDITIONS: "work-cond",
    SocialCondition.ACCESSIBILITY: "acc-all",
}


@pytest.mark.parametrize(
    ("mechanism", "decp"),
    [
        (Mechanism.EXECUTION_CONDITION, "Clause sociale"),
        (Mechanism.AWARD_CRITERION, "Critère social"),
        (Mechanism.CLAUSE_AND_CRITERION, "Clause sociale et Critère social"),
    ],
)
def test_insertion_is_a_social_objective_and_reserves_nothing(mechanism: Mechanism, decp: str):
    found = coded(mechanism)
    assert (found["BT-06"], found["BT-775"]) == ("soc-obj", "opp")
    assert found["BT-777"]
    assert found["BT-70"]
    assert (found["BT-71"], found["BT-736"]) == ("none", "no")
    assert found["DECP"] == decp
    criterion = mechanism is not Mechanism.EXECUTION_CONDITION
    assert (found.get("BT-539"), found.get("BT-541")) == (
        ("quality", "12,5") if criterion else (None, None)
    )


@pytest.mark.parametrize(
    ("kind", "participation"),
    [
        (ReservedFor.INTEGRATION, "res-ws"),
        (ReservedFor.DISABILITY, "res-ws"),
        (ReservedFor.MIXED, "res-ws"),
        (ReservedFor.SOCIAL_ECONOMY, "res-pub-ser"),
    ],
)
def test_a_reserved_lot_says_for_whom(kind: ReservedFor, participation: str):
    found = coded(Mechanism.RESERVED, reserved_for=kind)
    assert found["BT-71"] == participation
    assert found["DECP"] == DECP_RESERVED
    assert "BT-70" not in found


def test_prison_work_has_no_code_of_its_own():
    found = coded(Mechanism.RESERVED, reserved_for=ReservedFor.PRISON)
    assert "Aucun code propre" in found["BT-71"]
    assert "à vérifier" in found["BT-71"]


def test_a_reserved_concession_has_its_own_word():
    one = lot(Mechanism.RESERVED, reserved_for=ReservedFor.DISABILITY)
    concession = Contract(lots=(one,), contract_type="concession")
    assert decp_values(one, concession) == (DECP_RESERVED_CONCESSION,)
    assert decp_values(one, Contract(lots=(one,))) == (DECP_RESERVED,)


@pytest.mark.parametrize("kind", list(SocialCondition))
def test_another_social_condition_is_a_social_clause_with_its_own_objective(kind: SocialCondition):
    found = coded(Mechanism.SOCIAL_CONDITION, social_condition=kind)
    assert found["BT-775"] == SOCIAL_CODES.get(kind, "other")
    assert found["DECP"] == DECP_CLAUSE


def test_an_insertion_service_asks_the_buyer():
    found = coded(Mechanism.INSERTION_SERVICE)
    assert "Réponse à donner par l'acheteur" in plain(found["DECP"])
    one = lot(Mechanism.INSERTION_SERVICE)
    assert decp_values(one, Contract(lots=(one,))) == ()


@pytest.mark.parametrize("mechanism", list(Mechanism))
@pytest.mark.parametrize("kind", [None, *ReservedFor])
def test_no_social_consideration_never_stands_beside_another(
    mechanism: Mechanism, kind: ReservedFor | None
):
    one = lot(mechanism, reserved_for=kind)
    found = decp_values(one, Contract(lots=(one,)))
    assert len(set(found)) == len(found)
    assert (DECP_NOTHING in found) is (mechanism is Mechanism.NONE)
    if DECP_NOTHING in found:
        assert found == (DECP_NOTHING,)
    assert (DECP_CRITERION in found) is one.has_criterion


def printed(cell: Inlines) -> str:
    return plain("".join(each.text for each in cell if isinstance(each, Text)))


def test_lots_that_share_their_values_share_a_column_and_others_stand_beside():
    record = contract_record(mixed(), **WEIGHTS)
    _, table = publication_blocks(compute(record.contract))
    assert isinstance(table, Table)
    heads = [printed(cell) for cell in table.header]
    assert heads == ["Champ", "Libellé", "Lot 1", "Lot 2", "Lots 3 et 4", "Lot 5"]
    shown = {printed(row[0]): [printed(cell) for cell in row[2:]] for row in table.rows}
    assert shown["BT-541"] == ["sans objet", "15", "15", "sans objet"]
    assert shown["DECP"] == [
        "Clause sociale",
        "Critère social",
        "Clause sociale et Critère social",
        "Pas de considération sociale",
    ]


def test_a_buyer_outside_the_code_has_nothing_to_key_in():
    record = contract_record(mixed(), acheteur_type="prive", **WEIGHTS)
    assert publication_blocks(compute(record.contract)) == ()
