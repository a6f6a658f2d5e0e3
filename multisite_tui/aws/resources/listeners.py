"""Listeners of a Classic Load Balancer, with their certificate and their TLS policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from multisite_tui.aws.calls import AwsCall, Call, Unknown
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import (
    NEGOTIATION_POLICY,
    REFERENCE_POLICY,
    ListenerDescription,
    LoadBalancer,
)
from multisite_tui.aws.resources.base import Ref, Resource, StepOutputs
from multisite_tui.aws.resources.certificates import CertificateChoice, arn_of
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.model.rules.protocols import is_secure

TLS_POLICY = "ELBSecurityPolicy-TLS-1-2-2017-01"
"""The predefined policy that requires TLS 1.2; none supports 1.3 (elb guide, elb-security-policy-table)."""
PREDEFINED = "ELBSecurityPolicy-"
"""The prefix of AWS's own policies; a new secure listener has one of them."""
OWN_POLICY = "multisite-tui-TLS-1-2"
"""The name of the policy that we create on each load balancer; it refers to `TLS_POLICY`."""


@dataclass(frozen=True)
class WantedListener:
    """A listener with every default filled in; protocols in upper case, as in AWS."""

    protocol: str
    port: int
    instance_protocol: str
    instance_port: int

    @property
    def secure(self) -> bool:
        """Whether it needs a certificate."""
        return is_secure(self.protocol)

    def __str__(self) -> str:
        """Return it in a form for people."""
        return f"{self.protocol}:{self.port} to {self.instance_protocol}:{self.instance_port}"


def first_of(listeners: Sequence[WantedListener]) -> tuple[WantedListener, ...]:
    """Return the listeners that a load balancer is created with: those without a certificate, or else all."""
    return tuple(listener for listener in listeners if not listener.secure) or tuple(listeners)


def created(listener: WantedListener, certificate: str | Unknown) -> dict[str, Any]:
    """Return the listener as `CreateLoadBalancer` and `CreateLoadBalancerListeners` take it.

    `InstanceProtocol` is always sent: AWS's default is the listener's own protocol, so that an HTTPS listener would
    speak TLS to a program that expects plain HTTP.
    """
    params: dict[str, Any] = {
        "Protocol": listener.protocol,
        "LoadBalancerPort": listener.port,
        "InstanceProtocol": listener.instance_protocol,
        "InstancePort": listener.instance_port,
    }
    return {**params, "SSLCertificateId": certificate} if listener.secure else params


