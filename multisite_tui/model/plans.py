"""The plan as a person reads it: each step's action and why, DNS before and after, what it costs, what to expect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from multisite_tui.errors import Problem
from multisite_tui.model.roles import Role
from multisite_tui.model.things import TaggedThing
from multisite_tui.model.usual_times import UsualTime

HOURS_A_MONTH = 730
"""As in AWS's own calculator."""
CENT = Decimal("0.01")


class MoveEnd(StrEnum):
    """How a run ends a move between topologies, as the option of `move` says it."""

    FINISH = "finish"
    """It takes away what the former topology made."""
    BACK = "back"
    """It leads the sites back to the former topology, and takes away what the other one made."""


class Action(StrEnum):
    """What a step does to its resource."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    KEEP = "keep"
    CHECK = "check"
    """Looks at something from outside and changes nothing."""


@dataclass(frozen=True)
class PlannedStep:
    """One line of the plan."""

    id: str
    """Unique in the plan, such as `main.io/load_balancer`."""
    role: Role
    site: str
    """The domain of the site that it belongs to; empty where it belongs to the setup as a whole."""
    title: str
    """The resource in AWS's words, such as `load balancer to-main`."""
    action: Action
    why: str
    """Why this action, such as `not there yet` or `as asked`."""
    calls: tuple[str, ...] = ()
    """The AWS operations it will make, in order, such as `elb:CreateLoadBalancer`."""
    waits_for: str = ""
    """What it still waits for, in the service's words, although nothing is left to be called."""
    needs: tuple[str, ...] = ()
    """Ids of the steps that must be done first; some of them may be in no line, since they have nothing to do."""
    usual: UsualTime | None = None
    """How long the wait after its calls usually takes; None if it has none."""


@dataclass(frozen=True)
class DnsChange:
    """What becomes of one name."""

    site: str
    name: str
    zone: str
    before: tuple[str, ...]
    """The record sets at the name, one a line, such as `A 203.0.113.10 (300 s)`; empty where there are none."""
    after: tuple[str, ...]
    """The record sets there will be; equal to `before` where nothing changes."""


@dataclass(frozen=True)
class CostLine:
    """One kind of thing that AWS bills by the month."""

    what: str
    count: int
    each: Decimal
    """USD a month, 730 hours."""


@dataclass(frozen=True)
class MonthlyCost:
    """What the whole setup costs a month, whether made now or there already; without traffic."""

    region: str
    lines: tuple[CostLine, ...]
    """Empty where the price table lacks the region; then `total` is None."""
    total: Decimal | None
    as_of: date
    """The day the price table was made."""

    def __add__(self, other: MonthlyCost) -> MonthlyCost:
        """Return the cost of both, with one line for each kind of thing and price; unknown if one of them is."""
        counts: dict[tuple[str, Decimal], int] = {}
        for line in (*self.lines, *other.lines):
            counts[line.what, line.each] = counts.get((line.what, line.each), 0) + line.count
        lines = tuple(CostLine(what, count, each) for (what, each), count in counts.items())
        total = None if self.total is None or other.total is None else self.total + other.total
        return MonthlyCost(self.region, lines, total, min(self.as_of, other.as_of))


@dataclass(frozen=True)
class HeldEntrance:
    """An entrance that the setup's former topology made, and that stands until the move ends, as the way back."""

    topology: str
    """The topology that made it."""
    sites: tuple[str, ...]
    """Domains of the sites that it served, or still serves."""
    title: str
    """Such as `load balancer to-main`."""
    dns_name: str
    cost: MonthlyCost
    adopted: bool = False
    """Whether the setup only took it on, so that the end of the move leaves it and takes our tags off it."""

    @property
    def a_day(self) -> Decimal | None:
        """What it costs a day, in US dollars; None where the price table lacks the region."""
        total = self.cost.total
        return None if total is None else (total * 24 / HOURS_A_MONTH).quantize(CENT)


@dataclass(frozen=True)
class Expectation:
    """What one kind of wait usually takes."""

    what: str
    usual: str
    limit: int
    """Seconds until the run gives up and can be resumed."""


@dataclass(frozen=True)
class Plan:
    """Everything a person should know before saying yes."""

    setup: str
    account: str
    region: str
    steps: tuple[PlannedStep, ...]
    dns: tuple[DnsChange, ...]
    cost: MonthlyCost
    waits: tuple[Expectation, ...]
    """Only those that this run will meet."""
    warnings: tuple[Problem, ...] = ()
    added_cost: Decimal = Decimal(0)
    """What the run adds to the cost of a month, in US dollars; 0 where the price table lacks the region."""
    alternative: MonthlyCost | None = None
    """What one load balancer for all sites would cost instead of one for each; None where the prices are not known, or
    where these sites cannot share one."""
    topology: str = "classic"
    """The topology of the answers, whose entrances keep the records that the run replaces."""
    removal: bool = False
    """Whether it takes the setup away."""
    removed_site: str = ""
    """The one site that a removal takes away; empty where it takes away the whole setup."""
    found_by_tags: tuple[TaggedThing, ...] = ()
    """What a removal would delete although the journal does not know that the setup made it."""
    held: tuple[HeldEntrance, ...] = ()
    """What the former topology made and this run leaves, so that there is a way back; its cost is in `cost`."""
    left: tuple[Problem, ...] = ()
    """What stands of a former topology for sites that are no longer asked for: no end of a move takes it away."""
    pages: tuple[str, ...] = ()
    """Domains of the sites whose maintenance page is shown; a run leaves it as it is."""
    moving: tuple[str, ...] = ()
    """Domains of the sites that this run leads from an entrance of the former topology to the present one's."""
    end: MoveEnd | None = None
    """How it ends a move; None if it does not."""

    @property
    def changes(self) -> tuple[PlannedStep, ...]:
        """The steps that would change something in AWS."""
        return tuple(step for step in self.steps if step.action in (Action.CREATE, Action.UPDATE, Action.DELETE))
