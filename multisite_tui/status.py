"""Status: what exists now against what was asked. It looks, and changes nothing."""

from __future__ import annotations

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.resources.certificates import CertificateChoice
from multisite_tui.aws.resources.validation import Proof
from multisite_tui.model.plans import Action
from multisite_tui.model.restarts import Timing
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.statuses import CertificateStatus, InstanceStatus, SetupStatus, SiteStatus
from multisite_tui.plan.current_costs import balancers_of, cost_of
from multisite_tui.plan.planned_run import PlannedRun


def status_of(setup: Setup, intention: PlannedRun, facts: Facts) -> SetupStatus:
    """Return how a setup stands. `intention` is what a run would do now: that is the drift.

    Raises:
        AwsFailure: the health of an instance cannot be read.
    """
    return SetupStatus(
        setup=setup.name,
        account=intention.plan.account,
        region=intention.plan.region,
        sites=tuple(_site(site, intention, facts) for site in setup.sites),
        problems=intention.problems,
        cost=cost_of(balancers_of(setup.name, facts), facts.account.region),
    )


def _site(site: Site, intention: PlannedRun, facts: Facts) -> SiteStatus:
    there = facts.load_balancer(site.load_balancer)  # what the plan found is not there while a question is open
    steps = [step for step in intention.plan.steps if step.site == site.domain]
    return SiteStatus(
        domain=site.domain,
        url=site.url,
        load_balancer=site.load_balancer,
        load_balancer_dns=there.dns_name if there else None,
        instances=_instances(there, facts),
        certificate=_certificate(site, intention, there, facts),
        restart=_restart(there),
        drift=tuple(step for step in steps if step.action not in (Action.KEEP, Action.CHECK)),
        dns=tuple(change for change in intention.plan.dns if change.site == site.domain),
    )


def _instances(balancer: LoadBalancer | None, facts: Facts) -> tuple[InstanceStatus, ...]:
    if balancer is None or not balancer.instances:
        return ()
    health = facts.instance_health(balancer.name, tuple(sorted(balancer.instances)))
    return tuple(
        InstanceStatus(one.instance, one.state, "" if one.description == "N/A" else one.description) for one in health
    )


def _certificate(
    site: Site, intention: PlannedRun, balancer: LoadBalancer | None, facts: Facts
) -> CertificateStatus | None:
    choice = intention.found.get(f"{site.domain}/certificate")
    if not isinstance(choice, CertificateChoice):
        return _listened_with(balancer, facts)
    if choice.certificate is None:
        return None
    proof = intention.found.get(f"{site.domain}/validation")
    renews = not proof.missing if isinstance(proof, Proof) and proof.watched else None
    found = choice.certificate
    return CertificateStatus(found.arn, found.status, found.not_after, renews)


def _listened_with(balancer: LoadBalancer | None, facts: Facts) -> CertificateStatus | None:
    """Return what visitors are shown, where the plan did not get as far as to choose one."""
    arns = [one.certificate or "" for one in balancer.listeners] if balancer else []
    found = next((one for arn in arns if ":acm:" in arn and (one := facts.certificate(arn))), None)
    return CertificateStatus(found.arn, found.status, found.not_after, None) if found else None


def _restart(balancer: LoadBalancer | None) -> Timing | None:
    check = balancer.health_check if balancer else None
    return check.timing if check else None