@dataclass
class Listeners(Resource[LoadBalancer]):
    """Listeners of one load balancer, each secure one with the site's certificate and at least TLS 1.2.

    AWS has no call that changes the instance port of a listener. The listener is deleted and created again at once, one
    listener after the other, so that each port is out of service for seconds at most. If a run is killed in between,
    the next run creates the missing listener first. Only if an instance port changes between plain and TLS, all its
    listeners are deleted before the first is created.
    """

    owner: Owner
    load_balancer: str
    listeners: tuple[WantedListener, ...]
    certificate: Ref[CertificateChoice] | None

    @property
    def title(self) -> str:
        """Such as `listeners HTTP:80 of to-main`."""
        names = ", ".join(f"{listener.protocol}:{listener.port}" for listener in self.listeners)
        return f"{'listener' if len(self.listeners) == 1 else 'listeners'} {names} of {self.load_balancer}"

    def read(self, facts: Facts, known: StepOutputs) -> LoadBalancer | None:
        """Find the load balancer that they belong to, with its TLS policies."""
        found = facts.load_balancer(self.load_balancer)
        policies = self._tls_policies(found, facts) if found else None
        return None if found is None or policies is None else replace(found, tls_policies=policies)

    def _tls_policies(self, found: LoadBalancer, facts: Facts) -> Mapping[str, str] | None:
        """Return its TLS policies, as far as they matter; None if ELB does not know the load balancer everywhere.

        ELB has no call that changes a policy, so that one of the name that we give is the one that we made.
        """
        secure = [self._of(found, listener) for listener in self.listeners if listener.secure]
        if all(there is not None and OWN_POLICY in there.policies for there in secure):
            return {OWN_POLICY: TLS_POLICY}
        return facts.tls_policies(found.name)

    def calls(self, found: LoadBalancer | None, known: StepOutputs) -> Sequence[Call]:
        """Add missing listeners, replace certificates in place, move those with a new target, and set TLS policies."""
        arn = self._arn(known)
        # A load balancer that is still to be created is created with its first listeners.
        born = first_of(self.listeners) if found is None else ()
        missing = [one for one in self.listeners if one not in born and not self._of(found, one)]
        added = [self._add(one, arn, f"nothing listens on {one.protocol}:{one.port} yet") for one in missing]
        exchanged = [
            self._exchange(listener, arn)
            for listener in self.listeners
            if (there := self._of(found, listener)) and listener.secure and is_secure(there.protocol)
            if there.certificate != arn
        ]
        # The certificate is replaced before the move: if the load balancer refuses it, no listener has been deleted.
        return [*added, *exchanged, *self._moves(found, arn), *self._policies(found)]

    def exists(self, found: LoadBalancer | None) -> bool:
        """Whether every listener is there."""
        return all(self._of(found, listener) for listener in self.listeners)

    def summary(self, found: LoadBalancer | None) -> str:
        """Each listener's port and target."""
        return ", ".join(str(listener) for listener in self.listeners)

    def _arn(self, known: StepOutputs) -> str | Unknown:
        return arn_of(self.certificate, known)

    @staticmethod
    def _of(found: LoadBalancer | None, listener: WantedListener) -> ListenerDescription | None:
        return found.listener(listener.port) if found else None

    def _moves(self, found: LoadBalancer | None, arn: str | Unknown) -> Sequence[Call]:
        pairs = [(listener, self._of(found, listener)) for listener in self.listeners]
        moved = [(listener, there) for listener, there in pairs if there and not _same(listener, there)]
        deletes = [self._delete(listener) for listener, _ in moved]
        why = "until then the port gives no answer"
        adds = [replace(self._add(one, arn, why), at_once=True) for one, _ in moved]
        if any(_clash(listener, there) for listener, _ in moved for _, there in moved):
            return [deletes[0], *(replace(one, at_once=True) for one in deletes[1:]), *adds]
        return [call for pair in zip(deletes, adds, strict=True) for call in pair]

    def _delete(self, listener: WantedListener) -> AwsCall:
        params = {"LoadBalancerName": self.load_balancer, "LoadBalancerPorts": [listener.port]}
        why = f"port {listener.port} is to go to {listener.instance_protocol}:{listener.instance_port}"
        return AwsCall("elb", "DeleteLoadBalancerListeners", params, self.title, why)

    def _add(self, listener: WantedListener, arn: str | Unknown, why: str) -> AwsCall:
        params = {"LoadBalancerName": self.load_balancer, "Listeners": [created(listener, arn)]}
        return AwsCall("elb", "CreateLoadBalancerListeners", params, self.title, why)

    def _exchange(self, listener: WantedListener, arn: str | Unknown) -> Call:
        # In place: deleting and creating the listener again would be an outage.
        params = {
            "LoadBalancerName": self.load_balancer,
            "LoadBalancerPort": listener.port,
            "SSLCertificateId": arn,
        }
        why = f"port {listener.port} has another certificate"
        return AwsCall("elb", "SetLoadBalancerListenerSSLCertificate", params, self.title, why)

    def _policies(self, found: LoadBalancer | None) -> Sequence[Call]:
        tls = found.tls_policies if found else {}
        lax = [listener for listener in self.listeners if listener.secure and not self._strict(found, listener)]
        if not lax:
            return ()
        make = [] if tls.get(OWN_POLICY) == TLS_POLICY else [self._make_policy()]
        return [*make, *(self._set_policy(found, listener) for listener in lax)]

    def _strict(self, found: LoadBalancer | None, listener: WantedListener) -> bool:
        there = self._of(found, listener)
        if found is None or there is None or not _same(listener, there):
            return False  # a new listener does not have our policy yet
        return any(found.tls_policies.get(name) == TLS_POLICY for name in there.policies)

    def _make_policy(self) -> Call:
        params = {
            "LoadBalancerName": self.load_balancer,
            "PolicyName": OWN_POLICY,
            "PolicyTypeName": NEGOTIATION_POLICY,
            "PolicyAttributes": [{"AttributeName": REFERENCE_POLICY, "AttributeValue": TLS_POLICY}],
        }
        return AwsCall("elb", "CreateLoadBalancerPolicy", params, self.title, "it has no policy for TLS 1.2 yet")

    def _set_policy(self, found: LoadBalancer | None, listener: WantedListener) -> Call:
        # The list replaces all policies of the port, so it includes those that are no TLS policy (stickiness).
        there = self._of(found, listener)
        kept = there is not None and _same(listener, there)
        others = [name for name in there.policies if not _is_tls(found, name)] if there and kept else []
        params = {
            "LoadBalancerName": self.load_balancer,
            "LoadBalancerPort": listener.port,
            "PolicyNames": [*others, OWN_POLICY],
        }
        why = (
            f"port {listener.port} {'accepts older TLS than 1.2' if kept else 'is to accept TLS 1.2 and nothing older'}"
        )
        return AwsCall("elb", "SetLoadBalancerPoliciesOfListener", params, self.title, why)


def _is_tls(found: LoadBalancer | None, policy: str) -> bool:
    """Whether a policy negotiates TLS: one of the load balancer's own, or one that AWS predefines."""
    return policy.startswith(PREDEFINED) or (found is not None and policy in found.tls_policies)


def _clash(wanted: WantedListener, there: ListenerDescription) -> bool:
    """Whether AWS would refuse both together: they send to the same instance port, but only one of them by TLS."""
    if wanted.port == there.port or wanted.instance_port != there.instance_port or there.instance_protocol is None:
        return False
    return is_secure(wanted.instance_protocol) != is_secure(there.instance_protocol)


def _same(wanted: WantedListener, there: ListenerDescription) -> bool:
    return (wanted.protocol, wanted.instance_port) == (there.protocol, there.instance_port) and (
        there.instance_protocol in (None, wanted.instance_protocol)
    )
