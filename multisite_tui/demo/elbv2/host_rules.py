"""Rules of listeners (ELB API 2015-12-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multisite_tui.demo.calls import PracticeCall, Refusal, answer, not_practised, rule
from multisite_tui.demo.elb.tags import tag_values
from multisite_tui.demo.elbv2.application_lookup import elb_arn, find_listener, find_rule, new_id, path_of
from multisite_tui.demo.elbv2.forward_targets import refuse_targets
from multisite_tui.demo.elbv2.listener_actions import normal_actions
from multisite_tui.demo.elbv2.reply_pages import reply_page
from multisite_tui.demo.elbv2.rule_conditions import normal_conditions
from multisite_tui.demo.quotas import refuse_more
from multisite_tui.demo.world import PracticeListenerRule

if TYPE_CHECKING:
    from multisite_tui.demo.world import PracticeApplicationBalancer, PracticeListener, Shape


@rule("elbv2", "CreateRule", "ModifyRule")
def rules_transform_nothing(call: PracticeCall) -> None:
    """Transforms of host and path are not practised (InvalidAction)."""
    if call.params.get("Transforms") or "ResetTransforms" in call.params:
        raise not_practised("elbv2", "Transforms")


def described_rule(found: PracticeListenerRule) -> Shape:
    """Return a rule as DescribeRules has it."""
    return {
        "RuleArn": found.arn,
        "Priority": "default" if found.priority is None else str(found.priority),
        "Conditions": found.conditions,
        "Actions": found.actions,
        "IsDefault": found.priority is None,
    }


def in_order(listener: PracticeListener) -> list[PracticeListenerRule]:
    """Return the rules of a listener in the order in which they are evaluated, the default one last."""
    return sorted(listener.rules.values(), key=lambda one: (one.priority is None, one.priority or 0))


@answer("elbv2", "CreateRule")
def create_rule(call: PracticeCall) -> Shape:
    """Create a rule at a free priority; the same again is refused too (CreateRule, PriorityInUse)."""
    balancer, listener = find_listener(call)
    priority = int(call.params["Priority"])
    conditions = normal_conditions(call, call.params["Conditions"])
    actions = _actions(call, balancer, listener)
    if any(one.priority == priority for one in listener.rules.values()):
        raise priority_in_use(priority)
    conditional = sum(len(one.rules) - 1 for one in balancer.listeners.values())
    refuse_more(call, "rules-per-application-load-balancer", conditional + 1)
    tags = tag_values(call.params.get("Tags") or [])
    refuse_more(call, "application-tags", len(tags))
    arn = elb_arn(call, "listener-rule", path_of(listener.description["ListenerArn"]), new_id(call.world))
    made = listener.rules[arn] = PracticeListenerRule(arn, priority, conditions, actions, tags)
    return {"Rules": [described_rule(made)]}


def _actions(call: PracticeCall, balancer: PracticeApplicationBalancer, listener: PracticeListener) -> list[Shape]:
    protocol, port = listener.description["Protocol"], int(listener.description["Port"])
    actions = normal_actions(call.params["Actions"], protocol, port)
    refuse_targets(call, balancer, actions, protocol)
    return actions


def priority_in_use(priority: int) -> Refusal:
    """Return the refusal of a priority that another rule of the listener has (seen)."""
    return Refusal("PriorityInUse", f"Priority '{priority}' is currently in use")


@answer("elbv2", "ModifyRule")
def modify_rule(call: PracticeCall) -> Shape:
    """Replace the conditions, the actions or both, each as a whole; not of the default rule (ModifyRule)."""
    balancer, listener, found = find_rule(call)
    if found.priority is None:
        raise Refusal("OperationNotPermitted", f"Default rule '{found.arn}' cannot be modified")
    if not call.params.get("Conditions") and not call.params.get("Actions"):
        raise Refusal("ValidationError", "Either conditions or actions must be specified")
    if call.params.get("Conditions"):
        found.conditions = normal_conditions(call, call.params["Conditions"])
    if call.params.get("Actions"):
        found.actions = _actions(call, balancer, listener)
    return {"Rules": [described_rule(found)]}


@answer("elbv2", "DeleteRule")
def delete_rule(call: PracticeCall) -> Shape:
    """Delete a rule, but not the default one (DeleteRule: RuleNotFound, OperationNotPermitted)."""
    _, listener, found = find_rule(call)
    if found.priority is None:
        raise Refusal("OperationNotPermitted", f"Default rule '{found.arn}' cannot be deleted")
    del listener.rules[found.arn]
    return {}


@answer("elbv2", "SetRulePriorities")
def set_rule_priorities(call: PracticeCall) -> Shape:
    """Move rules of one listener; the new order as a whole must be free of conflicts (SetRulePriorities)."""
    asked = {pair.get("RuleArn", ""): pair.get("Priority") for pair in call.params["RulePriorities"]}
    found = [find_rule(call, arn) for arn in asked]
    if len(asked) < len(call.params["RulePriorities"]) or None in asked.values() or not found:
        raise Refusal("ValidationError", "Each rule must be given once, with a priority")
    listener = found[0][1]
    if any(other is not listener for _, other, _ in found):
        raise Refusal("ValidationError", "All rules must belong to one listener")
    for _, _, one in found:
        if one.priority is None:
            raise Refusal("OperationNotPermitted", f"Default rule '{one.arn}' priority cannot be modified")
        one.priority = asked[one.arn]
    taken: set[int] = set()
    for one in listener.rules.values():
        if one.priority is not None and one.priority in taken:
            raise priority_in_use(one.priority)
        taken.add(one.priority or 0)
    return {"Rules": [described_rule(one) for _, _, one in found]}


@answer("elbv2", "DescribeRules")
def describe_rules(call: PracticeCall) -> Shape:
    """The rules of a listener in order, or those named (DescribeRules)."""
    arns = call.params.get("RuleArns") or []
    if bool(arns) == bool(call.params.get("ListenerArn")):
        raise Refusal("ValidationError", "You must specify either listener rule ARNs or a listener ARN")
    found = [find_rule(call, arn)[2] for arn in arns] or in_order(find_listener(call)[1])
    return reply_page(call, "Rules", [described_rule(one) for one in found])
