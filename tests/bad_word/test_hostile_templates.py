"""A buyer's template that could do harm, or pry, is refused before anything is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from docgen.gate import MAX_FILE, open_document
from docgen.library import builtin_library
from docgen.pieces import Dossier, prepare
from docgen.production import make_piece, own_piece
from insertion.errors import ClausierError, InvalidInput, Refused
from insertion.hours import compute
from tests.bad_word.word_files import (
    PLACES,
    host,
    raw_package,
    with_expression,
    with_field,
    with_link,
    with_markup,
    with_simple_field,
)
from tests.cli.command import Outcome, clausier
from tests.docgen.contracts import contract_file, contract_record
from tests.docgen.docx_reading import body_text, packed, parts_of

EXPRESSIONS = (
    "{{ ''.__class__.__mro__ }}",
    "{{ lots.__class__ }}",
    "{{ lots.append(1) }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ self }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ self['__init__'] }}",
    "{% import 'os' as os %}",
    "{% from 'os' import path %}",
    "{% include '/etc/passwd' %}",
    "{% extends 'x' %}",
    "{% set x = 1 %}",
    "{% macro m() %}{% endmacro %}",
    "{% block b %}{% endblock %}",
    "{% filter upper %}a{% endfilter %}",
    "{% with x = 1 %}{% endwith %}",
    "{% raw %}{{ a }}{% endraw %}{{ lots.__len__() }}",
    "{{ 'a' * 10**9 }}",
    "{{ 'a' ~ 'a' * 999999999 }}",
    "{{ 9**9**9**9 }}",
    "{{ lots | map(attribute='__class__') | list }}",
    "{{ lots | attr('__class__') }}",
    "{{ lots | first | attr('keys') }}",
    "{% for lot in lots %}{{ lot['__class__'] }}{% endfor %}",
    "{% for lot in lots %}{{ lot[numero_consultation] }}{% endfor %}",
    "{% for lot in lots %}{{ loop.__class__ }}{% endfor %}",
    "{{ lots[0].__class__ }}",
    "{{ lots[0].values() }}",
    "{{ range(10**9) }}",
    "{{ namespace() }}",
    "{{ lipsum.__globals__ }}",
    "{{ joiner() }}",
    "{{ clause.__globals__ }}",
    "{{ clause.__wrapped__ }}",
    "{{ articles.__class__ }}",
    "{{ acheteur_nom.format(lots) }}",
    "{{ '%s' | format(lots) }}",
    "{{ '{0.__class__}'.format(lots) }}",
    "{{ lots | selectattr('__class__') | list }}",
    "{{ lots | rejectattr('numero.__class__', 'undefined') | list }}",
    "{{ lots | join(attribute='__class__') }}",
    "{{ _ }}",
    "{{ __builtins__ }}",
    "{{ config }}{{ request.environ.__class__ }}",
    "{{ lots is callable }}",
    "{{ (1).__class__ }}",
    "{{ {}.__class__ }}",
    "{{ [].append }}",
    "{{ lots[0:2] }}",
    "{{ 1 + 1 }}",
)
REFUSED = "MODELE_REFUSE"


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return prepare(compute(contract_record().contract), builtin_library())


def refusal(dossier: Dossier, content: bytes) -> ClausierError:
    with pytest.raises(ClausierError) as caught:
        make_piece(dossier, own_piece("modele"), content, "modele.docx")
    return caught.value


def generate_with(tmp_path: Path, content: bytes, *options: str) -> Outcome:
    """Run ``generer`` with a model and check that a refusal writes nothing."""
    model = tmp_path / "modele.docx"
    model.write_bytes(content)
    before = model.read_bytes()
    target = tmp_path / "pieces"
    outcome = clausier(
        "generer", contract_file(tmp_path), "--sortie", target, "--modele", model, *options
    )
    assert model.read_bytes() == before
    if outcome.code:
        assert not target.exists()
        assert outcome.out == "" or options
    return outcome


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_that_pries_or_runs_is_refused_wherever_it_stands(
    dossier: Dossier, expression: str, place: str
):
    error = refusal(dossier, with_expression(expression, place))
    (found,) = error.faults
    assert isinstance(error, Refused), found
    assert found.code == REFUSED
    assert found.place.startswith("modele.docx")
    assert "expression interdite" in found.cause
    assert "Undefined" not in found.cause


@pytest.mark.parametrize("place", PLACES)
def test_the_command_refuses_it_with_its_code_its_place_and_exit_4(tmp_path: Path, place: str):
    outcome = generate_with(tmp_path, with_expression("{{ ''.__class__.__mro__ }}", place))
    assert outcome.code == 4
    assert "modele.docx" in outcome.err
    assert "[MODELE_REFUSE]" in outcome.err
    assert "expression interdite" in outcome.err
    assert "champs publiés" in outcome.err


def test_an_expression_cut_over_several_runs_is_refused_too(dossier: Dossier):
    runs = "".join(
        f'<w:r><w:t xml:space="preserve">{piece}</w:t></w:r>'
        for piece in ("{", "{ lots", ".__cla", "ss__ }", "}")
    )
    assert isinstance(refusal(dossier, with_markup(f"<w:p>{runs}</w:p>")), Refused)


DANGEROUS: dict[str, tuple[Any, str]] = {
    "macro": (lambda: packed(parts_of(host("x")) | {"word/vbaProject.bin": b"x"}), "macro"),
    "macro data": (lambda: packed(parts_of(host("x")) | {"word/vbaData.xml": b"<x/>"}), "macro"),
    "activex": (
        lambda: packed(parts_of(host("x")) | {"word/activeX/activeX1.xml": b"<x/>"}),
        "ActiveX",
    ),
    "dde": (lambda: with_field(r" DDEAUTO c:\\windows\\system32\\cmd.exe "), "DDEAUTO"),
    "dde spread": (lambda: with_field(' DDE "excel" "x" ', spread=True), "DDE"),
    "dde in lower case": (lambda: with_field(" ddeauto x "), "ddeauto"),
    "include": (lambda: with_field(' INCLUDETEXT "http://exemple.fr/x" '), "INCLUDETEXT"),
    "picture": (lambda: with_simple_field("INCLUDEPICTURE x.png"), "INCLUDEPICTURE"),
    "remote template": (
        lambda: with_link(
            "attachedTemplate",
            "https://exemple.fr/modele.dotm",
            part="word/_rels/settings.xml.rels",
        ),
        "attachedTemplate",
    ),
    "template on a share": (
        lambda: with_link(
            "attachedTemplate", r"\\serveur\m.dotm", part="word/_rels/settings.xml.rels"
        ),
        "attachedTemplate",
    ),
    "linked object": (lambda: with_link("oleObject", "file:///c:/x.xlsx"), "oleObject"),
    "remote picture": (lambda: with_link("image", "http://exemple.fr/espion.png"), "image"),
    "sub-document": (lambda: with_link("subDocument", "autre.docx"), "subDocument"),
    "frame": (lambda: with_link("frame", "http://exemple.fr"), "frame"),
    "alternative content": (lambda: with_link("aFChunk", "http://exemple.fr/a.html"), "aFChunk"),
    "doctype": (
        lambda: packed(
            parts_of(host("x"))
            | {"word/settings.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}
        ),
        "DOCTYPE",
    ),
    "doctype after a long comment": (
        lambda: packed(
            parts_of(host("x"))
            | {"word/settings.xml": b"<!--" + b"a" * 9000 + b"--><!DOCTYPE x><x/>"}
        ),
        "DOCTYPE",
    ),
    "doctype in UTF-16": (
        lambda: packed(
            parts_of(host("x"))
            | {"word/settings.xml": '<?xml version="1.0"?><!DOCTYPE x><x/>'.encode("utf-16")}
        ),
        "DOCTYPE",
    ),
    "bomb": (
        lambda: packed(parts_of(host("x")) | {"word/media/a.xml": b"0" * 30_000_000}),
        "démesurée",
    ),
    "many parts": (
        lambda: packed(parts_of(host("x")) | {f"word/a{i}.xml": b"" for i in range(5001)}),
        "démesurée",
    ),
    "traversal": (
        lambda: packed(parts_of(host("x")) | {"../../etc/cron.d/x": b"x"}),
        "sort de l’archive",
    ),
    "absolute path": (lambda: packed(parts_of(host("x")) | {"/etc/x": b"x"}), "sort de l’archive"),
    "traversal with backslashes": (
        lambda: packed(parts_of(host("x")) | {"word\\..\\..\\x": b"x"}),
        "sort de l’archive",
    ),
    "two members of one name": (
        lambda: raw_package(
            [*parts_of(host("x")).items(), ("word/document.xml", b"<evil/>")]
        ),
        "deux parties",
    ),
    "two members of one name but for the case": (
        lambda: raw_package(
            [*parts_of(host("x")).items(), ("word/Document.xml", b"<evil/>")]
        ),
        "deux parties",
    ),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", DANGEROUS)
def test_a_document_that_could_do_harm_is_refused(tmp_path: Path, name: str):
    make, words = DANGEROUS[name]
    outcome = generate_with(tmp_path, make(), "--json")
    assert outcome.code == 4, outcome.err
    faults = outcome.document["erreurs"]
    assert {each["code"] for each in faults} == {"DOCUMENT_DANGEREUX"}
    assert any(words in each["cause"] for each in faults), faults
    assert all("modele.docx" in each["lieu"] for each in faults)
    assert outcome.document["fichiers"] == []


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [name for name in DANGEROUS if "field" not in name])
def test_the_same_document_is_refused_as_the_target_of_an_insertion(tmp_path: Path, name: str):
    content = DANGEROUS[name][0]()
    if name.startswith(("dde", "include", "picture")):
        open_document(content, "ccap.docx")  # a field only matters where something renders it
        return
    target = tmp_path / "ccap.docx"
    target.write_bytes(content)
    outcome = clausier("inserer", contract_file(tmp_path), target)
    assert outcome.code == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ccap.docx", "marche.yaml"]


UNREADABLE = {
    "encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "plain text": "Article 1. Le titulaire réalise 800 heures.".encode(),
    "empty": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 90,
    "half a file": host("x")[:9000],
    "a zip of something else": packed({"a.txt": b"a"}),
    "a workbook": packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"}),
    "types that are no XML": packed(parts_of(host("x")) | {"[Content_Types].xml": b"x"}),
    "body that is no XML": packed(parts_of(host("x")) | {"word/document.xml": b"pas du XML"}),
    "body of another kind": packed(parts_of(host("x")) | {"word/document.xml": b"<html/>"}),
    "body in a namespace of its own": packed(
        parts_of(host("x")) | {"word/document.xml": b'<document xmlns="urn:x"><body/></document>'}
    ),
    "style sheet that is no XML": packed(parts_of(host("x")) | {"word/styles.xml": b"<w:styles"}),
    "no relationships": packed(
        {k: v for k, v in parts_of(host("x")).items() if k != "_rels/.rels"}
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
@pytest.mark.parametrize("verb", ["generer", "inserer"])
def test_a_file_that_is_no_word_document_is_said_to_be_unreadable(
    tmp_path: Path, name: str, verb: str
):
    if verb == "generer":
        outcome = generate_with(tmp_path, UNREADABLE[name])
    else:
        (tmp_path / "modele.docx").write_bytes(UNREADABLE[name])
        outcome = clausier("inserer", contract_file(tmp_path), tmp_path / "modele.docx")
        assert len(list(tmp_path.iterdir())) == 2
    assert outcome.code == 3, outcome.err
    assert "modele.docx" in outcome.err
    known = "[DOCUMENT_ILLISIBLE]" in outcome.err or "[REPERE_ABSENT]" in outcome.err
    assert known or "[MODELE_FAUTIF]" in outcome.err


def test_a_file_too_large_is_refused_without_being_read(tmp_path: Path):
    big = tmp_path / "grand.docx"
    with big.open("wb") as file:
        file.truncate(MAX_FILE + 1)
    outcome = clausier("inserer", contract_file(tmp_path), big, "--json")
    assert outcome.code == 3
    assert outcome.codes == ["FICHIER_TROP_GROS"]
    with pytest.raises(InvalidInput):
        open_document(b"\0" * (MAX_FILE + 1), "grand.docx")


@pytest.mark.parametrize(
    "content",
    [
        with_link("hyperlink", "https://www.legifrance.gouv.fr"),
        with_link("attachedTemplate", "Normal.dotm", part="word/_rels/settings.xml.rels"),
        with_link("hyperlink", "mailto:clauses@exemple.fr"),
        with_field(' HYPERLINK  "https://exemple.fr/author" '),
        with_field(" HYPERLINK \\l signet "),
        with_field(" PAGE "),
        with_field(" REF signet \\h "),
        with_simple_field("NUMPAGES"),
    ],
    ids=["web", "template", "mail", "web field", "inner link", "page", "reference", "pages"],
)
def test_everyday_things_pass(dossier: Dossier, content: bytes):
    assert make_piece(dossier, own_piece("modele"), content, "modele.docx").content


def test_all_the_faults_of_several_models_come_together_with_the_worst_exit_code(tmp_path: Path):
    (tmp_path / "a.docx").write_bytes(host("{{ acheteur_non }}"))
    (tmp_path / "b.docx").write_bytes(host("{{ lots.__class__ }}"))
    (tmp_path / "c.docx").write_bytes(b"texte")
    models = [word for name in "abc" for word in ("--modele", tmp_path / f"{name}.docx")]
    outcome = clausier(
        "generer", contract_file(tmp_path), "--sortie", tmp_path / "p", "--json", *models
    )
    assert outcome.code == 4
    assert outcome.codes == ["MODELE_FAUTIF", "MODELE_REFUSE", "DOCUMENT_ILLISIBLE"]


def test_a_clause_cannot_be_named_by_a_computed_or_foreign_name(dossier: Dossier):
    for expression in ('{{p clause("../secret") }}', '{{p clause("inconnue") }}'):
        error = refusal(dossier, host(expression))
        assert [each.code for each in error.faults] == ["MODELE_FAUTIF"]
        assert "n’est pas dans ce dossier" in error.faults[0].cause


TELLING = {
    "local picture": (with_link("image", "file:///C:/Users/jeanne/logo.png"), "fichier (image)"),
    "relative picture": (with_link("image", "logo.png"), "fichier (image)"),
    "local file": (with_link("hyperlink", "file:///C:/Users/jeanne/a.xlsx"), "(hyperlink)"),
    "shared folder": (with_link("hyperlink", r"\\serveur\jeanne\a.xlsx"), "(hyperlink)"),
    "local file linked in a header": (
        with_link("hyperlink", "a.xlsx", part="word/_rels/header1.xml.rels"),
        "(hyperlink)",
    ),
    "file name": (with_field(" FILENAME \\p "), "FILENAME"),
    "file name cut in its name": (with_field("FILENAME", spread=True), "FILENAME"),
    "user": (with_simple_field(" USERNAME "), "USERNAME"),
    "author": (with_field(" Author "), "Author"),
    "author as a property": (with_field(" DOCPROPERTY  Author "), "Author"),
    "last author": (with_simple_field("LASTSAVEDBY"), "LASTSAVEDBY"),
    "path of the model": (with_field(" TEMPLATE \\p "), "TEMPLATE"),
    "linked sheet": (with_field(' LINK Excel.Sheet.8 "C:/Users/a.xlsx" '), "LINK"),
    "local link as a field": (with_field(' HYPERLINK  "C:/Users/a.xlsx" '), "HYPERLINK"),
}


@pytest.mark.parametrize("name", TELLING)
def test_a_template_that_tells_of_its_author_or_files_is_refused_but_may_receive_articles(
    dossier: Dossier, name: str
):
    content, words = TELLING[name]
    error = refusal(dossier, content)
    assert isinstance(error, Refused)
    assert [each.code for each in error.faults] == ["DOCUMENT_DANGEREUX"]
    assert words in error.faults[0].cause
    assert open_document(content, "ccap.docx").source == content


@pytest.mark.parametrize(
    "expression",
    [
        "{{ clause }}", "{{ lots }}", "{{ lots[0] }}", "{{ lots | first }}", "{{ none }}",
        "{{ clause | upper }}", "{{ lots[0] | lower }}", "{{ lots | join }}", "{{ clause ~ '' }}",
        "{{ lots | trim }}", "{{ clause | e }}", "{{ lots[0].absent | default(clause) }}",
    ],
)  # fmt: skip
def test_what_is_not_text_is_never_printed_as_the_machine_writes_it(
    dossier: Dossier, expression: str
):
    error = refusal(dossier, host("Article 1", expression))
    (found,) = error.faults
    assert found.code == REFUSED
    assert "ne s’imprime pas seul" in found.cause or "concat" in found.cause


def test_true_and_false_print_as_yes_and_no(dossier: Dossier):
    content = host(
        "A{{ alloti }} B{{ false }} C{{ alloti | upper }} D{{ lots | length }}"
        " E{{ lots | join('+', attribute='avec_clause') }}"
    )
    made = make_piece(dossier, own_piece("modele"), content, "modele.docx")
    words = body_text(made.content)
    assert words.startswith(f"Aoui Bnon COUI D{len(dossier.places.lots)} E")
    assert set(words.strip().partition(" E")[2].split("+")) <= {"oui", "non"}


@pytest.mark.parametrize("expression", ["{{ inconnu | upper }}", "{{ lots[0].inconnu }}"])
def test_an_unknown_name_is_still_said_to_be_unknown(dossier: Dossier, expression: str):
    error = refusal(dossier, host(expression))
    assert [each.code for each in error.faults] == ["MODELE_FAUTIF"]
    assert "« inconnu »" in error.faults[0].cause.replace("\u00a0", " ").replace("\u202f", " ")
