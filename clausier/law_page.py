"""The page ``docs/droit.md``: articles and figures, with dates and certainty."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from clausier.markdown import heading, page, prose, table
from insertion.datafiles import load_data, load_folder
from insertion.dated import Certainty
from insertion.law import articles
from insertion.typography import date_text, decimal_text, share_text

GROUPS = (
    ("ccp", "Code de la commande publique"),
    ("ccag", "CCAG"),
    ("ctrav", "Code du travail"),
    ("casf", "Code de l'action sociale et des familles"),
    ("lois", "Lois"),
    ("jurisprudence", "Jurisprudence"),
)
"""The families of articles, in the order of the page."""
PARAMETERS = ("european_thresholds", "indices", "reservations", "overseas")
UNITS = {"euros": "€ HT", "euros_par_heure": "€/h", "mois": "mois", "ans": "ans", "nombre": ""}


def law_page() -> str:
    """Return the page."""
    return page(
        "Le droit et les chiffres utilisés",
        prose(
            "Tout est daté. Une consultation lancée un jour donné reçoit les textes et les "
            "chiffres de ce jour-là. Chaque ligne dit comment elle a été établie :"
        ),
        table(
            ("Certitude", "Sens"),
            (
                (Certainty.VERIFIED.label, "lu dans le texte, ou dans une reproduction du texte"),
                (Certainty.SECONDARY.label, "lu dans un commentaire daté d'un tiers"),
                (Certainty.TO_VERIFY.label, "à contrôler sur Légifrance avant de s'y fier"),
            ),
        ),
        prose(
            "Les résumés sont les nôtres, pas le texte officiel. Ils n'engagent personne : le "
            "texte en vigueur se lit sur [Légifrance](https://www.legifrance.gouv.fr)."
        ),
        heading(2, "Chiffres"),
        *(_figures(name) for name in PARAMETERS),
        heading(2, "Articles"),
        *(_articles(prefix, title) for prefix, title in _law_groups()),
    )


def _law_groups() -> list[tuple[str, str]]:
    titles = dict(GROUPS)
    found = dict.fromkeys(_group_of(key) for key in articles())
    unknown = set(found) - set(titles)
    if unknown:
        raise KeyError(f"no title for {sorted(unknown)}")
    return [(key, title) for key, title in GROUPS if key in found]


def _group_of(article: str) -> str:
    prefix = article.partition(":")[0]
    for group in ("ccag", "ccp", "ctrav", "casf"):
        if prefix == group or prefix.startswith(f"{group}-"):
            return group
    return "lois" if prefix.startswith("loi") else "jurisprudence"


def _source(url: str | None) -> str:
    return f"[source]({url})" if url else "aucune"


def _day(value: date | None, otherwise: str) -> str:
    return date_text(value) if value else otherwise


def _figures(file: str) -> str:
    parts: list[str] = []
    for row in load_data(f"parameters/{file}.yaml").values():
        values = row["values"]
        ends = [
            _end(each, following)
            for each, following in zip(values, [*values[1:], None], strict=True)
        ]
        rows = [
            (
                _day(each["from"], "non connu"),
                end,
                _amount(each["value"], row["unit"]),
                Certainty(each["certainty"]).label,
                _source(each["source"]),
                date_text(each["checked_on"]),
            )
            for each, end in zip(values, ends, strict=True)
        ]
        label = row["label"]
        parts.append(heading(3, label[:1].upper() + label[1:]))
        parts.append(
            table(("À partir du", "Jusqu'au", "Valeur", "Certitude", "Source", "Lu le"), rows)
        )
        if "note" in row:
            parts.append(prose(row["note"]))
    return "\n\n".join(parts)


def _amount(value: str, unit: str) -> str:
    if unit == "part":
        return share_text(Fraction(value))
    cents = 2 if unit == "euros_par_heure" else 0
    return f"{decimal_text(Fraction(value), at_least=cents)} {UNITS[unit]}".strip()


def _end(figure: dict[str, Any], following: dict[str, Any] | None) -> str:
    if figure.get("until"):
        return date_text(figure["until"])
    return "sans terme connu" if following is None else "la valeur suivante"


def _articles(group: str, title: str) -> str:
    rows: list[tuple[str, ...]] = []
    raw = load_folder("articles")
    for article in articles().values():
        if _group_of(article.id) != group:
            continue
        for version, facts in zip(article.versions, raw[article.id]["versions"], strict=True):
            rows.append(
                (
                    f"{article.cite} (`{article.id}`)",
                    _day(version.start, "non connu"),
                    f"**{version.title}.** {version.summary}{_boundary(facts)}",
                    version.certainty.label,
                    _source(version.source),
                    date_text(version.checked_on),
                )
            )
    header = ("Article", "À partir du", "Ce qu'il dit, en résumé", "Certitude", "Source", "Lu le")
    return f"{heading(3, title)}\n\n{table(header, rows)}"


def _boundary(facts: dict[str, Any]) -> str:
    if "boundary" not in facts:
        return ""
    day = date_text(facts["boundary"]["decree"])
    doubt = f"Les sources hésitent sur le {day} : une consultation de ce jour est signalée."
    return f" *{doubt}*"
