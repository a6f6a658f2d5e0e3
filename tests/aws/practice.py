"""The practice account behind real clients, as new for each test, with time that only the test moves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, local
from typing import Any

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.session import connect
from multisite_tui.demo.account import PracticeAccount
from multisite_tui.engine.clock import Clock
from multisite_tui.engine.interrupt import Interrupt

START = 1_800_000_000.0


class Practice:
    """One account; making it anew is putting its first file back."""

    def __init__(self, folder: Path) -> None:
        self.time = START
        self.account = PracticeAccount(folder, now=lambda: self.time)
        self.aws = connect(self.account.session(), practice=True)
        self._new = (folder / "account.json").read_bytes()

    def renew(self) -> None:
        PracticeAccount.reset(self.account.folder)
        (self.account.folder / "account.json").write_bytes(self._new)
        self.time = START

    def settle(self) -> None:
        """Let every part of AWS hear of what was made."""
        self.time += 60

    def facts(self) -> Facts:
        return Facts(self.aws, datetime.fromtimestamp(self.time, UTC))

    def deny(self, operation: str) -> None:
        self.account.fail(operation, "AccessDenied", times=99, status=403, message="not authorized")

    def asked(self, operation: str) -> int:
        return sum(call.name.endswith(f".{operation}") for call in self.account.calls)

    def writes(self) -> list[str]:
        return [call.name.replace(".", ":") for call in self.account.calls if call.mutating]

    @property
    def vpc(self) -> str:
        return self.facts().instances()[0].vpc

    def zone(self, name: str = "main.io") -> str:
        return next(zone.id for zone in self.facts().zones() if zone.name == name)

    def put(self, *record_sets: dict[str, Any], zone: str = "main.io") -> None:
        changes: Any = [{"Action": "CREATE", "ResourceRecordSet": record} for record in record_sets]
        self.aws.route53.change_resource_record_sets(HostedZoneId=self.zone(zone), ChangeBatch={"Changes": changes})
        self.settle()

    def balancer(self, name: str = "to-main", tags: Iterable[tuple[str, str]] = ()) -> None:
        self.aws.elb.create_load_balancer(
            LoadBalancerName=name,
            Listeners=[{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 6402}],
            Subnets=[self.facts().subnets(self.vpc)[0].id],
            Tags=[{"Key": key, "Value": value} for key, value in tags or [("x", "y")]],
        )
        self.settle()


class PracticeClock(Clock):
    """A wait moves the account's time on; a thread's deadlines count only what that thread waited."""

    def __init__(self, practice: Practice) -> None:
        super().__init__(today=lambda: datetime.fromtimestamp(practice.time, UTC))
        self._practice = practice
        self._lock = Lock()
        self._own = local()

    def now(self) -> float:
        return getattr(self._own, "waited", 0.0)

    def shared(self) -> float:
        return self._practice.time

    def wait(self, seconds: float, interrupt: Interrupt) -> None:
        interrupt.check()
        self._own.waited = self.now() + seconds
        with self._lock:
            self._practice.time += seconds


def address(name: str, value: str = "203.0.113.1", **more: Any) -> dict[str, Any]:
    return {"Name": name, "Type": "A", "TTL": 300, "ResourceRecords": [{"Value": value}], **more}
