"""What an Application Load Balancer does with a request, by the listeners and rules of a practice account."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from multisite_tui.demo.acm.lifecycle import certificates_of
from multisite_tui.demo.calls import PracticeCall
from multisite_tui.demo.elbv2.application_lookup import all_listeners
from multisite_tui.demo.elbv2.host_rules import in_order
from multisite_tui.demo.elbv2.target_health import described_health
from multisite_tui.demo.world import PracticeListener

Action = dict[str, Any]
Asked = dict[str, str]
"""The parts of a request that a redirect can name: `protocol`, `host`, `port`, `path` without its `/`, `query`."""


def listener_at(call: PracticeCall, balancer: str, port: int) -> PracticeListener:
    """Return the listener at a port of the load balancer of a name; `KeyError` without one."""
    found = {(one.description["LoadBalancerName"], at.description["Port"]): at for one, at in all_listeners(call)}
    return found[balancer, port]


def shown_names(call: PracticeCall, listener: PracticeListener, asked: str | None) -> tuple[str, ...]:
    """Return the names of the certificate that is shown to a visitor who asks for a name by SNI, or for none."""
    known = call.world.region_certificates(call.region)
    default, *listed = [known[arn].names for arn in certificates_of(listener)]
    forms = {asked.lower(), f"*.{asked.lower().partition('.')[2]}"} if asked else set()
    return tuple(next((names for names in listed if forms & set(names)), default))


def action_of(listener: PracticeListener, asked: Asked) -> Action:
    """Return the action of the first rule whose hosts a request meets; there are no conditions of other fields."""
    for rule in in_order(listener):
        hosts = [host for condition in rule.conditions for host in condition["HostHeaderConfig"]["Values"]]
        if not rule.conditions or any(fnmatchcase(asked["host"].lower(), host.lower()) for host in hosts):
            return rule.actions[0]
    raise LookupError(asked)


def location(config: dict[str, str], asked: Asked) -> str:
    """Return where a redirect leads, with the port, as AWS has it."""
    led = f"{config['Protocol']}://{config['Host']}:{config['Port']}{config['Path']}?{config['Query']}"
    for word, value in asked.items():
        led = led.replace(f"#{{{word}}}", value)
    scheme, _, rest = led.partition(":")
    return f"{scheme.lower()}:{rest.removesuffix('?')}"


def target_port(call: PracticeCall, action: Action) -> int | None:
    """Return the port of a target that a forward action leads to: a healthy one, or any if none is; None without."""
    weights = {one["TargetGroupArn"]: one["Weight"] for one in action["ForwardConfig"]["TargetGroups"]}
    group = call.world.region_target_groups(call.region)[max(weights, key=lambda arn: weights[arn])]
    states = {place[1]: described_health(call, group, place)["TargetHealth"]["State"] for place in group.targets}
    return next((port for port, state in states.items() if state == "healthy"), next(iter(states), None))
