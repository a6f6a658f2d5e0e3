"""Locators of entrances: how the entrance of a site is found, read and tagged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from multisite_tui.aws.calls import AwsCall, Call, Unknown
from multisite_tui.aws.facts.application_listeners import ApplicationListener
from multisite_tui.aws.facts.entrances import OK, Entrance, EntrancePort, HealthCheckSettings, TargetHealth
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import RecordSet
from multisite_tui.aws.facts.target_groups import TRAFFIC_PORT, TargetGroup
from multisite_tui.aws.resources.ownership import SETUP, SITE, as_list
from multisite_tui.model.health_checks import CheckTarget
from multisite_tui.model.listeners import Protocol as ListenerProtocol


class EntranceLocator(Protocol):
    """Locates one entrance by its name; the entrance may not exist."""

    @property
    def name(self) -> str:
        """Its name in the account."""

    @property
    def title(self) -> str:
        """The entrance for a person, such as `load balancer to-main`."""

    @property
    def registry(self) -> str:
        """With what instances are registered, such as `load balancer to-main` or `target group to-main`."""

    def read(self, facts: Facts) -> Entrance | None:
        """Return the entrance as it is; None if it does not exist.

        Raises:
            AwsFailure: the read was refused.
        """

    def health(self, facts: Facts, instances: tuple[str, ...]) -> tuple[TargetHealth, ...]:
        """Return the health of these instances according to the entrance.

        Raises:
            AwsFailure: the read was refused.
        """

    def led_here(self, record: RecordSet, region: str) -> bool:
        """Whether the record points to an entrance of this name, which may no longer exist."""

    def keep(self, entrance: Entrance | None, tags: Mapping[str, str], why: str) -> Call:
        """Return the call that adds these tags to the entrance, where they survive the loss of the journal.

        `entrance` is None while it does not exist, or AWS does not show it; the call cannot be sent then, since which
        records and tags are there before it is not known.
        """


@dataclass(frozen=True)
class ClassicEntrance:
    """A Classic Load Balancer as the entrance of one site."""

    name: str

    @property
    def title(self) -> str:
        """Such as `load balancer to-main`."""
        return f"load balancer {self.name}"

    @property
    def registry(self) -> str:
        """The load balancer itself."""
        return self.title

    def read(self, facts: Facts) -> Entrance | None:
        """Return the load balancer of this name; None if there is none."""
        found = facts.load_balancer(self.name)
        if found is not None and found.zone_id is None:  # created by this run, and not described since
            found = replace(found, zone_id=facts.load_balancer_zone_id(self.name))
        return found.entrance if found else None

    def health(self, facts: Facts, instances: tuple[str, ...]) -> tuple[TargetHealth, ...]:
        """Return the health of these instances (elb, `DescribeInstanceHealth`)."""
        return facts.instance_health(self.name, instances)

    def led_here(self, record: RecordSet, region: str) -> bool:
        """Whether the record is an alias to a load balancer of this name, which may no longer exist."""
        return record.alias is not None and record.alias.was(self.name, region)

    def keep(self, entrance: Entrance | None, tags: Mapping[str, str], why: str) -> Call:
        """Return the call that adds tags to the load balancer (elb, `AddTags`)."""
        name = self.name if entrance else Unknown(None, "LoadBalancerName", self.title)
        params = {"LoadBalancerNames": [name], "Tags": as_list(tags)}
        return AwsCall("elb", "AddTags", params, self.title, why)


@dataclass(frozen=True)
class SharedEntrance:
    """An Application Load Balancer as the entrance of one of the sites that share it."""

    name: str
    """The load balancer's name."""
    target_group: str
    """The name of the site's target group, whose tags keep the site's replaced records: 50 for each site."""
    domain: str
    """The site's domain, which its certificate covers."""

    @property
    def title(self) -> str:
        """Such as `load balancer main-io`."""
        return f"load balancer {self.name}"

    @property
    def registry(self) -> str:
        """The site's target group."""
        return f"target group {self.target_group}"

    def read(self, facts: Facts) -> Entrance | None:
        """Return the load balancer as the site's visitors meet it; None if there is none of this name."""
        balancer = facts.application_load_balancer(self.name)
        if balancer is None:
            return None
        group = facts.target_group(self.target_group)
        targets = [one for one in facts.target_health(group.arn) if not one.leaving] if group else []
        port = next((one.port for one in targets if one.port is not None), group.port if group else 0)
        listeners = facts.application_listeners(balancer.arn) if group else ()
        return Entrance(
            name=self.name,
            dns_name=balancer.dns_name,
            leads_to=balancer.leads_to,
            vpc=balancer.vpc,
            subnets=balancer.subnets,
            security_groups=balancer.security_groups,
            ports=tuple(self._port(one, port, group.protocol if group else None, facts) for one in listeners),
            instances=frozenset(one.instance for one in targets),
            health_check=_check_of(group, port) if group else None,
            tags=group.tags if group else balancer.tags,
            beside=tuple(self._beside(balancer.tags.get(SETUP), facts)),
            tagged=group.arn if group else "",
        )

    def health(self, facts: Facts, instances: tuple[str, ...]) -> tuple[TargetHealth, ...]:
        """Return the health of these instances (elbv2, `DescribeTargetHealth`).

        A target that leaves is returned only where the instance is registered in no other way: during a change of its
        port, it is a target twice.
        """
        group = facts.target_group(self.target_group)
        targets = facts.target_health(group.arn) if group else ()
        staying = {one.instance for one in targets if not one.leaving}
        return tuple(
            one for one in targets if one.instance in instances and one.leaving is (one.instance not in staying)
        )

    def led_here(self, record: RecordSet, region: str) -> bool:
        """Whether the record is an alias to a load balancer of this name, which may no longer exist."""
        return record.alias is not None and record.alias.was(self.name, region)

    def keep(self, entrance: Entrance | None, tags: Mapping[str, str], why: str) -> Call:
        """Return the call that adds tags to the site's target group (elbv2, `AddTags`)."""
        arn = entrance.tagged if entrance and entrance.tagged else Unknown(None, "TargetGroupArn", self.registry)
        return AwsCall("elbv2", "AddTags", {"ResourceArns": [arn], "Tags": as_list(tags)}, self.registry, why)

    def _beside(self, setup: str | None, facts: Facts) -> Iterator[Mapping[str, str]]:
        """Yield the tags of the other target groups of a setup, those of this site first."""
        others = [one for name, one in sorted(facts.target_groups().items()) if name != self.target_group]
        tags = facts.target_group_tags() if others and setup is not None else {}
        ours = [tags[one.arn] for one in others if tags.get(one.arn, {}).get(SETUP) == setup and setup is not None]
        yield from sorted(ours, key=lambda one: one.get(SITE) != self.domain)

    def _port(self, listener: ApplicationListener, port: int, protocol: str | None, facts: Facts) -> EntrancePort:
        return EntrancePort(listener.protocol, listener.port, protocol, port, self._certificate(listener, facts))

    def _certificate(self, listener: ApplicationListener, facts: Facts) -> str | None:
        """Return the certificate that visitors of the domain are shown: one of the list that fits, else the default."""
        if listener.certificate is None:
            return None
        of_region = {one.arn: one for one in facts.certificates()}
        listed = sorted(facts.listener_certificates(listener.arn).listed)
        known = [found for arn in listed if (found := of_region.get(arn) or facts.listed_certificate(arn)) is not None]
        return next((one.arn for one in known if one.covers([self.domain])), listener.certificate)


def _check_of(group: TargetGroup, port: int) -> HealthCheckSettings | None:
    """Return the health check of a target group; None if the endpoint does not return one that is possible."""
    check = group.check
    try:
        protocol = ListenerProtocol(check.protocol.lower())
        at = port if check.port == TRAFFIC_PORT else int(check.port)
    except ValueError:
        return None
    target = CheckTarget(protocol, at, check.path)
    return HealthCheckSettings(
        target,
        check.interval,
        check.timeout,
        check.unhealthy_threshold,
        check.healthy_threshold,
        check.codes or str(OK),
    )
