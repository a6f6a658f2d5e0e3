"""A cache of answers that threads share, so that each question is asked once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")


class Memo:
    """Caches the answer to each question; two threads with the same question make one call."""

    def __init__(self) -> None:
        self._answers: dict[Hashable, Future[Any]] = {}
        self._lock = Lock()

    def ask(self, question: Hashable, ask: Callable[[], T]) -> T:
        """Return the cached answer, or ask. A failure is cached too, and is raised for every caller."""
        with self._lock:
            answer = self._answers.get(question)
            first = answer is None
            if answer is None:
                answer = self._answers[question] = Future()
        if first:
            try:
                answer.set_result(ask())
            except BaseException as failure:  # noqa: BLE001 - kept whole, and raised for everybody who asks
                answer.set_exception(failure)
        result: T = answer.result()
        return result

    def put(self, question: Hashable, answer: Any) -> None:
        """Store an answer that was read together with another one."""
        known: Future[Any] = Future()
        known.set_result(answer)
        with self._lock:
            self._answers.setdefault(question, known)
