"""A buyer's look on our own hosts: the same words, other fonts, colour, logo, numbers and names."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from clausier.profile_look import look_of
from docgen.host_dressing import Dressing, dressed
from docgen.logo import MAX_LOGO, read_logo
from docgen.production import builtin_host
from insertion.errors import InvalidInput, Refused
from insertion.presentation import ArticleNumbers, published_look
from insertion.profile import load_profile
from insertion.typography import french, plain
from tests.bad_word.word_files import with_field
from tests.cli.command import clausier
from tests.docgen.docx_reading import body_text, headings_of, parts_of, text_of
from tests.docgen.look_files import GREEN, HEAD, chunk, jpeg, png, profile_file, segment
from tests.office.validator import sdk_errors_by_file

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "workbooks" / "exemple-renovation-ecole.yaml"


def made_with(tmp_path: Path, profile: Path | None, folder: str) -> Path:
    """Return the folder of the final pieces of the sample, in a look."""
    target = tmp_path / folder
    options = () if profile is None else ("--profil", profile)
    outcome = clausier("generer", SAMPLE, "--sortie", target, "--final", *options)
    assert outcome.code == 0, outcome.err
    return target


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two looks of the same sample."""
    folder = tmp_path_factory.mktemp("looks")
    one = profile_file(folder / "un")
    two = profile_file(folder / "deux", GREEN)
    return {
        "burgundy": made_with(folder, one, "bordeaux"),
        "green": made_with(folder, two, "vert"),
    }


def piece(folder: Path, short: str) -> Path:
    (found,) = folder.rglob(f"*_{short}_*.docx")
    return found


def test_pieces_take_the_names_the_buyer_gives_them(looks: dict[str, Path]):
    names = {each.name for each in (looks["burgundy"] / "DCE").glob("*.docx")}
    assert {"2026-TVX-014_Avis_v1.docx", "2026-TVX-014_CCAP_v1.docx"} <= names
    assert not any("insertion" in each for each in names)


@pytest.mark.parametrize("short", ["RC", "CCAP", "AE", "LIAISON", "NOTE-CALCUL"])
def test_two_looks_print_the_same_words(looks: dict[str, Path], short: str):
    def words(look: str) -> str:
        read = body_text(piece(looks[look], short))
        return re.sub(r"article\u00a0[IVXLC\d]+\.\d+", "article n", read)

    assert words("burgundy") == words("green")
    assert "article n" in words("green") or short != "CCAP"


def test_the_first_article_and_its_references_follow_the_buyers_numbers(looks: dict[str, Path]):
    burgundy, green = (body_text(piece(looks[look], "CCAP")) for look in ("burgundy", "green"))
    assert "article\u00a0XIV.3" in burgundy
    assert "article\u00a0XV.1" in burgundy  # penalties, the next section
    assert "article\u00a01.3" in green
    numbering = parts_of(piece(looks["burgundy"], "CCAP"))["word/numbering.xml"].decode()
    assert 'w:numFmt w:val="upperRoman"' in numbering
    assert '<w:start w:val="14"/>' in numbering
    rc = parts_of(piece(looks["burgundy"], "RC"))["word/numbering.xml"].decode()
    assert '<w:start w:val="14"/>' not in rc


def test_the_headings_stay_headings_tied_to_the_numbering(looks: dict[str, Path]):
    headings = headings_of(piece(looks["burgundy"], "CCAP"))
    assert (1, "Insertion professionnelle") in headings
    assert not any(re.match(r"[IVX\d]+[. ]", words) for _, words in headings)


def test_fonts_and_colour_are_those_asked_for(looks: dict[str, Path]):
    document = docx.Document(str(piece(looks["burgundy"], "CCAP")))
    styles = document.styles
    assert styles["Normal"].font.name == "Georgia"
    assert styles["Heading 1"].font.name == "Verdana"
    assert str(styles["Heading 1"].font.color.rgb) == "7A1F2B"
    raw = parts_of(piece(looks["burgundy"], "CCAP"))["word/document.xml"].decode()
    assert 'w:fill="F1E8E9"' in raw
    assert "E8EDF4" not in raw


