"""What a text cites: articles of codes, articles of a CCAG, its own articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.reading.text import folded
from insertion.contract import Ccag
from insertion.law import articles


@dataclass(frozen=True, slots=True)
class LawCitation:
    """An article of a code: its number as written, its identifier in our data when known."""

    written: str
    key: str | None


_ARTICLE = re.compile(r"\b([LRD])\.? ?\*?(\d{3,4}(?:-\d+)*)\b")
_OTHER_CODE = (
    r"\bcode (?:civil|penal|de commerce|de l'environnement|de la securite|general|monetaire"
    r"|rural|de l'urbanisme|de la construction|de justice|des transports|de l'energie"
    r"|du patrimoine|des relations|de l'education|de la sante|electoral|penitentiaire)"
)
_CODES = (
    ("ccp", r"code de la commande publique|\bccp\b"),
    ("ctrav", r"code du travail"),
    ("casf", r"code de l'action sociale"),
    ("", _OTHER_CODE),
)
_REACH = 160  # characters after an article in which its code is named


def law_citations(text: str) -> Iterator[LawCitation]:
    """Yield the articles of codes a text cites."""
    plain = folded(text)
    for match in _ARTICLE.finditer(text):
        after = plain[match.end() : match.end() + _REACH]
        named = [(found.start(), code) for code, pattern in _CODES
                 if (found := re.search(pattern, after))]  # fmt: skip
        code = min(named)[1] if named else _guessed(plain, f"{match[1]}{match[2]}")
        key = f"{code}:{match[1]}{match[2]}"
        yield LawCitation(f"{match[1]}. {match[2]}", key if key in articles() else None)


def _guessed(plain: str, number: str) -> str:
    """Return the code of an article named without one: the only one of ours that has it."""
    before = [code for code, pattern in _CODES if code and re.search(pattern, plain)]
    codes = before or [key.split(":")[0] for key in articles() if key.endswith(f":{number}")]
    return codes[0] if len(set(codes)) == 1 else ""


_FAMILIES = {
    Ccag.WORKS: r"travaux",
    Ccag.SUPPLIES_SERVICES: r"fcs|f ?c ?& ?s|fournitures courantes",
    Ccag.IT: r"tic\b|techniques de l'information|technologies de l'information",
    Ccag.INTELLECTUAL: r"pi\b|prestations intellectuelles",
    Ccag.INDUSTRIAL: r"mi\b|marches industriels",
    Ccag.DESIGN: r"moe\b|maitrise d'oeuvre|maitrise d'œuvre",
}
_CCAG = r"(?:ccag|cahier des clauses administratives generales)"
_ANY_FAMILY = "|".join(f"(?P<{key.name}>{each})" for key, each in _FAMILIES.items())
_NAMED = re.compile(
    rf"{_CCAG}(?: \(ccag\))?[- ]{{0,3}}(?:applicables? )?(?:aux? )?(?:marches )?(?:publics )?"
    rf"(?:des? |d')?(?:{_ANY_FAMILY})"
)
_CCAG_ARTICLE = re.compile(
    rf"articles? (?P<numbers>\d+(?:\.\d+)*(?:(?:, | et | a )\d+(?:\.\d+)*)*) (?:du|au|des) "
    rf"(?:meme )?{_CCAG}"
    rf"|{_CCAG}[^.;]{{0,50}}?[,(] ?articles? (?P<later>\d+(?:\.\d+)*)"
)


def families(text: str) -> set[Ccag]:
    """Return the CCAG a text names."""
    return {
        Ccag[name]
        for match in _NAMED.finditer(folded(text))
        for name, found in match.groupdict().items()
        if found and name in Ccag.__members__
    }


def ccag_articles(text: str) -> list[str]:
    """Return the numbers of the articles of a CCAG a text cites."""
    return [
        number
        for match in _CCAG_ARTICLE.finditer(folded(text))
        for number in re.findall(r"\d+(?:\.\d+)*", match["numbers"] or match["later"])
    ]


@dataclass(frozen=True, slots=True)
class OwnReference:
    """A reference to an article of a tender document; ``within`` names the piece, if told."""

    number: str
    within: str
    written: str


_OWN = re.compile(
    r"\b(?:articles?|art\.) (?P<list>\d+(?:\.\d+)*(?:(?:, ?| et | ou | a )\d+(?:\.\d+)*)*)"
)
_OUTSIDE = re.compile(
    r"^[°a-z\d]*,? ?(?:\([^)]*\) ?)?(?:al\w*\.? ?\d* ?)?"
    r"(?:,? (?:alinea|paragraphe|§|point) ?\d* ?)?(?:et suivants? )?"
    r"(?:du |de la |de l'|des |dudit |de )(?!present)"
    r"(?P<what>[a-z' .-]{2,60})"
)
_PIECES = (
    ("ccap", r"^(?:ccap|cahier des clauses administratives particulieres)"),
    ("rc", r"^(?:rc\b|reglement de (?:la )?consultation)"),
    ("ae", r"^(?:ae\b|acte d'engagement)"),
    ("cctp", r"^(?:cctp|cahier des clauses techniques)"),
    ("ccp", r"^(?:ccp\b|cahier des clauses particulieres)"),
    ("", r"^(?:cahier des charges|meme |marche\b|document|cahier\b(?! des clauses))"),
)
GREATEST = 150
"""Beyond, « article 1240 » is one of a code."""


def own_references(text: str) -> Iterator[OwnReference]:
    """Yield the references of a text to articles of the tender documents."""
    plain = folded(text)
    for match in _OWN.finditer(plain):
        before = plain[max(0, match.start() - 60) : match.start()]
        if re.search(rf"{_CCAG}[^.;]*$|\bcode\b[^.;]*$|\bloi\b[^.;]*$", before):
            continue
        within = ""
        if outside := _OUTSIDE.match(plain[match.end() :]):
            named = [key for key, each in _PIECES if re.match(each, outside["what"])]
            if not named:
                continue  # a code, a law, a CCAG, another contract
            within = named[0]
        for number in re.findall(r"\d+(?:\.\d+)*", match["list"]):
            if int(number.split(".")[0]) <= GREATEST:
                yield OwnReference(number, within, f"article {number}")
