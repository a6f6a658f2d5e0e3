"""Calling: one AWS write, from the intent on disk to the result on disk, with the retries between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from multisite_tui.aws import calls
from multisite_tui.aws.calls import Call
from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.resources.base import Reply
from multisite_tui.aws.session import Aws
from multisite_tui.engine.batches import Batcher
from multisite_tui.engine.clock import Clock
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.engine.recorder import Recorder
from multisite_tui.engine.retries import Retry, retry_for
from multisite_tui.model.events import EventSink, StepRetrying

BATCH_WINDOW = 1.0
"""Seconds in which calls of one lane find together."""
NAMED_BY = ("GroupId", "CertificateArn", "DNSName")
"""Members of a reply by which AWS names what it made."""


@dataclass
class CallExecutor:
    """Makes the calls of a run."""

    aws: Aws
    recorder: Recorder
    emit: EventSink
    clock: Clock
    interrupt: Interrupt
    accepted: dict[str, list[str]] = field(default_factory=dict)
    """What AWS accepted, by step and in words: told where the disk does not take it."""
    _lanes: dict[str, Batcher] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def call(self, step: str, call: Call) -> Reply:
        """Make one call for a step.

        Raises:
            AwsFailure: AWS refused it, and goes on refusing.
            Interrupted: asked to stop while waiting for the next try.
            Failure: the intent could not be written; the call was not made.
        """
        if call.lane is None:
            return self._send(call, [step])
        return self._lane(call.lane).go(step, call)

    def _lane(self, name: str) -> Batcher:
        with self._lock:
            return self._lanes.setdefault(
                name, Batcher(self._send, lambda: self.clock.wait(BATCH_WINDOW, self.interrupt))
            )

    def _send(self, call: Call, steps: Sequence[str]) -> Reply:
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._record(call, steps)
            except AwsFailure as failure:
                retry = retry_for(call.name, failure.code, failure.message)
                if retry is None or attempt >= retry.tries:
                    raise
                self._pause(steps, retry, attempt)

    def _record(self, call: Call, steps: Sequence[str]) -> Reply:
        number = self.recorder.intent(steps, call.name, call.about, call.params, call.before)
        try:
            reply = calls.make(self.aws, call)
        except AwsFailure as failure:
            self.recorder.refused(number, failure.code, failure.message)
            raise
        for step in steps:
            self.accepted.setdefault(step, []).append(_in_words(call, reply))
        self.recorder.result(number, reply)
        return reply

    def _pause(self, steps: Sequence[str], retry: Retry, attempt: int) -> None:
        for step in steps:
            site = step.partition("/")[0]
            self.emit(StepRetrying(step, site, retry.code, attempt, retry.seconds, retry.why))
        self.clock.wait(retry.seconds, self.interrupt)


def _in_words(call: Call, reply: Reply) -> str:
    made = next((str(reply[member]) for member in NAMED_BY if member in reply), "")
    return f"{call.name} ({made})" if made else call.name