def test_the_logo_stands_in_the_header_with_its_words(looks: dict[str, Path]):
    path = piece(looks["burgundy"], "LIAISON")
    header = docx.Document(str(path)).sections[0].header
    (shown,) = header._element.iter(qn("wp:docPr"))
    assert shown.get("descr") == "Armes de la ville"
    assert [n for n in zipfile.ZipFile(path).namelist() if "media" in n] == [
        "word/media/image1.png"
    ]
    assert french("Consultation n° 2026-TVX-014") in text_of(path)


def test_derogations_are_told_in_sentences(looks: dict[str, Path]):
    words = plain(body_text(piece(looks["burgundy"], "CCAP")))
    assert "déroge à la stipulation suivante : article 19.2.4 du CCAG-Travaux" in words
    assert "Article du marché" not in words


@pytest.mark.parametrize("clause", ["insertion-derogations", "condition-sociale-derogations"])
def test_table_and_sentences_recall_the_same_derogations(clause: str):
    folder = ROOT / "clause_templates" / clause
    table, sentences = (
        set(re.findall(r"\[clause:[^\]]+\]|\{\{[^}]+\}\}", (folder / name).read_text("utf-8")))
        for name in ("body.md", "body.phrases.md")
    )
    assert table == sentences


def test_a_contract_that_states_its_derogations_wins_over_the_profile(tmp_path: Path):
    contract = tmp_path / "marche.yaml"
    text = SAMPLE.read_text(encoding="utf-8") + "derogations_presentation: tableau\n"
    contract.write_text(text, encoding="utf-8")
    target = tmp_path / "p"
    profile = profile_file(tmp_path)
    assert clausier("generer", contract, "--sortie", target, "--profil", profile).code == 0
    assert "déroge à la stipulation suivante" not in plain(body_text(piece(target, "CCAP")))


def test_the_same_look_gives_the_same_bytes(tmp_path: Path, looks: dict[str, Path]):
    again = made_with(tmp_path, profile_file(tmp_path), "encore")
    for path in looks["burgundy"].rglob("*.docx"):
        other = again / path.relative_to(looks["burgundy"])
        assert other.read_bytes() == path.read_bytes(), path.name


def test_no_look_leaves_our_hosts_untouched():
    host = builtin_host("ccap")
    assert dressed(host, Dressing()) is host


@pytest.mark.parametrize("habit", list(ArticleNumbers))
def test_every_habit_keeps_three_levels_tied_to_the_headings(habit: ArticleNumbers):
    host = dressed(builtin_host("ccap"), Dressing(article_numbers=habit, first_article=7))
    root: Any = etree.fromstring(parts_of(host)["word/numbering.xml"])
    linked, starts = (
        [each.get(qn("w:val")) for each in root.iterfind(f"{{*}}abstractNum/{{*}}lvl/{{*}}{name}")]
        for name in ("pStyle", "start")
    )
    assert linked == ["Heading1", "Heading2", "Heading3"]
    assert starts == ["7", "1", "1"]


@pytest.mark.needs("node", "ooxml-validate")
def test_pieces_in_a_look_are_valid_for_the_open_xml_sdk(looks: dict[str, Path]):
    found = sdk_errors_by_file([each for look in looks.values() for each in look.rglob("*.docx")])
    assert {path.name: errors for path, errors in found.items() if errors} == {}


def test_a_buyers_own_host_wins_over_the_look_of_ours(tmp_path: Path):
    (tmp_path / "modeles").mkdir()
    own = docx.Document()
    own.add_paragraph("Règlement maison de {{ acheteur_nom }}")
    own.add_paragraph("{{p articles }}")
    own.save(str(tmp_path / "modeles" / "rc.docx"))
    profile = tmp_path / "v.yaml"
    profile.write_text(
        HEAD + "presentation:\n  couleur: '#7A1F2B'\n  modeles: {rc: modeles/rc.docx}\n",
        encoding="utf-8",
    )
    made = made_with(tmp_path, profile, "p")
    words = body_text(piece(made, "RC"))
    assert words.startswith("Règlement maison de Communauté de communes")
    assert "7A1F2B" not in parts_of(piece(made, "RC"))["word/document.xml"].decode()


