"""Health checks of a Classic Load Balancer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from multisite_tui.aws.calls import Call
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import HealthCheck, LoadBalancer
from multisite_tui.aws.resources.base import Known, Resource


@dataclass
class ConfiguredHealthCheck(Resource[LoadBalancer]):
    """The health check as asked, all five members of it (elb, `ConfigureHealthCheck`).

    It stands before any instance is registered: AWS's own default takes minutes to let one in.
    """

    load_balancer: str
    check: HealthCheck

    @property
    def title(self) -> str:
        """Such as `health check HTTP:6402/`."""
        return f"health check {self.check.target}"

    def look(self, facts: Facts, known: Known) -> LoadBalancer | None:
        """Find the load balancer that carries it."""
        return facts.load_balancer(self.load_balancer)

    def calls(self, found: LoadBalancer | None, known: Known) -> Sequence[Call]:
        """Overwrite a check that differs."""
        if found is not None and found.health_check == self.check:
            return ()
        check = {
            "Target": self.check.target,
            "Interval": self.check.interval,
            "Timeout": self.check.timeout,
            "UnhealthyThreshold": self.check.unhealthy_threshold,
            "HealthyThreshold": self.check.healthy_threshold,
        }
        params = {"LoadBalancerName": self.load_balancer, "HealthCheck": check}
        why = _difference(found.health_check, self.check) if found and found.health_check else "not there yet"
        return [Call("elb", "ConfigureHealthCheck", params, self.title, why)]

    def exists(self, found: LoadBalancer | None) -> bool:
        """Whether the load balancer has a check."""
        return found is not None and found.health_check is not None

    def detail(self, found: LoadBalancer | None) -> str:
        """The rhythm of it."""
        check = self.check
        return (
            f"every {check.interval} s, {check.timeout} s to answer, "
            f"out after {check.unhealthy_threshold} failures, back after {check.healthy_threshold} successes"
        )


def _difference(there: HealthCheck, asked: HealthCheck) -> str:
    """Return each member that differs, as it is and as it is asked for."""
    return ", ".join(
        f"{name.replace('_', ' ')} is {getattr(there, name)}, asked for {getattr(asked, name)}"
        for name in HealthCheck.__dataclass_fields__
        if getattr(there, name) != getattr(asked, name)
    )
