"""The parameters of the calls of `parallel.py`: those of the program's first run (`plan/classic/site_steps.py`)."""

from __future__ import annotations

from typing import Any

ZONE, SETUP = "main.io", "many"
POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
NOT_FOUND = {
    "Type": "fixed-response",
    "FixedResponseConfig": {
        "StatusCode": "404",
        "ContentType": "text/plain",
        "MessageBody": "There is no site of this name here.",
    },
}
REDIRECT = {
    "Type": "redirect",
    "RedirectConfig": {
        "Protocol": "HTTPS",
        "Port": "443",
        "Host": "#{host}",
        "Path": "/#{path}",
        "Query": "#{query}",
        "StatusCode": "HTTP_301",
    },
}
ATTRIBUTES = {
    "CrossZoneLoadBalancing": {"Enabled": False},
    "ConnectionDraining": {"Enabled": True, "Timeout": 30},
    "ConnectionSettings": {"IdleTimeout": 60},
}
TLS_POLICY = {
    "PolicyName": "multisite-tui-TLS-1-2",
    "PolicyTypeName": "SSLNegotiationPolicyType",
    "PolicyAttributes": [
        {"AttributeName": "Reference-Security-Policy", "AttributeValue": "ELBSecurityPolicy-TLS-1-2-2017-01"}
    ],
}


def domain(number: int) -> str:
    return f"site{number}.{ZONE}"


def tags(number: int | None) -> list[dict[str, str]]:
    """Return the tags of what is one site's, or, with None, of what all sites share."""
    values = {"owner": "made", "setup": SETUP} | ({"site": domain(number)} if number is not None else {})
    return [{"Key": f"multisite-tui:{key}", "Value": value} for key, value in values.items()]


def tagged(kind: str, number: int | None) -> list[dict[str, Any]]:
    """Return tags as EC2 takes them for a new thing."""
    return [{"ResourceType": kind, "Tags": tags(number)}]


def from_visitors(port: int) -> list[dict[str, Any]]:
    """Return what lets all the world in."""
    return [_permission(port, IpRanges=[{"CidrIp": "0.0.0.0/0", "Description": "Visitors"}])]


def from_balancer(port: int, group: str, number: int) -> list[dict[str, Any]]:
    """Return what lets a load balancer in."""
    source = {"GroupId": group, "Description": f"multisite-tui {domain(number)}"}
    return [_permission(port, UserIdGroupPairs=[source])]


def _permission(port: int, **source: Any) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **source}


def listener(protocol: str, port: int, instance_port: int) -> dict[str, Any]:
    return {
        "Protocol": protocol,
        "LoadBalancerPort": port,
        "InstanceProtocol": "HTTP",
        "InstancePort": instance_port,
    }


def health_check(port: int) -> dict[str, Any]:
    limits = {"Interval": 5, "Timeout": 3, "UnhealthyThreshold": 10, "HealthyThreshold": 2}
    return {"Target": f"HTTP:{port}/", **limits}


def validation(record: Any) -> tuple[str, Any]:
    """Return the change that puts in what ACM asks for."""
    values = [{"Value": record["Value"]}]
    return "UPSERT", {"Name": record["Name"], "Type": "CNAME", "TTL": 300, "ResourceRecords": values}


def alias(balancer: Any) -> tuple[str, Any]:
    """Return the change that leads visitors to a load balancer."""
    target = {
        "HostedZoneId": balancer["CanonicalHostedZoneNameID"],
        "DNSName": f"dualstack.{balancer['DNSName']}",
        "EvaluateTargetHealth": False,
    }
    site = balancer["LoadBalancerName"].removeprefix("to-")
    return "CREATE", {"Name": f"{site}.{ZONE}", "Type": "A", "AliasTarget": target}


def target_check() -> dict[str, Any]:
    return {
        "HealthCheckProtocol": "HTTP",
        "HealthCheckPort": "traffic-port",
        "HealthCheckPath": "/",
        "HealthCheckIntervalSeconds": 5,
        "HealthCheckTimeoutSeconds": 3,
        "HealthyThresholdCount": 2,
        "UnhealthyThresholdCount": 10,
        "Matcher": {"HttpCode": "200-399"},
    }


def host(name: str) -> dict[str, Any]:
    """Return the condition that a request is for this host."""
    return {"Field": "host-header", "HostHeaderConfig": {"Values": [name]}}


def alias_of(balancer: Any, number: int) -> tuple[str, Any]:
    """Return the change that leads visitors of one site to the load balancer of all."""
    target = {
        "HostedZoneId": balancer["CanonicalHostedZoneId"],
        "DNSName": f"dualstack.{balancer['DNSName']}",
        "EvaluateTargetHealth": False,
    }
    return "CREATE", {"Name": domain(number), "Type": "A", "AliasTarget": target}
