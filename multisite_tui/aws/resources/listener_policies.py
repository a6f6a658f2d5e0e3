"""Policies of the listeners of a Classic Load Balancer: TLS 1.2, and the load balancer's own cookie (stickiness).

`SetLoadBalancerPoliciesOfListener` replaces all policies of a port, so that both are set together. ELB has no call that
changes a policy: one of a name that we give is the one that we made, and another duration is another policy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.aws.facts.load_balancers import (
    NEGOTIATION_POLICY,
    REFERENCE_POLICY,
    ListenerDescription,
    LoadBalancer,
)
from multisite_tui.aws.resources.wanted_listeners import WantedListener, is_same
from multisite_tui.model.rules.protocols import speaks_http

TLS_POLICY = "ELBSecurityPolicy-TLS-1-2-2017-01"
"""The predefined policy that requires TLS 1.2; none supports 1.3 (elb guide, elb-security-policy-table)."""
PREDEFINED = "ELBSecurityPolicy-"
"""The prefix of AWS's own policies; a new secure listener has one of them."""
OWN_POLICY = "multisite-tui-TLS-1-2"
"""The name of the policy that we create on each load balancer; it refers to `TLS_POLICY`."""
STICKY = "multisite-tui-sticky-"
"""The prefix of our policies for stickiness; the seconds of the cookie follow."""


@dataclass(frozen=True)
class ListenerPolicies:
    """The policies of the listeners of one load balancer: what is there, and what is wanted."""

    load_balancer: str
    about: str
    """What the calls are about, for a person."""
    listeners: tuple[WantedListener, ...]
    stickiness: int
    """Seconds of the load balancer's own cookie; 0: none of ours."""
    found: LoadBalancer | None

    @property
    def cookie(self) -> str | None:
        """The name of the policy for stickiness; None if it is off."""
        return f"{STICKY}{self.stickiness}" if self.stickiness else None

    def calls(self) -> Sequence[Call]:
        """Return the calls: make the missing policies, set the lists of ports, delete our outdated policies."""
        ports = [(one, self._wanted(one)) for one in self.listeners]
        differing = [(one, names) for one, names in ports if set(names) != set(self._there(one))]
        return [*self._made([name for _, names in differing for name in names]),
                *(self._set(one, names) for one, names in differing),
                *self._outdated()]  # fmt: skip

    def _there(self, listener: WantedListener) -> tuple[str, ...]:
        """Return the policies of a listener; one that is still to be made has none of ours."""
        there = self._of(listener)
        return there.policies if there is not None and is_same(listener, there) else ()

    def _wanted(self, listener: WantedListener) -> tuple[str, ...]:
        there = self._of(listener)
        policies = there.policies if there is not None and self._keeps(listener, there) else ()
        others = [name for name in policies if not self._is_tls(name) and not name.startswith(STICKY)]
        sticky = self.cookie if speaks_http(listener.protocol) else None
        if sticky is not None:  # a listener has one policy for stickiness
            others = [name for name in others if name not in self._cookie_policies]
        return (*others, *([sticky] if sticky else ()), *(self._tls(listener) if listener.secure else ()))

    def _tls(self, listener: WantedListener) -> Sequence[str]:
        """Return the TLS policies of a secure listener: those it has if one of them requires TLS 1.2, else ours."""
        tls = [name for name in self._there(listener) if self._is_tls(name)]
        known = self.found.tls_policies if self.found else {}
        return tls if any(known.get(name) == TLS_POLICY for name in tls) else (OWN_POLICY,)

    def _made(self, names: Sequence[str]) -> Iterator[Call]:
        known = self.found.tls_policies if self.found else {}
        if OWN_POLICY in names and known.get(OWN_POLICY) != TLS_POLICY:
            yield self._make_tls()
        if self.cookie in names and self.cookie not in self._cookie_policies:
            yield self._make_cookie()

    def _make_tls(self) -> Call:
        params = {
            "LoadBalancerName": self.load_balancer,
            "PolicyName": OWN_POLICY,
            "PolicyTypeName": NEGOTIATION_POLICY,
            "PolicyAttributes": [{"AttributeName": REFERENCE_POLICY, "AttributeValue": TLS_POLICY}],
        }
        return AwsCall("elb", "CreateLoadBalancerPolicy", params, self.about, "it has no policy for TLS 1.2 yet")

    def _make_cookie(self) -> Call:
        params = {
            "LoadBalancerName": self.load_balancer,
            "PolicyName": self.cookie,
            "CookieExpirationPeriod": self.stickiness,
        }
        why = f"it has no policy for a cookie of {self.stickiness} seconds yet"
        return AwsCall("elb", "CreateLBCookieStickinessPolicy", params, self.about, why)

    def _set(self, listener: WantedListener, names: tuple[str, ...]) -> Call:
        params = {
            "LoadBalancerName": self.load_balancer,
            "LoadBalancerPort": listener.port,
            "PolicyNames": list(names),
        }
        why = self._why(listener, names)
        return AwsCall("elb", "SetLoadBalancerPoliciesOfListener", params, self.about, why)

    def _why(self, listener: WantedListener, names: tuple[str, ...]) -> str:
        there = self._there(listener)
        replaced = [name for name in there if name not in names and name in self._cookie_policies]
        if replaced and not replaced[0].startswith(STICKY):
            return (
                f"port {listener.port} has the stickiness policy {replaced[0]}, which this setup did not make; "
                f"it is replaced by {self.cookie}"
            )
        if OWN_POLICY in names and OWN_POLICY not in there:
            at_port = self._of(listener)
            kept = at_port is not None and is_same(listener, at_port)
            state = "accepts older TLS than 1.2" if kept else "is to accept TLS 1.2 and nothing older"
            if self.cookie not in names or self.cookie in there:
                return f"port {listener.port} {state}"
            return (
                f"port {listener.port} {state}; it is to keep a visitor with one instance for {self.stickiness} seconds"
            )
        if self.cookie in names:
            return f"port {listener.port} is to keep a visitor with one instance for {self.stickiness} seconds"
        return f"port {listener.port} is not to keep a visitor with one instance any more"

    def _outdated(self) -> Iterator[Call]:
        """Yield the deletion of our policies for another duration, unless a listener of other making uses them."""
        ours = {one.port for one in self.listeners}
        rest = [one for one in self.found.listeners if one.port not in ours] if self.found else []
        used = {name for one in rest for name in one.policies}
        for name in sorted(self._cookie_policies):
            if name.startswith(STICKY) and name != self.cookie and name not in used:
                params = {"LoadBalancerName": self.load_balancer, "PolicyName": name}
                why = "no listener is to use this stickiness policy any more"
                yield AwsCall("elb", "DeleteLoadBalancerPolicy", params, self.about, why)

    def _of(self, listener: WantedListener) -> ListenerDescription | None:
        return self.found.listener(listener.port) if self.found else None

    @staticmethod
    def _keeps(listener: WantedListener, there: ListenerDescription) -> bool:
        """Whether policies that are not ours stay: also on a listener that is deleted and made again for HTTP."""
        return is_same(listener, there) or (speaks_http(listener.protocol) and speaks_http(there.protocol))

    @property
    def _cookie_policies(self) -> frozenset[str]:
        return self.found.cookie_policies if self.found else frozenset()

    def _is_tls(self, policy: str) -> bool:
        """Whether a policy negotiates TLS: one of the load balancer's own, or one that AWS predefines."""
        return policy.startswith(PREDEFINED) or (self.found is not None and policy in self.found.tls_policies)
