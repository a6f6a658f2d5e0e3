"""Partitions of AWS: the commercial one, GovCloud, China and the European Sovereign Cloud.

Accounts and keys are of one partition; so are the DNS names that its load balancers and endpoints have.
"""

from __future__ import annotations

import re

DOMAINS = ("amazonaws.com", "amazonaws.com.cn", "amazonaws.eu")
"""What DNS names of AWS's endpoints and load balancers end with (botocore, `partitions.json`)."""
HOSTS = tuple(
    f".{domain}" for domain in (*DOMAINS, "api.aws", "api.amazonwebservices.com.cn", "api.amazonwebservices.eu")
)
"""What the names of AWS's endpoints end with, those that have IPv6 addresses too."""

ANY = "*"
"""What an ARN pattern of a policy has for every partition, region or account."""
_ARN_PARTITIONS = {"us-gov-": "aws-us-gov", "cn-": "aws-cn", "eusc-": "aws-eusc"}
"""What ARNs of a partition have, by the beginning of its regions (botocore, `partitions.json`)."""
_OTHERS = ("us-gov-", "cn-", "eusc-", "us-iso", "eu-iso")
_OF_ELB = re.compile(rf"\.elb\.(?:{'|'.join(re.escape(domain) for domain in DOMAINS)})")


def is_commercial(region: str) -> bool:
    """Whether a region is one of the partition `aws`."""
    return not region.startswith(_OTHERS)


def partition_of(region: str) -> str:
    """Return what ARNs of a region's partition have, such as `aws`; `*` of one that this program does not know."""
    known = next((name for beginning, name in _ARN_PARTITIONS.items() if region.startswith(beginning)), None)
    return known or ("aws" if is_commercial(region) else ANY)


def has_public_zones(region: str) -> bool:
    """Whether Route 53 has public hosted zones in the region's partition (GovCloud guide: it has none there)."""
    return not region.startswith("us-gov-")


def is_load_balancer(dns_name: str, name: str, region: str) -> bool:
    """Whether a DNS name is, or was, that of a Classic Load Balancer of this name in this region.

    It is made of the load balancer's name, a number and the region (elb, `DescribeLoadBalancers`, `DNSName`).

    Args:
        dns_name: In lower case, without a final dot.
        name: The load balancer's name.
        region: Such as `ap-northeast-2`.
    """
    own = re.match(rf"{re.escape(name.lower())}-\d+\.{re.escape(region)}(?=\.)", dns_name)
    return own is not None and _OF_ELB.fullmatch(dns_name[own.end() :]) is not None
