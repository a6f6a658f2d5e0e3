from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from multisite_tui.demo.account import ACCOUNT_ID, REGION, SPEED, PracticeAccount

from .rig import START, Bench, address, listener

ROOT = Path(__file__).parents[2]


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let botocore retry without waiting."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)


def retrying(bench: Bench, service: str) -> Any:
    config = Config(retries={"total_max_attempts": 3, "mode": "standard"})
    return bench.account.session().client(service, config=config)


def test_nothing_leaves(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("something wants out")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_DEFAULTS_MODE", "auto")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "real")
    session = bench.account.session()
    client = session.client("sts")
    assert client.get_caller_identity()["Account"] == ACCOUNT_ID
    assert client.meta.endpoint_url == f"https://sts.{REGION}.amazonaws.com"
    assert session.region_name == REGION
    assert session.get_credentials().access_key != "real"


@pytest.mark.parametrize("service", ["s3", "elbv2", "iam"])
def test_what_is_not_practised_is_refused(bench: Bench, service: str) -> None:
    client = bench.account.session().client(service)
    call = {"s3": "list_buckets", "elbv2": "describe_trust_stores", "iam": "list_users"}[service]
    with pytest.raises(ClientError, match="does not practise"):
        getattr(client, call)()


def test_operations_that_are_not_practised_are_refused(bench: Bench) -> None:
    with pytest.raises(ClientError, match="InvalidAction"):
        bench.elb.describe_load_balancer_policy_types()


def test_what_moto_lacks_is_refused(bench: Bench) -> None:
    with pytest.raises(ClientError, match="does not practise"):
        bench.ec2.describe_capacity_blocks()


def test_another_process_sees_what_was_done(bench: Bench) -> None:
    bench.balancer()
    bench.change(("CREATE", address("x.main.io", "203.0.113.1")))
    group = bench.group()
    bench.account.set_answer(6402, 500)
    other = PracticeAccount(bench.account.folder, now=bench.clock, eventual=False).session()
    assert other.client("elb").describe_load_balancers()["LoadBalancerDescriptions"][0] == bench.described()
    assert other.client("ec2").describe_security_groups(GroupIds=[group])["SecurityGroups"]
    other.client("elb").delete_load_balancer(LoadBalancerName="to-main")
    assert bench.elb.describe_load_balancers()["LoadBalancerDescriptions"] == []


def test_two_accounts_in_one_process_do_not_mix(bench: Bench, tmp_path: Path) -> None:
    group = bench.group()
    other = PracticeAccount(tmp_path, now=bench.clock).session().client("ec2")
    names = [found["GroupName"] for found in other.describe_security_groups()["SecurityGroups"]]
    assert "to-main" not in names
    assert bench.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]


def test_the_file_is_for_the_owner_alone(bench: Bench) -> None:
    bench.group()
    file = bench.account.folder / "account.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_reset(bench: Bench) -> None:
    bench.balancer()
    PracticeAccount.reset(bench.account.folder)
    assert bench.elb.describe_load_balancers()["LoadBalancerDescriptions"] == []


