"""The least time that a first run can take at the endpoint, worked out from its delays.

It is the longest way through the graph of the calls of one site, as sites do not wait for each other. Left out is
what is not AWS's: the start of a process, and what it computes.

    group -> rules of 80, 443 -> CreateLoadBalancer -> attributes -> health check
    group -> rule of the instance's group -> CreateLoadBalancer
    certificate -> its validation record -> change of DNS -> ISSUED
    health check and ISSUED -> listener 443 -> its policy -> the policy's use
    health check -> registration -> InService
    the policy's use and InService -> change of DNS

The graph is the program's own (`plan/classic/site_steps.py`), after the one read that nobody can do without, which
names VPC and subnet, and with one last question whether Route 53 serves the change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from benchmarks.endpoint import Delays, Waits


@dataclass(frozen=True)
class Term:
    """One call or wait on the way."""

    name: str
    seconds: float


@dataclass(frozen=True)
class CriticalPath:
    """The longest way, from the first call to the last."""

    terms: tuple[Term, ...]

    @property
    def seconds(self) -> float:
        return sum(term.seconds for term in self.terms)

    def __str__(self) -> str:
        return " + ".join(f"{term.seconds:g} {term.name}" for term in self.terms)


def critical_path(delays: Delays, waits: Waits) -> CriticalPath:
    """Return the longest way.

    A wait begins when its call arrives, and a call's reply leaves after its delay: so a wait costs only what exceeds
    the delay. A poll sees the end of a wait by one read that is sent right then.
    """
    graph = _graph(delays, waits)

    @cache
    def until(name: str) -> CriticalPath:
        seconds, needs = graph[name]
        before = max((until(one).terms for one in needs), key=_length, default=())
        return CriticalPath((*before, Term(name, seconds)))

    return max((until(name) for name in graph), key=lambda path: path.seconds)


def _length(terms: tuple[Term, ...]) -> float:
    return sum(term.seconds for term in terms)


def _graph(delays: Delays, waits: Waits) -> Mapping[str, tuple[float, tuple[str, ...]]]:
    read, write, create = delays.read, delays.write, delays.of("elb.CreateLoadBalancer", mutating=True)
    return {
        "DescribeInstances": (read, ()),
        "CreateSecurityGroup": (write, ("DescribeInstances",)),
        "Authorize 80": (write, ("CreateSecurityGroup",)),
        "Authorize 443": (write, ("Authorize 80",)),
        "Authorize instance": (write, ("CreateSecurityGroup",)),
        "CreateLoadBalancer": (create, ("Authorize 443", "Authorize instance")),
        "ModifyLoadBalancerAttributes": (write, ("CreateLoadBalancer",)),
        "ConfigureHealthCheck": (write, ("ModifyLoadBalancerAttributes",)),
        "RegisterInstances": (write, ("ConfigureHealthCheck",)),
        "until InService": (max(0.0, waits.health - write), ("RegisterInstances",)),
        "DescribeInstanceHealth": (read, ("until InService",)),
        "ListHostedZones": (read, ()),
        "RequestCertificate": (write, ()),
        "DescribeCertificate": (read, ("RequestCertificate",)),
        "change of validation records": (write, ("DescribeCertificate", "ListHostedZones")),
        "until ISSUED": (max(0.0, waits.certificate - write), ("change of validation records",)),
        "ListCertificates": (read, ("until ISSUED",)),
        "CreateLoadBalancerListeners": (write, ("ConfigureHealthCheck", "ListCertificates")),
        "CreateLoadBalancerPolicy": (write, ("CreateLoadBalancerListeners",)),
        "SetLoadBalancerPoliciesOfListener": (write, ("CreateLoadBalancerPolicy",)),
        "DescribeLoadBalancers": (read, ("CreateLoadBalancer",)),
        "change of records": (
            write,
            ("SetLoadBalancerPoliciesOfListener", "DescribeInstanceHealth", "DescribeLoadBalancers"),
        ),
        "GetChange": (read, ("change of records",)),
    }
