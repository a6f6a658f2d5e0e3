"""Status: compares what exists with the answers; changes nothing."""

from __future__ import annotations

from multisite_tui.aws.facts.certificates import Certificate
from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.certificates import CertificateChoice
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.aws.resources.validation import ValidationState
from multisite_tui.model.plans import Action
from multisite_tui.model.roles import Role
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.statuses import CertificateStatus, InstanceStatus, SetupStatus, SiteStatus
from multisite_tui.plan.maintenance import page_shown
from multisite_tui.plan.outside_status import outside_status
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.plan.renewals import renewal_concern
from multisite_tui.plan.topologies import standing_cost, topology_of


def status_of(setup: Setup, planned: PlannedRun, facts: Facts) -> SetupStatus:
    """Return the status of a setup. `planned` is what a run would do now, which is the drift.

    Raises:
        AwsFailure: the health of an instance, or a rule, cannot be read.
    """
    return SetupStatus(
        setup=setup.name,
        topology=setup.topology,
        account=planned.plan.account,
        region=planned.plan.region,
        sites=tuple(_site(setup, site, planned, facts) for site in setup.sites),
        problems=planned.problems,
        cost=standing_cost(setup, facts),
        held=planned.plan.held,
    )


def _site(setup: Setup, site: Site, planned: PlannedRun, facts: Facts) -> SiteStatus:
    entrance = topology_of(setup).entrance(setup, site)
    there = entrance.read(facts)  # read again, because the plan reads no entrance while a value of the site is open
    serving = {step.id for step in planned.steps if site.domain in step.sites}
    steps = [step for step in planned.plan.steps if step.id in serving]
    drift = tuple(step for step in steps if step.action not in (Action.KEEP, Action.CHECK))
    outside = outside_status(site, planned, facts)
    return SiteStatus(
        domain=site.domain,
        url=site.url,
        load_balancer=entrance.name,
        load_balancer_dns=there.dns_name if there else None,
        instances=_instances(entrance, there, facts),
        certificate=_certificate(site, planned, there, facts),
        restart=there.restart if there else None,
        drift=(*drift, *outside.drift),
        dns=tuple(change for change in planned.plan.dns if change.site == site.domain),
        records=outside.records,
        maintenance=page_shown(setup, site, facts),
    )


def _instances(entrance: EntranceLocator, there: Entrance | None, facts: Facts) -> tuple[InstanceStatus, ...]:
    if there is None or not there.instances:
        return ()
    health = entrance.health(facts, tuple(sorted(there.instances)))
    return tuple(
        InstanceStatus(one.instance, one.state, "" if one.description == "N/A" else one.description) for one in health
    )


def _certificate(site: Site, planned: PlannedRun, entrance: Entrance | None, facts: Facts) -> CertificateStatus | None:
    choice = planned.found.of(Role.CERTIFICATE, site.domain)
    if not isinstance(choice, CertificateChoice) or choice.certificate is None:
        return _shown(entrance, facts)
    validation = planned.found.of(Role.VALIDATION, site.domain)
    renews = not validation.missing if isinstance(validation, ValidationState) and validation.watched else None
    found = choice.certificate
    return _certificate_status(found, renews, facts)


def _shown(entrance: Entrance | None, facts: Facts) -> CertificateStatus | None:
    """Return the certificate that visitors are shown, for a site whose plan did not choose one that is there."""
    arns = [port.certificate or "" for port in entrance.ports] if entrance else []
    found = next((one for arn in arns if ":acm:" in arn and (one := facts.certificate(arn))), None)
    return _certificate_status(found, None, facts) if found else None


def _certificate_status(found: Certificate, renews: bool | None, facts: Facts) -> CertificateStatus:
    concern = renewal_concern(found, facts)
    return CertificateStatus(found.arn, found.status, found.not_after, False if concern else renews, concern)
