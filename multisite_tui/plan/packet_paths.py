"""The path of packets: from visitors to a load balancer, from there to an instance, and back.

A security group lets answers pass by itself; a network ACL does not. The inbound rules of an instance's
groups are not looked at here: a run adds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from multisite_tui.aws.facts.instances import Instance
from multisite_tui.aws.facts.network_acls import ANSWER_PORTS, NetworkAcl, Passage, network_of, of_subnet
from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.aws.facts.subnets import RouteTable, Subnet, table_of
from multisite_tui.errors import Problem
from multisite_tui.model.terms import ANYWHERE

EVERYBODY = IPv4Network(ANYWHERE)
INTO = "Network ACL {acl} lets no TCP to {ports} into subnet {subnet} from {peer}."
INTO_IN_PART = "Network ACL {acl} lets TCP to {ports} into subnet {subnet} from {peer} in part only."
OUT_OF = "Network ACL {acl} lets no TCP to {ports} out of subnet {subnet} to {peer}."
OUT_OF_IN_PART = "Network ACL {acl} lets TCP to {ports} out of subnet {subnet} to {peer} in part only."
OPEN_INTO = (
    "Add an inbound rule to {acl}, with a lower number than the one that denies it: allow TCP {range} from {peer}."
)
OPEN_OUT_OF = (
    "Add an outbound rule to {acl}, with a lower number than the one that denies it: allow TCP {range} to {peer}."
)
SENDING = "The load balancer's visitors and health checks go this way to instance {instance}."
ANSWERING = (
    "The answers of instance {instance} come back this way. A network ACL does not know which packets are answers, so "
    "that they need a rule of their own."
)
VISITING = "Visitors come to the load balancer this way."
ANSWERING_VISITORS = (
    "The load balancer's answers to visitors go this way. A network ACL does not know which packets are answers, so "
    "that they need a rule of their own."
)


@dataclass(frozen=True)
class Obstacle:
    """One thing that stops packets."""

    certain: bool
    """Whether it stops all of them; if not, it may stop some."""
    problem: Problem


@dataclass(frozen=True)
class PacketPath:
    """A load balancer in its subnets, and one instance behind it."""

    groups: tuple[SecurityGroup, ...]
    """The load balancer's groups; empty if its group is still to be made."""
    subnets: tuple[Subnet, ...]
    """Those of the load balancer."""
    instance: Instance
    home: Subnet | None
    """The subnet of the instance."""
    entry_ports: tuple[int, ...]
    """Ports that visitors connect to."""
    ports: tuple[int, ...]
    """Ports of the instance."""

    @property
    def address(self) -> IPv4Network | None:
        """The instance's address, or its subnet if AWS does not return the address."""
        return network_of(self.instance.private_address) or (self.home.network if self.home else None)


def obstacles(path: PacketPath, acls: Iterable[NetworkAcl], tables: Sequence[RouteTable]) -> Iterator[Obstacle]:
    """Yield what stops packets, each obstacle once."""
    there = tuple(acls)
    found = [*_groups(path), *_acls(path, there), *_routes(path, tables)]
    yield from dict.fromkeys(found)


def _groups(path: PacketPath) -> Iterator[Obstacle]:
    """Yield the ports of the instance to which no group of the load balancer lets packets out."""
    for passage in (Passage.SHUT, Passage.UNCLEAR):
        ports = [port for port in path.ports if path.groups and _lets_out(path, port) is passage]
        if ports:
            yield Obstacle(passage is Passage.SHUT, _shut_in(path, ports, certain=passage is Passage.SHUT))


def _lets_out(path: PacketPath, port: int) -> Passage:
    ways = {group.lets_out(port, path.instance.security_groups, path.address) for group in path.groups}
    return next(one for one in (Passage.OPEN, Passage.UNCLEAR, Passage.SHUT) if one in ways)


def _shut_in(path: PacketPath, ports: Sequence[int], *, certain: bool) -> Problem:
    names, numbers = ", ".join(group.id for group in path.groups), ", ".join(map(str, ports))
    target = next(iter(path.instance.security_groups), path.instance.private_address)
    surely = f"Security group {names} does not let the load balancer send to port {numbers} of {path.instance.id}."
    perhaps = (
        f"It is not clear that security group {names} lets the load balancer send to port {numbers} of "
        f"{path.instance.id}."
    )
    return Problem(
        code="security_group_egress" if certain else "security_group_egress_unclear",
        what=surely if certain else perhaps,
        why=f"What it sends needs an outbound rule, and none allows TCP {numbers} to {target}. A group of Terraform's "
        "has no outbound rule unless one is written.",
        next=f"Add an outbound rule to {path.groups[0].id}: TCP {numbers} to {target}.",
        key="security_group.id",
    )


