"""A quick script: what the program's first run writes, each call as soon as the one before it in its chain is done.

    python parallel.py COUNT

It makes the writes of the program (`plan/classic/site_steps.py`) with the same parameters, in threads, without a
journal, without looking first and without checking afterwards. Its order is kept, so that results of different versions
can be compared: a group is opened before anything else is done with it, while the program goes on meanwhile. botocore
alone is imported, half the cost of boto3, and the other clients are made while EC2 answers the first question.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import md5
from typing import Any

import botocore.session
from botocore.config import Config

from benchmarks.scripts.parameters import (
    ATTRIBUTES,
    TLS_POLICY,
    ZONE,
    alias,
    domain,
    from_balancer,
    from_visitors,
    health_check,
    listener,
    tagged,
    tags,
    validation,
)

POLL = 0.25
"""Seconds between two questions about one thing; no account with others in it would bear that at 20 sites."""
CONFIG = Config(max_pool_connections=64, parameter_validation=False, retries={"mode": "standard"})


class Script:
    """One run for so many sites."""

    def __init__(self, count: int) -> None:
        self.numbers = range(1, count + 1)
        self.pool = ThreadPoolExecutor(4 * count + 8)
        self.session = botocore.session.get_session()
        self.issued: Future[dict[str, str]] = Future()
        self.created: dict[int, Future[None]] = {number: Future() for number in self.numbers}

    def run(self) -> None:
        self.ec2 = self.client("ec2")
        running = [{"Name": "instance-state-name", "Values": ["running"]}]
        asked = self.pool.submit(self.ec2.describe_instances, Filters=running)
        self.acm = self.client("acm")
        requested = [self.pool.submit(self.request, number) for number in self.numbers]
        self.route53 = self.client("route53")
        zones = self.pool.submit(self.route53.list_hosted_zones)
        self.elb = self.client("elb")
        self.instance = asked.result()["Reservations"][0]["Instances"][0]
        sites = [self.pool.submit(self._site, number) for number in self.numbers]
        self.zone = next(zone["Id"] for zone in zones.result()["HostedZones"] if zone["Name"] == f"{ZONE}.")
        proofs = self.pool.submit(self.prove, requested)
        described = self.pool.submit(self._describe)
        finish(sites)
        proofs.result()
        self.wait_for(self.change([alias(balancer) for balancer in described.result()]))

    def client(self, service: str) -> Any:
        return self.session.create_client(service, config=CONFIG)

    def _site(self, number: int) -> None:
        """All of one site, but for its certificate and its records."""
        name, port = f"to-site{number}", 6400 + number
        group = self._group(number, name, port)
        self._balancer(number, name, port, group)
        registered = self.pool.submit(self._register, name)
        self._listen(name, port, self.issued.result()[domain(number)])
        registered.result()

    def _group(self, number: int, name: str, port: int) -> str:
        made = self.ec2.create_security_group(
            GroupName=name,
            Description=f"Load balancer of {domain(number)}",
            VpcId=self.instance["VpcId"],
            TagSpecifications=tagged("security-group", number),
        )
        group: str = made["GroupId"]
        for visitors in (80, 443):
            self.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=from_visitors(visitors))
        self.ec2.authorize_security_group_ingress(
            GroupId=self.instance["SecurityGroups"][0]["GroupId"],
            IpPermissions=from_balancer(port, group, number),
            TagSpecifications=tagged("security-group-rule", number),
        )
        return group

    def _balancer(self, number: int, name: str, port: int, group: str) -> None:
        self.elb.create_load_balancer(
            LoadBalancerName=name,
            Listeners=[listener("HTTP", 80, port)],
            Subnets=[self.instance["SubnetId"]],
            SecurityGroups=[group],
            Tags=tags(number),
        )
        self.created[number].set_result(None)
        self.elb.modify_load_balancer_attributes(LoadBalancerName=name, LoadBalancerAttributes=ATTRIBUTES)
        self.elb.configure_health_check(LoadBalancerName=name, HealthCheck=health_check(port))

    def _register(self, name: str) -> None:
        instances = [{"InstanceId": self.instance["InstanceId"]}]
        self.elb.register_instances_with_load_balancer(LoadBalancerName=name, Instances=instances)
        while self._state(name) != "InService":
            time.sleep(POLL)

    def _state(self, name: str) -> str:
        return str(self.elb.describe_instance_health(LoadBalancerName=name)["InstanceStates"][0]["State"])

    def _listen(self, name: str, port: int, arn: str) -> None:
        secure = {**listener("HTTPS", 443, port), "SSLCertificateId": arn}
        self.elb.create_load_balancer_listeners(LoadBalancerName=name, Listeners=[secure])
        self.elb.create_load_balancer_policy(LoadBalancerName=name, **TLS_POLICY)
        self.elb.set_load_balancer_policies_of_listener(
            LoadBalancerName=name, LoadBalancerPort=443, PolicyNames=[TLS_POLICY["PolicyName"]]
        )

    def request(self, number: int) -> Any:
        """Request a certificate; return the record that proves the domain to be ours."""
        name = domain(number)
        arn = self.acm.request_certificate(
            DomainName=name,
            ValidationMethod="DNS",
            IdempotencyToken=md5(name.encode()).hexdigest(),
            KeyAlgorithm="RSA_2048",
            Tags=tags(number),
        )["CertificateArn"]
        while True:
            certificate = self.acm.describe_certificate(CertificateArn=arn)["Certificate"]
            for option in certificate.get("DomainValidationOptions", []):
                if "ResourceRecord" in option:
                    return option["ResourceRecord"]
            time.sleep(POLL)

    def prove(self, requested: Iterable[Future[Any]]) -> None:
        """Put all validation records in as one change, and wait until all certificates are issued, with one poll."""
        try:
            self.change([validation(future.result()) for future in requested])
            wanted = {domain(number) for number in self.numbers}
            while not wanted <= (issued := self._issued()).keys():
                time.sleep(POLL)
            self.issued.set_result(issued)
        except BaseException as error:
            self.issued.set_exception(error)
            raise

    def _issued(self) -> dict[str, str]:
        listed = self.acm.list_certificates(CertificateStatuses=["ISSUED"])["CertificateSummaryList"]
        return {one["DomainName"]: one["CertificateArn"] for one in listed}

    def _describe(self) -> list[Any]:
        """Ask for the names that the records must lead to, of all load balancers at once."""
        finish(self.created.values())
        names = [f"to-site{number}" for number in self.numbers]
        found: list[Any] = self.elb.describe_load_balancers(LoadBalancerNames=names)["LoadBalancerDescriptions"]
        return found

    def change(self, changes: list[tuple[str, Any]]) -> str:
        batch = [{"Action": action, "ResourceRecordSet": record} for action, record in changes]
        made = self.route53.change_resource_record_sets(HostedZoneId=self.zone, ChangeBatch={"Changes": batch})
        return str(made["ChangeInfo"]["Id"])

    def wait_for(self, change: str) -> None:
        while self.route53.get_change(Id=change)["ChangeInfo"]["Status"] != "INSYNC":
            time.sleep(POLL)


def finish(futures: Iterable[Future[Any]]) -> None:
    """Wait for all of them, and raise what one of them raised."""
    for future in futures:
        future.result()


if __name__ == "__main__":
    try:
        Script(int(sys.argv[1])).run()
    except Exception:  # noqa: BLE001 - other threads may wait for what does not come any more
        traceback.print_exc()
        os._exit(1)
