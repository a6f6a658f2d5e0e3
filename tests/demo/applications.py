"""Short words for Application Load Balancers, over a bench."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .rig import Bench

POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
TO_HTTPS = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}
NOTHING = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404", "ContentType": "text/plain"}}


def application(bench: Bench, name: str = "main", **changes: Any) -> str:
    asked = {"Name": name, "Subnets": bench.subnets, **changes}
    return str(bench.elbv2.create_load_balancer(**asked)["LoadBalancers"][0]["LoadBalancerArn"])


def described(bench: Bench, arn: str) -> dict[str, Any]:
    found: dict[str, Any] = bench.elbv2.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"][0]
    return found


def target_group(bench: Bench, name: str = "site", port: int = 6402, **changes: Any) -> str:
    asked = {
        "Name": name,
        "Protocol": "HTTP",
        "Port": port,
        "VpcId": bench.ec2.describe_vpcs()["Vpcs"][0]["VpcId"],
        "HealthCheckIntervalSeconds": 10,
        **changes,
    }
    return str(bench.elbv2.create_target_group(**asked)["TargetGroups"][0]["TargetGroupArn"])


def plain(bench: Bench, balancer: str, action: dict[str, Any] = TO_HTTPS, port: int = 80, **more: Any) -> str:
    made = bench.elbv2.create_listener(
        LoadBalancerArn=balancer, Protocol="HTTP", Port=port, DefaultActions=[action], **more
    )
    return str(made["Listeners"][0]["ListenerArn"])


def secure(bench: Bench, balancer: str, certificate: str, port: int = 443, **changes: Any) -> str:
    asked = {
        "LoadBalancerArn": balancer,
        "Protocol": "HTTPS",
        "Port": port,
        "SslPolicy": POLICY,
        "Certificates": [{"CertificateArn": certificate}],
        "DefaultActions": [NOTHING],
        **changes,
    }
    return str(bench.elbv2.create_listener(**asked)["Listeners"][0]["ListenerArn"])


def forward(group: str) -> dict[str, Any]:
    return {"Type": "forward", "TargetGroupArn": group}


def hosts(*names: str) -> list[dict[str, Any]]:
    return [{"Field": "host-header", "HostHeaderConfig": {"Values": list(names)}}]


def host_rule(bench: Bench, listener: str, priority: int, action: dict[str, Any], *names: str, **more: Any) -> str:
    made = bench.elbv2.create_rule(
        ListenerArn=listener, Priority=priority, Conditions=hosts(*(names or ("main.io",))), Actions=[action], **more
    )
    return str(made["Rules"][0]["RuleArn"])


def register(bench: Bench, group: str, *ports: int) -> list[dict[str, Any]]:
    instance_id = bench.instance["InstanceId"]
    targets: list[dict[str, Any]] = [{"Id": instance_id, "Port": port} for port in ports] or [{"Id": instance_id}]
    bench.elbv2.register_targets(TargetGroupArn=group, Targets=targets)
    return targets


def health(bench: Bench, group: str, **more: Any) -> list[tuple[str, str, str]]:
    """Return state, reason and description of each target."""
    found = bench.elbv2.describe_target_health(TargetGroupArn=group, **more)["TargetHealthDescriptions"]
    states = [one["TargetHealth"] for one in found]
    return [(one["State"], one.get("Reason", ""), one.get("Description", "")) for one in states]


@dataclass
class Stage:
    """A load balancer with two listeners, a rule and a target group, for calls that change nothing."""

    bench: Bench
    balancer: str
    plain: str
    secure: str
    group: str
    rule: str
    certificate: str

    @property
    def elbv2(self) -> Any:
        return self.bench.elbv2


def stage(bench: Bench) -> Stage:
    certificate = bench.issued("main.io")
    balancer, group = application(bench), target_group(bench)
    listener = secure(bench, balancer, certificate)
    rule = host_rule(bench, listener, 10, forward(group), "main.io")
    return Stage(bench, balancer, plain(bench, balancer), listener, group, rule, certificate)
