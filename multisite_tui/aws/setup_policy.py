"""The IAM policy of one setup: the general one (`policy.py`), without what runs of this setup never do, and by ARN.

What a run of these answers may need in whatever state it finds the account is in it, and so is what repairs a change
of somebody else's. Records that somebody else has led to a load balancer of the setup, under names that it never had,
are not: `destroy` is denied there until those records are gone.

Condition keys: Service Authorization Reference, "Amazon Route 53" and "AWS Certificate Manager"; how names of records
are written: Route 53 guide, "Using IAM policy conditions for fine-grained access control". One batch of changes holds
records of several sites, and a request for a certificate several names, so that each value is compared
(`ForAllValues`). Every such request has these keys; without them, the condition would hold.

A managed policy has 6,144 characters at most, without white space (IAM user guide, "IAM and AWS STS quotas"). That of
a usual setup has fewer. A setup of many sites would need more: its policy then stays one, which names fewer things one
by one, first where the tags of the setup are asked for as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from multisite_tui.aws import policy_statements as general
from multisite_tui.aws.facts.wildcards import UNCOPIED
from multisite_tui.aws.partitions import ANY, partition_of
from multisite_tui.aws.permissions import ROWS
from multisite_tui.aws.policy import LARGEST_POLICY, document, granted
from multisite_tui.aws.policy_features import Feature
from multisite_tui.aws.policy_scope import PolicyScope
from multisite_tui.aws.policy_statements import STATEMENTS, Condition, Statement
from multisite_tui.model.rules.tags import SETUP

RECORD = "route53:ChangeResourceRecordSets"
BELOW = "_*.{name}"
"""The names of the records below a name of a site that ACM and undo have, and below the names below it."""
WITH_TAGS = (general.MAKE, general.TAKE_AWAY)
"""Statements that name load balancers, and ask for the setup's tags too."""
COARSER = (
    WITH_TAGS,
    (general.CHANGE_LOAD_BALANCERS,),
    (general.REQUEST,),
    (general.CHANGE_RECORDS,),
)
"""What gives way where a policy is too long, one row after the other. These statements then name nothing one by one,
and allow the same for all load balancers of account and region, for certificates or for records of any name."""


@dataclass(frozen=True)
class SetupPolicy:
    """The policy of one setup."""

    document: Mapping[str, Any]
    """In IAM's form."""
    coarse: tuple[str, ...] = ()
    """The Sids of statements that would name things one by one, if there were room."""


def setup_policy(scope: PolicyScope) -> SetupPolicy:
    """Return the policy for all commands on one setup."""
    coarse: tuple[Statement, ...] = ()
    policy = _document(scope, coarse)
    for more in COARSER:
        if policy_length(policy) <= LARGEST_POLICY:
            break
        coarse = (*coarse, *more)
        policy = _document(scope, coarse)
    there = {statement["Sid"] for statement in policy["Statement"]}
    return SetupPolicy(policy, tuple(one.sid for one in coarse if one.sid in there))


def policy_length(policy: Mapping[str, Any]) -> int:
    """Return how many characters of a policy AWS counts: white space is free."""
    return len("".join(json.dumps(policy).split()))


def _document(scope: PolicyScope, coarse: Sequence[Statement]) -> dict[str, Any]:
    allowed = list(granted(row for row in ROWS if scope.features.issuperset(row.features)))
    statements = []
    for statement in STATEMENTS:
        actions = {action for at, action in allowed if at is statement}
        if actions and scope.features.issuperset(statement.features):
            statements.append((_narrowed(statement, actions, scope, named=statement not in coarse), actions))
    return document(statements)


def _narrowed(statement: Statement, actions: Iterable[str], scope: PolicyScope, *, named: bool) -> Statement:
    """Return a statement for one setup.

    Args:
        statement: The general one.
        actions: What it allows.
        scope: What runs of the setup concern.
        named: Whether load balancers, records and certificates are named one by one.
    """
    services = {action.partition(":")[0] for action in actions}
    kinds = [one for one in statement.resources if one == ANY or one.split(":")[2] in services]
    resources = tuple(arn for kind in kinds for arn in _arns(kind, scope, named=named))
    return replace(statement, resources=resources, condition=_condition(statement, scope, named=named))


