"""Loading: imports, and whatever else makes many objects and no garbage, without the garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Switch Python's garbage collector off, for all threads, until the end of the block; if it was off, it stays off.

    With its default thresholds it runs after each 700 new objects, and over all objects whenever these have grown by a
    quarter. That is a third of the time in which the clients of AWS are made. What was loaded stays as long as the
    process, so the collector passes it over from then on (`gc.freeze`): it would go through all of it again and again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.enable()
