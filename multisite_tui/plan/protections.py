"""Protections: records that Route 53 refuses to change because they are protected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from multisite_tui.aws.calls import Call, Unknown
from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import normal_name
from multisite_tui.aws.resources.records import ZoneChange
from multisite_tui.aws.signed_in import aws_command
from multisite_tui.calling import CALLED
from multisite_tui.errors import Problem
from multisite_tui.model.accounts import Account, AccountKind

UNPROTECT = "Take the protection away in the Route 53 console, or with `{command}`."
UNPROTECT_PRACTICE = (
    "Take the protection away in the practice account: `{called} demo serve` says how the AWS CLI reaches it, whose"
    " `route53 delete-resource-record-set-protections` does it there."
)


def check_protections(calls: Iterable[Call], facts: Facts) -> tuple[list[Problem], list[Problem]]:
    """Return the protected records that calls would change, and the zones whose protections cannot be read.

    Only zones with changes are read. That a zone cannot be read is no error: other endpoints may lack this operation,
    and nothing else needs its permission.
    """
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for zone, changed in _changes(calls).items():
        try:
            protected = facts.protections(zone)
        except AwsFailure as failure:
            warnings.append(_protections_unreadable(zone, failure))
        else:
            problems += [_protected(zone, name, kind, facts.account) for name, kind in sorted(changed & protected)]
    return problems, warnings


def _changes(calls: Iterable[Call]) -> dict[str, set[tuple[str, str]]]:
    """Return the names and types that calls change, by zone id; a name that is not known yet is left out."""
    changed: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for call in (call for call in calls if isinstance(call, ZoneChange)):
        for change in call.params["ChangeBatch"]["Changes"]:
            record_set = change["ResourceRecordSet"]
            if not isinstance(record_set["Name"], Unknown):
                changed[call.zone].add((normal_name(record_set["Name"]), record_set["Type"]))
    return changed


def _protected(zone: str, name: str, kind: str, account: Account) -> Problem:
    one = ("--hosted-zone-id", zone, "--protections", f"RecordName={name},RecordType={kind}")
    command = aws_command(account.region, "route53", "delete-resource-record-set-protections", *one)
    template = UNPROTECT_PRACTICE if account.kind is AccountKind.PRACTICE else UNPROTECT
    return Problem(
        code="record_protected",
        what=f"The {kind} record of {name} is protected, so that Route 53 refuses to change it.",
        why="Somebody protected this name and type in the hosted zone, and AWS does not tell why.",
        next=template.format(called=CALLED, command=command),
        key="dns",
    )


def _protections_unreadable(zone: str, failure: AwsFailure) -> Problem:
    return Problem(
        code=failure.code,
        what=f"Whether records of the hosted zone {zone} are protected could not be read.",
        why=failure.problem.what,
        next="Nothing need be done, unless you protect records: Route 53 would then refuse the switch at the end.",
    )
