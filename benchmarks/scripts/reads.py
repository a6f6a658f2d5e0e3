"""Reads in parallel, as many of each kind as the program made, at the account that its first run has left.

    python reads.py COUNT '{"elb.DescribeLoadBalancers": 1, ...}'

A read that takes what another one returns waits for that one, and for no more.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any

import botocore.session
from botocore.config import Config

CONFIG = Config(max_pool_connections=64, parameter_validation=False, retries={"mode": "standard"})
SERVICES = ("ec2", "acm", "route53", "elb", "sts")
"""EC2's client first: it takes longest, and what it asks is waited for."""
MOST_NAMES = 20
"""In one DescribeTags (ELB API)."""
FIRST = {
    "ec2.DescribeInstances": {"Filters": [{"Name": "instance-state-name", "Values": ["running"]}]},
    "acm.ListCertificates": {},
    "route53.ListHostedZones": {},
    "elb.DescribeLoadBalancers": {},
    "sts.GetCallerIdentity": {},
}
"""Reads of whole lists; the first answer of each is what other reads are asked with."""


class Reads:
    """The reads, and the answers that they wait for."""

    def __init__(self, count: int, wanted: dict[str, int]) -> None:
        self._names = [f"to-site{number}" for number in range(1, count + 1)]
        self._wanted = wanted
        self._clients: dict[str, Any] = {}
        self._pool = ThreadPoolExecutor(sum(wanted.values()) + len(FIRST))
        self._firsts: dict[str, Future[Any]] = {}

    def run(self) -> None:
        session = botocore.session.get_session()
        asked: list[Future[Any]] = []
        for service in SERVICES:
            self._clients[service] = session.create_client(service, config=CONFIG)
            for name in self._of(service, FIRST):
                asked += [self._pool.submit(self.ask, name, FIRST[name]) for _ in range(self._wanted[name])]
                self._firsts[name] = asked[-1]
        asked += [
            self._pool.submit(self._read, name, place)
            for service in SERVICES
            for name in self._of(service, PARAMS)
            for place in range(self._wanted[name])
        ]
        for one in asked:
            one.result()

    def _of(self, service: str, names: Iterable[str]) -> list[str]:
        return [name for name in names if name in self._wanted and name.startswith(f"{service}.")]

    def ask(self, name: str, params: dict[str, Any]) -> Any:
        service, operation = name.split(".")
        return self._clients[service]._make_api_call(operation, params)  # noqa: SLF001 - by AWS's name

    def _read(self, name: str, place: int) -> None:
        self.ask(name, PARAMS[name](self, place))

    def first(self, name: str) -> Any:
        return self._firsts[name].result()

    def balancer(self, place: int) -> str:
        return self._names[place % len(self._names)]

    def balancers(self, place: int) -> list[str]:
        start = place * MOST_NAMES % len(self._names)
        return list(islice(self._names, start, start + MOST_NAMES))

    def vpc(self) -> str:
        return str(self.first("ec2.DescribeInstances")["Reservations"][0]["Instances"][0]["VpcId"])

    def group(self) -> str:
        instance = self.first("ec2.DescribeInstances")["Reservations"][0]["Instances"][0]
        return str(instance["SecurityGroups"][0]["GroupId"])

    def zone(self) -> str:
        zones = self.first("route53.ListHostedZones")["HostedZones"]
        return next(str(zone["Id"]) for zone in zones if zone["Name"] == "main.io.")

    def certificate(self, place: int) -> str:
        listed = self.first("acm.ListCertificates")["CertificateSummaryList"]
        return str(listed[place % len(listed)]["CertificateArn"])


def _in_vpc(reads: Reads, _place: int) -> dict[str, Any]:
    return {"Filters": [{"Name": "vpc-id", "Values": [reads.vpc()]}]}


PARAMS: dict[str, Callable[[Reads, int], dict[str, Any]]] = {
    "ec2.DescribeSubnets": _in_vpc,
    "ec2.DescribeRouteTables": _in_vpc,
    "ec2.DescribeSecurityGroups": _in_vpc,
    "ec2.DescribeSecurityGroupRules": lambda reads, _: {"Filters": [{"Name": "group-id", "Values": [reads.group()]}]},
    "acm.DescribeCertificate": lambda reads, place: {"CertificateArn": reads.certificate(place)},
    "acm.ListTagsForCertificate": lambda reads, place: {"CertificateArn": reads.certificate(place)},
    "route53.ListResourceRecordSets": lambda reads, _: {"HostedZoneId": reads.zone()},
    "route53.ListResourceRecordSetProtections": lambda reads, _: {"HostedZoneId": reads.zone()},
    "elb.DescribeTags": lambda reads, place: {"LoadBalancerNames": reads.balancers(place)},
    "elb.DescribeLoadBalancerAttributes": lambda reads, place: {"LoadBalancerName": reads.balancer(place)},
    "elb.DescribeLoadBalancerPolicies": lambda reads, place: {"LoadBalancerName": reads.balancer(place)},
    "elb.DescribeAccountLimits": lambda _reads, _place: {},
    "elb.DescribeInstanceHealth": lambda reads, place: {"LoadBalancerName": reads.balancer(place)},
}
"""What each of the others is asked with."""


if __name__ == "__main__":
    Reads(int(sys.argv[1]), json.loads(sys.argv[2])).run()
