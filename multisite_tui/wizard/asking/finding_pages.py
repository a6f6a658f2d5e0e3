"""Which page asks for what: from a place in the answers to the page that can put it right."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from multisite_tui.errors import Problem
from multisite_tui.model.findings import Finding, Loc
from multisite_tui.model.rules.domains import readable
from multisite_tui.model.rules.texts import shown
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.wizard.asking.draft_answers import findings
from multisite_tui.wizard.asking.drafts import Draft, domain_of
from multisite_tui.wizard.asking.fields import field_named, field_of_key, page_of_key
from multisite_tui.wizard.asking.model_keys import Path
from multisite_tui.wizard.flow import SITE_PAGES, PageRef, fitting

NAME_TAKEN = "a setup of this name is saved already; resume that one from the welcome page, or write another name here"
_OF_SITE = re.compile(r"sites\[(\d+)\]\.(.+)")


def field_of(loc: Loc) -> tuple[int | None, str]:
    """Return the site and the field that a place in the answers belongs to; no field where none stands for it."""
    site, path = _split(loc)
    found = field_of_key(path, Setup if site is None else Site)
    return site, found.name if found is not None else ""


def page_of_finding(finding: Finding) -> PageRef:
    """Return the page on which a person settles what a finding is about, in the topology that has such a page."""
    return _page(*_split(finding.loc))


def page_of_problem(draft: Draft, problem: Problem) -> PageRef:
    """Return the page on which a person settles a problem of the plan.

    Its key is one of a site by its place, such as `sites[1].dns.replace`; or one of the site that the problem names,
    which may be asked for no longer; or one of the setup, such as `name`, also where the problem names a site.
    """
    return fitting(draft, _page_of_problem(draft, problem))


def _page_of_problem(draft: Draft, problem: Problem) -> PageRef:
    key = problem.key or "sites"
    found = _OF_SITE.fullmatch(key)
    if found is not None:
        return _page(int(found[1]), tuple(found[2].split(".")))
    path = tuple(key.split("."))
    if problem.site is None or path[0] not in Site.model_fields:
        return _page_of_setup(draft, path)
    domains = [domain_of(draft.text(place, "domain")) for place in range(len(draft.sites))]
    return _page(domains.index(problem.site), path) if problem.site in domains else PageRef("sites")


def where(draft: Draft, stop: PageRef) -> str:
    """Return how a person calls a page of a draft."""
    site = f"{shown(readable(draft.text(stop.site, 'domain')))} · " if stop.site is not None else ""
    return f"{site}{stop.title}"


def each_once(draft: Draft) -> Iterator[tuple[PageRef, Finding]]:
    """Yield what is wrong, with its page; what a site only takes from the first is said of the first alone."""
    said: set[tuple[str, Path]] = set()
    for finding in findings(draft):
        site, path = _split(finding.loc)
        if site == 0:
            said.add((finding.code, path))
        if not site or (finding.code, path) not in said or _own(draft, site, path):
            yield fitting(draft, page_of_finding(finding)), finding


def elsewhere(draft: Draft, now: PageRef, asked: Collection[str]) -> PageRef | None:
    """Return another page on which something is not right, None where there is none but in the fields `asked` here."""
    for stop, finding in each_once(draft):
        if stop != now and field_of(finding.loc)[1] not in asked:
            return stop
    return None


def _own(draft: Draft, site: int, path: Path) -> bool:
    """Whether a site answers a key, or one beside it, for itself."""
    found = field_of_key(path)
    if found is None or not draft.follows(site, found.name):
        return True
    return any(field_named(name).path[0] == found.path[0] for name in draft.sites[site].values)


def _page(site: int | None, path: Path) -> PageRef:
    page = page_of_key(path, Setup if site is None else Site)
    return PageRef(page, site if page in SITE_PAGES else None)


def _page_of_setup(draft: Draft, path: Path) -> PageRef:
    """Return the page for a key of the setup; what sites answer, the first that does not answer it yet is asked."""
    page = _page(None, path).page
    if page not in SITE_PAGES:
        return PageRef(page)
    found = field_of_key(path)
    open_sites = [place for place in range(len(draft.sites)) if found and draft.given(place, found.name) is None]
    return PageRef(page, next(iter(open_sites), 0))


def _split(loc: Loc) -> tuple[int | None, Path]:
    """Return the site that a place in the answers is in, and the key there; None: the setup as a whole."""
    of_site = len(loc) > 1 and loc[0] == "sites" and isinstance(loc[1], int)
    path = tuple(step for step in loc[2 if of_site else 0 :] if isinstance(step, str))
    return int(loc[1]) if of_site else None, path
