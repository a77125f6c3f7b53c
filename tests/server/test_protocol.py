"""HTTP as it is read from the wire: heads without end, two lengths, callers who wait."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import uvicorn
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from clausier.server_protocol import HEAD_BYTES, PromptProtocol
from tests.server.serving import Served

HOST = b"Host: localhost\r\n"
ASKED = b"GET /sante HTTP/1.1\r\n" + HOST


@contextlib.contextmanager
def connected(served: Served) -> Iterator[socket.socket]:
    parts = urlsplit(served.address)
    with socket.create_connection((parts.hostname or "", parts.port or 0), 20) as line:
        yield line


def heard(served: Served, *sent: bytes) -> bytes:
    """Return all that is answered before the server closes."""
    with connected(served) as line:
        with contextlib.suppress(ConnectionError):
            for part in sent:
                line.sendall(part)
        found = b""
        with contextlib.suppress(ConnectionError):
            while part := line.recv(65536):
                found += part
        return found


def test_a_head_as_long_as_a_portal_makes_it_is_read(served: Served):
    cookies = b"Cookie: " + b"a" * (HEAD_BYTES - 1000) + b"\r\nConnection: close\r\n\r\n"
    assert heard(served, ASKED, cookies).startswith(b"HTTP/1.1 200")


def test_a_head_without_end_is_cut_before_it_fills_the_memory(served: Served):
    found = heard(served, ASKED + b"X-A: ", *[b"a" * 100_000] * 100)
    assert b"200 OK" not in found


@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Transfer-Encoding: xchunked\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Content-Length: +5\r\n",
    ],
)
def test_a_length_that_two_servers_could_read_differently_hides_no_second_request(
    lengths: bytes, served: Served
):
    hidden = b"0\r\n\r\n" + ASKED + b"Connection: close\r\n\r\n"
    found = heard(served, b"POST /api/etat HTTP/1.1\r\n" + HOST + lengths + b"\r\n" + hidden)
    assert found.count(b"HTTP/1.1 ") == 1
    assert b'"etat":"ok"' not in found


class _Hasty(PromptProtocol):
    head_seconds = 0.3


async def _answering(scope: Scope, receive: Receive, send: Send) -> None:
    await Response(status_code=204)(scope, receive, send)


@pytest.mark.parametrize("before", [b"", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"])
@pytest.mark.parametrize("begun", [b"GET / HT", b"GET / HTTP/1.1\r\nHost: "])
def test_a_head_that_never_ends_is_given_up_first_or_not(before: bytes, begun: bytes):
    async def waited() -> bytes:
        config = uvicorn.Config(
            _answering, http=_Hasty, port=0, lifespan="off", log_config=None, ws="none"
        )
        server = uvicorn.Server(config)
        line = socket.create_server(("127.0.0.1", 0))
        serving = asyncio.create_task(server.serve(sockets=[line]))
        try:
            reader, writer = await asyncio.open_connection(*line.getsockname())
            writer.write(before)
            if before:
                assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 204")
            writer.write(begun)
            found = await asyncio.wait_for(reader.read(), 5)
            writer.close()
            return found
        finally:
            server.should_exit = True
            await serving

    assert asyncio.run(waited()) == b""
