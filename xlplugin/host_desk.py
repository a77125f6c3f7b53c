"""What the scripts ask of the roof: documents, files; the roof hands it to them at start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from insertion.errors import ClausierError
from insertion.hours import HoursResult
from insertion.intake import Record
from xlplugin.opening import Opened
from xlplugin.result_cells import Placement

Document = dict[str, Any]


class Desk(Protocol):
    """The desk of the roof, as :mod:`clausier.desk` is."""

    def read_book(self, opened: Opened, sheet: str | None = None) -> Any:
        """Receive an open book."""

    def state_document(
        self, sent: Any, facts: Mapping[str, str], action: str = "calculer"
    ) -> Document:
        """Return its state."""

    def comparison_document(
        self, sent: Any, facts: Mapping[str, str], lot: str | None = None
    ) -> Document:
        """Return every method before a lot."""

    def hours_with(self, sent: Any, facts: Mapping[str, str]) -> tuple[HoursResult, Record]:
        """Return the hours of every lot, or raise every fault."""

    def set_archive(self, sent: Any, facts: Mapping[str, str], *, final: bool = False) -> Any:
        """Return the set of pieces."""

    def inserted(
        self,
        sent: Any,
        facts: Mapping[str, str],
        document: bytes,
        name: str,
        *,
        final: bool = False,
    ) -> Any:
        """Return a document with the articles."""

    def written(self, placement: Placement) -> Document:
        """Say which cells received hours."""

    def error_document(self, error: ClausierError, sent: Any = None) -> Document:
        """Return faults."""

    def deliver(self, made: Any, folder: str) -> str:
        """Put a file in a folder, and say where in a sentence."""

    def fetch(self, folder: str, name: str) -> tuple[bytes, str]:
        """Return a document of a folder, and its name."""
