"""The sheet « Hypothèses »: every figure a screening used, its source, its age, how sure it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from insertion import vocabulary
from insertion.datafiles import load_data
from insertion.dated import Certainty, weakest
from insertion.programme import DATA
from insertion.reference import age_words, reference
from insertion.screening import Screened, Screening, minimum_months
from insertion.screening_figures import A_MONTH as MONTH_REFERENCE
from insertion.screening_figures import Estimate, Origin, source_words
from insertion.typography import date_text, french
from xlplugin.canvas import Book, Page
from xlplugin.sheet_screening import A_MONTH, MINIMUM, SHORTEST
from xlplugin.styles import ACCENT

NAME = "Hypothèses"
_WIDTHS = (42, 14, 14, 9, 64, 20)
_UNSAID = "non donné"


def write_basis(book: Book, page: Page, screening: Screening, on: date) -> None:
    """Write the sheet; ``on`` is the day from which the age of sources is counted."""
    page.look(ACCENT)
    page.widths(_WIDTHS)
    page.put(0, 0, french("Hypothèses du repérage"), "title")
    told = "Les cases jaunes se corrigent : les verdicts de la feuille « Repérage » suivent."
    page.put(1, 0, french(told), "lead")
    row = _write_settings(book, page, screening, on)
    row = _figures(page, row, "Parts de main-d'œuvre utilisées", screening, _share, on)
    row = _figures(page, row, "Taux d'insertion utilisés", screening, _rate, on)
    row = _figures(page, row, "Coûts horaires utilisés", screening, _cost, on)
    row += 1
    page.put(row, 0, french("À savoir avant d'utiliser ces chiffres"), "section")
    for text in reservations(screening):
        row += 1
        page.spread(row, 0, len(_WIDTHS) - 1, "wrapped")
        page.put(row, 0, text, "wrapped")
        page.height(row, 16 * (1 + len(text) // 150))
    page.start_at(4, 1)
    page.print_as(header=french("Repérage des marchés"), repeated=None)


def reservations(screening: Screening) -> tuple[str, ...]:
    """Return what a reader must know: the standing words, then what was met in this list."""
    standing = [french(each) for each in load_data(DATA)["reservations"]]
    legal = [text for each in screening.contracts for text in each.obligation.warnings]
    return tuple(dict.fromkeys([*standing, *legal, *screening.warnings]))


def _heads(page: Page, row: int, *titles: str) -> None:
    for index, title in enumerate(titles):
        page.put(row, index, french(title), "head_left" if index == 0 else "head")


def _write_settings(book: Book, page: Page, screening: Screening, on: date) -> int:
    """Write what holds for the whole screening, three of which the formulas read."""
    given = screening.assumptions
    _heads(page, 3, "Réglage", "Valeur", "", "", "", "Certitude")
    page.spread(3, 2, 4, "head")
    page.put(3, 2, french("D'où il vient"), "head")
    month = reference(MONTH_REFERENCE)
    source = load_data(DATA)["minimum_months_source"]
    day, kind = given.consultation_date, given.buyer_kind
    of_set = given.territory is not None and given.minimum_hours is None
    minimum_source = "Sans minimum, aucun marché n'est dit trop petit par son volume."
    if given.minimum is not None:
        minimum_source = _set_words(screening) if of_set else Origin.OPTION.label
    rows: list[tuple[str, object, str, str, str, str]] = [
        ("Minimum utile (heures par marché)", given.minimum, "input_whole", minimum_source, "",
         MINIMUM),
        ("Durée minimale (mois)", minimum_months(), "input_number", source,
         Certainty.SECONDARY.label, SHORTEST),
        ("Heures d'une personne à temps plein, par mois", month.value, "input_number",
         f"{month.source}, {age_words(month, on)}", month.certainty.label, A_MONTH),
        ("Type d'acheteur",
         "non précisé" if kind is None else vocabulary.label_of("buyer_kind", kind.value),
         "cell_center", "Il décide du seuil de l'obligation.", "", ""),
        ("Lancement des marchés sans date", "non précisé" if day is None else date_text(day),
         "cell_center", "Il décide du droit applicable.", "", ""),
        ("Arrondi des heures", "au plus proche", "cell_center", "", "", ""),
    ]  # fmt: skip
    for index, (label, value, style, where, certainty, name) in enumerate(rows, start=4):
        page.put(index, 0, french(label), "label")
        page.put(index, 1, french(value) if isinstance(value, str) else value, style)
        page.spread(index, 2, 4, "message")
        page.put(index, 2, french(where), "message")
        page.put(index, 5, certainty, "cell_center")
        page.height(index, 30)
        if name:
            book.define(name, f"'{NAME}'!$B${index + 1}")
    return 4 + len(rows)


def _set_words(screening: Screening) -> str:
    territory = screening.assumptions.territory
    assert territory is not None
    return f"{territory.name}, {date_text(territory.set_date)}"


Pick = Callable[[Screened], tuple[str, Estimate | None, str]]


def _trade_label(each: Screened) -> str:
    if each.trade is None:
        return french(load_data(DATA)["unknown_family"])
    return french(vocabulary.label_of("trade", each.trade))


def _share(each: Screened) -> tuple[str, Estimate | None, str]:
    magnitude = each.share is not None and not each.share.firm
    return _trade_label(each), each.share, "cell_magnitude" if magnitude else "cell_share"


def _rate(each: Screened) -> tuple[str, Estimate | None, str]:
    nature = each.nature
    label = (
        "Nature inconnue" if nature is None else vocabulary.label_of("contract_type", nature.value)
    )
    return french(label), each.rate, "cell_share"


def _cost(each: Screened) -> tuple[str, Estimate | None, str]:
    return _trade_label(each), each.cost, "cell_rate"


def _figures(page: Page, row: int, title: str, screening: Screening, pick: Pick, on: date) -> int:
    """Write a table of the figures used, those that differ by trade or nature on their own line."""
    lines = _lines(screening.contracts, pick)
    if not lines:
        return row
    row += 1
    page.put(row, 0, french(title), "section")
    row += 1
    _heads(page, row, "Pour", "Au moins", "Au plus", "Marchés", "D'où elle vient", "Certitude")
    for label, estimate, style, count in lines:
        row += 1
        where = estimate.origin.label
        if estimate.references and estimate.firm:
            where = french(f"{where} : {source_words(estimate, on)}")
        page.put(row, 0, label, "label")
        page.put(row, 1, estimate.low, style)
        page.put(row, 2, estimate.high, style)
        page.put(row, 3, count, "cell_center")
        page.put(row, 4, where, "message")
        page.put(row, 5, certainty_words(estimate), "cell_center")
        page.height(row, 16 * max(1, 1 + len(where) // 56))
    return row + 1


def certainty_words(estimate: Estimate) -> str:
    """Return how sure the figure is; nothing for one that a person gave."""
    known = [each.certainty for each in estimate.references]
    return weakest(known).label if known else ""


def _lines(contracts: Sequence[Screened], pick: Pick) -> list[tuple[str, Estimate, str, int]]:
    """Return each distinct figure with how many contracts use it."""

    def keys() -> Iterator[tuple[str, Decimal, Decimal, Origin]]:
        for each in contracts:
            label, estimate, _ = pick(each)
            if estimate is not None:
                kept = "Tous les marchés" if estimate.origin is Origin.OPTION else label
                yield french(kept), estimate.low, estimate.high, estimate.origin

    counts = Counter(keys())
    shown: dict[tuple[str, Decimal, Decimal, Origin], tuple[Estimate, str]] = {}
    for each in contracts:
        label, estimate, style = pick(each)
        if estimate is not None:
            kept = "Tous les marchés" if estimate.origin is Origin.OPTION else label
            key = (french(kept), estimate.low, estimate.high, estimate.origin)
            shown.setdefault(key, (estimate, style))
    return [
        (key[0], *shown[key], counts[key])
        for key in sorted(shown, key=lambda k: (k[3].value, k[0]))
    ]
