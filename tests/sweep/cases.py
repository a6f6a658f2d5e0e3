"""Cases: what is run, from which account, and how the account must be in the end."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from multisite_tui.demo.account import PracticeAccount
from tests.process.pictures import Picture, account_picture
from tests.process.running import REFERENCE, Desk, poll

from .points import Point, enumerated
from .processes import run

FOUR = Path(__file__).with_name("four.yaml")
WILDCARD = Path(__file__).with_name("wildcard.yaml")
SHARED = Path(__file__).with_name("shared.yaml")
MOVED = Path(__file__).with_name("move.yaml")
MOVE = ["--answers", str(MOVED), "--yes"]
ENDS = {"finish": ["move", "main-io", "--finish", "--yes"], "back": ["move", "main-io", "--back", "--yes"]}
"""By case, the command that ends the move of the reference setup."""
SETUPS = {
    "reference": ("main-io", REFERENCE),
    "four": ("four", FOUR),
    "wildcard": ("wildcard", WILDCARD),
    "shared": ("shared", SHARED),
}


@dataclass(frozen=True)
class Case:
    """A setup, and what is done with it."""

    name: str
    setup: str
    """Whose state it begins with."""
    removal: bool = False
    """Whether what is killed is `destroy`, of the setup as it is in service."""
    abandoned: bool = False
    """Whether what is killed is the set-up, and `destroy` comes next instead of a resume."""
    moves: bool = False
    """Whether what is killed is a move to another topology, or its end: sites must be served at every moment."""

    @property
    def begin(self) -> list[str]:
        """The command that is killed."""
        name, answers = SETUPS[self.setup]
        if self.moves:
            return ENDS.get(self.name, MOVE)
        return ["destroy", name, "--yes"] if self.removal else ["--answers", str(answers), "--yes"]

    def resume(self, desk: Desk) -> list[str] | None:
        """Return the command that comes after a kill; None where nothing is left to do."""
        name, _ = SETUPS[self.setup]
        saved = bool(_lines(desk.setups / name / "journal.jsonl"))
        if self.abandoned:
            return ["destroy", name, "--yes"] if saved else None
        if self.removal or self.moves:
            return self.begin
        return ["--resume", name, "--yes"] if saved else self.begin

    @property
    def ends_as_it_began(self) -> bool:
        """Whether nothing of the setup is left in the end."""
        return self.removal or self.abandoned


CASES = {
    case.name: case
    for case in (
        Case("reference", "reference"),
        Case("four", "four"),
        Case("destroy", "four", removal=True),
        Case("abandoned", "reference", abandoned=True),
        Case("wildcard", "wildcard"),
        Case("wildcard-destroy", "wildcard", removal=True),
        Case("wildcard-abandoned", "wildcard", abandoned=True),
        Case("shared", "shared"),
        Case("shared-destroy", "shared", removal=True),
        Case("shared-abandoned", "shared", abandoned=True),
        Case("move", "reference", moves=True),
        Case("finish", "reference", moves=True),
        Case("back", "reference", moves=True),
    )
}


@dataclass(frozen=True)
class Base:
    """A folder with the undisturbed runs, made once and read by many processes."""

    folder: Path
    fresh: bool = False

    def before(self, case: Case) -> Desk:
        """Return the desk that each try of a case takes a copy of."""
        if case.moves:
            return self._moved() if case.name in ENDS else self.finished(case.setup)
        return self.finished(case.setup) if case.removal else self._untouched(case.setup)

    def points(self, case: Case, seed: str) -> list[Point]:
        """Return every point of a case."""
        name, _ = SETUPS[case.setup]
        if case.moves:
            journal = self._after(case).setups / name / "journal.jsonl"
        elif case.removal:
            journal = self._removed(case.setup).setups / name / "journal.removed"
        else:
            journal = self.finished(case.setup).setups / name / "journal.jsonl"
        return enumerated(case.name, journal, seed)

    def picture(self, case: Case) -> Picture:
        """Return the account as it must be in the end."""
        desk = self._untouched(case.setup) if case.ends_as_it_began else self.finished(case.setup)
        desk = self._after(case) if case.moves else desk
        return _picture(self, desk.folder)

    def _untouched(self, setup: str) -> Desk:
        return self._once(f"{setup}-untouched", {"four": _seed_four, "wildcard": _seed_wildcard}.get(setup, _seed))

    def view(self, desk: Desk) -> Picture:
        """Return a picture of a desk's account as it is now; a copy is looked at, so that the look leaves no trace."""
        clients = self.clients(desk)
        return account_picture(_viewer(self._view), clients)

    def clients(self, desk: Desk) -> Callable[[str], Any]:
        """Return what makes clients of a copy of a desk's account."""
        folder = self._view
        _viewer(folder)
        shutil.copyfile(desk.practice / "account" / "account.json", folder / "copied")
        (folder / "copied").replace(folder / "account.json")
        return partial(_client, folder)

    @property
    def _view(self) -> Path:
        return self.folder / f"view-{os.getpid()}"

    def finished(self, setup: str) -> Desk:
        """Return the desk on which a setup is in service."""
        return self._once(f"{setup}-set-up", lambda desk: self._undisturbed(desk, self._untouched(setup), setup))

    def _moved(self) -> Desk:
        """Return the desk on which the reference setup has moved, and both ways stand."""
        return self._after(CASES["move"])

    def _after(self, case: Case) -> Desk:
        """Return the desk after an undisturbed move, or its end."""
        return self._once(f"{case.name}-undisturbed", lambda desk: self._run(desk, self.before(case), case))

    def _removed(self, setup: str) -> Desk:
        return self._once(f"{setup}-removed", lambda desk: self._undisturbed(desk, self.finished(setup), setup, True))

    def _undisturbed(self, desk: Desk, begun: Desk, setup: str, removal: bool = False) -> None:
        self._run(desk, begun, Case("", setup, removal))

    def _run(self, desk: Desk, begun: Desk, case: Case) -> None:
        shutil.copytree(begun.state, desk.state)
        ended = run(desk, case.begin, None, fresh=self.fresh)
        assert ended.code == 0, f"{ended.out}\n{ended.err}"

    def _once(self, name: str, work: Callable[[Desk], None]) -> Desk:
        """Fill a folder once for all processes, and return its desk."""
        self.folder.mkdir(parents=True, exist_ok=True)
        folder = self.folder / name
        with (self.folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (folder / "done").exists():
                shutil.rmtree(folder, ignore_errors=True)
                work(Desk(folder))
                (folder / "done").touch()
        return Desk(folder)


@cache
def _picture(base: Base, folder: Path) -> Picture:
    return base.view(Desk(folder))


@cache
def _viewer(folder: Path) -> PracticeAccount:
    """Return an account to look with, always the same in a process: clients are slow to make."""
    return PracticeAccount(folder)


@cache
def _client(folder: Path, service: str) -> Any:
    return _viewer(folder).session().client(service)


def _seed(desk: Desk) -> None:
    assert desk.account.folder.exists()


def _seed_wildcard(desk: Desk) -> None:
    """Have a record that answers for every name of the zone that has none."""
    route53: Any = desk.account.session().client("route53")
    zone = next(one["Id"] for one in route53.list_hosted_zones()["HostedZones"] if one["Name"] == "main.io.")
    record = {"Name": "*.main.io", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "203.0.113.10"}]}
    batch = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
    change = route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)["ChangeInfo"]["Id"]
    poll(lambda: route53.get_change(Id=change)["ChangeInfo"]["Status"] == "INSYNC", "the record served everywhere")


