"""How a setup stands, as `status` shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from multisite_tui.calling import CALLED
from multisite_tui.model.hand_records import HandRecord
from multisite_tui.model.restarts import Timing
from multisite_tui.model.rules.texts import drawable
from multisite_tui.model.statuses import CertificateStatus, InstanceStatus, SetupStatus, SiteStatus
from multisite_tui.report import words as say
from multisite_tui.report.json_lines import stamp, utc_now, write_object
from multisite_tui.report.json_values import (
    Json,
    cost_values,
    dns_values,
    hand_record_values,
    held_values,
    problem_values,
)
from multisite_tui.report.marks import HEADING
from multisite_tui.report.safe_stream import SafeStream
from multisite_tui.report.shortcomings import shortcomings

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


def write_standing_json(standing: SetupStatus, stdout: TextIO, *, now: Callable[[], datetime] = utc_now) -> None:
    """Write it as one JSON object on one line (`schema/status.schema.json`)."""
    values: Json = {
        "event": "status",
        "setup": standing.setup,
        "topology": standing.topology,
        "account": standing.account,
        "region": standing.region,
        "as_asked": standing.as_asked,
        "well": not shortcomings(standing),
        "sites": [_site_values(site) for site in standing.sites],
        "problems": [problem_values(problem) for problem in standing.problems],
        "cost": cost_values(standing.cost),
        **held_values(standing.held),
    }
    write_object(SafeStream(stdout), values, now())


def write_standing_text(standing: SetupStatus, stdout: TextIO) -> None:
    """Write it for a person."""
    from multisite_tui.report.console import console_for

    console = console_for(stdout)
    for piece in _pieces(standing):
        if isinstance(piece, HandRecord):
            _write_record(console, piece)
        else:
            console.print(piece)


def _write_record(console: Console, record: HandRecord) -> None:
    """Write a record on one line, however long, since it is to be copied; what to know of it below."""
    from multisite_tui.report.console import styled
    from multisite_tui.report.layout import indented

    console.print(styled(f"  {record.line}"), soft_wrap=True)
    if record.note:
        console.print(indented(styled(record.note), 4))


def write_zone_file(standing: SetupStatus, stdout: TextIO) -> None:
    """Write the records to put in at other DNS providers as lines of a zone file, and nothing else."""
    for record in dict.fromkeys(record for site in standing.sites for record in site.records):
        SafeStream(stdout).write(f"{drawable(record.line)}\n")


def _pieces(standing: SetupStatus) -> Iterator[RenderableType | HandRecord]:
    from multisite_tui.report.console import styled
    from multisite_tui.report.held_text import held_text
    from multisite_tui.report.layout import dollars, heading, indented
    from multisite_tui.report.problems import problem_table

    yield styled(say.STATUS_HEADING.format(setup=standing.setup), HEADING)
    yield styled(say.PLAN_WHERE.format(account=standing.account, region=standing.region))
    if (of_all := _balancer_of_all(standing)) is not None:
        yield styled(of_all)
    for site in standing.sites:
        yield from heading(site.url)
        for line in _lines(site, standing):
            yield indented(styled(line))
        if site.records:
            yield indented(styled(say.STATUS_RECORDS))
        yield from site.records
    if standing.problems:
        yield from heading(say.STATUS_PROBLEMS)
        for problem in standing.problems:
            yield indented(problem_table(problem, with_site=True))
    yield styled("")
    yield styled(say.STATUS_AS_ASKED if standing.as_asked else say.STATUS_DRIFT, HEADING)
    yield from held_text(standing.held, standing.setup)
    if standing.cost.total == 0:
        yield styled(say.STATUS_COST_NOTHING)
    elif standing.cost.total is not None:
        yield styled(say.STATUS_COST.format(total=dollars(standing.cost.total)))


def _balancer_of_all(standing: SetupStatus) -> str | None:
    """Return the line of the load balancer that all sites share; None where each site has its own."""
    if standing.topology != "shared":
        return None
    first = standing.sites[0]
    return say.STATUS_BALANCER_OF_ALL.format(
        name=first.load_balancer, dns=first.load_balancer_dns or say.STATUS_MISSING
    )


def _lines(site: SiteStatus, standing: SetupStatus) -> Iterator[str]:
    if standing.topology != "shared":
        yield say.STATUS_BALANCER.format(name=site.load_balancer, dns=site.load_balancer_dns or say.STATUS_MISSING)
    if site.maintenance:
        yield say.STATUS_MAINTENANCE.format(called=CALLED, setup=standing.setup, site=site.domain)
    for instance in site.instances:
        yield _instance_line(instance)
    if site.certificate is not None:
        yield from _certificate_lines(site.certificate)
    if site.restart is not None:
        yield from site.restart.sentences()
    for step in site.drift:
        yield say.STATUS_DIFFERS.format(title=step.title, why=step.why)


def _instance_line(instance: InstanceStatus) -> str:
    template = say.STATUS_INSTANCE_WHY if instance.description else say.STATUS_INSTANCE
    return template.format(id=instance.id, state=instance.state, why=instance.description)


def _certificate_lines(certificate: CertificateStatus) -> Iterator[str]:
    until = certificate.until.date().isoformat() if certificate.until else say.STATUS_NO_DATE
    yield say.STATUS_CERTIFICATE.format(status=certificate.status, until=until)
    if certificate.concern is not None:
        yield certificate.concern.what
        yield certificate.concern.next
    elif certificate.renews is False:
        yield say.STATUS_NO_RENEWAL


def _certificate_values(certificate: CertificateStatus) -> Json:
    return {
        "arn": certificate.arn,
        "status": certificate.status,
        "until": stamp(certificate.until) if certificate.until else None,
        "renews": certificate.renews,
        "concern": problem_values(certificate.concern) if certificate.concern else None,
    }


def _restart_values(restart: Timing) -> Json:
    return {
        "quiet": restart.quiet,
        "out": list(restart.out),
        "back": list(restart.back),
        "kept_on": restart.kept_on,
    }


def _site_values(site: SiteStatus) -> Json:
    certificate = site.certificate
    return {
        "domain": site.domain,
        "url": site.url,
        "load_balancer": site.load_balancer,
        "load_balancer_dns": site.load_balancer_dns,
        "instances": [asdict(instance) for instance in site.instances],
        "certificate": _certificate_values(certificate) if certificate else None,
        "restart": _restart_values(site.restart) if site.restart else None,
        "maintenance": site.maintenance,
        "drift": [
            {"step": step.id, "title": step.title, "action": step.action, "why": step.why} for step in site.drift
        ],
        "dns": [dns_values(change) for change in site.dns],
        "records": [hand_record_values(record) for record in site.records],
    }
