"""The verbs of a territory's set: show it, check it, compare two, begin one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from clausier import answers, reports
from clausier.command import AsJson, Overwrite, Reported, family
from clausier.files import check_suffix, read_set, write_all
from insertion import vocabulary
from insertion.facts import fact_text, published, terms_of
from insertion.reference import Figure
from insertion.shared_files import tables, terms
from insertion.territory import TerritorySet, line_label
from insertion.territory_blank import blank_set
from insertion.territory_check import Remark, remarks
from insertion.territory_comparison import Line, compare
from insertion.typography import counted, date_text, french

bareme = family(
    "bareme",
    "Barème de territoire : parts, coûts, taux et usages qu'un département partage.",
    "clausier bareme nouveau bareme.yaml · clausier bareme comparer 2025.yaml 2026.yaml",
)
SHOWN: dict[str, Any] = {"bareme": None, "avertissements": []}
CHECKED: dict[str, Any] = {"remarques": [], "avertissements": []}
COMPARED: dict[str, Any] = {"a": None, "b": None, "lignes": [], "avertissements": []}
BEGUN: dict[str, Any] = {"fichiers": []}
"""The keys of the documents of refused commands: those of done ones."""
SetPath = Annotated[
    Path, typer.Argument(metavar="BAREME.yaml", help="Barème à lire.", show_default=False)
]


@bareme("montrer", "clausier bareme montrer bareme.yaml")
def montrer(fichier: SetPath, as_json: AsJson = False) -> None:
    """Montre les valeurs d'un barème, avec leur source et leur date."""
    with Reported(as_json, SHOWN):
        found = read_set(fichier)
        if as_json:
            document = {"version": answers.VERSION, "bareme": _set_document(found)}
            reports.print_json({**document, "avertissements": list(found.warnings), "erreurs": []})
        else:
            _print_set(reports.console(), found)


@bareme("verifier", "clausier bareme verifier bareme.yaml")
def verifier(fichier: SetPath, as_json: AsJson = False) -> None:
    """Vérifie un barème avant de le partager ; code 1 s'il reste des points à revoir."""
    with Reported(as_json, CHECKED):
        found = read_set(fichier)
        noted = remarks(found)
        if as_json:
            shown = [{"cle": each.key, "remarque": each.sentence} for each in noted]
            warnings = list(found.warnings)
            reports.print_json(
                {
                    "version": answers.VERSION,
                    "remarques": shown,
                    "avertissements": warnings,
                    "erreurs": [],
                }
            )
        else:
            _print_remarks(reports.console(), found, noted)
        if noted:
            raise typer.Exit(1)


