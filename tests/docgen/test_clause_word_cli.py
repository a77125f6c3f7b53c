"""From the command line: a sentence changed in Word is the only one that changes in the pieces."""

from __future__ import annotations

from difflib import ndiff
from pathlib import Path

import pytest

from docgen.clause_number import is_mark
from docgen.library import load_library
from docgen.markup import parse
from insertion.typography import plain
from tests.cli.command import clausier
from tests.docgen.contracts import contract_file
from tests.docgen.docx_reading import text_of
from tests.docgen.word_clauses import edited

OLD = "le manquement résulte d’une cause extérieure à son entreprise."
NEW = "le manquement résulte d’une cause étrangère à son entreprise, qu’il prouve."
ID = "insertion-penalites"
STACK = """\
[[library]]
name = "ville"
path = "mes-clauses"

[[library]]
name = "base"
builtin = true
"""
PUBLISHER = "publisher: ville\nlicense: etalab-2.0\n"
REASON = "Mots de notre service juridique"


@pytest.fixture
def buyer(tmp_path: Path) -> Path:
    """Return a buyer's folder: a stack, and an empty folder of their own clauses."""
    (tmp_path / "mes-clauses").mkdir()
    (tmp_path / "mes-clauses" / "library.yaml").write_text(PUBLISHER, encoding="utf-8")
    (tmp_path / "clauses.toml").write_text(STACK, encoding="utf-8")
    return tmp_path


def export(folder: Path, *options: object, clause: str = ID) -> Path:
    path = folder / "clause.docx"
    made = clausier("clauses", "exporter", clause, "--sortie", path, *options)
    assert made.code == 0, made.err
    return path


def edit(path: Path, old: str = OLD, new: str = NEW) -> Path:
    """Change a sentence as a lawyer would, and save under another name."""
    changed = path.with_name("corrigee.docx")
    changed.write_bytes(edited(path.read_bytes(), old, new))
    return changed


def bring_back(path: Path, folder: Path, *options: object):
    return clausier("clauses", "importer", path, "--dans", folder / "mes-clauses", *options)


@pytest.mark.slow
def test_exactly_the_edited_sentence_differs_in_every_piece(buyer: Path):
    changed = edit(export(buyer))
    assert bring_back(changed, buyer, "--motif", REASON).code == 0
    contract = contract_file(buyer)
    for name, options in (("avant", ()), ("apres", ("--bibliotheque", buyer / "clauses.toml"))):
        made = clausier("generer", contract, "--sortie", buyer / name, *options)
        assert made.code == 0, made.err
    before, after = ({p.name: p for p in (buyer / n).rglob("*.docx")} for n in ("avant", "apres"))
    assert before.keys() == after.keys()
    found: dict[str, list[str]] = {}
    for name in before:
        lines = ndiff(text_of(before[name]).split("\n"), text_of(after[name]).split("\n"))
        told = [each for each in lines if each[0] in "+-" and not is_mark(each[2:])]
        if told:
            found[name] = told
    (piece,) = found
    assert "CCAP" in piece
    assert found[piece] == [f"- {OLD}", f"+ {NEW}"]


def test_the_change_is_told_by_sentence_and_nothing_is_written_unasked(buyer: Path):
    changed = edit(export(buyer))
    before = sorted(buyer.rglob("*"))
    told = clausier("clauses", "importer", changed, "--json")
    assert told.code == 0
    assert told.document["differences"] == [
        {"variante": "standard", "partie": "Exonération", "avant": [OLD], "apres": [NEW]}
    ]
    assert told.document["fichiers"] == []
    assert sorted(buyer.rglob("*")) == before
    shown = clausier("clauses", "importer", changed)
    assert f"− {OLD}" in shown.out
    assert f"+ {NEW}" in shown.out
    assert "Rien n’est écrit" in shown.out


def test_an_example_the_new_text_no_longer_meets_is_told(buyer: Path):
    told = clausier("clauses", "importer", edit(export(buyer)), "--json")
    (only,) = told.document["remarques"]
    assert only["lieu"].startswith(f"{ID}/cases.yaml")
    assert "« cause extérieure » devait apparaître" in plain(only["cause"])
    kept = edit(export(buyer, "--ecraser"), OLD, f"{OLD[:-1]}, qu’il prouve.")
    assert clausier("clauses", "importer", kept, "--json").document["remarques"] == []


def test_an_untouched_file_changes_nothing_and_writes_nothing(buyer: Path):
    told = bring_back(export(buyer), buyer, "--motif", REASON, "--json")
    assert told.code == 0
    assert told.document["differences"] == []
    assert told.document["fichiers"] == []
    assert not (buyer / "mes-clauses" / ID).exists()


