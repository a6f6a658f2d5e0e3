"""Practice accounts that somebody else prepared: nothing of their files runs, and each call has an answer."""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from botocore.config import Config

from multisite_tui.aws.errors import AwsFailure, translated
from multisite_tui.demo.account import PracticeAccount

from .trying import Part, Try

START = 1_800_000_000.0
MOST_SECONDS = 10.0
"""Of computing, for opening an account and making the calls; a hundredth is usual."""
ONCE = Config(retries={"total_max_attempts": 1, "mode": "standard"})
FORBIDDEN = ("os.system", "os.exec", "os.posix_spawn", "os.fork", "subprocess.Popen", "pickle.find_class", "exec")
"""Audit events of code that a file could have named; `exec` is also that of an import."""

Clients = dict[str, Any]
Calls = list[tuple[str, Callable[[Any], object]]]
Mutation = Callable[[random.Random, Path], None]


class Watch:
    """Hears what Python does (`sys.addaudithook`) while it is switched on; a hook cannot be taken away again."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.on = False
        sys.addaudithook(self._hear)

    def _hear(self, event: str, _: tuple[Any, ...]) -> None:
        if self.on and event in FORBIDDEN:
            self.heard.append(event)


class Canary:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os.mkdir, (str(self.folder),)


CALLS: Calls = [
    ("sts", lambda client: client.get_caller_identity()),
    ("ec2", lambda client: client.describe_instances()),
    ("ec2", lambda client: client.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["web"]}])),
    ("ec2", lambda client: client.describe_subnets()),
    ("ec2", lambda client: client.create_security_group(GroupName="more", Description="More")),
    ("elb", lambda client: client.describe_load_balancers()),
    ("elb", lambda client: client.describe_instance_health(LoadBalancerName="to-main")),
    ("elb", lambda client: client.delete_load_balancer(LoadBalancerName="to-main")),
    ("acm", lambda client: client.list_certificates()),
    ("acm", lambda client: client.request_certificate(DomainName="more.main.io", ValidationMethod="DNS")),
    ("route53", lambda client: client.list_hosted_zones()),
    ("route53", lambda client: client.create_hosted_zone(Name="more.io", CallerReference="more")),
]


def attack(lot: random.Random, folder: Path) -> Iterator[Try]:
    """Yield prepared accounts."""
    prepared, watch = folder / "prepared", Watch()
    clients = _clients(prepared)
    whole = _made(clients, prepared)
    _tried(clients, prepared)  # all is imported and compiled before anything is watched
    mutations = list(MUTATIONS)
    for number in range(sys.maxsize):
        shutil.rmtree(prepared)
        prepared.mkdir()
        (prepared / "account.json").write_bytes(whole)
        name = lot.choice(mutations)
        MUTATIONS[name](lot, prepared)
        begun, watch.heard, watch.on = time.process_time(), [], True
        try:
            wrong, seen = _tried(clients, prepared)
        finally:
            watch.on = False
        wrong = wrong or (f"it ran {', '.join(watch.heard)}" if watch.heard else "")
        wrong = wrong or ("the canary is there" if (folder / "canary").exists() else "")
        wrong = wrong or ("it computed for too long" if time.process_time() - begun > MOST_SECONDS else "")
        yield Try(f"{name} ({number})", wrong, seen)


def _clients(folder: Path) -> Clients:
    """Return clients of the account in a folder, which read it again whenever its file is another."""
    session = PracticeAccount(folder, now=lambda: START, eventual=False).session()
    return {service: session.client(service, config=ONCE) for service in sorted({service for service, _ in CALLS})}


def _made(clients: Clients, folder: Path) -> bytes:
    """Make an account with a load balancer and a certificate, and return its file."""
    ec2, elb = clients["ec2"], clients["elb"]
    group = ec2.create_security_group(GroupName="to-main", Description="to-main")["GroupId"]
    permission = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
    elb.create_load_balancer(
        LoadBalancerName="to-main",
        Listeners=[{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 6402}],
        Subnets=[one["SubnetId"] for one in ec2.describe_subnets()["Subnets"]],
        SecurityGroups=[group],
    )
    instance = ec2.describe_instances()["Reservations"][0]["Instances"][0]["InstanceId"]
    elb.register_instances_with_load_balancer(LoadBalancerName="to-main", Instances=[{"InstanceId": instance}])
    clients["acm"].request_certificate(DomainName="main.io", ValidationMethod="DNS")
    return (folder / "account.json").read_bytes()


def _tried(clients: Clients, folder: Path) -> tuple[str, str]:
    """Open an account and make the calls; return what was wrong, and what kind of end it was."""
    try:
        PracticeAccount(folder)
    except OSError as error:
        return ("", "refused when it is opened") if error.strerror else ("the error says nothing", "")
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        return f"opening it: {type(error).__name__}: {error}", ""
    refused = False
    for service, call in CALLS:
        try:
            with translated(service):
                call(clients[service])
        except AwsFailure as failure:
            refused = refused or failure.code.startswith("PracticeAccount")
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            return f"{service}: {type(error).__name__}: {error}", ""
    return "", "refused with a call" if refused else "answered"


def _flip(lot: random.Random, folder: Path) -> None:
    content = bytearray((folder / "account.json").read_bytes())
    for _ in range(lot.choice((1, 1, 3, 30))):
        content[lot.randrange(len(content))] ^= 1 << lot.randrange(8)
    (folder / "account.json").write_bytes(content)


def _cut(lot: random.Random, folder: Path) -> None:
    content = (folder / "account.json").read_bytes()
    begin = lot.randrange(len(content))
    end = lot.randrange(begin, len(content))
    (folder / "account.json").write_bytes(content[:begin] + lot.choice((b"", content[begin:end] * 2)) + content[end:])


def _reshape(lot: random.Random, folder: Path) -> None:
    """Change some objects of the graphs, each so that the file is still JSON of nearly the same form."""
    content = json.loads((folder / "account.json").read_bytes())
    for _ in range(lot.choice((1, 2, 5))):
        things = content[lot.choice(("world", "ec2"))]
        thing = things[lot.randrange(len(things))]
        lot.choice((_rename, _replace, _replace, _remove, _add))(lot, thing, len(things))
    (folder / "account.json").write_text(json.dumps(content))


NAMES = (
    "os.system", "builtins.eval", "subprocess.Popen", "type", "object", "function", "__class__", "__reduce__",
    "__dict__", "__setstate__", "__init__", "World", "EC2Backend", "SecurityGroup", "Instance", "dict", "list", "set",
    "deque", "defaultdict", "OrderedDict", "id", "filters", "get_tags", "ec2_backend", "created", "",
)  # fmt: skip


def _odd(lot: random.Random, count: int) -> Any:
    return lot.choice((
        None, True, -1, 0, 2**64, 1e308, -1e300, "", "x" * 1000, "os.system", "\ud800", "\x00", "<&>", "10.0.0.0/8",
        [lot.randrange(count)], [lot.randrange(count)], [count], [-1], [], ["os.system"], [[0]], {}, {"tuple": []},
        {"tuple": [[0]]}, {"datetime": "9999-12-31T23:59:59"}, {"datetime": "0001-01-01T00:00:00+14:00"}, {"bytes": ""},
        {"IPv4Network": "0.0.0.0/0"}, {"IPv4Address": "255.255.255.255"}, {"os.system": "touch canary"},
    ))  # fmt: skip


def _rename(lot: random.Random, thing: list[Any], _count: int) -> None:
    if isinstance(thing[1], dict) and thing[1] and lot.random() < 0.7:
        thing[1][lot.choice(NAMES)] = thing[1].pop(lot.choice(sorted(thing[1])))
    else:
        thing[0] = lot.choice(NAMES)


def _replace(lot: random.Random, thing: list[Any], count: int) -> None:
    if isinstance(thing[1], dict) and thing[1]:
        thing[1][lot.choice(sorted(thing[1]))] = _odd(lot, count)
    elif isinstance(thing[1], list) and thing[1]:
        thing[1][lot.randrange(len(thing[1]))] = _odd(lot, count)
    else:
        thing[1] = _odd(lot, count)


def _remove(lot: random.Random, thing: list[Any], _count: int) -> None:
    if thing[1]:
        thing[1].pop(lot.choice(sorted(thing[1])) if isinstance(thing[1], dict) else lot.randrange(len(thing[1])))


def _add(lot: random.Random, thing: list[Any], count: int) -> None:
    if isinstance(thing[1], dict):
        thing[1][lot.choice(NAMES)] = _odd(lot, count)
    else:
        thing[1].append(_odd(lot, count))


def _pickled(lot: random.Random, folder: Path) -> None:
    (folder / "account.json").unlink()
    canary = Canary(folder.parent / "canary")
    content = lot.choice((canary, (3, canary), (4, {"version": 4, "world": canary})))
    (folder / lot.choice(("account.json", "account.pickle"))).write_bytes(pickle.dumps(content))


def _nested(lot: random.Random, folder: Path) -> None:
    depth = lot.choice((100, 1_000, 100_000))
    inner = lot.choice((("[", "]"), ('{"tuple": [', "]}")))
    deep = inner[0] * depth + inner[1] * depth
    content = {"version": 4, "world": "DEEP", "ec2": []} if lot.random() < 0.5 else {"version": "DEEP"}
    (folder / "account.json").write_text(json.dumps(content).replace('"DEEP"', deep))


def _beside(lot: random.Random, folder: Path) -> None:
    """Prepare another file than the account's."""
    file = folder / lot.choice(("faults.json", "calls.log", "lock", "account.json.new"))
    kind = lot.choice(("fifo", "folder", "link", "bytes", "json"))
    if kind == "fifo":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    elif kind == "link":
        file.symlink_to(folder.parent / "canary")
    elif kind == "bytes":
        file.write_bytes(lot.randbytes(lot.choice((1, 100, 5000))))
    else:
        fault = {"operation": "*", "code": "Throttled", "times": 1}
        fault[lot.choice(("operation", "code", "times", "share", "skip", "status", "after", "more"))] = _odd(lot, 9)
        file.write_text(json.dumps({"faults": [fault]}))


MUTATIONS: dict[str, Mutation] = {
    "bits flipped": _flip,
    "a piece gone or doubled": _cut,
    "objects of another shape": _reshape,
    "objects of another shape, again": _reshape,
    "a pickle in its place": _pickled,
    "nested deeply": _nested,
    "another file of the folder": _beside,
}

PART = Part(
    "accounts",
    "Practice accounts that somebody else prepared or damaged: each call has an answer or a refusal, and no code runs.",
    attack,
    tries=4000,
    few=80,
)
