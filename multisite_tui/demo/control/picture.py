"""A snapshot of an account: all its resources as plain data without ids and times, so that two can be compared.

Tests use `==` for "a kill and a resume give the account of an undisturbed run" and "destroy restores the account".
No call is made for it, so it meets no fault and is not logged. It leaves out what AWS removes by itself after a while
(interfaces and certificate users) and what a test sets (answers, quotas, closed zones).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from multisite_tui.demo.acm.lifecycle import present_users, status
from multisite_tui.demo.control.id_names import IdNames
from multisite_tui.demo.control.picture_ec2 import ec2_picture
from multisite_tui.demo.control.picture_elbv2 import applications_picture
from multisite_tui.demo.elb.health import state

if TYPE_CHECKING:
    from multisite_tui.demo.account import PracticeAccount
    from multisite_tui.demo.calls import PracticeCall
    from multisite_tui.demo.world import PracticeBalancer, PracticeCertificate, PracticeZone, Shape

Picture = dict[str, Any]
"""By kind of resource, then by name, the resource."""


def picture(account: PracticeAccount) -> Picture:
    """Return the whole account, resource by resource, in the region of the practice account."""
    return account.look(_drawn)


def _drawn(call: PracticeCall) -> Picture:
    names = IdNames(call)
    drawn = {
        **ec2_picture(call),
        "certificates": _certificates(call, names),
        "load balancers": _balancers(call),
        **applications_picture(call),
        "hosted zones": _zones(call, names),
    }
    return {kind: names.of(content) for kind, content in drawn.items()}


def _certificates(call: PracticeCall, names: IdNames) -> Picture:
    found = call.world.region_certificates(call.region).values()
    return {names.of(certificate.arn): _certificate(call, certificate) for certificate in found}


def _certificate(call: PracticeCall, certificate: PracticeCertificate) -> Shape:
    return {
        "names": certificate.names,
        "request": certificate.request,
        "options": certificate.options,
        "status": status(certificate, call.now),
        "records stand": certificate.validated is not None or certificate.issued is not None,
        "tags": {tag["Key"]: tag["Value"] for tag in certificate.tags},
        "used by": tuple(present_users(call, certificate.arn)),
    }


def _balancers(call: PracticeCall) -> Picture:
    found = call.world.balancers(call.region)
    return {name: _balancer(call, balancer) for name, balancer in found.items()}


def _balancer(call: PracticeCall, balancer: PracticeBalancer) -> Shape:
    description = balancer.description
    listeners = {entry["Listener"]["LoadBalancerPort"]: entry for entry in description["ListenerDescriptions"]}
    unordered = ("Subnets", "AvailabilityZones", "SecurityGroups")
    return {
        **{
            member: value
            for member, value in description.items()
            if member not in ("CreatedTime", "ListenerDescriptions")
        },
        **{member: tuple(description[member]) for member in unordered},
        "listeners": {
            port: {**entry["Listener"], "policies": tuple(entry["PolicyNames"])} for port, entry in listeners.items()
        },
        "policies": balancer.policies,
        "attributes": balancer.attributes,
        "tags": balancer.tags,
        "instances": {instance: _health(call, balancer, instance) for instance in balancer.registrations},
    }


def _health(call: PracticeCall, balancer: PracticeBalancer, instance: str) -> str:
    return str(state(call, balancer, instance)["State"])


def _zones(call: PracticeCall, names: IdNames) -> Picture:
    return {names.of(zone_id): _zone(zone) for zone_id, zone in call.world.zones.items()}


def _zone(zone: PracticeZone) -> Shape:
    return {
        "config": zone.description["Config"],
        "VPCs": zone.vpcs,
        "tags": zone.tags,
        "protections": {" ".join(name): comment for name, comment in zone.protections.items()},
        "records": {" ".join(key).strip(): _record(record) for key, record in zone.records.items()},
    }


def _record(record: Shape) -> Shape:
    values = record.get("ResourceRecords")
    return {**record, "ResourceRecords": tuple(value["Value"] for value in values)} if values else record
