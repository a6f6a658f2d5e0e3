"""Plain moto over HTTP on loopback, in a process of its own, with the least that the reference case needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3

REGION = "ap-northeast-2"
SERVER = """
import sys, threading
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()
"""
"""It ends when its stdin does, so that none outlives its tests, however they end."""


@contextmanager
def served_moto() -> Iterator[str]:
    """Serve an empty account, and yield its URL."""
    fast = {**os.environ, "MOTO_ACM_VALIDATION_WAIT": "1", "MOTO_EC2_LOAD_DEFAULT_AMIS": "false"}
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, env=fast,
    ) as server:  # fmt: skip
        assert server.stdin is not None
        assert server.stdout is not None
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        server.stdin.close()
        server.wait(10)


def seed(url: str) -> str:
    """Make the instance, the way to the internet and the zone with its old record; return the instance's id."""

    def client(service: str) -> Any:
        keys = {"aws_access_key_id": "dummy", "aws_secret_access_key": "dummy"}
        return boto3.client(service, endpoint_url=url, region_name=REGION, **keys)

    ec2, route53 = client("ec2"), client("route53")
    subnet = ec2.describe_subnets()["Subnets"][0]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=subnet["VpcId"])
    table = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [subnet["VpcId"]]}])["RouteTables"][0]
    ec2.create_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    launched = ec2.run_instances(ImageId="ami-0a1b2c3d", MinCount=1, MaxCount=1, SubnetId=subnet["SubnetId"])
    zone = route53.create_hosted_zone(Name="main.io", CallerReference="seed")["HostedZone"]["Id"]
    old = {"Name": "main.io", "Type": "A", "TTL": 300, "ResourceRecords": [{"Value": "203.0.113.10"}]}
    batch = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": old}]}
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)
    return launched["Instances"][0]["InstanceId"]


def aws(words: str, env: dict[str, str]) -> Any:
    """Ask with the AWS CLI, as a person would to see what was made."""
    program = Path(sys.executable).with_name("aws")
    asked = [str(program), *words.split(), "--output", "json"]
    done = subprocess.run(asked, env=env, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)
