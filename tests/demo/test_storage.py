"""The account's file: data only, bounded, and what it becomes where something else has written it."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from multisite_tui.demo.account import SPEED, PracticeAccount
from multisite_tui.demo.clock import LATEST
from multisite_tui.demo.control import storage
from multisite_tui.demo.control.graphs import Damaged
from multisite_tui.demo.control.picture import picture
from multisite_tui.demo.control.plain_files import IRREGULAR, LINKED
from multisite_tui.demo.ec2.backend import Ec2
from multisite_tui.demo.ec2.kept_kinds import ec2_kinds
from multisite_tui.demo.moto_import import MOTO

from .applications import register, stage
from .rig import Bench, listener, refused

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bench(bench: Bench) -> Bench:
    """An account that is saved already."""
    bench.account.now()
    return bench


def saved(bench: Bench) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((bench.account.folder / "account.json").read_text("utf-8"))
    return found


def write(bench: Bench, content: Any) -> None:
    (bench.account.folder / "account.json").write_text(json.dumps(content), "utf-8")


def open_(bench: Bench) -> PracticeAccount:
    return PracticeAccount(bench.account.folder, now=bench.clock, eventual=False)


class Canary:
    """What a prepared pickle looks like."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os.mkdir, (str(self.file),)


@pytest.mark.parametrize("name", ["account.pickle", "account.json"])
def test_a_prepared_pickle_runs_nothing(tmp_path: Path, name: str) -> None:
    canary = tmp_path / "canary"
    (tmp_path / name).write_bytes(pickle.dumps((3, Canary(canary))))
    try:
        account = PracticeAccount(tmp_path)
    except Damaged:
        assert name == "account.json"
    else:
        assert (account.outdated, (tmp_path / name).exists()) == (True, False)
        assert not PracticeAccount(tmp_path).outdated
    assert not canary.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x80\x04.",
        b"null",
        b"[]",
        b"{}",
        b'{"version": "4"}',
        b'{"version": true}',
        b'{"version": 4}',
        b'{"version": 4, "world": [["dict", {}]], "ec2": []}',
        b'{"version": 4, "world": [["World", {}]], "ec2": []}',
        b'{"version": 4, "world": [["World", {"created": 1}]], "ec2": "x"}',
        b"[" * 100_000,
        b'{"version": ' + b"9" * 10_000 + b"}",
        b"\xff\xfe",
    ],
    ids=lambda content: content[:60].decode("latin-1"),
)
def test_a_file_that_is_no_account_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "account.json").write_bytes(content)
    with pytest.raises(Damaged):
        PracticeAccount(tmp_path)
    assert (tmp_path / "account.json").read_bytes() == content


@pytest.mark.parametrize("created", [-1e300, 1e18, -1, True, "0", None])
def test_a_time_at_which_no_account_was_made_is_said(bench: Bench, created: Any) -> None:
    content = saved(bench)
    content["world"][0][1]["created"] = created
    write(bench, content)
    with pytest.raises(Damaged, match="time at which an account was made"):
        open_(bench)


@pytest.mark.parametrize("created", ["NaN", "1e999"])
def test_a_time_that_is_no_number_is_said(bench: Bench, created: str) -> None:
    file = bench.account.folder / "account.json"
    content = saved(bench)
    file.write_text(json.dumps(content).replace(json.dumps(content["world"][0][1]["created"]), created))
    with pytest.raises(Damaged, match="no number"):
        open_(bench)


def test_the_time_of_an_old_account_ends_before_the_dates_of_python_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = LATEST / SPEED
    monkeypatch.setattr("multisite_tui.demo.account.time.time", lambda: wall)
    account = PracticeAccount(tmp_path)
    assert account.now() == wall
    wall = LATEST
    assert account.now() == LATEST
    acm = PracticeAccount(tmp_path, now=lambda: LATEST, eventual=False).session().client("acm")
    arn = acm.request_certificate(DomainName="main.io", ValidationMethod="DNS")["CertificateArn"]
    assert acm.describe_certificate(CertificateArn=arn)["Certificate"]["CreatedAt"].year == 9987


def test_an_account_that_is_too_large_is_not_read(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "LARGEST", 1000)
    with pytest.raises(OSError, match="larger than 1000 bytes"):
        open_(bench)


