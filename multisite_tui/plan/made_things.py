"""Which things the journal knows to be made by a setup: tags alone are a claim, which anybody can write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from multisite_tui.model.replies import LOST
from multisite_tui.model.things import ThingKind, Things

Record = Mapping[str, Any]


def made_things(answered: Iterable[tuple[Record, Record]]) -> Things:
    """Return kind and id of each thing that the calls made.

    Where the run was killed before AWS's reply, it is what the call named instead of the id.

    Args:
        answered: The journal's intents, each with AWS's reply.
    """
    return frozenset(one for intent, reply in answered for one in _made(intent, reply))


def _made(intent: Record, reply: Record) -> Iterator[tuple[ThingKind, str]]:
    params, lost = intent["params"], LOST in reply
    match intent["name"]:
        case "elb:CreateLoadBalancer":
            yield ThingKind.LOAD_BALANCER, params.get("LoadBalancerName", "") if lost else reply.get("DNSName", "")
        case "ec2:CreateSecurityGroup":
            yield ThingKind.SECURITY_GROUP, params.get("GroupName", "") if lost else reply.get("GroupId", "")
        case "acm:RequestCertificate":
            yield ThingKind.CERTIFICATE, params.get("DomainName", "") if lost else reply.get("CertificateArn", "")
        case "ec2:AuthorizeSecurityGroupIngress":
            rules = () if lost else reply.get("SecurityGroupRules", ())
            yield from ((ThingKind.INGRESS_RULE, rule.get("SecurityGroupRuleId", "")) for rule in rules)
            if not rules:
                yield ThingKind.INGRESS_RULE, params.get("GroupId", "")
