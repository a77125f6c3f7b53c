"""A territory's set of parameters: what a department fixes once and shares with its buyers.

Labour shares and hourly costs by trade, insertion rates by type of contract, minimum useful hours,
and defaults for eligible persons, follow-up and penalties under the keys of ``marche.yaml``. Each
figure may bear its own source and date. Text in, a set out; files are opened by the roof.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from insertion import vocabulary
from insertion.contract import ContractType
from insertion.dated import Certainty
from insertion.errors import fault
from insertion.facts import fact_lines, terms_of
from insertion.intake import Intake
from insertion.reading import RawCell
from insertion.reference import Figure, Reference
from insertion.safe_yaml import (
    SCHEMA_KEY,
    cell_of,
    entries,
    line_of,
    unknown_key,
    written,
)
from insertion.shared_files import (
    Table,
    absent,
    everyone,
    read_shared,
    tables,
    terms,
)
from insertion.typography import date_text, french
from insertion.vocabulary import Term

SCHEMA = "bareme/1"
GROUPS = ("personnes", "suivi", "penalites")
"""Groups of facts for which a territory may propose a default."""
MINIMUM = "minimum_useful_hours"
"""The one fact of another group that a territory fixes."""


def fact_terms() -> dict[str, Term]:
    """Return the facts a set may state, by English field name."""
    return {MINIMUM: vocabulary.contract_terms()[MINIMUM], **terms_of(GROUPS)}


@dataclass(frozen=True, slots=True)
class SetFigure:
    """One figure of a set: a share from 0 to 1 or euros an hour, with its own source if any."""

    value: Decimal
    source: str | None = None
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class TerritorySet:
    """The parameters of a territory.

    ``figures`` maps a lot field (``labour_share``, ``hourly_cost``, ``insertion_rate``) to figures
    by trade, or by type of contract for the rates; the key of :func:`everyone` holds for all.
    ``facts`` are by English field name.
    """

    name: str
    territory: str
    author: str
    set_date: date
    figures: Mapping[str, Mapping[str, SetFigure]]
    facts: Mapping[str, Any]
    warnings: tuple[str, ...] = ()

    @property
    def minimum_useful_hours(self) -> int | None:
        """Return the hours below which no pathway is built, ``None`` when the set is silent."""
        found: int | None = self.facts.get(MINIMUM)
        return found

    def figure(self, field: str, key: str | None) -> SetFigure | None:
        """Return a lot field's figure for a trade or type of contract, else the one for all."""
        table = self.figures.get(field, {})
        return table.get(key or "", table.get(everyone()[0]))

    def as_references(self, contract_type: ContractType | None = None) -> tuple[Reference, ...]:
        """Return the figures as references whose source is this set.

        With ``contract_type``, only its insertion rate is returned, else the one for all; without
        it, each rate is limited to its type of contract and so is never taken by itself.
        """
        found: list[Reference] = []
        for table in tables():
            lines = self.figures.get(table.field, {})
            if table.named_after == "contract_type" and contract_type is not None:
                own = self.figure(table.field, contract_type.value)
                lines = {} if own is None else {everyone()[0]: own}
            found += [self._reference(table, key, figure) for key, figure in lines.items()]
        return tuple(found)

    def _reference(self, table: Table, key: str, figure: SetFigure) -> Reference:
        figure_key = Figure(vocabulary.lot_terms()[table.field].key)
        by_trade = table.named_after == "trade"
        all_key = everyone()[0]
        label = line_label(table, key)
        return Reference(
            id=f"bareme.{figure_key.value}.{key}",
            figure=figure_key,
            label=french(label),
            trades=(key,) if by_trade and key != all_key else (),
            low=None,
            typical=figure.value,
            high=None,
            source=french(f"{self.name}, {date_text(self.set_date)}"),
            url="",
            year=(figure.dated or self.set_date).year,
            before=None,
            certainty=Certainty.SECONDARY,
            note=french(figure.source or ""),
            sizing=True,
            scope="" if by_trade or key == all_key else french(label),
            territory=True,
        )


def line_label(table: Table, key: str) -> str:
    """Return what a line of a table is about: a trade, a type of contract, or all of them."""
    all_key, all_label = everyone()
    return all_label if key == all_key else vocabulary.label_of(table.named_after, key)


