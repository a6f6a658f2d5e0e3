"""The run: executes the steps of a plan, each in a thread of its own as soon as the steps that it needs are done.

While the steps run, what AWS accepted counts as done. At the end, one look asks AWS whether it shows all of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from graphlib import TopologicalSorter
from typing import Any

from multisite_tui.aws.facts.reads import Mode
from multisite_tui.aws.resources.base import Kind, StepOutputs
from multisite_tui.engine.call_executor import CallExecutor
from multisite_tui.engine.context import RunContext
from multisite_tui.engine.step_executor import StepExecutor
from multisite_tui.engine.turns import Turns
from multisite_tui.errors import ExitCode, Failure, Interrupted, Problem, ServiceFailure
from multisite_tui.model.events import StepFailed, StepFinished, StepSkipped, StepStarted, Warned
from multisite_tui.model.plans import Action, PlannedStep
from multisite_tui.model.replies import Reply
from multisite_tui.plan.graph import Step, roots_of
from multisite_tui.state.files import STATE_UNWRITABLE
from multisite_tui.threads import thread_pool

WORKERS = 64
"""Threads. Most of the time most of them wait for AWS; calls beyond botocore's connection pool are queued there."""
SIGNAL_POLL = 0.2
"""Seconds between two looks at whether the run was asked to stop."""


