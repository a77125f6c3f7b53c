"""Trust given to a key is never lost by the way: not by a new pack, a folder, or a wrong key."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from docx import Document

from docgen.pack import make_pack
from docgen.stack_file import with_library
from insertion.errors import InvalidInput
from tests.bad_packs.hostile_packs import small_files
from tests.cli.command import clausier

ADD = ("clauses", "ajouter")


def pack_of(path: Path, version: str) -> Path:
    path.write_bytes(make_pack(dict(small_files()), version=version))
    return path


def signed(path: Path, key: Path) -> Path:
    assert clausier("clauses", "signer", path, "--cle", key).code == 0
    return path


@pytest.fixture
def trusting(tmp_path: Path) -> Path:
    """A buyer whose stack believes « reseau » only when one key signed it; two keys are there."""
    for name in ("cle.pem", "autre.pem"):
        assert clausier("clauses", "signer", "--nouvelle-cle", tmp_path / name).code == 0
    (tmp_path / "achat").mkdir()
    first = signed(pack_of(tmp_path / "un.clauses", "1"), tmp_path / "cle.pem")
    made = clausier(*ADD, first, "--bibliotheque", tmp_path / "achat" / "clauses.toml", "--nom",
                    "reseau", "--cle-publique", tmp_path / "cle.pub.pem")  # fmt: skip
    assert made.code == 0, made.err
    assert "signé par la clé" in made.out
    return tmp_path


def entry(folder: Path) -> dict[str, object]:
    text = (folder / "achat" / "clauses.toml").read_text("utf-8")
    return next(each for each in tomllib.loads(text)["library"] if each["name"] == "reseau")


def add(folder: Path, source: Path, *options: object):
    stack = folder / "achat" / "clauses.toml"
    return clausier(*ADD, source, "--bibliotheque", stack, "--nom", "reseau", *options)


@pytest.mark.parametrize(
    ("signing", "code"), [(None, "SIGNATURE_ABSENTE"), ("autre.pem", "SIGNATURE_AUTRE_CLE")]
)
def test_a_pack_the_known_key_did_not_sign_takes_no_place(
    trusting: Path, signing: str | None, code: str
):
    before = {each: each.read_bytes() for each in (trusting / "achat").iterdir()}
    second = pack_of(trusting / "deux.clauses", "2")
    if signing:
        signed(second, trusting / signing)
    refused = add(trusting, second, "--json")
    assert (refused.code, refused.codes) == (4, [code])
    assert {each: each.read_bytes() for each in (trusting / "achat").iterdir()} == before


def test_a_pack_the_known_key_signed_takes_the_place_and_the_key_stays(trusting: Path):
    second = signed(pack_of(trusting / "deux.clauses", "2"), trusting / "cle.pem")
    made = add(trusting, second, "--json")
    assert made.code == 0, made.err
    assert made.document["signe_par"]
    assert entry(trusting) == {
        "name": "reseau", "pack": "deux.clauses", "public_key": "cle.pub.pem",
    }  # fmt: skip
    shown = clausier("clauses", "verrouiller", trusting / "achat" / "clauses.toml")
    assert shown.code == 0, shown.err


def test_the_same_pack_under_another_name_asks_for_the_same_key(trusting: Path):
    stack = trusting / "achat" / "clauses.toml"
    bare = trusting / "nu"
    bare.mkdir()
    copy = bare / "un.clauses"
    copy.write_bytes((trusting / "un.clauses").read_bytes())
    refused = clausier(*ADD, copy, "--bibliotheque", stack, "--nom", "double", "--json")
    assert (refused.code, refused.codes) == (4, ["SIGNATURE_ABSENTE"])


def test_a_folder_does_not_take_the_name_of_a_signed_pack(trusting: Path):
    own = trusting / "achat" / "mes-clauses"
    for name, content in small_files().items():
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_bytes(content)
    refused = add(trusting, own, "--json")
    assert (refused.code, refused.codes) == (4, ["PILE_MAL_FORMEE"])
    assert entry(trusting)["pack"] == "un.clauses"


def test_a_pack_added_without_a_key_is_said_to_be_unverified(tmp_path: Path):
    pack = pack_of(tmp_path / "un.clauses", "1")
    (tmp_path / "achat").mkdir()
    made = add(tmp_path, pack)
    assert made.code == 0, made.err
    assert "signature non vérifiée" in made.out
    alone = add(tmp_path, pack, "--signature", pack, "--json")
    assert (alone.code, alone.codes) == (2, ["SIGNATURE_SANS_CLE"])


def test_a_key_that_cannot_serve_is_a_fault_of_the_key_not_of_the_pack(tmp_path: Path):
    pack = pack_of(tmp_path / "un.clauses", "1")
    private, absent, text = (tmp_path / each for each in ("cle.pem", "absente.pem", "texte.pem"))
    text.write_text("bonjour", encoding="utf-8")
    assert clausier("clauses", "signer", "--nouvelle-cle", private).code == 0
    for key, code in ((private, "CLE_PRIVEE"), (absent, "FICHIER_ABSENT"), (text, "CLE_ILLISIBLE")):
        told = clausier("clauses", "verifier-paquet", pack, "--cle-publique", key, "--json")
        assert (told.code, told.codes) == (3, [code])
        shown = clausier("clauses", "verifier-paquet", pack, "--cle-publique", key)
        assert "ne pas s’en servir" not in shown.out + shown.err


def test_the_shipped_library_is_packed_by_its_word_and_a_file_is_not_a_folder(tmp_path: Path):
    pack = tmp_path / "x.clauses"
    make = ("clauses", "empaqueter")
    made = clausier(*make, "fournie", "--sortie", pack, "--version", "1", "--json")
    assert made.code == 0, made.err
    assert made.document["paquet"]["editeur"] == "clausier"
    refused = clausier(*make, pack, "--sortie", tmp_path / "y.clauses", "--version", "1", "--json")
    assert (refused.code, refused.codes) == (3, ["FICHIER_ILLISIBLE"])
    absent = clausier(*make, tmp_path / "rien", "--sortie", tmp_path / "y.clauses", "--json")
    assert absent.codes == ["FICHIER_ABSENT"]


def test_a_word_file_is_no_pack_and_one_line_says_so(tmp_path: Path):
    word = tmp_path / "CCAP.docx"
    Document().save(str(word))
    stack = tmp_path / "clauses.toml"
    told = clausier(*ADD, word, "--bibliotheque", stack, "--json")
    assert told.codes == ["PAQUET_SANS_MANIFESTE"]
    assert "n’est pas un paquet .clauses" in clausier(*ADD, word, "--bibliotheque", stack).err
    assert not stack.exists()


def test_a_pack_that_calls_itself_as_the_shipped_library_never_takes_its_place():
    stack = '[[library]]\nname = "base"\nbuiltin = true\n'
    with pytest.raises(InvalidInput) as refused:
        with_library(stack, "base", {"pack": "x.clauses"}, "clauses.toml")
    (fault,) = refused.value.faults
    assert fault.code == "PILE_MAL_FORMEE"
    assert "bibliothèque fournie" in fault.cause
