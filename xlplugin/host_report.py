"""The document of a script as a sheet of its own, where no pane shows it; never a user's cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from insertion.typography import french

if TYPE_CHECKING:
    import xlwings as xw

    from xlplugin.host_desk import Document

MARK = french(
    "Feuille écrite par clausier, remplacée à chaque fois : rien de ce qui suit n'est lu."
)
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
_WIDTHS = (12, 38, 16, 16, 60)
"""Characters of the columns."""
_POINTS = 6
"""What a character is worth where widths are in points."""
Values = Sequence[Any]


@dataclass(frozen=True)
class Line:
    """A row of the report; ``strong``: a title or the head of a table."""

    values: Values
    strong: bool = False


def report(book: xw.Book, document: Document) -> None:
    """Write ``document`` on its own sheet, created or replaced, and show it."""
    title = TITLES[document["action"]]
    sheet = _sheet(book, title)
    lines = [Line((title,), strong=True), Line((MARK,)), Line(()), *_lines(document)]
    width = len(_WIDTHS)
    rows = [[*map(_as_typed, each.values), *[None] * (width - len(each.values))] for each in lines]
    sheet.range((1, 1)).resize(len(rows), width).value = rows
    points = _POINTS if book.app.engine.type == "remote" else 1
    for column, characters in enumerate(_WIDTHS, start=1):
        sheet.range((1, column)).column_width = characters * points
    for number, each in enumerate(lines, start=1):
        if each.strong:
            sheet.range((number, 1)).resize(1, width).font.bold = True
    sheet.range((4, width)).resize(max(len(rows) - 3, 1), 1).wrap_text = True
    sheet.activate()


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
    yield from _faults("À corriger", document["erreurs"])


def _state(document: Document) -> Iterator[Line]:
    if "etat_phrase" not in document:  # refused before anything was read
        return
    yield Line((document["etat_phrase"],), strong=True)
    yield Line((document["resume"],))
    written = document["ecrit"]
    if written is not None:
        yield Line((written["phrase"],))
        yield from _faults(french("Ce qui empêche d'écrire"), written["refus"])
    if document["lots"]:
        yield Line(())
        yield Line(("Lot", "Intitulé", "Heures", "Obligation", "Pourquoi"), strong=True)
        for each in document["lots"]:
            reasons = [*each["etapes"], each["fondement"]["explication"], *each["avertissements"]]
            hours = each["heures_retenues"]
            yield Line((
                each["numero"], each["intitule"], "–" if hours is None else hours,
                each["obligation_libelle"], " ".join(map(_sentence, reasons)),
            ))  # fmt: skip
    if document["avertissements"]:
        yield Line(())
        yield Line(("À vérifier",), strong=True)
        for each in document["avertissements"]:
            yield Line((_where(each), each["texte"]))
    if document["faits_a_donner"]:
        yield Line(())
        yield Line(("À préciser pour le droit applicable",), strong=True)
        for each in document["faits_a_donner"]:
            yield Line(("", each["libelle"], "", "", each["aide"]))
    if document["a_completer"]:
        yield Line(())
        yield Line(("À compléter avant les pièces définitives",), strong=True)
        for each in document["a_completer"]:
            yield Line(("", each["libelle"]))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _comparison(document: Document) -> Iterator[Line]:
    for each in document.get("comparaison", {}).get("lots", ()):
        yield Line((french(f"Lot {each['numero']} – {each['intitule']}"),), strong=True)
        yield Line(())
        yield Line(("Groupe", "Calcul", "Heures", "Écart", "Règle"), strong=True)
        for one in each["calculs"]:
            yield Line((
                one["groupe_libelle"], one["libelle"], one["heures"], one["ecart_texte"],
                " ".join((one["regle"], *one["avertissements"])),
            ))  # fmt: skip
        yield Line(())
        for reason in each["raisons"]:
            yield Line((reason,))


def _files(document: Document) -> Iterator[Line]:
    if "phrase" in document:
        yield Line((document["phrase"],), strong=True)
    for each in document.get("fichiers", ()):
        yield Line((each["dossier"] or "–", each["libelle"], "", "", each["chemin"]))
    for told in document.get("avertissements", ()):
        yield Line(("À vérifier", told))
    if document.get("a_completer"):
        yield Line(())
        yield Line(("À compléter",), strong=True)
        for each in document["a_completer"]:
            yield Line(("", each["libelle"]))


def _faults(title: str, faults: Sequence[Document]) -> Iterator[Line]:
    if faults:
        yield Line(())
        yield Line((title, "Pourquoi", "", "", "Que faire"), strong=True)
        for each in faults:
            yield Line((_where(each), each["cause"], "", "", each["remede"]))


def _where(each: Document) -> str:
    if each.get("feuille") and each.get("cellule"):
        return f"{each['feuille']}!{each['cellule']}"
    return str(each.get("lieu") or each.get("feuille") or "")
