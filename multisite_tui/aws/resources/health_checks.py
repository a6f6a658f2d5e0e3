"""Health checks of a Classic Load Balancer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.aws.facts.entrances import HealthCheckSettings
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.resources.base import Progress, Resource, StepOutputs, Wait
from multisite_tui.aws.resources.instances import health_message
from multisite_tui.model.replies import Reply


@dataclass(frozen=True)
class CheckedBalancer:
    """A load balancer with its health check, and when it was read."""

    load_balancer: LoadBalancer
    since: datetime


@dataclass
class ConfiguredHealthCheck(Resource[CheckedBalancer]):
    """The health check with all its five members (elb, `ConfigureHealthCheck`).

    It is set before any instance is registered, because with AWS's own default an instance becomes InService only after
    minutes. Instances that are registered already stay InService after a change until the new check has failed often
    enough. So the run waits that long before it sends visitors to another port.
    """

    load_balancer: str
    check: HealthCheckSettings
    instances: tuple[str, ...]
    """Ids of the instances that the site is to have; the health of others does not matter."""
    detection_time: float
    """Seconds after which an instance that fails the check is certain to be OutOfService."""
    wait: Wait

    @property
    def title(self) -> str:
        """Such as `health check HTTP:6402/`."""
        return f"health check {self.check.target}"

    def read(self, facts: Facts, known: StepOutputs) -> CheckedBalancer | None:
        """Find the load balancer that it belongs to."""
        found = facts.load_balancer(self.load_balancer)
        return CheckedBalancer(found, facts.now) if found else None

    def calls(self, found: CheckedBalancer | None, known: StepOutputs) -> Sequence[Call]:
        """Replace a check that differs."""
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
        """Return the wait only if an instance is registered already."""
        return self.wait if found and not found.load_balancer.instances.isdisjoint(self.instances) else None

    def progress(self, facts: Facts, found: CheckedBalancer, replies: Sequence[Reply]) -> Progress:
        """Done when instances that were registered before are InService after `detection_time`."""
        instances = tuple(one for one in self.instances if one in found.load_balancer.instances)
        if not replies or not instances:  # the check was not changed, or no instance is registered
            return Progress(done=True, message="")
        health = facts.instance_health(self.load_balancer, instances)
        passing = len(health) == len(instances) and all(one.in_service for one in health)
        over = (facts.now - found.since).total_seconds() >= self.detection_time
        return Progress(passing and over, health_message(health))

    def summary(self, found: CheckedBalancer | None) -> str:
        """The check's interval and thresholds."""
        check = self.check
        return (
            f"every {check.interval} s, {check.timeout} s to answer, "
            f"out after {check.unhealthy_threshold} failures, back after {check.healthy_threshold} successes"
        )


def _difference(there: HealthCheckSettings, asked: HealthCheckSettings) -> str:
    """Return each member that differs, with its present and its wanted value."""
    return ", ".join(
        f"{name.replace('_', ' ')} is {getattr(there, name)}, asked for {getattr(asked, name)}"
        for name in HealthCheckSettings.__dataclass_fields__
        if getattr(there, name) != getattr(asked, name)
    )
