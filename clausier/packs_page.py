"""The frame of a report in one HTML file: its style, its headings, its tables."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup, escape

from insertion.typography import date_text, french

_STYLE = """
:root{color-scheme:light;--encre:#1b2430;--gris:#4b5563;--filet:#c9d1dc;--fond:#f5f7fa;
--retire:#fbe3e0;--ajoute:#dff1e1}
*{box-sizing:border-box}
body{margin:0;background:#fff;color:var(--encre);
font:16px/1.55 "Marianne","Segoe UI",system-ui,-apple-system,"Liberation Sans",Arial,sans-serif}
main,header,footer{max-width:76rem;margin:0 auto;padding:0 1.5rem}
header{padding-top:2rem}
h1{font-size:1.75rem;margin:0 0 .5rem}
h2{font-size:1.25rem;margin:2.5rem 0 .25rem;padding-top:1rem;border-top:2px solid var(--encre)}
h3{font-size:1rem;margin:1.25rem 0 .5rem}
h4{font-size:.9rem;margin:1rem 0 .25rem}
p{margin:.25rem 0 .75rem}
.sort,footer{color:var(--gris)}
nav ul{margin:.5rem 0;padding-left:1.25rem}
a{color:#0b4a8f}
a:focus-visible,summary:focus-visible,pre:focus-visible,.cadre:focus-visible{
outline:3px solid #0b4a8f;outline-offset:2px}
.cadre{overflow-x:auto;margin:.75rem 0 1.5rem}
table{border-collapse:collapse;width:100%;table-layout:fixed}
caption{text-align:left;font-weight:600;padding:.25rem 0 .5rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem;border-bottom:1px solid var(--filet);
overflow-wrap:anywhere}
thead th{background:var(--fond);border-bottom:2px solid var(--filet)}
tr.change td:first-child{box-shadow:inset 3px 0 0 #0b4a8f}
del{background:var(--retire);color:#7a1610;text-decoration:line-through}
ins{background:var(--ajoute);color:#10502a;text-decoration:underline}
.vide{color:var(--gris)}
.dit{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
pre{overflow-x:auto;background:var(--fond);padding:.75rem;font-size:.85rem;
border:1px solid var(--filet)}
summary{cursor:pointer;font-weight:600}
footer{padding-top:2rem;padding-bottom:2rem;font-size:.9rem}
@media (max-width:45rem){table{min-width:40rem}
main,header,footer{padding-left:1rem;padding-right:1rem}}
@media print{body{font-size:10pt}a{color:inherit}.cadre{overflow:visible}
tr{break-inside:avoid}h2{break-after:avoid}details{display:none}}
"""
_LEGEND = Markup(
    '<p class="sort">{} <del><span class="dit">retiré : </span>{}</del>, '
    '<ins><span class="dit">ajouté : </span>{}</ins>. {}</p>'
).format(
    french("Dans les tableaux :"),
    french("mots retirés"),
    french("mots ajoutés"),
    french("Les champs remplis par le marché sont entre crochets."),
)


@dataclass
class Page:
    """A report under way: its title, the day it is made, what it holds so far."""

    title: str
    on: date
    top: list[Markup] = field(default_factory=list)
    parts: list[Markup] = field(default_factory=list)
    open_section: bool = False

    def lead(self, text: str) -> None:
        """Add a sentence under the title."""
        self.top.append(Markup("<p>{}</p>").format(text))

    def contents(self, entries: Sequence[tuple[str, str]]) -> None:
        """Add the list of sections: (anchor, words)."""
        if len(entries) < 2:
            return
        items = Markup("").join(
            Markup('<li><a href="#{}">{}</a></li>').format(anchor, french(words))
            for anchor, words in entries
        )
        label = french("Sommaire")
        self.parts.append(Markup('<nav aria-label="{}"><ul>{}</ul></nav>').format(label, items))

    def section(self, anchor: str, title: str, told: str) -> None:
        """Open a section; what follows belongs to it."""
        if self.open_section:
            self.parts.append(Markup("</section>"))
        self.open_section = True
        self.parts.append(
            Markup('<section aria-labelledby="{0}"><h2 id="{0}">{1}</h2>').format(anchor, title)
            + Markup('<p class="sort">{}</p>').format(told)
        )

    def heading(self, text: str) -> None:
        """Add a heading inside the section."""
        self.parts.append(Markup("<h3>{}</h3>").format(text))

    def paragraph(self, text: str) -> None:
        """Add a paragraph."""
        self.parts.append(Markup("<p>{}</p>").format(text))

    def add(self, markup: Markup) -> None:
        """Add markup already escaped."""
        self.parts.append(markup)


def cells(
    caption: str,
    titles: Sequence[str],
    rows: Sequence[Sequence[Markup]],
    *,
    marked: Collection[int] = (),
) -> Markup:
    """Return a table with its caption and its column headings; ``marked`` are rows that differ."""
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(title) for title in titles)
    body = Markup("").join(
        Markup("<tr{}>{}</tr>").format(
            Markup(' class="change"') if index in marked else "",
            Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row),
        )
        for index, row in enumerate(rows)
    )
    return Markup(
        '<div class="cadre" role="group" tabindex="0" aria-label="{0}">'
        "<table><caption>{0}</caption><thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>"
    ).format(caption, head, body)


def whole_page(page: Page) -> bytes:
    """Return the file: self-contained, and forbidden to fetch anything."""
    closing = Markup("</section>") if page.open_section else Markup("")
    made = Markup(
        '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
        "<title>{title}</title><style>{style}</style></head><body>"
        "<header><h1>{title}</h1>{top}{legend}</header><main>{parts}{closing}</main>"
        "<footer>{footer}</footer></body></html>\n"
    ).format(
        title=page.title,
        style=Markup(_STYLE),  # noqa: S704 - our own text
        top=Markup("").join(page.top),
        legend=_LEGEND,
        parts=Markup("").join(page.parts),
        closing=closing,
        footer=escape(french(f"Rapport fait par clausier le {date_text(page.on)}.")),
    )
    return made.encode()
