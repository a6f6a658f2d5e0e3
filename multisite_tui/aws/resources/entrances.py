"""Entrances of sites: how the entrance of one kind is found, asked, and made to keep something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.aws.facts.entrances import Entrance, TargetHealth
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import RecordSet
from multisite_tui.aws.resources.ownership import as_list


class EntranceLocator(Protocol):
    """Knows one entrance by its name, whether it is there or not."""

    @property
    def name(self) -> str:
        """Its name in the account."""

    @property
    def title(self) -> str:
        """What a person reads, such as `load balancer to-main`."""

    def read(self, facts: Facts) -> Entrance | None:
        """Return it as it is; None where it is not there.

        Raises:
            AwsFailure: the read was refused.
        """

    def health(self, facts: Facts, instances: tuple[str, ...]) -> tuple[TargetHealth, ...]:
        """Return how it sees these instances.

        Raises:
            AwsFailure: the read was refused.
        """

    def led_here(self, record: RecordSet, region: str) -> bool:
        """Whether the record leads to an entrance of this name, there or gone."""

    def keep(self, tags: Mapping[str, str], why: str) -> Call:
        """Return the call that puts tags on it, so that they outlive a lost journal."""


@dataclass(frozen=True)
class ClassicEntrance:
    """A Classic Load Balancer as the entrance of one site."""

    name: str

    @property
    def title(self) -> str:
        """Such as `load balancer to-main`."""
        return f"load balancer {self.name}"

    def read(self, facts: Facts) -> Entrance | None:
        """Return the load balancer of this name."""
        found = facts.load_balancer(self.name)
        return found.entrance if found else None

    def health(self, facts: Facts, instances: tuple[str, ...]) -> tuple[TargetHealth, ...]:
        """Return how it sees these instances (elb, `DescribeInstanceHealth`)."""
        return facts.instance_health(self.name, instances)

    def led_here(self, record: RecordSet, region: str) -> bool:
        """Whether the record is an alias of a load balancer of this name, there or gone."""
        return record.alias is not None and record.alias.was(self.name, region)

    def keep(self, tags: Mapping[str, str], why: str) -> Call:
        """Return the call that puts tags on the load balancer (elb, `AddTags`)."""
        params = {"LoadBalancerNames": [self.name], "Tags": as_list(tags)}
        return AwsCall("elb", "AddTags", params, self.title, why)
