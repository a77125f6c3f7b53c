"""The scripts of xlwings Lite: the buttons of its pane, over the open book.

They are those of :mod:`xlplugin.host`; only their fields differ, which App Mode shows as a form.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from datetime import date
from typing import Any

from insertion import vocabulary
from insertion.typography import french

TITLES = {
    "calculer": "Calculer",
    "verifier": "Vérifier",
    "comparer": "Comparer",
    "generer": "Générer les documents",
    "inserer": "Insérer dans mon CCAP",
}
"""The words of the buttons, in the order of the work."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of a button's form: its name there, the script's own, its type as written."""

    name: str
    passed: str
    hint: str
    default: object

    @property
    def written(self) -> str:
        """Return the parameter as ``main.py`` writes it."""
        return f"{self.name}: {self.hint} = {self.default!r}"


def _choice(name: str, passed: str, list_id: str) -> Asked:
    labels = [french(each.label) for each in vocabulary.options(list_id).values()]
    return Asked(name, passed, f"Literal{['', *labels]!r}", "")


def fields() -> dict[str, tuple[Asked, ...]]:
    """Return the fields of each script."""
    facts = (
        Asked("date_de_lancement", "le", "datetime.date | None", None),
        _choice("type_d_acheteur", "acheteur", "buyer_kind"),
        _choice("nature_du_marche", "nature", "contract_type"),
    )
    final = Asked("pieces_definitives", "final", "bool", default=False)
    return {
        "calculer": (*facts, Asked("remplacer_les_heures", "remplacer", "bool", default=False)),
        "verifier": facts,
        "comparer": (Asked("numero_du_lot", "lot", "str", ""), *facts),
        "generer": (final, *facts),
        "inserer": (Asked("nom_du_document", "nom", "str", ""), final, *facts),
    }


def told_of(name: str) -> str:
    """Return what a script does, in a sentence."""
    from xlplugin import host  # noqa: PLC0415  what writes main.py needs no script

    return french(inspect.getdoc(getattr(host, name)) or "")


async def run(name: str, book: Any, *given: Any) -> None:
    """Run a script on the book; ``given`` are the values of its fields, in their order."""
    from clausier import desk  # noqa: PLC0415  the libraries of Word, which functions do without
    from xlplugin import host  # noqa: PLC0415

    host.serve(desk)
    passed = {each.passed: _text(value) for each, value in zip(fields()[name], given, strict=True)}
    # xlwings would put the person who asks before the book: nobody is named in Lite.
    await inspect.unwrap(getattr(host, name))(book, **passed)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else ""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"  # a form may send the hour with the day
    return "" if value is None else str(value)
