"""The order of the pages: a list. The first site is walked page by page; a later one asks only what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from multisite_tui.model.topology_relations import CLASSIC, SHARED

if TYPE_CHECKING:
    from multisite_tui.wizard.asking.drafts import Draft

OF_EACH = ("certificate", "health_check", "instances", "tags", "dns")
OF_SITE = {CLASSIC: ("listener", "security_group", *OF_EACH), SHARED: ("target", *OF_EACH)}
"""The pages of a site by topology, in the console's order."""
OF_ALL = {CLASSIC: (), SHARED: ("balancer", "balancer_group")}
"""The pages about what all sites share, by topology."""
SITE_PAGES = tuple(dict.fromkeys(page for pages in OF_SITE.values() for page in pages))
"""Every page that is about one site, but for what differs."""
INSTEAD = {
    SHARED: {"listener": "target", "security_group": "balancer_group"},
    CLASSIC: {"target": "listener", "balancer": "topology", "balancer_group": "topology"},
}
"""By topology, the page that asks what a page of the other one asks."""
BEFORE = ("account", "sites", "topology")
AFTER = ("review", "provision", "result")
TITLES = {
    "welcome": "Welcome",
    "account": "Account",
    "sites": "Sites",
    "topology": "Way in",
    "balancer": "Load balancer",
    "balancer_group": "Security group",
    "like_first": "What differs",
    "listener": "Load balancer",
    "target": "Target",
    "security_group": "Security group",
    "certificate": "Certificate",
    "health_check": "Health check",
    "instances": "Instances",
    "tags": "Tags",
    "dns": "DNS",
    "review": "Review",
    "provision": "Provision",
    "result": "Result",
    "doctor": "Doctor",
    "zones": "Hosted zones",
    "page_switch": "Maintenance pages",
}


@dataclass(frozen=True)
class PageRef:
    """One page of the walk, about one site or about the whole setup."""

    page: str
    site: int | None = None

    def mark(self, draft: Draft) -> str:
        """Return the word that the draft keeps for it."""
        return self.page if self.site is None else f"{self.page}@{draft.sites[self.site].key}"

    @property
    def title(self) -> str:
        """What the sidebar and the heading call it."""
        return TITLES[self.page]


def path(draft: Draft) -> list[PageRef]:
    """Return the pages that Next leads through."""
    stops = [PageRef(page) for page in (*BEFORE, *OF_ALL[draft.topology])]
    for site in range(len(draft.sites)):
        pages = OF_SITE[draft.topology] if site == 0 else ("like_first",)
        stops += [PageRef(page, site) for page in pages]
    return [*stops, *(PageRef(page) for page in AFTER)]


def every(draft: Draft) -> list[PageRef]:
    """Return all pages that can be reached, in the sidebar's order."""
    stops = []
    for stop in path(draft):
        stops.append(stop)
        if stop.page == "like_first":
            stops += [PageRef(page, stop.site) for page in OF_SITE[draft.topology]]
    return stops


def here(draft: Draft) -> PageRef:
    """Return the page that the draft stands on."""
    about_site = draft.page in SITE_PAGES or draft.page == "like_first"
    return PageRef(draft.page, draft.site if about_site else None)


def fitting(draft: Draft, stop: PageRef) -> PageRef:
    """Return the page that asks in the draft's topology what this one asks, which may be one of the other topology."""
    page = INSTEAD[draft.topology].get(stop.page, stop.page)
    return PageRef(page, stop.site if page in SITE_PAGES or page == "like_first" else None)


def first_of(draft: Draft, site: int) -> PageRef:
    """Return the first page of a site."""
    return PageRef(OF_SITE[draft.topology][0] if site == 0 else "like_first", site)


def after(draft: Draft) -> PageRef:
    """Return the page that Next leads to."""
    return _beside(draft, 1)


def before(draft: Draft) -> PageRef | None:
    """Return the page that Back leads to; None: the welcome page."""
    if here(draft) == path(draft)[0]:
        return None
    return _beside(draft, -1)


def _beside(draft: Draft, step: int) -> PageRef:
    """A page off the path, one of a later site, leads back to what differs of that site."""
    stops, now = path(draft), here(draft)
    if now not in stops:
        return PageRef("like_first", now.site)
    return stops[max(0, min(len(stops) - 1, stops.index(now) + step))]