@bareme("comparer", "clausier bareme comparer 2025.yaml 2026.yaml --tout")
def comparer(
    premier: Annotated[
        Path, typer.Argument(metavar="A.yaml", help="Premier barème.", show_default=False)
    ],
    second: Annotated[
        Path, typer.Argument(metavar="B.yaml", help="Second barème.", show_default=False)
    ],
    tout: Annotated[
        bool, typer.Option("--tout", help="Montre aussi les lignes identiques.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compare deux barèmes ligne à ligne."""
    with Reported(as_json, COMPARED):
        a, b = read_set(premier), read_set(second)
        lines = compare(a, b)
        shown = [each for each in lines if tout or not each.same]
        if as_json:
            reports.print_json(_comparison_document(a, b, shown))
        else:
            _print_comparison(reports.console(), a, b, shown, len(lines))


@bareme("nouveau", "clausier bareme nouveau bareme.yaml")
def nouveau(
    sortie: Annotated[
        Path, typer.Argument(metavar="SORTIE.yaml", help="Barème à écrire.", show_default=False)
    ],
    as_json: AsJson = False,
    ecraser: Overwrite = False,
) -> None:
    """Écrit un barème vide, à remplir : aucune valeur n'est proposée."""
    with Reported(as_json, BEGUN):
        check_suffix(sortie, ".yaml", "un barème")
        write_all({sortie: blank_set().encode()}, overwrite=ecraser)
        if as_json:
            entry = answers.file_document(sortie, "bareme", "Barème de territoire")
            reports.print_json({"version": answers.VERSION, "fichiers": [entry], "erreurs": []})
        else:
            told = Text(french("Barème à remplir : ") + str(sortie))
            reports.console().print(told, soft_wrap=True)


def _set_document(found: TerritorySet) -> dict[str, Any]:
    head = {term.key: published(getattr(found, name)) for name, term in terms("set").items()}
    names = {name: term.key for name, term in terms("line").items()}
    figures = {
        table.key: {
            key: {
                french_key: published(getattr(figure, name)) for name, french_key in names.items()
            }
            for key, figure in found.figures.get(table.field, {}).items()
        }
        for table in tables()
    }
    facts = {
        term.key: published(found.facts[name])
        for name, term in vocabulary.contract_terms().items()
        if name in found.facts
    }
    return {**head, **figures, "informations": facts}


def _print_set(out: Console, found: TerritorySet) -> None:
    out.print(Text(french(found.name), style="bold"))
    told = f"{found.territory} – {found.author}, {date_text(found.set_date)}"
    out.print(Text(french(told)), soft_wrap=True)
    for each in tables():
        figures = found.figures.get(each.field, {})
        if not figures:
            continue
        kind = Figure(vocabulary.lot_terms()[each.field].key)
        out.print()
        out.print(Text(french(each.label), style="bold"))
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        for key, figure in figures.items():
            value = kind.words(figure.value)
            dated = "" if figure.dated is None else date_text(figure.dated)
            source = french(", ".join(filter(None, (figure.source, dated))))
            table.add_row(*(Text(cell) for cell in (french(line_label(each, key)), value, source)))
        out.print(table)
    for group, title in vocabulary.groups().items():
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        for name, term in terms_of((group,)).items():
            if name in found.facts:
                shown = fact_text(term, found.facts[name])
                table.add_row(Text(french(term.label)), Text(shown))
        if table.row_count:
            out.print()
            out.print(Text(french(title), style="bold"))
            out.print(table)
    reports.print_warnings(out, found.warnings)


def _print_remarks(out: Console, found: TerritorySet, noted: tuple[Remark, ...]) -> None:
    count = sum(len(lines) for lines in found.figures.values())
    told = f"{found.name} : lisible, {counted(count, 'valeur')}."
    out.print(Text(french(told)), soft_wrap=True)
    for each in noted:
        out.print(Text(french(f"{each.key} : {each.sentence}"), style="yellow"), soft_wrap=True)
    if not noted:
        out.print(Text(french("Rien à revoir.")))
    reports.print_warnings(out, found.warnings)


def _comparison_document(a: TerritorySet, b: TerritorySet, lines: list[Line]) -> dict[str, Any]:
    return {
        "version": answers.VERSION,
        "a": a.name,
        "b": b.name,
        "lignes": [
            {
                "cle": each.key,
                "libelle": each.label,
                "a": each.a,
                "b": each.b,
                "ecart": published(each.gap),
                "origine": each.origin_changed or None,
                "identique": each.same,
            }
            for each in lines
        ],
        "avertissements": _warnings(a, b),
        "erreurs": [],
    }


def _warnings(a: TerritorySet, b: TerritorySet) -> list[str]:
    """Return the reservations of both sets, each once; its place names its file."""
    return list(dict.fromkeys((*a.warnings, *b.warnings)))


def _print_comparison(
    out: Console, a: TerritorySet, b: TerritorySet, lines: list[Line], total: int
) -> None:
    same = total - sum(not each.same for each in lines)
    differing = counted(total - same, "ligne diffère", "lignes diffèrent")
    identical = counted(same, "identique")
    out.print(Text(french(f"A : {a.name}, {date_text(a.set_date)}")), soft_wrap=True)
    out.print(Text(french(f"B : {b.name}, {date_text(b.set_date)}")), soft_wrap=True)
    moved = sum(each.same_value and not each.same for each in lines)
    among = f", dont {moved} par la source ou la date seulement" if moved else ""
    out.print(Text(french(f"{differing}{among}, {identical}."), style="bold"))
    reports.print_warnings(out, _warnings(a, b))
    if not lines:
        return
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for title in ("Ligne", "A", "B", "Écart"):
        table.add_column(title, justify="right" if title == "Écart" else "left", overflow="fold")
    for each in lines:
        cells = (each.label, each.a or "–", each.b or "–", each.change_words)
        table.add_row(*(Text(cell) for cell in cells))
    out.print(table)
