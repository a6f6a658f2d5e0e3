"""Classic Load Balancers: the balancer itself, with those listeners that need no certificate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from multisite_tui.aws.calls import Call, Later
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import Attributes, Listener, LoadBalancer
from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.aws.resources.base import Known, Ref, Resource
from multisite_tui.aws.resources.certificates import Choice, arn_of
from multisite_tui.aws.resources.listeners import WantedListener, created, first_of
from multisite_tui.aws.resources.ownership import Owner, as_list
from multisite_tui.errors import Problem


@dataclass
class ClassicLoadBalancer(Resource[LoadBalancer]):
    """An internet-facing Classic Load Balancer (elb, `CreateLoadBalancer`).

    The name has at most 32 characters of `A-Z a-z 0-9 -`. Subnets are public, one for each zone. `Scheme` is left out,
    which is how AWS is told "internet-facing".
    """

    owner: Owner
    name: str
    subnets: tuple[str, ...]
    group: Ref[SecurityGroup]
    listeners: tuple[WantedListener, ...]
    """All that the site is to have."""
    certificate: Ref[Choice] | None
    attributes: Attributes

    @property
    def title(self) -> str:
        """Such as `load balancer to-main`."""
        return f"load balancer {self.name}"

    def look(self, facts: Facts, known: Known) -> LoadBalancer | None:
        """Find it by its name, which is unique in the region."""
        return facts.load_balancer(self.name)

    def calls(self, found: LoadBalancer | None, known: Known) -> Sequence[Call]:
        """Create it and set its attributes; or bring tags, group, subnets and attributes to what is asked."""
        if found is None:
            return [self._create(known), self._set_attributes("draining and time limits as asked")]
        return [*self._tag(found), *self._place(found, known), *self._adjust(found)]

    def obstacles(self, found: LoadBalancer | None, known: Known) -> Sequence[Problem]:
        """Refuse one that somebody else made, or that faces inward: the scheme cannot be changed."""
        if found is None:
            return ()
        if not self.owner.may_have(found.tags):
            return (self._taken(),)
        return (self._internal(),) if found.scheme == "internal" else ()

    def leftovers(self, found: LoadBalancer | None) -> Sequence[Problem]:
        """Name listeners that are there and not asked for."""
        asked = {listener.port for listener in self.listeners}
        return [self._left(there) for there in (found.listeners if found else ()) if there.port not in asked]

    def detail(self, found: LoadBalancer | None) -> str:
        """The name by which the world reaches it."""
        return found.dns_name if found else ""

    def _create(self, known: Known) -> Call:
        arn = arn_of(known.get(self.certificate) if self.certificate else None)
        params = {
            "LoadBalancerName": self.name,
            "Listeners": [created(listener, arn) for listener in first_of(self.listeners)],
            "Subnets": list(self.subnets),
            "SecurityGroups": [self._group(known)],
            "Tags": as_list(self.owner.tags_for()),
        }
        return Call("elb", "CreateLoadBalancer", params, self.title, "not there yet")

    def _group(self, known: Known) -> str:
        group = known.get(self.group)
        return group.id if group else Later("<the id of its security group>")

    def _tag(self, found: LoadBalancer) -> Sequence[Call]:
        calls = []
        if lacking := self.owner.lacking(found.tags):
            params: Mapping[str, Any] = {"LoadBalancerNames": [self.name], "Tags": as_list(lacking)}
            calls.append(Call("elb", "AddTags", params, self.title, "tags differ from what is asked"))
        if outdated := self.owner.outdated(found.tags):
            params = {"LoadBalancerNames": [self.name], "Tags": [{"Key": key} for key in outdated]}
            calls.append(Call("elb", "RemoveTags", params, self.title, "a tag is no longer asked for"))
        return calls

    def _place(self, found: LoadBalancer, known: Known) -> Sequence[Call]:
        calls = []
        missing = sorted(set(self.subnets) - found.subnets)
        if missing:
            params: Mapping[str, Any] = {"LoadBalancerName": self.name, "Subnets": missing}
            calls.append(Call("elb", "AttachLoadBalancerToSubnets", params, self.title, "a subnet is missing"))
        surplus = sorted(found.subnets - set(self.subnets)) if self.owner.made(found.tags) else []
        if surplus:
            params = {"LoadBalancerName": self.name, "Subnets": surplus}
            calls.append(Call("elb", "DetachLoadBalancerFromSubnets", params, self.title, "a subnet is not asked for"))
        # One that was taken on keeps the groups it has: others may come in by them.
        groups = {self._group(known)} | (frozenset() if self.owner.made(found.tags) else found.security_groups)
        if found.security_groups != groups:
            params = {"LoadBalancerName": self.name, "SecurityGroups": sorted(groups)}
            calls.append(Call("elb", "ApplySecurityGroupsToLoadBalancer", params, self.title, "it has other groups"))
        return calls

    def _adjust(self, found: LoadBalancer) -> Sequence[Call]:
        if found.attributes == self.attributes:
            return ()
        differing = (
            f"{name.replace('_', ' ')} is {getattr(found.attributes, name)}, asked for {getattr(self.attributes, name)}"
            for name in Attributes.__dataclass_fields__
            if getattr(found.attributes, name) != getattr(self.attributes, name)
        )
        return [self._set_attributes(", ".join(differing))]

    def _set_attributes(self, why: str) -> Call:
        wanted = self.attributes
        # A draining timeout is refused while draining is off.
        draining = {"Enabled": True, "Timeout": wanted.draining} if wanted.draining else {"Enabled": False}
        attributes = {
            "CrossZoneLoadBalancing": {"Enabled": wanted.cross_zone},
            "ConnectionDraining": draining,
            "ConnectionSettings": {"IdleTimeout": wanted.idle_timeout},
        }
        params = {"LoadBalancerName": self.name, "LoadBalancerAttributes": attributes}
        return Call("elb", "ModifyLoadBalancerAttributes", params, self.title, why)

    def _left(self, there: Listener) -> Problem:
        return Problem(
            code="listener_left",
            what=f"{self.name} has a listener that is not asked for: {there.protocol}:{there.port}.",
            why="A run takes nothing away because an answer went away.",
            next="Delete it in the console, ask for it in `listeners`, or leave it with --accept-leftovers.",
            site=self.owner.site,
            key="listeners",
        )

    def _taken(self) -> Problem:
        return Problem(
            code="load_balancer_taken",
            what=f"A load balancer named {self.name} is there already.",
            why="It was not made by this setup.",
            next="Choose another `load_balancer` name, or set `adopt: true` to take that one on.",
            site=self.owner.site,
            key="load_balancer",
        )

    def _internal(self) -> Problem:
        return Problem(
            code="load_balancer_internal",
            what=f"Load balancer {self.name} faces inward, so that no visitor can reach it.",
            why="AWS fixes the scheme when a load balancer is made.",
            next="Choose another `load_balancer` name to have one made that faces the internet.",
            site=self.owner.site,
            key="load_balancer",
        )
