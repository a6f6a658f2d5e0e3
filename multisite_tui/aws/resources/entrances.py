"""Locators of entrances: how the entrance of a site is found, read and tagged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from multisite_tui.aws.calls import AwsCall, Call, Unknown
from multisite_tui.aws.facts.entrances import Entrance, TargetHealth
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import RecordSet
from multisite_tui.aws.resources.ownership import as_list


class EntranceLocator(Protocol):
    """Locates one entrance by its name; the entrance may not exist."""

    @property
    def name(self) -> str:
        """Its name in the account."""

    @property
    def title(self) -> str:
        """The entrance for a person, such as `load balancer to-main`."""

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
