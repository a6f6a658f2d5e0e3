"""Route 53's rules for a batch of changes (API reference, ChangeResourceRecordSets, InvalidChangeBatch)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import TYPE_CHECKING

from multisite_tui.demo.calls import Refusal
from multisite_tui.demo.route53.record_lookup import lies_within

if TYPE_CHECKING:
    from multisite_tui.demo.world import PracticeZone, Shape

_MOST_RECORDS = 1000
_MOST_CHARACTERS = 32000
_QUOTED = re.compile(r'("(?:[^"\\]|\\.){0,255}")(\s+"(?:[^"\\]|\\.){0,255}")*')
_DOMAIN = re.compile(r"[!-~]+")
_ESCAPE = re.compile(r"\\[0-7]{3}")
_LONGEST_LABEL = 63
_LONGEST_NAME = 255


def invalid_batch(message: str) -> Refusal:
    """Return the refusal of a whole batch, in Route 53's form."""
    return Refusal("InvalidChangeBatch", f"[{message}]")


def refuse_batch(changes: list[Shape]) -> None:
    """Refuse a batch that is too large, has an invalid name, or has one record set twice with the same action.

    At most 1000 values and 32,000 characters; UPSERT counts double (developer guide, "Quotas").
    """
    for change in changes:
        _refuse_name(change["ResourceRecordSet"]["Name"])
    records = sum(_weight(change) * max(1, len(_values(change))) for change in changes)
    characters = sum(_weight(change) * len(value) for change in changes for value in _values(change))
    if records > _MOST_RECORDS or characters > _MOST_CHARACTERS:
        raise invalid_batch("Number of records or characters exceeds the limit of a change batch")
    named = Counter((change["Action"], *_identity(change["ResourceRecordSet"])) for change in changes)
    for (_, name, record_type, _), count in named.items():
        if count > 1:
            message = f"The request contains an invalid set of changes for a resource record set '{record_type} {name}'"
            raise invalid_batch(message)


def _refuse_name(name: str) -> None:
    """ASCII in labels of 1 to 63 characters, 255 in all (developer guide, "DNS domain name format")."""
    plain = _ESCAPE.sub("x", name.removesuffix("."))
    sizes = [len(label) for label in plain.split(".")]
    problems = {
        "UnsupportedCharacter (Value contains unsupported characters)": not name.isascii(),
        "DomainLabelEmpty (Domain label is empty)": 0 in sizes,
        "DomainLabelTooLong (Domain label is too long)": max(sizes) > _LONGEST_LABEL,
        "DomainNameTooLong (Domain name is too long)": len(plain) > _LONGEST_NAME,
    }
    for problem, met in problems.items():
        if met:
            raise invalid_batch(f"FATAL problem: {problem} encountered with '{name}'")


def _weight(change: Shape) -> int:
    return 2 if change["Action"] == "UPSERT" else 1


def _values(change: Shape) -> list[str]:
    return [value["Value"] for value in change["ResourceRecordSet"].get("ResourceRecords") or []]


def _identity(record: Shape) -> tuple[str, str, str]:
    return record["Name"].lower().rstrip(".") + ".", record["Type"], record.get("SetIdentifier") or ""


def refuse_record(zone: PracticeZone, record: Shape) -> None:
    """Refuse a record set that this zone cannot hold."""
    name, record_type = record["Name"], record["Type"]
    zone_name = zone.description["Name"]
    if not lies_within(name, zone_name):
        raise invalid_batch(f"RRSet with DNS name {name} is not permitted in zone {zone_name}")
    if record_type == "CNAME" and name == zone_name:
        message = f"RRSet of type CNAME with DNS name {name} is not permitted at apex in zone {zone_name}"
        raise invalid_batch(message)
    if "AliasTarget" in record:
        if "TTL" in record or "ResourceRecords" in record:
            raise invalid_batch("Alias record sets can have neither TTL nor ResourceRecords")
        return
    if "TTL" not in record or not record.get("ResourceRecords"):
        raise invalid_batch(f"Missing TTL or values for {record_type} record {name}")
    for value in record["ResourceRecords"]:
        _refuse_value(record_type, value["Value"])


def _refuse_value(record_type: str, value: str) -> None:
    check, problem = _VALUES.get(record_type, (None, ""))
    if check is not None and not check(value):
        raise invalid_batch(f"Invalid Resource Record: FATAL problem: {problem} encountered with '{value}'")


def _is_address(kind: type[IPv4Address | IPv6Address], value: str) -> bool:
    try:
        kind(value)
    except AddressValueError:
        return False
    return True


_VALUES: dict[str, tuple[Callable[[str], object], str]] = {
    "A": (partial(_is_address, IPv4Address), "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)"),
    "AAAA": (partial(_is_address, IPv6Address), "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)"),
    "TXT": (_QUOTED.fullmatch, "InvalidCharacterString (Value should be enclosed in quotation marks)"),
    "CNAME": (_DOMAIN.fullmatch, "InvalidDomainName (Value is not a domain name)"),
}
"""By record type, a parser of its values, and Route 53's term for an invalid one."""


def refuse_conflicts(zone: PracticeZone) -> None:
    """Refuse a zone with a CNAME beside another type, or with a simple record set beside a routed one."""
    zone_name = zone.description["Name"]
    types: defaultdict[str, set[str]] = defaultdict(set)
    routed: defaultdict[tuple[str, str], set[bool]] = defaultdict(set)
    for name, record_type, identifier in zone.records:
        types[name].add(record_type)
        routed[name, record_type].add(bool(identifier))
    for name, kinds in types.items():
        if "CNAME" in kinds and len(kinds) > 1:
            raise invalid_batch(
                f"RRSet of type {min(kinds - {'CNAME'})} with DNS name {name} is not permitted because a conflicting "
                f"RRSet of type CNAME with the same DNS name already exists in zone {zone_name}"
            )
    for (name, record_type), with_identifier in routed.items():
        if len(with_identifier) > 1:
            raise invalid_batch(
                f"RRSet with DNS name {name}, type {record_type} cannot be created because other RRSets exist with "
                "the same name and type"
            )
