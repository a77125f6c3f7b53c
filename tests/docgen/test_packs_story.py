"""Two buyers and the network that publishes their clauses, from end to end by the command."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from docgen.document_diff import held_clauses
from docgen.gate import open_document
from docgen.package import PROVENANCE
from insertion.typography import french
from tests.cli.command import Outcome, clausier
from tests.docgen.contracts import contract_file
from tests.docgen.docx_reading import parts_of, w
from tests.docgen.pack_buyers import (
    CLAUSE,
    edited,
    library_folder,
    published_again,
    sentence_added,
    stack_file,
    version_of,
)

SENTENCE = "Le relevé de la ville est aussi remis au service emploi."
MOVED = "Le relevé est conservé avec les pièces du marché."


def done(*arguments: object) -> Outcome:
    outcome = clausier(*arguments)
    assert outcome.code == 0, outcome.err
    return outcome


def generated(folder: Path, contract: Path, *options: object) -> Path:
    done("generer", contract, "--sortie", folder, "--final", *options)
    return folder


def pieces(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in sorted(folder.rglob("*.docx"))}


def paragraphs(content: bytes) -> list[bytes]:
    root = etree.fromstring(parts_of(content)["word/document.xml"])
    return [etree.tostring(each) for each in root.iter(w("p"))]


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """A network that publishes a signed pack: its folder, its keys."""
    folder = tmp_path / "reseau"
    library_folder(folder / "clauses")
    done("clauses", "signer", "--nouvelle-cle", folder / "reseau.pem")
    publish(folder, "2026.10")
    return folder


def publish(network: Path, version: str) -> Path:
    pack = network / f"reseau-{version}.clauses"
    done("clauses", "empaqueter", network / "clauses", "--sortie", pack, "--version", version)
    done("clauses", "signer", pack, "--cle", network / "reseau.pem")
    return pack


def joined(buyer: Path, pack: Path, network: Path) -> Path:
    """Add a pack to a buyer's stack, its signature checked; return the stack."""
    stack = buyer / "clauses.toml"
    done(
        "clauses", "ajouter", pack, "--bibliotheque", stack,
        "--cle-publique", network / "reseau.pub.pem", "--nom", "reseau",
    )  # fmt: skip
    return stack


def adapted(buyer: Path, stack: Path) -> None:
    """Adapt a clause in the buyer's own folder, put it first, and accept its text."""
    own = buyer / "clauses"
    done(
        "clauses", "deriver", CLAUSE, "--dans", own, "--motif", "Le service emploi suit.",
        "--editeur", "ville-b", "--bibliotheque", stack,
    )  # fmt: skip
    sentence_added(own, SENTENCE)
    done("clauses", "ajouter", own, "--bibliotheque", stack, "--nom", "local")


def test_two_buyers_with_the_same_library_generate_the_same_pieces(tmp_path: Path, network: Path):
    contract = contract_file(tmp_path)
    folder = generated(tmp_path / "a", contract, "--bibliotheque", network / "clauses")
    stack = joined(tmp_path / "b", network / "reseau-2026.10.clauses", network)
    pack = generated(tmp_path / "p", contract, "--bibliotheque", stack)
    shipped = generated(tmp_path / "s", contract)
    assert pieces(folder) == pieces(pack) == pieces(shipped)


def test_the_difference_between_two_buyers_is_the_clause_one_of_them_adapted(
    tmp_path: Path, network: Path
):
    contract = contract_file(tmp_path)
    pack = network / "reseau-2026.10.clauses"
    stack_a = joined(tmp_path / "a", pack, network)
    stack_b = joined(tmp_path / "b", pack, network)
    adapted(tmp_path / "b", stack_b)
    one = pieces(generated(tmp_path / "pa", contract, "--bibliotheque", stack_a))
    other = pieces(generated(tmp_path / "pb", contract, "--bibliotheque", stack_b))
    assert one.keys() == other.keys()
    changed = {name for name in one if one[name] != other[name]}
    assert {name.split("_")[1] for name in changed} == {"CCAP"}
    for name in changed:
        before, after = paragraphs(one[name]), paragraphs(other[name])
        new = [each for each in after if each not in before]
        assert len(new) == 2, "the sentence, and the number that says the text is adapted"
        assert french(SENTENCE).encode() in b"".join(
            etree.tostring(etree.fromstring(each), encoding="utf-8") for each in new
        )
        held = {e.id: e.lines for e in held_clauses(open_document(other[name], name))}
        theirs = {e.id: e.lines for e in held_clauses(open_document(one[name], name))}
        assert {each for each in held if held[each] != theirs[each]} == {CLAUSE}
    compared = done("clauses", "comparer", stack_a, stack_b, "--json").document
    assert [(each["identifiant"], each["apres"]["motif"]) for each in compared["clauses"]] == [
        (CLAUSE, "Le service emploi suit.")
    ]
    lines = [line for effect in compared["clauses"][0]["effet"] for line in effect["lignes"]]
    assert {(line["avant"], line["apres"]) for line in lines} == {(None, french(SENTENCE))}


