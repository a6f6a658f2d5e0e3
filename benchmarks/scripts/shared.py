"""The parallel script for one load balancer that all sites share.

    shared.py COUNT

It makes the writes of the program (`plan/shared/`) with the same parameters, as `parallel.py` does for a load balancer
each; it, too, opens the group before it makes the load balancer.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from concurrent.futures import Future
from typing import Any

from benchmarks.scripts.parallel import POLL, Script, finish
from benchmarks.scripts.parameters import (
    NOT_FOUND,
    POLICY,
    REDIRECT,
    SETUP,
    ZONE,
    alias_of,
    domain,
    from_balancer,
    from_visitors,
    host,
    tagged,
    tags,
    target_check,
)


class SharedScript(Script):
    """One run for so many sites."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.balancer: Future[Any] = Future()
        self.secure: Future[str] = Future()

    def run(self) -> None:
        running = [{"Name": "instance-state-name", "Values": ["running"]}]
        self.ec2 = self.client("ec2")
        asked = self.pool.submit(self.ec2.describe_instances, Filters=running)
        placed = self.pool.submit(self.ec2.describe_subnets)
        self.acm = self.client("acm")
        requested = [self.pool.submit(self.request, number) for number in self.numbers]
        self.route53 = self.client("route53")
        zones = self.pool.submit(self.route53.list_hosted_zones)
        self.elbv2 = self.client("elbv2")
        self.instance = asked.result()["Reservations"][0]["Instances"][0]
        self.subnets = [one["SubnetId"] for one in placed.result()["Subnets"]][:2]
        groups = [self.pool.submit(self._target_group, number) for number in self.numbers]
        whole = self.pool.submit(self._whole)
        self.zone = next(zone["Id"] for zone in zones.result()["HostedZones"] if zone["Name"] == f"{ZONE}.")
        proofs = self.pool.submit(self.prove, requested)
        sites = [self.pool.submit(self._site, number, groups[number - 1]) for number in self.numbers]
        finish([whole, proofs, *sites])
        self.wait_for(self.change([alias_of(self.balancer.result(), number) for number in self.numbers]))

    def _whole(self) -> None:
        """The load balancer with its group and its first listener."""
        made = self.ec2.create_security_group(
            GroupName=SETUP,
            Description=f"Load balancer of setup {SETUP}",
            VpcId=self.instance["VpcId"],
            TagSpecifications=tagged("security-group", None),
        )
        self.group = str(made["GroupId"])
        for visitors in (80, 443):
            self.ec2.authorize_security_group_ingress(GroupId=self.group, IpPermissions=from_visitors(visitors))
        ways_in = [self.pool.submit(self._way_in, number) for number in self.numbers]
        [balancer] = self.elbv2.create_load_balancer(
            Name=SETUP,
            Subnets=self.subnets,
            SecurityGroups=[self.group],
            Scheme="internet-facing",
            Type="application",
            IpAddressType="ipv4",
            Tags=tags(None),
        )["LoadBalancers"]
        while self.elbv2.describe_load_balancers(Names=[SETUP])["LoadBalancers"][0]["State"]["Code"] != "active":
            time.sleep(POLL)
        finish(ways_in)
        self.balancer.set_result(balancer)
        plain = self.pool.submit(self._listener, balancer, Protocol="HTTP", Port=80, DefaultActions=[REDIRECT])
        certificate = [{"CertificateArn": self.issued.result()[domain(1)]}]
        secure = {"Protocol": "HTTPS", "Port": 443, "SslPolicy": POLICY, "Certificates": certificate}
        self.secure.set_result(self._listener(balancer, **secure, DefaultActions=[NOT_FOUND]))
        plain.result()

    def _listener(self, balancer: Any, **more: Any) -> str:
        made = self.elbv2.create_listener(LoadBalancerArn=balancer["LoadBalancerArn"], Tags=tags(None), **more)
        return str(made["Listeners"][0]["ListenerArn"])

    def _way_in(self, number: int) -> None:
        self.ec2.authorize_security_group_ingress(
            GroupId=self.instance["SecurityGroups"][0]["GroupId"],
            IpPermissions=from_balancer(6400 + number, self.group, number),
            TagSpecifications=tagged("security-group-rule", number),
        )

    def _target_group(self, number: int) -> str:
        [made] = self.elbv2.create_target_group(
            Name=f"to-site{number}",
            Protocol="HTTP",
            ProtocolVersion="HTTP1",
            Port=6400 + number,
            VpcId=self.instance["VpcId"],
            TargetType="instance",
            Tags=tags(number),
            **target_check(),
        )["TargetGroups"]
        arn = str(made["TargetGroupArn"])
        wanted = {"deregistration_delay.timeout_seconds": "30", "stickiness.enabled": "false"}
        attributes = [{"Key": key, "Value": value} for key, value in wanted.items()]
        self.elbv2.modify_target_group_attributes(TargetGroupArn=arn, Attributes=attributes)
        return arn

    def _site(self, number: int, made: Future[str]) -> None:
        """All of one site, but for its certificate and its record."""
        listener, group = self.secure.result(), made.result()
        certificate = [{"CertificateArn": self.issued.result()[domain(number)]}]
        self.elbv2.add_listener_certificates(ListenerArn=listener, Certificates=certificate)
        self.elbv2.create_rule(
            ListenerArn=listener,
            Priority=20_000 + 10 * (number - 1),
            Conditions=[host(domain(number))],
            Actions=[{"Type": "forward", "TargetGroupArn": group}],
            Tags=tags(number),
        )
        targets = [{"Id": self.instance["InstanceId"], "Port": 6400 + number}]
        self.elbv2.register_targets(TargetGroupArn=group, Targets=targets)
        while self._state(group) != "healthy":
            time.sleep(POLL)

    def _state(self, group: str) -> str:
        described = self.elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        return str(described[0]["TargetHealth"]["State"])


if __name__ == "__main__":
    try:
        SharedScript(int(sys.argv[1])).run()
    except Exception:  # noqa: BLE001 - other threads may wait for what does not come any more
        traceback.print_exc()
        os._exit(1)
