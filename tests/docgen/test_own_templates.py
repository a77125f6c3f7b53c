"""A buyer's own Word template, with the published placeholders, comes out right."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from lxml import etree

from docgen.library import builtin_library
from docgen.pieces import Dossier, prepare
from docgen.production import make_piece, own_piece
from insertion.hours import compute
from insertion.typography import NO_BREAK, french, plain
from tests.bad_word.word_files import host, with_expression, with_markup
from tests.cli.command import clausier
from tests.docgen.contracts import contract_file, contract_record, fixed_lot, forty_lots
from tests.docgen.docx_reading import body_text, parts_of, tables_of, text_of, w

HARD = 'Pose & dépose <x/> {{ lots }} {% if x %} "l\'état" « fin » \\ $1 \u00e9 😀'
ROOT = Path(__file__).resolve().parents[2]


def dossier_of(*, final: bool = True, **changes: Any) -> Dossier:
    return prepare(compute(contract_record(**changes).contract), builtin_library(), final=final)


def filled(content: bytes, *, final: bool = True, **changes: Any) -> bytes:
    """Return the template filled for the sample, some facts changed."""
    made = make_piece(dossier_of(final=final, **changes), own_piece("modele"), content, "m.docx")
    return made.content


def saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def lot_table(*cells: str, loop: str = "lot in lots") -> bytes:
    """Return a template whose table repeats a row for each lot."""
    document = docx.Document()
    table = document.add_table(rows=4, cols=len(cells))
    table.rows[0].cells[0].text = "En-tête"
    table.rows[1].cells[0].text = f"{{%tr for {loop} %}}"
    for cell, text in zip(table.rows[2].cells, cells, strict=True):
        cell.text = text
    table.rows[3].cells[0].text = "{%tr endfor %}"
    return saved(document)


def test_a_loop_over_lots_prints_a_row_a_lot_in_order():
    made = filled(lot_table("{{ loop.index }}", "{{ lot.numero }}", "{{ lot.volume }}"))
    (rows,) = tables_of(made)
    assert len(rows) == 1 + 9
    assert rows[1] == ["1", "1", f"800{NO_BREAK}heures"]
    assert rows[9] == ["9", "9", french("Sans condition d'insertion")]


def test_a_loop_may_filter_lots_and_count_them():
    template = lot_table(
        "{{ loop.index }}/{{ loop.length }}",
        "{{ lot.numero }}",
        loop="lot in lots if lot.avec_clause",
    )
    (rows,) = tables_of(filled(template))
    assert [row[0] for row in rows[1:]] == [f"{n}/8" for n in range(1, 9)]


def test_conditions_choose_paragraphs():
    template = host(
        "{%p if alloti %}", "Plusieurs lots", "{%p else %}", "Un lot", "{%p endif %}",
        "{% if acheteur_public and not avec_lots_sans_clause %}A{% else %}B{% endif %}",
    )  # fmt: skip
    assert body_text(filled(template)).split("\n") == ["Plusieurs lots", "B"]
    single = [fixed_lot("1")]
    assert body_text(filled(template, lots=single)).split("\n") == ["Un lot", "A"]


def test_placeholders_print_in_every_part_a_reader_sees():
    for place in ("body", "header", "footer", "footnotes"):
        words = text_of(filled(with_expression("N° {{ numero_consultation }}.", place)))
        assert "N° 2026-TVX-014." in words, place


def test_a_placeholder_cut_over_runs_prints():
    runs = "".join(
        f'<w:r><w:t xml:space="preserve">{piece}</w:t></w:r>'
        for piece in ("Objet : {", "{ objet_", "marche", " }", "} fin")
    )
    words = body_text(filled(with_markup(f"<w:p>{runs}</w:p>"))).split("\n")[0]
    assert words.startswith("Objet : Rénovation énergétique")
    assert words.endswith("Tilleuls fin")


def test_a_clause_takes_the_place_of_its_paragraph_with_its_bookmark_and_identity():
    made = filled(host("Avant", '{{p clause("volume-fixe") }}', "Après"))
    lines = body_text(made).split("\n")
    assert lines[0] == "Avant"
    assert lines[1] == french("Volume d'heures à réaliser")
    assert lines[-1] == "Après"
    document = parts_of(made)["word/document.xml"].decode()
    assert 'w:name="clausier_volume_fixe"' in document
    assert 'w:val="clause:volume-fixe@' in document
    assert any(rows[-1][2] == "2\u202f347" for rows in tables_of(made))


def test_all_the_articles_fit_in_one_hole():
    made = filled(host("{{p articles }}"))
    words = body_text(made)
    assert french("Objet de la clause d'insertion") in words
    assert french("Pénalités d'insertion") in words
    assert "833" not in words


def test_a_reference_names_its_title_where_numbers_are_unknown():
    words = body_text(filled(host('{{p clause("engagement-heures") }}')))
    assert french("l'article « Périmètre de la clause d'insertion »") in words


@pytest.mark.parametrize("with_it", [True, False])
def test_a_reference_is_a_link_only_where_its_clause_stands(with_it: bool):
    holes = ['{{p clause("engagement-heures") }}'] + with_it * [
        '{{p clause("insertion-perimetre") }}'
    ]
    made = filled(host(*holes))
    document = parts_of(made)["word/document.xml"].decode()
    assert ('w:anchor="clausier_insertion_perimetre"' in document) is with_it
    assert ('w:name="clausier_insertion_perimetre"' in document) is with_it
    assert ("w:hyperlink" in document) is with_it
    assert french("l'article « Périmètre de la clause d'insertion »") in body_text(made)


def test_what_the_buyers_file_already_embeds_is_kept_beside_the_provenance():
    made = parts_of(filled(host('{{p clause("volume-fixe") }}')))
    items = {name for name in made if re.fullmatch(r"customXml/item\d+\.xml", name)}
    assert len(items) == 2
    assert sum(b"urn:clausier:provenance" in made[name] for name in items) == 1


@pytest.mark.parametrize("text", [HARD, "T" * 300, "<w:p>", "]]>", "&amp;", "%}", "{#"])
def test_hard_titles_come_out_as_they_were_written(text: str):
    record = contract_record([fixed_lot("1"), fixed_lot("2", text)])
    dossier = prepare(compute(record.contract), builtin_library(), final=True)
    template = lot_table("{{ lot.numero }}", "{{ lot.intitule }}")
    made = make_piece(dossier, own_piece("m"), template, "m.docx").content
    (rows,) = tables_of(made)
    assert rows[2][1] == french(text)


@pytest.mark.parametrize("text", [HARD, "Premier alinéa\nsecond alinéa", "T" * 4000])
def test_hard_facts_come_out_as_they_were_written(text: str):
    made = filled(host("Activités : {{ activites }}|"), activites=text)
    assert body_text(made) == f"Activités : {french(text)}|"


def test_forty_lots_make_forty_rows():
    (rows,) = tables_of(
        filled(lot_table("{{ lot.numero }}", "{{ lot.intitule }}"), lots=forty_lots())
    )
    assert len(rows) == 41
    assert rows[40][1] == french("Corps d'état n° 40 : pose & dépose <x>, « 40 »")


def test_an_optional_fact_left_empty_prints_nothing_and_a_required_one_a_blank():
    words = body_text(filled(host("[{{ lieu_execution }}]"), final=False, lieu_execution=None))
    assert words.split("\n")[-1] == "[]"
    made = filled(host("Pour {{ activites }} ici"), final=False, activites=None)
    line = body_text(made)
    label = french("[À compléter : Activités où l'insertion s'exécute]")
    assert line == f"Pour {label} ici"
    runs = etree.fromstring(parts_of(made)["word/document.xml"]).iter(w("r"))
    marked = [r for r in runs if r.find(f"{w('rPr')}/{w('highlight')}") is not None]
    assert ["".join(t.text or "" for t in r.iter(w("t"))) for r in marked] == [label]


def test_a_default_may_stand_for_an_empty_fact():
    template = host(
        '{{ lieu_execution or "lieu à fixer" }}', '{{ acheteur_siret|default("-", true) }}'
    )
    assert body_text(filled(template, lieu_execution=None)) == "lieu à fixer\n-"


UNFIT: dict[str, tuple[bytes, str]] = {
    "unknown field": (host("{{ acheteur_non }}"), "« acheteur_nom »"),
    "unknown field of a lot": (lot_table("{{ lot.intitulé }}"), "« intitule »"),
    "internal field": (host("{{ source_valeurs }}"), "source_valeurs"),
    "internal field of a lot": (lot_table("{{ lot.montant_ht }}"), "montant_ht"),
    "field in a header": (with_expression("{{ acheteur }}", "header"), "« acheteur_"),
    "unclosed field": (host("{{ acheteur_nom"), "balise mal écrite"),
    "unclosed condition": (host("{% if alloti %}Lots"), "balise mal écrite"),
    "unopened condition": (host("Lots{% endif %}"), "balise mal écrite"),
    "unknown tag": (host("{% boucle lot in lots %}"), "balise mal écrite"),
    "row tag outside a table": (host("{%tr for lot in lots %}", "x", "{%tr endfor %}"), "balise"),
    "clause inside a sentence": (
        host('Voir {{ clause("volume-fixe") }} ici'),
        "coupe un paragraphe",
    ),
    "empty expression": (host("{{ }}"), "balise mal écrite"),
    "loop on text": (host("{% for x in alloti %}{{ x }}{% endfor %}"), "inattendue"),
}


@pytest.mark.parametrize("name", UNFIT)
def test_a_template_that_cannot_be_filled_says_why_and_exits_3(tmp_path: Path, name: str):
    content, words = UNFIT[name]
    model = tmp_path / "modele.docx"
    model.write_bytes(content)
    outcome = clausier(
        "generer", contract_file(tmp_path), "--sortie", tmp_path / "p", "--modele", model, "--json"
    )
    assert outcome.code == 3, outcome.out
    (found,) = outcome.document["erreurs"]
    assert found["code"] == "MODELE_FAUTIF"
    assert found["lieu"].startswith("modele.docx")
    assert words in plain(found["cause"])
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize("kind", ["template", "strict", "macro-enabled"])
def test_another_kind_of_word_file_is_filled_or_refused_in_french(tmp_path: Path, kind: str):
    parts = parts_of(host("{{ acheteur_nom }}"))
    main = b"wordprocessingml.document.main+xml"
    if kind == "strict":
        old, new = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
        parts = {
            name: part.replace(old + b"wordprocessingml/2006/main", new + b"wordprocessingml/main")
            .replace(old + b"officeDocument/2006/", new + b"officeDocument/")
            for name, part in parts.items()
        }  # fmt: skip
    else:
        other = b"wordprocessingml.template.main+xml"
        if kind != "template":
            other = b"ms-word.document.macroEnabled.main+xml"
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(main, other)
    model = tmp_path / "modele.docx"
    with zipfile.ZipFile(model, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    outcome = clausier(
        "generer", contract_file(tmp_path), "--sortie", tmp_path / "p", "--modele", model
    )
    assert outcome.code == 3
    assert "modele.docx" in outcome.err


def test_a_filled_template_is_named_after_its_model_and_lies_with_the_tender(tmp_path: Path):
    model = tmp_path / "Mon CCAP maison.docx"
    model.write_bytes(host("{{ acheteur_nom }}"))
    outcome = clausier(
        "generer", contract_file(tmp_path), "--sortie", tmp_path / "p", "--modele", model, "--json"
    )
    assert outcome.code == 0, outcome.err
    (entry,) = [each for each in outcome.document["fichiers"] if each["piece"] == "modele"]
    assert entry["dossier"] == "DCE"
    assert Path(entry["chemin"]).name == "2026-TVX-014_Mon-CCAP-maison_v1.docx"
    words = body_text(Path(entry["chemin"]))
    assert words == french("Communauté de communes du Val d'Aubrelle")


def test_two_templates_of_one_name_do_not_overwrite_each_other(tmp_path: Path):
    models = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        model = tmp_path / folder / "ccap.docx"
        model.write_bytes(host(f"Version {folder}"))
        models += ["--modele", model]
    outcome = clausier("generer", contract_file(tmp_path), "--sortie", tmp_path / "p", *models)
    words = [body_text(path) for path in (tmp_path / "p" / "DCE").glob("*ccap*")]
    assert outcome.code == 0
    assert sorted(words) == ["Version a", "Version b"]


def test_a_template_named_like_one_of_our_pieces_does_not_overwrite_it(tmp_path: Path):
    model = tmp_path / "ccap_insertion.docx"
    model.write_bytes(host("Le mien"))
    clausier("generer", contract_file(tmp_path), "--sortie", tmp_path / "p", "--modele", model)
    words = [body_text(path) for path in (tmp_path / "p" / "DCE").glob("*[cC][cC][aA][pP]*")]
    assert len(words) == 2
    assert sorted(len(each) > 1000 for each in words) == [False, True]


def test_our_own_hosts_are_templates_a_buyer_may_start_from():
    for key in ("ccap", "rc", "avis", "ae"):
        content = (ROOT / "clause_templates" / "hotes" / f"{key}.docx").read_bytes()
        assert len(text_of(filled(content))) > 1000
