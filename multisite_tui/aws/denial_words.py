"""What a person reads of a denied action: whose policy denies it, and who can change that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from multisite_tui.aws.denials import SERVICE_LINKED_ROLE, Denial, Denier, denial_of
from multisite_tui.aws.policy import sids_of
from multisite_tui.aws.signed_in import SIGNED_IN, with_profile
from multisite_tui.calling import CALLED
from multisite_tui.errors import Advice, AdviceKind, Problem

ALLOW = "Let an administrator allow {action}, then {again}; what is done stays done."


@dataclass(frozen=True)
class _Words:
    why: str
    advice: str


_BY_DENIER: Mapping[Denier, _Words] = {
    Denier.UNSAID: _Words("The identity in use lacks this permission. AWS says: {sentence}.", ALLOW),
    Denier.IDENTITY: _Words("No policy of the identity in use allows it. AWS says: {sentence}.", ALLOW),
    Denier.BOUNDARY: _Words(
        "The permissions boundary of the identity in use does not allow it. AWS says: {sentence}.",
        "Let an administrator allow {action} in the permissions boundary, not only in a policy, then {again}.",
    ),
    Denier.ORGANISATION: _Words(
        "A service control policy of the organisation denies it, whatever the policies of the account allow. AWS says:"
        " {sentence}.",
        "Ask the people who manage the organisation (AWS Organizations) to allow {action}, or use another account or"
        " region; an administrator of this account cannot. Then {again}.",
    ),
    Denier.RESOURCE_CONTROL: _Words(
        "A resource control policy of the organisation denies it, whatever the policies of the account allow. AWS says:"
        " {sentence}.",
        "Ask the people who manage the organisation (AWS Organizations) to allow {action}; an administrator of this"
        " account cannot. Then {again}.",
    ),
    Denier.SESSION: _Words(
        "The session in use was opened with a policy that does not allow it. AWS says: {sentence}.",
        "Sign in without that session policy, or let whoever opens the session (a permission set, a script) allow"
        " {action}, then {again}.",
    ),
    Denier.RESOURCE: _Words(
        "The policy of the resource itself denies it. AWS says: {sentence}.",
        "Let whoever owns the resource allow {action} in its policy, then {again}.",
    ),
    Denier.ENDPOINT: _Words(
        "The policy of the VPC endpoint that the request passed denies it. AWS says: {sentence}.",
        "Let whoever manages the network allow {action} in the policy of the VPC endpoint, or run from another network,"
        " then {again}.",
    ),
    Denier.TRUST: _Words(
        "The role does not trust the identity in use. AWS says: {sentence}.",
        "Let an administrator name this identity in the role's trust policy, or correct `role_arn` of the profile, then"
        " {again}.",
    ),
    Denier.TAG: _Words(
        "A tag policy of the organisation does not take one of the tags. AWS says: {sentence}.",
        "Give `tags` the keys and values that the tag policy asks for, or ask the people who manage the organisation,"
        " then {again}.",
    ),
    Denier.DECLARATIVE: _Words(
        "A declarative policy of the organisation has switched this off. AWS says: {sentence}.",
        "Ask the people who manage the organisation (AWS Organizations); an administrator of this account cannot allow"
        " it. Then {again}.",
    ),
}
_FORBIDDEN = _Words(
    "A policy of the identity in use forbids it, which no other policy can allow. AWS says: {sentence}.",
    "Let an administrator take {action} out of the statement that denies it, then {again}; what is done stays done.",
)
_FIRST_LOAD_BALANCER = _Words(
    "AWS makes the role by which load balancers work, once in an account's life and in the caller's name. AWS says:"
    " {sentence}.",
    "Let an administrator allow {action}, or make one load balancer of any kind; then {again}.",
)
_ALLOWED_BY = (Denier.UNSAID, Denier.IDENTITY, Denier.BOUNDARY, Denier.SESSION)
"""Where an action is missing from a policy that is written for the identity in use."""
_STATEMENT = " The statement {statements} in what `{policy}` prints allows it."
_STATEMENTS = " The statements {statements} in what `{policy}` prints allow it."
_PUBLISHED = " The statement {statements} of docs/policy.json in the source allows it."
_PUBLISHED_SEVERAL = " The statements {statements} of docs/policy.json in the source allow it."
_DECODE = (
    " The whole reason is in a message of {length} characters, which EC2 encodes: CloudTrail's event history has it as"
    " the errorMessage of {operation}, and the command `{decode}` decodes it."
)


def denied_problem(code: str, message: str, called: str) -> Problem:
    """Return the problem of a denied action.

    Args:
        code: AWS's error code.
        message: AWS's message.
        called: The IAM action of the call that was made.
    """
    denial = denial_of(message, called)
    words = _words(denial)
    what = "AWS denied {action}." if denial.action == called else "AWS denied {action}, which {called} needs."
    statements = sids_of(denial.action) if words is not _FORBIDDEN and denial.denier in _ALLOWED_BY else ()
    advice = words.advice + _where_allowed(len(statements)) + (_DECODE if denial.encoded else "")
    decode = with_profile("aws sts decode-authorization-message --encoded-message MESSAGE", SIGNED_IN.profile)
    operation = called.partition(":")[2]
    fields = {"length": str(denial.encoded), "operation": operation, "decode": decode} if denial.encoded else {}
    fields |= {"statements": " and ".join(statements), "policy": CALLED.policy} if statements else {}
    return Problem(
        code=code,
        what=what.format(action=denial.action, called=called),
        why=words.why.format(sentence=denial.sentence),
    ).advised(Advice.of(AdviceKind.RUN_AGAIN, advice, action=denial.action, **fields))


def _where_allowed(statements: int) -> str:
    """Return the sentence on so many statements that allow an action, of the setup's policy if the setup is known."""
    if not statements:
        return ""
    if CALLED.policy:
        return _STATEMENT if statements == 1 else _STATEMENTS
    return _PUBLISHED if statements == 1 else _PUBLISHED_SEVERAL


def _words(denial: Denial) -> _Words:
    if denial.denier is Denier.IDENTITY and denial.explicit:
        return _FORBIDDEN
    by_policy = denial.denier in (Denier.IDENTITY, Denier.UNSAID)
    return _FIRST_LOAD_BALANCER if denial.action == SERVICE_LINKED_ROLE and by_policy else _BY_DENIER[denial.denier]
