"""What holds of all answers: what the program's own checks accept, the strict account accepts; once; and as planned."""

from __future__ import annotations

import json
import string
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from multisite_tui.answers import AnswersError, load
from multisite_tui.demo.control.picture import picture
from multisite_tui.errors import ExitCode
from multisite_tui.model.events import Outcome
from tests.answers.strategies import TAGS

from .rig import Bench
from .test_account_checks import instance, prove, second_instance

# Without shrinking: a step of it is a whole run, and the example that fails is small enough to read.
few = settings(
    deadline=None,
    max_examples=20,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)

PATIENT = {"certificate": "2h", "in_service": "2h", "dns": "1h"}
"""Longer than the slowest health check that may be asked for takes to pass."""
LABELS = ["www", "a", "shop", "한국", "xn--3e0b707e", "0-9", "s" * 63, "MiXeD"]
PORTS = st.sampled_from([1, 80, 443, 6402, 6403, 8443, 65535])
WEB = ("http", "https")
PATHS = ["/", "/health?of=main&all", "/%EA%B0%80", f"/{'p' * 900}"]
TIMINGS = [(5, 2), (5, 4), (61, 60), (300, 2), (300, 60)]
GROUP_TEXT = st.text(string.ascii_letters + string.digits + " ._-:/()#,@[]+=&;{}!$*", min_size=1, max_size=255)


@dataclass(frozen=True)
class Start:
    """An account before the run, and what answers may name in it."""

    bench: Bench
    instances: list[str]
    subnets: list[str]
    group: str
    certificate: str


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Start:
    """Two instances, a group that is open on all ports, and an issued certificate of one zone."""
    bench = Bench(tmp_path_factory.mktemp("start"))
    second_instance(bench)
    group = bench.aws.ec2.create_security_group(GroupName="open", Description="open", VpcId=instance(bench)["VpcId"])
    permission: Any = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 65535, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    bench.aws.ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=[permission])
    certificate = bench.aws.acm.request_certificate(DomainName="*.main.io", ValidationMethod="DNS")["CertificateArn"]
    prove(bench, certificate)
    reservations = bench.aws.ec2.describe_instances()["Reservations"]
    return Start(
        bench,
        sorted(one["InstanceId"] for reservation in reservations for one in reservation["Instances"]),
        sorted(one["SubnetId"] for one in bench.aws.ec2.describe_subnets()["Subnets"]),
        group["GroupId"],
        certificate,
    )


@st.composite
def names(draw: st.DrawFn) -> str:
    """Draw a name of one of the account's zones, some of them longer than ACM's first name may be."""
    labels = draw(st.lists(st.sampled_from(LABELS), max_size=2))
    return ".".join([*labels, draw(st.sampled_from(["main.io", "example.net"]))])


@st.composite
def listeners(draw: st.DrawFn, port: int, tls: set[int]) -> list[Any]:
    """Draw one to three listeners; `port` is the site's, and `tls` has the instance's ports that speak TLS."""
    found: list[Any] = []
    for front in draw(st.lists(PORTS, min_size=1, max_size=3, unique=True)):
        protocol, behind = draw(st.sampled_from([*WEB, "tcp", "ssl"])), draw(PORTS | st.none())
        if protocol in WEB and behind is None:
            found.append(f"{protocol}:{front}")
            continue
        plain, secure = WEB if protocol in WEB else ("tcp", "ssl")
        back = {"instance_protocol": secure if (behind or port) in tls else plain, "instance_port": behind or port}
        found.append({"protocol": protocol, "port": front, **back})
    return found


@st.composite
def checks(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a health check at the bounds of what is allowed."""
    protocol = draw(st.sampled_from([*WEB, "tcp", "ssl"]))
    interval, timeout = draw(st.sampled_from(TIMINGS))
    optional: dict[str, Any] = {"port": PORTS, "path": st.sampled_from(PATHS if protocol in WEB else ["/"])}
    thresholds = {f"{kind}_threshold": st.sampled_from([2, 10]) for kind in ("healthy", "unhealthy")}
    rest = draw(st.fixed_dictionaries({}, optional={**optional, **thresholds}))
    return {"protocol": protocol, "interval": interval, "timeout": timeout, **rest}


@st.composite
def sites(draw: st.DrawFn, start: Start) -> dict[str, Any]:
    """Draw a site that is right by itself; two of them may still want one name."""
    port, tls = draw(PORTS), draw(st.sets(PORTS))
    bound = draw(listeners(port, tls))
    secure = any("https" in str(one) or "ssl" in str(one) for one in bound)
    site = {
        "domain": draw(names()),
        "port": port,
        "instance_protocol": "https" if port in tls else "http",
        "listeners": bound,
        "instances": draw(st.lists(st.sampled_from(start.instances), min_size=1, unique=True)),
        "certificate": draw(st.sampled_from(["auto", "request", start.certificate] if secure else ["auto", "none"])),
        "dns": {"replace": True},
    }
    group = st.fixed_dictionaries({}, optional={"name": GROUP_TEXT, "description": GROUP_TEXT})
    optional: dict[str, Any] = {
        "aliases": st.lists(names(), max_size=2),
        "subnets": st.just(start.subnets),
        "security_group": group | st.just({"id": start.group}),
        "health_check": checks(),
        "idle_timeout": st.sampled_from([1, 3600]),
        "draining": st.sampled_from([0, 1, 3600]),
        "tags": TAGS,
    }
    return {**site, **draw(st.fixed_dictionaries({}, optional=optional))}


def loaded(text: str) -> bool:
    """Whether nothing is wrong with the answers by themselves."""
    try:
        load(text, "answers.yaml")
    except AnswersError:
        return False
    return True


def made(bench: Bench) -> dict[str, list[str]]:
    """Return the calls that AWS accepted, by the steps that made them."""
    calls: dict[str, list[str]] = defaultdict(list)
    intents: dict[int, dict[str, Any]] = {}
    for line in (bench.folder / "setups" / "drawn" / "journal.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        if record["record"] == "intent":
            intents[record["call"]] = record
        elif record["record"] == "result":
            for step in intents[record["call"]]["steps"]:
                calls[step].append(intents[record["call"]]["name"])
    return calls


def agrees(plan: list[str], calls: list[str], step: str) -> bool:
    """Whether a step did what was planned.

    It may find a part done: a validation record that ACM asked for before, a way in that another site of the same run
    has just made for the group that they share.
    """
    may_be_there = step.rpartition("/")[2].startswith(("validation", "way_in"))
    return calls == plan or (may_be_there and calls == plan[: len(calls)])


@few
@given(data=st.data())
def test_what_the_checks_accept_comes_into_service_as_planned_and_only_once(start: Start, data: st.DataObject) -> None:
    drawn = data.draw(st.lists(sites(start), min_size=1, max_size=2))
    text = json.dumps({"schema": 1, "name": "drawn", "waits": PATIENT, "sites": drawn})
    assume(loaded(text))
    with TemporaryDirectory() as folder:
        bench = start.bench.copy_to(Path(folder))
        intention = bench.plan(text)
        assume(not intention.problems)

        ending = bench.run(text)

        assert ending.exit_code is ExitCode.DONE, ending.site_problems
        plan, calls = {step.id: list(step.calls) for step in intention.plan.steps}, made(bench)
        assert [step for step in plan if not agrees(plan[step], calls[step], step)] == [], (plan, calls)
        writes, outcome = bench.writes(), picture(bench.account)
        assert bench.run(text).outcome is Outcome.UNCHANGED
        assert (bench.writes(), picture(bench.account)) == (writes, outcome)
