"""A stranger's pack that could do harm, or is not what it says, is refused before any writing."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from docgen import pack_reading
from docgen.pack import KNOWN_FILE, MANIFEST, write_pack
from docgen.pack_reading import open_pack
from insertion.errors import ClausierError, InvalidInput, Refused
from tests.bad_packs.hostile_packs import (
    CLAUSE,
    as_link,
    bomb,
    changed,
    compressed,
    deep,
    encrypted,
    false_clause,
    holding,
    lying_size,
    macro_form,
    manifest,
    many,
    nested_pack,
    overlapping,
    renamed_in_the_directory,
    restated,
    small_files,
    sound_pack,
    with_comment,
    with_file,
    with_manifest,
    with_nul,
    written,
    zipped,
    zipped_at_another_date,
    zipped_without_manifest,
)
from tests.cli.command import clausier

Made = Callable[[], bytes]
PATHS = (
    "../evasion.yaml",
    f"{CLAUSE}/../../evasion.md",
    "/etc/evasion.yaml",
    "C:/evasion.yaml",
    "C:evasion.yaml",
    "..\\evasion.yaml",
    f"{CLAUSE}\\body.md",
    "\\\\serveur\\partage.yaml",
    "./library.yaml",
    f"{CLAUSE}//body.md",
    f"{CLAUSE}/body.md/",
    f"{CLAUSE}/body\n.md",
    f"{CLAUSE}/bodé.md",
    f"{CLAUSE}/bode\u0301.md",
    f"{CLAUSE}/\u202edm.ydob",
    f"{CLAUSE}/\u2025/body.md",
    f"{CLAUSE}/\uff0e\uff0e/body.md",
    " library.yaml",
    "",
)
DEVICES = ("CON", "con.md", "NUL.yaml", "aux.txt", "COM1.md", "lpt9", "PRN.yaml", "body.md.")
HOSTILE: dict[str, tuple[str, type[ClausierError], Made]] = {
    **{f"path {name!r}": ("PAQUET_CHEMIN", Refused, partial(with_file, name)) for name in PATHS},
    **{
        f"device {name}": ("PAQUET_NOM_RESERVE", Refused, partial(with_file, f"{CLAUSE}/{name}"))
        for name in DEVICES
    },
    "NUL in a name": ("PAQUET_CHEMIN", Refused, with_nul),
    "long path": (
        "PAQUET_CHEMIN_LONG",
        Refused,
        partial(with_file, f"{CLAUSE}/golden/{'a' * 150}.txt"),
    ),
    "link": ("PAQUET_LIEN", Refused, partial(zipped, as_link)),
    "compressed": ("PAQUET_COMPRIME", Refused, partial(zipped, compressed)),
    "bomb": ("PAQUET_COMPRIME", Refused, bomb),
    "total size": ("PAQUET_DEMESURE", Refused, bomb),
    "lying size": ("PAQUET_DEMESURE", Refused, lying_size),
    "many files": ("PAQUET_DEMESURE", Refused, many),
    "huge text": (
        "PAQUET_DEMESURE",
        Refused,
        partial(changed, "body.md", b"a" * (pack_reading.MAX_TEXT + 1)),
    ),
    "huge YAML in all": (
        "PAQUET_DEMESURE",
        Refused,
        lambda: holding({**small_files(), **{f"a{n}.yaml": b"a: 1\n" * 79_000 for n in range(11)}}),
    ),
    "same name": (
        "PAQUET_DOUBLON",
        Refused,
        partial(zipped, extra=(("library.yaml", b"a: 1\n"),)),
    ),
    "same name but for case": (
        "PAQUET_DOUBLON",
        Refused,
        partial(with_file, f"{CLAUSE}/BODY.md"),
    ),
    "same name but for the spelling of an accent": (
        "PAQUET_DOUBLON",
        Refused,
        lambda: holding(
            {
                **small_files(),
                f"{CLAUSE}/body.\u00e9.md": b"a",
                f"{CLAUSE}/body.e\u0301.md": b"b",
            }
        ),
    ),
    "encrypted": ("PAQUET_CHIFFRE", Refused, encrypted),
    "program": ("PAQUET_TYPE_INCONNU", Refused, partial(with_file, f"{CLAUSE}/outil.py")),
    "host template": ("PAQUET_TYPE_INCONNU", Refused, partial(with_file, "hotes/ccap.docx")),
    "nested archive": ("PAQUET_TYPE_INCONNU", Refused, nested_pack),
    "folder": ("PAQUET_CHEMIN", Refused, partial(zipped, extra=(("vide/", b""),))),
    "macro in a form": ("DOCUMENT_DANGEREUX", Refused, macro_form),
    "not UTF-8": ("PAQUET_TEXTE", InvalidInput, partial(changed, "body.md", b"\xe9\n")),
    "UTF-16": (
        "PAQUET_TEXTE",
        InvalidInput,
        partial(changed, "body.md", "## Titre".encode("utf-16")),
    ),
    "hidden direction": (
        "PAQUET_TEXTE",
        Refused,
        partial(changed, "body.md", "## Titre\n\nDix\u202e heures.\n".encode()),
    ),
    "NUL in a text": ("PAQUET_TEXTE", Refused, partial(changed, "body.md", b"## T\x00\n")),
    "anchor": ("YAML_ANCRE", InvalidInput, partial(changed, "cases.yaml", b"- &a [x]\n- *a\n")),
    "tag": (
        "YAML_ANCRE",
        InvalidInput,
        partial(changed, "cases.yaml", b"- !!python/object/apply:os.system [ls]\n"),
    ),
    "billion laughs": (
        "YAML_ANCRE",
        InvalidInput,
        partial(changed, "cases.yaml", b"a: &a [x, x]\nb: [*a, *a, *a]\n"),
    ),
    "double key": ("YAML_ILLISIBLE", InvalidInput, partial(changed, "cases.yaml", b"a: 1\na: 2\n")),
    "deep YAML": ("YAML_ILLISIBLE", InvalidInput, partial(changed, "cases.yaml", deep(20_000))),
    "malformed sheet": (
        "CLAUSE_MAL_FORMEE",
        InvalidInput,
        partial(changed, "clause.yaml", b"id: x\n"),
    ),
    "no manifest": (
        "PAQUET_SANS_MANIFESTE",
        InvalidInput,
        zipped_without_manifest,
    ),
    "manifest of another form": ("PAQUET_MANIFESTE", InvalidInput, partial(restated, outil="x")),
    "manifest of another time": (
        "PAQUET_MANIFESTE",
        InvalidInput,
        partial(restated, schema="pack/9"),
    ),
    "manifest that is no JSON": ("PAQUET_MANIFESTE", InvalidInput, partial(with_manifest, b"{")),
    "manifest with a double key": (
        "PAQUET_MANIFESTE",
        InvalidInput,
        lambda: with_manifest(b'{"schema": "pack/1", "schema": "pack/1"}'),
    ),
    "manifest nested beyond reason": (
        "PAQUET_MANIFESTE",
        InvalidInput,
        lambda: with_manifest(b"[" * 100_000),
    ),
    "manifest laid out otherwise": (
        "PAQUET_MANIFESTE",
        InvalidInput,
        lambda: with_manifest(written(manifest()) + b" "),
    ),
    "file changed": (
        "PAQUET_DIFFERENT",
        Refused,
        lambda: holding({**small_files(), "library.yaml": b"a: 1\n"}, files=manifest()["files"]),
    ),
    "file too many": (
        "PAQUET_DIFFERENT",
        Refused,
        lambda: holding({**small_files(), "README.md": b"x"}, files=manifest()["files"]),
    ),
    "file missing": (
        "PAQUET_DIFFERENT",
        Refused,
        lambda: restated(
            files=[*manifest()["files"], {**manifest()["files"][0], "path": "z.yaml"}]
        ),
    ),
    "file named twice": (
        "PAQUET_DIFFERENT",
        Refused,
        lambda: restated(files=[*manifest()["files"], manifest()["files"][0]]),
    ),
    "another clause than announced": ("PAQUET_DIFFERENT", Refused, false_clause),
    "clause not announced": ("PAQUET_DIFFERENT", Refused, partial(restated, clauses=[])),
    "words before the archive": ("PAQUET_NON_CANONIQUE", Refused, lambda: b"x" + sound_pack()),
    "words in a comment": ("PAQUET_NON_CANONIQUE", Refused, with_comment),
    "made again by another tool": ("PAQUET_NON_CANONIQUE", Refused, zipped_at_another_date),
    "no archive": ("PAQUET_ILLISIBLE", InvalidInput, lambda: b"bonjour"),
    "cut archive": ("PAQUET_ILLISIBLE", InvalidInput, lambda: sound_pack()[:-30]),
    "two names for a file": ("PAQUET_ILLISIBLE", InvalidInput, renamed_in_the_directory),
    "shared bytes": ("PAQUET_ILLISIBLE", InvalidInput, overlapping),
    "empty": ("PAQUET_ILLISIBLE", InvalidInput, lambda: b""),
}


def opened(content: bytes) -> ClausierError:
    with pytest.raises(ClausierError) as caught:
        open_pack(content, "x.clauses")
    return caught.value


def test_the_pack_they_are_all_made_of_is_sound():
    pack = open_pack(sound_pack(), "x.clauses")
    assert list(pack.library.clauses) == [CLAUSE]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_pack_that_could_do_harm_is_refused_with_its_own_code(name: str):
    code, kind, made = HOSTILE[name]
    error = opened(made())
    assert code in {each.code for each in error.faults}, error
    assert type(error) is kind, error
    assert all(each.place.startswith("x.clauses") for each in error.faults), error


ONE_OF_EACH = {code: made for code, _, made in HOSTILE.values()}


@pytest.mark.parametrize("code", ONE_OF_EACH)
def test_the_commands_tell_it_and_leave_nothing_behind(tmp_path: Path, code: str):
    pack, buyer = tmp_path / "x.clauses", tmp_path / "acheteur"
    buyer.mkdir()
    pack.write_bytes(ONE_OF_EACH[code]())
    checked = clausier("clauses", "verifier-paquet", pack, "--json")
    assert checked.code == 1
    assert checked.document["sain"] is False
    assert code in {each["code"] for each in checked.document["remarques"]}
    added = clausier("clauses", "ajouter", pack, "--bibliotheque", buyer / "clauses.toml", "--json")
    assert added.code == 4
    assert code in added.codes
    assert list(buyer.iterdir()) == []
    assert sorted(each.name for each in tmp_path.iterdir()) == ["acheteur", "x.clauses"]
    shown = clausier("clauses", "comparer", "fournie", pack)
    assert shown.code in (3, 4)
    assert code in shown.err


def test_a_pack_too_large_is_refused_without_being_opened(tmp_path: Path):
    pack = tmp_path / "x.clauses"
    with pack.open("wb") as target:
        target.truncate(pack_reading.MAX_PACK + 1)
    refused = clausier("clauses", "verifier-paquet", pack, "--json")
    assert (refused.code, refused.codes) == (3, ["FICHIER_TROP_GROS"])
    assert [each.code for each in opened(b"0" * (pack_reading.MAX_PACK + 1)).faults] == [
        "FICHIER_TROP_GROS"
    ]


def test_every_fault_of_an_archive_is_told_at_once():
    codes = {each.code for each in opened(with_file("../CON/outil.py")).faults}
    assert codes >= {"PAQUET_CHEMIN", "PAQUET_NOM_RESERVE", "PAQUET_TYPE_INCONNU"}


@pytest.mark.parametrize("at", range(0, len(sound_pack()), 997))
def test_no_byte_of_a_pack_can_change_unseen(at: int):
    content = bytearray(sound_pack())
    content[at] ^= 0x41
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile's own, on names given twice
        assert opened(bytes(content)).faults


def test_only_texts_and_forms_have_a_place_in_a_pack():
    for path in ("library.yaml", f"{CLAUSE}/body.alloti.md", f"{CLAUSE}/versions/1.0.0/body.md",
                 f"{CLAUSE}/base/clause.yaml", f"{CLAUSE}/golden/standard.txt"):  # fmt: skip
        assert KNOWN_FILE.fullmatch(path)
    for path in (f"{CLAUSE}/base/base/body.md", "a/b/c.yaml", "x.exe", f"{CLAUSE}/clause.yml",
                 f"{CLAUSE}/attachments/a.docm", ".git/config.yaml", "__init__.py"):  # fmt: skip
        assert not KNOWN_FILE.fullmatch(path)


@pytest.mark.parametrize("said", ["ville\u001b[2J", "ville\u202egro", "\u0007", "deux\nlignes"])
@pytest.mark.parametrize("key", ["publisher", "license"])
def test_a_manifest_drives_no_terminal(key: str, said: str):
    assert [each.code for each in opened(holding(small_files(), **{key: said})).faults] == [
        "PAQUET_MANIFESTE"
    ]


def test_the_manifest_names_the_publisher_of_the_library_it_carries():
    codes = [each.code for each in opened(holding(small_files(), publisher="autre")).faults]
    assert codes == ["PAQUET_DIFFERENT"]


def test_an_archive_of_countless_faults_is_told_shortly():
    countless = {MANIFEST: b"{}"} | {
        f"../{number}": b"" for number in range(pack_reading.MAX_ENTRIES + 10)
    }
    faults = opened(write_pack(countless)).faults
    assert 1 < len(faults) <= pack_reading.MAX_TOLD
    assert "PAQUET_DEMESURE" in {each.code for each in faults}
