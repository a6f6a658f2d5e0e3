"""Resolving: finds the values of a site that the answers leave to the account, such as its subnets and zones.

A value that only the person can decide becomes a `Problem`; all problems of a site are returned together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from multisite_tui.aws.facts import zones as zone_facts
from multisite_tui.aws.facts.entrances import HealthCheckSettings
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.instances import Instance
from multisite_tui.aws.facts.subnets import Subnet
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.partitions import has_public_zones
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.aws.resources.wanted_listeners import WantedListener
from multisite_tui.errors import InputNeeded, Problem
from multisite_tui.model.instances import TaggedInstances
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.terms import ANYWHERE, RUNNING
from multisite_tui.plan.resolved import ResolvedSite
from multisite_tui.plan.zone_choice import ZoneChoice, by_servers, choose_zone

FREE_ADDRESSES = 8
"""Free addresses that a load balancer's subnet must have (elb guide, elb-backend-instances)."""
LONGEST_PREFIX = 27
"""A load balancer's subnet is a /27 or larger (elb guide, elb-backend-instances)."""


@dataclass
class _OpenQuestions:
    """Collects the problems of a site while its other values are resolved."""

    site: str
    place: int
    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, key: str, what: str, why: str, next: str) -> None:  # noqa: A002 - the field's own name
        self.problems.append(Problem(code, what, why, next, self.site, key or None).placed(self.place))

    def has(self, code: str) -> bool:
        """Whether there is a problem with this code already."""
        return any(problem.code == code for problem in self.problems)

    def of_setup(self) -> None:
        """Turn the problems so far into problems of the setup: every other site would have the same ones."""
        prefix = f"sites[{self.place}]."
        self.problems = [
            replace(one, site=None, key=(one.key or "").removeprefix(prefix) or None) for one in self.problems
        ]


def resolve(
    setup: Setup,
    site: Site,
    facts: Facts,
    entrance: EntranceLocator,
    others: Mapping[str, EntranceLocator] | None = None,
) -> ResolvedSite:
    """Return the site with the values that the account decides.

    Args:
        setup: The setup.
        site: One of its sites.
        facts: The account.
        entrance: The site's entrance: one that exists keeps its subnets, and its instances unless the answers name any.
        others: By domain, the entrances of the setup's sites that share the site's instances; None: there are none.

    Raises:
        InputNeeded: with every open value of the site as a problem.
        AwsFailure: a read was refused.
    """
    resolved, problems = resolve_so_far(setup, site, facts, entrance, others)
    if problems:
        raise InputNeeded(*problems)
    return resolved


def resolve_so_far(
    setup: Setup,
    site: Site,
    facts: Facts,
    entrance: EntranceLocator,
    others: Mapping[str, EntranceLocator] | None = None,
) -> tuple[ResolvedSite, tuple[Problem, ...]]:
    """Return the site with the values that the account decides, and a problem for each value that is open.

    An open value is empty: no instances and no VPC, no subnets, no zone for a name. The arguments are as in `resolve`.

    Raises:
        AwsFailure: a read was refused.
    """
    questions = _OpenQuestions(site.domain, setup.sites.index(site))
    instances = _instances(setup, site, facts, {**(others or {}), site.domain: entrance}, questions)
    if site.instances is None:
        questions.of_setup()
    zones = _zones(site, facts, questions)
    subnets = _subnets(site, instances, facts, entrance, questions) if instances else ()
    resolved = ResolvedSite(
        site=site,
        instances=instances,
        vpc=instances[0].vpc if instances else "",
        subnets=subnets,
        zones=zones,
        listeners=listeners(site),
        health_check=health_check(site, len(instances)),
    )
    return resolved, tuple(questions.problems)


def listeners(site: Site) -> tuple[WantedListener, ...]:
    """Return the site's listeners in AWS's form."""
    return tuple(
        WantedListener(one.protocol.upper(), one.port, one.instance_protocol.upper(), one.instance_port)
        for one in site.filled_listeners
    )


def health_check(site: Site, instances: int) -> HealthCheckSettings:
    """Return the site's health check for this number of instances."""
    asked = site.health_check
    return HealthCheckSettings(
        target=site.check_target,
        interval=asked.interval,
        timeout=asked.timeout,
        unhealthy_threshold=asked.unhealthy_after(instances),
        healthy_threshold=asked.healthy_threshold,
    )


def instances_named(setup: Setup, site: Site) -> int:
    """Return the number of instances that the answers name; 1 if they name none: then the only running one serves."""
    asked = setup.instances_of(site)
    return len(asked) if isinstance(asked, tuple) else 1


