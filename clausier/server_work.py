"""Computations of the server: in threads, a few at a time, none beyond its time.

A computation holds the interpreter's lock for milliseconds at most before Python passes it on, so
the loop that answers /sante stays free. Threads rather than processes: a set of pieces or a column
of a hundred thousand rows need not be carried from one process to another; ``--travailleurs`` adds
processes where several people compute at once.

A computation beyond its time is interrupted, not only given up: a file of a few kilobytes made to
be endless would otherwise keep its thread, and four of them the whole process.
"""

from __future__ import annotations

import asyncio
import ctypes
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from starlette.requests import Request

from clausier.server_answers import refusal

Result = TypeVar("Result")
HEAVY = 3_000_000
"""Bytes of a request from which it is computed alone: a hundred megabytes or more at work."""
THREADS = 4
"""Computations under way in one process: a long one never holds back the short ones."""


class OutOfTime(BaseException):
    """Raised inside a computation that nobody waits for; no handler of errors takes it."""


class _Job(Generic[Result]):
    """One computation, which can be interrupted from another thread until it has ended."""

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work = work
        self._thread = 0
        self._given_up = False
        self._lock = threading.Lock()

    def __call__(self) -> Result:
        """Do the work; one given up before its turn is not begun."""
        with self._lock:
            if self._given_up:
                raise OutOfTime
            self._thread = threading.get_ident()
        try:
            return self._work()
        finally:
            with self._lock:
                self._thread = 0

    def give_up(self) -> None:
        """Interrupt the work at its next instruction, or keep it from beginning."""
        with self._lock:
            self._given_up = True
            if self._thread:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self._thread), ctypes.py_object(OutOfTime)
                )


class Workshop:
    """Where computations are made, ``threads`` at a time."""

    def __init__(self, seconds: float, threads: int = THREADS) -> None:
        self.seconds = seconds
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="clausier")

    async def made(self, work: Callable[[], Result]) -> Result:
        """Return what ``work`` returns.

        Raises:
            HttpFault: 503 when it has not ended in time; it is then interrupted, and one still
                waiting is never begun.
        """
        loop = asyncio.get_running_loop()
        job = _Job(work)
        try:
            return await asyncio.wait_for(loop.run_in_executor(self._pool, job), self.seconds)
        except TimeoutError:
            job.give_up()
            seconds = f"{self.seconds:g}"
            raise refusal(503, "CALCUL_TROP_LONG", "serveur", seconds=seconds) from None

    def close(self) -> None:
        """Begin nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def workshop_for(request: Request, size: int) -> Workshop:
    """Return where a request of ``size`` bytes is computed: the heavy ones go one at a time."""
    state = request.app.state
    found: Workshop = state.heavy if size > HEAVY else state.workshop
    return found