# --- Images that are none ---------------------------------------------------------------------


@pytest.mark.parametrize("content", [png(), jpeg()], ids=["png", "jpeg"])
def test_a_sound_image_is_read_with_its_size(content: bytes):
    logo = read_logo(content, "logo")
    assert (logo.width, logo.height) == (160, 60)


def test_what_an_image_says_of_its_making_is_dropped():
    text = chunk(b"tEXt", b"Author\0Quelqu'un")
    assert b"Author" not in read_logo(png(extra=text), "logo").content
    assert read_logo(png(extra=text), "logo").content == png()
    place = segment(0xE1, b"Exif\0\0GPS 48.85 2.35") + segment(0xFE, b"fait chez nous")
    cleaned = read_logo(jpeg(extra=place), "logo").content
    assert cleaned == jpeg()


BAD_IMAGES = {
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "gif": b"GIF89a" + bytes(40),
    "empty": b"",
    "cut png": png()[:-20],
    "png with a false sum": png().replace(b"IDAT", b"IDAt"),
    "png without an image": b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""),
    "cut jpeg": jpeg()[:40],
    "jpeg without an end": jpeg()[:-2],
    "animated": png(extra=chunk(b"acTL", bytes(8))),
    "huge": png(1, 6001),
    "no width": png(0, 10),
    "heavy": png() + bytes(MAX_LOGO),
    "html": b"\xff\xd8\xff<html>",
}


@pytest.mark.parametrize("name", BAD_IMAGES)
def test_an_image_that_is_none_is_refused(name: str):
    with pytest.raises(InvalidInput) as caught:
        read_logo(BAD_IMAGES[name], "logo.png")
    assert [each.code for each in caught.value.faults] == ["IMAGE_INUTILISABLE"]


# --- Profiles of strangers --------------------------------------------------------------------

HOSTILE = {
    "logo: ../logo.png": "CHEMIN_DE_PROFIL",
    "logo: /etc/passwd": "CHEMIN_DE_PROFIL",
    "logo: C:/logo.png": "CHEMIN_DE_PROFIL",
    "logo: images\\logo.png": "CHEMIN_DE_PROFIL",
    "logo: images/../../logo.png": "CHEMIN_DE_PROFIL",
    "logo: ~/logo.png": "CHEMIN_DE_PROFIL",
    "logo: logo.svg": "CHEMIN_DE_PROFIL",
    "logo: con.png": "CHEMIN_DE_PROFIL",
    "logo: 'https://a.example/logo.png'": "CHEMIN_DE_PROFIL",
    "logo: absent.png": "FICHIER_ABSENT",
    "modeles: {rc: ../rc.docx}": "CHEMIN_DE_PROFIL",
    "modeles: {rc: rc.docm}": "CHEMIN_DE_PROFIL",
    "modeles: {reglement: rc.docx}": "CLE_INCONNUE",
    "modeles: rc.docx": "TABLE_ATTENDUE",
    "premiers_articles: {ccap: 0}": "HORS_BORNES",
    "premiers_articles: {ccap: 1000}": "HORS_BORNES",
    "couleur: rouge": "COULEUR_ILLISIBLE",
    "couleur: '#FFE000'": "COULEUR_PALE",
    "police: 'Arial\"/><w:x'": "POLICE_INCONNUE",
    "police: Une police au nom beaucoup trop long": "POLICE_INCONNUE",
    "articles: grec": "CHOIX_INCONNU",
    "derogations: dessin": "CHOIX_INCONNU",
    "noms_fichiers: '{consultation}'": "MOTIF_DE_NOM",
    "noms_fichiers: '../{piece}'": "MOTIF_DE_NOM",
    "noms_fichiers: '{piece.__class__}'": "MOTIF_DE_NOM",
    "noms_pieces: {avis: ../Avis}": "MOTIF_DE_NOM",
    "fond: noir": "CLE_INCONNUE",
}