def _zones(site: Site, facts: Facts, questions: _OpenQuestions) -> dict[str, Zone]:
    if site.dns.external:
        return {}
    found = {name: _zone(site, name, facts, questions) for name in site.names}
    return {name: zone for name, zone in found.items() if zone is not None}


def _zone(site: Site, name: str, facts: Facts, questions: _OpenQuestions) -> Zone | None:
    choice = choose_zone(site, name, facts)
    if choice.zone is not None:
        return choice.zone
    if choice.zones:
        _ask_which_zone(choice, facts, questions)
    elif name == site.domain or not name.endswith(f".{site.domain}") or not questions.has("zone_not_found"):
        _report_no_zone(site, name, facts, questions)
    return None  # the zone that is missing for the domain would hold an alias below it too, and is reported once


def _ask_which_zone(choice: ZoneChoice, facts: Facts, questions: _OpenQuestions) -> None:
    first = choice.zones[0]
    servers = by_servers(choice.zones, facts)
    asked = ", ".join(choice.named)
    questions.add(
        "zone_ambiguous",
        "dns.zone",
        f"Several public hosted zones are named {first.name}. Their name servers: {servers}.",
        f"DNS asks {asked}; a record in a zone that DNS does not ask is seen by nobody."
        if choice.named
        else "DNS asks only one of them, and a record in another is seen by nobody. Which one could not be found out.",
        f"Compare with the name servers at the registrar, and name that zone by its id: `dns: {{zone: {first.id}}}`.",
    )


def _report_no_zone(site: Site, name: str, facts: Facts, questions: _OpenQuestions) -> None:
    if not has_public_zones(facts.account.region):
        questions.add(
            "no_public_zones",
            "dns",
            f"Route 53 of GovCloud has no public hosted zones, so none can hold {name}.",
            "Visitors find the domain by a zone outside GovCloud, which the keys of this account do not reach.",
            "Keep the domain's DNS elsewhere, such as in a commercial account, and set `dns: external`; or use a"
            " commercial region.",
        )
        return
    private = zone_facts.for_record(facts.private_zones(), name, domain=site.domain, asked=site.dns.zone)
    holding = zone_facts.longest(facts.zones(), name)
    if holding and not private:
        questions.add(
            "zone_not_found",
            "dns.zone",
            f"No public hosted zone of this account has the name or id {site.dns.zone} and holds {name}.",
            f"{holding[0].name} ({holding[0].id}) holds it.",
            "Correct `dns.zone`, or leave it out: then the zone with the longest name is taken.",
        )
        return
    there = ", ".join(sorted({zone.name for zone in facts.zones()})) or "none"
    questions.add(
        "zone_not_found",
        "dns.zone",
        f"No public hosted zone for {name} is in this account.",
        f"Only the private zone {private[0].name} ({private[0].id}) holds it, which neither visitors nor ACM can see."
        if private
        else f"Public zones here: {there}.",
        "If its DNS is kept elsewhere, set `dns: external`; else create a public hosted zone for the domain in Route 53"
        " and point the registrar to it, or correct the domain.",
    )


def _instances(
    setup: Setup, site: Site, facts: Facts, entrances: Mapping[str, EntranceLocator], questions: _OpenQuestions
) -> tuple[Instance, ...]:
    asked = setup.instances_of(site)
    there = facts.instances()
    if asked is None:
        chosen = _found(there, _Serving.of(setup, site, facts, entrances), questions)
    elif isinstance(asked, TaggedInstances):
        chosen = _tagged(asked, there, questions)
    else:
        chosen = _by_id(asked, there, questions)
    stopped = [instance for instance in chosen if instance.state != RUNNING]
    for instance in stopped:
        questions.add(
            "instance_not_running",
            "instances",
            f"Instance {instance} is {instance.state}.",
            "A load balancer takes only running instances.",
            "Start it (its load balancers cost the same while it is stopped), then run again."
            if asked is not None
            else "Start it, or name another one in `instances`, then run again.",
        )
    if len({instance.vpc for instance in chosen}) > 1:
        questions.add(
            "instances_apart",
            "instances",
            "The instances are in several VPCs.",
            "A Classic Load Balancer reaches only the instances of its own VPC.",
            "Name instances of one VPC.",
        )
        return ()
    return chosen


