"""Reads: the answers of AWS that the threads of one plan or run share, so that nothing is asked twice.

An answer is kept with the moment at which it was asked for. A reader names the moment that its answer must not be older
than, such as that of its last accepted call; every answer that is as new serves it, also one that is still on its way.
A reader that names no moment gets the expected answer: AWS's last one, with the effects of all calls that AWS has
accepted since the reads began. A moment is a number that grows; it is no time of day.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import Enum
from threading import Lock
from typing import Any, Generic, TypeVar, cast

from multisite_tui.aws.facts.effects.effect import UNASKED, Effect, no_effect
from multisite_tui.model.intents import IntendedCall
from multisite_tui.model.replies import Reply

T = TypeVar("T")

READ_THREADS = 16
"""Threads that read in parallel for one plan: enough for a site's questions, and few for the account."""


def may_change(answer: object) -> bool:
    """Return True: most answers may change at any time."""
    return True


def not_told(call: IntendedCall, reply: Reply) -> None:
    """Return None: replies to calls do not answer most questions."""


class Mode(Enum):
    """Which answer a reader wants that names no moment."""

    EXPECTED = "expected"
    """The last answer, with the effects of all accepted calls (`Reads.expected`)."""
    CONFIRMED = "confirmed"
    """AWS's own answer, newer than all accepted calls that change it (`Reads.confirmed`)."""


Since = int | Mode
"""The moment that an answer must not be older than, or which answer is wanted."""


@dataclass(frozen=True)
class Question(Generic[T]):
    """One question to AWS."""

    key: Hashable
    """The same for the same question."""
    ask: Callable[[], T]
    """Asks AWS; raises `AwsFailure` if the read is refused."""
    effect: Effect = no_effect
    """How an accepted call changes the answer."""
    changes: Callable[[T], bool] = may_change
    """Whether this answer may change without a call of ours; one that cannot is never asked for again."""
    told: Callable[[IntendedCall, Reply], T | None] = not_told
    """The answer that AWS's reply to a call contains; None if it contains none."""


@dataclass(frozen=True)
class _Accepted:
    call: IntendedCall
    reply: Reply
    moment: int
    """An answer that was asked for before this moment may lack the effect."""


@dataclass
class _Answer:
    asked: int
    """The moment at which AWS was asked."""
    told: Future[Any] = field(default_factory=Future)
    """What AWS answered, or the failure."""


@dataclass(frozen=True)
class _Expected:
    """An answer with the effects of the first so many accepted calls."""

    basis: _Answer | None
    value: Any
    calls: int
    since: int = 0
    """The moment of the last call after which the answer must be asked for, as the call does not tell it; 0: none."""
    changed_by: _Accepted | None = None
    """The last call that changed the answer."""


class Reads:
    """The shared answers. All methods may be used by any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._moment = 0
        self._accepted: list[_Accepted] = []
        self._answers: dict[Hashable, _Answer] = {}
        self._expected: dict[Hashable, _Expected] = {}

    def moment(self) -> int:
        """Begin a new moment and return it: no answer that is there, or on its way, is as new."""
        with self._lock:
            self._moment += 1
            return self._moment

    def accepted(self, call: IntendedCall, reply: Reply) -> int:
        """Take note of a call that AWS accepted; return the moment from which on an answer can show it."""
        with self._lock:
            self._moment += 1
            self._accepted.append(_Accepted(call, reply, self._moment))
            return self._moment

    def forget_failures(self) -> None:
        """Forget the reads that were refused, so that who asks from now on asks AWS."""
        with self._lock:
            self._answers = {key: answer for key, answer in self._answers.items() if not _failed(answer)}

    def seen(self, question: Question[T], since: int) -> T:
        """Return AWS's own answer, not older than this moment. A question that is on its way is not asked beside it.

        Raises:
            AwsFailure: the read was refused. The failure is an answer too, for all who ask.
        """
        while True:
            answer, ours = self._answer(question, since)
            if ours:
                _ask(question, answer)
            result: T = answer.told.result()
            if answer.asked >= since or not question.changes(result):
                return result

    def expected(self, question: Question[T], *, anew: bool = False) -> T:
        """Return what is there if every accepted call has its effect; AWS is asked only if that cannot be told.

        Args:
            question: What is asked.
            anew: Whether a read that was refused is made again. Within another question, it has to be: else who asks
                that one again would get the old refusal.

        Raises:
            AwsFailure: the read was refused, now or when it was last made.
        """
        if anew:
            self._forget_failure(question)
        while True:
            found = self._with_effects(question)
            if found.value is not UNASKED:
                return cast("T", found.value)
            self.seen(question, found.since)

    def known(self, question: Question[T]) -> T | None:
        """Return what is expected, as far as that can be told without asking AWS; else None."""
        with self._lock:
            answer = self._answers.get(question.key)
        if answer is not None and (not answer.told.done() or answer.told.exception() is not None):
            return None
        value = self._with_effects(question).value
        return None if value is UNASKED else cast("T", value)

    def confirmed(self, question: Question[T]) -> T:
        """Return AWS's own answer, newer than every accepted call that changes it.

        Raises:
            AwsFailure: the read was refused, now or when it was last made.
        """
        changed_by = self._with_effects(question).changed_by
        if changed_by is None:
            return self.seen(question, 0)
        told = question.told(changed_by.call, changed_by.reply)
        return self.seen(question, changed_by.moment) if told is None else told

    def _forget_failure(self, question: Question[Any]) -> None:
        with self._lock:
            answer = self._answers.get(question.key)
            if answer is not None and _failed(answer):
                del self._answers[question.key]

    def _answer(self, question: Question[Any], since: int) -> tuple[_Answer, bool]:
        """Return the present answer, or a new one that the caller must ask for, with True."""
        with self._lock:
            answer = self._answers.get(question.key)
            if answer is not None and (not answer.told.done() or answer.asked >= since or _stays(question, answer)):
                return answer, False
            answer = self._answers[question.key] = _Answer(self._moment)
            return answer, True

    def _with_effects(self, question: Question[Any]) -> _Expected:
        """Return the last answer with the effects of all accepted calls; `UNASKED` if that cannot be told."""
        with self._lock:
            basis = self._answers.get(question.key)
        told = UNASKED if basis is None else basis.told.result()  # waits for one on its way, and raises a failure
        with self._lock:
            done = self._expected.get(question.key)
            if done is None or done.basis is not basis:
                done = _Expected(basis, told, 0)
            accepted = self._accepted[done.calls :]
        found = _folded(question, done, accepted)
        with self._lock:
            self._expected[question.key] = found
        return found


def _ask(question: Question[Any], answer: _Answer) -> None:
    try:
        answer.told.set_result(question.ask())
    except BaseException as failure:  # noqa: BLE001 - kept whole, and raised for everybody who asks
        answer.told.set_exception(failure)


def _failed(answer: _Answer) -> bool:
    return answer.told.done() and answer.told.exception() is not None


def _stays(question: Question[Any], answer: _Answer) -> bool:
    return answer.told.exception() is None and not question.changes(answer.told.result())


def _folded(question: Question[Any], done: _Expected, accepted: Sequence[_Accepted]) -> _Expected:
    value, since, changed_by = done.value, done.since, done.changed_by
    for one in accepted:
        after = question.effect(value, one.call, one.reply)
        if after is value:
            continue
        changed_by = one
        if after is UNASKED and done.basis is not None and done.basis.asked >= one.moment:
            continue  # the call does not tell what it changed, but AWS was asked after it
        since = one.moment if after is UNASKED else since
        value = after
    return _Expected(done.basis, value, done.calls + len(accepted), since, changed_by)
