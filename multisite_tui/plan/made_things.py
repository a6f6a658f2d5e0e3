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
        case "elbv2:CreateLoadBalancer":
            yield from _named(ThingKind.LOAD_BALANCER, reply, "LoadBalancers", "DNSName", params.get("Name", ""))
        case "elbv2:CreateTargetGroup":
            yield from _named(ThingKind.TARGET_GROUP, reply, "TargetGroups", "TargetGroupArn", params.get("Name", ""))
        case "elbv2:CreateListener":
            port = f"{params.get('Protocol', '')}:{params.get('Port', '')}"
            yield from _named(ThingKind.LISTENER, reply, "Listeners", "ListenerArn", port)
        case "elbv2:CreateRule":
            yield from _named(ThingKind.RULE, reply, "Rules", "RuleArn", _host(params))
        case "ec2:CreateSecurityGroup":
            yield ThingKind.SECURITY_GROUP, params.get("GroupName", "") if lost else reply.get("GroupId", "")
        case "acm:RequestCertificate":
            yield ThingKind.CERTIFICATE, params.get("DomainName", "") if lost else reply.get("CertificateArn", "")
        case "ec2:AuthorizeSecurityGroupIngress":
            rules = () if lost else reply.get("SecurityGroupRules", ())
            yield from ((ThingKind.INGRESS_RULE, rule.get("SecurityGroupRuleId", "")) for rule in rules)
            if not rules:
                yield ThingKind.INGRESS_RULE, params.get("GroupId", "")


def _named(kind: ThingKind, reply: Record, member: str, by: str, named: str) -> Iterator[tuple[ThingKind, str]]:
    """Yield what a reply of the later API says was made; if the reply is lost, what the call named."""
    if LOST in reply:
        yield kind, named
    else:
        yield from ((kind, one.get(by, "")) for one in reply.get(member, ()))


def _host(params: Record) -> str:
    """Return the first host of a rule that a call makes."""
    hosts = [host for one in params.get("Conditions", ()) for host in one.get("HostHeaderConfig", {}).get("Values", ())]
    return next(iter(hosts), "")
