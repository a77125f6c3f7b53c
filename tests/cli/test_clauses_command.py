"""The clause library as people and programs meet it: listed, shown, searched, explained."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from clausier import clauses_report
from clausier.clauses_search import search
from clausier.clauses_words import reason
from clausier.documents import generate
from docgen.clause import DOCUMENTS
from docgen.frozen import served_days
from docgen.library import builtin_library, load_library
from docgen.lint import check_folder
from docgen.pieces import explain
from docgen.placeholders import published
from docgen.selection import Ground, Outcome
from insertion import vocabulary
from insertion.hours import compute
from insertion.typography import plain
from tests.cli.command import Outcome as Ended
from tests.cli.command import clausier
from tests.docgen.contracts import (
    CONTRACTS,
    contract_file,
    contract_record,
    fixed_lot,
    share_lot,
)
from tests.docgen.test_library_rules import BASE, BODY, CASES, HISTORY, SHEET

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "workbooks" / "exemple-renovation-ecole.yaml"
LUMP_SUM: dict[str, Any] = {"penalite_base": "forfait", "penalite_forfait_heure": "30"}
PLANS = "ccap:\n  - {title: Insertion, clauses: [essai]}\n"


def said(outcome: Ended) -> str:
    return plain(outcome.out)


def small_library(root: Path, sheet: str = SHEET, plans: str = PLANS, cases: str = CASES) -> Path:
    """Write a library of one clause, « essai »."""
    (root / "essai").mkdir(parents=True)
    (root / "base.yaml").write_text(BASE, encoding="utf-8")
    (root / "plans.yaml").write_text(plans, encoding="utf-8")
    files = {"clause.yaml": sheet, "body.md": BODY, "cases.yaml": cases, "CHANGELOG.md": HISTORY}
    for name, text in files.items():
        (root / "essai" / name).write_text(text, encoding="utf-8")
    return root


# --- Lister -----------------------------------------------------------------------------------


def test_the_list_opens_with_counts_and_gives_each_clause_its_facts():
    text = said(clausier("clauses", "lister", "--le", "2026-12-01"))
    served = builtin_library().clauses
    assert all(each.sheet.validity.end is None for each in served.values())
    assert text.startswith(f"{len(served)} clauses pour une consultation du 1er décembre 2026")
    for name, clause in served.items():
        assert name in text
        assert plain(clause.sheet.title).replace("'", "’") in text.replace("'", "’")
    assert "Mécanisme : Condition d'exécution" in text


def test_a_clause_is_listed_from_its_first_day_on():
    eve = clausier("clauses", "lister", "--le", "2023-12-31", "--json").document
    day = clausier("clauses", "lister", "--le", "2024-01-01", "--json").document
    library = builtin_library()
    first = {name for name, _ in library.clauses.items()
             if served_days(library, name)[0][1] == date(2024, 1, 1)}  # fmt: skip
    before = {each["identifiant"] for each in eve["hors_periode"]}
    after = {each["identifiant"] for each in day["hors_periode"]}
    assert eve["clauses"] == []
    assert before == set(library.clauses)
    assert before - after == first
    assert len(first) > 20
    assert "Hors période" in said(clausier("clauses", "lister", "--le", "2023-12-31"))


def test_the_list_is_narrowed_by_piece_and_by_mechanism():
    pieces = clausier("clauses", "lister", "--document", "AE", "--json").document["clauses"]
    assert pieces
    assert all("ae" in each["documents"] for each in pieces)
    for mechanism in ("condition d'exécution", "réservé"):
        given = ("--mecanisme", mechanism, "--json")
        found = clausier("clauses", "lister", *given).document["clauses"]
        key = vocabulary.find_option("mechanism", mechanism)
        assert 0 < len(found) < len(builtin_library().clauses)
        assert all(key in each["mecanismes"] for each in found)
    for option in ("--document", "--mecanisme"):
        refused = clausier("clauses", "lister", option, "roman", "--json")
        assert (refused.code, refused.codes) == (2, ["CHOIX_INCONNU"])


def test_the_certainty_shown_is_the_weakest_of_the_basis_in_force():
    """L. 2112-2-1, a secondary source, joins the basis of the notices on 21 August 2026."""
    for day, expected in (("2026-08-20", False), ("2026-08-21", True)):
        shown = clausier("clauses", "montrer", "insertion-objet", "--le", day, "--json")
        basis = {each["article"]: each for each in shown.document["clause"]["fondement"]}
        assert basis["ccp:L2112-2-1"]["en_vigueur"] is expected
        order = ["verifie", "secondaire", "a_verifier"]
        known = [each["certitude"] for each in basis.values() if each["certitude"]]
        assert shown.document["clause"]["certitude"] == max(known, key=order.index)


def test_every_document_a_clause_may_name_has_its_french_name():
    assert tuple(vocabulary.options("clause_document")) == DOCUMENTS


# --- Montrer ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", builtin_library().clauses)
def test_a_clause_is_shown_in_words_without_any_code(name: str):
    shown = clausier("clauses", "montrer", name, "--le", "2026-12-01")
    assert shown.code == 0
    for code in ("{{", ":::", "[ccp:", "[clause:", "**", "ccp:L"):
        assert code not in shown.out
    document = clausier("clauses", "montrer", name, "--json").document["clause"]
    assert document["cas"] > 0
    assert document["historique"]
    assert all(each["libelle"] and each["origine"] for each in document["champs"])
    named = {plain(each["libelle"]) for each in document["champs"]}
    assert not named & {each["nom"].replace("_", " ") for each in document["champs"]}


def test_a_field_is_shown_by_its_french_name_and_a_condition_in_a_sentence():
    text = said(clausier("clauses", "montrer", "insertion-objet", "--le", "2026-12-01"))
    assert "Si le marché se réfère à un CCAG :" in text
    assert "Sauf si l'acheteur est soumis au code de la commande publique :" in text
    assert "([l'article du CCAG sur l'insertion])" in text
    assert "l'article L. 2112-2 du code de la commande publique" in text
    assert "article « Personnes éligibles »" in text
    assert "fonde ; en vigueur depuis le 21 août 2026 ; certitude : vérifié" in text


def test_an_article_not_in_force_is_shown_as_such():
    text = said(clausier("clauses", "montrer", "insertion-objet", "--le", "2026-08-20"))
    assert "pas en vigueur à cette date, il le sera le 21 août 2026" in text
    assert "(pas en vigueur au 20 août 2026)" in text


def test_an_unknown_clause_is_refused_with_the_nearest_ones():
    refused = clausier("clauses", "montrer", "volume-fixes", "--json")
    assert (refused.code, refused.codes) == (2, ["CLAUSE_INCONNUE"])
    assert "« volume-fixe »" in plain(refused.document["erreurs"][0]["remede"])
    assert clausier("clauses", "montrer", "VOLUME FIXE").code == 0


# --- Chercher ---------------------------------------------------------------------------------


def test_words_are_found_whatever_their_accents_and_capitals_and_the_title_comes_first():
    one = clausier("clauses", "chercher", "PENALITES", "--json").document
    two = clausier("clauses", "chercher", "pénalité", "--json").document
    assert [e["identifiant"] for e in one["resultats"]] == [
        e["identifiant"] for e in two["resultats"]
    ]
    assert one["resultats"][0]["identifiant"] == "insertion-penalites"
    assert len(one["resultats"]) > 1


def test_the_marks_fall_on_the_words_sought():
    hits, whole = search(builtin_library(), ["main-d'œuvre", "délai"], date(2026, 12, 1))
    assert hits
    for hit in hits:
        for start, end in hit.passage.marks:
            word = vocabulary.folded(hit.passage.text[start:end])
            assert re.match("main|oeuvre|delai", word), hit.passage
    assert isinstance(whole, bool)


def test_small_words_are_not_sought_and_words_in_part_are_told():
    named = [
        clausier("clauses", "chercher", *words, "--json").document["resultats"]
        for words in (("délai", "de", "validation"), ("délai", "validation"))
    ]
    assert named[0] == named[1]
    text = said(clausier("clauses", "chercher", "résiliation", "trottinette"))
    assert "dont aucune ne contient tous les mots" in text
    assert "(mots trouvés : resiliation)" in text
    nothing = clausier("clauses", "chercher", "trottinette")
    assert (nothing.code, "Aucune clause" in said(nothing)) == (0, True)


def test_a_search_without_a_word_is_refused():
    refused = clausier("clauses", "chercher", "…", "--json")
    assert (refused.code, refused.codes) == (2, ["RECHERCHE_VIDE"])


@pytest.mark.parametrize("terminal", [True, False])
def test_words_are_bold_on_a_terminal_only(terminal: bool, monkeypatch: pytest.MonkeyPatch):
    file = io.StringIO()
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    shown = Console(file=file, force_terminal=terminal, width=80, highlight=False)
    monkeypatch.setattr("clausier.reports.console", lambda: shown)
    hits, whole = search(builtin_library(), ["résiliation"], date(2026, 12, 1))
    clauses_report.print_hits(["résiliation"], hits, whole=whole)
    assert ("\x1b[1m" in file.getvalue()) is terminal


# --- Contrôler --------------------------------------------------------------------------------


def test_the_shipped_library_has_nothing_to_correct():
    checked = clausier("clauses", "controler", "--json")
    assert checked.code == 0
    assert checked.document["remarques"] == []
    assert checked.document["clauses"] == len(builtin_library().clauses)
    assert checked.document["cas"] > 200


def test_a_finding_names_its_file_its_key_its_cause_and_its_remedy(tmp_path: Path):
    root = small_library(
        tmp_path / "b", SHEET.replace("variants:", "  delai_alerte: days\nvariants:")
    )
    (root / "essai" / "body.md").write_text(BODY + "\nDans les 15 jours.\n", encoding="utf-8")
    checked = clausier("clauses", "controler", root, "--json")
    assert checked.code == 1
    assert checked.document["erreurs"] == []
    found = {each["regle"]: each for each in checked.document["remarques"]}
    assert (found["C002"]["fichier"], found["C002"]["cle"]) == (
        "essai/clause.yaml", "variables.delai_alerte",
    )  # fmt: skip
    assert (found["C003"]["fichier"], found["C003"]["cle"]) == ("essai/body.md", "ligne 9")
    assert all(each["cause"] and each["remede"] for each in found.values())
    text = said(clausier("clauses", "controler", root))
    assert "1 clause, 3 cas, 2 remarques." in text
    assert "essai/body.md:9 : « 1 » dans « Dans les 15 jours. »" in text


BROKEN: dict[str, dict[str, str | bytes | None]] = {
    "a sheet that is a list": {"essai/clause.yaml": "- a\n"},
    "a sheet of wrong types": {"essai/clause.yaml": SHEET.replace("title: Essai", "title: [1]")},
    "a version of words": {"essai/clause.yaml": SHEET.replace("1.0.0", "première")},
    "a date of words": {"essai/clause.yaml": SHEET.replace("2024-01-01", "hier")},
    "a sheet too deep": {"essai/clause.yaml": "a: " + "[" * 3000 + "]" * 3000},
    "cases that are a word": {"essai/cases.yaml": "bonjour\n"},
    "a case without a date": {"essai/cases.yaml": "- {name: A}\n"},
    "a case of no lot": {"essai/cases.yaml": CASES.replace("  expect: {contains: [", "  x: {contains: [")},  # noqa: E501
    "facts that are no contract": {"essai/cases.yaml": "- {name: A, on: 2026-12-01, given: {lots: 3}}\n"},  # noqa: E501
    "a base that is a list": {"base.yaml": "- a\n"},
    "no base": {"base.yaml": None},
    "plans that are a list": {"plans.yaml": "- a\n"},
    "a plan without title": {"plans.yaml": "ccap: [{clauses: [essai]}]\n"},
    "a condition on a date": {"essai/body.md": BODY + "\n:::if date_limite\nOui.\n:::\n"},
    "a table in a sentence": {
        "essai/body.md": BODY + "\nSoit {{ tableau_volumes }} là.\n",
        "essai/clause.yaml": SHEET.replace("variants:", "  tableau_volumes: lot_table\nvariants:"),
    },
    "a variant on nothing": {
        "essai/clause.yaml": SHEET + "  autre: {body: body.md, label: A, when: rien}\n"
    },
    "bytes": {"essai/cases.yaml": b"\xff\xfe\x00"},
    "control characters": {"essai/clause.yaml": "a: \x07\n"},
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_library_gives_findings_in_french_and_never_a_trace(name: str, tmp_path: Path):
    root = small_library(tmp_path / "b")
    for path, content in BROKEN[name].items():
        target = root / path
        if content is None:
            target.unlink()
        else:
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
    checked = clausier("clauses", "controler", root, "--json")
    assert checked.code == 1, checked.err
    remarks = checked.document["remarques"]
    assert remarks
    for each in remarks:
        assert each["fichier"]
        assert str(tmp_path) not in str(each)
        assert not re.search(
            r"\b(should|input|expected|valid|line|mapping)\b", each["cause"].lower()
        )
    assert clausier("clauses", "controler", root).code == 1


def test_a_folder_that_is_no_library_is_refused(tmp_path: Path):
    empty = clausier("clauses", "controler", tmp_path, "--json")
    assert (empty.code, empty.codes) == (3, ["BIBLIOTHEQUE_VIDE"])
    absent = clausier("clauses", "controler", tmp_path / "rien", "--json")
    assert (absent.code, absent.codes) == (3, ["FICHIER_ABSENT"])


def test_a_copy_of_the_shipped_library_is_as_sound_as_the_original(tmp_path: Path):
    """Every place is looked up in the folder given, never in the library shipped."""
    copy = tmp_path / "copie"
    shutil.copytree(ROOT / "clause_templates", copy)
    (copy / "volume-fixe" / "CHANGELOG.md").unlink()
    _, findings = check_folder(copy)
    assert [(each.rule, each.file) for each in findings] == [
        ("C012", "volume-fixe/CHANGELOG.md")
    ]  # fmt: skip


ENDED = SHEET.replace("to: null", "to: 2026-12-31")
LAST_DAYS = """
- name: Dernier jour
  "on": 2026-12-31
  expect: {contains: ["Au plus tard le"]}
