from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from multisite_tui.demo.account import PracticeAccount

START = 1_800_000_000.0
ONCE = Config(retries={"total_max_attempts": 1, "mode": "standard"})


class Clock:
    """Practice time that only a test moves."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> float:
        return self.time

    def forward(self, seconds: float) -> None:
        self.time += seconds


class Bench:
    """One account with its clients, and the reference case's steps as short words."""

    def __init__(self, folder: Path, *, eventual: bool = False) -> None:
        self.clock = Clock()
        self.account = PracticeAccount(folder, now=self.clock, eventual=eventual)
        session = self.account.session()
        self.elb: Any = session.client("elb", config=ONCE)
        self.elbv2: Any = session.client("elbv2", config=ONCE)
        self.ec2: Any = session.client("ec2", config=ONCE)
        self.acm: Any = session.client("acm", config=ONCE)
        self.route53: Any = session.client("route53", config=ONCE)

    def renew(self) -> None:
        PracticeAccount.reset(self.account.folder)
        self.clock.time = START

    @property
    def instance(self) -> dict[str, Any]:
        return self.ec2.describe_instances()["Reservations"][0]["Instances"][0]

    @property
    def subnets(self) -> list[str]:
        return [subnet["SubnetId"] for subnet in self.ec2.describe_subnets()["Subnets"]]

    def zone_id(self, name: str = "main.io.") -> str:
        zones = self.route53.list_hosted_zones()["HostedZones"]
        return next(zone["Id"] for zone in zones if zone["Name"] == name)

    def group(self, name: str = "to-main") -> str:
        return self.ec2.create_security_group(GroupName=name, Description=f"Load balancer {name}")["GroupId"]

    def balancer(self, name: str = "to-main", **changes: Any) -> str:
        asked = {
            "LoadBalancerName": name,
            "Listeners": [listener()],
            "Subnets": self.subnets,
            "SecurityGroups": [],
            **changes,
        }
        return self.elb.create_load_balancer(**asked)["DNSName"]

    def described(self, name: str = "to-main") -> dict[str, Any]:
        return self.elb.describe_load_balancers(LoadBalancerNames=[name])["LoadBalancerDescriptions"][0]

    def change(self, *changes: tuple[str, dict[str, Any]], zone: str = "main.io.") -> str:
        batch = {"Changes": [{"Action": action, "ResourceRecordSet": record} for action, record in changes]}
        reply = self.route53.change_resource_record_sets(HostedZoneId=self.zone_id(zone), ChangeBatch=batch)
        return reply["ChangeInfo"]["Id"]

    def records(self, zone: str = "main.io.") -> dict[tuple[str, str], dict[str, Any]]:
        found = self.route53.list_resource_record_sets(HostedZoneId=self.zone_id(zone))["ResourceRecordSets"]
        return {(record["Name"], record["Type"]): record for record in found}

    def certificate(self, *names: str, **more: Any) -> str:
        first, *others = names or ("main.io",)
        asked = {"DomainName": first, "ValidationMethod": "DNS", **more}
        if others:
            asked["SubjectAlternativeNames"] = others
        return self.acm.request_certificate(**asked)["CertificateArn"]

    def seen(self, arn: str) -> dict[str, Any]:
        return self.acm.describe_certificate(CertificateArn=arn)["Certificate"]

    def validate(self, arn: str) -> None:
        self.clock.forward(3)
        records = {
            option["ResourceRecord"]["Name"]: option["ResourceRecord"]
            for option in self.seen(arn)["DomainValidationOptions"]
        }
        self.change(*(("UPSERT", cname(record["Name"], record["Value"])) for record in records.values()))

    def issued(self, *names: str, **more: Any) -> str:
        arn = self.certificate(*names, **more)
        self.validate(arn)
        self.clock.forward(30)
        return arn

    def health(self, name: str = "to-main") -> tuple[str, str]:
        state = self.elb.describe_instance_health(LoadBalancerName=name)["InstanceStates"][0]
        return state["State"], state["Description"]


def listener(port: int = 80, instance_port: int = 6402, protocol: str = "HTTP", **more: Any) -> dict[str, Any]:
    return {"Protocol": protocol, "LoadBalancerPort": port, "InstancePort": instance_port, **more}


def cname(name: str, value: str) -> dict[str, Any]:
    return {"Name": name, "Type": "CNAME", "TTL": 300, "ResourceRecords": [{"Value": value}]}


def address(name: str, *values: str, **more: Any) -> dict[str, Any]:
    return {"Name": name, "Type": "A", "TTL": 300, "ResourceRecords": [{"Value": value} for value in values], **more}


@contextmanager
def refused(code: str, message: str = "", status: int = 400) -> Iterator[None]:
    with pytest.raises(ClientError) as caught:
        yield
    reply = caught.value.response
    assert (reply["Error"]["Code"], reply["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
    assert message in reply["Error"]["Message"]
