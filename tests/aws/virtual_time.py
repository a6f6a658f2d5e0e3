"""Time that passes only while every thread waits, so that what many threads do in it is the same each time."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition, Thread


class VirtualTime:
    """Runs functions in threads. It moves on to the next end of a wait once all threads that still run are waiting."""

    def __init__(self) -> None:
        self.time = 0.0
        self.waited: list[float] = []
        self._running = 1
        self._ends: list[float] = []
        self._changed = Condition()

    def now(self) -> float:
        return self.time

    def wait(self, seconds: float) -> None:
        with self._changed:
            self.waited.append(seconds)
            end = self.time + seconds
            self._ends.append(end)
            self._move_on()
            while self.time < end:
                self._changed.wait()
            self._ends.remove(end)

    def run(self, *functions: Callable[[], object]) -> None:
        """Run each function in a thread of its own, until all have ended."""
        self._running = len(functions)
        threads = [Thread(target=self._run, args=(function,)) for function in functions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._running = 1

    def _run(self, function: Callable[[], object]) -> None:
        try:
            function()
        finally:
            with self._changed:
                self._running -= 1
                self._move_on()

    def _move_on(self) -> None:
        waiting = [end for end in self._ends if end > self.time]
        if waiting and len(self._ends) == len(waiting) == self._running:
            self.time = min(waiting)
            self._changed.notify_all()