- name: Lendemain
  "on": 2027-01-01
  refuse: CLAUSE_PLUS_VALABLE
"""


def test_a_clause_that_ends_serves_its_last_day_and_not_the_next(tmp_path: Path):
    root = small_library(tmp_path / "b", ENDED, cases=CASES + LAST_DAYS)
    assert clausier("clauses", "controler", root, "--json").document["remarques"] == []
    library = load_library(root)
    for day, expected in (("2026-12-31", Outcome.KEPT), ("2027-01-01", Outcome.REFUSED)):
        record = contract_record(None, date_lancement=day, **LUMP_SUM)
        (choice,) = explain(compute(record.contract), library)
        assert choice.outcome is expected
    assert [each.code for each in choice.faults] == ["CLAUSE_PLUS_VALABLE"]
    assert "elle a servi jusqu'au 31 décembre 2026" in plain(reason(choice, record.contract))


# --- Pourquoi ---------------------------------------------------------------------------------


def clauses_in(content: bytes) -> set[str]:
    """Return the clauses a produced piece carries, by the tags of its controls."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return set(re.findall(r'"clause:([a-z-]+)@', archive.read("word/document.xml").decode()))


@pytest.mark.parametrize(
    "name", ["exemple", "part-lot-unique", "trois-enonces", "tranches-au-dela"]
)
def test_what_is_said_kept_is_in_the_piece_and_what_is_said_left_out_is_not(
    name: str, tmp_path: Path
):
    path = contract_file(tmp_path, **CONTRACTS[name])
    shown = clausier("clauses", "pourquoi", path, "--json")
    assert shown.code == 0
    rows = shown.document["clauses"]
    assert {each["identifiant"] for each in rows} == set(builtin_library().clauses)
    made = generate(contract_record(**CONTRACTS[name]), tmp_path / "pieces")
    pieces = {
        each.key: clauses_in(each.content) for each in made.files if each.path.suffix == ".docx"
    }
    kept_somewhere = {each["document"] for each in rows if each["decision"] == "retenue"}
    assert {"avis", "rc", "ccap", "ae"} <= kept_somewhere
    for document in kept_somewhere:
        kept = {
            each["identifiant"]
            for each in rows
            if each["document"] == document and each["decision"] == "retenue"
        }
        assert pieces[document] == kept, document
    if name != "trois-enonces":
        assert shown.document["compte"]["ecartee"] > 0


