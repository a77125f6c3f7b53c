"""The gate: size and time, names and origins, headers, errors; the application alone."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from clausier import desk
from clausier.server_headers import is_office
from clausier.server_limits import AT_ONCE
from clausier.server_work import THREADS
from tests.server.serving import LOCAL, Served, application_client

pytestmark = pytest.mark.usefixtures("without_xlwings")
PAGE = "/"
STATE = "/api/etat"
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (échec|[A-Z]+|\(autre\)) .*")
OWN = {"origin": LOCAL, "sec-fetch-site": "same-origin"}


def asked(method: str, path: str, settings: dict[str, Any] | None = None, **more: Any) -> Any:
    """Return the answer of the application to one request."""

    async def once() -> httpx.Response:
        async with application_client(**(settings or {})) as client:
            return await client.request(method, path, **more)

    return asyncio.run(once())


def code_of(answer: httpx.Response) -> str:
    (found,) = answer.json()["erreurs"]
    return str(found["code"])


@pytest.mark.parametrize(("size", "status"), [(1000, 400), (1001, 413)])
def test_a_body_passes_at_the_limit_and_not_one_byte_beyond(size: int, status: int):
    answer = asked("POST", STATE, {"max_body": 1000}, content=b"x" * size)
    assert answer.status_code == status
    assert code_of(answer) == ("REQUETE_TROP_GROSSE" if status == 413 else "REQUETE_ILLISIBLE")


@pytest.mark.parametrize(("size", "status"), [(10_000, 200), (10_001, 413)])
def test_a_question_carries_no_file_so_that_nobody_fills_the_memory_by_asking(
    size: int, status: int
):
    answer = asked("GET", PAGE, content=b"x" * size)
    assert answer.status_code == status


def test_bodies_beyond_what_the_machine_holds_together_wait_for_their_turn():
    begun, full, release = [], asyncio.Event(), asyncio.Event()

    async def part_by_part() -> AsyncIterator[bytes]:
        yield b"x" * 1000
        begun.append(True)
        if len(begun) == AT_ONCE:
            full.set()
        await release.wait()

    async def everybody() -> list[int]:
        async with application_client(max_body=1000) as client:
            waiting = [
                asyncio.create_task(client.post(STATE, content=part_by_part()))
                for _ in range(AT_ONCE)
            ]
            await full.wait()
            beyond = await client.post(STATE, content=b"x")
            assert code_of(beyond) == "SERVEUR_OCCUPE"
            release.set()
            await asyncio.gather(*waiting)
            after = await client.post(STATE, content=b"x")
            return [beyond.status_code, after.status_code]

    assert asyncio.run(everybody()) == [503, 400]


def test_a_computation_given_up_is_interrupted_and_frees_its_thread(
    monkeypatch: pytest.MonkeyPatch,
):
    ended: list[str] = []

    def endless(*_: Any) -> Any:
        try:
            while True:
                pass
        finally:
            ended.append("interrupted")

    async def everybody() -> tuple[list[int], int]:
        sent = {"fichier": ("a.xlsx", b"x")}
        async with application_client(max_seconds=0.5) as client:
            with monkeypatch.context() as patched:
                patched.setattr(desk, "read_upload", endless)
                asked_at_once = [client.post(STATE, files=sent) for _ in range(THREADS)]
                answers = [each.status_code for each in await asyncio.gather(*asked_at_once)]
                for _ in range(200):
                    if len(ended) == THREADS:
                        break
                    await asyncio.sleep(0.05)
            after = await client.post(STATE, files=sent)
            return answers, after.status_code

    answers, after = asyncio.run(everybody())
    assert answers == [503] * THREADS
    assert ended == ["interrupted"] * THREADS
    assert after == 422


def test_a_body_whose_length_is_not_told_is_counted_as_it_comes():
    sent = 0

    async def parts() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b"x" * 100

    answer = asked("POST", STATE, {"max_body": 1000}, content=parts())
    assert answer.status_code == 413
    assert sent < 100, "what comes beyond a few times the limit is not even read"


def test_a_body_that_stays_on_its_way_is_given_up():
    async def parts() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.sleep(5)
        yield b"x"

    answer = asked("POST", STATE, {"max_seconds": 0.1}, content=parts())
    assert answer.status_code == 408
    assert code_of(answer) == "REQUETE_TROP_LENTE"


def test_a_computation_without_end_is_answered_in_time(monkeypatch: pytest.MonkeyPatch):
    def slow(*_: Any) -> Any:
        time.sleep(0.6)

    monkeypatch.setattr(desk, "read_upload", slow)
    answer = asked("POST", STATE, {"max_seconds": 0.1}, files={"fichier": ("a.xlsx", b"x")})
    assert answer.status_code == 503
    assert code_of(answer) == "CALCUL_TROP_LONG"


def test_what_nothing_foresaw_is_a_sentence_and_a_line_without_its_content(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def broken(*_: Any) -> Any:
        raise RuntimeError("marche-secret.xlsx")

    monkeypatch.setattr(desk, "read_upload", broken)
    answer = asked("POST", STATE, files={"fichier": ("a.xlsx", b"x")})
    assert answer.status_code == 500
    assert code_of(answer) == "ERREUR_DU_SERVEUR"
    assert "secret" not in answer.text + "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("host", "passes"),
    [
        ("localhost", True),
        ("localhost:8443", True),
        ("127.0.0.1:8443", True),
        ("[::1]:8443", True),
        ("LOCALHOST", True),
        ("exemple.fr", False),
        ("localhost.exemple.fr", False),
        ("127.0.0.1.nip.io", False),
        ("", False),
        ("[", False),
    ],
)
def test_the_server_answers_only_under_its_own_names(host: str, passes: bool):
    answer = asked("GET", PAGE, headers={"host": host})
    assert (answer.status_code == 200) is passes
    if not passes:
        assert code_of(answer) == "HOTE_REFUSE"


def test_the_public_name_is_one_of_its_own():
    settings = {"public_address": "https://clausier.exemple.fr", "user_header": "X-Remote-User"}
    for host, status in (("clausier.exemple.fr", 200), ("autre.exemple.fr", 403)):
        assert asked("GET", PAGE, settings, headers={"host": host}).status_code == status


def test_the_health_is_told_under_any_name_and_nothing_else_is():
    assert asked("GET", "/sante", headers={"host": "10.0.0.7:8443"}).json()["etat"] == "ok"
    assert asked("POST", "/sante", headers={"host": "10.0.0.7", **OWN}).status_code == 403


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),
        (OWN, True),
        ({"origin": LOCAL}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"origin": "https://exemple.fr"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://localhost:3000"}, False),
        ({"origin": "https://localhost.exemple.fr"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": LOCAL, "sec-fetch-site": "cross-site"}, False),
        ({"origin": "http://["}, False),
        ({"origin": ""}, False),
        ({"origin": "https://localhost"}, False),
        ({"origin": "HTTP://LOCALHOST"}, True),
    ],
)
@pytest.mark.parametrize("path", [STATE, "/xlwings/custom-functions-call", "/api/fonctions"])
def test_what_a_page_of_another_site_posts_is_refused(
    path: str, headers: dict[str, str], passes: bool
):
    answer = asked("POST", path, headers=headers)
    assert (code_of(answer) != "ORIGINE_REFUSEE") is passes


@pytest.mark.parametrize(
    ("origin", "passes"),
    [("https://clausier.exemple.fr", True), ("http://clausier.exemple.fr", False)],
)
def test_behind_a_proxy_only_the_page_that_travels_encrypted_posts(origin: str, passes: bool):
    settings = {"behind_proxy": True, "public_address": "https://clausier.exemple.fr"}
    headers = {"origin": origin, "host": "clausier.exemple.fr"}
    answer = asked("POST", STATE, settings, headers=headers)
    assert (code_of(answer) != "ORIGINE_REFUSEE") is passes


PATHS = [
    "/", "/sante", "/volet/pane.css", "/volet/icones/calculer-32.png", "/api/exemple.xlsx",
    "/manifeste.xml", "/rien", "/taskpane.html",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_keeps_the_browser_from_other_hosts(path: str):
    headers = asked("GET", path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "http" not in policy.partition("frame-ancestors")[0]
    assert headers["x-content-type-options"] == "nosniff"
    assert "strict-transport-security" not in headers


def test_only_the_pane_may_be_shown_in_a_frame_of_excel_on_the_web():
    framed = {path: asked("GET", path).headers["content-security-policy"] for path in PATHS}
    pane = framed.pop("/taskpane.html")
    assert "https://*.officeapps.live.com" in pane
    assert all(each.endswith("frame-ancestors 'self'") for each in framed.values())


@pytest.mark.parametrize(
    ("origin", "known"),
    [
        ("https://excel.officeapps.live.com", True),
        ("https://client.sharepoint.com", True),
        ("http://excel.officeapps.live.com", False),
        ("https://officeapps.live.com.exemple.fr", False),
        ("https://fauxofficeapps.live.com", False),
        ("", False),
    ],
)
def test_only_excel_on_the_web_reads_the_help_of_the_functions_from_its_own_site(
    origin: str, known: bool
):
    assert is_office(origin) is known
    answer = asked("GET", "/xlwings/custom-functions-meta.json", headers={"origin": origin})
    assert (answer.headers.get("access-control-allow-origin") == origin) is known
    assert "access-control-allow-origin" not in asked("GET", STATE, headers=OWN).headers


def test_answers_are_not_kept_and_files_are_asked_again():
    assert asked("POST", STATE).headers["cache-control"] == "no-store"
    first = asked("GET", "/volet/pane.css")
    assert first.headers["cache-control"] == "no-cache"
    again = asked("GET", "/volet/pane.css", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert "max-age" in asked("GET", "/volet/icones/calculer-32.png").headers["cache-control"]


def test_a_public_server_over_https_asks_browsers_to_stay_there():
    settings = {"public_address": "https://clausier.exemple.fr", "user_header": "X-Remote-User"}
    answer = asked("GET", PAGE, settings, headers={"host": "clausier.exemple.fr"})
    assert "max-age" in answer.headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/rien"),
        ("GET", "/volet/rien.js"),
        ("GET", "/volet/../server.py"),
        ("GET", "/volet/%2e%2e/server.py"),
        ("GET", STATE),
        ("DELETE", "/"),
        ("PUT", "/sante"),
        ("BREW", "/"),
        ("GET", "/docs"),
        ("GET", "/openapi.json"),
        ("GET", "/manifest"),
    ],
)
def test_an_address_that_does_not_exist_is_told_in_french(method: str, path: str):
    answer = asked(method, path)
    assert answer.status_code == 404
    assert code_of(answer) == "PAGE_INCONNUE"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/taskpane.html"),
        ("GET", "/xlwings/custom-functions-meta.json"),
        ("GET", "/static/js/config.js"),
        ("GET", "/xlwings/alert"),
        ("POST", "/xlwings/custom-functions-call"),
        ("POST", "/xlwings/custom-scripts-call/calculer"),
        ("POST", "/api/fonctions"),
    ],
)
def test_without_a_key_what_excel_asks_names_the_key_and_where_to_read(method: str, path: str):
    answer = asked(method, path, json={})
    assert answer.status_code == 403
    assert code_of(answer) == "XLWINGS_SANS_CLE"
    assert "XLWINGS_LICENSE_KEY" in answer.json()["detail"]
    assert "www.xlwings.org" in answer.json()["detail"]


def test_without_the_package_what_excel_asks_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("clausier.server_xlwings.xlwings_state", lambda: "absent")
    assert code_of(asked("POST", "/api/fonctions", json={})) == "XLWINGS_ABSENT"


def test_a_missing_file_is_asked_for():
    answer = asked("POST", STATE, files={"autre": ("a.xlsx", b"x")})
    assert answer.status_code == 400
    assert code_of(answer) == "FICHIER_NON_JOINT"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04 pas un classeur"),
        ("a.xlsx", b""),
        ("a.pdf", b"%PDF-1.7"),
        ("marche.yaml", b"a: [1"),
        ("marche.yaml", b"\xff\xfe"),
        ("../../etc/passwd", b"x"),
        ("", b"x"),
    ],
)
def test_a_file_that_is_no_contract_is_refused_with_its_remedy(name: str, content: bytes):
    answer = asked("POST", STATE, files={"fichier": (name, content)})
    assert answer.status_code in {400, 422}, answer.text
    assert all(each["remede"] for each in answer.json()["erreurs"])


def test_the_log_names_nobody_and_nothing_of_a_contract(served: Served):
    with httpx.Client(base_url=served.address, trust_env=False) as client:
        client.post(
            "/api/etat?qui=Dupont",
            files={"fichier": ("marche-Dupont.yaml", b"objet_marche: secret")},
            headers={"x-forwarded-for": "192.0.2.7", "user-agent": "Dupont"},
        )
        client.get("/Dupont/secret")
        broken = b"--x\r\nDupont\x01: secret\r\n"
        client.post(
            STATE, content=broken, headers={"content-type": "multipart/form-data; boundary=x"}
        )
        call = {"func_name": "heures_insertion", "args": [[["Dupont"]]] * 4}
        client.post("/xlwings/custom-functions-call", content=json.dumps(call))
    written = served.log()
    assert "POST /api/etat" in written
    for word in ("Dupont", "secret", "192.0.2.7", "127.0.0.1", "qui="):
        assert word not in written
    assert all(LINE.fullmatch(each) for each in written.splitlines()), written
