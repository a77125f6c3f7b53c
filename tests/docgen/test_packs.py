"""Packs, their signatures, stacks and locks: the same bytes everywhere, and nothing believed."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import date
from functools import partial
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen import pack_signature
from docgen.clause_lock import (
    change_words,
    changes_between,
    check_lock,
    lock_of,
    lock_text,
    read_lock,
)
from docgen.clause_source import clause_of_version, read_clause, version_rank
from docgen.derivation import Standing, adaptations, adapted, with_provenance
from docgen.library import builtin_library, load_library
from docgen.memory_folder import LayeredFolder, MemoryFolder
from docgen.origin import origin_from, origin_of
from docgen.pack import make_pack, pack_files
from docgen.pack_reading import open_pack
from docgen.stack import load_stack
from docgen.stack_file import NEW_STACK, with_library
from insertion.errors import ClausierError, InvalidInput
from tests.bad_packs.hostile_packs import small_files, sound_pack
from tests.cli.command import clausier
from tests.docgen.pack_buyers import (
    CLAUSE,
    edited,
    library_folder,
    published_again,
    sentence_added,
    stack_file,
    version_of,
)

BUILTIN = "builtin = true"
TODAY = date(2026, 11, 21)


def codes(failing: Callable[[], object]) -> list[str]:
    with pytest.raises(ClausierError) as caught:
        failing()
    return [each.code for each in caught.value.faults]


def derived(folder: Path, clause: str = CLAUSE, publisher: str = "ville-b") -> Path:
    """Write an adaptation of a shipped clause, as the command does."""
    library = builtin_library()
    base = library.clauses[clause]
    for name, content in adapted(
        base, library, publisher=publisher, reason="Notre usage.", on=TODAY
    ).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / "library.yaml").write_text(
        f"publisher: {publisher}\nlicense: etalab-2.0\n", encoding="utf-8"
    )
    return folder


# --- Packs ------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.permutations(sorted(small_files())))
def test_the_same_files_give_the_same_bytes_in_whatever_order_they_come(names: list[str]):
    files = {name: small_files()[name] for name in names}
    assert make_pack(files, version="1") == sound_pack()


def test_what_is_packed_is_what_is_read():
    files, left = pack_files(resources.files("clause_templates"))
    pack = open_pack(make_pack(files, version="2026.11"), "x.clauses")
    assert pack.files == files
    assert all(each.startswith(("hotes/", "__")) for each in left), left
    shipped = builtin_library()
    assert {n: c.sha256 for n, c in pack.library.clauses.items()} == {
        n: c.sha256 for n, c in shipped.clauses.items()
    }
    assert pack.library.plans == shipped.plans
    assert (pack.manifest.publisher, pack.manifest.version) == ("clausier", "2026.11")


def test_frozen_versions_travel_and_are_named_with_their_hash(tmp_path: Path):
    folder = library_folder(tmp_path, CLAUSE)
    old = version_of(folder)
    published_again(folder, "Une phrase.", "9.0.0")
    pack = open_pack(make_pack(pack_files(folder)[0], version="1"), "x.clauses")
    named = [(each.version, each.content_sha256) for each in pack.manifest.clauses]
    frozen = clause_of_version(pack.library, CLAUSE, old)
    assert frozen is not None
    assert named == [(old, frozen.sha256), ("9.0.0", pack.library.clauses[CLAUSE].sha256)]
    assert clause_of_version(pack.library, CLAUSE, "1.2.3") is None


def test_a_pack_needs_a_publisher_a_licence_and_a_version():
    files = dict(small_files())
    assert codes(lambda: make_pack(files)) == ["PAQUET_SANS_VERSION"]
    assert codes(lambda: make_pack(files, version="deux mots")) == ["PAQUET_SANS_VERSION"]
    assert make_pack(files | {"library.yaml": b"publisher: a\nlicense: b\nversion: 3\n"})
    assert codes(lambda: make_pack(files | {"library.yaml": b"title: x\n"}, version="1")) == [
        "CLAUSE_MAL_FORMEE",
        "CLAUSE_MAL_FORMEE",
    ]
    assert codes(lambda: make_pack({"library.yaml": b"publisher: a\n"}, version="1")) == [
        "BIBLIOTHEQUE_VIDE"
    ]


def test_versions_are_ordered_as_numbers():
    assert sorted(["1.10.0", "1.9.0", "x", "1.2.10"], key=version_rank) == [
        "x", "1.2.10", "1.9.0", "1.10.0",
    ]  # fmt: skip


# --- Signatures -------------------------------------------------------------------------------


def test_a_signature_holds_for_its_manifest_and_its_key_alone():
    private, public = pack_signature.new_key(None)
    other_private, other_public = pack_signature.new_key(None)
    signature = pack_signature.sign(b"manifeste", private, None, "cle.pem")
    key = pack_signature.check_signature(b"manifeste", signature, public, "x")
    assert key == pack_signature.key_fingerprint(public, "x")
    foreign = pack_signature.sign(b"manifeste", other_private, None, "cle.pem")
    forged = foreign.replace(
        pack_signature.key_fingerprint(other_public, "x").encode(), key.encode()
    )
    for manifest, given_signature, given_key, code in (
        (b"autre", signature, public, "SIGNATURE_FAUSSE"),
        (b"manifeste", forged, public, "SIGNATURE_FAUSSE"),
        (b"manifeste", signature, other_public, "SIGNATURE_AUTRE_CLE"),
        (b"manifeste", b"bonjour", public, "SIGNATURE_ILLISIBLE"),
        (b"manifeste", "é".encode(), public, "SIGNATURE_ILLISIBLE"),
        (b"manifeste", signature, b"bonjour", "CLE_ILLISIBLE"),
        (b"manifeste", signature, private, "CLE_ILLISIBLE"),
    ):
        checked = partial(pack_signature.check_signature, manifest, given_signature, given_key, "x")
        assert codes(checked) == [code]


def test_a_key_under_a_password_signs_with_it_alone():
    private, public = pack_signature.new_key(b"secret")
    assert pack_signature.needs_password(private)
    signature = pack_signature.sign(b"m", private, b"secret", "cle.pem")
    assert pack_signature.check_signature(b"m", signature, public, "x")
    for password in (None, b"autre"):
        signed = partial(pack_signature.sign, b"m", private, password, "cle.pem")
        assert codes(signed) == ["CLE_ILLISIBLE"]


def test_without_the_signing_library_packs_are_read_and_signing_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(pack_signature, "find_spec", lambda name: None)
    assert open_pack(sound_pack(), "x").library.clauses
    assert codes(lambda: pack_signature.new_key(None)) == ["SIGNATURE_INDISPONIBLE"]


def test_the_command_makes_a_key_only_its_owner_reads_and_signs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    pack, key, public = (tmp_path / n for n in ("x.clauses", "cle.pem", "cle.pub.pem"))
    pack.write_bytes(sound_pack())
    monkeypatch.setenv("CLAUSIER_CLE_MOT_DE_PASSE", "secret")
    made = clausier("clauses", "signer", "--nouvelle-cle", key, "--proteger", "--json")
    assert made.code == 0
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert b"ENCRYPTED" in key.read_bytes()
    assert clausier("clauses", "signer", pack, "--cle", key).code == 0
    sound = clausier("clauses", "verifier-paquet", pack, "--cle-publique", public, "--json")
    assert (sound.code, sound.document["signe_par"]) == (0, made.document["cle"])
    again = clausier("clauses", "signer", "--nouvelle-cle", key, "--json")
    assert (again.code, set(again.codes)) == (2, {"SORTIE_EXISTANTE"})
    monkeypatch.delenv("CLAUSIER_CLE_MOT_DE_PASSE")
    mute = clausier("clauses", "signer", pack, "--cle", key, "--ecraser", "--json")
    assert (mute.code, mute.codes) == (2, ["CLE_SANS_MOT_DE_PASSE"])
    for arguments in ((), (pack,), ("--cle", key), (pack, "--nouvelle-cle", key)):
        assert clausier("clauses", "signer", *arguments, "--json").codes == ["SIGNER_QUOI"]


def test_verifying_says_what_is_missing_and_what_is_wrong(tmp_path: Path):
    pack, public = tmp_path / "x.clauses", tmp_path / "cle.pub.pem"
    pack.write_bytes(sound_pack())
    public.write_bytes(pack_signature.new_key(None)[1])
    verify = ("clauses", "verifier-paquet", pack, "--json")
    sound = clausier(*verify)
    assert (sound.code, sound.document["signe_par"]) == (0, None)
    digest = sound.document["empreinte"]
    assert clausier(*verify, "--empreinte", digest.upper()).code == 0
    for options, code in (
        (("--empreinte", "0" * 64), "PAQUET_EMPREINTE"),
        (("--cle-publique", public), "SIGNATURE_ABSENTE"),
    ):
        wrong = clausier(*verify, *options)
        assert wrong.code == 1
        assert [each["code"] for each in wrong.document["remarques"]] == [code]
    alone = clausier(*verify, "--signature", pack)
    assert (alone.code, alone.codes) == (2, ["SIGNATURE_SANS_CLE"])


# --- Stacks -----------------------------------------------------------------------------------


def test_the_first_library_that_holds_a_clause_gives_it_whole(tmp_path: Path):
    derived(tmp_path / "clauses")
    sentence_added(tmp_path / "clauses", "Une phrase de la ville.")
    stack = load_stack(stack_file(tmp_path, 'path = "clauses"', BUILTIN))
    shipped = builtin_library()
    assert stack.clauses.keys() == shipped.clauses.keys()
    assert {n for n, c in stack.clauses.items() if c is not shipped.clauses[n]} == {CLAUSE}
    assert (stack.origin(CLAUSE), stack.origin("insertion-objet")) == ("0", "1")
    assert stack.plans == shipped.plans
    assert (stack.root / CLAUSE / "base" / "clause.yaml").is_file()
    assert [layer.name for layer, _ in stack.below(CLAUSE)] == ["1"]


def test_a_clause_that_hides_another_says_what_it_comes_from_and_why(tmp_path: Path):
    library_folder(tmp_path / "clauses", CLAUSE)
    stack = stack_file(tmp_path, 'path = "clauses"', BUILTIN)
    assert load_stack(stack).clauses  # the very same text hides nothing
    sentence_added(tmp_path / "clauses", "Une phrase.")
    assert codes(lambda: load_stack(stack)) == ["VERSION_REECRITE"]
    edited(tmp_path / "clauses" / "library.yaml", "publisher: clausier", "publisher: ville")
    assert codes(lambda: load_stack(stack)) == ["ADAPTATION_SANS_ORIGINE"]
    (tmp_path / "clauses" / "library.yaml").unlink()
    assert codes(lambda: load_stack(stack)) == ["ADAPTATION_SANS_ORIGINE"]


def test_a_publisher_may_hide_its_own_clause_with_a_later_version(tmp_path: Path):
    folder = library_folder(tmp_path / "clauses", CLAUSE)
    published_again(folder, "Une phrase.", "9.0.0")
    stack = load_stack(stack_file(tmp_path, 'path = "clauses"', BUILTIN))
    assert stack.clauses[CLAUSE].sheet.version == "9.0.0"


def test_an_adaptation_without_a_reason_or_of_another_clause_is_refused(tmp_path: Path):
    folder = derived(tmp_path / "clauses")
    stack = stack_file(tmp_path, 'path = "clauses"', BUILTIN)
    sheet = folder / CLAUSE / "clause.yaml"
    whole = sheet.read_text(encoding="utf-8")
    edited(sheet, '"Notre usage."', '" "')
    assert codes(lambda: load_stack(stack)) == ["CLAUSE_MAL_FORMEE"]
    sheet.write_text(whole, encoding="utf-8")
    edited(sheet, f"clausier/{CLAUSE}@", "clausier/insertion-objet@")
    assert codes(lambda: load_stack(stack)) == ["ADAPTATION_AUTRE_ORIGINE"]


def test_a_plan_that_calls_an_unknown_clause_is_refused_with_its_place(tmp_path: Path):
    folder = library_folder(tmp_path / "clauses", CLAUSE)
    (folder / "plans.yaml").write_text(
        "ccap:\n  - {title: Suivi, clauses: [suivi-justificatifs, nulle-part]}\n", encoding="utf-8"
    )
    stack = stack_file(tmp_path, 'path = "clauses"')
    with pytest.raises(InvalidInput) as caught:
        load_stack(stack)
    (found,) = caught.value.faults
    assert (found.code, found.place) == ("PILE_MAL_FORMEE", "0/plans.yaml:ccap")
    assert "nulle-part" in found.cause


@pytest.mark.parametrize(
    "text",
    [
        "library = ",
        "",
        '[[library]]\nname = "a"\n',
        '[[library]]\nname = "a"\nbuiltin = true\npath = "x"\n',
        '[[library]]\nname = "a"\nbuiltin = true\nautre = 1\n',
        '[[library]]\nname = "a"\nbuiltin = true\n[[library]]\nname = "a"\nbuiltin = true\n',
        '[[library]]\nname = "a"\npath = "x"\nsignature = "y"\n',
        '[[library]]\nname = "a"\npath = "absent"\n',
        "a." * 20_000 + "b = 1",
    ],
)
def test_a_malformed_stack_is_told_in_french(tmp_path: Path, text: str):
    path = tmp_path / "clauses.toml"
    path.write_text(text, encoding="utf-8")
    assert set(codes(lambda: load_stack(path))) == {"PILE_MAL_FORMEE"}


def test_a_pack_of_the_stack_is_believed_only_with_the_signature_the_stack_asks_for(
    tmp_path: Path,
):
    (tmp_path / "x.clauses").write_bytes(sound_pack())
    private, public = pack_signature.new_key(None)
    (tmp_path / "k.pem").write_bytes(public)
    unsigned = stack_file(tmp_path, 'pack = "x.clauses"', opening="require_signature = true\n")
    assert codes(lambda: load_stack(unsigned)) == ["SIGNATURE_EXIGEE"]
    keyed = stack_file(tmp_path, 'pack = "x.clauses"\npublic_key = "k.pem"')
    assert codes(lambda: load_stack(keyed)) == ["SIGNATURE_ABSENTE"]
    manifest = open_pack(sound_pack(), "x").manifest_bytes
    (tmp_path / "x.clauses.sig").write_bytes(pack_signature.sign(manifest, private, None, "k"))
    assert load_stack(keyed).clauses
    (tmp_path / "x.clauses.sig").write_bytes(pack_signature.sign(b"autre", private, None, "k"))
    assert codes(lambda: load_stack(keyed)) == ["SIGNATURE_FAUSSE"]
    (tmp_path / "x.clauses").unlink()
    assert codes(lambda: load_stack(keyed)) == ["FICHIER_ABSENT"]


# --- The stack's file -------------------------------------------------------------------------

OWN = """\
# La pile de la ville, tenue par le service achats.

