"""The EC2 part of the practice account: a small interface to moto's objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from multisite_tui.demo.constants import ACCOUNT_ID
from multisite_tui.demo.control.graphs import Damaged, Things, decode, encode
from multisite_tui.demo.ec2.kept_kinds import ec2_kinds
from multisite_tui.demo.moto_import import import_moto


class Ec2:
    """moto's EC2 backends of one practice account, one for each region.

    moto keeps its backends in a global table. Several practice accounts may exist in one process, so each puts its own
    backends there before it calls moto; the caller holds a lock meanwhile.

    Args:
        saved: the result of `dump`; empty for a new account, with moto's default VPC in each region.
    """

    def __init__(self, saved: Things) -> None:
        self._saved = saved
        self._backends: dict[str, Any] | None = None

    def backend(self, region: str) -> Any:
        """Return moto's backend of a region, after putting it into moto's table."""
        table = _moto_table()
        backends = self._load()
        table.clear()
        table.update(backends)
        backends[region] = table[region]
        return backends[region]

    def dump(self) -> Things:
        """Return the backends as plain JSON, to be saved.

        Raises:
            NotKept: moto made an object that is not saved.
        """
        if self._backends is not None:
            self._saved = encode(self._backends, ec2_kinds())
        return self._saved

    def _load(self) -> dict[str, Any]:
        if self._backends is None:
            self._backends = _backends(decode(self._saved, ec2_kinds())) if self._saved else {}
        return self._backends

    def instance(self, region: str, instance_id: str) -> Any | None:
        """Return an instance; None if there is none or it is terminated."""
        for instance in self.instances(region):
            if instance.id == instance_id and instance.state != "terminated":
                return instance
        return None

    def instances(self, region: str) -> Iterator[Any]:
        """Yield all instances of a region, including terminated ones."""
        for reservation in self.backend(region).reservations.values():
            yield from reservation.instances

    def subnet(self, region: str, subnet_id: str) -> Any | None:
        """Return a subnet, or None."""
        return next((subnet for subnet in self.subnets(region) if subnet.id == subnet_id), None)

    def subnets(self, region: str) -> list[Any]:
        """Return all subnets of a region."""
        return [subnet for zone in self.backend(region).subnets.values() for subnet in zone.values()]

    def group(self, region: str, group_id: str) -> Any | None:
        """Return a security group, or None."""
        return next((group for group in self.groups(region) if group.id == group_id), None)

    def groups(self, region: str) -> list[Any]:
        """Return all security groups of a region."""
        return [group for vpc in self.backend(region).groups.values() for group in vpc.values()]

    def interfaces(self, region: str) -> list[Any]:
        """Return all network interfaces of a region."""
        return list(self.backend(region).enis.values())

    def vpcs(self, region: str) -> list[Any]:
        """Return all VPCs of a region."""
        return list(self.backend(region).vpcs.values())

    def addresses(self, region: str) -> list[Any]:
        """Return all Elastic IP addresses of a region."""
        return list(self.backend(region).addresses)

    def has_internet_gateway(self, region: str, vpc_id: str) -> bool:
        """Return whether an internet gateway is attached to a VPC."""
        gateways = self.backend(region).internet_gateways.values()
        return any(gateway.vpc and gateway.vpc.id == vpc_id for gateway in gateways)


def _backends(found: Any) -> dict[str, Any]:
    """Return moto's backends by region.

    Raises:
        Damaged: the graph is that of something else.
    """
    backend = ec2_kinds()["EC2Backend"].cls
    if not isinstance(found, dict) or not all(isinstance(one, backend) for one in found.values()):
        raise Damaged("its EC2 is not that of a practice account")
    return found


def tags_of(thing: Any) -> dict[str, str]:
    """Return the tags of one of moto's objects."""
    return {tag["key"]: tag["value"] for tag in thing.get_tags()}


def _moto_table() -> Any:
    import_moto()
    from moto.ec2.models import ec2_backends

    return ec2_backends[ACCOUNT_ID]