def _arns(kind: str, scope: PolicyScope, *, named: bool) -> Iterable[str]:
    """Return the ARNs of a kind of thing that runs of the setup concern."""
    if kind == ANY:
        return (ANY,)
    everywhere, _, thing = _placed(kind, scope).rpartition(":")
    return [f"{everywhere}:{one}" for one in _things(kind, thing.removesuffix(ANY), scope, named=named)]


def _things(kind: str, word: str, scope: PolicyScope, *, named: bool) -> Iterable[str]:
    """Return what stands behind the account in the ARNs of a kind of thing. `word` is its type, such as `listener/`."""
    match kind:
        case general.LOAD_BALANCERS:
            return [f"{word}{one}" for one in (*_of_classic(scope, named), *_of_shared(scope, named))]
        case general.LISTENERS | general.HOST_RULES:
            return [f"{word}{one}" for one in _of_shared(scope, named)]
        case general.TARGET_GROUPS:
            return [f"{word}{one}" for one in _of_sites(scope, named)]
        case general.ZONES:
            return [f"{word}{zone}" for zone in scope.zones]
    return (f"{word}{ANY}",)


def _of_classic(scope: PolicyScope, named: bool) -> Iterable[str]:
    if Feature.CLASSIC not in scope.features:
        return ()
    return scope.balancers if named else (ANY,)


def _of_sites(scope: PolicyScope, named: bool) -> Iterable[str]:
    if Feature.SHARED not in scope.features:
        return ()
    return [f"{name}/*" for name in scope.target_groups] if named else (ANY,)


def _of_shared(scope: PolicyScope, named: bool) -> Iterable[str]:
    if Feature.SHARED not in scope.features:
        return ()
    return [f"app/{name}/*" for name in scope.shared_balancers] if named else ("app/*",)


def _placed(arn: str, scope: PolicyScope) -> str:
    """Return an ARN pattern with partition, region and account, as far as they are known and its kind has them."""
    word, partition, service, region, account, resource = arn.split(":", 5)
    return ":".join(
        [
            word,
            partition_of(scope.region) if scope.region != ANY else partition,
            service,
            region and scope.region,
            account and scope.account,
            resource,
        ]
    )


def _condition(statement: Statement, scope: PolicyScope, *, named: bool) -> Condition | None:
    match statement:
        case general.MAKE | general.MAKE_GROUPS:
            return _and(statement, "StringEquals", {f"aws:RequestTag/{SETUP}": scope.setup})
        case general.TAKE_AWAY:
            return _and(statement, "StringEquals", {f"aws:ResourceTag/{SETUP}": scope.setup})
        case general.REQUEST:
            tagged = _and(statement, "StringEquals", {f"aws:RequestTag/{SETUP}": scope.setup})
            names = {"ForAllValues:StringEquals": {"acm:DomainNames": scope.requested}} if named else {}
            return {**tagged, **names}
        case general.CHANGE_RECORDS:
            return _records(scope, named=named)
    return statement.condition


def _and(statement: Statement, operator: str, keys: Mapping[str, str]) -> Condition:
    there = statement.condition or {}
    return {**there, operator: {**there.get(operator, {}), **keys}}


def _records(scope: PolicyScope, *, named: bool) -> Condition:
    """Return which records may be changed, and how: only proofs for ACM are written over what may be there."""
    highest = [one for one in scope.records if not any(one.endswith(f".{other}") for other in scope.records)]
    names = [*scope.records, *(BELOW.format(name=name) for name in highest)]
    by_name = {"ForAllValues:StringLike": {f"{RECORD}NormalizedRecordNames": names}} if named else {}
    by_action = {"ForAllValues:StringEquals": {f"{RECORD}Actions": ["CREATE", "DELETE"]}}
    return {
        **by_name,
        **(by_action if Feature.REQUESTS not in scope.features else {}),
        "ForAllValues:StringNotEquals": {f"{RECORD}RecordTypes": list(UNCOPIED)},
    }
