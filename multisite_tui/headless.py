"""Face one: a setup without screens. It shows the run's events, and asks once where somebody can be asked."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from queue import Empty, SimpleQueue
from threading import Lock, Thread

from multisite_tui.aws.session import Aws
from multisite_tui.engine.clock import Clock
from multisite_tui.engine.interrupt import WAS_INTERRUPTED, Interrupt, on_signals
from multisite_tui.errors import ExitCode, InputNeeded, Interrupted, Problem
from multisite_tui.model.accounts import Account, AccountKind
from multisite_tui.model.events import Event, Finished
from multisite_tui.model.plans import MoveEnd, Plan
from multisite_tui.model.setup import Setup
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.report import words as say
from multisite_tui.report.factory import Report
from multisite_tui.report.questions import ask_yes, can_ask
from multisite_tui.setup_run import ApplyTask, SetupRun, Task
from multisite_tui.signals import SAVED, end_process, give_back, interrupts_exit, interrupts_say
from multisite_tui.state.store import Store

LISTENING = 0.1
"""Seconds after which the main thread hears a signal that another thread was given."""
SAYING = 0.2
"""Seconds that an event may take to be reported before a second signal ends the process all the same."""


class Consent(Enum):
    """Who says that the plan may be carried out."""

    GIVEN = "--yes"
    ASK = "ask"
    NEVER = "--plan"


@dataclass
class Headless:
    """One headless run of one setup."""

    setup: Setup
    connect: Callable[[], Aws]
    """Signs in; called once."""
    store: Store
    consent: Consent
    report: Report
    clock: Clock
    command: str
    """How a person calls this program with the same options, such as `multisite-tui --demo`."""
    warnings: tuple[Problem, ...] = ()
    """What the answers may not have meant."""
    task: Task = field(default_factory=ApplyTask)
    """What to do with the setup."""
    found_by_tags: bool = False
    """Whether the consent that is given holds for what is known by its tags alone, too."""

    def run(self) -> ExitCode:
        """Do it, and return what the process exits with.

        The run is in a thread of its own, so that the main thread is free for signals at any moment.
        """
        interrupt, said, began = Interrupt(), _Said(self.report), time.monotonic()
        ended: SimpleQueue[Finished | BaseException | None] = SimpleQueue()
        run = SetupRun(
            setup=self.setup,
            connect=self.connect,
            store=self.store,
            clock=self.clock,
            emit=said,
            command=self.command,
            consent=None if self.consent is Consent.NEVER else self._ask,
            task=self.task,
            interrupt=interrupt,
            warnings=self.warnings,
        )
        if self.consent is not Consent.NEVER:
            interrupts_say(SAVED)
        with on_signals(interrupt, lambda: ended.put(None), said.stop_at_once):
            Thread(target=_go, args=(run, ended), daemon=True, name="run").start()
            last = _next(ended)
            while last is None:  # interrupted before the first change
                if not said.closed():
                    give_back()
                    self.report(run.failed(Interrupted(WAS_INTERRUPTED), time.monotonic() - began))
                    end_process(ExitCode.INTERRUPTED, "")  # and do not wait for the thread: it may be waiting for AWS
                last = _next(ended)
            if isinstance(last, BaseException):
                raise last
            interrupts_exit(last.exit_code)
            return last.exit_code

    def _ask(self, planned: PlannedRun, account: Account) -> None:
        """Ask the person, unless the command line said yes.

        Raises:
            InputNeeded: nobody can be asked, or the answer is no.
        """
        tagged = planned.plan.found_by_tags
        if self.consent is Consent.GIVEN:
            if tagged and not self.found_by_tags:
                raise InputNeeded(_tagged_needed(len(tagged)))
            return
        if not can_ask(sys.stdin, sys.stderr):
            raise InputNeeded(_yes_needed())
        if not ask_yes(question(planned, account), sys.stdin, sys.stderr):
            raise InputNeeded(Problem(say.DECLINED_CODE, say.DECLINED))


_END = {MoveEnd.FINISH: say.ASK_FINISH, MoveEnd.BACK: say.ASK_BACK}
_END_TAGGED = {MoveEnd.FINISH: say.ASK_REMOVAL_TAGGED, MoveEnd.BACK: say.ASK_BACK_TAGGED}


def question(planned: PlannedRun, account: Account) -> str:
    """Return what the person is asked: what would change, what it costs, and which live records it replaces."""
    plan = planned.plan
    replaced = [one.name for one in plan.dns if one.zone and one.before and one.before != one.after]
    cost = say.ASK_UNKNOWN if plan.cost.total is None else say.ASK_COST.format(total=plan.cost.total)
    return _template(plan, replaced, practice=account.kind is AccountKind.PRACTICE).format(
        changes=len(plan.changes),
        account=account.id,
        region=account.region,
        cost=cost,
        replaced=", ".join(replaced),
        moving=", ".join(plan.moving),
        count=len(plan.found_by_tags),
    )


def _template(plan: Plan, replaced: Sequence[str], *, practice: bool) -> str:
    if plan.end is not None:
        return _END_TAGGED[plan.end] if plan.found_by_tags else _END[plan.end]
    if plan.found_by_tags:
        return say.ASK_REMOVAL_TAGGED
    if plan.removal:
        return say.ASK_REMOVAL
    if plan.moving:
        return say.ASK_PRACTICE_MOVE if practice else say.ASK_MOVE
    if practice:
        return say.ASK_PRACTICE_REPLACING if replaced else say.ASK_PRACTICE
    return say.ASK_CHANGES_REPLACING if replaced else say.ASK_CHANGES


def _yes_needed() -> Problem:
    return Problem(
        code="yes_needed",
        what="The plan changes something, and nobody is there to be asked.",
        why="Without a terminal, only --yes allows a change.",
        next="Read the plan above, then run the same command with --yes.",
    )


def _tagged_needed(count: int) -> Problem:
    return Problem(
        code=say.TAGGED_CODE,
        what=f"It would delete what is known by its tags alone (things: {count}); nothing was changed.",
        why="The saved state does not say that this setup made them, and anybody can write tags.",
        next="Look at each in the plan above. Where all are this setup's, add --found-by-tags; what is not stays if you"
        " take its multisite-tui: tags off.",
    )


def _go(run: SetupRun, ended: SimpleQueue[Finished | BaseException | None]) -> None:
    try:
        ended.put(run.go())
    except BaseException as error:  # noqa: BLE001 - raised again in the main thread
        ended.put(error)


def _next(ended: SimpleQueue[Finished | BaseException | None]) -> Finished | BaseException | None:
    """Return what comes next. A signal may be given to any thread, and a wait without an end hears nothing of it."""
    while True:
        try:
            return ended.get(timeout=LISTENING)
        except Empty:
            continue


class _Said:
    """Hands events of a run on to its report, until the main thread says how the run ended."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._lock = Lock()
        self._last = False
        """Whether the last word was said, or is being said."""

    def __call__(self, event: Event) -> None:
        """Report one event."""
        with self._lock:
            self._last |= isinstance(event, Finished)
            self._report(event)

    def closed(self) -> bool:
        """Let the run say nothing more; return whether it has said its last word already."""
        self._lock.acquire()  # for good: the run's thread stays where it is until the process ends
        if self._last:
            self._lock.release()
            return True
        self._last = True
        return False

    def stop_at_once(self) -> None:
        """End the process now: what was intended is on disk. Of an end that is being said, nothing more is said."""
        self._lock.acquire(timeout=SAYING)  # for good: an end that the run comes to now is not said behind this one
        end_process(ExitCode.INTERRUPTED, "" if self._last else say.STOPPED_AT_ONCE)