def test_a_condition_names_the_fact_and_its_value(tmp_path: Path):
    for ccag, decision, words in (
        ("aucun", "ecartee", "n'est pas remplie (CCAG auquel le marché se réfère : Aucun CCAG)"),
        ("travaux", "retenue", "est remplie (CCAG auquel le marché se réfère : CCAG Travaux)"),
        (None, "retenue", "« CCAG auquel le marché se réfère » n'est pas renseigné"),
    ):
        path = contract_file(tmp_path, ccag=ccag)
        shown = clausier("clauses", "pourquoi", path, "--document", "ccap", "--json").document
        (row,) = [e for e in shown["clauses"] if e["identifiant"] == "insertion-derogations"]
        assert (row["decision"], row["motif"], row["condition"]) == (decision, "fait", "avec_ccag")
        assert words in plain(row["raison"])
        assert row["a_renseigner"] == ("ccag" if ccag is None else None)


def test_the_lots_concerned_are_those_the_clause_speaks_of(tmp_path: Path):
    lots = [fixed_lot("1"), share_lot("2", "Voirie", "12000", "0.05"), fixed_lot("3", "Peinture")]
    path = contract_file(tmp_path, lots)
    rows = clausier("clauses", "pourquoi", path, "--document", "ccap", "--json").document["clauses"]
    lots_of = {each["identifiant"]: each["lots"] for each in rows}
    assert lots_of["volume-fixe"] == ["1", "3"]
    assert lots_of["volume-part-heures"] == ["2"]
    assert lots_of["volume-tranches"] == []
    assert lots_of["publics-eligibles"] == ["1", "2", "3"]
    reasons = {each["identifiant"]: plain(each["raison"]) for each in rows}
    assert "est remplie (les lots 1 et 3)" in reasons["volume-fixe"]
    assert reasons["insertion-annonce-rc"] == (
        "Écartée : sa pièce est autre : règlement de la consultation."
    )


