"""One read of each service before the first client comes, since the first ones parse models and import moto."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multisite_tui.demo.account import PracticeAccount


def warm_up(account: PracticeAccount) -> None:
    """Call the account without the network, and without being counted."""
    session = account.session()
    session.client("sts").get_caller_identity()
    session.client("elb").describe_load_balancers()
    session.client("acm").list_certificates()
    session.client("route53").list_hosted_zones()
    ec2 = session.client("ec2")
    ec2.describe_instances()
    ec2.describe_security_groups()
