"""A library with one fault: refused when loaded, or found by the rule that looks for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from docgen.library import MAX_FILE, builtin_library, load_library
from docgen.lint import RULES, check_library
from insertion.errors import InvalidInput
from insertion.typography import plain

BASE = (Path(__file__).resolve().parents[2] / "clause_templates" / "base.yaml").read_text("utf-8")
SHEET = """
schema: clause/1
id: essai
version: 1.0.0
title: Essai
short_title: Essai
summary: Une clause d'essai.
status: published
language: fr
provenance:
  publisher: clausier
  authors: [clausier]
  license: etalab-2.0
  reviewed: {"on": 2026-11-20, by: personne}
validity: {from: 2024-01-01, to: null}
applies_to:
  documents: [ccap]
  contract_types: [works]
  mechanisms: [execution_condition]
legal_basis:
  - {article: "ccp:L2112-2", role: founds}
variables:
  alloti: boolean
  date_limite: date
variants:
  standard: {body: body.md, label: Tout, default: true}
"""
BODY = "## Essai\n\nAu plus tard le {{ date_limite }}.\n\n:::if alloti\nPar lot.\n:::\n"
CASES = """
- name: Veille
  "on": 2023-12-31
  refuse: CLAUSE_PAS_ENCORE_VALABLE
- name: Premier jour
  "on": 2024-01-01
  expect: {contains: ["Au plus tard le"], absent: ["Par lot"]}
- name: Deux lots
  "on": 2026-12-01
  given:
    lots:
      - {numero: "1", intitule: A, methode: heures_travaillees, heures_travaillees: 1000, taux_insertion: 0.05}  # noqa: E501
      - {numero: "2", intitule: B, methode: heures_travaillees, heures_travaillees: 1000, taux_insertion: 0.05}  # noqa: E501
  expect: {contains: ["Par lot"]}