@dataclass(frozen=True)
class _Crossing:
    """Packets that cross the border of a subnet."""

    subnet: str
    egress: bool
    peer: IPv4Network
    ports: tuple[int, int]
    why: str


def _acls(path: PacketPath, acls: Sequence[NetworkAcl]) -> Iterator[Obstacle]:
    for one in _visits(path):
        yield from (
            obstacle for obstacle in _stopped(one, acls) if obstacle.certain
        )  # a few may be kept out on purpose
    for subnet in _apart(path):
        for crossing in _crossings(path, subnet):
            yield from _stopped(crossing, acls)


def _visits(path: PacketPath) -> Iterator[_Crossing]:
    for subnet in path.subnets:
        for port in path.entry_ports:
            yield _Crossing(subnet.id, False, EVERYBODY, (port, port), VISITING)
        yield _Crossing(subnet.id, True, EVERYBODY, ANSWER_PORTS, ANSWERING_VISITORS)


def _apart(path: PacketPath) -> Iterator[Subnet]:
    """Yield the load balancer's subnets that are not the instance's: ACLs do not filter inside a subnet."""
    yield from (one for one in path.subnets if path.home is not None and one.id != path.home.id)


def _crossings(path: PacketPath, subnet: Subnet) -> Iterator[_Crossing]:
    """Yield how packets leave a subnet of the load balancer, enter that of the instance, and come back."""
    instance, balancer = path.address, subnet.network
    if instance is None or balancer is None or path.home is None:
        return
    sending, answering = (text.format(instance=path.instance.id) for text in (SENDING, ANSWERING))
    for port in path.ports:
        yield _Crossing(subnet.id, True, instance, (port, port), sending)
        yield _Crossing(path.home.id, False, balancer, (port, port), sending)
    yield _Crossing(path.home.id, True, balancer, ANSWER_PORTS, answering)
    yield _Crossing(subnet.id, False, instance, ANSWER_PORTS, answering)


def _stopped(crossing: _Crossing, acls: Sequence[NetworkAcl]) -> Iterator[Obstacle]:
    acl = of_subnet(acls, crossing.subnet)
    passage = acl.passage(crossing.peer, crossing.ports, egress=crossing.egress) if acl else Passage.OPEN
    if acl is None or passage is Passage.OPEN:
        return
    certain = passage is Passage.SHUT
    surely, perhaps, fix = (OUT_OF, OUT_OF_IN_PART, OPEN_OUT_OF) if crossing.egress else (INTO, INTO_IN_PART, OPEN_INTO)
    first, last = crossing.ports
    ports = f"port {first}" if first == last else f"ports {first} to {last}"
    words = {"acl": acl.id, "ports": ports, "subnet": crossing.subnet, "peer": crossing.peer}
    yield Obstacle(
        certain,
        Problem(
            code="network_acl_blocks" if certain else "network_acl_unclear",
            what=(surely if certain else perhaps).format(**words),
            why=crossing.why,
            next=fix.format(acl=acl.id, range=f"{first}" if first == last else f"{first}-{last}", peer=crossing.peer),
            key="subnets",
        ),
    )


def _routes(path: PacketPath, tables: Sequence[RouteTable]) -> Iterator[Obstacle]:
    for subnet in _apart(path):
        ends = ((subnet.id, path.address), (path.home.id if path.home else "", subnet.network))
        for start, target in ends:
            table = table_of(start, tables)
            lost = table.lost(target) if table is not None and target is not None else None
            if lost is not None:
                yield Obstacle(True, _lost(start, str(target), str(lost.destination)))


def _lost(subnet: str, target: str, destination: str) -> Problem:
    return Problem(
        code="route_blackhole",
        what=f"Subnet {subnet} sends packets for {target} nowhere: its route to {destination} is a blackhole.",
        why="The gateway, interface or connection that the route names is gone, and the load balancer and the instance "
        "do not reach each other.",
        next=f"In the route table of {subnet}, delete the route to {destination} or give it another target.",
        key="subnets",
    )


def acls_unread(failure: Problem, code: str) -> Problem:
    """Return the warning that the network ACLs could not be read."""
    return Problem(
        code=code,
        what="The network ACLs of the subnets could not be read.",
        why=failure.what,
        next="Nothing need be done unless somebody changed them: AWS's own let everything pass.",
    )
