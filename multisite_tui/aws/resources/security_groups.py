"""Security groups: the load balancer's own, and the ingress rules that let it reach the instance.

The console creates no such ingress rule, and does not mention that it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from multisite_tui.aws.calls import AwsCall, Call, Unknown
from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.prefix_lists import IPV4, IPV6
from multisite_tui.aws.facts.security_groups import Ingress, SecurityGroup
from multisite_tui.aws.resources.base import Kind, Ref, Resource, StepOutputs
from multisite_tui.aws.resources.ownership import Owner, as_list, why_tagged, why_untagged
from multisite_tui.errors import Problem
from multisite_tui.model.rules.names import LONGEST_GROUP_TEXT
from multisite_tui.model.terms import ANYWHERE

MOST_RULES = 60
"""Default quota of inbound rules of a security group, for IPv4 and IPv6 apart (Service Quotas L-0EA8095F)."""


def for_visitors(ports: Iterable[int]) -> tuple[Ingress, ...]:
    """Return the rules that open these ports by TCP to 0.0.0.0/0."""
    return tuple(Ingress("tcp", port, port, ANYWHERE) for port in sorted(set(ports)))


def no_room(found: SecurityGroup, new: int) -> Problem | None:
    """Return a problem if new rules would exceed the default quota; if the group exceeds it already, it was raised."""
    there = max(found.counted(family) for family in (IPV4, IPV6))
    if not new or there > MOST_RULES or there + new <= MOST_RULES:
        return None
    return Problem(
        code="security_group_full",
        what=f"Security group {found.name} ({found.id}) of the instance has {there} inbound rules.",
        why=f"AWS allows {MOST_RULES} unless asked for more, and load balancers need {new} of their own. A prefix list "
        "counts as the most entries that it may have."
        if found.prefix_lists
        else f"AWS allows {MOST_RULES} unless asked for more, and load balancers need {new} of their own.",
        next="Remove rules that are not used, or ask for more under Service Quotas (code L-0EA8095F).",
        key="instances",
    )


OF_ANOTHER_SITE = "This setup has it for its site {site}."
OF_ANOTHER_SETUP = "It belongs to your setup {setup}."
CHOOSE_ANOTHER = "Choose another `{key}.name`, or use that one with `{key}: {{id: ...}}`."
ADOPT_OR_CHOOSE = (
    "Choose another `{key}.name`, use that one with `{key}: {{id: ...}}`, or set `adopt: true` to take it on."
)
NAME_THE_SETUP = (
    "If this is that setup, put `name: {setup}` into the answers; else choose another `{key}.name`, or use that one "
    "with `{key}: {{id: ...}}`."
)


@dataclass
class NewGroup(Resource[SecurityGroup]):
    """The load balancer's own group. `OpenPorts` opens it.

    Name and description are ASCII with at most 255 characters, and cannot be changed (ec2, `CreateSecurityGroup`).
    """

    owner: Owner
    name: str
    description: str
    vpc: str
    ports: tuple[int, ...]
    """The listeners' ports, which it is to open to everybody."""
    key: str = "security_group"
    """Where it stands in the answers, in the site or in the setup."""

    def __post_init__(self) -> None:
        # The model limits a given description; the default, which contains the domain, may be too long.
        self.description = self.description[:LONGEST_GROUP_TEXT]

    @property
    def rules(self) -> tuple[Ingress, ...]:
        """The ingress rules that it is to have."""
        return for_visitors(self.ports)

    @property
    def title(self) -> str:
        """Such as `security group to-main`."""
        return f"security group {self.name}"

    def read(self, facts: Facts, known: StepOutputs) -> SecurityGroup | None:
        """Find it by its name, which is unique in a VPC regardless of case."""
        return facts.security_group_named(self.vpc, self.name)

    def calls(self, found: SecurityGroup | None, known: StepOutputs) -> Sequence[Call]:
        """Create it, or tag an adopted one."""
        return self._tag(found) if found else [self._create()]

    def conflicts(self, found: SecurityGroup | None, known: StepOutputs) -> Sequence[Problem]:
        """Refuse more ports than a group may have rules, and another owner's group of this name."""
        if found is None and len(self.ports) > MOST_RULES:
            return (self._too_many_ports(),)
        if found is None or self.owner.may_have(found.tags):
            return ()
        return (self._taken(found),)

    def _taken(self, found: SecurityGroup) -> Problem:
        other, setup = self.owner.other_site(found.tags), self.owner.other_setup(found.tags)
        if other:
            why, following = OF_ANOTHER_SITE.format(site=other), CHOOSE_ANOTHER.format(key=self.key)
        elif setup:
            why, following = OF_ANOTHER_SETUP.format(setup=setup), NAME_THE_SETUP.format(setup=setup, key=self.key)
        else:
            following = (ADOPT_OR_CHOOSE if self.owner.site else CHOOSE_ANOTHER).format(key=self.key)
            why = "It was not made by this setup."
        return Problem(
            code="security_group_taken",
            what=f"A security group named {found.name} ({found.id}) is there already.",
            why=why,
            next=following,
            site=self.owner.site,
            key=f"{self.key}.name",
        )

    def summary(self, found: SecurityGroup | None) -> str:
        """The group's id."""
        return found.id if found else ""

    def leftovers(self, found: SecurityGroup | None) -> Sequence[Problem]:
        """Report a description that differs from the answers: AWS cannot change it."""
        if found is None or not self.owner.made(found.tags) or found.description == self.description:
            return ()
        return (
            Problem(
                code="security_group_text",
                what=f"{found.name} keeps its description: {found.description}",
                why="AWS fixes a security group's description when the group is made.",
                next=f"Set `{self.key}.description` back to that, or give the group another name.",
                site=self.owner.site,
                key=f"{self.key}.description",
            ),
        )

    def _too_many_ports(self) -> Problem:
        return Problem(
            code="security_group_full",
            what=f"The site listens on {len(self.ports)} ports, and a security group opens {MOST_RULES}.",
            why="Each port is a rule of its own, and AWS allows no more in a group unless asked for.",
            next=f"Ask for fewer listeners, or make a group yourself and name it with `{self.key}: {{id: ...}}`.",
            site=self.owner.site,
            key="listeners",
        )

    def _tag(self, found: SecurityGroup) -> list[Call]:
        calls: list[Call] = []
        if lacking := self.owner.lacking(found.tags):
            params = {"Resources": [found.id], "Tags": as_list(lacking)}
            calls.append(AwsCall("ec2", "CreateTags", params, self.title, why_tagged(lacking)))
        if outdated := self.owner.outdated(found.tags):
            params = {"Resources": [found.id], "Tags": [{"Key": key} for key in outdated]}
            calls.append(AwsCall("ec2", "DeleteTags", params, self.title, why_untagged(outdated)))
        return calls

    def _create(self) -> Call:
        params = {
            "GroupName": self.name,
            "Description": self.description,
            "VpcId": self.vpc,
            "TagSpecifications": [{"ResourceType": "security-group", "Tags": as_list(self.owner.tags_for())}],
        }
        return AwsCall("ec2", "CreateSecurityGroup", params, self.title, "not there yet")


