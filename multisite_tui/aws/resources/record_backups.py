r"""Backups of replaced records, stored as tags of the load balancer, which survive the loss of the journal.

A record is written as `main.io A 300 203.0.113.10 203.0.113.11`, or `main.io A alias Z1H1FL5HABSF5 host.example false`,
which AWS allows in tags and a person can restore by hand. A tag holds as many records as fit. A set with more values
than fit in one tag continues in the next one, with `+` in place of its TTL. A character that tags do not allow, such as
the backslash of `\052.example`, is written as `=` and two hex digits for each byte: `=5C052.example`.

Record sets that are too long for tags are kept in the zone itself, under `_before-multisite-tui.` and their name, in
the change that replaces them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.records import Alias, RecordSet, from_raw
from multisite_tui.aws.resources.ownership import MADE, OWNER
from multisite_tui.model.rules.tags import LONGEST_VALUE, MOST_BACKUP_TAGS, OURS

PREFIX = f"{OURS}before-"
IN_ZONE = "_before-multisite-tui."
"""What is put before the name of a record set that is kept in its zone."""
BETWEEN = " / "
"""The separator of records in one tag; it is in no name and no address."""
ALLOWED = "_.:/+-@"
"""Characters that tags allow besides letters and digits (elb, `TagValue`), without `=` (our escape) and the space."""


def missing(records: Iterable[RecordSet], tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags to add as backups of these records; existing backup tags are not changed."""
    there = [from_raw(one) for sets in read(tags).values() for one in sets]
    lines = [line for record in records if not _among(there, record) for line in written(record)]
    free = (f"{PREFIX}{number}" for number in itertools.count(1) if f"{PREFIX}{number}" not in tags)
    return dict(zip(free, _packed(lines), strict=False))


def too_many(records: Sequence[RecordSet], tags: Mapping[str, str]) -> bool:
    """Whether these records and the existing backups exceed `MOST_BACKUP_TAGS`."""
    unfit = any(len(line) > LONGEST_VALUE for record in records for line in written(record))
    return unfit or len(missing(records, tags)) + len(_values(tags)) > MOST_BACKUP_TAGS


def kept_name(name: str) -> str:
    """Return the name under which the record sets of a name are kept in the zone."""
    return f"{IN_ZONE}{name}"


def kept_in_zone(records: Iterable[RecordSet]) -> dict[str, list[RecordSet]]:
    """Return the record sets that keep others, by the name of those."""
    kept: dict[str, list[RecordSet]] = {}
    for record in records:
        if record.name.startswith(IN_ZONE):
            kept.setdefault(record.name.removeprefix(IN_ZONE), []).append(record)
    return kept


def read(tags: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Return by name the record sets that are backed up in tags, in Route 53's form; unreadable ones are ignored.

    If there are two of one name and type, the later one counts: the run that wrote the first stopped before it led the
    name anywhere (`led_names`).
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


def kept(entrance: Entrance) -> dict[str, list[dict[str, Any]]]:
    """Return by name the record sets that an entrance keeps, in Route 53's form.

    The entrance of several sites keeps those of a name in one target group or several: its own counts first.
    """
    tags = (entrance.tags, *(entrance.beside or ()))
    return {name: sets for one in reversed(tags) for name, sets in read(one).items()}


def journalled(
    taken_away: Sequence[RecordSet], entrance: Entrance, led_here: Callable[[RecordSet], bool]
) -> list[dict[str, Any]]:
    """Return what was at a name before the switch to an entrance that stands, in Route 53's form.

    Args:
        taken_away: The record sets that runs deleted at the name, from the journal, the latest last. If one led to the
            entrance, a removal has led the name back then: what was deleted before that does not count.
        entrance: The entrance.
        led_here: Whether a record led to an entrance of this name: that was never there before the setup.
    """
    led_back = [place for place, one in enumerate(taken_away, 1) if one.leads_to(entrance.leads_to)]
    sets: dict[str, dict[str, dict[str, Any]]] = {}
    for one in taken_away[max(led_back, default=0) :]:
        if not led_here(one):
            _replace(sets, {**one.raw, "Name": one.name})
    return [one for by_type in sets.values() for one in by_type.values()]


def followed(before: Iterable[dict[str, Any]], name: str, entrances: Sequence[Entrance]) -> list[dict[str, Any]]:
    """Return backups of a name; for one that leads to an entrance of the setup, what that keeps of the name instead.

    An alias to an entrance that was only adopted may have been there before the setup: it is followed only if the
    entrance keeps something of the name.

    Args:
        before: The backups, in Route 53's form.
        name: The name.
        entrances: The entrances of the setup.
    """
    found = list(before)
    for _ in entrances:  # a chain of backups has at most one link for each entrance
        found = [back for one in found for back in _followed(one, name, entrances)]
    return found


def _followed(one: dict[str, Any], name: str, entrances: Sequence[Entrance]) -> list[dict[str, Any]]:
    target = one.get("AliasTarget")
    alias = Alias.to(target["HostedZoneId"], target["DNSName"]) if target else None
    there = next((entrance for entrance in entrances if alias is not None and entrance.leads_to == alias), None)
    if there is None:
        return [one]
    before = kept(there).get(name, [])
    return before or ([] if there.tags.get(OWNER) == MADE else [one])


def _replace(sets: dict[str, dict[str, dict[str, Any]]], new: dict[str, Any]) -> None:
    """Add a record set; a CNAME replaces every other type at the name, and every other type replaces a CNAME."""
    there = sets.setdefault(new["Name"], {})
    for kind in [kind for kind in there if "CNAME" in (kind, new["Type"])]:
        del there[kind]
    there[new["Type"]] = new


def _among(there: Iterable[RecordSet], record: RecordSet) -> bool:
    return any(one.same_as(record) for one in there)


def written(record: RecordSet) -> Sequence[str]:
    """Return a record set as lines of at most 255 characters, as few as possible."""
    name = _escaped(record.name)
    if record.alias is not None:
        target = record.raw["AliasTarget"]
        health = str(target["EvaluateTargetHealth"]).lower()
        return [f"{name} {record.type} alias {target['HostedZoneId']} {_escaped(target['DNSName'])} {health}"]
    lines = [f"{name} {record.type} {record.ttl}"]
    for value in map(_escaped, record.values):
        if len(lines[-1]) + 1 + len(value) > LONGEST_VALUE:
            lines.append(f"{name} {record.type} +")
        lines[-1] = f"{lines[-1]} {value}"
    return lines


def _escaped(word: str) -> str:
    """Return a word with characters that tags do not allow escaped; `_unescaped` is the inverse."""
    return quote(word, safe=ALLOWED).replace("~", "%7E").replace("%", "=")


def _unescaped(word: str) -> str:
    return unquote(word.replace("=", "%"))


def _values(tags: Mapping[str, str]) -> list[str]:
    return [tags[key] for key in sorted(tags) if key.startswith(PREFIX)]


def _packed(lines: Iterable[str]) -> list[str]:
    """Return the lines joined to as few tag values as possible, in their order."""
    values: list[str] = []
    for line in lines:
        if values and len(values[-1]) + len(BETWEEN) + len(line) <= LONGEST_VALUE:
            values[-1] += BETWEEN + line
        else:
            values.append(line)
    return values
