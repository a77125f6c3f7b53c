"""One real server for every test of the protocol, and the application alone for the gate."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.serving import Served, serving, without_xlwings

__all__ = ["served", "without_xlwings"]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a server with a key, for its own computer."""
    with serving(tmp_path_factory.mktemp("serveur"), "--sans-tls") as started:
        yield started
