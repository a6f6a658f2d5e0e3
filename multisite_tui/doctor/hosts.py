"""The part of a shared load balancer that tells the sites apart: rules by host, and certificates by SNI."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from multisite_tui.aws.facts.application_listeners import ApplicationListener, HostRule
from multisite_tui.aws.facts.application_load_balancers import ApplicationLoadBalancer
from multisite_tui.aws.facts.certificates import Certificate
from multisite_tui.aws.facts.rule_actions import (
    FixedResponse,
    Forward,
    OtherAction,
    RuleAction,
    SchemeRedirect,
    WeightedForward,
)
from multisite_tui.aws.facts.target_groups import TargetGroup
from multisite_tui.aws.resources.entrances import SharedEntrance
from multisite_tui.aws.resources.ownership import SETUP
from multisite_tui.aws.resources.shared_listeners import listener_on
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.plan.resolve import listeners
from multisite_tui.plan.shared.shared_site import forwarding_ports, site_owner

LOAD_BALANCER = Area.LOAD_BALANCER


def look_at_hosts(examination: SiteExamination, locator: SharedEntrance) -> Iterator[Diagnosis]:
    """Yield why requests for the site's names do not come to its target group, port by port."""
    facts = examination.facts
    balancer = facts.application_load_balancer(locator.name)
    group = facts.target_group(locator.target_group)
    if balancer is None:
        return  # reported already
    if group is None:
        yield _no_target_group(examination, locator)
        return
    forwarding = forwarding_ports(examination.site)
    for port in sorted(one.port for one in listeners(examination.site)):
        listener = listener_on(port, balancer, facts)
        if listener is None:
            yield _no_listener(examination, balancer, port)
        elif port in forwarding:
            yield from _rules(examination, listener, group)
        elif not isinstance(listener.action, SchemeRedirect):
            yield _no_redirect(examination, listener)


def look_at_certificate_list(
    examination: SiteExamination, locator: SharedEntrance, certificate: Certificate
) -> Iterator[Diagnosis]:
    """Yield the ports that cannot show the site's certificate, since it is not in their list."""
    entrance, balancer = examination.entrance, examination.facts.application_load_balancer(locator.name)
    for port in sorted(one.port for one in listeners(examination.site)):
        listener, there = listener_on(port, balancer, examination.facts), entrance.on(port) if entrance else None
        if listener is None or there is None or there.certificate is None:
            continue  # a port without TLS, or one that is not there, which is reported already
        if certificate.arn not in examination.facts.listener_certificates(listener.arn).all:
            yield _not_listed(examination, port, certificate, there.certificate)


def _rules(examination: SiteExamination, listener: ApplicationListener, group: TargetGroup) -> Iterator[Diagnosis]:
    rules = sorted(examination.facts.host_rules(listener.arn), key=lambda rule: rule.priority)
    owner = site_owner(examination.setup, examination.site)
    own = [rule for rule in rules if owner.owns(rule.tags) and not rule.answers]
    named = {host for rule in own for host in rule.hosts}
    missing = [name for name in examination.site.names if name not in named]
    if missing:
        yield _no_rule(examination, listener, missing)
    for rule, names in _takers(rules, examination.site.names):
        if rule.action == Forward(group.arn):
            continue
        if not owner.owns(rule.tags):
            yield _shadowed(examination, listener, rule, names)
        elif rule.answers:
            yield _page_shown(examination, listener, names)
        else:
            yield _forwards_elsewhere(examination, listener, rule, group)


def _takers(rules: Sequence[HostRule], names: Sequence[str]) -> list[tuple[HostRule, list[str]]]:
    """Return which rules get requests for which names: for each name, those up to the first that takes all of them.

    Args:
        rules: The rules of one listener by priority.
        names: The names of the site.
    """
    by_arn: dict[str, list[str]] = {}
    for name in names:
        for rule in (one for one in rules if _matches(one, name)):
            by_arn.setdefault(rule.arn, []).append(name)
            if not rule.other_conditions:
                break
    return [(rule, by_arn[rule.arn]) for rule in rules if rule.arn in by_arn]


def _matches(rule: HostRule, name: str) -> bool:
    """Whether requests for the name may match; `*` and `?` stand for any (elbv2, `HostHeaderConditionConfig`)."""
    return not rule.hosts or any(fnmatchcase(name, host) for host in rule.hosts)


def _no_target_group(examination: SiteExamination, locator: SharedEntrance) -> Diagnosis:
    return examination.diagnosis(
        LOAD_BALANCER,
        "target_group_missing",
        Certainty.CERTAIN,
        f"There is no target group {locator.target_group}, so the load balancer {locator.name} does not know the site.",
        "AWS lists none of that name; a run may have stopped before it was made, or somebody deleted it.",
        f"{examination.repair}: it makes the target group, its rules and its targets.",
    )


