"""The commands that classic xlwings imports into Excel for Windows, as macros (Alt+F8).

They work on the workbook a person looks at, which need not be the one that carries the macros, and
answer on a sheet of their own: classic xlwings has no pane. Elsewhere the decorator does nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import xlwings as xw

from clausier import desk
from xlplugin import host
from xlplugin.classic import PREFIX, shortened

host.serve(desk)


def macro(name: str) -> Callable[[], None]:
    """Return a command of the pane as a macro, which takes no argument."""

    def run() -> None:
        script: Callable[[Any], Any] = getattr(host, name)
        asyncio.run(script(xw.Book.caller().app.books.active))

    run.__annotations__ = {}  # xlwings would look for the converter of what is returned
    run.__name__ = run.__qualname__ = PREFIX + name
    run.__doc__ = shortened(str(getattr(host, name).__doc__))
    return run


for _name in host.SCRIPTS:
    globals()[PREFIX + _name] = xw.script(macro(_name))
