"""The network interfaces of load balancers: one in each subnet, which remain for a while after a delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multisite_tui.demo.calls import PracticeCall, Refusal, rule

if TYPE_CHECKING:
    from multisite_tui.demo.ec2.backend import Ec2

REQUESTER = "amazon-elb"


def add_interfaces(ec2: Ec2, region: str, description: str, subnets: list[str], groups: list[str]) -> None:
    """Give a load balancer an interface in each of its subnets.

    Args:
        ec2: where they are made.
        region: the region.
        description: `ELB NAME` of a Classic Load Balancer, `ELB app/NAME/ID` of an Application Load Balancer.
        subnets: the ids of the subnets.
        groups: the ids of the load balancer's security groups.
    """
    for subnet_id in subnets:
        interface = ec2.backend(region).create_network_interface(
            ec2.subnet(region, subnet_id), private_ip_address=[], group_ids=groups, description=description
        )
        interface.requester_id = REQUESTER
        interface.requester_managed = True
        interface.status = "in-use"


def let_interfaces_linger(call: PracticeCall, description: str, until: float) -> None:
    """Schedule the removal of the interfaces of a description for a time, in practice seconds since 1970."""
    gone = {entry for _, kind, entry in call.world.lingering if kind == "interface"}
    for interface in call.ec2.interfaces(call.region):
        entry = (call.region, interface.id)
        if interface.description == description and entry not in gone:
            call.world.lingering.append((until, "interface", entry))


def sweep(call: PracticeCall) -> bool:
    """Remove interfaces and uses of things whose time has come; return whether there were any."""
    over = [entry for entry in call.world.lingering if entry[0] <= call.now]
    for _, kind, entry in over:
        if kind == "interface":
            region, interface_id = entry
            call.ec2.backend(region).enis.pop(interface_id, None)
    call.world.lingering = [entry for entry in call.world.lingering if entry[0] > call.now]
    return bool(over)


@rule("ec2", "DeleteNetworkInterface")
def managed_interface_stays(call: PracticeCall) -> None:
    """An interface of a load balancer cannot be deleted by hand (EC2, OperationNotPermitted)."""
    for interface in call.ec2.interfaces(call.region):
        if interface.id == call.params["NetworkInterfaceId"] and interface.requester_id == REQUESTER:
            raise Refusal("OperationNotPermitted", "You are not allowed to manage 'ela-attach' attachments.")
