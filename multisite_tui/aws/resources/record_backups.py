r"""What is kept of a replaced record: tags on the load balancer, which outlive a lost journal.

A record reads `main.io A 300 203.0.113.10 203.0.113.11`, or `main.io A alias Z1H1FL5HABSF5 host.example false`: words
that AWS's tags allow and that a person can put back by hand. A tag holds as many as fit; a set with more values than
one tag holds goes on in the next, with `+` for its lifetime. What tags do not allow in a word, such as the backslash of
`\052.example`, stands there as `=` and two hex digits for each byte: `=5C052.example`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

from multisite_tui.aws.facts.records import RecordSet, from_raw

PREFIX = "multisite-tui:before-"
BETWEEN = " / "
"""Between two records in one tag; neither a name nor an address has it."""
MOST_BACKUP_TAGS = 3
"""Of the ten that a Classic Load Balancer may have (elb, `AddTags`), so many are for this."""
MOST_CHARACTERS = 256
ALLOWED = "_.:/+-@"
"""What AWS's tags allow beside letters and digits (elb, `TagValue`), less the `=` of the escapes and the space."""


def missing(records: Iterable[RecordSet], tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags to add, so that these records are kept; those that are there stay as they are."""
    there = [from_raw(one) for sets in read(tags).values() for one in sets]
    lines = [line for record in records if not _among(there, record) for line in written(record)]
    free = (f"{PREFIX}{number}" for number in itertools.count(1) if f"{PREFIX}{number}" not in tags)
    return dict(zip(free, _packed(lines), strict=False))


def too_many(records: Sequence[RecordSet], tags: Mapping[str, str]) -> bool:
    """Whether these records, with what is kept already, are more than the tags hold."""
    unfit = any(len(line) > MOST_CHARACTERS for record in records for line in written(record))
    return unfit or len(missing(records, tags)) + len(_values(tags)) > MOST_BACKUP_TAGS


def read(tags: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Return the record sets that tags keep, as Route 53 takes them, by name. What cannot be read is passed over.

    Of two that were kept of one name and type, the later one counts: it stood there right before the last switch.
    """
    sets: dict[str, dict[str, dict[str, Any]]] = {}
    for line in (line for value in _values(tags) for line in value.split(BETWEEN)):
        match [_unescaped(word) for word in line.split(" ")]:
            case [name, kind, "alias", zone, target, health]:
                alias = {"HostedZoneId": zone, "DNSName": target, "EvaluateTargetHealth": health == "true"}
                _replace(sets, {"Name": name, "Type": kind, "AliasTarget": alias})
            case [name, kind, "+", *values] if "ResourceRecords" in sets.get(name, {}).get(kind, {}):
                sets[name][kind]["ResourceRecords"] += [{"Value": value} for value in values]
            case [name, kind, ttl, *values] if ttl.isdecimal() and values:
                records = [{"Value": value} for value in values]
                _replace(sets, {"Name": name, "Type": kind, "TTL": int(ttl), "ResourceRecords": records})
    return {name: list(by_type.values()) for name, by_type in sets.items()}


def _replace(sets: dict[str, dict[str, dict[str, Any]]], new: dict[str, Any]) -> None:
    """Put a record set in; a CNAME and any other stand at a name only one after the other."""
    there = sets.setdefault(new["Name"], {})
    for kind in [kind for kind in there if "CNAME" in (kind, new["Type"])]:
        del there[kind]
    there[new["Type"]] = new


def _among(there: Iterable[RecordSet], record: RecordSet) -> bool:
    asked = (record.name, record.type, record.ttl, record.values, record.alias)
    return any((one.name, one.type, one.ttl, one.values, one.alias) == asked for one in there)


def written(record: RecordSet) -> Sequence[str]:
    """Return a record set in as few lines of 256 characters as hold it."""
    name = _escaped(record.name)
    if record.alias is not None:
        target = record.raw["AliasTarget"]
        health = str(target["EvaluateTargetHealth"]).lower()
        return [f"{name} {record.type} alias {target['HostedZoneId']} {_escaped(target['DNSName'])} {health}"]
    lines = [f"{name} {record.type} {record.ttl}"]
    for value in map(_escaped, record.values):
        if len(lines[-1]) + 1 + len(value) > MOST_CHARACTERS:
            lines.append(f"{name} {record.type} +")
        lines[-1] = f"{lines[-1]} {value}"
    return lines


def _escaped(word: str) -> str:
    """Return a word as a tag may hold it; `_unescaped` undoes it."""
    return quote(word, safe=ALLOWED).replace("~", "%7E").replace("%", "=")


def _unescaped(word: str) -> str:
    return unquote(word.replace("=", "%"))


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
