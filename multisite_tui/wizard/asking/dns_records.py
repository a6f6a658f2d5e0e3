"""What DNS says of a site's names now, and what it will say."""

from __future__ import annotations

from collections.abc import Iterator

from multisite_tui.aws.facts import zones
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.records import NameRecords, SiteRecords
from multisite_tui.model.rules.domains import readable
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.plan.external_records import ExternalRecords, OutsideNames
from multisite_tui.plan.history import History
from multisite_tui.plan.zone_choice import choose_zone
from multisite_tui.wizard.asking.page_check import PageCheck, SiteView

NAME = "{name}, in the hosted zone {zone}"
BEFORE = "    now    {records}"
AFTER = "    then   {record}"
NOTHING = "no record"
ELSEWHERE = "{name}, kept outside this account"
BY_HAND = "The run says which records to put in at your DNS provider, and waits until they are seen."
NO_ZONE = "{name}: no public hosted zone of this account holds it"
MANY_ZONES = "{name}: {count} public hosted zones of this account are named {zone}"
NO_ZONE_ASKED = "{name}: no public hosted zone of this account is named {zone} and holds it"
OURS = "It leads to the load balancer already."
GOOD = "Nothing is in the way: a record will be added."
REPLACED_WILDCARD = (
    "The name gets a record of its own, and destroy takes it away again. The wildcard goes on answering for other"
    " names, but no longer for those below this one."
)
SWITCHED = (
    "It leads to this setup's former load balancer. The run leads it to the new one once that works; nothing need be"
    " allowed for that."
)
REPLACED = "The record that is there will be replaced; it is kept, and can be put back."


def see(
    facts: Facts, setup: Setup | None, place: int, history: History | None = None, *, page: str | None = None
) -> PageCheck:
    """Read the records of all names of the site as the planner does, with the problems of one page, or of all."""
    if setup is None:
        return PageCheck()
    view = SiteView.of(setup, place, facts, history)
    problems = view.problems if page is None else view.problems_on(page)
    match view.records:
        case (ExternalRecords() as outside, OutsideNames() as answers):
            lines = "\n".join(_outside_lines(outside, answers))
            by_hand = answers.open() or answers.proxied() or not answers.at
            return PageCheck(BY_HAND if by_hand else OURS, problems, (lines, ()))
        case (SiteRecords() as records, NameRecords() as found):
            lines = "\n".join(_lines(view.site, records, found, facts))
            return PageCheck(_good(records, found), problems, (lines, strange(records, found)))
    return PageCheck(problems=problems)


def _good(records: SiteRecords, found: NameRecords) -> str:
    """Return what will become of the records, in a sentence."""
    if strange(records, found):
        return REPLACED_WILDCARD if found.wildcards else REPLACED
    if any(found.moving(name) for name in records.zones):
        return SWITCHED
    return OURS if all(found.stands(name) for name in records.zones) else GOOD


def strange(records: SiteRecords, found: NameRecords) -> tuple[str, ...]:
    """Return what is to be replaced and does not lead to the setup's own former load balancer: it must be asked for."""
    gone = [(name, record) for name in records.zones for record in found.in_the_way(name)]
    return tuple(f"{name} {record}" for name, record in gone if record not in found.moving(name))


def _lines(site: Site, records: SiteRecords, found: NameRecords, facts: Facts) -> Iterator[str]:
    """Yield what to say of each name: where it is, what it answers now, and what it will answer."""
    for name in site.names:
        zone = records.zones.get(name)
        if zone is None:
            yield _without_zone(site, name, facts)
            continue
        yield NAME.format(name=readable(name), zone=zone.name)
        yield BEFORE.format(records="; ".join(found.described(name)) or NOTHING)
        yield AFTER.format(record=records.wanted(found))


def _outside_lines(records: ExternalRecords, found: OutsideNames) -> Iterator[str]:
    """Yield what to say of each name that is kept outside the account."""
    for change in records.changes("", found):
        yield ELSEWHERE.format(name=readable(change.name))
        yield BEFORE.format(records="; ".join(change.before) or NOTHING)
        yield from (AFTER.format(record=after) for after in change.after if change.after != change.before)


def _without_zone(site: Site, name: str, facts: Facts) -> str:
    """Return why the name has no zone that its record could go into."""
    candidates = choose_zone(site, name, facts).zones
    if candidates:
        return MANY_ZONES.format(name=readable(name), count=len(candidates), zone=candidates[0].name)
    template = NO_ZONE_ASKED if zones.longest(facts.zones(), name) else NO_ZONE
    return template.format(name=readable(name), zone=site.dns.zone)
