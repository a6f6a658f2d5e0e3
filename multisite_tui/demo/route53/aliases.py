"""Alias record sets that point at load balancers (Route 53 API reference, AliasTarget)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multisite_tui.demo.consistency import alias_is_unknown
from multisite_tui.demo.constants import ELB_ZONES
from multisite_tui.demo.route53.record_rules import invalid_batch

if TYPE_CHECKING:
    from multisite_tui.demo.calls import PracticeCall
    from multisite_tui.demo.world import PracticeBalancer, PracticeZone, Shape


def refuse_alias(call: PracticeCall, zone: PracticeZone, record: Shape) -> None:
    """Refuse an alias whose target is not in the hosted zone that it names, or does not exist."""
    target = record.get("AliasTarget")
    if target is None:
        return
    if target["HostedZoneId"] == zone.description["Id"].rsplit("/", 1)[-1]:
        if (target["DNSName"], record["Type"], "") not in zone.records:
            raise _refusal(record, "but that target was not found")
    elif not _within(target):
        raise _refusal(record, "but the alias target name does not lie within the target zone")
    else:
        _refuse_unknown(call, record)


def _refusal(record: Shape, why: str) -> Exception:
    target = record["AliasTarget"]
    name, zone_id = target["DNSName"], target["HostedZoneId"]
    return invalid_batch(
        f"Tried to create an alias that targets {name}, type {record['Type']} in zone {zone_id}, {why}"
    )


def _within(target: Shape) -> bool:
    """Whether the target's name is one of a region's load balancers, and its zone that region's."""
    regions = [region for region, zone_id in ELB_ZONES.items() if zone_id == target["HostedZoneId"]]
    return any(target["DNSName"].endswith(f".{region}.elb.amazonaws.com.") for region in regions)


def _refuse_unknown(call: PracticeCall, record: Shape) -> None:
    balancer = _target(call, record["AliasTarget"]["DNSName"])
    if balancer is None or alias_is_unknown(call, balancer):
        raise _refusal(record, "but that target was not found")


def _target(call: PracticeCall, dns_name: str) -> PracticeBalancer | None:
    """Return the load balancer that has this name; `dualstack.` in front is always allowed."""
    wanted = dns_name.removeprefix("dualstack.").rstrip(".")
    balancers = [balancer for region in call.world.load_balancers.values() for balancer in region.values()]
    return next((balancer for balancer in balancers if balancer.description["DNSName"].lower() == wanted), None)
