"""What DNS says of a site's names now, and what it will say."""

from __future__ import annotations

from collections.abc import Sequence

from multisite_tui.aws.facts import zones
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import RecordSet
from multisite_tui.model.rules.domains import readable
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.terms import ADDRESSES
from multisite_tui.wizard.asking.page_check import PageCheck, problems_of

NAME = "{name}, in the hosted zone {zone}"
BEFORE = "    now    {records}"
AFTER = "    then   A alias, to the load balancer {load_balancer}"
NOTHING = "no record"
NO_ZONE = "{name}: no public hosted zone of this account holds it"
OURS = "It leads to the load balancer already."
GOOD = "Nothing is in the way: a record will be added."
REPLACED = "The record that is there will be replaced; it is kept, and can be put back."


def see(facts: Facts, setup: Setup | None, place: int, *keys: str) -> PageCheck:
    """Look at the records of all the site's names."""
    if setup is None:
        return PageCheck()
    site = setup.sites[place]
    lines: list[str] = []
    there, ours = False, True
    for name in site.names:
        told, taken, own = _name(facts, site, name)
        lines += told
        there, ours = there or taken, ours and own
    good = REPLACED if there else OURS if ours else GOOD
    return PageCheck(good, problems_of(setup, place, facts, *keys), ("\n".join(lines), there))


def _name(facts: Facts, site: Site, name: str) -> tuple[list[str], bool, bool]:
    """Return what to say of a name, whether another record is in the way, and whether it leads here already."""
    public = facts.zones()
    fitting = [zone for zone in public if zone.name == site.dns.zone and zone.holds(name)]
    found = fitting or list(zones.longest(public, name))
    if not found:
        return [NO_ZONE.format(name=readable(name))], False, False
    records = [one for one in facts.records(found[0].id, name) if one.type in ADDRESSES]
    ours = any(one.alias and one.alias.dns_name.startswith(f"{site.load_balancer.lower()}-") for one in records)
    lines = [
        NAME.format(name=readable(name), zone=found[0].name),
        BEFORE.format(records=_spelled(records)),
        AFTER.format(load_balancer=site.load_balancer),
    ]
    return lines, bool(records) and not ours, ours


def _spelled(records: Sequence[RecordSet]) -> str:
    return "; ".join(str(record) for record in records) or NOTHING
