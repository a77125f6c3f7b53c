"""Who may call a server that others reach: tokens, a proxy's word; never the test token."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clausier import access_tokens, server_access
from clausier.access_tokens import TokenBook, add_access, read_accesses, remove_access
from clausier.server_checks import check, entra_providers
from clausier.server_settings import PROXY_SECRET, ServerSettings
from insertion.errors import ClausierError, WrongUsage
from tests.server.serving import Served, application_client, serving
from tests.unit.open_books import payload

PUBLIC = "https://clausier.exemple.fr"
HOST = {"host": "clausier.exemple.fr"}
CLOSED = [
    "/api/etat", "/api/comparer", "/api/pieces", "/api/inserer", "/api/heures", "/api/fonctions",
    "/xlwings/custom-functions-call", "/xlwings/custom-scripts-call/calculer",
]  # fmt: skip
OPEN = [
    "/", "/sante", "/volet/pane.css", "/taskpane.html", "/manifeste.xml", "/static/js/config.js",
    "/xlwings/custom-functions-meta.json", "/xlwings/custom-functions-code.js",
    "/xlwings/custom-scripts-meta.json", "/api/classeur.xlsx", "/api/exemple.xlsx",
]  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    """Return a server that asks for a token, and a good one."""
    folder = tmp_path_factory.mktemp("service")
    kept = folder / "acces.json"
    token = add_access(kept, "Service marchés")
    with serving(folder, "--sans-tls", "--acces", str(kept)) as started:
        yield started, token


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "test-token"},
        {"Authorization": "Bearer test-token"},
        {"Authorization": "Bearer test-token", "Auth-Provider": "custom"},
        {"Authorization": "test-token", "Auth-Provider": "custom"},
        {"Authorization": "Basic dGVzdC10b2tlbg=="},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer clausier_"},
        {"Authorization": "Bearer clausier__"},
        {"Authorization": "Bearer clausier_000000000000_x"},
        {"Authorization": "Bearer clausier_" + "é" * 90},
        {"Authorization": "Bearer clausier_" + "x" * 5000},
        {"X-Remote-User": "quelqu'un"},
    ],
    ids=range(13),
)
def test_without_a_good_token_nothing_is_done_and_the_test_token_is_none(
    path: str, headers: dict[str, str], office: tuple[Served, str]
):
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    answer = office[0].client.post(path, headers=raw, json={})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["erreurs"][0]["code"] == "ACCES_REFUSE"


def test_with_its_token_a_colleague_calls_everything(office: tuple[Served, str]):
    served, token = office
    headers = {"Authorization": f"Bearer {token}"}
    assert [served.client.post(each, headers=headers, json={}).status_code for each in CLOSED] == [
        400,
        400,
        400,
        400,
        400,
        400,
        400,
        400,
    ]  # fmt: skip  an empty message: understood, and refused for what it lacks
    script = served.client.post(CLOSED[-1], headers=headers, json=payload({"Lots": [["x"]]}))
    assert script.status_code == 200


@pytest.mark.parametrize("path", OPEN)
def test_what_holds_nothing_of_anyone_stays_public(path: str, office: tuple[Served, str]):
    assert office[0].client.get(path).status_code == 200


def test_a_token_taken_back_is_refused_at_once(office: tuple[Served, str]):
    served, _ = office
    kept = served.folder / "acces.json"
    token = add_access(kept, "Stagiaire")
    headers = {"Authorization": f"Bearer {token}"}
    assert served.client.post(CLOSED[0], headers=headers).status_code == 400
    assert served.client.post(CLOSED[0], headers=headers).status_code == 400  # remembered
    remove_access(kept, "stagiaire")
    assert served.client.post(CLOSED[0], headers=headers).status_code == 401


def test_the_file_of_tokens_holds_no_token_and_is_read_by_nobody_else(tmp_path: Path):
    kept = tmp_path / "serveur" / "acces.json"
    token = add_access(kept, "Service marchés")
    assert kept.stat().st_mode & 0o077 == 0
    assert token.split("_", 2)[2] not in kept.read_text(encoding="utf-8")
    assert add_access(kept, "Autre") != token
    assert [each.nom for each in read_accesses(kept)] == ["Service marchés", "Autre"]


def test_a_name_has_one_token(tmp_path: Path):
    kept = tmp_path / "acces.json"
    add_access(kept, "Service marchés")
    with pytest.raises(WrongUsage) as caught:
        add_access(kept, "SERVICE MARCHES")
    assert [each.code for each in caught.value.faults] == ["ACCES_EXISTANT"]
    with pytest.raises(WrongUsage) as caught:
        remove_access(kept, "Personne")
    assert [each.code for each in caught.value.faults] == ["ACCES_INCONNU"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\x00b", "\u202e"])
def test_a_name_that_cannot_be_shown_is_refused(name: str, tmp_path: Path):
    with pytest.raises(WrongUsage):
        add_access(tmp_path / "acces.json", name)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"acces": [{"nom": "x"}]}', '{"acces": 3}'])
def test_a_damaged_file_of_tokens_admits_nobody_and_is_told(content: str, tmp_path: Path):
    kept = tmp_path / "acces.json"
    kept.write_text(content, encoding="utf-8")
    with pytest.raises(ClausierError) as caught:
        read_accesses(kept)
    assert [each.code for each in caught.value.faults] == ["ACCES_ILLISIBLE"]
    book = TokenBook(kept)
    book.refresh()
    assert not book.recognises("clausier_000000000000_x")


def test_a_token_taken_back_while_it_is_judged_is_not_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    kept = tmp_path / "acces.json"
    token = add_access(kept, "Service marchés")
    book = TokenBook(kept)
    book.refresh()
    fingerprint = access_tokens._fingerprint

    def taken_back_meanwhile(secret: str, salt: bytes) -> str:
        remove_access(kept, "Service marchés")
        book.refresh()
        return fingerprint(secret, salt)

    monkeypatch.setattr(access_tokens, "_fingerprint", taken_back_meanwhile)
    book.recognises(token)
    assert not book.remembers(token)


def test_a_secret_is_compared_whole(tmp_path: Path):
    kept = tmp_path / "acces.json"
    token = add_access(kept, "Service marchés")
    book = TokenBook(kept)
    book.refresh()
    assert book.recognises(token)
    for wrong in (token[:-1], token + "x", token.swapcase(), token.replace("clausier", "autre")):
        assert not book.recognises(wrong)
        assert not book.remembers(wrong)


def posted(settings: dict[str, Any], headers: dict[str, str]) -> int:
    async def once() -> int:
        async with application_client(**settings) as client:
            answer = await client.post("/api/etat", headers={**HOST, **headers})
            return answer.status_code

    return asyncio.run(once())


@pytest.mark.usefixtures("without_xlwings")
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Remote-User": "a", "X-Clausier-Secret": "bon secret"}, 400),
        ({"X-Remote-User": "a", "X-Clausier-Secret": "autre"}, 401),
        ({"X-Remote-User": "a"}, 401),
        ({"X-Remote-User": " ", "X-Clausier-Secret": "bon secret"}, 401),
        ({"X-Clausier-Secret": "bon secret"}, 401),
    ],
)
def test_the_word_of_the_proxy_counts_only_with_its_secret(
    headers: dict[str, str], status: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(PROXY_SECRET, "bon secret")
    settings = {"behind_proxy": True, "user_header": "X-Remote-User", "public_address": PUBLIC}
    assert posted(settings, headers) == status


@pytest.mark.usefixtures("without_xlwings")
@pytest.mark.parametrize(("known", "status"), [(True, 400), (False, 401)])
def test_entra_id_is_asked_when_it_is_set(
    known: bool, status: int, monkeypatch: pytest.MonkeyPatch
):
    async def answered(authorization: str) -> bool:
        assert authorization == "Bearer jeton.de.lentreprise"
        return known

    monkeypatch.setattr(server_access, "_known_to_entra", answered)
    settings = {"providers": ("entraid",), "public_address": PUBLIC}
    assert posted(settings, {"Authorization": "Bearer jeton.de.lentreprise"}) == status
    assert posted(settings, {}) == 401


def faults_of(**settings: Any) -> list[str]:
    given = settings.pop("with_certificate", False)
    try:
        check(ServerSettings(**settings), with_certificate=given)
    except WrongUsage as error:
        return [each.code for each in error.faults]
    return []


def test_a_server_for_oneself_asks_nothing():
    assert not faults_of()
    assert not faults_of(host="::1", tls=False)
    assert not faults_of(host="localhost", public_address="https://localhost:8443")


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        ({"host": "192.0.2.1"}, ["SERVEUR_SANS_ACCES", "SERVEUR_SANS_CERTIFICAT"]),
        ({"host": "192.0.2.1", "tls": False}, ["SERVEUR_SANS_ACCES", "SERVEUR_EN_CLAIR"]),
        ({"host": "192.0.2.1", "with_certificate": True}, ["SERVEUR_SANS_ACCES"]),
        ({"behind_proxy": True}, ["SERVEUR_SANS_ACCES"]),
        ({"public_address": PUBLIC}, ["SERVEUR_SANS_ACCES"]),
        ({"public_address": PUBLIC, "providers": ("entraid",)}, []),
        ({"host": "0.0.0.0", "providers": ("entraid",), "behind_proxy": True},
         ["ADRESSE_DU_SERVEUR"]),
        ({"public_address": "clausier.exemple.fr", "providers": ("entraid",), "behind_proxy": True},
         ["ADRESSE_DU_SERVEUR"]),
        ({"user_header": "X-Remote-User"}, ["ENTETE_SANS_SECRET"]),
        ({"public_address": "http://clausier.exemple.fr", "providers": ("entraid",),
          "behind_proxy": True}, ["ADRESSE_EN_CLAIR"]),
    ],
)  # fmt: skip
def test_a_server_for_others_never_starts_without_asking_who_calls(
    settings: dict[str, Any], codes: list[str]
):
    assert faults_of(**settings) == codes


def test_a_header_needs_the_proxy_and_its_secret(monkeypatch: pytest.MonkeyPatch):
    proxied = {"behind_proxy": True, "public_address": PUBLIC, "user_header": "X-Remote-User"}
    assert faults_of(**proxied) == ["ENTETE_SANS_SECRET"]
    monkeypatch.setenv(PROXY_SECRET, "bon secret")
    assert not faults_of(**proxied)
    assert faults_of(**{**proxied, "user_header": "X Remote"}) == ["ENTETE_SANS_SECRET"]


def test_an_empty_file_of_tokens_is_no_access(tmp_path: Path):
    kept = tmp_path / "acces.json"
    settings = {"public_address": PUBLIC, "access_file": str(kept)}
    assert faults_of(**settings) == ["SERVEUR_SANS_ACCES"]
    add_access(kept, "Service marchés")
    assert not faults_of(**settings)


@pytest.mark.parametrize("text", ['["custom"]', '["entraid", "custom"]', "custom", '"x"', "[3]"])
def test_the_provider_that_knows_the_test_token_keeps_the_server_from_starting(
    text: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("XLWINGS_AUTH_PROVIDERS", text)
    with pytest.raises(WrongUsage) as caught:
        entra_providers()
    assert {each.code for each in caught.value.faults} == {"SERVEUR_FOURNISSEUR"}


def test_entra_id_is_a_provider(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XLWINGS_AUTH_PROVIDERS", '["entraid"]')
    assert entra_providers() == ("entraid",)


def test_even_reached_by_mistake_our_provider_of_that_name_refuses_the_test_token():
    program = """
