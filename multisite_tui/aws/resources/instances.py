"""Instances behind a Classic Load Balancer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.aws.facts.entrances import TargetHealth
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.resources.base import Kind, Progress, Resource, StepOutputs, Wait
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.model.replies import Reply

NOT_SHOWN = "ELB does not show the registration everywhere yet"


@dataclass
class Registration(Resource[LoadBalancer]):
    """The site's instances, registered and InService (elb, `RegisterInstancesWithLoadBalancer`)."""

    load_balancer: str
    instances: tuple[str, ...]
    wait: Wait

    @property
    def title(self) -> str:
        """Such as `instance i-0123 behind to-main`."""
        return f"instance {', '.join(self.instances)} behind {self.load_balancer}"

    def read(self, facts: Facts, known: StepOutputs) -> LoadBalancer | None:
        """Find the load balancer that they are registered with."""
        return facts.load_balancer(self.load_balancer)

    def calls(self, found: LoadBalancer | None, known: StepOutputs) -> Sequence[Call]:
        """Register those that are not registered."""
        missing = sorted(set(self.instances) - (found.instances if found else frozenset()))
        if not missing:
            return ()
        params = {
            "LoadBalancerName": self.load_balancer,
            "Instances": [{"InstanceId": instance} for instance in missing],
        }
        return [AwsCall("elb", "RegisterInstancesWithLoadBalancer", params, self.title, "not registered yet")]

    def exists(self, found: LoadBalancer | None) -> bool:
        """Whether any of them is registered."""
        return found is not None and not found.instances.isdisjoint(self.instances)

    def progress(self, facts: Facts, found: LoadBalancer, replies: Sequence[Reply]) -> Progress:
        """Done when every instance of the site is InService."""
        health = facts.instance_health(self.load_balancer, tuple(sorted(self.instances)))
        waiting = [one for one in health if not one.in_service]
        done = len(health) == len(self.instances) and not waiting
        return Progress(done, health_message(health))


@dataclass
class Deregistration(Resource[LoadBalancer]):
    """Deregisters instances that the answers no longer name, after the others are InService.

    It does so only on a load balancer that this setup created: on an adopted one, they may be another owner's.
    """

    owner: Owner
    load_balancer: str
    instances: tuple[str, ...]
    kind: ClassVar[Kind] = Kind.CLEAN_UP

    @property
    def title(self) -> str:
        """Such as `instances that leave to-main`."""
        return f"instances that leave {self.load_balancer}"

    def read(self, facts: Facts, known: StepOutputs) -> LoadBalancer | None:
        """Find the load balancer."""
        return facts.load_balancer(self.load_balancer)

    def calls(self, found: LoadBalancer | None, known: StepOutputs) -> Sequence[Call]:
        """Deregister those that are not asked for; they finish their open requests (connection draining)."""
        if found is None or not self.owner.made(found.tags):
            return ()
        leaving = sorted(found.instances - set(self.instances))
        if not leaving:
            return ()
        params = {
            "LoadBalancerName": self.load_balancer,
            "Instances": [{"InstanceId": instance} for instance in leaving],
        }
        why = f"no longer asked for: {', '.join(leaving)}"
        return [AwsCall("elb", "DeregisterInstancesFromLoadBalancer", params, self.title, why)]


def health_message(health: Sequence[TargetHealth]) -> str:
    """Return the load balancer's own descriptions of the instances that are not InService, else of all."""
    if not health:
        return NOT_SHOWN
    waiting = [one for one in health if not one.in_service]
    return "; ".join(_message(one) for one in waiting or health)


def _message(health: TargetHealth) -> str:
    if health.description in ("", "N/A"):
        return f"{health.instance} {health.state}"
    return f"{health.instance} {health.state}: {health.description}"
