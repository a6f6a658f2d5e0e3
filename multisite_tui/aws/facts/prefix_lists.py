"""Prefix lists, and how many rules of a security group each counts as (ec2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from multisite_tui.aws.errors import translated
from multisite_tui.aws.facts.replies import answer_in
from multisite_tui.aws.session import Aws

IPV4, IPV6 = "IPv4", "IPv6"
"""How AWS writes address families (ec2, `ManagedPrefixList`, `AddressFamily`)."""
WEIGHTS = {
    "cloudfront.origin-facing": 55, "groundstation": 5, "route53-healthchecks": 25, "vpc-lattice": 10, "s3express": 6,
    "ec2-instance-connect": 2, "s3": 1, "dynamodb": 1,
}  # fmt: skip
"""By the end of its name, the weight of a list of AWS's own (vpc guide, "Available AWS-managed prefix lists", 2026)."""


@dataclass(frozen=True)
class PrefixList:
    """One prefix list."""

    id: str
    name: str
    family: str
    """IPv4 or IPv6; empty if AWS does not tell."""
    weight: int | None
    """The number of rules that it counts as in a security group; None if that is not known."""


def all_of(aws: Aws) -> dict[str, PrefixList]:
    """Return every prefix list of the region by id (ec2, `DescribeManagedPrefixLists`).

    A list counts as the most entries that it may have (`MaxEntries`), a list of AWS's own by its weight.
    """
    with translated("ec2:DescribeManagedPrefixLists"):
        pages = aws.ec2.get_paginator("describe_managed_prefix_lists").paginate()
        found = [one for page in pages for one in answer_in(page, "PrefixLists", "ec2:DescribeManagedPrefixLists")]
    return {one["PrefixListId"]: _prefix_list(one) for one in found if "PrefixListId" in one}


def _prefix_list(found: Mapping[str, Any]) -> PrefixList:
    name = found.get("PrefixListName", "")
    own = next((weight for end, weight in WEIGHTS.items() if name.endswith(f".{end}")), None)
    return PrefixList(found["PrefixListId"], name, found.get("AddressFamily", ""), found.get("MaxEntries", own))
