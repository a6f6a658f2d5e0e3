"""Removal of the load balancer that all sites share, and the wait until its network interfaces are gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.aws.facts.application_load_balancers import ApplicationLoadBalancer
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.leading_records import names_led_to
from multisite_tui.aws.resources.base import Kind, Progress, Resource, StepOutputs, Wait
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.errors import Problem
from multisite_tui.model.replies import Reply
from multisite_tui.model.things import Thing, ThingKind
from multisite_tui.model.usual_times import UsualTime


@dataclass(frozen=True)
class FoundApplication:
    """The load balancer as it is; None after it is deleted."""

    application: ApplicationLoadBalancer | None
    led_here: tuple[str, ...] = ()
    """Names of the records that lead to it, in any hosted zone of the account; not looked for while a plan is made."""


@dataclass
class RemovedApplicationLoadBalancer(Resource[FoundApplication]):
    """An Application Load Balancer that the setup created: it is deleted with its listeners and their rules.

    It is kept while a record leads to it. A plan cannot tell: the steps before this one lead names away.
    """

    owner: Owner
    """Of the setup as a whole."""
    name: str
    kind: ClassVar[Kind] = Kind.DELETE
    wait = Wait("AWS to release the network interfaces", limit=600, every=5, usual=UsualTime.minutes(1, 3))

    @property
    def title(self) -> str:
        """Such as `load balancer main-io`."""
        return f"load balancer {self.name}"

    def read(self, facts: Facts, known: StepOutputs) -> FoundApplication:
        """Find it by its name, and the records that lead to it as they are at this moment."""
        there = facts.application_load_balancer(self.name)
        if there is None or self.agreement is None:
            return FoundApplication(there)
        return FoundApplication(there, names_led_to(there.leads_to, there.dns_name, facts.again()))

    def conflicts(self, found: FoundApplication | None, known: StepOutputs) -> Sequence[Problem]:
        """Refuse while a record leads there, except to a load balancer that stays anyhow."""
        return [self._still_led_to(found.led_here)] if found and found.led_here and self.deletes(found) else []

    def calls(self, found: FoundApplication | None, known: StepOutputs) -> Sequence[Call]:
        """Delete it."""
        there = found.application if found else None
        if there is None:
            return ()
        params = {"LoadBalancerArn": there.arn}
        why = "made by this setup"
        return [AwsCall("elbv2", "DeleteLoadBalancer", params, self.title, why) for _ in self.deletes(found)]

    def deletes(self, found: FoundApplication | None) -> Sequence[Thing]:
        """Return it, if this setup created it."""
        there = found.application if found else None
        if there is None or not self.owner.made(there.tags):
            return ()
        # A name is given again once its load balancer is gone; the number in the DNS name is not.
        thing = Thing(ThingKind.LOAD_BALANCER, there.dns_name, frozenset({self.name}), there.created, self.name)
        return [thing] if self.may_delete(thing) else []

    def stays(self, found: FoundApplication | None) -> bool:
        """Whether it exists, and another owner made it."""
        return bool(found and found.application) and not self.deletes(found)

    def progress(self, facts: Facts, found: FoundApplication, replies: Sequence[Reply]) -> Progress:
        """Done when its network interfaces are gone; until then its security group cannot be deleted."""
        if found.application is not None:
            return Progress(done=True, message="")
        left = facts.interfaces_of_application(self.name)
        return Progress(not left, f"EC2 still has the network interfaces {', '.join(left)}")

    def _still_led_to(self, names: Sequence[str]) -> Problem:
        return Problem(
            code="still_led_to",
            what=f"{', '.join(names)} still leads to {self.title}, which therefore stays.",
            why="Without it, visitors of these names would get no answer.",
            next="Lead these names elsewhere, or delete their records, in the Route 53 console. Then run again.",
            key="dns",
        )

    def noop_reason(self, found: FoundApplication | None) -> str:
        """Return that it does not exist, or belongs to another owner."""
        return "not this setup's" if found and found.application else "gone already"
