"""What stands of a site whose DNS is kept outside the account: the records to put in, and whether they are there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.certificates import CertificateChoice
from multisite_tui.aws.resources.validation import hand_records
from multisite_tui.internet.outside_names import cname_stands
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.hand_records import HandRecord
from multisite_tui.model.plans import Action, PlannedStep
from multisite_tui.model.roles import Role
from multisite_tui.model.sites import Site
from multisite_tui.plan.external_records import OutsideNames, records_for
from multisite_tui.plan.planned_run import PlannedRun

NOT_SEEN = "the name servers of {domain} do not have the CNAME {name}, so that ACM cannot renew the certificate"


@dataclass(frozen=True)
class OutsideStatus:
    """The records of one site that a person puts in."""

    records: tuple[HandRecord, ...] = ()
    """Those that may be put in now; one that leads visitors only once the rest of the site is as asked."""
    drift: tuple[PlannedStep, ...] = ()
    """The steps whose records are not there, each with why."""


def outside_status(site: Site, planned: PlannedRun, facts: Facts) -> OutsideStatus:
    """Return the records of a site, none if its names are in this account; ACM and public DNS are asked.

    Raises:
        AwsFailure: a read was refused.
    """
    if not site.dns.external:
        return OutsideStatus()
    proofs = _proofs(site, planned, facts)
    steps = [step for step in planned.plan.steps if step.site == site.domain]
    open_steps = [step for step in steps if step.action not in (Action.KEEP, Action.CHECK) or step.waits_for]
    ready = all(step.role is Role.RECORDS for step in open_steps)
    names = planned.found.of(Role.RECORDS, site.domain)
    visitors = records_for(names, site.names) if ready and isinstance(names, OutsideNames) else ()
    waiting = [replace(step, why=step.waits_for) for step in open_steps if step.role is Role.RECORDS and step.waits_for]
    return OutsideStatus((*proofs, *visitors), (*_unproven(site, proofs, steps, facts), *waiting))


def _proofs(site: Site, planned: PlannedRun, facts: Facts) -> tuple[HandRecord, ...]:
    choice = planned.found.of(Role.CERTIFICATE, site.domain)
    chosen = choice.certificate if isinstance(choice, CertificateChoice) else None
    described = facts.validation(chosen.arn) if chosen else None
    return hand_records(described) if described else ()


def _unproven(
    site: Site, proofs: tuple[HandRecord, ...], steps: list[PlannedStep], facts: Facts
) -> Iterator[PlannedStep]:
    """Yield the validation step for each record that public DNS does not have, so that ACM cannot renew."""
    validation = next((step for step in steps if step.role is Role.VALIDATION), None)
    for one in proofs if facts.account.kind is AccountKind.AWS and validation is not None else ():
        if validation is not None and cname_stands(one.name, one.value) is False:
            yield replace(validation, why=NOT_SEEN.format(domain=site.domain, name=one.name))
