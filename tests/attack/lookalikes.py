"""Strangers' things that look like ours, by name and by tags: a removal deletes none of them without being told to."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from multisite_tui.aws.resources.ownership import ADOPTED, MADE, OWNER, SETUP, SITE
from tests.corridor.reference import REFERENCE
from tests.corridor.rig import Bench

from .trying import Part, Try

VALUES = {
    SETUP: ("main-io", "Main-io", "main-io ", "m\N{CYRILLIC SMALL LETTER A}in-io", "main-io-2", ""),
    SITE: ("main.io", "sub.main.io", "other.main.io", "MAIN.IO", "main.io.", ""),
    OWNER: (MADE, MADE.upper(), f"{MADE} ", ADOPTED, ""),
}
NAMES = ("to-main-2", "to-other", "to-main-io", "To-sub", "theirs")


def attack(lot: random.Random, folder: Path) -> Iterator[Try]:
    """Make a stranger's things beside a setup, lose its journal or not, and take the setup away."""
    base = Bench(folder / "base")
    base.run(REFERENCE)
    for number in count():
        bench = base.copy_to(folder / str(number))
        made = dict(_made(lot, bench, _tags(lot)) for _ in range(lot.randint(1, 3)))
        if lost := lot.random() < 0.3:
            shutil.rmtree(bench.folder / "setups")
        before = _ids(bench) - made.keys()
        planned = bench.conductor(REFERENCE).plan_removal(lot.choice([None, None, "main.io"]))
        asked = {one.thing.shown for one in planned.plan.found_by_tags}
        told = f"{number} {'without' if lost else 'with'} its journal: {made}"
        if asked:
            wrong = "" if lost or asked <= made.keys() else f"asks for what the journal knows: {asked - made.keys()}"
            yield Try(told, wrong, "asked for")
            continue
        bench.conductor(REFERENCE).apply(planned)
        gone = made.keys() - _ids(bench)
        nothing = "" if _ids(bench) & before < before else "deletes nothing of its own"
        yield Try(told, f"deletes {gone}" if gone else nothing, "left alone")
        shutil.rmtree(bench.folder)


def _tags(lot: random.Random) -> list[dict[str, str]]:
    """Return tags of ours, mostly all three and right, as somebody has copied them or nearly."""
    right = lot.random() < 0.4
    values = {key: some[0] if right or lot.random() < 0.6 else lot.choice(some) for key, some in VALUES.items()}
    kept = {key: value for key, value in values.items() if right or lot.random() < 0.9}
    return [{"Key": key, "Value": value} for key, value in kept.items()] or [{"Key": "team", "Value": "web"}]


def _made(lot: random.Random, bench: Bench, tags: Any) -> tuple[str, Any]:
    """Make a thing with these tags, and return its id."""
    aws, name = bench.aws, f"{lot.choice(NAMES)}-{lot.randrange(10**6)}"
    match lot.choice(["load balancer", "group", "certificate"]):
        case "load balancer":
            zone = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}
            subnets = [one["SubnetId"] for one in aws.ec2.describe_subnets()["Subnets"]][:1]
            aws.elb.create_load_balancer(LoadBalancerName=name, Listeners=[zone], Subnets=subnets, Tags=tags)
            return name, tags
        case "group":
            spec: Any = [{"ResourceType": "security-group", "Tags": tags}]
            vpc = aws.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
            group = aws.ec2.create_security_group(GroupName=name, Description="x", VpcId=vpc, TagSpecifications=spec)
            return group["GroupId"], tags
        case _:
            domain = lot.choice(["main.io", "sub.main.io", "other.main.io"])
            asked = aws.acm.request_certificate(DomainName=domain, ValidationMethod="DNS", Tags=tags)
            return asked["CertificateArn"], tags


def _ids(bench: Bench) -> set[str]:
    aws = bench.aws
    return {
        *(one["LoadBalancerName"] for one in aws.elb.describe_load_balancers()["LoadBalancerDescriptions"]),
        *(one["GroupId"] for one in aws.ec2.describe_security_groups()["SecurityGroups"]),
        *(one["CertificateArn"] for one in aws.acm.list_certificates()["CertificateSummaryList"]),
    }


PART = Part(
    "lookalikes",
    "Strangers' things carry our tags, or nearly; a removal deletes none without being told, and knows its own.",
    attack,
    tries=400,
    few=4,
)
