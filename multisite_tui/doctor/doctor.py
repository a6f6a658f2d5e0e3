"""The doctor: every look at every site, the reasons most likely first. It reads and changes nothing.

It always ends with exit code 0 where it could look, whatever it found; a reader of the JSON looks at `healthy`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts.facts import READ_THREADS, Facts
from multisite_tui.doctor.balancers import look_at_balancer
from multisite_tui.doctor.certificates import look_at_certificate
from multisite_tui.doctor.delegations import look_at_name_servers
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis, of_problem, ordered
from multisite_tui.doctor.domains import look_at_domain
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.doctor.instances.probes import Probe, probe
from multisite_tui.doctor.instances.registrations import look_at_instances
from multisite_tui.doctor.public_dns import PublicDns
from multisite_tui.internet.lookups import Resolver
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.setup import Setup
from multisite_tui.plan.topologies import topology_of

Look = Callable[[SiteExamination], Iterator[Diagnosis]]

LOOKS: tuple[tuple[Area, Look], ...] = (
    (Area.DOMAIN, look_at_name_servers),
    (Area.CERTIFICATE, look_at_certificate),
    (Area.LOAD_BALANCER, look_at_balancer),
    (Area.INSTANCE, look_at_instances),
    (Area.DOMAIN, look_at_domain),
)
"""Causes before their consequences: a zone that nobody asks gets no certificate, without which there is no listener,
without which there is no record."""


def doctor(
    setup: Setup,
    facts: Facts,
    *,
    resolver: Resolver | None = None,
    probe: Probe | None = None,
    command: str = "multisite-tui",
) -> tuple[Diagnosis, ...]:
    """Return what keeps the setup's sites from being well, site by site, for each the most likely reason first.

    Args:
        setup: What was asked for.
        facts: A fresh look at the account.
        resolver: Whom to ask of DNS; None: whom this machine asks, and nobody where the account is not AWS's, for then
            its zones are not in DNS.
        probe: Asks a program on an instance; None: `probes.probe`, and nobody where the account is not AWS's.
        command: How a person calls this program with the same options, such as `multisite-tui --demo`.

    Raises:
        AwsFailure: nothing could be looked at. Where only some of it could not, that is told as "cannot tell".
    """
    world = PublicDns(facts.account.kind, resolver)
    asks = probe or _default_probe(facts)
    examinations = [SiteExamination(setup, site, facts, world, asks, command) for site in setup.sites]
    topology_of(setup).ask_ahead(setup, facts)
    with ThreadPoolExecutor(READ_THREADS) as pool:
        examined = list(pool.map(_examined, examinations))
    refusals = [failure for _, failures in examined for failure in failures]
    if len(refusals) == len(LOOKS) * len(examinations):
        raise refusals[0]
    return tuple(one for found, _ in examined for one in ordered(found))


def _default_probe(facts: Facts) -> Probe | None:
    return probe if facts.account.kind is AccountKind.AWS else None


def _examined(examination: SiteExamination) -> tuple[list[Diagnosis], list[AwsFailure]]:
    """Return what was found of one site, and what AWS refused to tell."""
    found: list[Diagnosis] = []
    failures: list[AwsFailure] = []
    for subject, look in LOOKS:
        try:
            found += look(examination)
        except AwsFailure as failure:
            failures.append(failure)
            found.append(of_problem(examination.site.domain, subject, Certainty.CANNOT_TELL, failure.problem))
    return found, failures
