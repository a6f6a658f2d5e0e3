"""Whether a name has a record: a name without one is not looked up, because resolvers would cache its absence."""

from __future__ import annotations

from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.errors import Problem
from multisite_tui.internet.lookups import upwards
from multisite_tui.model.terms import ADDRESSES


def recordless(name: str, facts: Facts) -> bool:
    """Whether no zone that could hold the name has a record for it; False if a zone cannot be read."""
    try:
        zones = [zone for zone in facts.zones() if zone.holds(name)]
        return bool(zones) and not any(_answered(zone, name, facts) for zone in zones)
    except AwsFailure:
        return False


def _answered(zone: Zone, name: str, facts: Facts) -> bool:
    """Whether the zone has a record for the name, a wildcard, or a delegation to other name servers."""
    if any(one.type in ADDRESSES for one in facts.records(zone.id, name)):
        return True
    below = [at for at in upwards(name) if at.endswith(f".{zone.name}")]
    wildcards = [f"*.{at.partition('.')[2]}" for at in below]
    return any(one.type in ADDRESSES for at in wildcards for one in facts.records(zone.id, at)) or any(
        one.type == "NS" for at in below for one in facts.records(zone.id, at)
    )


def no_record(site: str, name: str) -> Problem:
    """Return the problem that a site's name has no record."""
    return Problem(
        code="record_missing",
        what=f"{name} has no record in its zone, so visitors find nothing; it was not asked for.",
        why="The record is made last, once the certificate is issued and an instance is in service.",
        next="Look with `doctor` at what it waits for, and resume.",
        site=site,
    )
