"""What a run tells its listeners: the one stream that wizard, text report and JSON lines hear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from multisite_tui.errors import ExitCode, Problem
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.hand_records import HandRecord
from multisite_tui.model.plans import Action, CostLine, HeldEntrance, Plan


class Outcome(StrEnum):
    """How a run ended."""

    COMPLETE = "complete"
    UNCHANGED = "unchanged"
    PLANNED = "planned"
    REFUSED = "refused"
    PARTIAL = "partial"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Started:
    """The run knows its setup and its account."""

    version: str
    setup: str
    account: str
    region: str
    kind: AccountKind = AccountKind.AWS


@dataclass(frozen=True)
class Planned:
    """The plan stands; nothing has been changed."""

    plan: Plan


@dataclass(frozen=True)
class StepStarted:
    """A step begins to look and act."""

    step: str
    site: str
    action: Action


@dataclass(frozen=True)
class StepWaiting:
    """A step waits for AWS; told again whenever AWS's words change."""

    step: str
    site: str
    waiting_for: str
    """In the service's own words."""
    usual: str
    """What to expect, such as `usually 1 to 5 minutes`."""
    records: tuple[HandRecord, ...] = ()
    """The records that a person has to put in at the DNS provider before it can go on."""


@dataclass(frozen=True)
class StepRetrying:
    """AWS refused for now; the call will be made again."""

    step: str
    site: str
    code: str
    attempt: int
    seconds: float
    """Until the next attempt."""
    why: str


@dataclass(frozen=True)
class StepFinished:
    """The resource is as wanted."""

    step: str
    site: str
    action: Action
    detail: str = ""
    """What is worth knowing of the result, such as the certificate's ARN."""


@dataclass(frozen=True)
class StepFailed:
    """The step could not be done; what hangs below it is skipped."""

    step: str
    site: str
    problem: Problem


@dataclass(frozen=True)
class StepSkipped:
    """The step was not tried, because of another."""

    step: str
    site: str
    because: str
    """The step that failed, or the word `interrupted`."""


@dataclass(frozen=True)
class Warned:
    """Something a person should know that stops nothing."""

    problem: Problem


@dataclass(frozen=True)
class Check:
    """What a visitor of one site saw, before and after the DNS switch; `not_made` says why there is none."""

    before: str = ""
    after: str = ""
    ok: bool | None = None
    """Whether the last look was as expected; None where none was made."""
    not_made: str = ""


REMOVED = "removed"
"""Instead of a site's health, once the site is taken away."""
UNKNOWN = "unknown"
"""Instead of a site's health, where it was not asked."""
KEPT = "not removed: it was there before this setup"
"""The same, where the load balancer was only taken on."""


@dataclass(frozen=True)
class SiteResult:
    """How one site stands at the end of a run."""

    domain: str
    url: str
    load_balancer: str
    load_balancer_dns: str | None
    health: str
    """The load balancer's word for its instances, such as `InService`; `unknown` where it was not asked."""
    check: Check
    problem: Problem | None = None
    maintenance: bool = False
    """Whether visitors are shown the maintenance page in place of the program."""


@dataclass(frozen=True)
class Finished:
    """The run is over; always the last event."""

    outcome: Outcome
    exit_code: ExitCode
    sites: tuple[SiteResult, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What concerns the run as a whole, such as a refusal before the first step."""
    seconds: float = 0.0
    next: tuple[str, ...] = field(default=())
    """Commands worth running now."""
    notes: tuple[str, ...] = ()
    """Sentences worth knowing: what stays and why; of an end that is good, what is billed too."""
    removal: bool = False
    """Whether the run was to take the setup away."""
    removed_site: str = ""
    """The one site that it was to take away; empty where it was the whole setup."""
    billing: tuple[CostLine, ...] = ()
    """What AWS bills now and goes on billing; given where a run stopped half-way."""
    held: tuple[HeldEntrance, ...] = ()
    """What stands of the former topology until the move is ended."""
    there: tuple[str, ...] = ()
    """What AWS has of the setup; given where the disk did not take it."""
    answers: str = ""
    """The setup as an answers file; given where the disk did not take what was done: it finds all of it by its tags."""


Event = (
    Started
    | Planned
    | StepStarted
    | StepWaiting
    | StepRetrying
    | StepFinished
    | StepFailed
    | StepSkipped
    | Warned
    | Finished
)

EventSink = Callable[[Event], None]
"""Called from any thread, one event at a time."""