@dataclass(frozen=True)
class _Serving:
    """The ids of the instances that serve already."""

    own: frozenset[str]
    """Those behind the site's own entrance, or, while it has none, behind those of the setup's other sites."""
    known: frozenset[str]
    """The same, also behind an entrance of the site's name that is not the setup's."""

    @classmethod
    def of(cls, setup: Setup, site: Site, facts: Facts, entrances: Mapping[str, EntranceLocator]) -> _Serving:
        there = {domain: found for domain, one in entrances.items() if (found := one.read(facts)) is not None}
        ours = {
            domain: found.instances
            for domain, found in there.items()
            if Owner(setup.name, domain, {}).owns(found.tags) and found.instances
        }
        everywhere = frozenset[str]().union(*ours.values())
        at_site = there[site.domain].instances if site.domain in there else frozenset()
        return cls(ours.get(site.domain, everywhere), everywhere | at_site)


def _found(there: Sequence[Instance], serving: _Serving, questions: _OpenQuestions) -> tuple[Instance, ...]:
    """Return the instances that serve the site already, or else the only one that runs."""
    standing = tuple(instance for instance in there if instance.id in serving.own)
    running = tuple(instance for instance in there if instance.state == RUNNING)
    stays = tuple(instance for instance in standing if instance in running) or standing
    if running and (stays or len(running) == 1):
        return stays or running
    if not there:
        questions.add(
            "instance_not_found",
            "instances",
            "There is no EC2 instance in this region.",
            "The sites need one that their programs run on.",
            "Correct `region`, or start an instance.",
        )
        return ()
    if running:
        what = f"{len(running)} instances are running: {_named(running)}."
        why = "Only you know which of them serves the site."
        likely = next((instance for instance in running if instance.id in serving.known), running[0])
        step = f"Name it, such as `instances: [{likely.id}]`."
    else:
        what = f"No instance is running; there: {_named(there)}."
        why = "A load balancer takes only running instances."
        step = "Start the one that the programs are on, then run again."
    questions.add("instance_open", "instances", what, why, step)
    return ()


def _tagged(asked: TaggedInstances, there: Sequence[Instance], questions: _OpenQuestions) -> tuple[Instance, ...]:
    matching = tuple(one for one in there if asked.tag.items() <= one.tags.items() and one.state == RUNNING)
    if not matching:
        tags = ", ".join(f"{key}={value}" for key, value in asked.tag.items())
        questions.add(
            "instance_not_found",
            "instances.tag",
            f"No running instance has the tags {tags}.",
            f"Instances here: {_named(there) or 'none'}.",
            "Correct the tags, or name the instances by their ids.",
        )
    return matching


def _by_id(asked: Sequence[str], there: Sequence[Instance], questions: _OpenQuestions) -> tuple[Instance, ...]:
    known = {instance.id: instance for instance in there}
    for missing in (one for one in asked if one not in known):
        questions.add(
            "instance_not_found",
            "instances",
            f"There is no instance {missing} in this region.",
            f"Instances here: {_named(there) or 'none'}.",
            "Correct `instances` or `region`.",
        )
    return tuple(known[one] for one in asked if one in known)


def _named(instances: Sequence[Instance]) -> str:
    return ", ".join(str(instance) for instance in instances)


def _subnets(
    site: Site, instances: Sequence[Instance], facts: Facts, entrance: EntranceLocator, questions: _OpenQuestions
) -> tuple[str, ...]:
    there = facts.subnets(instances[0].vpc)
    stands = entrance.read(facts)
    standing = stands.subnets if stands else frozenset()
    if site.subnets:
        return _given_subnets(site, instances, there, standing, questions)
    zones = sorted({instance.zone for instance in instances})
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
    site: Site,
    instances: Sequence[Instance],
    there: Sequence[Subnet],
    standing: frozenset[str],
    questions: _OpenQuestions,
) -> tuple[str, ...]:
    known = {subnet.id: subnet for subnet in there}
    for name in site.subnets:
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
    zones = [known[name].zone for name in site.subnets if name in known]
    if len(set(zones)) < len(zones):
        questions.add(
            "subnet_zone_twice",
            "subnets",
            "Two of the subnets are in one zone.",
            "A load balancer takes one subnet of each zone.",
            "Leave one of them out.",
        )
    known_all = len(zones) == len(site.subnets)
    for instance in (one for one in instances if known_all and one.zone not in zones):
        questions.add(
            "subnet_zone_missing",
            "subnets",
            f"None of the subnets is in {instance.zone}, the zone of instance {instance}.",
            "A load balancer sends only to instances in the zones of its subnets.",
            f"Add a public subnet of {instance.zone}, or leave `subnets` out to have one chosen.",
        )
    return site.subnets
