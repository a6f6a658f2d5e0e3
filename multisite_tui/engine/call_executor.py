"""Executes one call: writes its intent to disk, sends it, retries, and writes its result to disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from multisite_tui.aws.calls import Call, Reply
from multisite_tui.engine.batches import Batcher
from multisite_tui.engine.context import RunContext
from multisite_tui.engine.retries import Retry, retry_for
from multisite_tui.errors import ServiceFailure
from multisite_tui.model.events import StepRetrying
from multisite_tui.plan.graph import Step

BATCH_WINDOW = 1.0
"""Seconds that a batch waits for further calls."""
NAMED_BY = ("GroupId", "CertificateArn", "DNSName")
"""Members of a reply that hold the id of what AWS created."""


@dataclass
class CallExecutor:
    """Makes the calls of a run."""

    context: RunContext
    accepted: dict[str, list[str]] = field(default_factory=dict)
    """By step id, descriptions of the calls that AWS accepted; the person sees them if the disk cannot be written."""
    _batches: dict[str, Batcher] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def call(self, step: Step, call: Call) -> Reply:
        """Make one call for a step.

        Raises:
            ServiceFailure: AWS refused it, and no retry helped.
            Interrupted: the run was asked to stop while it waited for the next try.
            Failure: the intent could not be written; the call was not made.
        """
        if call.batch is None:
            return self._send(call, [step])
        return self._batcher(call.batch).call(step, call)

    def _batcher(self, name: str) -> Batcher:
        def gather() -> None:
            self.context.clock.wait(BATCH_WINDOW, self.context.interrupt)

        with self._lock:
            return self._batches.setdefault(name, Batcher(self._send, gather))

    def _send(self, call: Call, steps: Sequence[Step]) -> Reply:
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._record(call, steps)
            except ServiceFailure as failure:
                retry = retry_for(call.name, failure.code, failure.message)
                if retry is None or attempt >= retry.tries:
                    raise
                self._pause(steps, retry, attempt)

    def _record(self, call: Call, steps: Sequence[Step]) -> Reply:
        recorder = self.context.recorder
        ids = [step.id for step in steps]
        number = recorder.intent(ids, call)
        try:
            reply = self.context.make(call)
        except ServiceFailure as failure:
            recorder.refused(number, failure.code, failure.message)
            raise
        for step in ids:
            self.accepted.setdefault(step, []).append(_description(call, reply))
        recorder.result(number, reply)
        return reply

    def _pause(self, steps: Sequence[Step], retry: Retry, attempt: int) -> None:
        for step in steps:
            self.context.emit(StepRetrying(step.id, step.site, retry.code, attempt, retry.seconds, retry.why))
        self.context.clock.wait(retry.seconds, self.context.interrupt)


def _description(call: Call, reply: Reply) -> str:
    made = next((str(reply[member]) for member in NAMED_BY if member in reply), "")
    return f"{call.name} ({made})" if made else call.name
