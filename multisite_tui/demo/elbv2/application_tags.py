"""Tags of Application Load Balancers, target groups, listeners and rules."""

from __future__ import annotations

from multisite_tui.demo.calls import PracticeCall, Refusal, answer, rule
from multisite_tui.demo.elb.tags import refuse_tags, tag_values
from multisite_tui.demo.elbv2.application_lookup import find_application, find_listener, find_rule, find_target_group
from multisite_tui.demo.quotas import refuse_more
from multisite_tui.demo.world import Shape

_MOST_ARNS = 20


@rule("elbv2", "CreateLoadBalancer", "CreateTargetGroup", "CreateListener", "CreateRule", "AddTags")
def application_tags_are_allowed(call: PracticeCall) -> None:
    """Keys to 128, values to 256 characters of a set, none twice, none of AWS's own (`Tag`)."""
    refuse_tags(call.params.get("Tags") or [])


def tags_of_arn(call: PracticeCall, arn: str) -> dict[str, str]:
    """Return the tags of what an ARN names, as they are kept.

    Raises:
        Refusal: the code of what is not found, or `ValidationError`.
    """
    kind = arn.rpartition(":")[2].partition("/")[0]
    if kind == "loadbalancer":
        return find_application(call, arn).tags
    if kind == "targetgroup":
        return find_target_group(call, arn).tags
    if kind == "listener":
        return find_listener(call, arn)[1].tags
    if kind == "listener-rule":
        return find_rule(call, arn)[2].tags
    raise Refusal("ValidationError", f"'{arn}' is not a valid ARN")


@answer("elbv2", "AddTags")
def add_application_tags(call: PracticeCall) -> Shape:
    """Add or overwrite tags of the resources named."""
    for arn in call.params["ResourceArns"]:
        tags = tags_of_arn(call, arn)
        tags.update(tag_values(call.params["Tags"]))
        refuse_more(call, "application-tags", len(tags))
    return {}


@answer("elbv2", "RemoveTags")
def remove_application_tags(call: PracticeCall) -> Shape:
    """Remove tags by key; a missing one is no error."""
    for arn in call.params["ResourceArns"]:
        tags = tags_of_arn(call, arn)
        for key in call.params["TagKeys"]:
            tags.pop(key, None)
    return {}


@answer("elbv2", "DescribeTags")
def describe_application_tags(call: PracticeCall) -> Shape:
    """The tags of at most 20 resources (DescribeTags, ResourceArns)."""
    arns = call.params["ResourceArns"]
    if len(arns) > _MOST_ARNS:
        raise Refusal("ValidationError", f"Up to '{_MOST_ARNS}' resource ARNs can be specified, but got '{len(arns)}'")
    return {"TagDescriptions": [{"ResourceArn": arn, "Tags": _tags(call, arn)} for arn in arns]}


def _tags(call: PracticeCall, arn: str) -> list[Shape]:
    return [{"Key": key, "Value": value} for key, value in tags_of_arn(call, arn).items()]
