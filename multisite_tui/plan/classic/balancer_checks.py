"""Checks of one site's Classic Load Balancer, and of the load balancers of all sites together.

The checks read the calls of the plan, so that they check what a run would do. AWS accepts each of these calls alone and
refuses only their sum, such as an eleventh tag.
"""

from __future__ import annotations

from collections.abc import Iterable

from multisite_tui.aws.calls import Call
from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.errors import Problem
from multisite_tui.model.roles import Role
from multisite_tui.model.rules.tags import MOST_BALANCER_TAGS
from multisite_tui.model.sites import Site
from multisite_tui.plan.checked import Concerns, SiteCheck
from multisite_tui.plan.resolved import ResolvedSite


def check_balancer(checked: SiteCheck, facts: Facts) -> Concerns:
    """Check whether a load balancer that exists, and is this site's or is to be adopted, can serve the site."""
    balancer = checked.found.of(Role.LOAD_BALANCER, checked.site.domain)
    taken = any(problem.code == "load_balancer_taken" for problem in checked.problems)
    if checked.resolved is None or not isinstance(balancer, LoadBalancer) or taken:
        return Concerns()
    apart = [_vpc_apart(balancer, checked.resolved.vpc)] if balancer.vpc not in ("", checked.resolved.vpc) else []
    exchanged = [] if apart else _exchanged(balancer, checked.resolved, facts)
    return Concerns([*apart, *exchanged, *check_tags(balancer, checked.calls)], check_outage(checked.calls))


def check_stickiness(site: Site) -> Concerns:
    """Return a warning if visitors of some listeners do not stay with one instance: only HTTP holds the cookie.

    ELB guide, "Configure sticky sessions for your Classic Load Balancer": an HTTP or HTTPS listener is needed.
    """
    without = [f"{one.protocol}:{one.port}" for one in site.listeners if not one.protocol.web]
    return Concerns(warnings=[_not_sticky(without)] if site.stickiness and without else [])


def check_quota(new: int, facts: Facts) -> Concerns:
    """Return a problem if the quota is too small for the new load balancers, or a warning if the quota cannot be read.

    The quota is 20 Classic Load Balancers a region unless raised (Service Quotas L-E9E9831D).
    """
    if not new:
        return Concerns()
    try:
        quota = facts.load_balancer_quota()
    except AwsFailure as failure:
        return Concerns(warnings=[_quota_unreadable(failure)])
    there = len(facts.load_balancer_tags())
    full = quota is not None and there + new > quota
    return Concerns([_quota_reached(quota, there, new)] if quota is not None and full else [])


def check_tags(balancer: LoadBalancer, calls: Iterable[Call]) -> list[Problem]:
    """Return a problem if an existing load balancer would get more tags than AWS allows.

    An adopted load balancer has tags of its own; the setup's tags and the backups of replaced records are added to
    them. Tags that AWS sets itself do not count.
    """
    added: set[str] = set()
    gone: set[str] = set()
    for call in calls:
        keys = {tag["Key"] for tag in call.params.get("Tags", ())}
        added |= keys if call.name == "elb:AddTags" else set()
        gone |= keys if call.name == "elb:RemoveTags" else set()
    there = {key for key in balancer.tags if not key.lower().startswith("aws:")} - gone
    new = added - there
    return (
        [_too_many_tags(balancer.name, len(there), len(new))] if new and len(there | new) > MOST_BALANCER_TAGS else []
    )


def check_outage(calls: Iterable[Call]) -> list[Problem]:
    """Return a warning if a listener that visitors use is deleted and created again."""
    moved = (call.params["LoadBalancerPorts"] for call in calls if call.name == "elb:DeleteLoadBalancerListeners")
    ports = sorted({port for of_call in moved for port in of_call})
    return [_outage(ports)] if ports else []


def _outage(ports: Iterable[int]) -> Problem:
    return Problem(
        code="listener_moves",
        what=f"While the listeners move, each port gives no answer for some seconds: {', '.join(map(str, ports))}.",
        why="AWS cannot change where a listener sends to, so that it is deleted and made again at once.",
        next="Choose an hour at which few visitors come.",
    )


def _too_many_tags(name: str, there: int, new: int) -> Problem:
    return Problem(
        code="TooManyTags",
        what=f"Load balancer {name} has {there} tags of its own, and is to get {new} more.",
        why=f"A Classic Load Balancer may have {MOST_BALANCER_TAGS}: whose it is and the record that it replaces "
        "are tags too.",
        next="Take tags off it in the console, or off `tags` in the answers.",
        key="tags",
    )


def _exchanged(balancer: LoadBalancer, resolved: ResolvedSite, facts: Facts) -> list[Problem]:
    """Return a problem for each subnet that would have to replace another one in its availability zone.

    A load balancer has at most one subnet in each availability zone and at least one in all (elb,
    `AttachLoadBalancerToSubnets`, `DetachLoadBalancerFromSubnets`), so neither attaching nor detaching can come first.
    """
    zone_of = {subnet.id: subnet.zone for subnet in facts.subnets(resolved.vpc)}
    there = {zone_of.get(subnet): subnet for subnet in balancer.subnets}
    new = [subnet for subnet in resolved.subnets if subnet not in balancer.subnets and zone_of.get(subnet) in there]
    return [_subnet_exchanged(balancer.name, subnet, there[zone_of[subnet]], zone_of[subnet]) for subnet in new]


def _subnet_exchanged(name: str, wanted: str, there: str, zone: str) -> Problem:
    return Problem(
        code="subnet_exchanged",
        what=f"Load balancer {name} is in {there}, and {wanted} in the same zone, {zone}, is asked for instead.",
        why="AWS allows a load balancer one subnet a zone and never none, so that the two cannot be exchanged.",
        next=f"Put {there} back into `subnets`; for the other one, give the load balancer another name.",
        key="subnets",
    )


def _not_sticky(listeners: Iterable[str]) -> Problem:
    return Problem(
        code="stickiness_partly",
        what=f"Visitors who come by {', '.join(listeners)} do not stay with one instance.",
        why="The load balancer puts its cookie into HTTP responses, and does not look into what these pass on.",
        next="Make them http or https listeners, if the program can do without WebSockets there; or leave it so.",
        key="stickiness",
    )


def _vpc_apart(balancer: LoadBalancer, vpc: str) -> Problem:
    return Problem(
        code="load_balancer_apart",
        what=f"Load balancer {balancer.name} is in {balancer.vpc}, and the instances are in {vpc}.",
        why="A Classic Load Balancer reaches only instances of its own VPC, and cannot move to another.",
        next="Choose another `load_balancer` name to have one made beside the instances, or name instances of its VPC.",
        key="load_balancer",
    )


def _quota_reached(quota: int, there: int, new: int) -> Problem:
    return Problem(
        code="TooManyLoadBalancers",
        what=f"The region may hold {quota} Classic Load Balancers; {there} are there, and this setup needs {new} more.",
        why="Each site has one of its own.",
        next="Ask for more under Service Quotas (code L-E9E9831D), delete unused ones, or set up fewer sites.",
        key="sites",
    )


def _quota_unreadable(failure: AwsFailure) -> Problem:
    return Problem(
        code=failure.code,
        what="The quota of Classic Load Balancers could not be read.",
        why=failure.problem.what,
        next="Nothing need be done; AWS allows 20 a region unless more were asked for.",
    )
