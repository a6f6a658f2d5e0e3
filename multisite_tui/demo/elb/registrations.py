"""Instances behind a Classic Load Balancer."""

from __future__ import annotations

from multisite_tui.demo.calls import PracticeCall, Refusal, answer
from multisite_tui.demo.elb.health import state
from multisite_tui.demo.elb.lookup import find
from multisite_tui.demo.quotas import refuse_more
from multisite_tui.demo.world import PracticeBalancer, PracticeRegistration, Shape


@answer("elb", "RegisterInstancesWithLoadBalancer")
def register(call: PracticeCall) -> Shape:
    """Add instances; a registered one is not changed. The reply lists all (RegisterInstancesWithLoadBalancer)."""
    balancer = find(call)
    for instance_id in _asked(call):
        _refuse_unusable(call, balancer, instance_id)
        balancer.draining.pop(instance_id, None)
        balancer.registrations.setdefault(instance_id, PracticeRegistration(call.now, since=call.now))
    refuse_more(call, "classic-registered-instances", len(balancer.registrations))
    return _all(balancer)


def _refuse_unusable(call: PracticeCall, balancer: PracticeBalancer, instance_id: str) -> None:
    """The instance exists, runs, and is in the load balancer's VPC (ELB guide, "Register or deregister")."""
    instance = call.ec2.instance(call.region, instance_id)
    if instance is None:
        raise Refusal("InvalidInstance", f"Could not find EC2 instance {instance_id}.")
    if instance.vpc_id != balancer.description["VPCId"]:
        raise Refusal("InvalidInstance", f"EC2 instance {instance_id} is not in the same VPC as ELB.")
    if instance.state != "running":
        raise Refusal("InvalidInstance", f"EC2 instance {instance_id} is not in the running state.")


@answer("elb", "DeregisterInstancesFromLoadBalancer")
def deregister(call: PracticeCall) -> Shape:
    """Deregister instances; with draining on they stay InService until it is over."""
    balancer = find(call)
    draining = balancer.attributes["ConnectionDraining"]
    for instance_id in _asked(call):
        if balancer.registrations.pop(instance_id, None) is None:
            raise Refusal("InvalidInstance", f"Could not find EC2 instance {instance_id}.")
        balancer.draining[instance_id] = call.now + (int(draining["Timeout"]) if draining["Enabled"] else 0)
    return _all(balancer)


@answer("elb", "DescribeInstanceHealth")
def describe_instance_health(call: PracticeCall) -> Shape:
    """The state of the instances named, or of all."""
    balancer = find(call)
    asked = _asked(call) or list(balancer.registrations)
    return {"InstanceStates": [state(call, balancer, instance_id) for instance_id in asked]}


def _asked(call: PracticeCall) -> list[str]:
    return [instance["InstanceId"] for instance in call.params.get("Instances") or []]


def _all(balancer: PracticeBalancer) -> Shape:
    return {"Instances": [{"InstanceId": instance_id} for instance_id in balancer.registrations]}
