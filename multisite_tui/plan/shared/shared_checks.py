"""Checks of the load balancer that all sites share: what AWS would refuse, or accept and make useless."""

from __future__ import annotations

from collections.abc import Sequence

from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.target_groups import TargetGroup
from multisite_tui.aws.removals.setup_balancers import balancers_of_setup
from multisite_tui.aws.resources.application_load_balancers import SharedLoadBalancer
from multisite_tui.aws.resources.host_rules import HostRules, grouped
from multisite_tui.aws.resources.secure_entries import SecureEntry
from multisite_tui.calling import CALLED
from multisite_tui.errors import Problem
from multisite_tui.model.roles import Role
from multisite_tui.plan.checked import Concerns, SiteCheck

BALANCERS = "application-load-balancers"
RULES = "rules-per-application-load-balancer"
CERTIFICATES = "certificates-per-application-load-balancer"
GROUPS = "target-groups"
GROUPS_OF_ONE = "target groups of one load balancer"
MOST_GROUPS_OF_ONE = 100
"""Target groups of one load balancer (elb guide, load-balancer-limits); not adjustable."""
FOR_ALL = "All sites share one load balancer, and this quota counts for all of them together."
ANOTHER = "All sites share one load balancer, which is still to be made, and those of others count too."
LESS_OF_IT = {
    BALANCERS: "Ask for more under Service Quotas (Elastic Load Balancing); or delete an Application Load Balancer "
    "that is not used; or put the sites into the answers of a setup that has one already.",
    RULES: "Ask for more under Service Quotas (Elastic Load Balancing), give the sites fewer `aliases`, or give some "
    "sites a setup of their own.",
    CERTIFICATES: "Ask for more under Service Quotas (Elastic Load Balancing), or give some sites a setup of their "
    "own; a wildcard certificate for several sites counts once.",
    GROUPS_OF_ONE: "Give some sites a setup of their own: AWS does not raise this quota.",
}
"""By quota, what a person can do where it is reached."""


def check_name(checked: Sequence[SiteCheck], facts: Facts) -> Concerns:
    """Return a problem if a Classic Load Balancer has the name of the load balancer that is to be made.

    Names are unique in account and region without regard to the kind (elbv2, `CreateLoadBalancer`, `Name`), and records
    of either kind are known by the name.
    """
    wanted = _balancer(checked)
    if wanted is None or wanted.name not in facts.load_balancers():
        return Concerns()
    return Concerns([_name_taken(wanted.name)])


def check_groups(checked: Sequence[SiteCheck], facts: Facts) -> Concerns:
    """Return a problem if another load balancer of the setup forwards to target groups that the sites go on to use.

    A target group is of one load balancer at a time (elbv2, `TargetGroupAssociationLimit`).

    Raises:
        AwsFailure: a read was refused.
    """
    wanted = _balancer(checked)
    if wanted is None:
        return Concerns()
    others = [one for one in balancers_of_setup(wanted.owner.setup, facts) if one.name != wanted.name]
    there = [one.by_step.get(step.id) for one in checked for step in one.steps if step.role is Role.TARGET_GROUP]
    held = {
        one.name: [group.name for group in there if isinstance(group, TargetGroup) and one.arn in group.load_balancers]
        for one in others
    }
    return Concerns([_renamed(name, groups, wanted) for name, groups in held.items() if groups])


def check_vpc(checked: Sequence[SiteCheck]) -> Concerns:
    """Return a problem for each site whose instances are in another VPC than those of the first site."""
    resolved = [one for one in checked if one.resolved]
    first = resolved[0].so_far.vpc if resolved else ""
    apart = [one for one in resolved if one.so_far.vpc != first]
    return Concerns([_apart(one, first) for one in apart])


def check_quotas(checked: Sequence[SiteCheck], facts: Facts) -> Concerns:
    """Return a problem if a quota is too small for what the run would make, or a warning if it cannot be read."""
    new = [step for one in checked for step in one.steps if step.role is Role.TARGET_GROUP]
    if all(one.by_step.get(step.id) for one in checked for step in one.steps if step in new):
        return Concerns()
    try:
        quotas = facts.application_quotas()
        there = sum(one.type == "application" for one in facts.application_load_balancers().values())
    except AwsFailure as failure:
        return Concerns(warnings=[_unreadable(failure)])
    wanted = _balancer(checked)
    makes_one = wanted is not None and wanted.name not in facts.application_load_balancers()
    counts = {
        BALANCERS: there + 1 if makes_one else 0,
        RULES: _rules(checked),
        CERTIFICATES: sum(isinstance(step.resource, SecureEntry) for one in checked for step in one.steps),
    }
    most = {**quotas, GROUPS_OF_ONE: MOST_GROUPS_OF_ONE}
    counts[GROUPS_OF_ONE] = len(new)
    return Concerns(
        [_reached(name, most[name], count) for name, count in counts.items() if count > most.get(name, count)]
    )


def _balancer(checked: Sequence[SiteCheck]) -> SharedLoadBalancer | None:
    steps = [step for one in checked for step in one.found.steps]
    return next((one.resource for one in steps if isinstance(one.resource, SharedLoadBalancer)), None)


def _rules(checked: Sequence[SiteCheck]) -> int:
    """Return the number of rules that the sites need, on all ports."""
    rules = [step.resource for one in checked for step in one.steps if isinstance(step.resource, HostRules)]
    return sum(len(grouped(one.names)) * len(one.ports) for one in rules)


def _name_taken(name: str) -> Problem:
    return Problem(
        code="load_balancer_taken",
        what=f"A Classic Load Balancer is named {name}, as the load balancer of all sites would be.",
        why="AWS gives a name once in a region, and a record that leads to the one must not be taken for the other's.",
        next="Choose another name with `shared: {load_balancer: ...}`.",
        key="shared.load_balancer",
    )


def _renamed(name: str, groups: Sequence[str], wanted: SharedLoadBalancer) -> Problem:
    return Problem(
        code="load_balancer_renamed",
        what=f"The load balancer of all sites is to be named {wanted.name}, and {name} is in service for: "
        f"{', '.join(groups)}.",
        why="AWS cannot give a load balancer another name, and a target group is of one load balancer at a time.",
        next=f"Set `shared: {{load_balancer: {name}}}` again; or take everything away first with "
        f"`{CALLED} destroy {wanted.owner.setup}`; the sites are out of service until the next run.",
        key="shared.load_balancer",
    )


def _apart(one: SiteCheck, vpc: str) -> Problem:
    return Problem(
        code="instances_apart",
        what=f"The instances of {one.site.domain} are in {one.so_far.vpc}, and those of the first site in {vpc}.",
        why="A load balancer reaches only the instances of its own VPC.",
        next="Give the site a setup of its own, or name instances of one VPC.",
        site=one.site.domain,
        key="instances",
    ).placed(one.place)


def _reached(name: str, most: int, count: int) -> Problem:
    return Problem(
        code="quota_reached",
        what=f"AWS allows {most} of this quota, and the setup needs {count}: {name}.",
        why=ANOTHER if name == BALANCERS else FOR_ALL,
        next=LESS_OF_IT[name],
        key="sites",
    )


def _unreadable(failure: AwsFailure) -> Problem:
    return Problem(
        code=failure.code,
        what="The quotas of Application Load Balancers could not be read.",
        why=failure.problem.what,
        next="Nothing need be done; AWS allows 25 certificates and 100 rules unless more were asked for.",
    )