@dataclass
class OpenPorts(Resource[SecurityGroup]):
    """The ingress rules that open the ports of a new group to everybody; no other port is opened.

    They are a step of their own: a load balancer can be created in a group that nobody comes in by yet.
    """

    group: NewGroup
    made_by: Ref[SecurityGroup]
    """The step of the group."""
    kind: ClassVar[Kind] = Kind.PREPARE

    @property
    def title(self) -> str:
        """Such as `ports 80, 443 of security group to-main`."""
        ports = [str(rule.first) for rule in self.group.rules]
        return f"{'port' if len(ports) == 1 else 'ports'} {', '.join(ports)} of {self.group.title}"

    def read(self, facts: Facts, known: StepOutputs) -> SecurityGroup | None:
        """Find the group."""
        return self.group.read(facts, known)

    def calls(self, found: SecurityGroup | None, known: StepOutputs) -> Sequence[Call]:
        """Open each port that is not open."""
        later = Unknown(self.made_by.step, "GroupId", f"the id of {self.group.title}")
        closed = [rule for rule in self.group.rules if not (found and found.admits(rule.first, rule.source))]
        made = found is None or self.group.owner.made(found.tags)
        return [self._open(found.id if found else later, rule, made=made) for rule in closed]

    def exists(self, found: SecurityGroup | None) -> bool:
        """False: the plan shows missing rules as created; existing rules are never updated."""
        return False

    def _open(self, group: str | Unknown, rule: Ingress, *, made: bool) -> Call:
        # One rule a call: AWS refuses a call with one duplicate rule, so the other rules would not be added.
        ranges = [{"CidrIp": rule.source, "Description": "Visitors"}]
        permission = {
            "IpProtocol": rule.protocol, "FromPort": rule.first, "ToPort": rule.last, "IpRanges": ranges
        }  # fmt: skip
        params: dict[str, Any] = {"GroupId": group, "IpPermissions": [permission]}
        if not made:  # an adopted group stays after a removal, so this rule must be marked as ours
            mark = as_list(self.group.owner.mark())
            params["TagSpecifications"] = [{"ResourceType": "security-group-rule", "Tags": mark}]
        why = f"visitors come in on port {rule.first}"
        return AwsCall("ec2", "AuthorizeSecurityGroupIngress", params, self.title, why)


