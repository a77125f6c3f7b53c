"""What every test shares: external tools, hypothesis profiles."""

from __future__ import annotations

import os
from collections.abc import Callable

import hypothesis
import pytest

from tests import external_tools

hypothesis.settings.register_profile("dev", deadline=None)
# The same examples at each run: a red CI must be red again on the contributor's machine.
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "dev")

MARKERS = (
    "needs(*tools): external programs the test uses (soffice, uno, pdftoppm, ooxml-validate…)",
    "slow: takes more than five seconds; left out with -m 'not slow'",
)


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers of the house."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or fail in CI, a test whose ``needs`` are not met."""
    for marker in item.iter_markers("needs"):
        external_tools.require_tool(*marker.args)


@pytest.fixture
def require_tool() -> Callable[..., None]:
    """Return the function that skips, or fails in CI, when an external tool is missing."""
    return external_tools.require_tool
