"""Health checks of a Classic Load Balancer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from multisite_tui.aws.calls import AwsCall, Call, Reply
from multisite_tui.aws.facts.entrances import HealthCheckSettings
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.resources.base import Progress, Resource, StepOutputs, Wait
from multisite_tui.aws.resources.instances import health_message


@dataclass(frozen=True)
class CheckedBalancer:
    """A load balancer with its health check, and when it was seen."""

    load_balancer: LoadBalancer
    since: datetime


@dataclass
class ConfiguredHealthCheck(Resource[CheckedBalancer]):
    """The health check as asked, all five members of it (elb, `ConfigureHealthCheck`).

    It stands before any instance is registered: AWS's own default takes minutes to let one in. Where instances are
    registered already, they stay InService by the old check until the new one has failed often enough; so the run waits
    until it would have, and sends no visitor to another port before.
    """

    load_balancer: str
    check: HealthCheckSettings
    instances: tuple[str, ...]
    """Those that the site is to have; of others, nothing is expected."""
    detection_time: float
    """Seconds in which an instance that does not answer is surely taken out."""
    wait: Wait

    @property
    def title(self) -> str:
        """Such as `health check HTTP:6402/`."""
        return f"health check {self.check.target}"

    def read(self, facts: Facts, known: StepOutputs) -> CheckedBalancer | None:
        """Find the load balancer that carries it."""
        found = facts.load_balancer(self.load_balancer)
        return CheckedBalancer(found, facts.now) if found else None

    def calls(self, found: CheckedBalancer | None, known: StepOutputs) -> Sequence[Call]:
        """Overwrite a check that differs."""
        there = found.load_balancer.health_check if found else None
        if there == self.check:
            return ()
        check = {
            "Target": self.check.target.aws,
            "Interval": self.check.interval,
            "Timeout": self.check.timeout,
            "UnhealthyThreshold": self.check.unhealthy_threshold,
            "HealthyThreshold": self.check.healthy_threshold,
        }
        params = {"LoadBalancerName": self.load_balancer, "HealthCheck": check}
        why = _difference(there, self.check) if there else "not there yet"
        return [AwsCall("elb", "ConfigureHealthCheck", params, self.title, why)]

    def exists(self, found: CheckedBalancer | None) -> bool:
        """Whether the load balancer has a check."""
        return found is not None and found.load_balancer.health_check is not None

    def expects(self, found: CheckedBalancer | None) -> Wait | None:
        """Expect a wait only where somebody is behind the load balancer already."""
        return self.wait if found and not found.load_balancer.instances.isdisjoint(self.instances) else None

    def progress(self, facts: Facts, found: CheckedBalancer, replies: Sequence[Reply]) -> Progress:
        """Instances that were there before still pass, once a failing check would have shown."""
        instances = tuple(one for one in self.instances if one in found.load_balancer.instances)
        if not replies or not instances:  # the check is as it was, or nobody is there to be judged
            return Progress(done=True, message="")
        health = facts.instance_health(self.load_balancer, instances)
        passing = all(one.in_service for one in health)
        over = (facts.now - found.since).total_seconds() >= self.detection_time
        return Progress(passing and over, health_message(health))

    def summary(self, found: CheckedBalancer | None) -> str:
        """The rhythm of it."""
        check = self.check
        return (
            f"every {check.interval} s, {check.timeout} s to answer, "
            f"out after {check.unhealthy_threshold} failures, back after {check.healthy_threshold} successes"
        )


def _difference(there: HealthCheckSettings, asked: HealthCheckSettings) -> str:
    """Return each member that differs, as it is and as it is asked for."""
    return ", ".join(
        f"{name.replace('_', ' ')} is {getattr(there, name)}, asked for {getattr(asked, name)}"
        for name in HealthCheckSettings.__dataclass_fields__
        if getattr(there, name) != getattr(asked, name)
    )
