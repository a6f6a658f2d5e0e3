"""Actions of listeners and rules: forward, redirect, fixed-response (ELB API 2015-12-01, Action)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multisite_tui.demo.calls import PracticeCall, Refusal, not_practised

if TYPE_CHECKING:
    from multisite_tui.demo.world import PracticeApplicationBalancer, Shape

_CONFIGS = {"forward": "ForwardConfig", "redirect": "RedirectConfig", "fixed-response": "FixedResponseConfig"}
_TYPES = ("text/plain", "text/css", "text/html", "application/javascript", "application/json")
"""FixedResponseActionConfig, ContentType."""
_UNCHANGED = {
    "Protocol": "#{protocol}",
    "Port": "#{port}",
    "Host": "#{host}",
    "Path": "/#{path}",
    "Query": "#{query}",
}
"""What a redirect keeps of the request where it says nothing (RedirectActionConfig)."""
_MOST_WEIGHT = 999


def normal_actions(asked: list[Shape], protocol: str, port: int) -> list[Shape]:
    """Return actions as they are described, after those of the API's model are checked.

    Args:
        asked: the actions of a call.
        protocol: the protocol of the listener.
        port: its port.

    Raises:
        Refusal: `InvalidLoadBalancerAction` or `ValidationError`.
    """
    if len(asked) != 1:
        message = "Exactly one action of type 'forward', 'redirect' or 'fixed-response' must be specified"
        raise Refusal("InvalidLoadBalancerAction", message)
    (action,) = asked
    kind = action["Type"]
    if kind not in _CONFIGS:
        raise not_practised("elbv2", f"actions of type {kind}")
    _refuse_other_configs(action)
    if kind == "forward":
        return [_forward(action)]
    config = action.get(_CONFIGS[kind])
    if config is None:
        raise Refusal("InvalidLoadBalancerAction", f"An action of type '{kind}' requires a '{_CONFIGS[kind]}'")
    normal = _redirect(config, protocol, port) if kind == "redirect" else _fixed_response(config)
    return [{"Type": kind, "Order": 1, _CONFIGS[kind]: normal}]


def _refuse_other_configs(action: Shape) -> None:
    allowed = {"Type", "Order", _CONFIGS[action["Type"]]}
    if action["Type"] == "forward":
        allowed.add("TargetGroupArn")
    if other := sorted(set(action) - allowed):
        message = f"An action of type '{action['Type']}' cannot have '{other[0]}'"
        raise Refusal("InvalidLoadBalancerAction", message)


def _forward(action: Shape) -> Shape:
    """Return a forward action in both of its forms, as AWS describes it."""
    config = action.get("ForwardConfig") or {}
    named = action.get("TargetGroupArn")
    groups = [dict(group) for group in config.get("TargetGroups") or []] or (
        [{"TargetGroupArn": named, "Weight": 1}] if named else []
    )
    if not groups:
        raise Refusal("InvalidLoadBalancerAction", "A target group must be specified for an action of type 'forward'")
    arns = [group.get("TargetGroupArn") for group in groups]
    if None in arns or len(set(arns)) < len(arns) or (named and arns != [named]):
        message = "The target groups of a forward action must be given once, and the same in both forms"
        raise Refusal("InvalidLoadBalancerAction", message)
    for group in groups:
        group.setdefault("Weight", 1)
        if not 0 <= group["Weight"] <= _MOST_WEIGHT:
            raise Refusal("ValidationError", f"The weight of a target group must be between 0 and {_MOST_WEIGHT}")
    stickiness = {"Enabled": False, **(config.get("TargetGroupStickinessConfig") or {})}
    normal: Shape = {
        "Type": "forward",
        "Order": 1,
        "ForwardConfig": {"TargetGroups": groups, "TargetGroupStickinessConfig": stickiness},
    }
    return {**normal, "TargetGroupArn": arns[0]} if len(arns) == 1 else normal


def _redirect(config: Shape, protocol: str, port: int) -> Shape:
    """Return a redirect with what it keeps; refuse one that leads to HTTP or to itself (guide, "Redirect actions")."""
    normal = {**_UNCHANGED, **config}
    if not normal["Path"].startswith("/"):
        raise Refusal("InvalidLoadBalancerAction", "The path of a redirect must begin with '/'")
    _refuse_port(normal["Port"])
    if protocol == "HTTPS" and normal["Protocol"] == "HTTP":
        raise Refusal("InvalidLoadBalancerAction", "A listener of protocol HTTPS cannot redirect to HTTP")
    same = {"Protocol": protocol, "Port": str(port)}
    if all(normal[member] in (_UNCHANGED[member], same.get(member)) for member in ("Protocol", "Port", "Host", "Path")):
        message = "The redirect configuration is not valid because it creates a loop"
        raise Refusal("InvalidLoadBalancerAction", message)
    return normal


def _refuse_port(port: str) -> None:
    if port == _UNCHANGED["Port"]:
        return
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 1 <= int(port) <= 65535):
        raise Refusal("InvalidLoadBalancerAction", f"The port '{port}' of a redirect is not valid")


def _fixed_response(config: Shape) -> Shape:
    normal = dict(config)
    content_type = normal.get("ContentType", "")
    if content_type and content_type not in _TYPES:
        message = f"The content type '{content_type}' must be one of {', '.join(_TYPES)}"
        raise Refusal("InvalidLoadBalancerAction", message)
    return normal


def named_groups(actions: list[Shape]) -> list[str]:
    """Return the ARNs of the target groups that actions forward to."""
    configs = [action["ForwardConfig"] for action in actions if action["Type"] == "forward"]
    return [group["TargetGroupArn"] for config in configs for group in config["TargetGroups"]]


def used_groups(balancer: PracticeApplicationBalancer) -> list[str]:
    """Return the ARNs of the target groups that a load balancer forwards to, each once."""
    rules = [rule for listener in balancer.listeners.values() for rule in listener.rules.values()]
    return list(dict.fromkeys(arn for rule in rules for arn in named_groups(rule.actions)))


def users_of_group(call: PracticeCall, arn: str) -> list[str]:
    """Return the ARNs of the load balancers that forward to a target group."""
    balancers = call.world.applications(call.region)
    return [one for one, balancer in balancers.items() if arn in used_groups(balancer)]
