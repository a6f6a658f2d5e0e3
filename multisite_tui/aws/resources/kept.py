"""What is kept of a replaced record: tags on the load balancer, which outlive a lost journal.

One tag holds `main.io A 300 203.0.113.10 203.0.113.11`, or `main.io A alias Z1H1FL5HABSF5 host.example false`: words
that AWS's tags allow and that a person can put back by hand. A set with more values than one tag holds goes on in the
next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from multisite_tui.aws.facts.records import RecordSet

PREFIX = "multisite-tui:before-"
MOST_TAGS = 3
"""Of the ten that a Classic Load Balancer may have (elb, `AddTags`), so many are for this."""
MOST_CHARACTERS = 256


def missing(records: Iterable[RecordSet], tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags to add, so that these records are kept; none where they are already."""
    wanted = [line for record in records for line in written(record)]
    there = [value for key, value in tags.items() if key.startswith(PREFIX)]
    if all(line in there for line in wanted):
        return {}
    return {f"{PREFIX}{number}": line for number, line in enumerate(wanted, start=1)}


def read(tags: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Return the record sets that tags keep, as Route 53 takes them, by name. What cannot be read is passed over."""
    sets: dict[tuple[str, str], dict[str, Any]] = {}
    for key in sorted(tag for tag in tags if tag.startswith(PREFIX)):
        match tags[key].split(" "):
            case [name, kind, "alias", zone, target, health]:
                alias = {"HostedZoneId": zone, "DNSName": target, "EvaluateTargetHealth": health == "true"}
                sets[name, kind] = {"Name": name, "Type": kind, "AliasTarget": alias}
            case [name, kind, ttl, *values] if ttl.isdecimal() and values:
                new = {"Name": name, "Type": kind, "TTL": int(ttl), "ResourceRecords": []}
                sets.setdefault((name, kind), new)["ResourceRecords"] += [{"Value": value} for value in values]
    by_name: dict[str, list[dict[str, Any]]] = {}
    for (name, _), record_set in sets.items():
        by_name.setdefault(name, []).append(record_set)
    return by_name


def too_long(record: RecordSet) -> bool:
    """Whether a record set cannot be written as tags."""
    lines = written(record)
    return len(lines) > MOST_TAGS or any(len(line) > MOST_CHARACTERS for line in lines)


def written(record: RecordSet) -> Sequence[str]:
    """Return a record set in as few lines of 256 characters as hold it."""
    if record.alias is not None:
        target = record.raw["AliasTarget"]
        health = str(target["EvaluateTargetHealth"]).lower()
        return [f"{record.name} {record.type} alias {target['HostedZoneId']} {target['DNSName']} {health}"]
    head = f"{record.name} {record.type} {record.ttl}"
    lines = [head]
    for value in record.values:
        if len(lines[-1]) + 1 + len(value) > MOST_CHARACTERS and lines[-1] != head:
            lines.append(head)
        lines[-1] = f"{lines[-1]} {value}"
    return lines