def load_set(text: str, name: str = "bareme.yaml") -> TerritorySet:
    """Return the set written in ``text``; ``name`` is the file's name in messages.

    Raises:
        InvalidInput: with every fault found, each with its key and line.
    """
    intake = Intake()
    figures: dict[str, dict[str, SetFigure]] = {}

    def reader(table: Table) -> Callable[[yaml.Node], None]:
        def read(node: yaml.Node) -> None:
            figures[table.field] = _read_table(node, table, name, intake)

        return read

    readers = {table.key: reader(table) for table in tables()}
    head, facts = read_shared(
        text,
        name,
        schema=SCHEMA,
        section="set",
        facts=fact_terms(),
        intake=intake,
        readers=readers,
    )
    return TerritorySet(**head, figures=figures, facts=facts, warnings=tuple(intake.warnings))


def _read_table(node: yaml.Node, table: Table, name: str, intake: Intake) -> dict[str, SetFigure]:
    """Return the figures of a table; its shares are read together, as a column is."""
    where = f"{name}:{table.key}"
    if not isinstance(node, yaml.MappingNode):
        if not isinstance(node, yaml.ScalarNode) or node.value:
            intake.faults.append(
                fault("TABLE_ATTENDUE", f"{where} {line_of(node)}", label=table.label)
            )
        return {}
    lines: dict[str, dict[str, RawCell]] = {}
    for key, value in entries(node, where, intake.faults):
        place = f"{where}.{key} {line_of(value)}"
        line = _line_named(key, table)
        if line is None:
            names = [*vocabulary.options(table.named_after), everyone()[0]]
            intake.faults.append(unknown_key(key, place, names))
        elif line in lines:
            intake.faults.append(fault("CLE_EN_DOUBLE", place, key=key))
        else:
            lines[line] = _line_cells(value, f"{where}.{key}", intake)
    column = _read_column([cells["value"] for cells in lines.values()], table, intake)
    # A line without a readable value is read whole: its source and date have faults of their own.
    figures = [
        (
            line,
            value,
            intake.one(cells["source"], terms("line")["source"]),
            intake.one(cells["dated"], terms("line")["dated"]),
        )
        for (line, cells), value in zip(lines.items(), column, strict=True)
    ]
    return {
        line: SetFigure(value, source, dated)
        for line, value, source, dated in figures
        if value is not None
    }


def _line_named(key: str, table: Table) -> str | None:
    all_key, all_label = everyone()
    if vocabulary.folded(key) in (all_key, vocabulary.folded(all_label)):
        return all_key
    return vocabulary.find_option(table.named_after, key)


def _line_cells(node: yaml.Node, where: str, intake: Intake) -> dict[str, RawCell]:
    """Return the three cells of a line, written alone or with its source and date."""
    known = terms("line")
    place = f"{where} {line_of(node)}"
    cells = {field: RawCell(None, place) for field in known}
    if not isinstance(node, yaml.MappingNode):
        cells["value"] = cell_of(node, place, where, intake.faults) or cells["value"]
        return cells
    by_key = {term.key: (field, term) for field, term in known.items()}
    for key, value in entries(node, where, intake.faults):
        place = f"{where}.{key} {line_of(value)}"
        if key not in by_key:
            intake.faults.append(unknown_key(key, place, by_key))
            continue
        field, term = by_key[key]
        cells[field] = cell_of(value, place, term.label, intake.faults) or cells[field]
    if cells["value"].empty:
        intake.faults.append(absent(known["value"], cells["value"].place))
    return cells


def _read_column(cells: list[RawCell], table: Table, intake: Intake) -> list[Any]:
    term: Term = vocabulary.lot_terms()[table.field]
    if term.type == "share":
        return intake.shares(cells, term)
    column = [intake.one(cell, term) for cell in cells]
    for cell, value in zip(cells, column, strict=True):
        if value == 0:
            intake.faults.append(fault("VALEUR_NULLE", cell.place, label=term.label))
    return column


def dump_set(parameters: TerritorySet) -> str:
    """Return a set as text; loading it gives the same set."""
    lines = [f"{SCHEMA_KEY}: {SCHEMA}"]
    for field, term in terms("set").items():
        value = getattr(parameters, field)
        if value is not None:
            lines.append(f"{term.key}: {written(value, term.type)}")
    for table in tables():
        figures = parameters.figures.get(table.field, {})
        if figures:
            kind = vocabulary.lot_terms()[table.field].type
            lines += ["", f"# {table.label}", f"{table.key}:"]
            lines += [f"  {key}: {_line_text(figure, kind)}" for key, figure in figures.items()]
    return "\n".join([*lines, *fact_lines(parameters.facts)]) + "\n"


def _line_text(figure: SetFigure, kind: str) -> str:
    if figure.source is None and figure.dated is None:
        return written(figure.value, kind)
    parts = [
        f"{term.key}: {written(value, kind if field == 'value' else term.type)}"
        for field, term in terms("line").items()
        if (value := getattr(figure, field)) is not None
    ]
    return "{" + ", ".join(parts) + "}"
