"""xlwings-server inside ours: its page of the pane, its JavaScript and its metadata; only those.

Calls are answered by :mod:`clausier.server_calls`, which validates them first; nothing else of
xlwings-server is reachable. Without the package or a licence key the rest of the server works.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import logging
import os
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any, Literal

from starlette.types import ASGIApp, Receive, Scope, Send

from clausier.server_answers import refused
from insertion.errors import Fault, fault

PROJECT = Path(__file__).parent / "xlwings_project"
ON_SERVER = "XLWINGS_ON_SERVER"
_DRESSED = re.compile(r"xlwings(\.|$)|xlplugin\.(functions|host)$")
"""Modules that hold what xlwings' decorators made for one runtime."""
State = Literal["actif", "sans clé", "absent"]
PREFIX = "/xlwings/"
OPEN_PAGES = frozenset({
    "/taskpane", "/taskpane.html",
    "/xlwings/custom-functions-meta", "/xlwings/custom-functions-meta.json",
    "/xlwings/custom-functions-code", "/xlwings/custom-functions-code.js",
    "/xlwings/custom-scripts-meta", "/xlwings/custom-scripts-meta.json",
})  # fmt: skip
"""What Excel and the pane read of xlwings-server, besides its static files: all public."""
STATIC = "/static/"
_CHOICES: dict[str, Any] = {
    "ADD_SECURITY_HEADERS": False,  # ours are on every answer
    "CDN_OFFICEJS": False,
    # A retried call computes again what was refused: only a gateway in between is worth it.
    "CUSTOM_FUNCTIONS_RETRY_CODES": [502, 504],
    "ENABLE_ALPINEJS_CSP": False,
    "ENABLE_BOOTSTRAP": False,
    "ENABLE_EXAMPLES": False,
    "ENABLE_HOTRELOAD": False,
    "ENABLE_HTMX": False,
    "ENABLE_SOCKETIO": False,
    "ENVIRONMENT": "prod",
    "FUNCTIONS_NAMESPACE": "",  # each function bears its own
    "LOG_LEVEL": "WARNING",
    "PROJECT_DIR": str(PROJECT),
    "PROJECT_NAME": "clausier",
    "PYODIDE_BASE_URL": "/",  # not used, but its usual value names another host
    "REQUEST_TIMEOUT": 90,
}
"""Settings of xlwings-server, by name without its prefix: nothing asked to another host."""


def prepare() -> None:
    """Set xlwings-server's own settings, before anything imports xlwings for the server."""
    if os.environ.get(ON_SERVER) != "true":
        _forget()
    os.environ[ON_SERVER] = "true"
    for name, value in _CHOICES.items():
        os.environ[f"XLWINGS_{name}"] = value if isinstance(value, str) else json.dumps(value)


def _forget() -> None:
    """Unload xlwings: what a verb imported chose another runtime, for good, when it was loaded."""
    for name in [each for each in sys.modules if _DRESSED.match(each)]:
        package, _, last = name.rpartition(".")
        if package in sys.modules:
            vars(sys.modules[package]).pop(last, None)
        del sys.modules[name]


@cache
def xlwings_state() -> State:
    """Tell whether Excel's functions and pane are open; settled once for the process."""
    if importlib.util.find_spec("xlwings_server") is None:
        return "absent"
    prepare()
    try:
        importlib.import_module("xlwings.server")
    except Exception as error:
        if type(error).__name__ != "LicenseError":  # the class went with the failed import
            raise
        del os.environ[ON_SERVER]  # without a key, xlwings is imported only without it
        return "sans clé"
    return "actif"


def closed_reason() -> Fault | None:
    """Return why Excel's part is closed, or None when it is open."""
    codes = {"absent": "XLWINGS_ABSENT", "sans clé": "XLWINGS_SANS_CLE"}
    code = codes.get(xlwings_state())
    return fault(code, "xlwings") if code else None


class Passage:
    """Lets through to xlwings-server the few pages of :data:`OPEN_PAGES` and its static files."""

    def __init__(self) -> None:
        self.reason = closed_reason()
        self.inner = None if self.reason else _application()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        path = str(scope["path"])
        if path in OPEN_PAGES:
            scope["clausier.route"] = path
        mine = path in OPEN_PAGES or path.startswith(STATIC)
        if self.inner is not None and mine and scope["method"] in {"GET", "HEAD"}:
            await self.inner(scope, receive, send)
        elif self.reason is not None and (mine or path.startswith(PREFIX)):
            await refused(403, [self.reason])(scope, receive, send)
        else:
            await refused(404, [fault("PAGE_INCONNUE", path)])(scope, receive, send)


def _application() -> ASGIApp:
    """Return xlwings-server's application, silent: its log names people and functions."""
    module = importlib.import_module("xlwings_server.main")
    for name in ("xlwings", "xlwings_server", "auth", "httpx"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    application: ASGIApp = module.main_app
    return application
