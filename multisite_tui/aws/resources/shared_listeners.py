"""Listeners of the load balancer that all sites share, as far as they need no site's certificate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from multisite_tui.aws.calls import AwsCall, Call, Unknown
from multisite_tui.aws.facts.application_listeners import ApplicationListener
from multisite_tui.aws.facts.application_load_balancers import ApplicationLoadBalancer
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.rule_actions import AskedAction, FixedResponse
from multisite_tui.aws.resources.application_load_balancers import tagging_calls
from multisite_tui.aws.resources.base import Kind, Ref, Resource, StepOutputs
from multisite_tui.aws.resources.ownership import Owner, as_list
from multisite_tui.errors import Problem

UNKNOWN_HOST = FixedResponse("404", "text/plain", "There is no site of this name here.")
"""What a visitor gets who asks for a host that is no site's: a forward to one of the sites would be found under foreign
names."""
TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
"""TLS 1.3, and 1.2 with forward secrecy and authenticated encryption, with the hybrid key exchange ML-KEM (elb guide,
describe-ssl-policies). Always named: the API's own default takes TLS 1.0."""
OLDER_TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
"""The same without ML-KEM, for a region that does not have the newer one (`SSLPolicyNotFound`)."""
TLS_POLICIES = (TLS_POLICY, OLDER_TLS_POLICY)
"""A listener with one of them is left as it is."""


@dataclass(frozen=True)
class TlsPolicyCall(AwsCall):
    """A call that names the TLS policy of a listener."""

    def instead(self, code: str) -> AwsCall | None:
        """Return the call with the older policy where the region does not have the newer one."""
        if code != "SSLPolicyNotFound" or self.params["SslPolicy"] != TLS_POLICY:
            return None
        return replace(self, params={**self.params, "SslPolicy": OLDER_TLS_POLICY})


def listener_on(port: int, balancer: ApplicationLoadBalancer | None, facts: Facts) -> ApplicationListener | None:
    """Return the listener on a port of a load balancer; None if either does not exist.

    Raises:
        AwsFailure: the read was refused.
    """
    there = facts.application_listeners(balancer.arn) if balancer else ()
    return next((one for one in there if one.port == port), None)


@dataclass
class PlainListener(Resource[ApplicationListener]):
    """A listener without TLS (elbv2, `CreateListener`): what its rules do not name is redirected, or answered 404."""

    owner: Owner
    balancer: Ref[ApplicationLoadBalancer]
    name: str
    """The load balancer's name."""
    port: int
    action: AskedAction
    """A redirect or a fixed response."""

    @property
    def title(self) -> str:
        """Such as `listener HTTP:80 of main-io`."""
        return f"listener HTTP:{self.port} of {self.name}"

    def read(self, facts: Facts, known: StepOutputs) -> ApplicationListener | None:
        """Find it by its port."""
        return listener_on(self.port, known.get(self.balancer), facts)

    def calls(self, found: ApplicationListener | None, known: StepOutputs) -> Sequence[Call]:
        """Create it, or update its tags; `DefaultAction` follows for one that exists."""
        return tagging_calls(self.owner, found.arn, found.tags, self.title) if found else [self._create(known)]

    def conflicts(self, found: ApplicationListener | None, known: StepOutputs) -> Sequence[Problem]:
        """Refuse a listener of another protocol on this port: it cannot be changed while sites are served by it."""
        return (another_protocol(self.port, found, "HTTP"),) if found and found.protocol != "HTTP" else ()

    def summary(self, found: ApplicationListener | None) -> str:
        """Its ARN."""
        return found.arn if found else ""

    def _create(self, known: StepOutputs) -> Call:
        balancer = known.get(self.balancer)
        params = {
            "LoadBalancerArn": balancer.arn if balancer else arn_of_balancer(self.balancer),
            "Protocol": "HTTP",
            "Port": self.port,
            "DefaultActions": [self.action.params],
            "Tags": as_list(self.owner.tags_for()),
        }
        return AwsCall("elbv2", "CreateListener", params, self.title, "not there yet")


@dataclass
class DefaultAction(Resource[ApplicationListener]):
    """What a listener without TLS that exists does with requests that its rules do not name."""

    balancer: Ref[ApplicationLoadBalancer]
    name: str
    """The load balancer's name."""
    port: int
    action: AskedAction
    """A redirect or a fixed response."""
    kind: ClassVar[Kind] = Kind.PREPARE

    @property
    def title(self) -> str:
        """Such as `default action of listener HTTP:80 of main-io`."""
        return f"default action of listener HTTP:{self.port} of {self.name}"

    def read(self, facts: Facts, known: StepOutputs) -> ApplicationListener | None:
        """Find the listener by its port."""
        return listener_on(self.port, known.get(self.balancer), facts)

    def calls(self, found: ApplicationListener | None, known: StepOutputs) -> Sequence[Call]:
        """Change it, if the listener exists and does something else."""
        if found is None or found.protocol != "HTTP" or found.action == self.action:
            return ()
        params = {"ListenerArn": found.arn, "DefaultActions": [self.action.params]}
        return [AwsCall("elbv2", "ModifyListener", params, self.title, "it does something else by default")]


@dataclass
class SecureListenerSettings(Resource[ApplicationListener]):
    """What a listener with TLS has for all sites, if it exists: TLS policy, answer for unknown hosts, tags.

    The listener itself is created by the first site that has a certificate, so that no site waits for another's.
    """

    owner: Owner
    balancer: Ref[ApplicationLoadBalancer]
    name: str
    port: int
    kind: ClassVar[Kind] = Kind.PREPARE

    @property
    def title(self) -> str:
        """Such as `settings of listener HTTPS:443 of main-io`."""
        return f"settings of listener HTTPS:{self.port} of {self.name}"

    def read(self, facts: Facts, known: StepOutputs) -> ApplicationListener | None:
        """Find it by its port."""
        return listener_on(self.port, known.get(self.balancer), facts)

    def calls(self, found: ApplicationListener | None, known: StepOutputs) -> Sequence[Call]:
        """Update what differs; nothing while it does not exist."""
        if found is None or found.protocol != "HTTPS":
            return ()
        calls = tagging_calls(self.owner, found.arn, found.tags, self.title)
        right = found.policy in TLS_POLICIES
        if not right or found.action != UNKNOWN_HOST:
            policy = found.policy if right else TLS_POLICY
            params = {"ListenerArn": found.arn, "SslPolicy": policy, "DefaultActions": [UNKNOWN_HOST.params]}
            why = "it does something else by default" if right else f"TLS policy is {found.policy}"
            calls.append(TlsPolicyCall("elbv2", "ModifyListener", params, self.title, why))
        return calls


def arn_of_balancer(balancer: Ref[ApplicationLoadBalancer]) -> Unknown:
    """Return what stands for the ARN of a load balancer that is not there yet."""
    return Unknown(balancer.step, "LoadBalancerArn", "the ARN of the load balancer")


def another_protocol(port: int, found: ApplicationListener, wanted: str, site: str | None = None) -> Problem:
    """Return the problem of a port on which a listener of another protocol stands."""
    return Problem(
        code="listener_protocol",
        what=f"The load balancer listens on port {port} by {found.protocol}, and {wanted} is asked for.",
        why="A port has one protocol for all sites, and changing it would take the port away from those it serves.",
        next="Choose another port in `listeners`, or delete that listener in the console when nobody uses it.",
        site=site,
        key="listeners",
    )
