"""The search of the catalogue, prepared here so that a browser finds without any server.

Words are folded as « clausier clauses chercher » does, with the same weights.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from clausier.catalogue.shelf import Shelf, mechanism_keys
from clausier.clauses_search import BODY, EMPTY_WORDS, SHEET, TITLE
from clausier.clauses_text import readable
from clausier.clauses_words import field_label, legal_basis
from docgen.clause import Clause
from insertion.contract import ContractType
from insertion.typography import french

_WORD = re.compile(r"[a-z0-9]+")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae"})
MOST_IN_TEXT = 4
"""Beyond so many times in a text, a word tells no more of its subject."""


def index_script(shelf: Shelf) -> str:
    """Return the script that holds what filters and search read; no word of it is ever markup."""
    words: defaultdict[str, dict[int, int]] = defaultdict(dict)
    rows: list[dict[str, object]] = []
    for place, clause in enumerate(shelf.clauses.values()):
        sheet = clause.sheet
        rows.append(
            {
                "id": clause.id,
                "numero": sheet.number or "",
                "mecanisme": mechanism_keys(clause),
                "piece": list(sheet.applies_to.documents),
                "nature": [ContractType[each.upper()].value
                           for each in sheet.applies_to.contract_types],
                "niveau": [each.level for each in sheet.variants.values() if each.level],
                "situation": [french(each) for each in sheet.situations],
            }
        )  # fmt: skip
        for word, weight in _weighted(clause, shelf):
            words[word][place] = words[word].get(place, 0) + weight
    content = {
        "clauses": rows,
        "mots": {word: [*sum(held.items(), ())] for word, held in sorted(words.items())},
    }
    told = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return f"globalThis.CATALOGUE={told.replace('<', chr(92) + 'u003c')};\n"


def _weighted(clause: Clause, shelf: Shelf) -> Iterator[tuple[str, int]]:
    """Yield each word of a clause and its weight by where it stands."""
    sheet = clause.sheet
    yield from ((each, TITLE) for each in _words(f"{sheet.title} {clause.id}"))
    told = (sheet.short_title, sheet.summary, *sheet.situations)
    basis = (each.citation for each in legal_basis(clause, shelf.on))
    yield from ((each, SHEET) for each in _words(" ".join((*told, *basis))))
    lines = dict.fromkeys(
        line.text
        for blocks in clause.blocks.values()
        for line in readable(blocks, shelf.library, shelf.on)
    )
    told = (*lines, *map(field_label, sheet.variables), *sheet.vigilance)
    times: defaultdict[str, int] = defaultdict(int)
    for each in _words(" ".join(told)):
        times[each] += 1
        if times[each] <= MOST_IN_TEXT:
            yield each, BODY


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text without accent, capital, nor those that tell nothing."""
    spelled = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    bare = "".join(each for each in spelled if not unicodedata.combining(each))
    yield from (each for each in _WORD.findall(bare) if each not in EMPTY_WORDS)
