"""The desk as a server lends it to the commands: no folder of this computer is ever named by one.

A script that runs beside the workbook may read and write in its folder. Here the workbook's name
comes from whoever calls: what is made goes back to the pane, what is read was sent by it.
"""

from __future__ import annotations

from typing import Any

from clausier import desk
from insertion.errors import WrongUsage, fault


class RemoteDesk:
    """The desk, without its two doors to the disk."""

    read_book = staticmethod(desk.read_book)
    state_document = staticmethod(desk.state_document)
    comparison_document = staticmethod(desk.comparison_document)
    hours_with = staticmethod(desk.hours_with)
    set_archive = staticmethod(desk.set_archive)
    inserted = staticmethod(desk.inserted)
    written = staticmethod(desk.written)
    error_document = staticmethod(desk.error_document)

    def deliver(self, made: Any, folder: str) -> str:  # noqa: ARG002  the desk's interface
        """Refuse to write on the server's disk.

        Raises:
            WrongUsage: always.
        """
        raise WrongUsage([fault("COPIE_SANS_DOSSIER", "serveur")])

    def fetch(self, folder: str, name: str) -> tuple[bytes, str]:  # noqa: ARG002
        """Refuse to read the server's disk.

        Raises:
            WrongUsage: always.
        """
        raise WrongUsage([fault("COPIE_SANS_DOSSIER", "serveur")])
