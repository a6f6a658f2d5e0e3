"""The doctor: runs every examination of every site and sorts the reasons, the most likely first. It changes nothing.

Its exit code is 0 whatever it finds, unless the account cannot be read; with `--check` it is 11 where it finds
something. In the JSON, `healthy` says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.reads import READ_THREADS
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
from multisite_tui.plan.ahead import ask_ahead
from multisite_tui.threads import thread_pool

Look = Callable[[SiteExamination], Iterator[Diagnosis]]

LOOKS: tuple[tuple[Area, Look], ...] = (
    (Area.DOMAIN, look_at_name_servers),
    (Area.CERTIFICATE, look_at_certificate),
    (Area.LOAD_BALANCER, look_at_balancer),
    (Area.INSTANCE, look_at_instances),
    (Area.DOMAIN, look_at_domain),
)
"""Causes before their consequences: a zone without delegation gets no certificate; without a certificate there is no
listener; without a listener there is no record."""


def doctor(
    setup: Setup,
    facts: Facts,
    *,
    resolver: Resolver | None = None,
    probe: Probe | None = None,
    command: str = "multisite-tui",
    way: str = "",
) -> tuple[Diagnosis, ...]:
    """Return why the setup's sites do not work, site by site, each with the most likely reason first.

    Args:
        setup: The setup.
        facts: The account, read now.
        resolver: The DNS resolver; None: this machine's, or none if the account is not AWS's, because its zones are
            then not in DNS.
        probe: Sends a request to a program on an instance; None: `probes.probe`, or none if the account is not AWS's.
        command: This program's command line with the same options, such as `multisite-tui --demo`.
        way: What brings the setup to the wanted state, as a sentence begins that says so, such as ``Press r``; empty:
            the command that resumes it.

    Raises:
        AwsFailure: no examination could read the account. If only some could not, they yield "cannot tell".
    """
    world = PublicDns(facts.account.kind, resolver)
    asks = probe or _default_probe(facts)
    examinations = [SiteExamination(setup, site, facts, world, asks, command, way) for site in setup.sites]
    ask_ahead(setup, facts)
    with thread_pool(READ_THREADS) as pool:
        examined = list(pool.map(_examined, examinations))
    refusals = [failure for _, failures in examined for failure in failures]
    if len(refusals) == len(LOOKS) * len(examinations):
        raise refusals[0]
    return tuple(one for found, _ in examined for one in ordered(found))


def _default_probe(facts: Facts) -> Probe | None:
    return probe if facts.account.kind is AccountKind.AWS else None


def _examined(examination: SiteExamination) -> tuple[list[Diagnosis], list[AwsFailure]]:
    """Return the diagnoses of one site, and the reads that AWS refused."""
    found: list[Diagnosis] = []
    failures: list[AwsFailure] = []
    for subject, look in LOOKS:
        try:
            found += look(examination)
        except AwsFailure as failure:
            failures.append(failure)
            found.append(of_problem(examination.site.domain, subject, Certainty.CANNOT_TELL, failure.problem))
    return found, failures