"""  # noqa: E501
HISTORY = "# Essai : historique\n\n## 1.0.0, 20 novembre 2026\n\n- Première version.\n"
Make = Callable[..., Path]


@pytest.fixture
def library(tmp_path: Path) -> Make:
    """Return a function that writes a sound library of one clause, some files changed."""

    def made(**files: str | bytes | None) -> Path:
        content: dict[str, str | bytes | None] = {
            "clause.yaml": SHEET, "body.md": BODY, "cases.yaml": CASES, "CHANGELOG.md": HISTORY,
        }  # fmt: skip
        content |= {name.replace("__", "."): text for name, text in files.items()}
        folder = tmp_path / "essai"
        (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
        for name, text in content.items():
            if text is not None:
                data = text if isinstance(text, bytes) else text.encode()
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(data)
        return tmp_path

    return made


def findings(root: Path) -> list[str]:
    return [plain(str(each)) for each in check_library(load_library(root))]


def test_the_shipped_library_and_the_sound_one_have_no_finding(library: Make):
    assert check_library(builtin_library()) == []
    assert findings(library()) == []


BROKEN: dict[str, tuple[str, dict[str, str | None], str]] = {
    "grammar": ("C001", {"body__md": BODY + "\n# Trop haut\n"}, "body.md:9"),
    "undeclared": ("C002", {"body__md": BODY + "\n{{ delai_alerte }}\n"}, "sans être déclaré"),
    "unused": (
        "C002",
        {"clause__yaml": SHEET.replace("variants:", "  delai_alerte: days\nvariants:")},
        "sans servir",
    ),
    "unpublished": (
        "C002",
        {
            "clause__yaml": SHEET.replace("variants:", "  montant_ht: money\nvariants:"),
            "body__md": BODY + "\nSoit {{ montant_ht }}.\n",
        },
        "pas un champ publié",
    ),
    "wrong type": (
        "C002",
        {"clause__yaml": SHEET.replace("date_limite: date", "date_limite: text")},
        "est de type date",
    ),
    "a number": ("C003", {"body__md": BODY + "\nDans les 15 jours.\n"}, "15 jours"),
    "an amount": ("C003", {"body__md": BODY + "\nEn €.\n"}, "« € »"),
    "an article": ("C003", {"body__md": BODY + "\nSelon L. deux et R.4.\n"}, "R.4"),
    "unknown article": ("C004", {"body__md": BODY + "\nVoir [ccp:L9999].\n"}, "inconnu"),
    "basis not in force": (
        "C004",
        {"clause__yaml": SHEET.replace('"ccp:L2112-2"', '"ccp:L2112-2-1"')},
        "pas en vigueur",
    ),
    "stale review": ("C005", {"clause__yaml": SHEET.replace("2026-11-20", "2018-11-20")}, "change"),
    "unknown clause": ("C006", {"body__md": BODY + "\nVoir [clause:rien].\n"}, "rien"),
    "failing case": ("cases", {"cases__yaml": CASES.replace("Au plus tard", "Au plus tôt")}, "apparaître"),  # noqa: E501
    "absent words": ("cases", {"cases__yaml": CASES.replace('Par lot"]}\n-', 'tard"]}\n-')}, "ne devait pas"),  # noqa: E501
    "missing boundary": ("C007", {"cases__yaml": CASES.replace("2023-12-31", "2023-12-30")}, "2023-12-31"),  # noqa: E501
    "one side of a flag": ("C007", {"cases__yaml": CASES[: CASES.index("- name: Deux")]}, "est vrai"),  # noqa: E501
    "no title": ("C009", {"body__md": BODY.replace("## Essai\n\n", "")}, "ne commence pas"),
    "two titles": ("C009", {"body__md": BODY + "\n## Autre\n"}, "deux titres"),
    "empty summary": ("C012", {"clause__yaml": SHEET.replace("Une clause d'essai.", '" "')}, "vide"),  # noqa: E501
    "no history": ("C012", {"CHANGELOG__md": None}, "CHANGELOG"),
    "history behind": ("C012", {"CHANGELOG__md": HISTORY.replace("1.0.0", "0.9.0")}, "ne dit rien de la version 1.0.0"),  # noqa: E501
    "summary in English": ("C012", {"clause__yaml": SHEET.replace("Une clause d'essai.", "A test clause.")}, "en français"),  # noqa: E501
    "vigilance in English": ("C012", {"clause__yaml": SHEET + "vigilance: [Check twice.]\n"}, "n'est pas en français"),  # noqa: E501
    "empty column title": ("C009", {"body__md": BODY + "\n| Pièce | |\n|---|---|\n| Bilan | Oui |\n"}, "n'a pas de titre"),  # noqa: E501
    "words in capitals": ("C009", {"body__md": BODY + "\nLe TITULAIRE DOIT agir.\n"}, "capitales"),
    "title in capitals": ("C009", {"body__md": BODY.replace("## Essai", "## ESSAI")}, "tout en capitales"),  # noqa: E501
    "an address": ("C009", {"body__md": BODY + "\nVoir www.exemple.fr ici.\n"}, "voix haute"),
    "cited before its day": ("C004", {"body__md": BODY + "\nVoir [ccp:L2112-2-1].\n"}, "cité sans condition"),  # noqa: E501
    "itself required": ("C006", {"clause__yaml": SHEET.replace("legal_basis:", "requires: [essai]\nlegal_basis:")}, "s'exige elle-même"),  # noqa: E501
    "itself excluded": ("C006", {"clause__yaml": SHEET.replace("legal_basis:", "conflicts: [essai]\nlegal_basis:")}, "exclut essai"),  # noqa: E501
    "text no longer approved": ("C011", {"golden/standard__txt": "## Autre\n"}, "n'est plus celui"),
    "text no case gives": ("C011", {"golden/standard__txt": "## E\n", "cases__yaml": CASES[: CASES.index("- name: Premier")]}, "ne donne plus"),  # noqa: E501
    "text of no variant": ("C011", {"golden/rien__txt": "## E\n"}, "d'aucune variante"),
    "a tag too long": ("C010", {"clause__yaml": SHEET.replace("1.0.0", "1.0." + "0" * 60)}, "dépasse 64"),  # noqa: E501
    "a path too long": ("C010", {f"attachments/{'a' * 140}__txt": "x"}, "dépasse 150"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_each_rule_finds_the_fault_it_looks_for(name: str, library: Make):
    rule, files, words = BROKEN[name]
    found = findings(library(**files))
    assert any(words in each and (f"[{rule}]" in each or rule == "cases") for each in found), found
    assert all("essai" in each for each in found)


def test_an_article_not_yet_in_force_is_never_cited(library: Make):
    body = BODY + "\n:::unless alloti\nVoir [ccp:L2112-2-1].\n:::\n"
    found = findings(library(body__md=body))
    assert any("Premier jour" in each and "n'est pas en vigueur" in each for each in found)
    assert not any("Deux lots" in each for each in found)
    first = CASES.index("  expect:")
    end = CASES.index("\n", first)
    cases = CASES[:first] + "  refuse: ARTICLE_PAS_EN_VIGUEUR" + CASES[end:]
    assert not any(
        "Premier jour" in each for each in findings(library(body__md=body, cases__yaml=cases))
    )


def test_each_rule_has_its_code_and_the_list_is_closed():
    assert list(RULES) == [f"C{number:03d}" for number in range(1, 13)]
    assert {each[0] for each in BROKEN.values()} >= RULES.keys() - {"C008"}


def test_a_finding_names_the_line_of_its_key(library: Make):
    sheet = SHEET.replace('"ccp:L2112-2"', '"ccp:L9999"')
    root = library(clause__yaml=sheet)
    (found,) = [each for each in check_library(load_library(root)) if each.rule == "C004"]
    line = next(n for n, text in enumerate(sheet.split("\n"), start=1) if "L9999" in text)
    assert (found.file, found.line) == ("essai/clause.yaml", line)
    failing = library(cases__yaml=CASES.replace("Au plus tard", "Au plus tôt"))
    (found,) = check_library(load_library(failing))
    assert found.line == CASES.split("\n").index("- name: Premier jour") + 1


def test_a_plan_that_names_no_clause_is_found(library: Make):
    root = library()
    (root / "plans.yaml").write_text("ccap:\n  - {title: A, clauses: [absente]}\n", "utf-8")
    assert any("absente" in each for each in findings(root))


REFUSED: dict[str, tuple[dict[str, str | bytes | None], str, str]] = {
    "double key": ({"clause__yaml": SHEET + "title: Bis\n"}, "YAML_ILLISIBLE", "deux fois"),
    "anchor": ({"clause__yaml": SHEET.replace("title: Essai", "title: &a Essai", 1)}, "YAML_ANCRE", ""),  # noqa: E501
    "tag": ({"clause__yaml": SHEET.replace("title: Essai", "title: !!str Essai", 1)}, "YAML_ANCRE", ""),  # noqa: E501
    "broken yaml": ({"clause__yaml": "a: [b"}, "YAML_ILLISIBLE", "ligne"),
    "unknown key": ({"clause__yaml": SHEET + "couleur: bleu\n"}, "CLAUSE_MAL_FORMEE", "couleur"),
    "missing key": ({"clause__yaml": SHEET.replace("status: published\n", "")}, "CLAUSE_MAL_FORMEE", "status"),  # noqa: E501
    "wrong folder": ({"clause__yaml": SHEET.replace("id: essai", "id: autre")}, "CLAUSE_MAL_FORMEE", "nom du dossier"),  # noqa: E501
    "unknown document": ({"clause__yaml": SHEET.replace("[ccap]", "[roman]")}, "CLAUSE_MAL_FORMEE", "roman"),  # noqa: E501
    "no default": ({"clause__yaml": SHEET.replace("default: true", "default: false")}, "CLAUSE_MAL_FORMEE", "par défaut"),  # noqa: E501
    "body outside the folder": ({"clause__yaml": SHEET.replace("body: body.md", "body: ../body.md")}, "CLAUSE_MAL_FORMEE", "body"),  # noqa: E501
    "not UTF-8": ({"body__md": "## Été\n".encode("latin-1")}, "CLAUSE_MAL_FORMEE", "UTF-8"),
    "too long": ({"body__md": "a" * (MAX_FILE + 1)}, "CLAUSE_MAL_FORMEE", "trop long"),
    "a terminal's command in a sheet": ({"clause__yaml": SHEET.replace("title: Essai", 'title: "\\e[31mEssai"', 1)}, "YAML_ILLISIBLE", ""),  # noqa: E501
    "a terminal's command in a body": ({"body__md": BODY + "\x1b[31m"}, "CLAUSE_MAL_FORMEE", "de commande"),  # noqa: E501
    "a turned direction of writing": ({"body__md": BODY + "\u202etxt"}, "CLAUSE_MAL_FORMEE", "de commande"),  # noqa: E501
    "too deep": ({"clause__yaml": SHEET + "situations: " + "[" * 40 + "]" * 40 + "\n"}, "YAML_ILLISIBLE", ""),  # noqa: E501
    "absent body": ({"body__md": None}, "CLAUSE_MAL_FORMEE", "manque"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_malformed_clause_is_refused_at_loading(name: str, library: Make):
    files, code, words = REFUSED[name]
    with pytest.raises(InvalidInput) as caught:
        load_library(library(**files))
    assert [each.code for each in caught.value.faults] == [code]
    assert words in plain(caught.value.faults[0].cause)


def test_a_link_that_turns_on_itself_ends(library: Make):
    root = library()
    for name in ("a", "b"):
        (root / "essai" / name).symlink_to(root / "essai", target_is_directory=True)
    assert check_library(load_library(root)) == []


def test_the_test_library_is_what_it_says(library: Make):
    assert yaml.safe_load(SHEET)["id"] == next(iter(load_library(library()).clauses))
