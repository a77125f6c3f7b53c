"""What must not reach firms reaches no part of any file of the DCE; the same words are inside."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
import zipfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from docgen.library import builtin_library
from docgen.pieces import prepare
from docgen.production import facts
from insertion import vocabulary
from insertion.hours import HoursResult, compute
from insertion.method import Statement
from insertion.record import load_record
from insertion.typography import plain
from tests.docgen.contracts import contract_text, fixed_lot, share_lot, slices_lot, without_clause

ROOT = Path(__file__).resolve().parents[2]
USER = "zibeline"
SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
WORDS = ("Motif Zéphyr", "Service Quetzal", "Motif Xylophone", "Barème Wombat", "17 avril 2026")
LOTS = [
    fixed_lot("1", "Démolition", montant_ht="98765432.10", part_mo="0.4321", taux_insertion="0.0617", cout_horaire="37.43") # noqa: E501
    | {
        "heures_retenues": "65432",
        "motif_retenue": WORDS[0],
        "auteur_retenue": WORDS[1],
        "date_retenue": "2026-04-19",
    },
    fixed_lot("2", "Couverture", montant_ht="2718281.83", part_mo="0.3141", taux_insertion="0.0577", cout_horaire="41.27"), # noqa: E501
    share_lot("3", "Voirie", "13579.5", "0.0713"),
    without_clause("4", "Signalétique")
    | {"montant_ht": "876543.21", "motif_sans_clause": WORDS[2]},
    slices_lot("5", "tranches_au_dela", "Exploitation", montant_ht="7654321.98",
               seuil_facturation="1300000", montant_tranche="123.45")
    | {"heures_offertes": "31415"},
]  # fmt: skip


def secret_text() -> str:
    return contract_text(
        LOTS, source_valeurs=WORDS[3], date_valeurs="2026-04-17", acheteur_siret="73282932000074"
    )


def squeezed(text: str) -> str:
    """Return the text without any space, so that 1 234,5 is found however it is spaced."""
    return SPACES.sub("", text).replace("’", "'").lower()


def number_forms(value: Decimal | Fraction | int) -> set[str]:
    """Return how a figure may be written, spaces apart: in French, in code, rounded to the euro."""
    exact = Fraction(value)
    forms = {f"{Decimal(exact.numerator) / Decimal(exact.denominator):f}"[:12]}
    two = Decimal(exact.numerator * 100 // exact.denominator) / 100
    forms |= {f"{two:.2f}", f"{two:f}"}
    if exact >= 10_000:
        forms.add(str(int(exact)))
    return {form for text in forms for form in (text, text.replace(".", ","))}


def secret_numbers(result: HoursResult) -> dict[str, set[str]]:
    """Return every figure that stays inside, with the ways it could be written."""
    secrets: dict[str, set[str]] = {}
    for each in result.lots:
        lot, name = each.lot, f"lot {each.lot.number}"
        figures = {
            "amount": lot.amount_excl_tax,
            "cost": lot.hourly_cost,
            "worked": lot.worked_hours,
            "exact": None if each.statement is Statement.WORKED_SHARE else each.exact,
            "calculated": each.calculated if each.retained else None,
            "forecast": each.contract_hours
            if each.statement is Statement.INVOICED_SLICES
            else None,
            "offered": lot.offered_hours,
        }
        for kind, value in figures.items():
            if value is not None:
                secrets[f"{name} {kind}"] = number_forms(value)
        shares = [lot.labour_share, None if each.states_a_rule else lot.insertion_rate]
        for share in shares:
            if share is not None:
                percent = f"{(share * 100).normalize():f}"
                secrets[f"{name} {share}"] = {
                    f"{share:f}", f"{share:f}".replace(".", ","), percent.replace(".", ",") + "%",
                    percent + "%",
                }  # fmt: skip
        if lot.amount_excl_tax and lot.labour_share and lot.insertion_rate:
            labour = Fraction(lot.amount_excl_tax * lot.labour_share)
            secrets[f"{name} labour amount"] = number_forms(labour)
            secrets[f"{name} effort"] = number_forms(labour * Fraction(lot.insertion_rate))
    return secrets


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pieces of a contract whose figures are seen nowhere else, made by a named user."""
    home = tmp_path_factory.mktemp("home") / f"maison-{USER}"
    home.mkdir()
    source = home / "marche.yaml"
    source.write_text(secret_text(), encoding="utf-8")
    host = home / "modele.docx"
    host.write_bytes((ROOT / "clause_templates/hotes/ccap.docx").read_bytes())
    environment = os.environ | {
        "USER": USER, "LOGNAME": USER, "USERNAME": USER, "HOME": str(home), "TMPDIR": str(home),
        "PYTHONPATH": str(ROOT), "HOSTNAME": f"poste-{USER}",
    }  # fmt: skip
    for option in ([], ["--final"]):
        run = subprocess.run(
            [sys.executable, "-c", "from clausier.cli import main; main()", "generer", str(source),
             "--sortie", f"pieces{''.join(option)}", "--modele", str(host), *option],
            cwd=home, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
    return home


def everything_in(path: Path) -> dict[str, str]:
    """Return each part of a package as text, the archive's own names and comments included."""
    found = {"(name)": path.name}
    with zipfile.ZipFile(path) as archive:
        found["(archive)"] = archive.comment.decode() + " ".join(archive.namelist())
        for entry in archive.infolist():
            assert not entry.comment, entry.filename
            text = html.unescape(archive.read(entry).decode("utf-8"))
            words = re.sub(r"<[^>]+>", "", text)
            found[entry.filename] = f"{text}\n{words}"
    return found


def tender_files(home: Path) -> list[Path]:
    files = sorted(path for path in home.glob("pieces*/DCE/**/*") if path.is_file())
    assert len(files) == 26  # thirteen pieces, in draft and final
    assert {path.suffix for path in files} == {".docx"}
    return files


def test_no_estimate_share_rate_or_cost_is_in_any_part_of_any_file_for_firms(folder: Path):
    secrets = secret_numbers(compute(load_record(secret_text()).contract))
    assert len(secrets) > 15
    for path in tender_files(folder):
        for part, text in everything_in(path).items():
            searched = squeezed(re.sub(r'sha256="[0-9a-f]{64}"', "", text))
            for name, forms in secrets.items():
                leaked = {form for form in forms if form in searched}
                assert not leaked, f"{path.name}:{part}: {name} {leaked}"


def test_no_reason_author_source_user_or_path_is_in_any_part_of_any_file_for_firms(folder: Path):
    words = [*WORDS, USER, str(folder), "/tmp/", "/home/", "C:\\", "19 avril 2026", "2026-04-17"]
    for path in tender_files(folder):
        for part, text in everything_in(path).items():
            for word in words:
                assert squeezed(word) not in squeezed(text), f"{path.name}:{part}: {word}"


def test_the_same_figures_and_words_are_in_the_buyers_own_folder(folder: Path):
    """Otherwise the search above would prove nothing."""
    (note,) = folder.glob("pieces/interne/*NOTE-CALCUL*.docx")
    (record,) = folder.glob("pieces/interne/*.yaml")
    inside = squeezed("".join(everything_in(note).values()))
    for name, forms in secret_numbers(compute(load_record(secret_text()).contract)).items():
        assert any(form in inside for form in forms), name
    for word in WORDS:
        assert squeezed(word) in inside, word
    written = record.read_text(encoding="utf-8")
    assert all(word in written for word in (*WORDS[:4], "98765432.1", "0.4321", "37.43"))


def test_no_file_for_firms_carries_dates_or_names_of_its_making(folder: Path):
    for path in tender_files(folder):
        core = everything_in(path)["docProps/core.xml"]
        assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in core
        moments = set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core))
        assert moments <= {"2026-12-01T00:00:00Z"}, path.name
        creator = re.search(r"<dc:creator>(.*?)</dc:creator>", core)
        assert creator is not None
        assert plain(creator[1]) in ("", "Communauté de communes du Val d'Aubrelle")
        with zipfile.ZipFile(path) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_no_internal_field_is_a_published_placeholder():
    published = facts(prepare(compute(load_record(secret_text()).contract), builtin_library()))
    internal = {term.key for term in vocabulary.contract_terms().values() if term.internal}
    internal |= {term.key for term in vocabulary.lot_terms().values() if term.internal}
    assert len(internal) > 10
    assert not internal & published.keys()
    for lot in published["lots"]:
        assert not internal & lot.keys()
