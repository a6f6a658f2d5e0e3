"""The IAM policy that the program needs, made from the table of permissions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from multisite_tui.aws.denials import SERVICE_LINKED_ROLE
from multisite_tui.aws.permissions import ROWS, Permission
from multisite_tui.aws.policy_statements import AWS_LOOKS, FIRST_LOAD_BALANCER, STATEMENTS, Statement

LARGEST_POLICY = 6144
"""Characters of a managed policy, without white space (IAM user guide, "IAM and AWS STS quotas")."""


def policy_document() -> dict[str, Any]:
    """Return the policy in IAM's form."""
    allowed = list(granted(ROWS))
    return document((one, {action for at, action in allowed if at is one}) for one in STATEMENTS)


def document(statements: Iterable[tuple[Statement, Iterable[str]]]) -> dict[str, Any]:
    """Return statements in IAM's form, each with its actions, sorted."""
    return {
        "Version": "2012-10-17",
        "Statement": [_worded(statement, sorted(actions)) for statement, actions in statements],
    }


def granted(rows: Iterable[Permission]) -> Iterator[tuple[Statement, str]]:
    """Yield each action that these rows need, with a statement that allows it."""
    own = {row.action for row in ROWS}
    for row in rows:
        yield from ((statement, row.action) for statement in row.statements)
        for action in row.in_callers_name:
            if action == SERVICE_LINKED_ROLE:
                yield FIRST_LOAD_BALANCER, action
            elif action not in own:
                yield AWS_LOOKS, action


def sids_of(action: str) -> tuple[str, ...]:
    """Return the Sids of the statements that allow an action; none if the program never needs it."""
    return tuple(one.sid for one in STATEMENTS if any(at is one and action == named for at, named in granted(ROWS)))


def _worded(statement: Statement, actions: list[str]) -> dict[str, Any]:
    resources = statement.resources
    worded = {
        "Sid": statement.sid,
        "Effect": "Allow",
        "Action": actions,
        "Resource": resources[0] if len(resources) == 1 else list(resources),
    }
    return worded if statement.condition is None else {**worded, "Condition": statement.condition}
