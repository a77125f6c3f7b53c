"""The tags of an XML part, edited where they stand: what is not edited keeps its bytes.

A part is worked on in UTF-8 and goes back to the encoding it came in.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_ATTRIBUTE = re.compile(rb"""\s+([^\s=<>/"']+)\s*=\s*("[^"]*"|'[^']*')""")
_TAG = re.compile(rb"""<([^\s<>/"'=]+)((?:\s+[^\s=<>/"']+\s*=\s*(?:"[^"]*"|'[^']*'))*)(\s*/?)>""")
_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([\w.\-]+)["']""")
_SIGNS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)


class NotEditable(Exception):
    """A part that cannot be edited byte for byte; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class Tag:
    """An opening tag, empty (``<c/>``) or not, as its bytes in UTF-8."""

    text: bytes

    @property
    def _parts(self) -> tuple[bytes, bytes, bytes]:
        found = _TAG.fullmatch(self.text)
        assert found is not None
        return found.group(1), found.group(2), found.group(3)

    @property
    def name(self) -> bytes:
        """Return the name as written, its prefix included."""
        return self._parts[0]

    @property
    def prefix(self) -> bytes:
        """Return the prefix with its colon, or nothing."""
        return self.name[: self.name.rfind(b":") + 1]

    @property
    def empty(self) -> bool:
        """Tell whether the tag closes itself."""
        return b"/" in self._parts[2]

    @property
    def closing(self) -> bytes:
        """Return the closing tag that answers it."""
        return b"</" + self.name + b">"

    def attribute(self, name: str) -> str | None:
        """Return an attribute as written, entities included, or ``None``."""
        for each in _ATTRIBUTE.finditer(self._parts[1]):
            if each[1] == name.encode():
                return each[2][1:-1].decode()
        return None

    def opened(self) -> Tag:
        """Return the tag ready for a content."""
        name, attributes, end = self._parts
        return Tag(b"<" + name + attributes + end.replace(b"/", b"") + b">")

    def without(self, *names: str) -> Tag:
        """Return the tag without some attributes."""
        name, attributes, end = self._parts
        dropped = {each.encode() for each in names}
        kept = b"".join(
            each.group() for each in _ATTRIBUTE.finditer(attributes) if each[1] not in dropped
        )
        return Tag(b"<" + name + kept + end + b">")

    def having(self, attribute: str, value: str) -> Tag:
        """Return the tag with an attribute set; it keeps its place, or comes last.

        ``value`` is ours: it holds nothing that XML would have to escape.
        """
        name, attributes, end = self._parts
        for each in _ATTRIBUTE.finditer(attributes):
            if each[1] == attribute.encode():
                begin = each.start(2)
                attributes = b"".join(
                    (attributes[:begin], b'"', value.encode(), b'"', attributes[each.end(2) :])
                )
                break
        else:
            attributes += f' {attribute}="{value}"'.encode()
        return Tag(b"<" + name + attributes + end + b">")


def tag_at(source: bytes, start: int) -> Tag:
    """Return the opening tag that stands at ``start``.

    Raises:
        NotEditable: when none does.
    """
    found = _TAG.match(source, start)
    if found is None:
        raise NotEditable("une balise de la feuille n'est pas reconnue")
    return Tag(found.group())


def encoding_of(content: bytes) -> str:
    """Return the codec of an XML part: its first bytes say it, or its declaration."""
    for sign, codec in _SIGNS:
        if content.startswith(sign):
            return codec
    declared = _DECLARED.match(content)
    if declared is None:
        return "utf-8"
    try:
        return codecs.lookup(declared.group(1).decode()).name
    except LookupError:
        raise NotEditable("l'encodage d'une partie n'est pas connu") from None


def to_utf8(content: bytes, codec: str) -> bytes:
    """Return a part in UTF-8; :func:`from_utf8` gives back the same bytes.

    Raises:
        NotEditable: when going and coming back would change a byte.
    """
    if codec in ("utf-8", "ascii"):
        return content
    try:
        text = content.decode(codec)
        faithful = text.encode(codec) == content
    except UnicodeError:
        faithful = False
    if not faithful:
        raise NotEditable("l'encodage d'une partie est incohérent")
    return text.encode()


def from_utf8(content: bytes, codec: str) -> bytes:
    """Return a part in its own encoding; what that one lacks becomes a character reference."""
    if codec == "utf-8":
        return content
    return content.decode().encode(codec, "xmlcharrefreplace")


Edit = tuple[int, int, bytes]
"""Bytes that replace a range: start, end, content; start = end inserts."""


def spliced(source: bytes, edits: list[Edit]) -> bytes:
    """Return ``source`` with its edits made; insertions at one place keep their order."""
    pieces: list[bytes] = []
    position = 0
    for start, end, content in sorted(edits, key=lambda each: each[:2]):
        assert start >= position, "edits never overlap"
        pieces += (source[position:start], content)
        position = end
    pieces.append(source[position:])
    return b"".join(pieces)
