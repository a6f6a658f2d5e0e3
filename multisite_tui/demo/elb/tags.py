"""Tags of Classic Load Balancers."""

from __future__ import annotations

import unicodedata

from multisite_tui.demo.calls import PracticeCall, Refusal, answer, rule
from multisite_tui.demo.elb.lookup import find
from multisite_tui.demo.quotas import refuse_more
from multisite_tui.demo.world import Shape

_SIGNS = "_.:/=+-@"


@rule("elb", "CreateLoadBalancer", "AddTags")
def tags_are_allowed(call: PracticeCall) -> None:
    """Keys to 128, values to 256 characters of a set, none twice, none of AWS's own (elb, `Tag`)."""
    refuse_tags(call.params.get("Tags") or [])


def refuse_tags(tags: list[Shape]) -> None:
    """Refuse tags that ELB does not take; its two APIs have one rule.

    Raises:
        Refusal: `DuplicateTagKeys` or `ValidationError`.
    """
    keys = [tag["Key"] for tag in tags]
    if len(set(keys)) < len(keys):
        raise Refusal("DuplicateTagKeys", "A tag key was specified more than once.")
    for tag in tags:
        if not 1 <= len(tag["Key"]) <= 128 or len(tag.get("Value") or "") > 256:
            raise Refusal("ValidationError", f"Tag '{tag['Key']}' is longer than is allowed")
        if tag["Key"].lower().startswith("aws:"):
            raise Refusal("ValidationError", "Tag keys that begin with 'aws:' are reserved")
        if not _is_allowed(tag["Key"]) or not _is_allowed(tag.get("Value") or ""):
            message = f"Tag '{tag['Key']}' failed to satisfy constraint: ([\\p{{L}}\\p{{Z}}\\p{{N}}_.:/=+\\-@]*)"
            raise Refusal("ValidationError", message)


def _is_allowed(text: str) -> bool:
    r"""Letters, spaces and digits of any script and a few signs: `[\p{L}\p{Z}\p{N}_.:/=+\-@]` (ELB API, Tag)."""
    return all(char in _SIGNS or unicodedata.category(char)[0] in "LZN" for char in text)


@rule("elb", "CreateLoadBalancer")
def not_too_many_tags(call: PracticeCall) -> None:
    """At most 50 tags on a new load balancer (ELB user guide; the API reference's 10 is for the quota to say)."""
    refuse_more(call, "classic-tags", len(call.params.get("Tags") or []))


def tag_values(tags: list[Shape]) -> dict[str, str]:
    """Return the tags of a call by key."""
    return {tag["Key"]: tag.get("Value", "") for tag in tags}


@answer("elb", "AddTags")
def add_tags(call: PracticeCall) -> Shape:
    """Add or overwrite tags."""
    balancer = find(call, call.params["LoadBalancerNames"][0])
    added = tag_values(call.params["Tags"])
    refuse_more(call, "classic-tags", len({**balancer.tags, **added}))
    balancer.tags.update(added)
    return {}


@answer("elb", "RemoveTags")
def remove_tags(call: PracticeCall) -> Shape:
    """Remove tags by key; a missing one is no error."""
    balancer = find(call, call.params["LoadBalancerNames"][0])
    for tag in call.params["Tags"]:
        balancer.tags.pop(tag["Key"], None)
    return {}


@answer("elb", "DescribeTags")
def describe_tags(call: PracticeCall) -> Shape:
    """The tags of at most 20 load balancers (DescribeTags, LoadBalancerNames)."""
    names = call.params["LoadBalancerNames"]
    if len(names) > 20:
        raise Refusal("ValidationError", "At most 20 load balancer names may be given")
    return {"TagDescriptions": [_tags(name, find(call, name).tags) for name in names]}


def _tags(name: str, tags: dict[str, str]) -> Shape:
    return {"LoadBalancerName": name, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}
