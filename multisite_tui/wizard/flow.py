"""The order of the pages: a list. The first site is walked page by page; a later one asks only what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multisite_tui.wizard.asking.drafts import Draft

SITE_PAGES = ("listener", "security_group", "certificate", "health_check", "instances", "tags", "dns")
"""The pages of a site, in the console's order."""
BEFORE = ("account", "sites")
AFTER = ("review", "provision", "result")
TITLES = {
    "welcome": "Welcome",
    "account": "Account",
    "sites": "Sites",
    "like_first": "What differs",
    "listener": "Load balancer",
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
    stops = [PageRef(page) for page in BEFORE]
    for site in range(len(draft.sites)):
        pages = SITE_PAGES if site == 0 else ("like_first",)
        stops += [PageRef(page, site) for page in pages]
    return [*stops, *(PageRef(page) for page in AFTER)]


def every(draft: Draft) -> list[PageRef]:
    """Return all pages that can be reached, in the sidebar's order."""
    stops = []
    for stop in path(draft):
        stops.append(stop)
        if stop.page == "like_first":
            stops += [PageRef(page, stop.site) for page in SITE_PAGES]
    return stops


def here(draft: Draft) -> PageRef:
    """Return the page that the draft stands on."""
    about_site = draft.page in SITE_PAGES or draft.page == "like_first"
    return PageRef(draft.page, draft.site if about_site else None)


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
