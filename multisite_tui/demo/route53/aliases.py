"""Alias record sets: to load balancers, CloudFront and S3 websites (Route 53 API reference, AliasTarget)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multisite_tui.demo.consistency import alias_is_unknown
from multisite_tui.demo.constants import CLOUDFRONT_ZONE, ELB_ZONES, NLB_ZONES, S3_WEBSITE_ZONES
from multisite_tui.demo.elb.dns_names import may_be_elsewhere
from multisite_tui.demo.route53.record_rules import invalid_batch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from multisite_tui.demo.calls import PracticeCall
    from multisite_tui.demo.consistency import AnyBalancer
    from multisite_tui.demo.world import PracticeZone, Shape


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
    elif target["HostedZoneId"] == CLOUDFRONT_ZONE and target.get("EvaluateTargetHealth"):
        raise invalid_batch("EvaluateTargetHealth cannot be true for an alias to a CloudFront distribution")
    elif target["HostedZoneId"] in ELB_ZONES.values():
        _refuse_unknown(call, record)


def _refusal(record: Shape, why: str) -> Exception:
    target = record["AliasTarget"]
    name, zone_id = target["DNSName"], target["HostedZoneId"]
    return invalid_batch(
        f"Tried to create an alias that targets {name}, type {record['Type']} in zone {zone_id}, {why}"
    )


def _within(target: Shape) -> bool:
    """Whether the target's name is one of a service, and its zone that of the service in that region."""
    name, zone_id = target["DNSName"].rstrip(".").removesuffix(".cn"), target["HostedZoneId"]
    if zone_id == CLOUDFRONT_ZONE:
        return bool(name.endswith(".cloudfront.net"))
    ends = [f".{region}.elb.amazonaws.com" for region in _regions(ELB_ZONES, zone_id)]
    ends += [f".elb.{region}.amazonaws.com" for region in _regions(NLB_ZONES, zone_id)]
    websites = [f"s3-website{sign}{one}.amazonaws.com" for one in _regions(S3_WEBSITE_ZONES, zone_id) for sign in ".-"]
    return name in websites or any(name.endswith(end) for end in ends)


def _regions(zones: dict[str, str], zone_id: str) -> list[str]:
    return [region for region, one in zones.items() if one == zone_id]


def _refuse_unknown(call: PracticeCall, record: Shape) -> None:
    name = record["AliasTarget"]["DNSName"]
    balancer = _target(call, name)
    if balancer is None and may_be_elsewhere(call.world, name.removeprefix("dualstack.").partition(".")[0]):
        return
    if balancer is None or alias_is_unknown(call, balancer):
        raise _refusal(record, "but that target was not found")


def _target(call: PracticeCall, dns_name: str) -> AnyBalancer | None:
    """Return the load balancer that has this name; `dualstack.` in front is always allowed."""
    wanted = dns_name.removeprefix("dualstack.").rstrip(".")
    regions: list[Mapping[str, AnyBalancer]] = [
        *call.world.load_balancers.values(),
        *call.world.application_balancers.values(),
    ]
    balancers = [balancer for region in regions for balancer in region.values()]
    return next((balancer for balancer in balancers if balancer.description["DNSName"].lower() == wanted), None)
