"""Executes one step: reads its resource, makes the calls that are left, and reads again until none is left.

Then it waits for what takes time, such as a certificate to be issued. At the end of the run, AWS is asked whether it
shows the same (`StepExecutor.confirm`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from multisite_tui.aws.calls import Call
from multisite_tui.aws.facts.reads import Mode, Since
from multisite_tui.aws.resources.base import Progress, StepOutputs, Wait
from multisite_tui.engine.call_executor import CallExecutor
from multisite_tui.engine.clock import TimeLimit
from multisite_tui.engine.context import RunContext
from multisite_tui.engine.retries import BUSY, BUSY_FOR, BUSY_PAUSE, is_gone_already
from multisite_tui.engine.turns import Turns
from multisite_tui.errors import Problem, ServiceFailure, StepError, WaitTimedOut
from multisite_tui.model.events import StepRetrying, StepWaiting
from multisite_tui.model.replies import Reply
from multisite_tui.plan.graph import Step

VISIBLE_WITHIN = 120.0
"""Seconds after which an accepted change must be visible: AWS is eventually consistent."""
POLL_INTERVAL = 2.0
"""Seconds between two reads of a resource that does not show an accepted change yet."""
TOLD_EVERY = 6
"""Tries of a throttled read of which a person is told one: many steps may read at once."""
ABSENT_FOR = 60.0
"""Seconds for which a service does not know what it said that it made, until that is taken for deleted. What ACM has
just made can be described after "several seconds" (acm, `RequestCertificate`)."""


@dataclass
class StepExecutor:
    """Executes one step of a run."""

    step: Step
    known: StepOutputs
    context: RunContext
    calls: CallExecutor
    turns: Turns
    """Those of all steps that wait for the same thing."""
    replies: list[Reply]
    """AWS's replies to this step's calls, including those of an earlier, interrupted run."""
    _accepted: list[Call] = field(default_factory=list)

    def execute(self) -> Any:
        """Bring the resource to the wanted state, and return it as it is expected to be.

        What a call that AWS accepted has changed is taken from its parameters and reply; `confirm` reads it from AWS.

        Raises:
            Failure: AWS refused a call, the wanted state was not reached in time, or the run was interrupted.
        """
        return self._settle(self._converge(Mode.EXPECTED))

    def confirm(self) -> Any | None:
        """Make what is left to do now that AWS itself is asked for what its accepted calls have changed.

        Returns:
            The resource, if a call was made; None if AWS shows everything.

        Raises:
            Failure: as in `execute`.
        """
        before = len(self._accepted)
        found = self._converge(Mode.CONFIRMED)
        return None if len(self._accepted) == before else self._settle(found)

    def _settle(self, found: Any) -> Any:
        """Wait for what takes time, and begin again if what was made turns out not to be there."""
        wait = self.step.resource.wait
        while wait is not None and found is not None and not self._wait(wait, found):
            found = self._converge(Mode.EXPECTED)
        return found

    def _converge(self, since: Since) -> Any:
        """Read and make calls until nothing is left to do; a call that AWS accepted is never repeated."""
        resource = self.step.resource
        limit = TimeLimit(self.context.clock, VISIBLE_WITHIN)
        while True:
            self.context.interrupt.check()
            found = self._read(limit, since)
            conflicts = resource.conflicts(found, self.known)
            if conflicts and (not self._accepted or limit.over):
                raise StepError(*(problem.of(self.step.site or None) for problem in conflicts))
            left = resource.calls(found, self.known)
            if not left:
                return found
            # During a conflict no call is made and the resource is read again: AWS may show a new object before its
            # tags, so that our own object looks like another owner's.
            fresh = [] if conflicts else [call for call in _sendable(left) if call not in self._accepted]
            if fresh:
                self._accepted += self._make(fresh)
                limit = TimeLimit(self.context.clock, VISIBLE_WITHIN)
                since = Mode.EXPECTED if since is Mode.EXPECTED else self.context.reads.moment()
            elif limit.over:
                raise StepError(self._not_shown(left[0]))
            else:
                self.context.clock.wait(POLL_INTERVAL, self.context.interrupt)
                since = self.context.reads.moment()

    def _read(self, limit: TimeLimit, since: Since) -> Any:
        busy, attempt = TimeLimit(self.context.clock, BUSY_FOR), 0
        while True:
            try:
                return self.step.resource.read(self.context.facts(since), self.known)
            except ServiceFailure as failure:
                if not failure.transient or (busy if failure.throttled else limit).over:
                    raise
                attempt += 1
                self._pause(failure, attempt)
                since = self.context.reads.moment()

    def _pause(self, failure: ServiceFailure, attempt: int) -> None:
        """Wait before a read is tried again; a person is told now and then that the run is slow and not stuck."""
        seconds = BUSY_PAUSE if failure.throttled else POLL_INTERVAL
        if failure.throttled and attempt % TOLD_EVERY == 1:
            self.context.emit(StepRetrying(self.step.id, self.step.site, failure.code, attempt, seconds, BUSY))
        self.context.clock.wait(seconds, self.context.interrupt)

    def _make(self, calls: Sequence[Call]) -> list[Call]:
        """Make the calls in order, and return those that took effect."""
        done: list[Call] = []
        for call in calls:
            if not call.at_once:
                self.context.interrupt.check()
            try:
                self.replies.append(self.calls.call(self.step, call))
            except ServiceFailure as failure:
                # If the first reply was lost, AWS refuses the repeated call because it is done already. Reading the
                # resource again shows this. What is gone may still be shown for some seconds.
                gone = is_gone_already(call.name, failure.code)
                if failure.access or (not gone and self._still_left(call)):
                    raise
                self.replies.append(self.calls.took_effect(self.step, call))
            done.append(call)
        return done

    def _still_left(self, call: Call) -> bool:
        found = self._read(TimeLimit(self.context.clock, VISIBLE_WITHIN), self.context.reads.moment())
        return call in self.step.resource.calls(found, self.known)

    def _wait(self, wait: Wait, found: Any) -> bool:
        """Return True once the wait is over; False if the step must begin again."""
        limit = TimeLimit(self.context.clock, wait.limit)
        busy = TimeLimit(self.context.clock, wait.limit + BUSY_FOR)
        absent = TimeLimit(self.context.clock, ABSENT_FOR)
        reported = None
        with self.turns.waiting(self.step.id, wait) as turn:
            while True:
                since = turn.since(self.calls.accepted_at(self.step.id), last=limit.over)
                if since is not None:
                    progress = self._progress(found, since)
                    again = progress.absent and absent.over and self.step.resource.given_up(found)
                    turn.ends(done=progress.done or again)
                    if progress.done or again:
                        return progress.done
                    if progress.message != reported:
                        step, site = self.step.id, self.step.site
                        self.context.emit(StepWaiting(step, site, progress.message, wait.usual.words, progress.records))
                        reported = progress.message
                    if busy.over or (limit.over and not progress.throttled):
                        raise WaitTimedOut(self._timed_out(wait, progress.message))
                pause = turn.pause() if limit.over else min(turn.pause(), limit.left)
                self.context.clock.wait(pause, self.context.interrupt)

    def _progress(self, found: Any, since: int) -> Progress:
        try:
            return self.step.resource.progress(self.context.facts(since), found, self.replies)
        except ServiceFailure as failure:
            if not failure.transient:
                raise
            message = f"AWS did not answer just now ({failure.code})"
            return Progress(done=False, message=message, throttled=failure.throttled)

    def _not_shown(self, call: Call) -> Problem:
        return Problem(
            code="not_shown",
            what=f"AWS accepted {call.name} for {call.about}, and shows no effect of it after {VISIBLE_WITHIN:.0f} s.",
            why="One part of AWS has not heard from another yet, or something else changes it back.",
            next="Resume in some minutes: it is looked at again first.",
            site=self.step.site or None,
        )

    def _timed_out(self, wait: Wait, message: str) -> Problem:
        return Problem(
            code="wait_timed_out",
            what=f"Gave up after {wait.limit:.0f} s of waiting for: {wait.what}.",
            why=f"The last word was: {message}. This is {wait.usual.words}.",
            next="Put the cause right if there is one, then resume: the wait goes on where it stopped.",
            site=self.step.site or None,
        )


def _sendable(calls: Sequence[Call]) -> list[Call]:
    """Return the calls before the first one that needs a value from an earlier call's reply."""
    place = next((place for place, call in enumerate(calls) if not call.sendable), len(calls))
    return list(calls[:place])