def test_a_file_carries_the_lock_of_the_clauses_it_prints_and_nothing_else(
    tmp_path: Path, network: Path
):
    contract = contract_file(tmp_path)
    stack = joined(tmp_path / "b", network / "reseau-2026.10.clauses", network)
    adapted(tmp_path / "b", stack)
    locked = {
        (each[0], each[1], each[3])
        for each in re.findall(
            r'id = "(.*)"\nversion = "(.*)"\nlibrary = "(.*)"\ncontent_sha256 = "(.*)"',
            (tmp_path / "b" / "clauses.lock").read_text(encoding="utf-8"),
        )
    }
    carried: set[tuple[str, str, str]] = set()
    for name, content in pieces(
        generated(tmp_path / "p", contract, "--bibliotheque", stack)
    ).items():
        parts = parts_of(content)
        for part in parts.values():
            if PROVENANCE.encode() in part:
                root = etree.fromstring(part)
                printed = {each.id for each in held_clauses(open_document(content, name))}
                listed = {(e.get("id"), e.get("version"), e.get("sha256")) for e in root}
                assert {each[0] for each in listed} == printed
                assert all(e.keys() == ["id", "version", "variante", "sha256"] for e in root)
                carried |= {(a or "", b or "", c or "") for a, b, c in listed}
        whole = b"".join(parts.values())
        for secret in (b"ville-b", b"reseau", b"Le service emploi suit.", b"clauses.toml"):
            assert secret not in whole, (name, secret)
    assert carried
    assert carried <= locked


def test_a_library_that_changes_under_a_lock_stops_the_pieces_until_someone_accepts(
    tmp_path: Path, network: Path
):
    contract = contract_file(tmp_path)
    stack = stack_file(tmp_path / "b", f'path = "{network.as_posix()}/clauses"')
    unlocked = done("generer", contract, "--sortie", tmp_path / "p0", "--bibliotheque", stack)
    assert "sans verrou" in unlocked.out.replace("\u202f", " ")
    done("clauses", "verrouiller", stack)
    published_again(network / "clauses", MOVED, "9.0.0")
    produce = ("generer", contract, "--sortie", tmp_path / "p", "--bibliotheque", stack, "--json")
    refused = clausier(*produce)
    assert (refused.code, refused.codes) == (3, ["VERROU_DIFFERENT"])
    assert not (tmp_path / "p").exists()
    accepted = done("clauses", "verrouiller", stack, "--json").document
    assert [each["identifiant"] for each in accepted["changements"]] == [CLAUSE]
    done(*produce)


def test_when_the_base_moves_the_three_texts_are_shown(tmp_path: Path, network: Path):
    buyer = tmp_path / "b"
    stack = joined(buyer, network / "reseau-2026.10.clauses", network)
    adapted(buyer, stack)
    assert done("clauses", "perimees", stack, "--json").document["adaptations"][0]["etat"] == (
        "a_jour"
    )
    old = version_of(network / "clauses")
    published_again(network / "clauses", MOVED, "9.0.0")
    pack = publish(network, "2026.11")
    added = done(
        "clauses", "ajouter", pack, "--bibliotheque", stack, "--nom", "reseau", "--json",
        "--cle-publique", network / "reseau.pub.pem",
    )  # fmt: skip
    assert added.document["adaptations_a_revoir"] == [CLAUSE]
    assert "2026.10" not in stack.read_text(encoding="utf-8")
    page = tmp_path / "adaptations.html"
    stale = clausier("clauses", "perimees", stack, "--rapport", page, "--json")
    assert stale.code == 1
    (found,) = stale.document["adaptations"]
    assert (found["etat"], found["base_d_alors"]["texte_connu"]) == ("perimee", True)
    assert found["base_d_alors"]["origine"] == f"clausier/{CLAUSE}@{old}"
    assert found["base_du_jour"]["version"] == "9.0.0"
    rows: list[dict[str, Any]] = [
        row for variant in found["variantes"] for row in variant["lignes"]
        if len(set(row.values())) > 1
    ]  # fmt: skip
    assert {(row["alors"], row["du_jour"], row["nous"]) for row in rows} == {
        (None, french(MOVED), None),
        (None, None, french(SENTENCE)),
    }
    assert_readable_page(page.read_text(encoding="utf-8"))
    shown = clausier("clauses", "perimees", stack)
    assert shown.code == 1
    assert "la base a changé" in shown.out


