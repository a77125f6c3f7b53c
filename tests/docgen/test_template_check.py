"""A buyer's Word host checked before use: what stops it, where, and what a colleague would say."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from clausier.example import example_record
from clausier.records import hours_of
from docgen.hosts import PAGES
from docgen.library import builtin_library
from docgen.piece_list import PIECES, Piece
from docgen.pieces import Dossier, prepare
from docgen.production import builtin_host, own_piece
from docgen.template_check import CheckedTemplate, check_template
from docgen.template_finding import words
from docgen.wordml import STRICT
from insertion.typography import plain
from tests.bad_word.word_files import host, with_expression, with_field, with_markup, with_part
from tests.cli.command import clausier
from tests.docgen.docx_reading import W, packed, parts_of
from tests.docgen.look_files import png


@cache
def dossiers() -> tuple[Dossier, ...]:
    """The sample contract, as a draft and as final pieces."""
    result = hours_of(example_record())
    return tuple(prepare(result, builtin_library(), final=final) for final in (False, True))


def checked(content: bytes, piece: Piece | None = None) -> CheckedTemplate:
    return check_template(content, "m.docx", piece or own_piece("m"), dossiers())


def codes(content: bytes, *, blocks: bool = True) -> list[str]:
    return [each.code for each in checked(content).findings if each.blocks is blocks]


def saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def table_host(*rows: tuple[str, ...]) -> bytes:
    document = docx.Document()
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return saved(document)


# --- What stops a host --------------------------------------------------------------------------

STOPS: dict[str, tuple[bytes, str, str, str]] = {
    "a field unclosed": (host("Nom", "{{ acheteur_nom"), "balise_ouverte", "paragraphe 2", ""),
    "a tag cut over two paragraphs": (
        host("{{ acheteur_", "nom }}"), "balise_ouverte", "paragraphe 1", ""),
    "an empty field": (host("{{ }}"), "balise_mal_ecrite", "paragraphe 1", "{{ acheteur_nom }}"),
    "another statement": (
        host("{% include 'x' %}"), "balise_inconnue", "paragraphe 1", "endfor"),
    "a hidden attribute": (
        host("{{ acheteur_nom.__class__ }}"), "expression_interdite", "paragraphe 1", ""),
    "a computation": (host("{{ 1 + 1 }}"), "expression_interdite", "paragraphe 1", ""),
    "a misspelt field": (
        with_expression("{{ acheteur_non }}", "header"), "champ_inconnu", "en-tête",
        "acheteur_nom"),
    "a misspelt field below": (
        with_expression("{{ version }}", "footer"), "champ_inconnu", "pied de page",
        "version_pieces"),
    "a misspelt field in the title": (
        with_expression("{{ objet }}", "title"), "champ_inconnu",
        "propriétés du document, titre", "objet_marche"),
    "a misspelt field in a note": (
        with_expression("{{ objet }}", "footnotes"), "champ_inconnu", "note de bas de page", ""),
    "a misspelt field of a lot": (
        table_host(("Lot",), ("{%tr for lot in lots %}",), ("{{ lot.numro }}",),
                   ("{%tr endfor %}",)),
        "champ_inconnu", "tableau 1, ligne 3", "numero"),
    "a lot outside its loop": (
        host("{{ lot.numero }}"), "champ_inconnu", "paragraphe 1", ""),
    "an internal figure": (host("{{ source_valeurs }}"), "champ_interne", "paragraphe 1", ""),
    "an internal figure of a lot": (
        host("{% for lot in lots %}{{ lot.montant_ht }}{% endfor %}"), "champ_interne",
        "paragraphe 1", ""),
    "a clause nobody wrote": (
        host('{{p clause("volume-fix") }}'), "clause_inconnue", "paragraphe 1", "volume-fixe"),
    "a condition left open": (
        host("{%p if alloti %}", "Lots"), "non_fermee", "paragraphe 1", "{%p endif %}"),
    "an end without beginning": (
        host("Lots", "{% endif %}"), "fermeture_seule", "paragraphe 2", ""),
    "two tags crossed": (
        host("{% if alloti %}{% for lot in lots %}x{% endif %}{% endfor %}"), "croisees",
        "paragraphe 1", "for lot in lots"),
    "articles amid a sentence": (
        host("{{ articles }}"), "bloc_sans_p", "paragraphe 1", "{{p articles }}"),
    "words in the place of a paragraph": (
        host("{{p acheteur_nom }}"), "texte_avec_p", "paragraphe 1", "{{ acheteur_nom }}"),
    "words in the place of a run": (
        host("{{r acheteur_nom }}"), "texte_avec_p", "paragraphe 1", "{{ acheteur_nom }}"),
    "articles with neighbours": (
        host("Voir {{p articles }}"), "p_accompagne", "paragraphe 1", ""),
    "a condition with neighbours": (
        host("{%p if alloti %} Lots", "{%p endif %}"), "p_accompagne", "paragraphe 1", ""),
    "a row with neighbours": (
        table_host(("{%tr for lot in lots %}", "N°"), ("{{ lot.numero }}", ""),
                   ("{%tr endfor %}", "")),
        "tr_accompagne", "tableau 1, ligne 1", ""),
    "a row outside a table": (
        host("{%tr if alloti %}", "{%tr endif %}"), "tr_hors_tableau", "paragraphe 1", ""),
    "a list printed alone": (host("{{ lots }}"), "liste_seule", "paragraphe 1", "{%tr for lot"),
    "a loop over a word": (
        host("{% for x in acheteur_nom %}{{ x }}{% endfor %}"), "boucle_sur_texte",
        "paragraphe 1", "acheteur_nom"),
    "a field in an endnote": (
        with_part(
            host("x"), "endnotes",
            (
                f'<w:endnotes xmlns:w="{W}"><w:endnote w:id="1"><w:p><w:r>'
                "<w:t>{{ acheteur_nom }}</w:t></w:r></w:p></w:endnote></w:endnotes>"
            ).encode(),
        ),
        "hors_de_portee", "note de fin", ""),
    "a strict document": (
        packed({
            name: part.replace(W.encode(), STRICT.encode())
            for name, part in parts_of(host("{{ acheteur_nom }}")).items()
        }),
        "format_strict", "fichier", "Document Word (.docx)"),
    "parentheses without end": (
        host("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}"), "balise_mal_ecrite",
        "paragraphe 1", ""),
    "damaged properties": (
        packed(parts_of(host("{{ acheteur_nom }}")) | {"docProps/core.xml": b"<a"}),
        "essai_manque", "fichier", ""),
    "braces without end": (host("{" * 20_000), "balise_ouverte", "paragraphe 1", ""),
    "no Word file": (b"PK", "fichier", "fichier", ""),
    "a dangerous field": (
        with_field("INCLUDETEXT x.docx"), "fichier", "word/document.xml", "INCLUDETEXT"),
}  # fmt: skip


@pytest.mark.parametrize("name", STOPS)
def test_what_stops_a_host_is_told_with_its_place_and_remedy(name: str):
    content, code, place, told = STOPS[name]
    found = next(each for each in checked(content).findings if each.code == code)
    assert found.blocks
    assert plain(found.place) == place
    assert told in plain(found.cause + found.remedy)


@pytest.mark.parametrize(
    "content",
    [
        host("{%p if alloti %}", "Lots", "{%p else %}", "Un lot", "{%p endif %}"),
        host("{%- if alloti -%}a{% elif acheteur_public %}b{% else %}c{%- endif -%}"),
        host('{{p clause("volume-fixe") }}'),
        host("{# une note #}{{ acheteur_nom|upper }} ; {{ lieu_execution or “ici” }}"),
        table_host(("{%tr for lot in lots if lot.avec_clause %}",), ("{{ loop.index }}",),
                   ("{%tr endfor %}",)),
        host("{{p articles }}", "{{p a_completer }}", header="{{ numero_consultation }}"),
    ],
)  # fmt: skip
def test_a_sound_host_is_filled_in_both_states(content: bytes):
    found = checked(content)
    assert found.serves, found.findings
    assert found.tried == ("projet", "pièce définitive")


@pytest.mark.parametrize("page", [each.name for each in PAGES])
def test_our_own_hosts_serve(page: str):
    piece = next((each for each in PIECES if each.host_name == page), own_piece(page))
    found = checked(builtin_host(page), piece)
    assert found.serves, found.findings
    advised = {each.code for each in found.findings}
    assert advised <= {"titres_sans_numero", "sans_articles", "sans_a_completer"}


def test_a_tag_whose_trial_fails_is_told_with_the_reason():
    content = host("{{ acheteur_nom.sigle }}")
    found = checked(content)
    assert [each.code for each in found.findings if each.blocks] == ["essai_manque"]
    assert found.tried == ()


def test_a_clause_of_another_contract_is_no_fault_of_the_host():
    found = checked(host('{{p clause("concession-offre") }}'))
    assert found.serves
    assert found.tried == ()
    assert "clause_hors_essai" in [each.code for each in found.findings]


# --- What a careful colleague would say ---------------------------------------------------------


def styled(change: Any = lambda document: None, *paragraphs: str) -> bytes:
    document = docx.Document()
    for each in paragraphs or ("{{p articles }}", "{{p a_completer }}"):
        document.add_paragraph(each)
    change(document)
    return saved(document)


def heading(text: str, level: int = 1) -> Any:
    return lambda document: document.add_heading(text, level)


def skipped(document: Document) -> None:
    document.add_heading("Objet", 1)
    document.add_heading("Détail", 3)


def hidden(document: Document) -> None:
    document.add_paragraph().add_run("à voir avec le juriste").font.hidden = True


def tracked(document: Document) -> None:
    run = document.add_paragraph("ajouté").runs[0]._r
    change = OxmlElement("w:ins")
    change.set(qn("w:id"), "1")
    change.set(qn("w:author"), "x")
    run.addprevious(change)
    change.append(run)


def numbered_pages(document: Document) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def without_list_style(document: Document) -> None:
    style = document.styles["List Paragraph"].element
    style.getparent().remove(style)


def half_bold(document: Document) -> None:
    paragraph = document.add_paragraph("{{ acheteur_")
    paragraph.add_run("nom }}").bold = True


ADVICE: dict[str, tuple[bytes, str, str]] = {
    "typed numbers": (styled(heading("Article 3 – Objet")), "titres_tapes", "paragraphe 3"),
    "typed decimal": (styled(heading("2.1. Délais", 2)), "titres_tapes", "paragraphe 3"),
    "no numbers": (styled(), "titres_sans_numero", "styles"),
    "a level skipped": (styled(skipped), "titre_saute", "paragraphe 4"),
    "hidden text": (styled(hidden), "texte_cache", "texte"),
    "changes followed": (styled(tracked), "revisions", "texte"),
    "a comment": (
        styled(lambda d: d.add_comment(d.paragraphs[0].runs, "à revoir", "x")),
        "commentaires", "commentaires"),
    "a rare font": (
        styled(lambda d: setattr(d.styles["Normal"].font, "name", "Marianne")), "police",
        "polices"),
    "no page numbers": (styled(), "sans_pages", "en-tête et pied de page"),
    "no consultation": (styled(), "sans_consultation", "en-tête et pied de page"),
    "a missing style": (styled(without_list_style), "style_absent", "styles"),
    "another language": (styled(), "langue", "styles"),
    "a table without header": (
        styled(lambda d: d.add_table(rows=2, cols=1)), "tableau_sans_entete", "tableau 1"),
    "a silent image": (
        styled(lambda d: d.add_picture(io.BytesIO(png()))), "image_muette", "texte"),
    "a merge field": (with_field("MERGEFIELD Nom"), "champ_word", "texte"),
    "no field at all": (host("Bonjour"), "aucun_champ", "document"),
    "no article": (host("{{ acheteur_nom }}"), "sans_articles", "document"),
    "no list of what is left": (host("{{ acheteur_nom }}"), "sans_a_completer", "document"),
    "a tag half bold": (styled(half_bold), "balise_coupee", "paragraphe 3"),
}  # fmt: skip


@pytest.mark.parametrize("name", ADVICE)
def test_what_could_be_better_is_told_and_stops_nothing(name: str):
    content, code, place = ADVICE[name]
    found = checked(content)
    assert found.serves, found.findings
    one = next(each for each in found.findings if each.code == code)
    assert (one.blocks, plain(one.place)) == (False, place)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (styled(heading("Objet du marché")), "titres_tapes"),
        (styled(numbered_pages), "sans_pages"),
        (host("{{ acheteur_nom }}", header="{{ numero_consultation }}"), "sans_consultation"),
        (styled(lambda d: setattr(d.styles["Normal"].font, "name", "Arial")), "police"),
        (host("{{p articles }}"), "sans_articles"),
        (builtin_host("ccap"), "langue"),
        (builtin_host("ccap"), "style_absent"),
        (builtin_host("note"), "tableau_sans_entete"),
    ],
)
def test_what_is_well_done_is_not_remarked(content: bytes, code: str):
    assert code not in codes(content, blocks=False)


def test_a_harmless_split_of_runs_is_no_remark():
    runs = "".join(f"<w:r><w:t>{each}</w:t></w:r>" for each in ("{", "{ acheteur", "_nom }}"))
    assert "balise_coupee" not in codes(with_markup(f"<w:p>{runs}</w:p>"), blocks=False)


def test_every_finding_has_a_test():
    known = {code for _, code, *_ in [*STOPS.values(), *ADVICE.values()]}
    others = {"clause_hors_essai"}
    assert words()["findings"].keys() - others == known


# --- The verbs ----------------------------------------------------------------------------------


def test_the_verb_says_whether_each_host_serves(tmp_path: Path):
    good, bad = tmp_path / "bon.docx", tmp_path / "mauvais.docx"
    good.write_bytes(host("{{p articles }}"))
    bad.write_bytes(host("{{ acheteur_non }}"))
    alone = clausier("modele", "verifier", good)
    assert alone.code == 0
    assert "bon.docx : peut servir" in plain(alone.out)
    both = clausier("modele", "verifier", good, bad, "--json")
    assert both.code == 1
    first, second = both.document["modeles"]
    assert (first["utilisable"], second["utilisable"]) == (True, False)
    (wrong,) = [each for each in second["constats"] if each["gravite"] == "bloquant"]
    assert (wrong["code"], wrong["lieu"]) == ("champ_inconnu", "paragraphe 1")
    assert {each.name for each in tmp_path.iterdir()} == {"bon.docx", "mauvais.docx"}


def test_an_unknown_piece_or_an_absent_file_is_told(tmp_path: Path):
    good = tmp_path / "bon.docx"
    good.write_bytes(host("{{p articles }}"))
    wrong = clausier("modele", "verifier", good, "--piece", "cpcs", "--json")
    assert (wrong.code, wrong.codes) == (2, ["CHOIX_INCONNU"])
    absent = clausier("modele", "verifier", tmp_path / "a.docx", "--json")
    assert absent.codes == ["FICHIER_ABSENT"]


def test_our_hosts_are_written_with_their_sheet_and_serve(tmp_path: Path):
    target = tmp_path / "modeles"
    assert clausier("modele", "exemples", target).code == 0
    names = {each.name for each in target.iterdir()}
    assert {"LISEZ-MOI.docx", "ccap.docx", "note.docx", "courrier.docx"} <= names
    assert clausier("modele", "verifier", target / "ccap.docx", target / "rc.docx").code == 0
    again = clausier("modele", "exemples", target, "--json")
    assert set(again.codes) == {"SORTIE_EXISTANTE"}
