"""A site as a browser sees it: what each page holds, where its links lead, what it would ask."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

VOID = {"meta", "link", "input", "br", "img", "hr"}
LOADING = {"src", "srcset", "poster", "data", "action", "formaction", "background"}


@dataclass
class Page(HTMLParser):
    """A page: its elements, its addresses, its identifiers, its words outside scripts."""

    path: str
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.tags.append((tag, known))
        if "id" in known:
            assert known["id"] not in self.ids, f"{self.path}: {known['id']} twice"
            self.ids.add(known["id"])
        if tag == "a":
            self.links.append(known["href"])
        if tag == "link":
            self.loaded.append(known["href"])
        self.loaded += [known[each] for each in LOADING & known.keys()]
        if tag not in VOID:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()
        else:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def target(self, link: str) -> tuple[str, str]:
        """Return the file and the place in it that a link of the site leads to."""
        parts = urlsplit(link)
        folder = posixpath.dirname(self.path)
        path = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
        return (path if parts.path else self.path), unquote(parts.fragment)


def read_page(path: str, content: bytes) -> Page:
    page = Page(path)
    page.feed(content.decode())
    page.close()
    return page


def pages_of(files: Mapping[str, bytes]) -> dict[str, Page]:
    """Return each page of a site by its address."""
    return {
        path: read_page(path, content)
        for path, content in sorted(files.items())
        if path.endswith(".html")
    }


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files of a site written in a folder, by address."""
    found = (each for each in sorted(folder.rglob("*")) if each.is_file())
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in found}
