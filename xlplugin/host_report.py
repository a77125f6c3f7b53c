"""The document of a script as a sheet of its own, where no pane shows it; never a user's cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from insertion.typography import french
from xlplugin.styles import ACCENT, GREY, PALE

if TYPE_CHECKING:
    import xlwings as xw

    from xlplugin.host_desk import Document

MARK = french("Feuille écrite par clausier, remplacée à chaque fois ; rien n'y est relu.")
"""What tells our own sheet, in its second row: any other one is left alone."""
CHECK, COMPARISON, FILES = "Vérification", "Comparaison des méthodes", "Documents produits"
TITLES = {
    "calculer": CHECK,
    "verifier": CHECK,
    "comparer": COMPARISON,
    "generer": FILES,
    "inserer": FILES,
}
MARK_ROW = 2
LONGEST_NAME = 31
"""Characters of the name of a sheet, in every spreadsheet."""
_WIDTHS = (16, 62, 12, 14, 72)
"""Characters of the columns: what, its words, two figures, why."""
_WRAPPED = (2, 5)
_FIGURES, _JUDGED = 3, 4
_POINTS = 5.6
"""What a character is worth where widths are in points."""
_TITLE_SIZE = 16
Values = Sequence[Any]


class Look(Enum):
    """How a row of the report is seen."""

    PLAIN = "plain"
    TITLE = "title"
    SECTION = "section"
    HEAD = "head"
    SMALL = "small"


@dataclass(frozen=True)
class Line:
    """A row of the report."""

    values: Values
    look: Look = Look.PLAIN


BLANK = Line(())


def report(book: xw.Book, document: Document) -> None:
    """Write ``document`` on its own sheet, created or replaced, and show it."""
    title = TITLES[document["action"]]
    sheet = _sheet(book, title)
    lines = [Line((title,), Look.TITLE), Line((MARK,), Look.SMALL), BLANK, *_lines(document)]
    width = len(_WIDTHS)
    rows = [[*map(_as_typed, each.values), *[None] * (width - len(each.values))] for each in lines]
    points = _POINTS if book.app.engine.type == "remote" else 1
    for column, characters in enumerate(_WIDTHS, start=1):
        sheet.range((1, column)).column_width = characters * points
    whole = sheet.range((1, 1)).resize(len(rows), width)
    whole.value = rows
    whole.vertical_alignment = "top"
    for column in _WRAPPED:
        _below_title(sheet, column, len(rows)).wrap_text = True
    _below_title(sheet, _FIGURES, len(rows)).horizontal_alignment = "right"
    _below_title(sheet, _JUDGED, len(rows)).horizontal_alignment = "center"
    for number, each in enumerate(lines, start=1):
        if each.look is not Look.PLAIN:
            _dress(sheet.range((number, 1)).resize(1, width), each.look)
    whole.rows.autofit()
    sheet.activate()


def _below_title(sheet: xw.Sheet, column: int, last: int) -> xw.Range:
    return sheet.range((MARK_ROW + 2, column)).resize(max(last - MARK_ROW - 1, 1), 1)


def _dress(row: xw.Range, look: Look) -> None:
    """Give a row the look of the house: its accent colour, its pale heads."""
    if look is Look.SMALL:
        row.font.color = GREY
        return
    row.font.bold = True
    if look is Look.HEAD:
        row.color = PALE
    else:
        row.font.color = ACCENT
        # A title may run over the columns on its right.
        row.wrap_text = False
    if look is Look.TITLE:
        row.font.size = _TITLE_SIZE


def _sheet(book: xw.Book, title: str) -> xw.Sheet:
    """Return our own sheet, emptied, or a new one under a name nobody uses."""
    names = {each.name.casefold(): each for each in book.sheets}
    number = 1
    while True:
        mark = "" if number == 1 else f" ({number})"
        name = f"{title[: LONGEST_NAME - len(mark)]}{mark}"
        found = names.get(name.casefold())
        if found is None:
            return book.sheets.add(name=name, after=book.sheets[len(book.sheets) - 1])
        if found.range((MARK_ROW, 1)).value == MARK:
            found.clear()
            return found
        number += 1


def _as_typed(value: Any) -> Any:
    """Return a text that stays one: « =… » would be a formula, « 010 » ten, « 1/2 » a date."""
    if isinstance(value, str) and value and not value[0].isalpha():
        return f"'{value}"
    return value


def _lines(document: Document) -> Iterator[Line]:
    match document["action"]:
        case "comparer":
            yield from _comparison(document)
        case "generer" | "inserer":
            yield from _files(document)
        case _:
            yield from _state(document)
            return
    yield from _faults("À corriger", document["erreurs"])


def _state(document: Document) -> Iterator[Line]:
    if "etat_phrase" not in document:  # refused before anything was read
        yield from _faults("À corriger", document["erreurs"])
        return
    yield Line((document["etat_phrase"],), Look.SECTION)
    if document["total_texte"]:
        yield Line((document["resume"],), Look.SECTION)
    yield from _faults("À corriger", document["erreurs"])
    written = document["ecrit"]
    if written is not None:
        yield Line((written["phrase"],), Look.SECTION)
        yield from _faults("Écriture refusée", written["refus"])
    if document["lots"]:
        yield BLANK
        yield Line(("Lot", "Intitulé", "Heures", "Obligation", "Pourquoi"), Look.HEAD)
        yield from map(_lot, document["lots"])
    if document["avertissements"]:
        yield BLANK
        yield Line(("À vérifier",), Look.HEAD)
        for each in document["avertissements"]:
            yield Line((_where(each), each["texte"]))
    if document["faits_a_donner"]:
        yield BLANK
        yield Line(("À préciser", "Ce dont dépend l’obligation"), Look.HEAD)
        for each in document["faits_a_donner"]:
            yield Line(("", each["libelle"], "", "", each["aide"]))
    yield from _to_fill(document["a_completer"])


def _lot(each: Document) -> Line:
    hours = each["heures_retenues"]
    agreed = each["retenue"]
    kept = [] if agreed is None else [french(f"Heures retenues : {hours}. {agreed['motif']}")]
    ground = each["fondement"]["explication"]
    reasons = (*each["etapes"], *kept, ground, *each["avertissements"])
    return Line((
        each["numero"], each["intitule"], "–" if hours is None else hours,
        each["obligation_libelle"], "\n".join(reasons),
    ))  # fmt: skip


def _comparison(document: Document) -> Iterator[Line]:
    for each in document.get("comparaison", {}).get("lots", ()):
        yield Line((french(f"Lot {each['numero']} – {each['intitule']}"),), Look.SECTION)
        group = ""
        for one in each["calculs"]:
            if one["groupe_libelle"] != group:
                group = one["groupe_libelle"]
                yield BLANK
                yield Line((group, "", "Heures", "Écart", "Règle"), Look.HEAD)
            name = f"{one['libelle']}, calcul du lot" if one["calcul_du_lot"] else one["libelle"]
            rule = "\n".join((one["regle"], *one["avertissements"]))
            yield Line(("", name, one["heures"], one["ecart_texte"], rule))
        if each["raisons"]:
            yield BLANK
            yield Line(("Ce qui explique les écarts",), Look.HEAD)
        for reason in each["raisons"]:
            yield Line(("", reason))


def _files(document: Document) -> Iterator[Line]:
    if "phrase" in document:
        yield Line((document["phrase"],), Look.SECTION)
    if document.get("fichiers"):
        yield BLANK
        yield Line(("Dossier", "Pièce", "", "", "Fichier"), Look.HEAD)
    for each in document.get("fichiers", ()):
        yield Line((each["dossier"] or "–", each["libelle"], "", "", each["chemin"]))
    for told in document.get("avertissements", ()):
        yield Line(("À vérifier", told))
    yield from _to_fill(document.get("a_completer", ()))


def _to_fill(missing: Sequence[Document]) -> Iterator[Line]:
    if missing:
        yield BLANK
        head = ("À compléter", "Avant les pièces définitives", "", "", "Pièces")
        yield Line(head, Look.HEAD)
    for each in missing:
        yield Line(("", each["libelle"], "", "", ", ".join(each["pieces"])))


def _faults(title: str, faults: Sequence[Document]) -> Iterator[Line]:
    if faults:
        yield BLANK
        yield Line((title, "Pourquoi", "", "", "Que faire"), Look.HEAD)
        for each in faults:
            yield Line((_where(each), each["cause"], "", "", each["remede"]))


def _where(each: Document) -> str:
    if each.get("feuille") and each.get("cellule"):
        return f"{each['feuille']}!{each['cellule']}"
    return str(each.get("lieu") or each.get("feuille") or "")
