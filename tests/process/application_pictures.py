"""What a picture of an account shows of Application Load Balancers, their listeners and rules, and target groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Picture = dict[str, Any]


def application_balancers(elbv2: Any) -> list[Picture]:
    """Return each load balancer with its tags, attributes and listeners."""
    found = elbv2.describe_load_balancers()["LoadBalancers"]
    return [{**one, **_of_balancer(elbv2, one["LoadBalancerArn"])} for one in found]


def target_groups(elbv2: Any) -> list[Picture]:
    """Return each target group with its tags, attributes and targets."""
    return [
        {**one, **_of_group(elbv2, one["TargetGroupArn"])} for one in elbv2.describe_target_groups()["TargetGroups"]
    ]


def names_of(balancers: list[Picture], groups: list[Picture]) -> Iterator[tuple[str, str]]:
    """Yield what each id stands for."""
    for one in balancers:
        name = f"application load balancer {one['LoadBalancerName']}"
        yield one["LoadBalancerArn"], name
        yield one["DNSName"], name
        yield one["LoadBalancerArn"].partition(":loadbalancer/")[2], name  # as its interfaces are described
        for listener in one["Listeners"]:
            yield listener["ListenerArn"], f"listener {listener['Protocol']}:{listener['Port']} of {name}"
    yield from ((one["TargetGroupArn"], f"target group {one['TargetGroupName']}") for one in groups)


def _of_balancer(elbv2: Any, arn: str) -> Picture:
    listeners = elbv2.describe_listeners(LoadBalancerArn=arn)["Listeners"]
    attributes = elbv2.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
    return {
        "Tags": _tags(elbv2, arn),
        "Attributes": attributes,
        "Listeners": [_listener(elbv2, one) for one in listeners],
    }


def _listener(elbv2: Any, listener: Picture) -> Picture:
    arn = listener["ListenerArn"]
    rules = elbv2.describe_rules(ListenerArn=arn)["Rules"]
    more = {"Rules": [_rule(elbv2, one) for one in rules], "Tags": _tags(elbv2, arn)}
    if "Certificates" not in listener:
        return {**listener, **more}
    # Which site made the listener, and so gave the default certificate, is chance: visitors name their host.
    shown = elbv2.describe_listener_certificates(ListenerArn=arn)["Certificates"]
    return {**listener, **more, "Certificates": sorted({one["CertificateArn"] for one in shown})}


def _rule(elbv2: Any, rule: Picture) -> Picture:
    told = {key: value for key, value in rule.items() if key != "RuleArn"}
    return told if rule["IsDefault"] else {**told, "Tags": _tags(elbv2, rule["RuleArn"])}


def _of_group(elbv2: Any, arn: str) -> Picture:
    return {
        "Tags": _tags(elbv2, arn),
        "Attributes": elbv2.describe_target_group_attributes(TargetGroupArn=arn)["Attributes"],
        "Targets": elbv2.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"],
    }


def _tags(elbv2: Any, arn: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = elbv2.describe_tags(ResourceArns=[arn])["TagDescriptions"][0]["Tags"]
    return found
