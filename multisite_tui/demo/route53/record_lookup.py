"""DNS names in Route 53's form, and lookup of the record sets of a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multisite_tui.demo.world import Shape, World


def normal_name(name: str) -> str:
    r"""Return a name in Route 53's form: lower case, a dot at the end, `*` as `\052`.

    Route 53 developer guide, "DNS domain name format".
    """
    plain = re.sub(r"\\052", "*", name.lower()).rstrip(".") + "."
    return re.sub(r"[^a-z0-9\-!\"#$%&'()+,/:;<=>?@\[\\\]^_`{|}~.]", _escape, plain)


def _escape(match: re.Match[str]) -> str:
    return "".join(f"\\{byte:03o}" for byte in match[0].encode())


def sort_key(name: str) -> list[str]:
    """Return Route 53's sort key of a name: its labels, the last one first (ListResourceRecordSets)."""
    return name.rstrip(".").split(".")[::-1]


def lies_within(name: str, zone_name: str) -> bool:
    """Return whether a name is a zone's own name or a subdomain of it."""
    return name == zone_name or name.endswith("." + zone_name)


def kept_elsewhere(world: World, name: str) -> bool:
    """Return whether no public hosted zone of the account holds a name, so that its DNS must be at another provider."""
    wanted = normal_name(name.removeprefix("*."))
    public = [one.description["Name"] for one in world.zones.values() if not one.description["Config"]["PrivateZone"]]
    return not any(lies_within(wanted, zone) for zone in public)


def record_values(world: World, name: str, record_type: str) -> list[str]:
    """Return the values of a record in any public hosted zone of the account."""
    wanted = normal_name(name)
    found: list[Shape] = [
        record
        for zone in world.zones.values()
        if not zone.description["Config"]["PrivateZone"]
        for (record_name, kind, _), record in zone.records.items()
        if record_name == wanted and kind == record_type
    ]
    return [value["Value"] for record in found for value in record.get("ResourceRecords", [])]