def test_a_base_whose_sheet_alone_changed_is_told_as_such(tmp_path: Path, network: Path):
    stack = stack_file(tmp_path / "b", 'path = "clauses"', f'path = "{network.as_posix()}/clauses"')
    done(
        "clauses", "deriver", CLAUSE, "--dans", tmp_path / "b" / "clauses", "--motif", "Essai.",
        "--editeur", "ville-b", "--bibliotheque", network / "clauses",
    )  # fmt: skip
    edited(network / "clauses" / CLAUSE / "clause.yaml", "à relire par un juriste", "un juriste")
    stale = clausier("clauses", "perimees", stack, "--json")
    (found,) = stale.document["adaptations"]
    assert (found["etat"], found["fiche_seule"]) == ("perimee", True)


def test_the_page_of_a_comparison_is_one_file_that_fetches_nothing(tmp_path: Path, network: Path):
    sheet = network / "clauses" / CLAUSE / "clause.yaml"
    sentence_added(network / "clauses", "Une phrase & « autre ».", CLAUSE)
    publisher = "  publisher: clausier\n"
    edited(sheet, publisher, publisher + '  reason: "<script>alert(1)</script>"\n')
    edited(sheet, "status: published", "status: withdrawn")
    page = tmp_path / "r.html"
    compare = ("clauses", "comparer", "fournie", network / "clauses", "--rapport", page)
    done(*compare)
    html = page.read_text(encoding="utf-8")
    assert_readable_page(html)
    assert "&lt;script&gt;alert(1)" in html
    assert "<script" not in html
    again = clausier(*compare, "--json")
    assert (again.code, again.codes) == (2, ["SORTIE_EXISTANTE"])
    wrong = clausier("clauses", "comparer", "fournie", "fournie", "--rapport", "r.pdf", "--json")
    assert (wrong.code, wrong.codes) == (2, ["SORTIE_MAL_NOMMEE"])


