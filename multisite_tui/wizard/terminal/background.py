"""Asking AWS without blocking a key: in a thread that nothing waits for, so that leaving never hangs on a reply."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


async def in_background(ask: Callable[[], T]) -> T:
    """Return what the function returns, or raise what it raises; meanwhile the loop goes on.

    `asyncio.to_thread` would do the same, and would keep the program from ending until the reply came.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def work() -> None:
        try:
            result = ask()
        except BaseException as failure:  # noqa: BLE001 - whatever it is, it is raised for the one who asked
            _tell(loop, partial(_fail, answer, failure))
        else:
            _tell(loop, partial(_give, answer, result))

    Thread(target=work, daemon=True, name="ask").start()
    return await answer


def _give(answer: asyncio.Future[T], result: T) -> None:
    if not answer.done():  # a look that was given up is done already
        answer.set_result(result)


def _fail(answer: asyncio.Future[T], failure: BaseException) -> None:
    if not answer.done():
        answer.set_exception(failure)


def _tell(loop: asyncio.AbstractEventLoop, settle: Callable[[], None]) -> None:
    with suppress(RuntimeError):  # the loop is closed: nobody waits for the answer any more
        loop.call_soon_threadsafe(settle)
