"""Reference figures: labour shares, insertion rates, hourly costs, with their source and age.

A sourced figure may help to size hours; an order of magnitude (from memory, certainty C) is only
shown, marked « ordre de grandeur à confirmer », and never chosen in anyone's stead. The figures
live in ``data/reference/``: one more row there and every screen, sheet and document knows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any

from insertion import vocabulary
from insertion.datafiles import load_data
from insertion.dated import Certainty
from insertion.typography import counted, decimal_text, french, hours_text, share_text


class Figure(StrEnum):
    """What a reference measures; the value is its French key.

    ``LABOUR_SHARE`` and ``INSERTION_RATE`` are shares from 0 to 1, ``HOURLY_COST`` and
    ``BILLING_RATE`` are euros an hour, ``HOURS_CONVERSION`` the hours of one full-time post.
    """

    LABOUR_SHARE = "part_mo"
    INSERTION_RATE = "taux_insertion"
    HOURLY_COST = "cout_horaire"
    HOURS_CONVERSION = "conversion_heures"
    BILLING_RATE = "tarif_facture"

    @property
    def label(self) -> str:
        """Return what people read, in the plural."""
        return french(load_data("reference/figures.yaml")[self.value]["label"])

    @property
    def unit(self) -> str:
        """Return the unit's key in the vocabulary."""
        return str(load_data("reference/figures.yaml")[self.value]["unit"])

    @property
    def is_share(self) -> bool:
        """Tell whether the figure lies between 0 and 1."""
        return self.unit == "part"

    def words(self, value: Decimal) -> str:
        """Return a value with its unit: « 70 % », « 35,20 €/h », « 1 607 heures »."""
        match self.unit:
            case "part":
                return share_text(value)
            case "heures":
                return hours_text(Fraction(value))
            case _:
                return french(f"{decimal_text(value, at_least=2)} €/h")


FILES = ("labour_shares", "insertion_rates", "hourly_costs", "hours_conversions")
UNSOURCED = "Ordre de grandeur, sans source lue"
UNCONFIRMED = "ordre de grandeur à confirmer"


@dataclass(frozen=True, slots=True)
class Reference:
    """One figure someone published, or an order of magnitude.

    ``trades`` are keys of the vocabulary's list ``trade``; none means any trade. ``year`` is that
    of the source, ``None`` when undated; ``before`` then tells the year it is older than, if known.
    ``sizing`` is false for what must never size hours: billing rates, internal settlements, mere
    examples. ``scope`` names the programme or territory outside which the figure does not hold.
    ``arithmetic`` marks a figure that is computed, and so has no age. ``territory`` marks one of a
    territory's own set: nobody published it.
    """

    id: str
    figure: Figure
    label: str
    trades: tuple[str, ...]
    low: Decimal | None
    typical: Decimal | None
    high: Decimal | None
    source: str
    url: str
    year: int | None
    before: int | None
    certainty: Certainty
    note: str
    sizing: bool
    scope: str = ""
    arithmetic: bool = False
    territory: bool = False

    @property
    def order_of_magnitude(self) -> bool:
        """Tell whether the figure has no source: shown apart, never used in silence."""
        return self.certainty is Certainty.TO_VERIFY

    @property
    def value(self) -> Decimal | None:
        """Return the typical figure, else the only bound; ``None`` for a bare range."""
        if self.typical is not None:
            return self.typical
        bounds = [each for each in (self.low, self.high) if each is not None]
        return bounds[0] if len(bounds) == 1 else None

    @property
    def value_words(self) -> str:
        """Return the figure and its bounds in French; an order of magnitude begins with « ≈ »."""
        low, typical, high = (
            None if each is None else self.figure.words(each)
            for each in (self.low, self.typical, self.high)
        )
        if typical and low and high:
            words = f"{typical} (de {low} à {high})"
        elif typical:
            words = typical
        elif low and high:
            words = f"de {low} à {high}"
        else:
            words = f"au moins {low}" if low else f"au plus {high}"
        return french(f"≈ {words}" if self.order_of_magnitude else words)

    def age(self, on: date) -> int | None:
        """Return the years between the source and ``on``, at least 0; ``None`` when undated."""
        return None if self.year is None else max(0, on.year - self.year)