import asyncio, importlib, json
from clausier.server_xlwings import Passage
Passage()
module = importlib.import_module("auth.custom")
try:
    asyncio.run(module.validate_token("test-token"))
except Exception as error:
    print(json.dumps([type(error).__name__, error.status_code]))
"""
    environment = {**os.environ, "XLWINGS_LICENSE_KEY": "noncommercial"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60,
        env=environment,
    )  # fmt: skip
    assert json.loads(done.stdout) == ["HTTPException", 401]


ENTRA_PROGRAM = """
import asyncio, json, time
from clausier.server_xlwings import Passage
Passage()
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from xlwings_server.auth import entraid
from clausier.server_access import _known_to_entra

ours, other = (RSAKey.generate_key(2048, {"kid": each}) for each in "ab")

async def keys():
    return KeySet([ours])

entraid.get_key_set = keys
issuer = "https://login.microsoftonline.com/locataire/v2.0"
good = {"ver": "2.0", "aud": "application", "iss": issuer, "exp": int(time.time()) + 600,
        "name": "Dupont", "roles": ["Marches"]}
def admitted(key, **changes):
    token = jwt.encode({"alg": "RS256", "kid": key.kid}, {**good, **changes}, key)
    return asyncio.run(_known_to_entra(f"Bearer {token}"))

print(json.dumps({
    "bon": admitted(ours), "autre cle": admitted(other),
    "autre application": admitted(ours, aud="x"),
    "autre locataire": admitted(ours, iss="x"), "perime": admitted(ours, exp=1),
    "sans role": admitted(ours, roles=[]),
    "essai": asyncio.run(_known_to_entra("Bearer test-token")),
}))
"""


def test_a_token_of_entra_id_is_good_for_its_key_its_application_its_tenant_and_its_role():
    environment = {
        **os.environ, "XLWINGS_LICENSE_KEY": "noncommercial",
        "XLWINGS_AUTH_PROVIDERS": '["entraid"]', "XLWINGS_AUTH_ENTRAID_TENANT_ID": "locataire",
        "XLWINGS_AUTH_ENTRAID_CLIENT_ID": "application",
        "XLWINGS_AUTH_REQUIRED_ROLES": '["Marches"]',
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", ENTRA_PROGRAM], capture_output=True, text=True, check=False,
        timeout=60, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    admitted = json.loads(done.stdout)
    assert [name for name, passes in admitted.items() if passes] == ["bon"]
    assert "Dupont" not in done.stderr