def _seed_four(desk: Desk) -> None:
    """Have a certificate in the account that will do for one site, and that the setup must leave as it is."""
    session = desk.account.session()
    # Any, since the stubs do not take a batch that is put together elsewhere.
    acm: Any = session.client("acm")
    route53: Any = session.client("route53")
    arn = acm.request_certificate(DomainName="*.example.net", ValidationMethod="DNS", KeyAlgorithm="RSA_2048")
    asked = {"CertificateArn": arn["CertificateArn"]}

    def told() -> Any:
        try:
            return acm.describe_certificate(**asked)["Certificate"]
        except acm.exceptions.ResourceNotFoundException:  # ACM does not show it everywhere yet
            return {"Status": "", "DomainValidationOptions": [{}]}

    poll(lambda: "ResourceRecord" in told()["DomainValidationOptions"][0], "the validation record")
    record = told()["DomainValidationOptions"][0]["ResourceRecord"]
    zone = next(one["Id"] for one in route53.list_hosted_zones()["HostedZones"] if one["Name"] == "example.net.")
    cname = {"Name": record["Name"], "Type": "CNAME", "TTL": 300, "ResourceRecords": [{"Value": record["Value"]}]}
    batch = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": cname}]}
    change = route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)["ChangeInfo"]["Id"]
    poll(lambda: told()["Status"] == "ISSUED", "the certificate that is there already")
    # So that every copy begins alike.
    poll(lambda: route53.get_change(Id=change)["ChangeInfo"]["Status"] == "INSYNC", "the record served everywhere")


def _lines(journal: Path) -> list[str]:
    """Return a journal's whole lines."""
    if not journal.exists():
        return []
    whole = [line for line in journal.read_text(encoding="utf-8").splitlines(keepends=True) if line.endswith("\n")]
    return [line for line in whole if json.loads(line)]