@pytest.mark.parametrize("line", HOSTILE)
def test_a_hostile_profile_is_refused(tmp_path: Path, line: str):
    profile = profile_file(tmp_path, f"presentation:\n  {line}\n")
    with pytest.raises(InvalidInput) as caught:
        look_of(str(profile))
    assert [each.code for each in caught.value.faults] == [HOSTILE[line]]


def test_nothing_is_written_in_a_look_that_is_refused(tmp_path: Path):
    profile = profile_file(tmp_path, "presentation:\n  logo: ../logo.png\n")
    target = tmp_path / "p"
    outcome = clausier("generer", SAMPLE, "--sortie", target, "--profil", profile, "--json")
    assert (outcome.code, outcome.codes) == (3, ["CHEMIN_DE_PROFIL"])
    assert not target.exists()


def test_a_host_of_a_profile_that_could_do_harm_is_refused(tmp_path: Path):
    profile = profile_file(tmp_path, "presentation:\n  modeles: {rc: rc.docx}\n")
    (tmp_path / "rc.docx").write_bytes(with_field("INCLUDETEXT c:/secret.docx"))
    with pytest.raises(Refused) as caught:
        look_of(str(profile))
    assert [each.code for each in caught.value.faults] == ["DOCUMENT_DANGEREUX"]


def test_a_link_out_of_the_profiles_folder_is_refused(tmp_path: Path):
    outside = tmp_path / "ailleurs.png"
    outside.write_bytes(png())
    folder = tmp_path / "recu"
    profile = profile_file(folder, "presentation:\n  logo: images/lien.png\n")
    (folder / "images" / "lien.png").symlink_to(outside)
    with pytest.raises(InvalidInput) as caught:
        look_of(str(profile))
    assert [each.code for each in caught.value.faults] == ["FICHIER_DE_PROFIL"]


def test_every_fault_of_a_look_is_told_at_once(tmp_path: Path):
    look = "presentation:\n  logo: ../a.png\n  couleur: rouge\n  police: '<'\n"
    profile = profile_file(tmp_path, look)
    with pytest.raises(InvalidInput) as caught:
        look_of(str(profile))
    faults = caught.value.faults
    codes = [each.code for each in faults]
    assert codes == ["CHEMIN_DE_PROFIL", "COULEUR_ILLISIBLE", "POLICE_INCONNUE"]
    assert faults[0].place == "ville.yaml:presentation.logo (ligne 4)"


def test_the_profile_of_the_guide_is_one():
    guide = (ROOT / "docs" / "guide-presentation.md").read_text(encoding="utf-8")
    profile = load_profile(guide.partition("```yaml\n")[2].partition("```")[0])
    assert profile.look.first_articles == {"ccap": 14, "rc": 6}
    assert profile.look.accent == "7A1F2B"
    written = guide.partition("Chaque ligne")[2]
    assert all(f"`{key}`" in written for key in published_look(profile.look))


# --- A profile kept -----------------------------------------------------------------------------


def test_a_saved_profile_stands_alone_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CLAUSIER_DOSSIER", str(tmp_path / "config"))
    received = profile_file(tmp_path / "recu")
    assert clausier("profil", "enregistrer", "ville", "--depuis", received).code == 0
    for each in (received, tmp_path / "recu" / "images" / "logo.png"):
        each.unlink()
    target = tmp_path / "p"
    assert clausier("generer", SAMPLE, "--sortie", target, "--profil", "ville").code == 0
    assert list((target / "DCE").glob("*_Avis_v1.docx"))
    shown = clausier("profil", "montrer", "ville", "--json").document["profil"]
    assert shown["presentation"]["logo"] == "ville/images/logo.png"
    taken = clausier("profil", "enregistrer", "ville", "--depuis", SAMPLE, "--ecraser", "--json")
    assert taken.code == 0
    kept = clausier("profil", "montrer", "ville", "--json").document["profil"]
    assert kept["presentation"] == shown["presentation"]
    assert kept["informations"]
    assert clausier("profil", "supprimer", "ville").code == 0
    assert list((tmp_path / "config" / "profils").iterdir()) == []
