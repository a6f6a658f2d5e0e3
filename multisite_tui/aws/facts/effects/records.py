"""Effects on record sets (route53, `ChangeResourceRecordSets`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from multisite_tui.aws.facts.effects.effect import UNASKED
from multisite_tui.aws.facts.records import RecordSet, from_raw
from multisite_tui.aws.facts.wildcards import stands_at_or_below
from multisite_tui.model.intents import IntendedCall
from multisite_tui.model.replies import Reply

CHANGE = "route53:ChangeResourceRecordSets"


def on_zone(zone: str, there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the record sets of this zone after a call; None, for a zone that is too large, stays None."""
    if there is UNASKED or there is None or not _concerns(zone, call):
        return there
    return _changed(there, call.params["ChangeBatch"]["Changes"])


def on_name(zone: str, name: str, there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the record sets at this name after a call."""
    if there is UNASKED or not _concerns(zone, call):
        return there
    changed = _changed(there, call.params["ChangeBatch"]["Changes"])
    return tuple(record for record in changed if record.name == name)


def on_existence(zone: str, name: str, there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return whether a record stands at this name or below it after a call; of one that goes, it must be asked."""
    if there is UNASKED or not _concerns(zone, call):
        return there
    changes = call.params["ChangeBatch"]["Changes"]
    here = [one for one in changes if stands_at_or_below(name, from_raw(one["ResourceRecordSet"]).name)]
    if any(one["Action"] != "DELETE" for one in here):
        return True
    return UNASKED if here else there


def _concerns(zone: str, call: IntendedCall) -> bool:
    return call.name == CHANGE and call.params["HostedZoneId"] == zone


def _changed(there: Sequence[RecordSet], changes: Sequence[Mapping[str, Any]]) -> tuple[RecordSet, ...]:
    records = {_identity(record): record for record in there}
    for change in changes:
        record = from_raw(change["ResourceRecordSet"])
        if change["Action"] == "DELETE":
            records.pop(_identity(record), None)
        else:
            records[_identity(record)] = record
    return tuple(records.values())


def _identity(record: RecordSet) -> tuple[str, str, str]:
    """Return what tells a record set from the others of its zone."""
    return record.name, record.type, record.raw.get("SetIdentifier", "")