def test_an_adaptation_says_what_it_comes_from_and_keeps_every_other_line(buyer: Path):
    bring_back(edit(export(buyer)), buyer, "--motif", REASON)
    own = buyer / "mes-clauses" / ID
    body, base = ((own / name).read_text("utf-8") for name in ("body.md", "base/body.md"))
    lines = [each for each in ndiff(base.splitlines(), body.splitlines()) if each[0] in "+-"]
    assert [each[0] for each in lines] == ["-", "+"]
    provenance = load_library(buyer / "mes-clauses").clauses[ID].sheet.provenance
    assert provenance.reason == REASON
    assert (provenance.derived_from or "").startswith(f"clausier/{ID}@")


def test_an_adaptation_asks_why(buyer: Path):
    refused = bring_back(edit(export(buyer)), buyer, "--json")
    assert (refused.code, refused.codes) == (2, ["ADAPTATION_SANS_MOTIF"])
    assert not (buyer / "mes-clauses" / ID).exists()


def test_a_new_folder_says_who_publishes_it(tmp_path: Path):
    changed = edit(export(tmp_path))
    refused = bring_back(changed, tmp_path, "--motif", REASON, "--json")
    assert (refused.code, refused.codes) == (2, ["EDITEUR_MANQUANT"])
    made = bring_back(changed, tmp_path, "--motif", REASON, "--editeur", "ville", "--json")
    assert made.code == 0, made.err
    sheet = load_library(tmp_path / "mes-clauses").clauses[ID].sheet
    assert sheet.provenance.publisher == "ville"


def test_a_clause_already_adapted_is_corrected_when_asked(buyer: Path):
    bring_back(edit(export(buyer)), buyer, "--motif", REASON)
    again = edit(
        export(buyer, "--bibliotheque", buyer / "clauses.toml", "--ecraser"),
        NEW,
        f"{NEW[:-1]} seul.",
    )
    refused = bring_back(again, buyer, "--bibliotheque", buyer / "clauses.toml", "--json")
    assert (refused.code, refused.codes) == (2, ["SORTIE_EXISTANTE"])
    made = bring_back(again, buyer, "--bibliotheque", buyer / "clauses.toml", "--ecraser", "--json")
    assert made.code == 0, made.err
    assert [Path(each).name for each in made.document["fichiers"]] == ["body.md"]
    assert made.document["differences"][0]["avant"] == [NEW]


def test_fields_added_and_dropped_are_declared_and_undeclared(buyer: Path):
    path = export(buyer)
    changed = path.with_name("champs.docx")
    content = edited(path.read_bytes(), OLD, f"{OLD[:-1]} avant le {{{{ date_limite }}}}.")
    changed.write_bytes(content)
    told = bring_back(changed, buyer, "--motif", REASON, "--json")
    assert [each["code"] for each in told.document["remarques"]] == ["WORD_CHAMP_AJOUTE"]
    sheet = load_library(buyer / "mes-clauses").clauses[ID].sheet
    assert sheet.variables["date_limite"] == "date"


def test_only_the_text_is_written_when_asked(tmp_path: Path):
    body = tmp_path / "body.md"
    told = clausier("clauses", "importer", edit(export(tmp_path)), "--sortie", body, "--json")
    assert told.code == 0, told.err
    assert "cause étrangère" in body.read_text("utf-8")
    assert parse(body.read_text("utf-8"))


def test_two_texts_do_not_go_into_one_file(tmp_path: Path):
    path = export(tmp_path, clause="volume-fixe")
    refused = clausier("clauses", "importer", path, "--sortie", tmp_path / "b.md", "--json")
    assert (refused.code, refused.codes) == (2, ["WORD_PLUSIEURS_TEXTES"])
    path = export(tmp_path, "--variante", "alloti", "--ecraser", clause="volume-fixe")
    assert clausier("clauses", "importer", path, "--sortie", tmp_path / "b.md").code == 0


def test_two_destinations_exclude_each_other(buyer: Path):
    refused = bring_back(export(buyer), buyer, "--sortie", buyer / "b.md", "--json")
    assert (refused.code, refused.codes) == (2, ["SORTIES_CONTRAIRES"])


def test_obstacles_are_told_together_and_nothing_is_written(buyer: Path):
    changed = edit(export(buyer), OLD, "Il prouve 2 faits selon {{ rien_de_connu }}.")
    refused = bring_back(changed, buyer, "--motif", REASON, "--json")
    assert refused.code == 3
    assert sorted(refused.codes) == ["WORD_CHAMP", "WORD_CHIFFRE"]
    assert not (buyer / "mes-clauses" / ID).exists()


