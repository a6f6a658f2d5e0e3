"""Threads that know what the one that begins them knows, such as how AWS is signed in to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context


def thread_pool(size: int, name: str = "") -> ThreadPoolExecutor:
    """Return a pool of threads, each with the context variables of this one; `ThreadPoolExecutor` begins with none.

    Args:
        size: The most threads at a time.
        name: What the threads' names begin with.
    """
    return ThreadPoolExecutor(size, thread_name_prefix=name, initializer=_adopt, initargs=(copy_context(),))


def _adopt(context: Context) -> None:
    for variable, value in context.items():
        variable.set(value)
