"""The catalogue in a real browser, opened from its folder: search, copying, remarks, access."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from docgen.library import builtin_library
from docgen.remarks import read_remarks
from tests.browser import journeys
from tests.cli.command import clausier
from tests.external_tools import require_tool

SCRIPT = Path(__file__).parent / "catalogue_journeys.mjs"
NAMES = re.findall(r"^  async (\w+)\(world\)", SCRIPT.read_text("utf-8"), re.MULTILINE)
REMARK = "remarque.yaml"


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, dict[str, Any]], Path]:
    require_tool("browser")
    folder = tmp_path_factory.mktemp("catalogue") / "site"
    assert clausier("clauses", "catalogue", folder).code == 0
    ended = subprocess.run(
        ["node", str(SCRIPT), str(folder)],
        env={**os.environ, "CHROMIUM": journeys.chromium() or ""},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=journeys.LONGEST_RUN,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    return json.loads(ended.stdout), folder


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_journey(visit: tuple[dict[str, dict[str, Any]], Path], name: str):
    came_to = visit[0][name]
    assert came_to["failure"] is None, came_to["failure"]
    assert came_to["complaints"] == []
    assert came_to["strangers"] == [], "a request left the folder"


@pytest.mark.slow
def test_the_list_is_whole_with_and_without_a_script(
    visit: tuple[dict[str, dict[str, Any]], Path],
):
    whole = len(builtin_library().clauses)
    for name in ("home_finds_and_filters", "without_script_the_list_is_whole"):
        assert visit[0][name]["told"] == whole


@pytest.mark.slow
def test_the_remark_a_reader_downloads_is_one_the_command_reads(
    visit: tuple[dict[str, dict[str, Any]], Path],
):
    (remark,) = read_remarks((visit[1] / REMARK).read_text("utf-8"), REMARK)
    assert remark.texte == 'Le jalon manque : à « 5 % » près, "voir" l\'avis.'
    assert remark.organisation == "Ville exemple"
    assert remark.empreinte == builtin_library().clauses["volume-fixe"].sha256
