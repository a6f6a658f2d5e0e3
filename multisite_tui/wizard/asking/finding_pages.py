"""Which page asks for what: from a place in the answers to the page that can put it right."""

from __future__ import annotations

from collections.abc import Iterator

from multisite_tui.model.drafts import OWN, Draft
from multisite_tui.model.findings import Finding
from multisite_tui.model.rules.texts import shown
from multisite_tui.wizard.asking.draft_answers import field_of, findings
from multisite_tui.wizard.flow import PageRef

KEYS = {"load_balancer": "listener", "listeners": "listener", "instance_protocol": "listener", "port": "sites",
        "domain": "sites", "subnets": "listener", "security_group": "security_group", "certificate": "certificate",
        "aliases": "certificate", "health_check": "health_check", "instances": "instances", "tags": "tags",
        "tag": "tags", "dns": "dns"}  # fmt: skip
"""Which page asks for which key of a site's answers."""
TOP = {"name": "sites", "region": "account", "profile": "account", "expect": "account"}
ALSO = {"listener": frozenset({"port"})}
"""Keys that a second page asks for too."""


def page_of_key(key: str) -> PageRef:
    """Return the page that asks for a key of the answers, such as `sites[1].dns.replace`."""
    site, _, rest = key.partition("].")
    if site.startswith("sites[") and rest:
        page = KEYS.get(rest.partition(".")[0], "sites")
        return PageRef(page, None if page == "sites" else int(site.removeprefix("sites[")))
    return PageRef(TOP.get(key.partition(".")[0], "sites"))


def page_of_finding(finding: Finding) -> PageRef:
    """Return the page that asks for what a finding is about."""
    site, name = field_of(finding.loc)
    first = name.partition(".")[0]
    if site is None:
        return PageRef(TOP.get(first, "sites"))
    page = KEYS.get(first, "sites")
    return PageRef(page, None if page == "sites" else site)


def where(draft: Draft, stop: PageRef) -> str:
    """Return how a person calls a page of a draft."""
    site = f"{shown(draft.text(stop.site, 'domain'))} · " if stop.site is not None else ""
    return f"{site}{stop.title}"


def each_once(draft: Draft) -> Iterator[tuple[PageRef, Finding]]:
    """Yield what is wrong, with its page; what a later site only takes from the first is said of the first alone."""
    for finding in findings(draft):
        site, name = field_of(finding.loc)
        if not site or name in OWN or _own(draft, site, name):
            yield page_of_finding(finding), finding


def _own(draft: Draft, site: int, name: str) -> bool:
    page = name.partition(".")[0]
    return any(key.partition(".")[0] == page for key in draft.sites[site].values)


def elsewhere(draft: Draft, now: PageRef) -> PageRef | None:
    """Return another page on which something is not right, None where this one is the only one."""
    for stop, finding in each_once(draft):
        first = field_of(finding.loc)[1].partition(".")[0]
        if stop != now and first not in ALSO.get(now.page, ()):
            return stop
    return None
