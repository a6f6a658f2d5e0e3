"""Ingress: whether the instance's security groups let the load balancer reach a port."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.security_groups import Ingress
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.model.terms import ANYWHERE

_INSIDE = tuple(ip_network(one) for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))
"""Private address ranges of VPCs, from which a load balancer connects to its instances."""


def look_at_ingress(examination: SiteExamination, entrance: Entrance, name: str, port: int) -> Iterator[Diagnosis]:
    """Yield that no rule admits the load balancer; if a rule's addresses may include its own, that is `CANNOT_TELL`."""
    instance = examination.instance(name)
    if instance is None:
        return
    groups = [one for one in examination.facts.security_groups(instance.vpc) if one.id in instance.security_groups]
    rules = [rule for group in groups for rule in group.ingress if rule.admits(port, rule.source)]
    if any(rule.source in (ANYWHERE, *entrance.security_groups) for rule in rules):
        return
    perhaps = sorted(rule.source for rule in rules if _may_be_inside(rule))
    shut = ", ".join(instance.security_groups)
    source = ", ".join(sorted(entrance.security_groups))
    if perhaps:
        yield examination.diagnosis(
            Area.INSTANCE,
            "security_group_path_unclear",
            Certainty.CANNOT_TELL,
            f"It is not clear that {name} lets the load balancer in on port {port}: only rules on addresses open it.",
            f"Port {port} is open to {', '.join(perhaps)}, and not to {source}, the load balancer's group.",
            f"{examination.repair}, or add an inbound rule to {shut}: TCP {port} from {source}.",
        )
        return
    yield examination.diagnosis(
        Area.INSTANCE,
        "security_group_path",
        Certainty.CERTAIN,
        f"{name} does not let the load balancer in on port {port}.",
        f"Its security group ({shut}) opens port {port} to {', '.join(sorted(one.source for one in rules)) or 'nobody'}"
        f", and not to {source}, the load balancer's group.",
        f"{examination.repair}, or add an inbound rule to {shut}: TCP {port} from {source}.",
    )


def _may_be_inside(rule: Ingress) -> bool:
    """Whether the rule may admit the load balancer's addresses: its source overlaps a VPC range or is a prefix list."""
    if rule.source.startswith("pl-"):
        return True
    if rule.source.startswith("sg-") or ":" in rule.source:
        return False
    network = ip_network(rule.source, strict=False)
    return any(network.overlaps(one) for one in _INSIDE if one.version == network.version)
