"""What a first setup needs in the person's account, and whether it is there. Nothing is changed, nobody is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from multisite_tui.aws.error_codes import SIGNED_OUT
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.reads import Reads
from multisite_tui.errors import Failure, Problem
from multisite_tui.model.terms import RUNNING
from multisite_tui.report.marks import FULL, PAGE_TO_DO
from multisite_tui.wizard.options import AccountMode

SIGNED_IN = "AWS lets you in: account {id}, region {region}"
NOT_SIGNED_IN = "not signed in to AWS yet: begin, and the next page shows how"
NO_REGION = "signed in, but no region is chosen yet: the next page asks for it"
WANTS_CODE = "your AWS profile asks for the code of a device: the next page asks for it"
ZONES = "domains whose DNS is in Route 53: {names}"
MORE = "{names} and {count} more"
NO_ZONE = (
    "no domain has its DNS in Route 53 here. In the Route 53 console, register one, or create a public hosted zone for"
    " one that you have."
)
INSTANCES = "running EC2 instances in {region}: {count}"
NO_INSTANCE = "no EC2 instance is running in {region}. Start it in the EC2 console, or choose another region next."
NOT_LOOKED = "a domain with its DNS in Route 53: seen once you are in"
NOT_LOOKED_INSTANCE = "a running EC2 instance: seen once you are in"
LINE = "{mark} {text}"
NAMED = 3
"""Domains that are named."""


class NeedState(StrEnum):
    """Whether something that is needed is there."""

    THERE = "there"
    MISSING = "missing"
    UNKNOWN = "unknown"


MARKS = {NeedState.THERE: FULL.done, NeedState.MISSING: FULL.failed, NeedState.UNKNOWN: PAGE_TO_DO}


@dataclass(frozen=True)
class Need:
    """One thing that is needed."""

    state: NeedState
    text: str

    @property
    def line(self) -> str:
        """It in one line."""
        return LINE.format(mark=MARKS[self.state], text=self.text)


def needs_of(account_mode: AccountMode) -> list[Need]:
    """Look at what is needed; for the background."""
    options = account_mode.options
    try:
        aws = account_mode.connect(options.profile or "", options.region or "", asks=False)
    except Failure as failure:
        later = (Need(NeedState.UNKNOWN, NOT_LOOKED), Need(NeedState.UNKNOWN, NOT_LOOKED_INSTANCE))
        return [_no_access(failure.problem), *later]
    facts = Facts(aws, account_mode.clock().today(), Reads())
    account = Need(NeedState.THERE, SIGNED_IN.format(id=aws.account.id, region=aws.account.region))
    return [account, _read(lambda: _zones(facts)), _read(lambda: _instances(facts))]


def _no_access(problem: Problem) -> Need:
    if problem.code == "no_region":
        return Need(NeedState.UNKNOWN, NO_REGION)
    if problem.code == "mfa_needed":
        return Need(NeedState.UNKNOWN, WANTS_CODE)
    return Need(NeedState.MISSING, NOT_SIGNED_IN if problem.code in SIGNED_OUT else problem.what)


def _read(look: Callable[[], Need]) -> Need:
    try:
        return look()
    except Failure as failure:
        return Need(NeedState.UNKNOWN, failure.problem.what)


def _zones(facts: Facts) -> Need:
    names = sorted({zone.name for zone in facts.zones()})
    if not names:
        return Need(NeedState.MISSING, NO_ZONE)
    named, left = ", ".join(names[:NAMED]), len(names) - NAMED
    return Need(NeedState.THERE, ZONES.format(names=MORE.format(names=named, count=left) if left > 0 else named))


def _instances(facts: Facts) -> Need:
    running = [one for one in facts.instances() if one.state == RUNNING]
    region = facts.account.region
    if not running:
        return Need(NeedState.MISSING, NO_INSTANCE.format(region=region))
    return Need(NeedState.THERE, INSTANCES.format(region=region, count=len(running)))
