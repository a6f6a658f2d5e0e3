"""Executes one call: writes its intent to disk, sends it, retries, and writes its result to disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock

from multisite_tui.aws.calls import Call
from multisite_tui.engine.batches import Batcher
from multisite_tui.engine.clock import TimeLimit
from multisite_tui.engine.context import RunContext
from multisite_tui.engine.retries import Retry, retry_for
from multisite_tui.errors import ServiceFailure
from multisite_tui.model.events import StepRetrying
from multisite_tui.model.replies import LOST, Reply
from multisite_tui.plan.graph import Step

NAMED_BY = ("GroupId", "CertificateArn", "DNSName")
"""Members of a reply that hold the id of what AWS created."""


@dataclass
class CallExecutor:
    """Makes the calls of a run."""

    context: RunContext
    peers: Callable[[Step], int]
    """Returns how many other steps may still make a call that could be joined with one of this step."""
    accepted: dict[str, list[str]] = field(default_factory=dict)
    """By step id, descriptions of the calls that AWS accepted; the person sees them if the disk cannot be written."""
    _accepted_at: dict[str, int] = field(default_factory=dict)
    _refused: dict[str, int] = field(default_factory=dict)
    """By step id, the journal's number of the call that AWS refused last."""
    _batches: dict[str, Batcher] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def accepted_at(self, step: str) -> int:
        """Return the moment from which on answers can show every call that AWS accepted for a step; 0 if none was."""
        return self._accepted_at.get(step, 0)

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

    def took_effect(self, step: Step, call: Call) -> Reply:
        """Record that the account shows the effect of the call that AWS refused last for a step.

        Returns:
            What stands for the reply, which is lost.

        Raises:
            Failure: it could not be written.
        """
        reply = {LOST: call.name}
        self.context.recorder.result(self._refused[step.id], reply)
        return reply

    def _batcher(self, name: str) -> Batcher:
        def wait(seconds: float) -> None:
            self.context.clock.wait(seconds, self.context.interrupt)

        with self._lock:
            return self._batches.setdefault(name, Batcher(self._send, self.peers, wait))

    def _send(self, call: Call, steps: Sequence[Step], *, once: Sequence[str] = ()) -> Reply:
        limits: dict[str, TimeLimit] = {}
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._record(call, steps)
            except ServiceFailure as failure:
                if (other := call.instead(failure.code)) is not None:
                    call = other
                    continue
                retry = None if failure.code in once else retry_for(call.name, failure.code, failure.message)
                if retry is None or limits.setdefault(retry.code, TimeLimit(self.context.clock, retry.limit)).over:
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
            self._refused.update(dict.fromkeys(ids, number))
            raise
        moment = self.context.reads.accepted(call, reply)
        for step in ids:
            self.accepted.setdefault(step, []).append(_description(call, reply))
            self._accepted_at[step] = moment
        recorder.result(number, reply)
        return reply

    def _pause(self, steps: Sequence[Step], retry: Retry, attempt: int) -> None:
        for step in steps:
            self.context.emit(StepRetrying(step.id, step.site, retry.code, attempt, retry.seconds, retry.why))
        self.context.clock.wait(retry.seconds, self.context.interrupt)


def _description(call: Call, reply: Reply) -> str:
    made = next((str(reply[member]) for member in NAMED_BY if member in reply), "")
    return f"{call.name} ({made})" if made else call.name
