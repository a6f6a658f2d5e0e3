"""Names that lead elsewhere: somebody has put another address in place of their records."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from multisite_tui.demo.calls import Refusal
from multisite_tui.demo.route53.aliases import refuse_alias
from multisite_tui.demo.route53.record_lookup import lies_within, normal_name

if TYPE_CHECKING:
    from multisite_tui.demo.breakages.kinds import PracticeSite
    from multisite_tui.demo.calls import PracticeCall
    from multisite_tui.demo.world import PracticeZone, Shape

ELSEWHERE = "198.51.100.77"
"""An address of the range for documentation (RFC 5737), which has no owner."""
_LEADING = ("A", "AAAA", "CNAME")


def change_records(call: PracticeCall, site: PracticeSite) -> Shape | None:
    """Let the site's names lead to `ELSEWHERE`; return what mending needs, or None if no hosted zone holds them."""
    names = [
        {"zone": zone_id, "name": name, "records": _replaced(call.world.zones[zone_id], name)}
        for name in map(normal_name, site.names)
        for zone_id in _zones(call, name)
    ]
    return {"names": names} if names else None


def _zones(call: PracticeCall, name: str) -> list[str]:
    """Return the public zones that hold a name: those of the longest name that fits."""
    public = {
        zone_id: zone.description["Name"]
        for zone_id, zone in call.world.zones.items()
        if not zone.description["Config"]["PrivateZone"] and lies_within(name, zone.description["Name"])
    }
    longest = max(map(len, public.values()), default=0)
    return [zone_id for zone_id, zone in public.items() if len(zone) == longest]


def _replaced(zone: PracticeZone, name: str) -> list[Shape]:
    """Put the other address in place of a name's records, and return those."""
    former = [zone.records.pop(key) for key in list(zone.records) if key[0] == name and key[1] in _LEADING]
    zone.records[name, "A", ""] = _elsewhere(name)
    return former


def _elsewhere(name: str) -> Shape:
    return {"Name": name, "Type": "A", "TTL": 300, "ResourceRecords": [{"Value": ELSEWHERE}]}


def restore_records(call: PracticeCall, before: Shape) -> None:
    """Put the former records back where the other address still stands; not an alias whose load balancer is gone."""
    for one in before["names"]:
        zone, name = call.world.zones.get(one["zone"]), one["name"]
        if zone is None or zone.records.get((name, "A", "")) != _elsewhere(name):
            continue
        del zone.records[name, "A", ""]
        for record in one["records"]:
            with suppress(Refusal):
                refuse_alias(call, zone, record)
                zone.records[name, record["Type"], record.get("SetIdentifier", "")] = record
