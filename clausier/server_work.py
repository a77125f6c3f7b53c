"""Computations of the server: in threads, a few at a time, none beyond its time.

A computation holds the interpreter's lock for milliseconds at most before Python passes it on, so
the loop that answers /sante stays free. Threads rather than processes: a set of pieces or a column
of a hundred thousand rows need not be carried from one process to another; ``--travailleurs`` adds
processes where several people compute at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from clausier.server_answers import refusal

Result = TypeVar("Result")
THREADS = 4
"""Computations under way in one process: a long one never holds back the short ones."""


class Workshop:
    """Where computations are made, ``threads`` at a time."""

    def __init__(self, seconds: float, threads: int = THREADS) -> None:
        self.seconds = seconds
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="clausier")

    async def made(self, work: Callable[[], Result]) -> Result:
        """Return what ``work`` returns.

        Raises:
            HttpFault: 503 when it has not ended in time; one still waiting is never begun.
        """
        loop = asyncio.get_running_loop()
        try:
            return await asyncio.wait_for(loop.run_in_executor(self._pool, work), self.seconds)
        except TimeoutError:
            seconds = f"{self.seconds:g}"
            raise refusal(503, "CALCUL_TROP_LONG", "serveur", seconds=seconds) from None

    def close(self) -> None:
        """Begin nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)
