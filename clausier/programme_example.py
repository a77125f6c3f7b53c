"""The sample list of planned contracts shipped with the product."""

from __future__ import annotations

from importlib import resources
from typing import Any

import yaml

from xlplugin.programme_workbook import programme_workbook

PROGRAMME = "exemple-programme.yaml"
PROGRAMME_WORKBOOK = "exemple-programme.xlsx"


def example_programme() -> bytes:
    """Return the sample list as a workbook: a fictional town's purchases of one year."""
    text = (resources.files("workbooks") / PROGRAMME).read_text(encoding="utf-8")
    programme: dict[str, Any] = yaml.safe_load(text)
    return programme_workbook(programme)
