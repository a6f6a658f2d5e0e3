"""Removal of a load balancer, and the wait until its network interfaces are gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.resources.base import Kind, Progress, Resource, StepOutputs, Wait
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.model.replies import Reply
from multisite_tui.model.rules.tags import OURS
from multisite_tui.model.things import Thing, ThingKind
from multisite_tui.model.usual_times import UsualTime


@dataclass(frozen=True)
class FoundBalancer:
    """The load balancer as it is; None after it is deleted."""

    balancer: LoadBalancer | None


@dataclass
class RemovedLoadBalancer(Resource[FoundBalancer]):
    """A load balancer: one that the setup created is deleted with its listeners; an adopted one only loses our tags."""

    owner: Owner
    name: str
    kind: ClassVar[Kind] = Kind.DELETE
    wait = Wait("AWS to release the network interfaces", limit=600, every=5, usual=UsualTime.minutes(1, 3))

    @property
    def title(self) -> str:
        """Such as `load balancer to-main`."""
        return f"load balancer {self.name}"

    def read(self, facts: Facts, known: StepOutputs) -> FoundBalancer:
        """Find it by its name."""
        return FoundBalancer(facts.load_balancer(self.name))

    def calls(self, found: FoundBalancer | None, known: StepOutputs) -> Sequence[Call]:
        """Delete it, or remove our tags."""
        balancer = found.balancer if found else None
        if balancer is None or not self.owner.owns(balancer.tags):
            return ()
        if self.owner.made(balancer.tags):
            why = "made by this setup"
            params = {"LoadBalancerName": self.name}
            return [AwsCall("elb", "DeleteLoadBalancer", params, self.title, why) for _ in self.deletes(found)]
        ours = [{"Key": key} for key in sorted(balancer.tags) if key.startswith(OURS)]
        untagged = {"LoadBalancerNames": [self.name], "Tags": ours}
        return [AwsCall("elb", "RemoveTags", untagged, self.title, "taken on by this setup: it stays")]

    def deletes(self, found: FoundBalancer | None) -> Sequence[Thing]:
        """Return it, if this setup created it."""
        balancer = found.balancer if found else None
        if balancer is None or not self.owner.made(balancer.tags):
            return ()
        # A name is given again once its load balancer is gone; the number in the DNS name is not.
        thing = Thing(ThingKind.LOAD_BALANCER, balancer.dns_name, frozenset({self.name}), balancer.created, self.name)
        return [thing] if self.may_delete(thing) else []

    def stays(self, found: FoundBalancer | None) -> bool:
        """Whether it exists, and another owner made it."""
        return bool(found and found.balancer) and not self.deletes(found)

    def progress(self, facts: Facts, found: FoundBalancer, replies: Sequence[Reply]) -> Progress:
        """Done when its network interfaces are gone; until then its security group cannot be deleted."""
        if found.balancer is not None:
            return Progress(done=True, message="")
        left = facts.interfaces(self.name)
        return Progress(not left, f"EC2 still has the network interfaces {', '.join(left)}")

    def noop_reason(self, found: FoundBalancer | None) -> str:
        """Return that it does not exist, or belongs to another owner."""
        return "not this setup's" if found and found.balancer else "gone already"