@cache
def all_references() -> tuple[Reference, ...]:
    """Return every reference, in the order of the data files."""
    found = tuple(
        _reference(row, load_data(f"reference/{name}.yaml")["figure"])
        for name in FILES
        for row in load_data(f"reference/{name}.yaml")["rows"]
    )
    if len({each.id for each in found}) < len(found):
        raise ValueError("two references bear the same identifier")
    return found


def references(figure: Figure | None = None, trade: str | None = None) -> tuple[Reference, ...]:
    """Return the references of a figure and of a trade, those that hold for any trade included."""
    return tuple(
        each
        for each in all_references()
        if figure in (None, each.figure) and (trade is None or _concerns(each, trade))
    )


def reference(reference_id: str) -> Reference:
    """Return a reference by its identifier, such as ``conversion_heures.etp_mensuel``.

    Raises:
        KeyError: when no reference bears it.
    """
    return {each.id: each for each in all_references()}[reference_id]


def newest(among: tuple[Reference, ...], trade: str | None) -> Reference | None:
    """Return the newest sourced figure ``among`` some references that may size hours, if any.

    A figure of the trade itself comes before one that holds for any trade; a dated source before an
    undated one. An order of magnitude, a figure that must not size hours or one that holds only
    within a programme is never returned.
    """
    usable = [
        each
        for each in among
        if each.sizing and not each.scope and not each.order_of_magnitude and each.value is not None
    ]
    if trade is not None:
        usable = [each for each in usable if _concerns(each, trade)]
    return max(usable, key=lambda each: (trade in each.trades, each.year or 0), default=None)


def _concerns(each: Reference, trade: str) -> bool:
    return not each.trades or trade in each.trades


def age_words(ref: Reference, on: date | None) -> str:
    """Return how old the figure is on ``on``, in French: « source de 2020, 6 ans ».

    Without a date, only the year of the source is told.
    """
    if ref.order_of_magnitude:
        return UNCONFIRMED
    if ref.arithmetic:
        return french("résultat d'un calcul")
    if ref.year is None:
        older = f", antérieure à {ref.before}" if ref.before else ""
        return french(f"source non datée{older}")
    years = None if on is None else ref.age(on)
    return french(f"source de {ref.year}" + (f", {counted(years, 'an')}" if years else ""))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A figure met in a source and not used, and why."""

    figure: Figure
    label: str
    reason: str


@cache
def left_out() -> tuple[LeftOut, ...]:
    """Return what was read and not kept, with the reason: silence would look like ignorance."""
    return tuple(
        LeftOut(Figure(content["figure"]), french(row["label"]), french(row["reason"]))
        for content in (load_data(f"reference/{name}.yaml") for name in FILES)
        for row in content.get("left_out", ())
    )


def _reference(row: Mapping[str, Any], figure_key: str) -> Reference:
    figure = Figure(row.get("figure", figure_key))
    low, typical, high = (_exact(row.get(name)) for name in ("low", "typical", "high"))
    certainty = Certainty(row["certainty"])
    found = Reference(
        id=f"{figure.value}.{row['id']}",
        figure=figure,
        label=french(row["label"]),
        trades=_trades(row),
        low=low,
        typical=typical,
        high=high,
        source=french(row.get("source", UNSOURCED)),
        url=row.get("url", ""),
        year=row.get("year"),
        before=row.get("before"),
        certainty=certainty,
        note=french(row.get("note", "")),
        sizing=row.get("sizing", True),
        scope=french(row.get("scope", "")),
        arithmetic=row.get("arithmetic", False),
    )
    known = [each for each in (low, typical, high) if each is not None]
    if not known or known != sorted(known) or (figure.is_share and known[-1] > 1):
        raise ValueError(f"{found.id}: bounds out of order or of range")
    if "source" not in row and not found.order_of_magnitude:
        raise ValueError(f"{found.id}: a figure without a source is an order of magnitude")
    return found


def _exact(value: Any) -> Decimal | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"a figure must be quoted, not {value!r}: a float would alter it")
    return Decimal(value)


def _trades(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the trades a row names, those of its families included, in the list's order."""
    known = vocabulary.options("trade")
    families = set(row.get("families", ()))
    unknown = set(row.get("trades", ())) - known.keys()
    unknown |= families - {option.details["family"] for option in known.values()}
    if unknown:
        raise ValueError(f"{row['id']}: unknown trade or family {sorted(unknown)}")
    named = {key for key, option in known.items() if option.details["family"] in families}
    named |= set(row.get("trades", ()))
    return tuple(key for key in known if key in named)