# nos adaptations
[[library]]
name = "local"   # à nous
path = "clauses/"

# le réseau
[[library]]
name = "reseau"
pack = "reseau-2026.10.clauses" # vérifié le 3 octobre
public_key = "reseau.pub.pem"

# fournie
[[library]]
name = "base"
builtin = true
# fin
"""


def test_a_library_is_added_without_losing_a_comment():
    made = with_library(OWN, "voisins", {"pack": "v.clauses"}, "clauses.toml")
    added = '[[library]]\nname = "voisins"\npack = "v.clauses"\n\n'
    assert made.replace(added, "") == OWN
    order = [made.index(f'name = "{name}"') for name in ("local", "reseau", "voisins", "base")]
    assert order == sorted(order)
    assert made.index('name = "voisins"') < made.index("# fournie")
    own = with_library(OWN, "premier", {"path": "p"}, "clauses.toml", first=True)
    assert own.index('name = "premier"') < own.index("# nos adaptations")


def test_a_library_already_named_is_changed_in_place():
    made = with_library(OWN, "reseau", {"pack": "reseau-2026.11.clauses"}, "clauses.toml")
    kept = [line for line in OWN.splitlines() if "2026.10" not in line and "public_key" not in line]
    assert [line for line in made.splitlines() if line in kept] == kept
    assert 'pack = "reseau-2026.11.clauses" # vérifié le 3 octobre' in made
    assert "public_key" not in made


def test_a_new_stack_ends_with_the_library_shipped():
    made = with_library(None, "reseau", {"pack": "r.clauses"}, "clauses.toml")
    assert made.startswith(NEW_STACK.splitlines()[0])
    assert made.index('name = "reseau"') < made.index("builtin = true\n")
    inline = 'library = [\n{name = "base", builtin = true},\n]\n'
    assert codes(lambda: with_library(inline, "r", {"pack": "r.clauses"}, "clauses.toml")) == [
        "PILE_MAL_FORMEE"
    ]


# --- Locks ------------------------------------------------------------------------------------


def test_a_lock_is_read_back_and_answers_its_own_stack(tmp_path: Path):
    stack = load_stack(stack_file(tmp_path, BUILTIN))
    lock = lock_of(stack)
    assert read_lock(lock_text(lock), "clauses.lock") == lock
    check_lock(stack, lock, "clauses.lock")
    assert {each.id: each.content_sha256 for each in lock.clause} == {
        name: clause.sha256 for name, clause in stack.clauses.items()
    }


def test_a_lock_tells_what_changed_in_words(tmp_path: Path):
    folder = library_folder(tmp_path / "clauses", CLAUSE, "insertion-objet")
    file = stack_file(tmp_path, 'path = "clauses"')
    before = lock_of(load_stack(file))
    sentence_added(folder, "Une phrase.", "insertion-objet")
    published_again(folder, "Une phrase.", "9.0.0")
    library_folder(folder, "volume-fixe")
    stack = load_stack(file)
    said = {each.id: change_words(each) for each in changes_between(before, lock_of(stack))}
    assert "son texte a changé sous le même numéro" in said["insertion-objet"]
    assert "version 9.0.0 de « 0 » trouvée" in said[CLAUSE]
    assert said["volume-fixe"].startswith("elle est nouvelle")
    assert codes(lambda: check_lock(stack, before, "clauses.lock")) == ["VERROU_DIFFERENT"] * 3
    gone = changes_between(lock_of(stack), before)
    assert any("elle manque" in change_words(each) for each in gone)


def test_a_frozen_version_cannot_change_under_a_lock_either(tmp_path: Path):
    folder = library_folder(tmp_path / "clauses", CLAUSE)
    old = version_of(folder)
    published_again(folder, "Une phrase.", "9.0.0")
    file = stack_file(tmp_path, 'path = "clauses"')
    lock = read_lock(lock_text(lock_of(load_stack(file))), "clauses.lock")
    check_lock(load_stack(file), lock, "clauses.lock")
    frozen_body = folder / CLAUSE / "versions" / old / "body.md"
    frozen_body.write_text("## Autre\n\nAutre texte.\n", encoding="utf-8")
    (change,) = changes_between(lock, lock_of(load_stack(file)))
    assert change_words(change) == "ses versions plus anciennes ont changé"
    assert codes(lambda: check_lock(load_stack(file), lock, "clauses.lock")) == ["VERROU_DIFFERENT"]


@pytest.mark.parametrize("text", ["clause", 'plans_sha256 = "0"\nautre = 1\n', ""])
def test_a_lock_that_cannot_be_read_is_told(text: str):
    assert codes(lambda: read_lock(text, "clauses.lock")) == ["VERROU_ILLISIBLE"]


# --- Adaptations ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", builtin_library().clauses)
def test_an_adaptation_of_any_clause_loads_with_its_origin_and_its_base(name: str):
    library = builtin_library()
    base = library.clauses[name]
    files = adapted(base, library, publisher="ville d'à côté", reason='Un "usage".', on=TODAY)
    made = load_library(MemoryFolder(files)).clauses[name]
    provenance = made.sheet.provenance
    assert origin_of(made) == origin_from(base)
    assert (provenance.publisher, provenance.reason) == ("ville d'à côté", 'Un "usage".')
    assert made.bodies == base.bodies
    assert made.sha256 != base.sha256
    assert read_clause(MemoryFolder(files) / name / "base", "base").sha256 == base.sha256


def test_a_sheet_keeps_every_other_character_when_its_provenance_changes():
    flow = "# a\nprovenance: {publisher: x, reviewed: {by: y}} # b\nid: z # c\n"
    changed = with_provenance(flow, {"publisher": "v", "reason": "r"})
    assert changed == (
        '# a\nprovenance: {reason: "r", publisher: "v", reviewed: {by: y}} # b\nid: z # c\n'
    )
    block = "provenance:\n  publisher: x # p\n  reviewed:\n    by: y\n\nid: z\n"
    assert with_provenance(block, {"reviewed": {"by": "w"}}) == (
        'provenance:\n  publisher: x # p\n  reviewed:\n    {"by": "w"}\n\nid: z\n'
    )


def test_an_adaptation_stands_with_its_base_until_the_base_moves(tmp_path: Path):
    base = library_folder(tmp_path / "base")
    derived(tmp_path / "clauses")
    file = stack_file(tmp_path, 'path = "clauses"', 'path = "base"')
    (found,) = adaptations(load_stack(file))
    assert (found.standing, found.base_library) == (Standing.CURRENT, "1")
    old = found.origin
    published_again(base, "La base change.", "9.0.0")
    (found,) = adaptations(load_stack(file))
    assert (found.standing, found.origin) == (Standing.MOVED, old)
    assert found.base_then is not None
    assert found.base_then.sha256 == old.sha256
    for each in (tmp_path / "clauses" / CLAUSE / "base").iterdir():
        each.unlink()
    (found,) = adaptations(load_stack(file))
    assert found.base_then is not None, "the frozen version of the base answers for the copy"
    edited(tmp_path / "clauses" / CLAUSE / "clause.yaml", f"clausier/{CLAUSE}@", f"tiers/{CLAUSE}@")
    (found,) = adaptations(load_stack(file))
    assert (found.standing, found.base_now) == (Standing.GONE, None)


def test_the_command_adapts_a_clause_once_and_with_a_reason(tmp_path: Path):
    derive = ("clauses", "deriver", CLAUSE, "--dans", tmp_path / "clauses", "--json")
    reason = ("--motif", "Notre usage.")
    assert clausier(*derive, *reason).codes == ["EDITEUR_MANQUANT"]
    publisher = ("--editeur", "ville-b")
    assert clausier(*derive, "--motif", " ", *publisher).codes == ["ADAPTATION_SANS_MOTIF"]
    made = clausier(*derive, *reason, *publisher)
    assert (made.code, made.document["clause"]) == (0, CLAUSE)
    assert clausier(*derive, *reason).codes == ["ADAPTATION_EXISTANTE"]
    other = clausier(
        "clauses", "deriver", "insertion-objet", "--dans", tmp_path / "clauses", *reason
    )
    assert other.code == 0, "the folder already says who publishes it"


# --- Folders in memory ------------------------------------------------------------------------


def test_a_folder_in_memory_answers_like_one_on_a_disk(tmp_path: Path):
    files = {"a/b.txt": b"un", "a/c/d.txt": b"deux", "e.txt": "é".encode()}
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    folder = MemoryFolder(files, called="tout")
    assert [each.name for each in folder.iterdir()] == ["a", "e.txt"]
    for name in ("a", "a/b.txt", "a/c", "a/c/d.txt", "e.txt", "absent", "a/absent"):
        ours, disk = folder / name, tmp_path / name
        assert (ours.is_dir(), ours.is_file()) == (disk.is_dir(), disk.is_file())
        assert ours.name == disk.name
    assert (folder / "e.txt").read_text(encoding="utf-8") == "é"
    with (folder / "a" / "b.txt").open("rb") as stream:
        assert stream.read() == b"un"
    with pytest.raises(FileNotFoundError):
        (folder / "absent").read_bytes()


def test_layers_give_whole_entries_the_first_one_first():
    over = MemoryFolder({"x/1.txt": b"haut"})
    under = MemoryFolder({"x/1.txt": b"bas", "x/2.txt": b"bas", "y.txt": b"bas"})
    both = LayeredFolder([over, under], "pile")
    assert [each.name for each in both.iterdir()] == ["x", "y.txt"]
    assert (both / "x" / "1.txt").read_bytes() == b"haut"
    assert not (both / "x/2.txt").is_file(), "a folder is never mended with another's files"
    assert (both / "y.txt").read_bytes() == b"bas"
    assert not (both / "z").is_file()
    with pytest.raises(IsADirectoryError):
        both.read_bytes()