@dataclass
class GivenGroup(Resource[SecurityGroup]):
    """A group that the answers give by its id: used unchanged; a problem is reported if it does not admit visitors."""

    site: str | None
    """The domain of its site; None for a group of the setup as a whole."""
    id: str
    vpc: str
    ports: tuple[int, ...]
    key: str = "security_group"
    """Where it stands in the answers, in the site or in the setup."""

    @property
    def title(self) -> str:
        """Such as `security group sg-0123`."""
        return f"security group {self.id}"

    def read(self, facts: Facts, known: StepOutputs) -> SecurityGroup | None:
        """Find it by its id in the instances' VPC; None if it is not there."""
        return facts.security_group(self.vpc, self.id)

    def calls(self, found: SecurityGroup | None, known: StepOutputs) -> Sequence[Call]:
        """Change nothing: the group is another owner's."""
        return ()

    def conflicts(self, found: SecurityGroup | None, known: StepOutputs) -> Sequence[Problem]:
        """Refuse a group that is not in the VPC, or that does not admit visitors."""
        if found is None:
            return (self._not_there(),)
        return [self._closed(port) for port in self.ports if not found.opens(port)]

    def noop_reason(self, found: SecurityGroup | None) -> str:
        """Return that the answers give it, so that it is not changed."""
        return "given in the answers; used as it is"

    def summary(self, found: SecurityGroup | None) -> str:
        """The group's name."""
        return found.name if found else ""

    def _not_there(self) -> Problem:
        return Problem(
            code="security_group_not_found",
            what=f"There is no security group {self.id} in {self.vpc}, the VPC of the instances.",
            why="A load balancer takes only groups of its own VPC.",
            next=f"Correct `{self.key}.id`, or leave `{self.key}` out to have one made.",
            site=self.site,
            key=f"{self.key}.id",
        )

    def _closed(self, port: int) -> Problem:
        return Problem(
            code="security_group_closed",
            what=f"Security group {self.id} lets nobody in on port {port}.",
            why="The load balancer listens there, and visitors would wait for an answer that never comes.",
            next=f"Add an inbound rule for TCP {port} to it, or leave `{self.key}` out to have a group made.",
            site=self.site,
            key=f"{self.key}.id",
        )


RULE = "firewall rule: load balancer {load_balancer} -> instance port {ports} (security group {group})"
RULES = "firewall rules: load balancer {load_balancer} -> instance ports {ports} (security group {group})"


@dataclass
class IngressRule(Resource[SecurityGroup]):
    """The rules of the instance's own group that admit the load balancer's group to the site's and the check's ports.

    An existing rule is kept and not tagged. A new rule gets this setup's tags, because the group itself is not ours.
    """

    owner: Owner
    instance_group: str
    vpc: str
    load_balancer: str
    """The name of the load balancer."""
    load_balancer_group: Ref[SecurityGroup]
    ports: tuple[int, ...]

    @property
    def title(self) -> str:
        """Such as `firewall rule: load balancer to-main -> instance port 6402 (security group sg-0123)`."""
        template = RULE if len(self.ports) == 1 else RULES
        ports = ", ".join(map(str, self.ports))
        return template.format(load_balancer=self.load_balancer, ports=ports, group=self.instance_group)

    def read(self, facts: Facts, known: StepOutputs) -> SecurityGroup | None:
        """Find the instance's group, with the prefix lists that its rules name."""
        found = facts.security_group(self.vpc, self.instance_group)
        if found is None or not found.unweighed:
            return found
        with suppress(AwsFailure):  # a check of the plan warns that they could not be read
            return replace(found, prefix_lists=facts.prefix_lists())
        return found

    def calls(self, found: SecurityGroup | None, known: StepOutputs) -> Sequence[Call]:
        """Admit the load balancer's group to each port that it cannot reach yet."""
        group = known.get(self.load_balancer_group)
        if group is None:
            later = Unknown(self.load_balancer_group.step, "GroupId", "the id of the load balancer's group")
            return [self._let_in(later, port) for port in self.ports]
        return [self._let_in(group.id, port) for port in self.ports if not (found and found.admits(port, group.id))]

    def conflicts(self, found: SecurityGroup | None, known: StepOutputs) -> Sequence[Problem]:
        """Refuse a group that has no room for the new rules."""
        problem = no_room(found, len(self.calls(found, known))) if found else None
        return [problem.of(self.owner.site)] if problem else []

    def exists(self, found: SecurityGroup | None) -> bool:
        """False: the plan shows missing rules as created; existing rules are never updated."""
        return False

    def noop_reason(self, found: SecurityGroup | None) -> str:
        """Return that the rules exist."""
        return "the load balancer's group is let in already"

    def _let_in(self, source: str | Unknown, port: int) -> Call:
        pair = {"GroupId": source, "Description": f"multisite-tui {self.owner.site}"[:255]}
        permission = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "UserIdGroupPairs": [pair]}
        params = {
            "GroupId": self.instance_group,
            "IpPermissions": [permission],
            "TagSpecifications": [{"ResourceType": "security-group-rule", "Tags": as_list(self.owner.mark())}],
        }
        why = f"the load balancer reaches port {port} of the instance"
        return AwsCall("ec2", "AuthorizeSecurityGroupIngress", params, self.title, why)
