"""The manifest that puts the functions, the pane and the tab « Insertion » in Excel."""

from __future__ import annotations

import re
import struct
import uuid
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from clausier import manifest as module
from clausier.manifest import RIBBON, manifest, manifest_version, recorded, revisions_text
from tests.server.serving import ROOT, Served
from xlplugin.function_catalogue import FUNCTIONS

OFFICE = "{http://schemas.microsoft.com/office/appforoffice/1.1}"
OVER = "{http://schemas.microsoft.com/office/taskpaneappversionoverrides}"
BASIC = "{http://schemas.microsoft.com/office/officeappbasictypes/1.0}"
ADDRESS = "https://clausier.exemple.fr"
PANES = ROOT / "clausier" / "panes"
# The order and the limits that Microsoft's reference of the manifest gives.
HEAD = [
    "Id", "Version", "ProviderName", "DefaultLocale", "DisplayName", "Description", "IconUrl",
    "HighResolutionIconUrl", "SupportUrl", "AppDomains", "Hosts", "Requirements",
    "DefaultSettings", "Permissions",
]  # fmt: skip
LONGEST = {"ShortStrings": 125, "LongStrings": 250}
LONGEST_RESID = 32


@pytest.fixture(scope="module")
def tree() -> Any:
    return etree.fromstring(manifest(ADDRESS).encode())


def test_its_parts_come_in_the_order_of_the_schema(tree: Any):
    found = [etree.QName(each).localname for each in tree]
    assert found == [*HEAD, "VersionOverrides"]
    assert tree.findtext(f"{OFFICE}DefaultLocale") == "fr-FR"
    button = next(tree.iter(f"{OVER}Control"))
    order = [etree.QName(each).localname for each in button]
    assert order == ["Label", "Supertip", "Icon", "Action"]


def test_every_resource_it_names_is_there_once_and_every_one_there_is_named(tree: Any):
    resources = tree.find(f"{OVER}VersionOverrides/{OVER}Resources")
    there = [each.get("id") for each in resources.iter() if each.get("id")]
    named = {each.get("resid") for each in tree.iter() if each.get("resid")}
    assert len(there) == len(set(there))
    assert named <= set(there)
    assert {each for each in there if not each.startswith("Icone.")} <= named
    assert all(len(each) <= LONGEST_RESID for each in there)


def test_its_words_are_french_and_fit(tree: Any):
    resources = tree.find(f"{OVER}VersionOverrides/{OVER}Resources")
    for kind, longest in LONGEST.items():
        for each in resources.find(f"{BASIC}{kind}"):
            assert 0 < len(each.get("DefaultValue")) <= longest
    titles = [each.get("DefaultValue") for each in resources.find(f"{BASIC}ShortStrings")]
    assert titles == [
        "Insertion", "Données", "Ouvrir le volet", "Vérifier", "Calcul", "Calculer", "Comparer",
        "Export", "Générer les documents", "Insérer dans mon CCAP",
    ]  # fmt: skip


def test_the_identifiers_of_the_ribbon_are_distinct(tree: Any):
    found = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(found) == len(set(found))


def test_the_buttons_run_what_the_pane_ties_to_them(tree: Any):
    functions = [each.text for each in tree.iter(f"{OVER}FunctionName")]
    assert sorted(functions) == ["calculer", "comparer", "generer", "inserer", "verifier"]
    tied = (PANES / "ribbon.js").read_text(encoding="utf-8")
    assert all(re.search(rf"^\s+{each}:", tied, re.MULTILINE) for each in functions)


def test_every_icon_is_there_in_its_size(tree: Any):
    images = tree.find(f"{OVER}VersionOverrides/{OVER}Resources/{BASIC}Images")
    addresses = [each.get("DefaultValue") for each in images]
    addresses += [tree.find(f"{OFFICE}{each}").get("DefaultValue")
                  for each in ("IconUrl", "HighResolutionIconUrl")]  # fmt: skip
    for address in addresses:
        name = address.removeprefix(f"{ADDRESS}/volet/icones/")
        size = int(name.removesuffix(".png").rsplit("-", 1)[1])
        head = (PANES / "icones" / name).read_bytes()[:24]
        assert struct.unpack(">II", head[16:24]) == (size, size)


def test_every_address_is_the_servers_own():
    addresses = re.findall(r'="(https://[^"]+)"', manifest(ADDRESS))
    assert addresses
    assert all(each.startswith(f"{ADDRESS}/") for each in addresses)


def test_the_same_address_is_the_same_addin_and_another_one_another():
    def identity(address: str) -> str:
        found = re.search(r"<Id>(.+)</Id>", manifest(address))
        assert found is not None
        return found[1]

    assert identity(ADDRESS) == identity(f"{ADDRESS}/") != identity("https://localhost:8443")
    assert str(uuid.UUID(identity(ADDRESS))) == identity(ADDRESS)


def test_a_strange_address_stays_text():
    assert '"><Id' not in manifest('https://x"><Id>')


def test_entra_id_is_announced_where_it_tells_who_calls():
    assert "WebApplicationInfo" not in manifest(ADDRESS)
    tree: Any = etree.fromstring(manifest(ADDRESS, "11111111-2222-4333-8444-555555555555").encode())
    last = tree.find(f"{OVER}VersionOverrides")[-1]
    assert etree.QName(last).localname == "WebApplicationInfo"
    assert last.findtext(f"{OVER}Resource") == (
        "api://clausier.exemple.fr/11111111-2222-4333-8444-555555555555"
    )


def test_its_version_has_four_numbers_and_follows_the_package():
    assert re.fullmatch(r"[1-9]\d*\.\d+\.\d+\.\d+", manifest_version())


def test_the_version_rises_when_what_excel_keeps_of_the_functions_changes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(module, "REVISIONS", tmp_path / "revisions.txt")
    numbers = []
    for functions in (FUNCTIONS, FUNCTIONS[1:], FUNCTIONS[2:]):
        monkeypatch.setattr(module, "FUNCTIONS", functions)
        numbers.append(int(manifest_version().rsplit(".", 1)[1]))
        (tmp_path / "revisions.txt").write_text(revisions_text(), encoding="ascii")
        assert int(manifest_version().rsplit(".", 1)[1]) == numbers[-1], "once recorded, it stays"
    assert numbers == [1, 2, 3]
    assert len(recorded()) == 3


def test_the_version_rises_when_the_ribbon_changes(monkeypatch: pytest.MonkeyPatch):
    before = module.fingerprint()
    monkeypatch.setattr(module, "RIBBON", RIBBON[:2])
    assert module.fingerprint() != before


def test_the_server_gives_its_own_manifest(served: Served):
    answer = served.client.get("/manifeste.xml")
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text == manifest(served.address)
