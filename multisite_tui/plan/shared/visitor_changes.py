"""What changes for visitors when sites move to the load balancer that all of them share."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from multisite_tui.errors import Problem
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site

NOTHING = "Nothing need be done."


def changes_for_visitors(setup: Setup, moving: Collection[str]) -> Iterator[Problem]:
    """Yield what visitors of the sites that move will notice, from the likeliest on."""
    sites = [site for site in setup.sites if site.domain in moving]
    redirected = [site.domain for site in sites if site.redirects and _answers_http(site)]
    if redirected:
        yield _redirected(redirected)
    yield _unknown_hosts()
    if any(site.secure for site in sites):
        yield _newer_tls()
    yield _more_is_healthy()


def _answers_http(site: Site) -> bool:
    return any(not listener.protocol.secure for listener in site.listeners)


def _redirected(domains: Collection[str]) -> Problem:
    return Problem(
        code="http_redirected",
        what=f"Visitors who come to {', '.join(domains)} by http are redirected to https (301).",
        why="The load balancer does that itself; until now the program answered http, too.",
        next="Set `redirect: false` on a site whose program must go on answering http.",
        key="redirect",
    )


def _unknown_hosts() -> Problem:
    return Problem(
        code="unknown_hosts",
        what="A request for a host that no site names is answered 404, also one for the load balancer's own name.",
        why="All sites share the load balancer, which tells them apart by the host that is asked for.",
        next="Add every other name by which visitors come to the site's `aliases`.",
        key="aliases",
    )


def _newer_tls() -> Problem:
    return Problem(
        code="tls_newer",
        what="TLS older than 1.2 is refused, and so are ciphers without GCM; TLS 1.3 and HTTP/2 are spoken.",
        why="The load balancer has the policy that AWS recommends; programs of before 2014 may not connect any more.",
        next=NOTHING,
    )


def _more_is_healthy() -> Problem:
    return Problem(
        code="health_differs",
        what="Every answer from 200 to 399 counts as healthy, and with no healthy instance requests are still sent on.",
        why="A Classic Load Balancer counts only 200 as healthy, and answers 503 itself if no instance is.",
        next='Set `health_check: {matcher: "200"}` on a site to have only 200 count.',
        key="health_check.matcher",
    )
