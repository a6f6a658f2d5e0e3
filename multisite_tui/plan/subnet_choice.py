"""In which subnets a site's load balancer is: those of the answers, or one public subnet in each instance's zone."""

from __future__ import annotations

from collections.abc import Sequence

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.instances import Instance
from multisite_tui.aws.facts.subnets import Subnet
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.model.terms import ANYWHERE
from multisite_tui.plan.open_questions import OpenQuestions

FREE_ADDRESSES = 8
"""Free addresses that a load balancer's subnet must have (elb guide, elb-backend-instances)."""
LONGEST_PREFIX = 27
"""A load balancer's subnet is a /27 or larger (elb guide, elb-backend-instances)."""


def subnets_of(
    asked: Sequence[str],
    instances: Sequence[Instance],
    facts: Facts,
    entrance: EntranceLocator,
    questions: OpenQuestions,
    zones_at_least: int = 1,
) -> tuple[str, ...]:
    """Return the subnets of a load balancer; if it exists, it keeps its subnets.

    Args:
        asked: The subnets that the answers name; none: they are chosen.
        instances: The instances that it sends to.
        facts: The account.
        entrance: The load balancer.
        questions: Gets what is open.
        zones_at_least: The fewest availability zones that it may be in. Where the instances are in fewer, others with a
            fitting public subnet are added.

    Raises:
        AwsFailure: a read was refused.
    """
    there = facts.subnets(instances[0].vpc)
    stands = entrance.read(facts)
    standing = stands.subnets if stands else frozenset()
    if asked:
        return _given_subnets(asked, instances, there, standing, questions)
    homes = sorted({instance.zone for instance in instances})
    others = sorted({one.zone for one in there} - set(homes))
    kept = [zone for zone in others if _current_subnet(there, zone, standing)]
    fit = [zone for zone in others if zone not in kept and _best(there, zone, instances)]
    zones = [*homes, *kept, *fit[: max(0, zones_at_least - len(homes) - len(kept))]]
    chosen = {zone: _current_subnet(there, zone, standing) or _best(there, zone, instances) for zone in zones}
    for zone in (zone for zone, subnet in chosen.items() if subnet is None):
        questions.add(
            "subnet_not_public",
            "subnets",
            f"Zone {zone}, where the instance is, has no public subnet of /{LONGEST_PREFIX} or larger with "
            f"{FREE_ADDRESSES} free addresses.",
            f"A load balancer that faces the internet needs one: a subnet whose route table sends {ANYWHERE} to an "
            "internet gateway.",
            "Add such a subnet in that zone, or name one with `subnets`.",
        )
    return tuple(subnet.id for subnet in chosen.values() if subnet is not None)


def _current_subnet(there: Sequence[Subnet], zone: str, standing: frozenset[str]) -> Subnet | None:
    """Return the availability zone's subnet that the load balancer is in already, which it keeps; else None."""
    return next((one for one in there if one.zone == zone and one.id in standing), None)


def _best(there: Sequence[Subnet], zone: str, instances: Sequence[Instance]) -> Subnet | None:
    """Return the availability zone's public subnet that has an instance, else the one with the most free addresses."""
    homes = {instance.subnet for instance in instances}
    fit = [one for one in there if one.zone == zone and one.public and _is_large_enough(one)]
    return min(fit, key=lambda one: (one.id not in homes, -(one.free_addresses or 0), one.id), default=None)


def _is_large_enough(subnet: Subnet) -> bool:
    """Whether a load balancer fits in; a count of free addresses that AWS does not tell is not held against it."""
    if subnet.prefix is None:  # of IPv6 alone, where a Classic Load Balancer has no address
        return False
    return subnet.prefix <= LONGEST_PREFIX and (
        subnet.free_addresses is None or subnet.free_addresses >= FREE_ADDRESSES
    )


def _given_subnets(
    asked: Sequence[str],
    instances: Sequence[Instance],
    there: Sequence[Subnet],
    standing: frozenset[str],
    questions: OpenQuestions,
) -> tuple[str, ...]:
    known = {subnet.id: subnet for subnet in there}
    for name in asked:
        subnet = known.get(name)
        if subnet is None or not subnet.public:
            what = f"Subnet {name} is not public." if subnet else f"There is no subnet {name} in the instances' VPC."
            questions.add(
                "subnet_unfit",
                "subnets",
                what,
                "A load balancer that faces the internet needs public subnets of the instances' VPC.",
                "Correct `subnets`, or leave it out to have one chosen.",
            )
        elif name not in standing and not _is_large_enough(subnet):
            what = f"Subnet {name} is a /{subnet.prefix} with {subnet.free_addresses} free addresses."
            if subnet.prefix is None:
                what = f"Subnet {name} has IPv6 addresses only."
            questions.add(
                "subnet_small",
                "subnets",
                what,
                f"A load balancer needs a /{LONGEST_PREFIX} or larger with {FREE_ADDRESSES} free addresses.",
                "Name a larger public subnet of the same zone, or leave `subnets` out to have one chosen.",
            )
    zones = [known[name].zone for name in asked if name in known]
    if len(set(zones)) < len(zones):
        questions.add(
            "subnet_zone_twice",
            "subnets",
            "Two of the subnets are in one zone.",
            "A load balancer takes one subnet of each zone.",
            "Leave one of them out.",
        )
    known_all = len(zones) == len(asked)
    for instance in (one for one in instances if known_all and one.zone not in zones):
        questions.add(
            "subnet_zone_missing",
            "subnets",
            f"None of the subnets is in {instance.zone}, the zone of instance {instance}.",
            "A load balancer sends only to instances in the zones of its subnets.",
            f"Add a public subnet of {instance.zone}, or leave `subnets` out to have one chosen.",
        )
    return tuple(asked)
