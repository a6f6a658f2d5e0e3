"""What is kept of a replaced record: tags on the load balancer, which outlive a lost journal.

A record reads `main.io A 300 203.0.113.10 203.0.113.11`, or `main.io A alias Z1H1FL5HABSF5 host.example false`: words
that AWS's tags allow and that a person can put back by hand. A tag holds as many as fit; a set with more values than
one tag holds goes on in the next.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from multisite_tui.aws.facts.records import RecordSet

PREFIX = "multisite-tui:before-"
BETWEEN = " / "
"""Between two records in one tag; neither a name nor an address has it."""
MOST_TAGS = 3
"""Of the ten that a Classic Load Balancer may have (elb, `AddTags`), so many are for this."""
MOST_CHARACTERS = 256


def missing(records: Iterable[RecordSet], tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags to add, so that these records are kept; those that are there stay as they are."""
    there = {line for value in _values(tags) for line in value.split(BETWEEN)}
    lines = [line for record in records for line in written(record) if line not in there]
    free = (f"{PREFIX}{number}" for number in itertools.count(1) if f"{PREFIX}{number}" not in tags)
    return dict(zip(free, _packed(lines), strict=False))


def too_many(records: Sequence[RecordSet], tags: Mapping[str, str]) -> bool:
    """Whether these records, with what is kept already, are more than the tags hold."""
    unfit = any(len(line) > MOST_CHARACTERS for record in records for line in written(record))
    return unfit or len(missing(records, tags)) + len(_values(tags)) > MOST_TAGS


def read(tags: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Return the record sets that tags keep, as Route 53 takes them, by name. What cannot be read is passed over."""
    sets: dict[tuple[str, str], dict[str, Any]] = {}
    for line in (line for value in _values(tags) for line in value.split(BETWEEN)):
        match line.split(" "):
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


def _values(tags: Mapping[str, str]) -> list[str]:
    return [tags[key] for key in sorted(tags) if key.startswith(PREFIX)]


def _packed(lines: Iterable[str]) -> list[str]:
    """Return the lines in as few values as hold them, in their order."""
    values: list[str] = []
    for line in lines:
        if values and len(values[-1]) + len(BETWEEN) + len(line) <= MOST_CHARACTERS:
            values[-1] += BETWEEN + line
        else:
            values.append(line)
    return values
