"""Where the clause stands: in the contract's articles, or in an annex they refer to; never both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.docgen.docx_reading import body_text

ANNEX = "ANX-INSERTION"
MOVED = ("Décompte des heures", "Pénalités d’insertion", "Suivi et justificatifs")


def piece(folder: Path, suffix: str) -> str:
    (path,) = (each for each in folder.rglob("*.docx") if f"_{suffix}_" in each.name)
    return body_text(path)


def names(folder: Path) -> list[str]:
    return [each.name for each in folder.rglob("*.docx")]


def test_by_default_the_articles_hold_the_clause_and_there_is_no_annex(
    generated: Callable[..., Path],
):
    folder = generated(final=True)
    assert not any(ANNEX in each for each in names(folder))
    articles = piece(folder, "CCAP")
    for title in MOVED:
        assert title in articles
    assert "annexe d’insertion" not in articles


def test_in_an_annex_each_article_stands_once_and_the_contract_refers_to_it(
    generated: Callable[..., Path],
):
    folder = generated(final=True, presentation_clause="annexe")
    articles, annex = piece(folder, "CCAP"), piece(folder, ANNEX)
    for title in MOVED:
        assert annex.count(f"{title}\n") == 1
        assert f"{title}\n" not in articles
    assert "même rang que le présent cahier" in articles
    assert "de l’annexe d’insertion" in articles
    assert "présent cahier" not in annex


def test_the_list_of_derogations_stays_in_the_contract_it_derogates_from(
    generated: Callable[..., Path],
):
    folder = generated(final=True, presentation_clause="annexe")
    assert "déroge au CCAG" in piece(folder, "CCAP")
    assert "déroge au CCAG" not in piece(folder, ANNEX)


def test_the_other_pieces_point_to_where_the_clause_stands(generated: Callable[..., Path]):
    folder = generated(final=True, presentation_clause="annexe")
    for suffix in ("AAPC", "RC"):
        text = piece(folder, suffix)
        assert "annexe d’insertion" in text
        assert "dans ses articles" not in text
