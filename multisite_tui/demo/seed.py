"""The initial state of the practice account: one instance with several web servers, and its owner's hosted zones.

A default VPC with public subnets in two zones; a running instance `web` with an Elastic IP, its ports 22, 6402 and 6403
open to the world; the hosted zone `main.io` with the old A record; a second zone `example.net`.
"""

from __future__ import annotations

from typing import Any

from multisite_tui.demo.calls import PracticeCall
from multisite_tui.demo.constants import REGION
from multisite_tui.demo.ec2.backend import Ec2
from multisite_tui.demo.route53.records import change_records
from multisite_tui.demo.route53.zones import create_hosted_zone
from multisite_tui.demo.world import World

ELASTIC_IP = "203.0.113.10"
"""An address of the range for documentation (RFC 5737), which has no owner."""
OPEN_PORTS = (22, 6402, 6403)
ZONES = ("ap-northeast-2a", "ap-northeast-2c")


def seeded_world(created: float, now: float) -> World:
    """Return a new account.

    Args:
        created: the wall clock, in seconds since 1970.
        now: the practice time, in practice seconds since 1970.
    """
    from moto.moto_api._internal import mock_random

    world = World(created)
    ec2 = Ec2([])
    # The same identifiers in every new account, so that documentation can name them.
    mock_random.seed("practice account")
    _seed_ec2(ec2.backend(REGION), ec2)
    mock_random.seed(None)
    world.ec2 = ec2.dump()
    for name in ("main.io", "example.net"):
        _call(world, ec2, now, "CreateHostedZone", Name=name, CallerReference=f"practice {name}")
    _point_at_instance(world, ec2, now)
    world.changes.clear()
    return world


def _seed_ec2(backend: Any, ec2: Ec2) -> None:
    _open_to_the_internet(backend)
    for subnet in ec2.subnets(REGION):
        if subnet.availability_zone not in ZONES:
            backend.delete_subnet(subnet.id)
    group = backend.create_security_group("web", "The web server and its programs", vpc_id=backend.default_vpc.id)
    for port in OPEN_PORTS:
        everyone = [{"CidrIp": "0.0.0.0/0"}]
        backend.authorize_security_group_ingress(group.id, "tcp", str(port), str(port), ip_ranges=everyone)
    _run_instance(backend, ec2, group)


def _open_to_the_internet(backend: Any) -> None:
    vpc = backend.default_vpc
    gateway = backend.create_internet_gateway()
    backend.attach_internet_gateway(gateway.id, vpc.id)
    table = backend.get_main_route_table(vpc.id) if hasattr(backend, "get_main_route_table") else None
    if table is None:
        table = next(entry for entry in backend.route_tables.values() if entry.vpc_id == vpc.id)
    backend.create_route(table.id, "0.0.0.0/0", gateway_id=gateway.id)


def _run_instance(backend: Any, ec2: Ec2, group: Any) -> None:
    subnet = next(entry for entry in ec2.subnets(REGION) if entry.availability_zone == ZONES[0])
    reservation = backend.run_instances(
        "ami-0a1b2c3d4e5f60718",
        1,
        None,
        [],
        instance_type="t3.micro",
        is_instance_type_default=False,
        subnet_id=subnet.id,
        security_group_ids=[group.id],
        tags={"instance": {"Name": "web"}},
    )
    address = backend.allocate_address("vpc", address=ELASTIC_IP)
    backend.associate_address(instance=reservation.instances[0], allocation_id=address.allocation_id)


def _call(world: World, ec2: Ec2, now: float, operation: str, **params: Any) -> None:
    actions = {"CreateHostedZone": create_hosted_zone, "ChangeResourceRecordSets": change_records}
    actions[operation](PracticeCall("route53", operation, params, REGION, now, world, ec2))


def _point_at_instance(world: World, ec2: Ec2, now: float) -> None:
    zone_id = next(key for key, zone in world.zones.items() if zone.description["Name"] == "main.io.")
    record = {"Name": "main.io", "Type": "A", "TTL": 300, "ResourceRecords": [{"Value": ELASTIC_IP}]}
    batch = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
    _call(world, ec2, now, "ChangeResourceRecordSets", HostedZoneId=zone_id, ChangeBatch=batch)
