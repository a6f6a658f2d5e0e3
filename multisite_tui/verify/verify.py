"""The visitor's check of a whole setup: every name of every site, and the sites against each other.

The process exits with 0 if every site is as expected, else with 5 (`verifications.exit_code`).
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.reads import READ_THREADS
from multisite_tui.errors import Problem
from multisite_tui.internet.addresses import Addresses, system_addresses
from multisite_tui.internet.listener_visits import ListenerVisit
from multisite_tui.internet.own_names import OwnName, OwnNames
from multisite_tui.internet.pages import Trust
from multisite_tui.internet.visits import TIMEOUT, visit
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.terms import CLOSE_TO_EXPIRY
from multisite_tui.verify.crossings import alike, crossed
from multisite_tui.verify.records import no_record, recordless
from multisite_tui.verify.trails import RedirectTrail, follow_redirects, start
from multisite_tui.verify.verifications import Verification

NOT_AWS: Mapping[AccountKind, str] = {
    AccountKind.PRACTICE: "no visit was made: what stands in the practice account is in no DNS",
    AccountKind.ENDPOINT: "no visit was made: the endpoint is not AWS, and what stands there is in no DNS",
}
NO_RECORD = "no visit was made: it has no record yet"


@dataclass(frozen=True)
class _SetupVisitor:
    facts: Facts
    addresses: Addresses
    trust: Trust
    timeout: float
    own: OwnNames


def verify(
    setup: Setup,
    facts: Facts,
    *,
    addresses: Addresses = system_addresses,
    trust: Trust = ssl.create_default_context,
    timeout: float = TIMEOUT,
) -> tuple[Verification, ...]:
    """Visit every name of every site, and return the results in the setup's order. Never raises for a failed visit.

    Args:
        setup: The setup.
        facts: The account. A name without a record in its zone is not looked up, because resolvers would cache its
            absence; if the zone cannot be read, the name is looked up.
        addresses: Resolves a name.
        trust: Makes the TLS context; the default uses this machine's trusted issuers.
        timeout: Seconds for one name, for all its listeners together.
    """
    not_made = NOT_AWS.get(facts.account.kind)
    names = [(site, name) for site in setup.sites for name in site.names]
    if not_made is not None:
        return tuple(Verification(site.domain, name, not_made=not_made) for site, name in names)
    visitor = _SetupVisitor(facts, addresses, trust, timeout, _own_names(names, facts))
    with ThreadPoolExecutor(READ_THREADS) as pool:
        seen = list(pool.map(lambda one: _visited(one[0], one[1], visitor), names))
        walks = pool.map(lambda site: _walked(site, seen, visitor), setup.sites)
        pages = {site.domain: page for site, page in zip(setup.sites, walks, strict=True) if page is not None}
    return _compared(setup, seen, pages)


def _own_names(names: Sequence[tuple[Site, str]], facts: Facts) -> OwnNames:
    """Return how each name answers; what has no record is not looked up, and its own verification says so."""
    return {
        name: OwnName(None if recordless(name, facts) else name, site.verify.status_for(name), site.verify.text)
        for site, name in names
    }


def _visited(site: Site, name: str, visitor: _SetupVisitor) -> Verification:
    if recordless(name, visitor.facts):
        missing = no_record(site.domain, name)
        return Verification(site.domain, name, problems=(missing,), not_made=NO_RECORD)
    found = visit(
        name, name, site.listeners, site.verify, visitor.own,
        addresses=visitor.addresses, trust=visitor.trust, timeout=visitor.timeout,
    )  # fmt: skip
    hints = tuple(_ends_soon(site, one) for one in found.seen if one.ok and _is_close(one, visitor.facts))
    untold = tuple(one.of(site.domain) for one in found.hints)
    problems = tuple(one.of(site.domain) for one in found.problems)
    return Verification(site.domain, name, found.seen, problems, (*untold, *hints))


def _walked(site: Site, seen: Sequence[Verification], visitor: _SetupVisitor) -> RedirectTrail | None:
    """Return the page that a visitor of the site's domain gets; None if no listener of the domain answers."""
    answered = any(one.name == site.domain and any(_answers(each) for each in one.seen) for one in seen)
    url = start(site.domain, site.listeners)
    return follow_redirects(url, visitor.addresses, visitor.trust, visitor.timeout) if url and answered else None


def _answers(seen: ListenerVisit) -> bool:
    return seen.ok or (seen.problem is not None and seen.problem.code in _ANSWERED)


_ANSWERED = (
    "status_unexpected", "text_missing", "redirect_loop", "redirect_unanswered", "redirect_ends_badly",
    "redirect_to_other_port",
)  # fmt: skip


def _compared(
    setup: Setup, seen: Sequence[Verification], pages: Mapping[str, RedirectTrail]
) -> tuple[Verification, ...]:
    """Return the verifications with the problems that only comparing the pages of all sites shows."""
    wrong = [*_loops(pages), *crossed(setup, pages)]
    well = {one.name for one in seen if one.ok}
    hints = list(alike(setup, {domain: page for domain, page in pages.items() if domain in well}))
    return tuple(_with(one, wrong, hints) if one.name == one.site else one for one in seen)


def _with(one: Verification, wrong: Sequence[Problem], hints: Sequence[Problem]) -> Verification:
    # The cause comes first: crossed ports are why the text is missing.
    mine = [problem for problem in wrong if problem.site == one.site]
    known = {problem.code for problem in one.problems}
    found = [problem for problem in mine if problem.code not in known]
    theirs = [hint for hint in hints if hint.site == one.site]
    return replace(one, problems=(*found, *one.problems), hints=(*one.hints, *theirs))


def _loops(pages: Mapping[str, RedirectTrail]) -> Iterator[Problem]:
    for domain, page in pages.items():
        if page.loops:
            yield Problem(
                code="redirect_loop",
                what=f"{page.urls[0]} sends visitors round in a circle: {' -> '.join(page.urls[-4:])}.",
                why="The program takes every visitor for an http one, or two of its rules contradict each other.",
                next="Let the program send to https only where the header X-Forwarded-Proto says http, "
                "and trust that header; then look at its own redirects.",
                site=domain,
            )


def _is_close(seen: ListenerVisit, facts: Facts) -> bool:
    return seen.certificate is not None and seen.certificate.until <= (facts.now + CLOSE_TO_EXPIRY).date()


def _ends_soon(site: Site, seen: ListenerVisit) -> Problem:
    until = seen.certificate.until if seen.certificate else "soon"
    return Problem(
        code="certificate_ends_soon",
        what=f"The certificate of {seen.url} ends on {until}.",
        why="ACM renews its own ones long before; it does not where their validation record is gone.",
        next="Look with `doctor` at the certificate.",
        site=site.domain,
    )
