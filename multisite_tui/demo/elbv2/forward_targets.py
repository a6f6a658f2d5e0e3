"""What a forward action may lead to: target groups that are there, and free for the load balancer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multisite_tui.demo.calls import PracticeCall, Refusal
from multisite_tui.demo.elbv2.listener_actions import named_groups, used_groups, users_of_group
from multisite_tui.demo.quotas import refuse_more

if TYPE_CHECKING:
    from multisite_tui.demo.world import PracticeApplicationBalancer, PracticeTargetGroup, Shape


def refuse_targets(
    call: PracticeCall, balancer: PracticeApplicationBalancer, actions: list[Shape], protocol: str
) -> None:
    """Refuse actions that lead to target groups which a listener cannot forward to.

    Args:
        call: the call.
        balancer: the load balancer of the listener.
        actions: the actions in their normal form.
        protocol: the protocol of the listener.

    Raises:
        Refusal: `TargetGroupNotFound`, `TargetGroupAssociationLimit`, `InvalidConfigurationRequest`,
            `TooManyTargetGroups`, `TooManyUniqueTargetGroupsPerLoadBalancer` or `TooManyTargets`.
    """
    arns = named_groups(actions)
    refuse_more(call, "target-groups-per-action-on-application-load-balancer", len(arns))
    groups = call.world.region_target_groups(call.region)
    for arn in arns:
        if arn not in groups:
            raise Refusal("TargetGroupNotFound", "One or more target groups not found")
        _refuse_unfit(balancer, groups[arn], protocol)
        if set(users_of_group(call, arn)) - {balancer.description["LoadBalancerArn"]}:
            message = f"The following target groups cannot be associated with more than one load balancer: {arn}"
            raise Refusal("TargetGroupAssociationLimit", message)
    every = list(dict.fromkeys([*used_groups(balancer), *arns]))
    refuse_more(call, "target-groups-per-application-load-balancer", len(every))
    refuse_many_targets(call, every)


def refuse_many_targets(call: PracticeCall, arns: list[str]) -> None:
    """Refuse more targets behind a load balancer than its quota.

    Raises:
        Refusal: `TooManyTargets`.
    """
    groups = call.world.region_target_groups(call.region)
    targets = sum(len(groups[arn].targets) for arn in arns if arn in groups)
    refuse_more(call, "targets-per-application-load-balancer", targets)


def _refuse_unfit(balancer: PracticeApplicationBalancer, group: PracticeTargetGroup, protocol: str) -> None:
    arn = group.description["TargetGroupArn"]
    if group.description["VpcId"] != balancer.description["VpcId"]:
        message = f"The target group '{arn}' is not in the VPC of the load balancer"
        raise Refusal("InvalidConfigurationRequest", message)
    if group.description["ProtocolVersion"] == "GRPC" and protocol != "HTTPS":
        message = (
            f"Listener protocol '{protocol}' is not supported with a target group with the protocol-version 'GRPC'"
        )
        raise Refusal("InvalidConfigurationRequest", message)
