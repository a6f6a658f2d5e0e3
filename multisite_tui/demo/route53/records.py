"""Route 53 record sets: listing them, and changing them in atomic batches."""

from __future__ import annotations

from collections.abc import Callable

from multisite_tui.demo.calls import PracticeCall, answer
from multisite_tui.demo.quotas import refuse_more
from multisite_tui.demo.route53.aliases import refuse_alias
from multisite_tui.demo.route53.changes import note_change
from multisite_tui.demo.route53.record_lookup import normal_name, sort_key
from multisite_tui.demo.route53.record_rules import invalid_batch, refuse_batch, refuse_conflicts, refuse_record
from multisite_tui.demo.route53.zones import find_zone
from multisite_tui.demo.world import PracticeZone, Shape

_PAGE = 300

Key = tuple[str, str, str]


def normal_record(asked: Shape) -> Shape:
    """Return a record set as Route 53 stores it."""
    record = {key: value for key, value in asked.items() if value not in (None, [])}
    record["Name"] = normal_name(asked["Name"])
    if "TTL" in record:
        record["TTL"] = int(record["TTL"])
    if "AliasTarget" in record:
        target = record["AliasTarget"]
        record["AliasTarget"] = {**target, "DNSName": normal_name(target["DNSName"])}
    return record


def _key(record: Shape) -> Key:
    return record["Name"], record["Type"], record.get("SetIdentifier", "")


def _called(record: Shape) -> str:
    identifier = record.get("SetIdentifier")
    more = f", set identifier='{identifier}'" if identifier else ""
    return f"resource record set [name='{record['Name']}', type='{record['Type']}'{more}]"


@answer("route53", "ChangeResourceRecordSets")
def change_records(call: PracticeCall) -> Shape:
    """Apply a batch; a refusal of any change leaves the zone as it was (ChangeResourceRecordSets)."""
    zone = find_zone(call)
    changes = call.params["ChangeBatch"]["Changes"]
    refuse_batch(changes)
    trial = PracticeZone(zone.description, zone.name_servers, dict(zone.records))
    for change in changes:
        record = normal_record(change["ResourceRecordSet"])
        _ACTIONS[change["Action"]](call, trial, record)
    refuse_conflicts(trial)
    refuse_more(call, "records-per-zone", len(trial.records))
    zone.records = trial.records
    return {"ChangeInfo": note_change(call)}


def _create(call: PracticeCall, zone: PracticeZone, record: Shape) -> None:
    if _key(record) in zone.records:
        raise invalid_batch(f"Tried to create {_called(record)} but it already exists")
    _upsert(call, zone, record)


def _upsert(call: PracticeCall, zone: PracticeZone, record: Shape) -> None:
    refuse_record(zone, record)
    refuse_alias(call, zone, record)
    zone.records[_key(record)] = record


def _delete(call: PracticeCall, zone: PracticeZone, record: Shape) -> None:
    stored = zone.records.get(_key(record))
    if stored is None:
        raise invalid_batch(f"Tried to delete {_called(record)} but it was not found")
    if _comparable(stored) != _comparable(record):
        message = f"Tried to delete {_called(record)} but the values provided do not match the current values"
        raise invalid_batch(message)
    if record["Type"] in ("SOA", "NS") and record["Name"] == zone.description["Name"]:
        raise invalid_batch(f"A HostedZone must contain at least one {record['Type']} record for the zone itself.")
    del zone.records[_key(record)]


def _comparable(record: Shape) -> Shape:
    """A record set with its values sorted, because DELETE ignores their order."""
    values = sorted(value["Value"] for value in record.get("ResourceRecords", []))
    return {**record, "ResourceRecords": values}


_ACTIONS: dict[str, Callable[[PracticeCall, PracticeZone, Shape], None]] = {
    "CREATE": _create,
    "UPSERT": _upsert,
    "DELETE": _delete,
}


@answer("route53", "ListResourceRecordSets")
def list_records(call: PracticeCall) -> Shape:
    """The record sets from a name and type on, sorted by reversed labels, 300 a page (ListResourceRecordSets)."""
    zone, params = find_zone(call), call.params
    start = _position(
        (
            normal_name(params["StartRecordName"]) if params.get("StartRecordName") else "",
            params.get("StartRecordType") or "",
            params.get("StartRecordIdentifier") or "",
        )
    )
    keys = [key for key in sorted(zone.records, key=_position) if _position(key) >= start]
    limit = min(int(params.get("MaxItems") or _PAGE), _PAGE)
    shape: Shape = {
        "ResourceRecordSets": [zone.records[key] for key in keys[:limit]],
        "IsTruncated": len(keys) > limit,
        "MaxItems": str(limit),
    }
    return {**shape, **_next(keys[limit])} if len(keys) > limit else shape


def _position(key: Key) -> tuple[list[str], str, str]:
    name, record_type, identifier = key
    return sort_key(name) if name else [], record_type, identifier


def _next(key: Key) -> Shape:
    shape = {"NextRecordName": key[0], "NextRecordType": key[1]}
    return {**shape, "NextRecordIdentifier": key[2]} if key[2] else shape
