"""The same contract gives the same bytes, whatever the day, the place and the machine."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from clausier.documents import generate
from insertion.hours import compute
from insertion.typography import NO_BREAK
from tests.docgen.contracts import contract_file, contract_record, fixed_lot
from tests.docgen.docx_reading import text_of

ROOT = Path(__file__).resolve().parents[2]
OBLIGATION = f"L.{NO_BREAK}2112-2-1"
CONDITION = f"L.{NO_BREAK}2112-2"
LARGE = [fixed_lot("1", montant_ht="5404000"), fixed_lot("2", "Peinture")]


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.*"))
        if path.is_file()
    }


def command(*arguments: str, prefix: tuple[str, ...] = (), **environment: str) -> str:
    """Run the command in a process of its own, elsewhere in time or place."""
    run = subprocess.run(
        [*prefix, sys.executable, "-c", "from clausier.cli import main; main()", *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_two_runs_give_the_same_bytes():
    record = contract_record()
    first, second = (
        {each.path: each.content for each in generate(record, Path("x"), final=True).files}
        for _ in range(2)
    )
    assert first == second


@pytest.mark.needs("faketime")
@pytest.mark.parametrize("option", ["--final", "--json"], ids=["final", "draft"])
def test_another_year_time_zone_hash_seed_and_language_give_the_same_bytes(
    tmp_path: Path, option: str
):
    source = str(contract_file(tmp_path))
    here, later = tmp_path / "ici", tmp_path / "ailleurs"
    command("generer", source, "--sortie", str(here), option, PYTHONHASHSEED="1")
    seen = command(
        "generer", source, "--sortie", str(later), option,
        prefix=("faketime", "2031-02-28 23:59:30"),
        TZ="Pacific/Auckland", PYTHONHASHSEED="77", LC_ALL="C", SOURCE_DATE_EPOCH="1",
    )  # fmt: skip
    assert "ailleurs" in seen
    assert len(digests(here)) == 18
    assert digests(here) == digests(later)


@pytest.mark.needs("faketime")
def test_the_example_and_its_workbook_are_the_same_every_year(tmp_path: Path):
    here, later = tmp_path / "ici", tmp_path / "ailleurs"
    command("exemple", str(here))
    command("exemple", str(later), prefix=("faketime", "2029-07-01 03:00:00"), TZ="Asia/Tokyo")
    assert len(digests(here)) == 19
    assert digests(here) == digests(later)


@cache
def pieces(on: str) -> dict[str, str]:
    """Return the words of each piece of a consultation launched that day."""
    made = generate(contract_record(LARGE, date_lancement=on), Path("x"), final=True)
    return {each.key: text_of(each.content) for each in made.files if each.path.suffix == ".docx"}


def test_the_day_before_the_obligation_only_the_older_article_is_cited():
    for key, words in pieces("2026-08-20").items():
        assert OBLIGATION not in words, key
    for key in ("avis", "rc", "ccap"):
        assert CONDITION in pieces("2026-08-20")[key], key


@pytest.mark.parametrize("on", ["2026-08-21", "2026-08-22"])
def test_from_the_first_day_of_the_obligation_both_articles_are_cited(on: str):
    made = pieces(on)
    for key in ("avis", "rc", "ccap"):
        words = made[key]
        assert OBLIGATION in words, key
        assert CONDITION in words.replace(OBLIGATION, ""), key


def test_between_two_days_the_pieces_for_firms_differ_by_the_date_and_the_article_alone():
    dates = re.compile(rf"2[012]{NO_BREAK}août 2026")
    neutral: dict[int, dict[str, list[str]]] = {}
    for day in (20, 21, 22):
        made = pieces(f"2026-08-{day}")
        for key, words in made.items():
            same = dates.sub("le jour", words)
            neutral.setdefault(day, {})[key] = same.splitlines()
    for key in ("avis", "rc", "ccap", "ae"):
        assert neutral[21][key] == neutral[22][key], key
        before, after = set(neutral[20][key]), set(neutral[21][key])
        assert all("2112-2" in line for line in before ^ after), before ^ after
        assert (before != after) == (key != "ae")


@pytest.mark.parametrize(
    ("day", "level", "certainty", "hesitant"),
    [
        (20, "facultatif", None, False),
        (21, "obligatoire", "à vérifier", True),
        (22, "obligatoire", "source secondaire", False),
    ],
)
def test_only_the_contested_day_is_warned_about_in_the_command_and_in_the_note(
    tmp_path: Path, day: int, level: str, certainty: str | None, hesitant: bool
):
    source = contract_file(tmp_path, LARGE, date_lancement=f"2026-08-{day}")
    document = json.loads(command("calculer", str(source), "--json"))
    lot = document["lots"][0]
    assert lot["obligation"] == level
    assert any("hésitent" in each for each in lot["avertissements"]) is hesitant
    if certainty is not None:
        assert lot["fondement"]["certitude"] == certainty
    assert ("hésitent" in pieces(f"2026-08-{day}")["note"]) is hesitant
    for key in ("avis", "rc", "ccap", "ae"):
        assert "hésitent" not in pieces(f"2026-08-{day}")[key]


def test_a_smaller_contract_never_cites_the_obligation(final_set: Callable[[str], Path]):
    for path in final_set("exemple").glob("DCE/*.docx"):
        assert OBLIGATION not in text_of(path), path.name


def test_a_private_buyer_cites_no_article():
    record = contract_record(LARGE, acheteur_type="prive", ccag="aucun")
    for each in generate(record, Path("x"), final=True).files:
        if each.folder == "DCE":
            words = text_of(each.content)
            assert "commande publique" not in words, each.key
            assert f"L.{NO_BREAK}2" not in words, each.key


def test_the_hours_of_the_dated_contract_do_not_depend_on_the_date():
    totals = {
        compute(contract_record(LARGE, date_lancement=f"2026-08-{day}").contract).total
        for day in (20, 21, 22)
    }
    assert totals == {4503 + 833}
