"""Finding Application Load Balancers, listeners, rules and target groups by ARN, and the ARNs of new ones."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from multisite_tui.demo.calls import PracticeCall, Refusal
from multisite_tui.demo.consistency import balancer_is_unknown
from multisite_tui.demo.constants import ACCOUNT_ID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from multisite_tui.demo.world import (
        PracticeApplicationBalancer,
        PracticeListener,
        PracticeListenerRule,
        PracticeTargetGroup,
        World,
    )


_WORDS = {
    "loadbalancer": "load balancer",
    "listener": "listener",
    "listener-rule": "listener rule",
    "targetgroup": "target group",
}


def new_id(world: World) -> str:
    """Return the last part of a new ARN: 16 hexadecimal digits."""
    return sha256(f"ARN {world.next_serial()} {world.created}".encode()).hexdigest()[:16]


def elb_arn(call: PracticeCall, *path: str) -> str:
    """Return the ARN of something of ELB, such as `elb_arn(call, "loadbalancer", "app", name, number)`."""
    return f"arn:aws:elasticloadbalancing:{call.region}:{ACCOUNT_ID}:{'/'.join(path)}"


def path_of(arn: str) -> str:
    """Return what follows the kind in an ARN, such as `app/NAME/ID` of a load balancer."""
    return arn.partition("/")[2]


def find_application(call: PracticeCall, arn: str | None = None) -> PracticeApplicationBalancer:
    """Return the load balancer that a call names; calls that read do not find one that has just been made.

    Raises:
        Refusal: `LoadBalancerNotFound`, or `ValidationError` for what is no ARN of a load balancer.
    """
    wanted = arn or call.params["LoadBalancerArn"]
    refuse_other_kind(call, wanted, "loadbalancer")
    balancer = call.world.applications(call.region).get(wanted)
    if balancer is None or balancer_is_unknown(call, balancer):
        raise Refusal("LoadBalancerNotFound", f"Load balancer '{wanted}' not found")
    return balancer


def find_listener(call: PracticeCall, arn: str | None = None) -> tuple[PracticeApplicationBalancer, PracticeListener]:
    """Return the listener that a call names, with its load balancer.

    Raises:
        Refusal: `ListenerNotFound`, or `ValidationError` for what is no ARN of a listener.
    """
    wanted = arn or call.params["ListenerArn"]
    refuse_other_kind(call, wanted, "listener")
    for balancer in call.world.applications(call.region).values():
        if wanted in balancer.listeners:
            return balancer, balancer.listeners[wanted]
    raise Refusal("ListenerNotFound", f"Listener '{wanted}' not found")


def find_rule(
    call: PracticeCall, arn: str | None = None
) -> tuple[PracticeApplicationBalancer, PracticeListener, PracticeListenerRule]:
    """Return the rule that a call names, with its load balancer and listener.

    Raises:
        Refusal: `RuleNotFound`, or `ValidationError` for what is no ARN of a rule.
    """
    wanted = arn or call.params["RuleArn"]
    refuse_other_kind(call, wanted, "listener-rule")
    for balancer, listener in all_listeners(call):
        if wanted in listener.rules:
            return balancer, listener, listener.rules[wanted]
    raise Refusal("RuleNotFound", f"Rule '{wanted}' not found")


def find_target_group(call: PracticeCall, arn: str | None = None) -> PracticeTargetGroup:
    """Return the target group that a call names.

    Raises:
        Refusal: `TargetGroupNotFound`, or `ValidationError` for what is no ARN of a target group.
    """
    wanted = arn or call.params["TargetGroupArn"]
    refuse_other_kind(call, wanted, "targetgroup")
    group = call.world.region_target_groups(call.region).get(wanted)
    if group is None:
        raise Refusal("TargetGroupNotFound", f"Target group '{wanted}' not found")
    return group


def all_listeners(call: PracticeCall) -> Iterator[tuple[PracticeApplicationBalancer, PracticeListener]]:
    """Yield each listener of the region with its load balancer."""
    for balancer in call.world.applications(call.region).values():
        for listener in balancer.listeners.values():
            yield balancer, listener


def refuse_other_kind(call: PracticeCall, arn: str, kind: str) -> None:
    """Refuse what is no ARN of a kind, such as `targetgroup`, in the account and region of a call.

    Raises:
        Refusal: `ValidationError`.
    """
    if not arn.startswith(elb_arn(call, kind, "")):
        raise Refusal("ValidationError", f"'{arn}' is not a valid {_WORDS[kind]} ARN")
