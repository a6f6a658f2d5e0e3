"""A world's DNS for the practice account's zones, to be edited by a test."""

from __future__ import annotations

from tests.corridor.rig import Bench
from tests.corridor.test_account_checks import zone_id
from tests.internet.conftest import FakeDns

Table = dict[tuple[str, str], list[str] | Exception]

BALANCER = "198.51.100.7"
"""An address of RFC 5737, as each load balancer's."""


def servers(bench: Bench, name: str = "main.io.") -> list[str]:
    zone = bench.aws.route53.get_hosted_zone(Id=zone_id(bench, name))
    return [f"{one.rstrip('.')}." for one in zone["DelegationSet"]["NameServers"]]


def healthy(bench: Bench) -> Table:
    """Return what DNS shows once all has arrived; CAA of `io` says nothing."""
    balancers = bench.aws.elb.describe_load_balancers()["LoadBalancerDescriptions"]
    table: Table = {(one["DNSName"], "A"): [BALANCER] for one in balancers}
    return {
        **table,
        ("main.io", "NS"): servers(bench),
        ("main.io", "A"): [BALANCER],
        ("sub.main.io", "A"): [BALANCER],
        ("io", "NS"): ["ns1.nic.io."],
    }


def dns(table: Table, **changes: object) -> FakeDns:
    return FakeDns({**table, **changes})  # type: ignore[arg-type]