def test_a_date_no_clause_serves_is_told_here_and_refused_by_the_pieces(tmp_path: Path):
    for day, decision in (("2023-12-31", "refusee"), ("2024-01-01", "retenue")):
        path = contract_file(tmp_path, None, date_lancement=day, **LUMP_SUM)
        shown = clausier("clauses", "pourquoi", path, "--document", "rc", "--json")
        assert shown.code == 0
        (row,) = [
            e for e in shown.document["clauses"] if e["identifiant"] == "insertion-annonce-rc"
        ]
        assert row["decision"] == decision
        made = clausier("generer", path, "--sortie", tmp_path / day, "--json")
        assert (made.code == 0) is (decision == "retenue")
    text = said(clausier("clauses", "pourquoi", path, "--le", "2023-12-31"))
    assert "Tant qu'une clause est refusée, aucune pièce n'est produite." in text
    assert "elle sert à partir du 1er janvier 2024" in text


def test_a_contract_without_pieces_is_refused_as_generation_does(tmp_path: Path):
    path = contract_file(tmp_path, [fixed_lot("1", mecanisme="reserve")])
    shown = clausier("clauses", "pourquoi", path, "--json")
    made = clausier("generer", path, "--sortie", tmp_path / "p", "--json")
    assert (shown.code, shown.codes) == (made.code, made.codes)
    assert (shown.code, shown.codes) == (3, ["RESERVE_SANS_DESTINATAIRE"])


