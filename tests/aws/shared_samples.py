"""Plain data of the load balancer that sites share, as the shared case wants it unless changed."""

from __future__ import annotations

from typing import Any

from multisite_tui.aws.facts.application_listeners import ApplicationListener, HostRule
from multisite_tui.aws.facts.application_load_balancers import IDLE_TIMEOUT, ApplicationLoadBalancer
from multisite_tui.aws.facts.rule_actions import Forward, RuleAction
from multisite_tui.aws.facts.target_groups import TargetCheck, TargetGroup
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.aws.resources.shared_listeners import TLS_POLICY, UNKNOWN_HOST
from multisite_tui.aws.resources.target_groups import wanted_attributes

from .samples import ARN, OURS

ALL = Owner("main-io", None, {"team": "web"})
OF_ALL = ALL.tags_for()
BALANCER_ARN = "arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:loadbalancer/app/main-io/1"
GROUP_ARN = "arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:targetgroup/to-main/1"
TARGET_CHECK = TargetCheck("HTTP", "traffic-port", "/", 5, 3, 2, 10, "200-399")


def application(**changes: Any) -> ApplicationLoadBalancer:
    asked: dict[str, Any] = {
        "arn": BALANCER_ARN,
        "name": "main-io",
        "dns_name": "main-io-1.ap-northeast-2.elb.amazonaws.com",
        "zone_id": "ZELB",
        "type": "application",
        "scheme": "internet-facing",
        "state": "active",
        "state_reason": "",
        "vpc": "vpc-1",
        "subnets": frozenset({"subnet-1", "subnet-2"}),
        "security_groups": frozenset({"sg-alb"}),
        "tags": OF_ALL,
        "attributes": {IDLE_TIMEOUT: "60"},
    }
    return ApplicationLoadBalancer(**{**asked, **changes})


def target_group(**changes: Any) -> TargetGroup:
    asked: dict[str, Any] = {
        "arn": GROUP_ARN,
        "name": "to-main",
        "protocol": "HTTP",
        "port": 6402,
        "vpc": "vpc-1",
        "target_type": "instance",
        "check": TARGET_CHECK,
        "load_balancers": frozenset({BALANCER_ARN}),
        "tags": OURS,
        "attributes": wanted_attributes(30, 0),
    }
    return TargetGroup(**{**asked, **changes})


def listener(port: int = 443, **changes: Any) -> ApplicationListener:
    secure = port == 443
    asked: dict[str, Any] = {
        "arn": f"{BALANCER_ARN}/{port}",
        "load_balancer": BALANCER_ARN,
        "protocol": "HTTPS" if secure else "HTTP",
        "port": port,
        "policy": TLS_POLICY if secure else None,
        "certificate": ARN if secure else None,
        "action": UNKNOWN_HOST,
        "tags": OF_ALL,
    }
    return ApplicationListener(**{**asked, **changes})


def rule(*hosts: str, priority: int = 20_000, action: RuleAction | None = None, **changes: Any) -> HostRule:
    asked: dict[str, Any] = {
        "arn": f"rule-{priority}",
        "listener": f"{BALANCER_ARN}/443",
        "priority": priority,
        "hosts": hosts or ("main.io",),
        "other_conditions": False,
        "action": action or Forward(GROUP_ARN),
        "tags": OURS,
    }
    return HostRule(**{**asked, **changes})
