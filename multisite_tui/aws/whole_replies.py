"""Replies that lack a member which AWS always gives: an endpoint that is not AWS may leave it out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from multisite_tui.aws.errors import not_aws
from multisite_tui.model.accounts import Account, AccountKind


@contextmanager
def whole_replies(account: Account) -> Iterator[None]:
    """Turn the lack of a member into an `AwsFailure`, where a configured endpoint answers in AWS's place.

    Of AWS itself it would be a mistake of this program.

    Raises:
        AwsFailure: a reply that is read in the block lacks a member.
    """
    try:
        yield
    except KeyError as error:
        member = str(error.args[0]) if error.args else ""
        if account.kind is not AccountKind.ENDPOINT or not member[:1].isupper():  # AWS's members begin with a capital
            raise
        raise not_aws("A read", "MemberMissing", f"the reply lacks `{member}`, which AWS always gives") from error