def assert_readable_page(html: str) -> None:
    """A page for a lawyer: French, closed to the network, whose marks are also words."""
    root = etree.fromstring(html.encode(), etree.HTMLParser())
    assert root.get("lang") == "fr"
    assert root.findtext(".//title")
    assert len(root.findall(".//h1")) == 1
    policy = root.find(".//meta[@http-equiv='Content-Security-Policy']")
    assert policy is not None
    assert "default-src 'none'" in (policy.get("content") or "")
    for each in root.iter():
        for name in ("src", "href", "action", "srcset"):
            assert str(each.get(name) or "#")[:1] == "#", etree.tostring(each)
        assert not [key for key in map(str, each.keys()) if key.startswith("on")]
    assert "http" not in re.sub(r"http-equiv", "", html)
    assert not re.search(r"url\(|@import", html)
    for table in root.iter("table"):
        assert table.find("caption") is not None
        headings = table.findall("thead/tr/th")
        assert headings
        assert all(each.get("scope") == "col" for each in headings)
    for mark in (*root.iter("ins"), *root.iter("del")):
        hidden = mark.find("span")
        assert hidden is not None
        assert hidden.get("class") == "dit"
    levels = [int(str(each.tag)[1]) for each in root.iter("h1", "h2", "h3", "h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_insertion_into_a_buyer_s_document_takes_the_stack_too(tmp_path: Path, network: Path):
    from tests.bad_word.word_files import host  # noqa: PLC0415

    stack = joined(tmp_path / "b", network / "reseau-2026.10.clauses", network)
    adapted(tmp_path / "b", stack)
    document = tmp_path / "CCAP.docx"
    document.write_bytes(host("[CLAUSE INSERTION]"))
    made = tmp_path / "fait.docx"
    done("inserer", contract_file(tmp_path), document, "--sortie", made, "--bibliotheque", stack)
    assert french(SENTENCE) in b"".join(parts_of(made).values()).decode("utf-8", "ignore")


def test_a_stranger_s_clause_that_names_what_does_not_exist_is_refused_in_french(tmp_path: Path):
    folder = library_folder(tmp_path / "clauses")
    body = folder / CLAUSE / "body.md"
    for wrong, said in (
        ("{{ champ_inconnu }}", "un champ publié"),
        ("[ccp:L9999-9]", "n’est pas connu ici"),
        ("[clause:nulle-part]", "une clause de la bibliothèque"),
        (":::if champ_inconnu\nTexte.\n:::", "une condition publiée"),
        ("Le total est {{ tableau_perimetre }} ici.", "ne s’écrit pas là"),
        ("{% for x in lots %}", "n’appartient pas à la grammaire"),
        ("{{ lots.__class__ }}", "n’appartient pas à la grammaire"),
    ):
        body.write_text(f"## Titre\n\nTexte {wrong}\n".replace("Texte :::", ":::"), "utf-8")
        refused = clausier(
            "generer", contract_file(tmp_path), "--sortie", tmp_path / "p",
            "--bibliotheque", folder, "--json",
        )  # fmt: skip
        assert (refused.code, set(refused.codes)) == (3, {"CLAUSE_MAL_FORMEE"}), wrong
        assert any(said in each["cause"] for each in refused.document["erreurs"]), refused.out
        assert not (tmp_path / "p").exists()


def test_a_library_without_plans_makes_no_piece(tmp_path: Path):
    folder = library_folder(tmp_path / "clauses", CLAUSE)
    produce = ("generer", contract_file(tmp_path), "--sortie", tmp_path / "p", "--json")
    assert clausier(*produce, "--bibliotheque", folder).codes == ["PILE_MAL_FORMEE"]
    assert clausier(*produce, "--bibliotheque", tmp_path / "absent").codes == ["FICHIER_ABSENT"]
    (tmp_path / "vide").mkdir()
    assert clausier(*produce, "--bibliotheque", tmp_path / "vide").codes == ["BIBLIOTHEQUE_VIDE"]


def test_a_stack_that_asks_for_signatures_takes_no_unsigned_pack(tmp_path: Path, network: Path):
    buyer = tmp_path / "b"
    stack = stack_file(buyer, "builtin = true", opening="require_signature = true\n")
    before = stack.read_bytes()
    pack = network / "reseau-2026.10.clauses"
    add = ("clauses", "ajouter", pack, "--bibliotheque", stack, "--json")
    refused = clausier(*add)
    assert (refused.code, refused.codes) == (4, ["SIGNATURE_EXIGEE"])
    assert (stack.read_bytes(), [each.name for each in buyer.iterdir()]) == (
        before, ["clauses.toml"],
    )  # fmt: skip
    assert clausier(*add, "--cle-publique", network / "reseau.pub.pem").code == 0


def test_a_refused_command_prints_the_keys_of_a_done_one(tmp_path: Path, network: Path):
    stack = joined(tmp_path / "b", network / "reseau-2026.10.clauses", network)
    pack, key = network / "reseau-2026.10.clauses", network / "reseau.pem"
    contract = contract_file(tmp_path)
    piece = next(generated(tmp_path / "p", contract).rglob("*CCAP*.docx"))
    absent = tmp_path / "absent"
    derive = ("deriver", CLAUSE, "--motif", "Essai.", "--dans")
    verbs: list[tuple[tuple[object, ...], tuple[object, ...]]] = [
        (
            ("empaqueter", network / "clauses", "--sortie", tmp_path / "x.clauses",
             "--version", "1"),
            ("empaqueter", absent, "--sortie", tmp_path / "y.clauses"),
        ),
        (("signer", pack, "--cle", key, "--ecraser"), ("signer",)),
        (("verifier-paquet", pack), ("verifier-paquet", absent)),
        (("ajouter", pack, "--bibliotheque", tmp_path / "c" / "clauses.toml"),
         ("ajouter", absent, "--bibliotheque", stack)),
        (("verrouiller", stack), ("verrouiller", absent)),
        ((*derive, tmp_path / "d", "--editeur", "v"), (*derive, tmp_path / "e")),
        (("comparer", "fournie", stack), ("comparer", "fournie", absent)),
        (("comparer", "--document", piece), ("comparer", "--document", absent)),
        (("perimees", stack), ("perimees", absent)),
    ]  # fmt: skip
    for good, bad in verbs:
        made = done("clauses", *good, "--json")
        refused = clausier("clauses", *bad, "--json")
        assert refused.code in (2, 3), bad
        assert refused.document.keys() == made.document.keys(), good[0]
        assert refused.codes, bad
        assert done("clauses", good[0], "--help").out
