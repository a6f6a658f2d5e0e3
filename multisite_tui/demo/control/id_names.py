"""Replaces the ids of an account with names, so that two accounts with different ids can be compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from multisite_tui.demo.ec2.backend import tags_of
from multisite_tui.demo.elbv2.application_lookup import path_of

if TYPE_CHECKING:
    from multisite_tui.demo.calls import PracticeCall

_LEFT_OVER = (
    (re.compile(r"-\d{10}(?=\.[a-z0-9-]+\.elb\.amazonaws\.com)"), "-#"),
    (re.compile(r"\b(sg|subnet|vpc|eni|i)-[0-9a-f]{17}\b"), r"\1 that is gone"),
    (re.compile(r"\barn:aws:acm:[a-z0-9-]+:\d{12}:certificate/[0-9a-f-]{36}"), "certificate that is gone"),
    (re.compile(r"\b(app|targetgroup)/([A-Za-z0-9-]+)(?:/[0-9a-f]{16})+"), r"\1 \2 that is gone"),
    (re.compile(r"\bns-\d+\.awsdns-\d+\.(com|net|org|co\.uk)\b"), "name server"),
)
"""Random ids, and ids of objects that no longer exist."""


class IdNames:
    """The names of everything in an account.

    Args:
        call: a call that gives access to the account's state.
    """

    def __init__(self, call: PracticeCall) -> None:
        self._names: dict[str, str] = {}
        seen: Counter[str] = Counter()
        for identity, name in _named(call):
            seen[name] += 1
            self._names[identity] = name if seen[name] == 1 else f"{name} ({seen[name]})"
        longest_first = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def of(self, value: Any) -> Any:
        """Return a value with ids replaced by names, also inside text; a tuple means a set and is sorted by name."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {self.of(key): self.of(one) for key, one in value.items()}
        if isinstance(value, tuple):
            return sorted((self.of(one) for one in value), key=repr)
        return [self.of(one) for one in value] if isinstance(value, list) else value

    def _text(self, text: str) -> str:
        named = self._pattern.sub(lambda match: self._names[match[0]], text)
        for pattern, plain in _LEFT_OVER:
            named = pattern.sub(plain, named)
        return named


def _named(call: PracticeCall) -> Iterator[tuple[str, str]]:
    """Yield each id and its name; of two ids with one name, the older first."""
    for group in call.ec2.groups(call.region):
        yield group.id, f"security group {group.name}"
    for subnet in call.ec2.subnets(call.region):
        yield subnet.id, f"subnet {subnet.availability_zone} {subnet.cidr_block}"
    for vpc in call.ec2.vpcs(call.region):
        yield vpc.id, f"VPC {vpc.cidr_block}"
    for instance in call.ec2.instances(call.region):
        yield instance.id, f"instance {tags_of(instance).get('Name', '')}".strip()
    for certificate in sorted(call.world.region_certificates(call.region).values(), key=lambda one: one.created):
        yield certificate.arn, f"certificate {' '.join(certificate.names)}"
    for arn, balancer in call.world.applications(call.region).items():
        name = f"application load balancer {balancer.description['LoadBalancerName']}"
        yield arn, name
        yield path_of(arn), f"app {balancer.description['LoadBalancerName']}"
        for listener_arn, listener in balancer.listeners.items():
            yield listener_arn, f"listener {listener.description['Port']} of {name}"
    for arn, group in call.world.region_target_groups(call.region).items():
        yield arn, f"target group {group.description['TargetGroupName']}"
    for zone_id, zone in call.world.zones.items():
        yield zone_id, f"zone {zone.description['Name']}"