@dataclass
class StepResults:
    """The results of all steps."""

    found: dict[str, Any] = field(default_factory=dict)
    """By step id, the resource of each finished step, as it is expected after the calls that AWS accepted."""
    failures: dict[str, Failure] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    """Steps that were not tried, each with the id of the failed step that blocks it, or `interrupted`."""
    accepted: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By step id, descriptions of the calls that AWS accepted; steps that did not finish are included."""

    @property
    def interrupted(self) -> bool:
        """Whether the run was asked to stop before all steps were done."""
        return INTERRUPTED in self.skipped.values() or any(
            isinstance(failure, Interrupted) for failure in self.failures.values()
        )

    @property
    def exit_code(self) -> ExitCode:
        """130 if interrupted; else the first of 3, 5 and 6 that a failure asks for; 0 if all steps are done."""
        if self.interrupted:
            return ExitCode.INTERRUPTED
        codes = {failure.exit_code for failure in self.failures.values()}
        order = (ExitCode.ACCESS, ExitCode.PARTIAL, ExitCode.TIMED_OUT)
        return next((code for code in order if code in codes), ExitCode.PARTIAL if codes else ExitCode.DONE)


INTERRUPTED = "interrupted"
FINISHING = Problem(
    code="interrupted",
    what="Finishing the call in hand and saving. Interrupt once more to stop at once; that loses nothing either.",
)


class Run:
    """One execution of the steps of a plan."""

    def __init__(
        self,
        steps: Sequence[Step],
        planned: Sequence[PlannedStep],
        context: RunContext,
        replies: Mapping[str, Sequence[Reply]],
    ) -> None:
        """Make a run.

        Args:
            steps: The steps of the plan.
            planned: The same steps as the plan shows them, with their actions.
            context: How to reach the account, the journal and the event sink.
            replies: By step id, AWS's replies to the calls of an earlier, interrupted run whose steps did not finish.
        """
        self._steps = {step.id: step for step in steps}
        self._actions = {one.id: one.action for one in planned}
        self._context = context
        self._calls = CallExecutor(context, self._peers)
        self._replies = replies
        begin = partial(Turns, context.clock, context.reads, began=context.clock.shared())
        self._turns: dict[type, Turns] = defaultdict(begin)
        """By kind of resource, the turns of the steps that wait for it."""
        self._executors: dict[str, StepExecutor] = {}
        self._result = StepResults(accepted=self._calls.accepted)
        self._halted_by: str | None = None
        self._interrupt_reported = False

    def go(self) -> StepResults:
        """Execute every step that can be executed, confirm what was done, and return the results."""
        with thread_pool(WORKERS, "step") as pool:
            try:
                self._execute_all(pool)
                self._confirm_all(pool)
            except BaseException:
                self._context.interrupt.halt()  # a bug must end the run at once, not after the waits of other steps
                raise
        return self._result

    def _execute_all(self, pool: ThreadPoolExecutor) -> None:
        sorter = TopologicalSorter({step.id: step.needs for step in self._steps.values()})
        sorter.prepare()
        running: dict[Future[Any], str] = {}
        while sorter.is_active():
            self._run_ready_steps(sorter, pool, running)

    def _confirm_all(self, pool: ThreadPoolExecutor) -> None:
        """Look once at all that was changed, as AWS itself shows it; a step with something left to do goes on.

        Nothing is asked that no accepted call has changed, and one read answers for many steps.
        """
        stopped = self._result.interrupted or self._halted_by is not None
        if stopped or not any(self._calls.accepted.values()):
            return
        for question in self._context.first_questions(self._context.facts(Mode.CONFIRMED)):
            pool.submit(_quietly, question)
        finished = [self._steps[name] for name in self._result.found if self._actions[name] is not Action.CHECK]
        running = {pool.submit(self._executors[step.id].confirm): step.id for step in finished}
        while running:
            self._report_interrupt()
            done, _ = wait(running, timeout=SIGNAL_POLL, return_when=FIRST_COMPLETED)
            for future in done:
                name = running.pop(future)
                if future.exception() is not None or future.result() is not None:
                    self._note(name, future)

    def _peers(self, step: Step) -> int:
        """Return how many other steps of the same kind of resource are not done with their calls, nor given up."""
        kind = type(step.resource)
        done = {*self._result.found, *self._result.failures, *self._result.skipped}
        return sum(
            one.id not in done and one.id != step.id and type(one.resource) is kind for one in self._steps.values()
        )

    def _run_ready_steps(
        self, sorter: TopologicalSorter[str], pool: ThreadPoolExecutor, running: dict[Future[Any], str]
    ) -> None:
        for name in sorter.get_ready():
            if self._skip(self._steps[name]):
                sorter.done(name)
            else:
                self._executors[name] = self._executor(self._steps[name])
                running[pool.submit(self._execute, self._steps[name])] = name
        self._report_interrupt()
        done, _ = wait(running, timeout=SIGNAL_POLL, return_when=FIRST_COMPLETED)
        for future in done:
            name = running.pop(future)
            self._note(name, future)
            sorter.done(name)
            for step in self._waiting_for(name):
                pool.submit(self._read_ahead, step)

    def _waiting_for(self, name: str) -> list[Step]:
        """Return the steps that need this one, and others that are not done."""
        return [
            step
            for step in self._steps.values()
            if name in step.needs and not self._result.found.keys() >= set(step.needs)
        ]

    def _read_ahead(self, step: Step) -> None:
        """Read what a step will read, while it still waits for other steps."""
        if step.resource.kind is not Kind.OBSERVE:
            facts, known = self._context.facts(Mode.EXPECTED), StepOutputs(self._result.found)
            _quietly(lambda: step.resource.read(facts, known))

    def _report_interrupt(self) -> None:
        if self._context.interrupt.asked and not self._interrupt_reported and self._halted_by is None:
            self._interrupt_reported = True
            self._context.emit(Warned(FINISHING))

    def _skip(self, step: Step) -> bool:
        """Whether the step is skipped: a step that needs a failed one is not tried, and only the cause is reported."""
        because = roots_of(step, self._result.failures, self._result.skipped)
        if because is not None and isinstance(self._result.failures.get(because), Interrupted):
            because = INTERRUPTED  # an interrupted step has not failed, and must not be reported as the cause
        because = because or self._halted_by or (INTERRUPTED if self._context.interrupt.asked else None)
        if because is None:
            return False
        self._mark_skipped(step, because)
        return True

    def _mark_skipped(self, step: Step, because: str) -> None:
        self._result.skipped[step.id] = because
        self._context.emit(StepSkipped(step.id, step.site, because))

    def _execute(self, step: Step) -> Any:
        self._context.emit(StepStarted(step.id, step.site, self._actions[step.id]))
        return self._executors[step.id].execute()

    def _executor(self, step: Step) -> StepExecutor:
        replies = list(self._replies.get(step.id, ()))
        turns = self._turns[type(step.resource)]
        return StepExecutor(step, StepOutputs(self._result.found), self._context, self._calls, turns, replies)

    def _note(self, name: str, future: Future[Any]) -> None:
        step = self._steps[name]
        try:
            found = future.result()
            if self._actions[name] is not Action.CHECK:
                self._context.recorder.step_finished(name)
        except Failure as failure:
            self._fail(step, failure)
        else:
            self._result.found[name] = found
            action = self._actions[name]
            self._context.emit(StepFinished(name, step.site, action, step.resource.summary(found)))

    def _fail(self, step: Step, failure: Failure) -> None:
        if isinstance(failure, Interrupted) and self._halted_by is not None:
            if step.id not in self._result.found:  # a step that is done was only not confirmed
                self._mark_skipped(step, self._halted_by)
            return
        self._result.failures[step.id] = failure
        if isinstance(failure, Interrupted):
            return
        self._context.emit(StepFailed(step.id, step.site, failure.problem.of(step.site or None)))
        if _concerns_all(failure) and self._halted_by is None:
            self._halted_by = step.id
            self._context.interrupt.halt()


def _quietly(ask: Callable[[], object]) -> None:
    """Ask ahead; a failure is kept as the answer, and is for the step that needs the answer to report."""
    with suppress(Failure):
        ask()


def _concerns_all(failure: Failure) -> bool:
    """Whether every other site would fail too: the credentials have expired, or the disk cannot be written."""
    if isinstance(failure, ServiceFailure):
        return failure.signed_out
    return failure.problem.code == STATE_UNWRITABLE
