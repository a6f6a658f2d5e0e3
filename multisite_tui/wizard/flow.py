"""The order of the pages: a short walk, and the details that the overview leads to."""

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
"""Every page that is about one site."""
INSTEAD = {
    SHARED: {"listener": "target", "security_group": "balancer_group"},
    CLASSIC: {"target": "listener", "balancer": "topology", "balancer_group": "topology"},
}
"""By topology, the page that asks what a page of the other one asks."""
BEFORE = ("account", "sites", "overview")
AFTER = ("review", "provision", "result")
WALK = (*BEFORE, *AFTER)
"""The pages that Next leads through. Every other page is a detail of the overview."""
TITLES = {
    "welcome": "Welcome",
    "home": "Your setups",
    "sign_in": "Sign in",
    "choice": "Choose",
    "account": "Account",
    "sites": "Sites",
    "overview": "Overview",
    "topology": "Load balancers",
    "balancer": "Load balancer",
    "balancer_group": "Security group",
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
    "verification": "Verify",
    "removal": "Take away",
    "breaking": "Break something",
    "zones": "Hosted zones",
    "page_switch": "Maintenance pages",
    "site_removal": "Remove a site",
    "copying": "Copy",
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


def details(draft: Draft) -> list[PageRef]:
    """Return the pages that change what the overview shows: those about all sites, then those of each site."""
    of_all = [PageRef(page) for page in ("topology", *OF_ALL[draft.topology])]
    sites = range(len(draft.sites))
    return [*of_all, *(PageRef(page, site) for site in sites for page in OF_SITE[draft.topology])]


def every(draft: Draft) -> list[PageRef]:
    """Return all pages that can be reached, in the sidebar's order."""
    return [*(PageRef(page) for page in BEFORE), *details(draft), *(PageRef(page) for page in AFTER)]


def here(draft: Draft) -> PageRef:
    """Return the page that the draft stands on."""
    return PageRef(draft.page, draft.site if draft.page in SITE_PAGES else None)


def fitting(draft: Draft, stop: PageRef) -> PageRef:
    """Return the page that asks in the draft's topology what this one asks, which may be one of the other topology."""
    page = INSTEAD[draft.topology].get(stop.page, stop.page)
    return PageRef(page, stop.site if page in SITE_PAGES else None)


def first_of(draft: Draft, site: int) -> PageRef:
    """Return the first page of a site."""
    return PageRef(OF_SITE[draft.topology][0], site)


def after(draft: Draft) -> PageRef:
    """Return the page that Next leads to: behind the last detail of a site, the overview."""
    now = here(draft)
    if now.page not in WALK:
        return _detail_beside(draft, 1) or PageRef("overview")
    return _on_walk(now, 1)


def before(draft: Draft) -> PageRef | None:
    """Return the page that Back leads to; None: the first screen."""
    now = here(draft)
    if now.page == WALK[0]:
        return None
    if now.page not in WALK:
        return _detail_beside(draft, -1) or PageRef("overview")
    return _on_walk(now, -1)


def _on_walk(now: PageRef, step: int) -> PageRef:
    return PageRef(WALK[max(0, min(len(WALK) - 1, WALK.index(now.page) + step))])


def _detail_beside(draft: Draft, step: int) -> PageRef | None:
    """Return the next detail of the same site, or of all sites; None where there is no other."""
    now = here(draft)
    group = [stop for stop in details(draft) if stop.site == now.site]
    place = group.index(now) + step if now in group else -1
    return group[place] if 0 <= place < len(group) else None