def test_a_saved_account_of_another_version_starts_anew(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.balancer()
    monkeypatch.setattr("multisite_tui.demo.control.storage.VERSION", 99)
    session = PracticeAccount(bench.account.folder, now=bench.clock).session()
    assert session.client("elb").describe_load_balancers()["LoadBalancerDescriptions"] == []


def test_time_runs_fast_from_when_the_account_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wall = START
    monkeypatch.setattr("multisite_tui.demo.account.time.time", lambda: wall)
    account = PracticeAccount(tmp_path)
    assert account.now() == START
    wall += 3
    assert account.now() == START + 3 * SPEED
    assert PracticeAccount(tmp_path).now() == START + 3 * SPEED


def test_threads(bench: Bench) -> None:
    subnets = bench.subnets
    threads = [
        threading.Thread(target=bench.balancer, args=(f"lb-{number}",), kwargs={"Subnets": subnets})
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(bench.elb.describe_load_balancers()["LoadBalancerDescriptions"]) == 8


@pytest.mark.parametrize(
    ("service", "operation", "code", "call"),
    [
        ("elb", "DescribeAccountLimits", "Throttling", "describe_account_limits"),
        ("ec2", "ec2.DescribeVpcs", "RequestLimitExceeded", "describe_vpcs"),
        ("acm", "*", "ThrottlingException", "list_certificates"),
        ("route53", "ListHostedZones", "PriorRequestNotComplete", "list_hosted_zones"),
    ],
)
@pytest.mark.usefixtures("no_pause")
def test_a_fault_is_retried_as_aws_errors_are(bench: Bench, service: str, operation: str, code: str, call: str) -> None:
    bench.account.fail(operation, code, times=2)
    getattr(retrying(bench, service), call)()
    assert [logged.outcome for logged in bench.account.calls] == [code, code, "ok"]
    bench.account.fail(operation, code, times=3)
    with pytest.raises(ClientError, match=code):
        getattr(retrying(bench, service), call)()


def test_a_denied_action(bench: Bench) -> None:
    bench.account.fail("CreateLoadBalancer", "AccessDenied", status=403, message="User is not authorized")
    with pytest.raises(ClientError, match="not authorized") as caught:
        bench.balancer()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    bench.balancer()


def test_a_connection_that_breaks_before(bench: Bench) -> None:
    bench.account.fail("CreateLoadBalancer", "ConnectionError")
    with pytest.raises(ConnectionClosedError):
        bench.balancer()
    assert bench.elb.describe_load_balancers()["LoadBalancerDescriptions"] == []


def test_a_reply_that_is_lost_after(bench: Bench) -> None:
    bench.account.fail("CreateLoadBalancer", "ConnectionError", after=True)
    with pytest.raises(ConnectionClosedError):
        bench.balancer()
    assert bench.described()["LoadBalancerName"] == "to-main"


@pytest.mark.usefixtures("no_pause")
def test_a_lost_reply_without_token_makes_two_certificates(bench: Bench) -> None:
    acm = retrying(bench, "acm")
    bench.account.fail("RequestCertificate", "ConnectionError", after=True)
    acm.request_certificate(DomainName="main.io")
    assert len(acm.list_certificates()["CertificateSummaryList"]) == 2
    bench.account.fail("RequestCertificate", "ConnectionError", after=True)
    before = len(acm.list_certificates()["CertificateSummaryList"])
    acm.request_certificate(DomainName="main.io", IdempotencyToken="abc")
    assert len(acm.list_certificates()["CertificateSummaryList"]) == before + 1


def test_a_refused_change_leaves_nothing_behind(bench: Bench) -> None:
    bench.balancer()
    with pytest.raises(ClientError):
        bench.elb.create_load_balancer_listeners(
            LoadBalancerName="to-main", Listeners=[listener(81), listener(80, 6403)]
        )
    assert len(bench.described()["ListenerDescriptions"]) == 1


def test_the_log(bench: Bench) -> None:
    bench.balancer(Subnets=bench.subnets)
    with pytest.raises(ClientError):
        bench.balancer("to_main", Subnets=bench.subnets)
    writes = [call for call in bench.account.calls if call.mutating]
    assert [(call.name, call.outcome) for call in writes] == [
        ("elb.CreateLoadBalancer", "ok"),
        ("elb.CreateLoadBalancer", "ValidationError"),
    ]
    assert [call.number for call in bench.account.calls] == list(range(1, len(list(bench.account.calls)) + 1))
    assert {call.process for call in writes} == {os.getpid()}


SCRIPT = """
import sys
from pathlib import Path
from multisite_tui.demo.account import PracticeAccount
elb = PracticeAccount(Path(sys.argv[1])).session().client("elb")
for name in ("one", "two", "three"):
    listeners = [{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 6402}]
    elb.create_load_balancer(LoadBalancerName=name, Listeners=listeners, AvailabilityZones=["ap-northeast-2a"])
    print(name, flush=True)
"""


@pytest.mark.parametrize(("when", "made"), [("before", ["one"]), ("after", ["one", "two"])])
def test_a_process_can_be_killed_at_a_call(tmp_path: Path, when: str, made: list[str]) -> None:
    (tmp_path / "faults.json").write_text(json.dumps({"kill": {"call": 2, "when": when}}))
    command = [sys.executable, "-c", SCRIPT, str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == -signal.SIGKILL, run.stderr
    assert run.stdout == "one\n"
    account = PracticeAccount(tmp_path, eventual=False)
    found = account.session().client("elb").describe_load_balancers()["LoadBalancerDescriptions"]
    assert sorted(entry["LoadBalancerName"] for entry in found) == sorted(made)
    assert [call.outcome for call in account.calls if call.mutating] == ["ok", "killed"]
    assert "kill" not in json.loads((tmp_path / "faults.json").read_text())


def test_nothing_outside_keeps_it_from_working(tmp_path: Path) -> None:
    surroundings = {
        "AWS_PROFILE": "nobody",
        "AWS_CONFIG_FILE": "/nowhere",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_CA_BUNDLE": "/nowhere",
        "AWS_MAX_ATTEMPTS": "nonsense",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "HTTPS_PROXY": "http://127.0.0.1:1",
    }
    command = [sys.executable, "-c", SCRIPT, str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, env=os.environ | surroundings, capture_output=True, text=True, check=False)
    assert run.stdout.split() == ["one", "two", "three"], run.stderr


def test_every_rule_is_in_the_table() -> None:
    from multisite_tui.demo import rulebook
    from multisite_tui.demo.calls import RULES

    assert rulebook.__all__
    table = (ROOT / "multisite_tui" / "demo" / "RULES.md").read_text("utf-8")
    names = {rule.__name__ for rules in RULES.values() for rule in rules}
    assert names
    assert [name for name in sorted(names) if f"`{name}`" not in table] == []


def test_importing_is_cheap() -> None:
    code = (
        "import sys, multisite_tui.demo.account; sys.exit(any(n in sys.modules for n in ('moto', 'boto3', 'botocore')))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_an_account_whose_folder_was_deleted_starts_anew(bench: Bench) -> None:
    bench.balancer(Subnets=bench.subnets[:1])
    shutil.rmtree(bench.account.folder)
    assert bench.elb.describe_load_balancers()["LoadBalancerDescriptions"] == []
