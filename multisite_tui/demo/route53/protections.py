"""Protections of Route 53 record sets, by name and type (Route 53 API reference, since 2026)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multisite_tui.demo.calls import PracticeCall, Refusal, answer, rule
from multisite_tui.demo.route53.record_lookup import lies_within, normal_name, sort_key
from multisite_tui.demo.route53.record_rules import invalid_batch
from multisite_tui.demo.route53.zones import find_zone

if TYPE_CHECKING:
    from multisite_tui.demo.world import PracticeZone, Shape

Name = tuple[str, str]
"""Name and type."""

_MOST = 100
"""The most names in one request, and on one page."""


@rule("route53", "ChangeResourceRecordSets")
def records_are_not_protected(call: PracticeCall) -> None:
    """A change of a protected name and type, even one without a record, refuses the batch (InvalidChangeBatch)."""
    zone = find_zone(call)
    for change in call.params["ChangeBatch"]["Changes"]:
        record = change["ResourceRecordSet"]
        name = normal_name(record["Name"])
        if (name, record["Type"]) in zone.protections:
            raise invalid_batch(f"The resource record set [name='{name}', type='{record['Type']}'] is protected")


@rule("route53", "DeleteHostedZone")
def zone_has_no_protections(call: PracticeCall) -> None:
    """A zone with protections cannot be deleted (DeleteHostedZone); the code is a guess."""
    if find_zone(call).protections:
        raise Refusal("HostedZoneNotEmpty", "The specified hosted zone contains resource record set protections.")


@answer("route53", "CreateResourceRecordSetProtections")
def create_protections(call: PracticeCall) -> Shape:
    """Protect names and types, all of them or none (CreateResourceRecordSetProtections)."""
    zone, asked = find_zone(call), _asked(call)
    names = [_name(entry) for entry in asked]
    _refuse_names_outside(zone, names)
    there = [name for name in names if name in zone.protections]
    if len(there) == len(names):
        raise Refusal("ProtectionAlreadyExists", "A protection already exists for every name and type.", 409)
    if there:
        raise _refusal("already has a protection", there)
    zone.protections.update({_name(entry): entry.get("Comment") or "" for entry in asked})
    return {}


@answer("route53", "DeleteResourceRecordSetProtections")
def delete_protections(call: PracticeCall) -> Shape:
    """Remove protections, all of them or none (DeleteResourceRecordSetProtections)."""
    zone = find_zone(call)
    names = [_name(entry) for entry in _asked(call)]
    missing = [name for name in names if name not in zone.protections]
    if missing:
        raise _refusal("has no protection", missing)
    for name in names:
        zone.protections.pop(name, None)
    return {}


@answer("route53", "ListResourceRecordSetProtections")
def list_protections(call: PracticeCall) -> Shape:
    """The protections from a name and type on, 100 a page (ListResourceRecordSetProtections)."""
    zone, params = find_zone(call), call.params
    first = params.get("StartRecordName")
    begin = _position((normal_name(first), params.get("StartRecordType") or "")) if first else ([], "")
    found = [name for name in sorted(zone.protections, key=_position) if _position(name) >= begin]
    start = int(params.get("NextToken") or 0)
    end = start + min(int(params.get("MaxResults") or _MOST), _MOST)
    shape: Shape = {"ResourceRecordSetProtections": [_described(zone, name) for name in found[start:end]]}
    return {**shape, "NextToken": str(end)} if end < len(found) else shape


def _asked(call: PracticeCall) -> list[Shape]:
    asked: list[Shape] = call.params["Protections"]
    if not 1 <= len(asked) <= _MOST:
        raise Refusal("InvalidInput", f"From 1 to {_MOST} protections may be given")
    return asked


def _name(entry: Shape) -> Name:
    return normal_name(entry["RecordName"]), entry["RecordType"]


def _refuse_names_outside(zone: PracticeZone, names: list[Name]) -> None:
    outside = [name for name in names if not lies_within(name[0], zone.description["Name"])]
    if outside:
        raise _refusal("is not in the hosted zone", outside)


def _refusal(why: str, names: list[Name]) -> Refusal:
    listed = ", ".join(f"{record_type} {name}" for name, record_type in names)
    return Refusal("InvalidResourceRecordSetProtectionBatch", f"One or more entries failed: {listed} {why}")


def _position(name: Name) -> tuple[list[str], str]:
    return sort_key(name[0]), name[1]


def _described(zone: PracticeZone, name: Name) -> Shape:
    shape = {"RecordName": name[0], "RecordType": name[1]}
    comment = zone.protections[name]
    return {**shape, "Comment": comment} if comment else shape
