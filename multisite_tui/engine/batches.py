"""Lanes: calls that must go one at a time, and of which those ready together go as one.

Whoever comes first leads: it waits a moment for the others, takes all that is there, and makes one call of it. Should
AWS refuse that, each goes alone, so that one site's bad record does not fail the others'.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock

from multisite_tui.aws.calls import Call
from multisite_tui.aws.errors import THROTTLED, AwsFailure
from multisite_tui.aws.resources.base import Reply

Send = Callable[[Call, Sequence[str]], Reply]
"""Makes a call on behalf of these steps, and returns AWS's reply."""


@dataclass
class _Waiting:
    step: str
    call: Call
    reply: Future[Reply] = field(default_factory=Future)


class Batcher:
    """One lane."""

    def __init__(self, send: Send, gather: Callable[[], None]) -> None:
        """Make a lane. `gather` lets the moment pass in which others may come."""
        self._send = send
        self._gather = gather
        self._road = Lock()
        self._waiting: list[_Waiting] = []
        self._door = Lock()

    def go(self, step: str, call: Call) -> Reply:
        """Make a call, together with those of others that are ready.

        Raises:
            AwsFailure: AWS refused this step's own call.
            Failure: whatever else ended the call.
        """
        passenger = _Waiting(step, call)
        with self._door:
            self._waiting.append(passenger)
        with self._road:
            if not passenger.reply.done():
                self._lead(passenger)
        return passenger.reply.result()

    def _lead(self, leader: _Waiting) -> None:
        try:
            self._gather()
        except BaseException:
            with self._door:
                self._waiting.remove(leader)
            raise
        with self._door:
            group, self._waiting = self._waiting, []
        self._send_together(group)

    def _send_together(self, group: Sequence[_Waiting]) -> None:
        first, *others = group
        if not others:
            self._send_alone(first)
            return
        try:
            reply = self._send(first.call.joined([one.call for one in others]), [one.step for one in group])
        except AwsFailure as failure:
            if failure.access or failure.code in THROTTLED:
                _fail(group, failure)
            else:
                for one in group:
                    self._send_alone(one)
        except BaseException as failure:  # noqa: BLE001 - each passenger's thread raises it again
            _fail(group, failure)
        else:
            for one in group:
                one.reply.set_result(reply)

    def _send_alone(self, one: _Waiting) -> None:
        try:
            one.reply.set_result(self._send(one.call, [one.step]))
        except BaseException as failure:  # noqa: BLE001 - the passenger's thread raises it again
            one.reply.set_exception(failure)


def _fail(group: Sequence[_Waiting], failure: BaseException) -> None:
    for one in group:
        one.reply.set_exception(failure)
