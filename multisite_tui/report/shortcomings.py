"""What is not well about a setup as it stands: what `status --check` exits for, and what the wizard calls not well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TextIO

from multisite_tui.model.roles import Role
from multisite_tui.model.statuses import SetupStatus, SiteStatus
from multisite_tui.report import words as say


def shortcomings(standing: SetupStatus) -> tuple[str, ...]:
    """Return what is not well, a sentence each: a difference, an instance out of service, a certificate that ends."""
    return tuple(_each(standing))


def write_shortcomings(found: Sequence[str], stdout: TextIO) -> None:
    """Write them for a person, behind the status; one sentence where there are none."""
    from multisite_tui.report.console import console_for, styled
    from multisite_tui.report.layout import indented
    from multisite_tui.report.marks import HEADING

    console = console_for(stdout)
    console.print(styled(say.CHECK_UNWELL if found else say.CHECK_WELL, HEADING))
    for sentence in found:
        console.print(indented(styled(sentence)))


def _each(standing: SetupStatus) -> Iterator[str]:
    if standing.problems:
        yield say.CHECK_STOPS
    for site in standing.sites:
        yield from _of_site(site)


def _of_site(site: SiteStatus) -> Iterator[str]:
    if not site.leads_here:
        yield say.CHECK_ELSEWHERE.format(site=site.domain)
    if any(step.role is not Role.RECORDS for step in site.drift):
        yield say.CHECK_DIFFERS.format(site=site.domain)
    if not site.instances:
        yield say.CHECK_NO_INSTANCE.format(site=site.domain)
    for one in site.instances:
        if not one.serves:
            yield say.CHECK_INSTANCE.format(site=site.domain, id=one.id, state=one.state)
    if site.certificate is not None and (site.certificate.concern or site.certificate.renews is False):
        yield say.CHECK_RENEWAL.format(site=site.domain)
    if site.maintenance:
        yield say.CHECK_MAINTENANCE.format(site=site.domain)
