"""Crossed ports: sites that show another site's page, the most likely mistake if programs share a machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from multisite_tui.errors import Problem
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.verify.trails import RedirectTrail

Pages = Mapping[str, RedirectTrail]
"""By the site's domain, the redirects and the page that a visitor gets."""


def crossed(setup: Setup, pages: Pages) -> Iterator[Problem]:
    """Yield a problem for each site that lacks its own expected text and shows that of another site."""
    shows = {site.domain: _other(site, setup, pages) for site in setup.sites}
    by_domain = {site.domain: site for site in setup.sites}
    for domain, other in shows.items():
        if other is not None and shows[other.domain] == by_domain[domain]:
            yield _crossed(by_domain[domain], other)
        elif other is not None:
            yield _astray(by_domain[domain], other)


def alike(setup: Setup, pages: Pages) -> Iterator[Problem]:
    """Yield a hint for each pair of sites with different ports and the same page, of which one may be wrong."""
    for one, other in combinations(setup.sites, 2):
        same = _body(one, pages) and _body(one, pages) == _body(other, pages)
        if same and one.port != other.port:
            yield _alike(one, other).of(one.domain)
            yield _alike(other, one).of(other.domain)


def _other(site: Site, setup: Setup, pages: Pages) -> Site | None:
    """Return the other site whose expected text this site shows instead of its own; None unless exactly one fits."""
    page = pages.get(site.domain)
    if page is None or page.answer is None or not site.verify.text or page.answer.contains(site.verify.text):
        return None
    answer = page.answer
    found = [one for one in setup.sites if one.verify.text and one != site and answer.contains(one.verify.text)]
    return found[0] if len(found) == 1 else None


def _body(site: Site, pages: Pages) -> str:
    page = pages.get(site.domain)
    return page.body if page else ""


def _crossed(site: Site, other: Site) -> Problem:
    return Problem(
        code="ports_crossed",
        what=f"{site.domain} shows the page of {other.domain}, and {other.domain} shows that of {site.domain}.",
        why=f"Their ports are crossed: {site.domain} has {site.port} and {other.domain} has {other.port}, "
        "or the programs on the instance listen the other way round.",
        next=f"Exchange the two ports in the answers ({site.domain}: {other.port}, {other.domain}: {site.port}) "
        "and run again; or exchange them in the programs.",
        site=site.domain,
        key="port",
    )


def _astray(site: Site, other: Site) -> Problem:
    return Problem(
        code="page_of_another_site",
        what=f"{site.domain} shows the page of {other.domain}.",
        why=f"Its port {site.port} may be that of the program of {other.domain}, or that program answers for both.",
        next=f"On the instance, ask port {site.port} with curl; then give {site.domain} the port of its own program.",
        site=site.domain,
        key="port",
    )


def _alike(site: Site, other: Site) -> Problem:
    return Problem(
        code="pages_alike",
        what=f"{site.domain} and {other.domain} show the very same page, from ports {site.port} and {other.port}; "
        "it cannot be told whether one of them shows the wrong one.",
        why="Without a text to expect, pages that are meant to differ cannot be told apart.",
        next="If they are meant to differ, set `verify: {text: ...}` on both sites to words that only its page has.",
    )