def fifo(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()


def link(path: Path) -> None:
    target = path.with_name("target")
    target.write_bytes(b"")
    path.symlink_to(target)


@pytest.mark.parametrize("name", ["account.json", "lock", "faults.json", "calls.log", "account.json.new"])
@pytest.mark.parametrize("make", [fifo, folder, link])
def test_only_regular_files_are_opened(tmp_path: Path, name: str, make: Callable[[Path], None]) -> None:
    make(tmp_path / name)
    own = "|".join(words.format(name=name) for words in (IRREGULAR, LINKED))
    with pytest.raises(OSError, match=f"{own}|Is a directory|No such device or address"):
        PracticeAccount(tmp_path)
    assert not (tmp_path / "target").exists() or (tmp_path / "target").read_bytes() == b""


@pytest.mark.parametrize("name", ["account.json", "lock", "faults.json", "calls.log", "account.json.new"])
def test_a_file_that_becomes_something_else_is_said_with_the_next_call(bench: Bench, name: str) -> None:
    (bench.account.folder / name).unlink(missing_ok=True)
    os.mkfifo(bench.account.folder / name)
    with refused("PracticeAccountUnusable"):
        bench.group()
    with refused("PracticeAccountUnusable"):
        bench.group()
    (bench.account.folder / name).unlink()
    assert bench.route53.list_hosted_zones()["HostedZones"]


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_disk_without_locks_is_said(bench: Bench, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def flock(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", flock)
    with refused("PracticeAccountUnusable", os.strerror(code)):
        bench.elb.describe_load_balancers()
    with pytest.raises(OSError, match=os.strerror(code)):
        bench.account.now()


def test_damage_in_its_ec2_is_said_with_the_first_call_of_ec2(bench: Bench) -> None:
    content = saved(bench)
    content["ec2"][1][0] = "subprocess.Popen"
    write(bench, content)
    assert bench.route53.list_hosted_zones()["HostedZones"]
    with refused("PracticeAccountUnusable", "`demo reset` makes it as new"):
        bench.ec2.describe_instances()


def test_objects_that_do_not_fit_together_are_said_with_the_call_that_meets_them(bench: Bench) -> None:
    bench.balancer()
    content = saved(bench)
    description = next(
        content for kind, content in content["world"] if kind == "dict" and "LoadBalancerName" in content
    )
    del description["ListenerDescriptions"]
    write(bench, content)
    with refused("PracticeAccountFailed", "(KeyError)"):
        bench.elb.create_load_balancer_listeners(LoadBalancerName="to-main", Listeners=[listener(81)])
    assert "KeyError: 'ListenerDescriptions'" in (bench.account.folder / "failure.log").read_text("utf-8")


@pytest.mark.parametrize(
    "content",
    [
        b"nonsense",
        b"[]",
        b'{"faults": 5}',
        b'{"faults": ["x"]}',
        b'{"faults": [{"operation": "*"}]}',
        b'{"faults": [{"operation": "*", "code": "x", "times": "3"}]}',
        b'{"faults": [{"operation": "*", "code": "x", "more": 3}]}',
        b'{"faults": [{"operation": ["*"], "code": "x"}]}',
        b'{"kill": "now"}',
        b"[" * 100_000,
        b" " * (1 << 21),
    ],
    ids=lambda content: content[:60].decode(),
)
def test_faults_of_another_form_are_said(bench: Bench, content: bytes) -> None:
    (bench.account.folder / "faults.json").write_bytes(content)
    with refused("PracticeAccountUnusable", "faults.json" if len(content) < 1 << 20 else "larger"):
        bench.elb.describe_load_balancers()


def test_lines_of_the_log_that_something_else_wrote_are_passed_over(bench: Bench) -> None:
    (bench.account.folder / "calls.log").write_bytes(b"\xff\xff\nx\n12 nobody write x ok\n" + b"y" * 5000 + b"\n")
    bench.elb.describe_load_balancers()
    bench.elb.describe_load_balancers()
    assert [(call.number, call.outcome) for call in bench.account.calls] == [(1, "ok"), (2, "ok")]


def test_the_file_is_the_same_for_the_same_account(bench: Bench) -> None:
    bench.balancer(Subnets=bench.subnets, SecurityGroups=[bench.group()])
    before = (bench.account.folder / "account.json").read_bytes()
    open_(bench).set_answer(6402, None)
    open_(bench).set_answer(6402, 200)
    open_(bench)._save(open_(bench)._current_world())
    after = saved(bench)
    assert after["ec2"] == json.loads(before)["ec2"]


def make_of_each_kind(ec2: Any) -> None:
    """Make an object of each kind of EC2 that the table has."""
    vpc, other = (ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16")["Vpc"]["VpcId"] for number in (1, 2))
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.1.0/24")["Subnet"]["SubnetId"]
    ec2.create_subnet(VpcId=vpc, Ipv6Native=True, Ipv6CidrBlock="2001:db8:1234:1a00::/64")
    peering = ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=other)["VpcPeeringConnection"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=peering["VpcPeeringConnectionId"])
    ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.ap-northeast-2.s3")
    ec2.create_dhcp_options(DhcpConfigurations=[{"Key": "domain-name", "Values": ["main.io"]}])
    ec2.create_egress_only_internet_gateway(VpcId=vpc)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)
    ec2.create_key_pair(KeyName="key")
    found = ec2.describe_instances()["Reservations"][0]["Instances"][0]
    ec2.create_image(InstanceId=found["InstanceId"], Name="image")
    volume = found["BlockDeviceMappings"][0]["Ebs"]["VolumeId"]
    ec2.create_snapshot(VolumeId=volume)
    data = {"InstanceType": "t3.micro"}
    ec2.create_launch_template(LaunchTemplateName="template", LaunchTemplateData=data)


def test_each_kind_of_ec2_is_saved_and_restored(bench: Bench) -> None:
    make_of_each_kind(bench.ec2)
    content = saved(bench)["ec2"]
    assert {kind for kind, _ in content} >= set(ec2_kinds())
    again = Ec2(content)
    again.backend("ap-northeast-2")
    assert json.loads(json.dumps(again.dump())) == content
    group = next(iter(again.groups("ap-northeast-2")))
    made = bench.account._ec2.group("ap-northeast-2", group.id)
    assert {name: method.__name__ for name, method in group.filters.items()} == {
        name: method.__name__ for name, method in made.filters.items()
    }
    cidrs = [str(subnet.cidr) for subnet in again.subnets("ap-northeast-2")]
    assert cidrs == [str(subnet.cidr) for subnet in bench.account._ec2.subnets("ap-northeast-2")]
    assert "2001:db8:1234:1a00::/64" in cidrs
    rule, first = group.egress_rules[0], made.egress_rules[0]
    assert {name: method.__name__ for name, method in rule.filters.items()} == {
        name: method.__name__ for name, method in first.filters.items()
    }


def test_each_kind_of_application_load_balancers_is_saved_and_restored(bench: Bench) -> None:
    on = stage(bench)
    register(bench, on.group, 6402, 6403)
    bench.elbv2.add_listener_certificates(ListenerArn=on.secure, Certificates=[{"CertificateArn": on.certificate}])
    bench.clock.forward(40)
    assert {kind for kind, _ in saved(bench)["world"]} >= {
        "PracticeApplicationBalancer", "PracticeListener", "PracticeListenerRule", "PracticeTarget",
        "PracticeTargetGroup",
    }  # fmt: skip
    again = open_(bench)
    assert picture(again) == picture(bench.account)
    assert [one["State"] for one in picture_states(again, on.group)] == ["healthy", "healthy"]


def picture_states(account: PracticeAccount, group: str) -> list[dict[str, Any]]:
    elbv2 = account.session().client("elbv2")
    found = elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    return [one["TargetHealth"] for one in found]


def test_an_account_that_knows_no_application_load_balancers_opens(bench: Bench) -> None:
    bench.balancer()
    content = saved(bench)
    root = content["world"][0][1]
    for name in ("application_balancers", "target_groups"):
        del root[name]
    write(bench, content)
    assert picture(open_(bench)) == picture(bench.account)
    stage(bench)


def test_what_makes_an_object_that_is_not_saved_is_refused_and_leaves_nothing(bench: Bench) -> None:
    with refused("InvalidAction", "does not practise ec2 CreateVpnGateway"):
        bench.ec2.create_vpn_gateway(Type="ipsec.1")
    assert bench.ec2.describe_vpn_gateways()["VpnGateways"] == []


def test_a_site_takes_little_of_the_file(bench: Bench) -> None:
    def size() -> int:
        return (bench.account.folder / "account.json").stat().st_size

    new = size()
    bench.balancer(SecurityGroups=[bench.group()])
    assert (new < 30_000, size() - new < 8_000) == (True, True)


def test_the_release_of_moto_is_the_one_that_is_installed_with_the_program() -> None:
    assert f'"moto=={MOTO}"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_a_new_account_is_of_now(tmp_path: Path) -> None:
    before = time.time()
    assert before <= PracticeAccount(tmp_path).now()