def test_a_clause_is_named_by_its_number_too_and_a_typing_mistake_is_told(tmp_path: Path):
    told = clausier("clauses", "exporter", ID, "--sortie", tmp_path / "a.docx", "--json")
    number = told.document["clause"]["numero"]
    assert number
    by_number = clausier(
        "clauses", "exporter", number, "--sortie", tmp_path / "b.docx", "--json"
    )  # fmt: skip
    assert by_number.document["clause"]["identifiant"] == ID
    wrong = number[:-1] + ("A" if number[-1] != "A" else "B")
    refused = clausier("clauses", "exporter", wrong, "--sortie", tmp_path / "c.docx", "--json")
    assert (refused.code, refused.codes) == (2, ["CLAUSE_INCONNUE"])
    assert "faute de frappe" in refused.err


def test_an_unknown_variant_is_refused_with_those_there_are(tmp_path: Path):
    refused = clausier(
        "clauses", "exporter", ID, "--variante", "rien", "--sortie", tmp_path / "a.docx", "--json"
    )
    assert (refused.code, refused.codes) == (2, ["CHOIX_INCONNU"])
    assert "standard" in refused.err


def test_building_blocks_are_written_by_piece_mechanism_and_date(tmp_path: Path):
    whole = clausier("clauses", "blocs", tmp_path / "a.dotx", "--json")
    assert whole.code == 0, whole.err
    some = clausier(
        "clauses", "blocs", tmp_path / "b.dotx", "--document", "rc",
        "--mecanisme", "condition_execution", "--json",
    )  # fmt: skip
    named = {each["clause"] for each in some.document["blocs"]}
    assert "insertion-annonce-rc" in named
    assert named < {each["clause"] for each in whole.document["blocs"]}
    assert all(each["categorie"].startswith("RC – ") for each in some.document["blocs"])
    none = clausier("clauses", "blocs", tmp_path / "c.dotx", "--le", "2019-01-01", "--json")
    assert (none.code, none.codes) == (3, ["BLOCS_AUCUNE_CLAUSE"])
    assert not (tmp_path / "c.dotx").exists()


def test_the_sequence_of_the_guide_works_to_the_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    changed = edit(export(tmp_path))
    made = clausier("clauses", "importer", changed, "--dans", "mes-clauses", "--motif", REASON,
                    "--editeur", "ville-exemple")  # fmt: skip
    assert made.code == 0, made.err
    for line in ("ajouter mes-clauses --bibliotheque clauses.toml", "verrouiller clauses.toml"):
        assert f"clausier clauses {line}" in plain(made.out)
        done = clausier("clauses", *line.split())
        assert done.code == 0, done.err
    alone = clausier("generer", contract_file(tmp_path), "--sortie", "p", "--bibliotheque",
                     "mes-clauses", "--json")  # fmt: skip
    assert alone.codes == ["PILE_MAL_FORMEE"]
    assert "ajouter mes-clauses --bibliotheque clauses.toml" in plain(alone.err)


def test_a_second_reason_is_kept_with_its_day_and_the_same_one_is_said_unchanged(buyer: Path):
    bring_back(edit(export(buyer)), buyer, "--motif", REASON)
    own, stack = buyer / "mes-clauses" / ID, ("--bibliotheque", buyer / "clauses.toml")
    path = export(buyer, *stack, "--ecraser")
    again = edit(path, NEW, f"{NEW[:-1]} seul.")
    same = bring_back(again, buyer, *stack, "--motif", REASON, "--ecraser")
    assert "Motif inchangé" in plain(same.out)
    again = edit(export(buyer, *stack, "--ecraser"), " seul.", " lui-même.")
    made = bring_back(again, buyer, *stack, "--motif", "Avis du conseil", "--ecraser", "--json")
    assert (made.code, made.document["motif"]) == (0, "mis_a_jour")
    assert load_library(buyer / "mes-clauses").clauses[ID].sheet.provenance.reason == (
        "Avis du conseil"
    )
    history = (own / "CHANGELOG.md").read_text("utf-8")
    assert f"- Motif : {REASON}" in history
    assert history.splitlines()[-1].endswith(", motif : Avis du conseil")


def test_a_file_exported_from_an_adaptation_asks_for_its_library(buyer: Path):
    bring_back(edit(export(buyer)), buyer, "--motif", REASON)
    stack = ("--bibliotheque", buyer / "clauses.toml")
    path = export(buyer, *stack, "--ecraser")
    alone = clausier("clauses", "importer", path, "--json").document["remarques"]
    (told,) = [each for each in alone if each["code"].startswith("WORD_")]
    assert told["code"] == "WORD_AUTRE_EDITEUR"
    assert "--bibliotheque" in told["remede"]
    given = clausier("clauses", "importer", path, *stack, "--json").document["remarques"]
    assert given == []
