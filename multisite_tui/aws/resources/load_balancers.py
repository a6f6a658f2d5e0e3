"""Classic Load Balancers: the load balancer itself, created with its first listeners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from multisite_tui.aws.calls import AwsCall, Call, Unknown
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import Attributes, ListenerDescription, LoadBalancer
from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.aws.resources.base import Ref, Resource, StepOutputs
from multisite_tui.aws.resources.certificates import CertificateChoice, arn_of
from multisite_tui.aws.resources.ownership import NOTHING_TAKEN_AWAY, Owner, as_list, why_tagged, why_untagged
from multisite_tui.aws.resources.wanted_listeners import WantedListener, created, first_of
from multisite_tui.calling import CALLED
from multisite_tui.errors import Advice, AdviceKind, Problem
from multisite_tui.model.rules.tags import SURE_BALANCER_TAGS

MOST_GROUPS = 5
"""Default quota of security groups of a network interface, and so of a load balancer (Service Quotas L-2AFB9258)."""


@dataclass
class ClassicLoadBalancer(Resource[LoadBalancer]):
    """An internet-facing Classic Load Balancer (elb, `CreateLoadBalancer`).

    The name has at most 32 characters of `A-Z a-z 0-9 -`. Subnets are public, one for each availability zone. `Scheme`
    is left out, which means internet-facing.
    """

    owner: Owner
    name: str
    subnets: tuple[str, ...]
    group: Ref[SecurityGroup]
    listeners: tuple[WantedListener, ...]
    """All listeners that the site is to have."""
    certificate: Ref[CertificateChoice] | None
    attributes: Attributes

    @property
    def title(self) -> str:
        """Such as `load balancer to-main`."""
        return f"load balancer {self.name}"

    def read(self, facts: Facts, known: StepOutputs) -> LoadBalancer | None:
        """Find it by its name, which is unique in the account's region."""
        found = facts.load_balancer(self.name)
        attributes = facts.load_balancer_attributes(self.name) if found else None
        return replace(found, attributes=attributes) if found and attributes else None

    def calls(self, found: LoadBalancer | None, known: StepOutputs) -> Sequence[Call]:
        """Create it and set its attributes; if it exists, update its tags, groups, subnets and attributes."""
        if found is None:
            return [self._create(known), self._set_attributes("draining and time limits as asked", self.attributes)]
        return [*self._tag(found), *self._place(found, known), *self._adjust(found)]

    def conflicts(self, found: LoadBalancer | None, known: StepOutputs) -> Sequence[Problem]:
        """Refuse another owner's load balancer, and an internal one: the scheme cannot be changed."""
        if found is None:
            return ()
        if not self.owner.may_have(found.tags):
            return (self._taken(found),)
        if found.scheme == "internal":
            return (self._internal(),)
        return (self._crowded(found),) if self._too_many_groups(found, known) else ()

    def leftovers(self, found: LoadBalancer | None) -> Sequence[Problem]:
        """Report listeners that exist and are not asked for."""
        asked = {listener.port for listener in self.listeners}
        return [self._left(there) for there in (found.listeners if found else ()) if there.port not in asked]

    def summary(self, found: LoadBalancer | None) -> str:
        """Its public DNS name."""
        return found.dns_name if found else ""

    def _create(self, known: StepOutputs) -> Call:
        arn = arn_of(self.certificate, known)
        params = {
            "LoadBalancerName": self.name,
            "Listeners": [created(listener, arn) for listener in first_of(self.listeners)],
            "Subnets": list(self.subnets),
            "SecurityGroups": [self._group(known)],
            "Tags": as_list(self.owner.tags_for()),
        }
        return AwsCall("elb", "CreateLoadBalancer", params, self.title, "not there yet")

    def _group(self, known: StepOutputs) -> str | Unknown:
        group = known.get(self.group)
        return group.id if group else Unknown(self.group.step, "GroupId", "the id of its security group")

    def _tag(self, found: LoadBalancer) -> Sequence[Call]:
        calls = []
        if lacking := self.owner.lacking(found.tags):
            params: Mapping[str, Any] = {"LoadBalancerNames": [self.name], "Tags": as_list(lacking)}
            calls.append(AwsCall("elb", "AddTags", params, self.title, why_tagged(lacking)))
        if outdated := self.owner.outdated(found.tags):
            params = {"LoadBalancerNames": [self.name], "Tags": [{"Key": key} for key in outdated]}
            calls.append(AwsCall("elb", "RemoveTags", params, self.title, why_untagged(outdated)))
        # If old and new tags together exceed the maximum, the old ones are removed first.
        return calls[::-1] if len({**found.tags, **lacking}) > SURE_BALANCER_TAGS else calls

    def _place(self, found: LoadBalancer, known: StepOutputs) -> Sequence[Call]:
        calls = []
        missing = sorted(set(self.subnets) - found.subnets)
        if missing:
            params: Mapping[str, Any] = {"LoadBalancerName": self.name, "Subnets": missing}
            calls.append(AwsCall("elb", "AttachLoadBalancerToSubnets", params, self.title, "a subnet is missing"))
        surplus = sorted(found.subnets - set(self.subnets)) if self.owner.made(found.tags) else []
        if surplus:
            params = {"LoadBalancerName": self.name, "Subnets": surplus}
            calls.append(
                AwsCall("elb", "DetachLoadBalancerFromSubnets", params, self.title, "a subnet is not asked for")
            )
        groups = self._groups(found, known)
        if found.security_groups != groups:
            params = {"LoadBalancerName": self.name, "SecurityGroups": sorted(groups, key=str)}
            calls.append(AwsCall("elb", "ApplySecurityGroupsToLoadBalancer", params, self.title, "it has other groups"))
        return calls

    def _groups(self, found: LoadBalancer, known: StepOutputs) -> frozenset[str | Unknown]:
        """Return the groups it is to have; an adopted one keeps its present groups, which others may rely on."""
        return frozenset({self._group(known)}) | (frozenset() if self.owner.made(found.tags) else found.security_groups)

    def _too_many_groups(self, found: LoadBalancer, known: StepOutputs) -> bool:
        """Whether it would exceed the default quota of groups; if it does already, the quota has been raised."""
        return len(self._groups(found, known)) > MOST_GROUPS >= len(found.security_groups)

    def _adjust(self, found: LoadBalancer) -> Sequence[Call]:
        wanted = self._attributes(found)
        if found.attributes == wanted:
            return ()
        differing = (
            f"{name.replace('_', ' ')} is {getattr(found.attributes, name)}, asked for {getattr(wanted, name)}"
            for name in Attributes.__dataclass_fields__
            if getattr(found.attributes, name) != getattr(wanted, name)
        )
        return [self._set_attributes(", ".join(differing), wanted)]

    def _attributes(self, found: LoadBalancer) -> Attributes:
        """Return the wanted attributes; an adopted one keeps its other subnets, and so needs cross-zone balancing."""
        if self.owner.made(found.tags) or found.subnets <= set(self.subnets):
            return self.attributes
        return replace(self.attributes, cross_zone=True)

    def _set_attributes(self, why: str, wanted: Attributes) -> Call:
        # AWS refuses a draining timeout while draining is off.
        draining = {"Enabled": True, "Timeout": wanted.draining} if wanted.draining else {"Enabled": False}
        attributes = {
            "CrossZoneLoadBalancing": {"Enabled": wanted.cross_zone},
            "ConnectionDraining": draining,
            "ConnectionSettings": {"IdleTimeout": wanted.idle_timeout},
        }
        params = {"LoadBalancerName": self.name, "LoadBalancerAttributes": attributes}
        return AwsCall("elb", "ModifyLoadBalancerAttributes", params, self.title, why)

    def _left(self, there: ListenerDescription) -> Problem:
        return Problem(
            code="listener_left",
            what=f"{self.name} has a listener that is not asked for: {there.protocol}:{there.port}.",
            why=NOTHING_TAKEN_AWAY,
            site=self.owner.site,
            key="listeners",
        ).advised(
            Advice.of(AdviceKind.ACCEPT, "Delete it in the console, ask for it in `listeners`, or leave it {leave}.")
        )

    def _taken(self, found: LoadBalancer) -> Problem:
        other, setup = self.owner.other_site(found.tags), self.owner.other_setup(found.tags)
        if setup is not None:
            return self._of_another_setup(setup)
        adopt = "Choose another `load_balancer` name, or set `adopt: true` to take that one on."
        leave = (
            f"Choose another `load_balancer` name for {self.owner.site}; or take {other} away first, with "
            f"`{CALLED} destroy {self.owner.setup} --site {other}`."
        )
        return Problem(
            code="load_balancer_taken",
            what=f"A load balancer named {self.name} is there already.",
            why=f"This setup has it for its site {other}." if other else "It was not made by this setup.",
            next=leave if other else adopt,
            site=self.owner.site,
            key="load_balancer",
        )

    def _of_another_setup(self, setup: str) -> Problem:
        return Problem(
            code="load_balancer_taken",
            what=f"A load balancer named {self.name} is there already.",
            why=f"It belongs to your setup {setup}.",
            next=f"If this is that setup, put `name: {setup}` into the answers; else choose another `load_balancer` "
            "name.",
            site=self.owner.site,
            key="load_balancer",
        )

    def _crowded(self, found: LoadBalancer) -> Problem:
        return Problem(
            code="load_balancer_groups",
            what=f"Load balancer {self.name} has {len(found.security_groups)} security groups, and is to get one more.",
            why=f"AWS allows {MOST_GROUPS} unless asked for more, and those that it has are left to it.",
            next="Name one of them with `security_group: {id: ...}`, take one off it in the console, or ask for more "
            "under Service Quotas (code L-2AFB9258).",
            site=self.owner.site,
            key="security_group",
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