REASONS: dict[str, tuple[str, str, Ground, str]] = {
    "mechanism": (
        SHEET.replace("[execution_condition]", "[award_criterion]"), PLANS, Ground.MECHANISM,
        "Écartée : aucun lot n'a pour mécanisme « Critère d'attribution ».",
    ),
    "nature": (
        SHEET.replace("[works]", "[supplies]"), PLANS, Ground.CONTRACT_TYPE,
        "Écartée : elle sert aux marchés de fournitures ; nature de celui-ci : Travaux.",
    ),
    "another piece": (
        SHEET.replace("[ccap]", "[ae]"), PLANS, Ground.DOCUMENT,
        "Écartée : sa pièce est autre : acte d'engagement.",
    ),
    "no piece": (
        SHEET, "rc: []\n", Ground.DOCUMENT, "Écartée : aucune pièce produite ne l'appelle.",
    ),
    "a boolean fact": (
        SHEET.replace("legal_basis:", "when: entite_adjudicatrice\nlegal_basis:"),
        PLANS, Ground.FACT,
        "Écartée : la condition « Agit en entité adjudicatrice » n'est pas remplie (réponse : non).",  # noqa: E501
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REASONS)
def test_each_ground_is_one_sentence_and_the_piece_follows_it(name: str, tmp_path: Path):
    sheet, plans, ground, sentence = REASONS[name]
    library = load_library(small_library(tmp_path / "b", sheet, plans))
    contract = contract_record().contract
    (choice,) = explain(compute(contract), library)
    assert (choice.outcome, choice.ground) == (Outcome.LEFT_OUT, ground)
    assert plain(reason(choice, contract)) == sentence
    assert choice.rendered is None
    assert choice.lots == ()


def test_a_boolean_that_is_none_is_never_taken_for_true():
    places = published(compute(contract_record().contract))
    with pytest.raises(TypeError):
        places.flag("date_limite")


# --- Documents and help -----------------------------------------------------------------------

KEYS: dict[tuple[Any, ...], set[str]] = {
    ("lister",): {"le", "nombre", "clauses", "hors_periode"},
    ("montrer", "volume-fixe"): {"le", "clause"},
    ("chercher", "heures"): {"recherche", "tous_les_mots", "resultats"},
    ("controler",): {"dossier", "clauses", "cas", "remarques", "a_relire"},
    ("pourquoi", SAMPLE): {"le", "document", "compte", "clauses", "avertissements"},
}


@pytest.mark.parametrize("words", KEYS)
def test_documents_keep_their_keys_and_say_the_same_twice(words: tuple[Any, ...]):
    first, second = (clausier("clauses", *words, "--json") for _ in range(2))
    assert first.out == second.out
    assert set(first.document) == KEYS[words] | {"version", "erreurs"}
    assert first.err == ""


@pytest.mark.parametrize("verb", ["lister", "chercher", "montrer", "controler", "pourquoi"])
def test_a_refused_command_keeps_the_keys_of_its_document(verb: str, tmp_path: Path):
    asked: dict[str, tuple[Any, ...]] = {
        "lister": ("--le", "demain"),
        "chercher": ("…",),
        "montrer": ("rien",),
        "controler": (tmp_path / "rien",),
        "pourquoi": (tmp_path / "rien.xlsx",),
    }
    refused = clausier("clauses", verb, *asked[verb], "--json")
    assert refused.code in (2, 3)
    (known,) = [keys for words, keys in KEYS.items() if words[0] == verb]
    assert set(refused.document) == known | {"version", "erreurs"}


@pytest.mark.parametrize("verb", ["lister", "montrer", "chercher", "controler", "pourquoi", ""])
def test_help_is_in_french_with_examples(verb: str):
    outcome = clausier("clauses", *filter(None, [verb]), "--help")
    assert outcome.code == 0
    assert "Exemples" in outcome.out
    assert not re.search(r"\b(show|exit|required|default|path|text|this|message)\b", outcome.out)
