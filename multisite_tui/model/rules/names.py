"""Names that AWS or the disk gives limits to: setups, load balancers, security groups."""

from __future__ import annotations

import re

from multisite_tui.model.rules.texts import shown

SETUP_NAME = r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$"
LOAD_BALANCER = r"^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$"
LONGEST_SETUP_NAME = 64
LONGEST_LOAD_BALANCER = 32
GROUP_CHARACTERS = r"[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]"
LONGEST_GROUP_TEXT = 255


def setup_name(value: str) -> str | None:
    """A setup's name is a file name on every system: a-z, 0-9 and inner hyphens, at most 64; ours."""
    if re.fullmatch(SETUP_NAME, value):
        return None
    return (
        f"{shown(value)} is not a setup's name; "
        f"use small letters, digits and inner hyphens, {LONGEST_SETUP_NAME} at most"
    )


def load_balancer_name(value: str) -> str | None:
    """A-Z, a-z, 0-9 and inner hyphens, at most 32 (elb, `CreateLoadBalancer.LoadBalancerName`).

    `internal-` is how AWS begins the DNS names of internal load balancers, and newer kinds refuse it (elbv2).
    """
    if len(value) > LONGEST_LOAD_BALANCER:
        return f"{shown(value)} is {len(value)} characters long; a load balancer's name has at most 32"
    if not re.fullmatch(LOAD_BALANCER, value):
        return f"{shown(value)} is not a load balancer's name; use letters, digits and inner hyphens"
    if value.lower().startswith("internal-"):
        return f"{shown(value)} begins with internal-, which AWS keeps for load balancers without internet; rename it"
    return None


def target_group_name(value: str) -> str | None:
    """A-Z, a-z, 0-9 and inner hyphens, at most 32 (elbv2, `CreateTargetGroup.Name`)."""
    if len(value) > LONGEST_LOAD_BALANCER:
        return f"{shown(value)} is {len(value)} characters long; a target group's name has at most 32"
    if not re.fullmatch(LOAD_BALANCER, value):
        return f"{shown(value)} is not a target group's name; use letters, digits and inner hyphens"
    return None


def security_group_name(value: str) -> str | None:
    """ASCII of a fixed set, at most 255, not beginning with sg- (ec2, `CreateSecurityGroup.GroupName`).

    EC2 cuts spaces at the ends, so that the name would not be found again.
    """
    if value.lower().startswith("sg-"):
        return f"{shown(value)} begins with sg-, as ids do; choose another name, or write id: to use that group"
    if value != value.strip(" "):
        return f"'{shown(value)}' begins or ends with a space; take it away"
    return security_group_description(value)


def security_group_description(value: str) -> str | None:
    """ASCII of a fixed set, 1 to 255 characters (ec2, `CreateSecurityGroup.GroupDescription`).

    AWS's own words: "Character sets beyond ASCII are not supported."
    """
    if not value:
        return "this is empty; write some text, or leave the key out"
    if len(value) > LONGEST_GROUP_TEXT:
        return f"this text is {len(value)} characters long; a security group takes {LONGEST_GROUP_TEXT}"
    for char in value:
        if not re.fullmatch(GROUP_CHARACTERS, char):
            return (
                f"'{shown(char)}' cannot stand in a security group's name or description; "
                "AWS takes ASCII letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*"
            )
    return None
