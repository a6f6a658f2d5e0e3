"""Batches: calls that AWS takes only one at a time; those that are ready together are joined into one call.

The first caller waits a moment if others may come, then takes all calls that are waiting and sends them as one. If AWS
refuses the joined call, each call is sent alone, so that one site's bad record does not fail the other sites.

Where the refusal is one call's own trouble (`Call.own_trouble`), the others are joined again at once. The step of that
call then sends it alone and outside the batch: retries of one site's bad certificate hold up no other site.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from multisite_tui.aws.calls import Call
from multisite_tui.errors import ServiceFailure
from multisite_tui.model.replies import Reply
from multisite_tui.plan.graph import Step

BATCH_WINDOW = 0.25
"""The most seconds that a batch waits for further calls: as long as a change takes, so that waiting costs no more."""
LOOKS = 25
"""How often it is looked, in this time, whether all have joined."""


class Send(Protocol):
    """Makes calls."""

    def __call__(self, call: Call, steps: Sequence[Step], *, once: Sequence[str] = ()) -> Reply:
        """Make a call on behalf of these steps and return AWS's reply; refusals of the codes `once` are not retried.

        Raises:
            Failure: the call failed.
        """


@dataclass
class _Waiting:
    step: Step
    call: Call
    reply: Future[Reply] = field(default_factory=Future)
    aside: bool = False
    """Whether it was refused for its own trouble, so that its step sends it alone."""


class Batcher:
    """Makes the calls of one batch."""

    def __init__(self, send: Send, peers: Callable[[Step], int], wait: Callable[[float], None]) -> None:
        """Make a batcher.

        Args:
            send: Sends a call.
            peers: Returns how many other steps may still bring a call to the batch of this step.
            wait: Waits for some seconds; it may raise `Interrupted`.
        """
        self._send = send
        self._peers = peers
        self._wait = wait
        self._batch_lock = Lock()
        self._queue: list[_Waiting] = []
        self._queue_lock = Lock()

    def call(self, step: Step, call: Call) -> Reply:
        """Make a call, joined with those of other steps that are ready.

        Raises:
            ServiceFailure: AWS refused this step's own call.
            Failure: the call failed for another reason, such as an interrupt or a full disk.
        """
        waiting = _Waiting(step, call)
        with self._queue_lock:
            self._queue.append(waiting)
        with self._batch_lock:
            if not (waiting.aside or waiting.reply.done()):
                self._gather_and_send(waiting)
        return self._send(call, [step]) if waiting.aside else waiting.reply.result()

    def _gather_and_send(self, first: _Waiting) -> None:
        try:
            self._gather(first.step)
        except BaseException:
            with self._queue_lock:
                self._queue.remove(first)
            raise
        with self._queue_lock:
            group, self._queue = self._queue, []
        self._send_together(group)

    def _gather(self, step: Step) -> None:
        """Wait until every step that may join has joined; a lone change is not held up."""
        for _ in range(LOOKS):
            if len(self._queue) > self._peers(step):
                return
            self._wait(BATCH_WINDOW / LOOKS)

    def _send_together(self, group: Sequence[_Waiting]) -> None:
        first, *others = group
        call = first.call.joined([one.call for one in others]) if others else first.call
        try:
            reply = self._send(call, [one.step for one in group], once=call.own_trouble)
        except ServiceFailure as failure:
            if failure.code in call.own_trouble:
                first.aside = True
                if others:
                    self._send_together(others)
            elif failure.access or failure.throttled or not others:
                _fail(group, failure)
            else:
                for one in group:
                    self._send_alone(one)
        except BaseException as failure:  # noqa: BLE001 - the thread of each call raises it again
            _fail(group, failure)
        else:
            for one in group:
                one.reply.set_result(reply)

    def _send_alone(self, one: _Waiting) -> None:
        try:
            one.reply.set_result(self._send(one.call, [one.step]))
        except BaseException as failure:  # noqa: BLE001 - the thread of the call raises it again
            one.reply.set_exception(failure)


def _fail(group: Sequence[_Waiting], failure: BaseException) -> None:
    for one in group:
        one.reply.set_exception(failure)
