"""The board: where each step of each site stands, folded from the events. It draws nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.events import (
    Event,
    Finished,
    Planned,
    Started,
    StepFailed,
    StepFinished,
    StepRetrying,
    StepSkipped,
    StepStarted,
    StepWaiting,
)
from multisite_tui.model.plans import PlannedStep
from multisite_tui.model.usual_times import UsualTime
from multisite_tui.report import words as say


class Stage(StrEnum):
    """Where a step stands."""

    TO_DO = "to do"
    WORKING = "working"
    WAITING = "waiting"
    RETRYING = "retrying"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


ACTIVE = (Stage.WAITING, Stage.RETRYING, Stage.WORKING)
"""In the order in which they tell most of a site."""


@dataclass
class Row:
    """One step."""

    title: str
    action: str
    noun: str
    """The kind of resource: shorter than the title, for lines that have the site already."""
    stage: Stage = Stage.TO_DO
    words: str = ""
    """What it waits for, what went wrong, or what came of it."""
    since: float = 0.0
    until: float | None = None
    after_retry: tuple[float, Stage, str] | None = None
    """When a retry is due, and the stage and words that hold again from then on: no event tells that it was made."""
    usual: UsualTime | None = None
    """How long its wait usually takes, as the plan says; None where it has none, or no plan named it."""
    waiting_since: float | None = None
    """When its wait began; None while it has not, or where it is over."""
    by_person: bool = False
    """Whether it waits for a person, who has to put records in elsewhere."""
    heard: str = ""
    """What it waits for in the service's own words, without the usual time; empty where it does not wait."""
    expected: str = ""
    """How long the wait usually takes, as a person reads it; empty where that is not known."""

    def seconds(self, now: float) -> float:
        """How long the step took, or has taken so far."""
        return (now if self.until is None else self.until) - self.since


@dataclass
class SiteRows:
    """The steps of one site, in the plan's order."""

    domain: str
    """Empty for the steps of the setup as a whole."""
    rows: dict[str, Row] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The domain, or that these are steps for all sites."""
        return site_title(self.domain)

    def count(self, *stages: Stage) -> int:
        """How many steps stand there."""
        return sum(row.stage in stages for row in self.rows.values())

    @property
    def over(self) -> bool:
        """Whether nothing more will happen here."""
        return self.count(Stage.DONE, Stage.FAILED, Stage.SKIPPED) == len(self.rows)

    @property
    def stage(self) -> Stage:
        """The one stage that tells most of the site: a failure first, then what it waits for."""
        for stage in (Stage.FAILED, *ACTIVE, Stage.SKIPPED):
            if self.count(stage):
                return stage
        if self.over:
            return Stage.DONE
        return Stage.WORKING if self.count(Stage.DONE) else Stage.TO_DO

    @property
    def telling(self) -> Row | None:
        """The step that stands at that stage; None where the site as a whole is done or untouched."""
        return next(
            (row for row in self.rows.values() if row.stage is self.stage and row.stage is not Stage.DONE), None
        )


class RunProgress:
    """Hears events, and knows each step's stage."""

    def __init__(self) -> None:
        self.setup = ""
        self.began = 0.0
        self._ended: float | None = None
        """When the run ended; None while it goes on."""
        self.practice = False
        """Whether the account is the practice account, whose time runs faster than AWS's."""
        self.sites: dict[str, SiteRows] = {}
        self.steps: dict[str, PlannedStep] = {}
        """The lines of the plan by their id, in the plan's order: each behind those that it needs."""

    def row_of(self, step: PlannedStep) -> Row | None:
        """Return the row of a step of the plan."""
        site = self.sites.get(step.site)
        return None if site is None else site.rows.get(step.id)

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(site.count(Stage.DONE) for site in self.sites.values())

    @property
    def total(self) -> int:
        """How many steps there are."""
        return sum(len(site.rows) for site in self.sites.values())

    def seconds(self, now: float) -> float:
        """Return how long the run has taken, on the clock of its events; once it has ended, how long it took."""
        return (now if self._ended is None else self._ended) - self.began

    def rows(self) -> Iterator[Row]:
        """Yield every step."""
        for site in self.sites.values():
            yield from site.rows.values()

    def title(self, step: str) -> str:
        """Return the step's title, or its id where no plan named it."""
        return next((site.rows[step].title for site in self.sites.values() if step in site.rows), step)

    def hear(self, event: Event, now: float) -> None:
        """Take one event in.

        Args:
            event: What happened.
            now: When, on any clock that only goes forward.
        """
        match event:
            case Started(setup=setup, kind=kind):
                self._ended = None
                self.setup, self.began, self.practice = setup, now, kind is AccountKind.PRACTICE
            case Planned(plan=plan):
                self.setup = plan.setup
                self.steps = {step.id: step for step in plan.steps}
                for step in plan.steps:
                    row = Row(step.title, str(step.action), step.role.words, usual=step.usual)
                    self._site(step.site).rows[step.id] = row
            case StepStarted(action=action):
                row = self._row(event.step, event.site)
                row.stage, row.since, row.action = Stage.WORKING, now, str(action)
            case StepWaiting():
                self._wait(event, now)
            case StepRetrying():
                self._retry(event, now)
            case StepFinished() | StepFailed() | StepSkipped():
                self._end(event, now)
            case Finished():
                self._ended = now
            case _:
                pass

    def settle(self, now: float) -> None:
        """Let retries that are due be over, so that the board does not say `retrying` through a long wait."""
        for row in self.rows():
            if row.after_retry is not None and row.after_retry[0] <= now:
                _, row.stage, row.words = row.after_retry
                row.after_retry = None

    def _wait(self, event: StepWaiting, now: float) -> None:
        row = self._row(event.step, event.site)
        row.by_person, row.heard, row.expected = bool(event.records), event.waiting_for, event.usual
        row.waiting_since = now if row.waiting_since is None else row.waiting_since
        told = say.LIVE_USUAL.format(words=event.waiting_for, usual=event.usual)
        row.stage, row.words, row.after_retry = Stage.WAITING, told if event.usual else event.waiting_for, None

    def _retry(self, event: StepRetrying, now: float) -> None:
        row = self._row(event.step, event.site)
        before = (row.stage, row.words) if row.after_retry is None else row.after_retry[1:]
        row.after_retry = (now + event.seconds, *before)
        row.stage = Stage.RETRYING
        row.words = say.LIVE_RETRY.format(
            code=event.code, attempt=event.attempt, seconds=round(event.seconds, 1), why=event.why
        )

    def _end(self, event: StepFinished | StepFailed | StepSkipped, now: float) -> None:
        row = self._row(event.step, event.site)
        row.until, row.after_retry, row.waiting_since, row.by_person = now, None, None, False
        match event:
            case StepFinished(action=action, detail=detail):
                row.stage, row.action, row.words = Stage.DONE, str(action), detail
            case StepFailed(problem=problem):
                row.stage, row.words = Stage.FAILED, problem.what
            case StepSkipped(because=because):
                row.stage, row.since = Stage.SKIPPED, now
                row.words = say.LIVE_SKIPPED.format(because=self.title(because))

    def _site(self, domain: str) -> SiteRows:
        return self.sites.setdefault(domain, SiteRows(domain))

    def _row(self, step: str, site: str) -> Row:
        """Return the row of a step; one that no plan named goes by its id."""
        return self._site(site).rows.setdefault(step, Row(step, "", step))


def site_title(site: str) -> str:
    """Return what a person reads for the site of a step: its domain, or that it is for all sites."""
    return site or say.ALL_SITES
