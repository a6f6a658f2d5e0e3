"""The path of packets between a load balancer and an instance: outbound rules, network ACLs and routes."""

from __future__ import annotations

from collections.abc import Iterator

from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts.entrances import Entrance, TargetHealth
from multisite_tui.aws.facts.network_acls import NetworkAcl
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis, of_problem
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.plan.packet_paths import PacketPath, acls_unread, obstacles


def look_at_path(examination: SiteExamination, entrance: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    """Yield what stops the packets; of an instance in service, only what is certain."""
    path = _path(examination, entrance, health.instance)
    if path is None:
        return
    domain, facts = examination.site.domain, examination.facts
    acls: tuple[NetworkAcl, ...] = ()
    try:
        acls = facts.network_acls(entrance.vpc)
    except AwsFailure as failure:
        if not health.in_service:
            unread = acls_unread(failure.problem, failure.code)
            yield of_problem(domain, Area.INSTANCE, Certainty.CANNOT_TELL, unread)
    for one in obstacles(path, acls, facts.route_tables(entrance.vpc)):
        if one.certain or not health.in_service:
            certainty = Certainty.CERTAIN if one.certain else Certainty.CANNOT_TELL
            yield of_problem(domain, Area.INSTANCE, certainty, one.problem)


def _path(examination: SiteExamination, entrance: Entrance, name: str) -> PacketPath | None:
    instance = examination.instance(name)
    if instance is None:
        return None
    subnets = {subnet.id: subnet for subnet in examination.facts.subnets(entrance.vpc)}
    groups = examination.facts.security_groups(entrance.vpc)
    return PacketPath(
        groups=tuple(group for group in groups if group.id in entrance.security_groups),
        subnets=tuple(subnet for name, subnet in subnets.items() if name in entrance.subnets),
        instance=instance,
        home=subnets.get(instance.subnet),
        entry_ports=tuple(sorted(port.port for port in entrance.ports)),
        ports=tuple(sorted(entrance.entry_ports)),
    )