def _no_listener(examination: SiteExamination, balancer: ApplicationLoadBalancer, port: int) -> Diagnosis:
    return examination.diagnosis(
        LOAD_BALANCER,
        "listener_missing",
        Certainty.CERTAIN,
        f"The load balancer {balancer.name} does not listen on port {port}.",
        "AWS lists no listener of that port. The one with TLS is made with the first certificate that is issued.",
        f"{examination.repair} once a certificate is issued.",
    )


def _no_redirect(examination: SiteExamination, listener: ApplicationListener) -> Diagnosis:
    return examination.diagnosis(
        LOAD_BALANCER,
        "redirect_missing",
        Certainty.CERTAIN,
        f"Visitors who come to port {listener.port} are not sent on to https.",
        f"A request that no rule takes there {_described(listener.action)}.",
        f"{examination.repair}: it sets the redirect.",
    )


def _no_rule(examination: SiteExamination, listener: ApplicationListener, names: Sequence[str]) -> Diagnosis:
    return examination.diagnosis(
        LOAD_BALANCER,
        "host_rule_missing",
        Certainty.CERTAIN,
        f"No rule of this setup names {', '.join(names)} on port {listener.port}, so its requests do not come to the "
        "site.",
        f"A request that no rule takes there {_described(listener.action)}.",
        f"{examination.repair}: it makes the rule.",
    )


def _shadowed(
    examination: SiteExamination, listener: ApplicationListener, rule: HostRule, names: Sequence[str]
) -> Diagnosis:
    of_setup = rule.tags.get(SETUP) == examination.setup.name
    return examination.diagnosis(
        LOAD_BALANCER,
        "host_rule_shadowed",
        Certainty.LIKELY if rule.other_conditions else Certainty.CERTAIN,
        f"Another rule takes some requests for {', '.join(names)} on port {listener.port} before that of the site."
        if rule.other_conditions
        else f"Another rule takes the requests for {', '.join(names)} on port {listener.port} before that of the site.",
        f"The lowest priority counts. By the rule of priority {rule.priority}, for "
        f"{', '.join(rule.hosts) or 'every host'}, a request {_described(rule.action)}.",
        f"{examination.repair}: the rule is another site's of this setup, and is set to that site's names."
        if of_setup
        else f"Delete that rule, or change its hosts, at the listener of port {listener.port} in the EC2 console; this "
        "program leaves it alone.",
    )


def _page_shown(examination: SiteExamination, listener: ApplicationListener, names: Sequence[str]) -> Diagnosis:
    setup, domain = examination.setup.name, examination.site.domain
    return examination.diagnosis(
        LOAD_BALANCER,
        "maintenance_page_shown",
        Certainty.CERTAIN,
        f"Visitors of {', '.join(names)} are shown the maintenance page (status 503), since it is switched on.",
        f"A rule of the site on port {listener.port} answers for the program.",
        f"When the program is back, run `{examination.command} maintenance {setup} --site {domain} off`.",
    )


def _forwards_elsewhere(
    examination: SiteExamination, listener: ApplicationListener, rule: HostRule, group: TargetGroup
) -> Diagnosis:
    return examination.diagnosis(
        LOAD_BALANCER,
        "host_rule_differs",
        Certainty.CERTAIN,
        f"The rule for {', '.join(rule.hosts)} on port {listener.port} does not forward to the target group "
        f"{group.name}.",
        f"By the rule of priority {rule.priority}, a request {_described(rule.action)}.",
        f"{examination.repair}: it sets the rule.",
    )


def _not_listed(examination: SiteExamination, port: int, certificate: Certificate, shown: str) -> Diagnosis:
    found = examination.facts.listed_certificate(shown)
    fits = found is not None and found.covers(examination.site.names)
    return examination.diagnosis(
        Area.CERTIFICATE,
        "certificate_not_in_list",
        Certainty.CERTAIN,
        f"The certificate is issued, but it is not in the list of port {port}; visitors are shown another that fits."
        if fits
        else f"The certificate is issued, but it is not in the list of port {port}, so visitors are warned of one that "
        f"is not for {examination.site.domain}.",
        f"The port shows {shown}; meant is {certificate.arn}.",
        f"{examination.repair}: it adds the certificate to the list.",
    )


def _described(action: RuleAction) -> str:
    """Return what becomes of a request by an action."""
    match action:
        case Forward(target_group=arn):
            return f"is forwarded to {arn.rpartition(':')[2]}"
        case SchemeRedirect(protocol=protocol, port=port):
            return f"is redirected to {protocol}:{port}"
        case FixedResponse(status=status):
            return f"is answered {status} by the load balancer"
        case WeightedForward(weights=weights):
            groups = [f"{arn.rpartition(':')[2]} with the weight {weight}" for arn, weight in weights]
            return f"is forwarded to {' and '.join(groups)}"
        case OtherAction(type=kind):
            return f"is handled by an action that this program does not know: {kind}"
