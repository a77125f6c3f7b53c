"""The paragraph of a buyer's document that gives way to the articles: found by its exact bytes."""

from __future__ import annotations

from dataclasses import dataclass
from xml.parsers import expat

from docgen.wordml import STRICT, W
from insertion.errors import InvalidInput, fault
from insertion.typography import plain


@dataclass(frozen=True, slots=True)
class Range:
    """The bytes of one paragraph in ``document.xml``, and whether it stands in a table cell."""

    start: int
    end: int
    text: str
    in_cell: bool


def find_marker(source: bytes, place: str, marker: str) -> Range:
    """Return the one paragraph that holds nothing but the marker.

    Raises:
        InvalidInput: when the marker is absent, repeated, or shares its paragraph with other words.
    """
    found = paragraphs(source)
    wanted = plain(marker).casefold()
    exact = [each for each in found if plain(each.text).casefold() == wanted]
    inside = [each for each in found if wanted in plain(each.text).casefold()]
    if not inside:
        raise InvalidInput([fault("REPERE_ABSENT", place, marker=marker)])
    if len(inside) > 1:
        raise InvalidInput([fault("REPERE_MULTIPLE", place, marker=marker, count=len(inside))])
    if not exact:
        raise InvalidInput([fault("REPERE_ACCOMPAGNE", place, marker=marker)])
    return exact[0]


def paragraphs(source: bytes) -> list[Range]:
    """Return every paragraph with its byte range and text, text boxes and deleted words left out.

    Only paragraphs whose bytes can be replaced are returned: those that hold no other paragraph.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    found: list[Range] = []
    open_paragraphs: list[list[object]] = []
    names: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        local = _local(name)
        names.append(local)
        if local == "p":
            in_cell = _closest(names[:-1], ("tc", "body", "txbxContent")) == "tc"
            open_paragraphs.append([parser.CurrentByteIndex, [], in_cell])

    def words(text: str) -> None:
        if open_paragraphs and names and names[-1] == "t":
            pieces = open_paragraphs[-1][1]
            assert isinstance(pieces, list)
            pieces.append(text)

    def end(name: str) -> None:
        names.pop()
        if _local(name) == "p":
            begun, pieces, in_cell = open_paragraphs.pop()
            if "txbxContent" not in names:
                assert isinstance(begun, int)
                assert isinstance(pieces, list)
                stop = _end_of_tag(source, parser.CurrentByteIndex)
                found.append(Range(begun, stop, "".join(pieces), bool(in_cell)))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words
    whole = True
    parser.Parse(source, whole)
    return found


def _local(name: str) -> str:
    namespace, _, local = name.rpartition(" ")
    return local if namespace in (W, STRICT) else f"other:{local}"


def _closest(names: list[str], wanted: tuple[str, ...]) -> str:
    return next((name for name in reversed(names) if name in wanted), "")


def _end_of_tag(source: bytes, index: int) -> int:
    return source.index(b">", index) + 1
