"""Listeners of a Classic Load Balancer, with their certificate and their policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from multisite_tui.aws.calls import AwsCall, Call, Unknown
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import ListenerDescription, LoadBalancer
from multisite_tui.aws.resources.base import Ref, Resource, StepOutputs
from multisite_tui.aws.resources.certificates import CertificateChoice, arn_of
from multisite_tui.aws.resources.listener_policies import OWN_POLICY, TLS_POLICY, ListenerPolicies
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.aws.resources.wanted_listeners import WantedListener, created, first_of, is_same
from multisite_tui.model.rules.protocols import is_secure


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
    stickiness: int = 0
    """Seconds of the load balancer's own cookie; 0: off."""

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
        return [*added, *exchanged, *self._moves(found, arn), *self._policies(found).calls()]

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
        moved = [(listener, there) for listener, there in pairs if there and not is_same(listener, there)]
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

    def _policies(self, found: LoadBalancer | None) -> ListenerPolicies:
        return ListenerPolicies(self.load_balancer, self.title, self.listeners, self.stickiness, found)


def _clash(wanted: WantedListener, there: ListenerDescription) -> bool:
    """Whether AWS would refuse both together: they send to the same instance port, but only one of them by TLS."""
    if wanted.port == there.port or wanted.instance_port != there.instance_port or there.instance_protocol is None:
        return False
    return is_secure(wanted.instance_protocol) != is_secure(there.instance_protocol)
