"""Calls: one change of the account each, as plain data that knows how it is made.

The plan shows a call, the journal keeps it and the engine makes it. None of them asks what kind of call it is: a change
that is no AWS call, such as a file on the instance, is another class that keeps the protocol `Call`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from multisite_tui.aws.errors import translated
from multisite_tui.aws.session import Aws
from multisite_tui.model.undo import Undo

Reply = Mapping[str, Any]
"""What a call was answered with, without the transport's part."""
TAG_OPERATIONS = ("RemoveTags", "DeleteTags", "RemoveTagsFromCertificate")
"""Operations whose names begin as if they deleted an object, and that take off tags only."""


@dataclass(frozen=True)
class Unknown:
    """A value that an earlier call brings. The plan shows its words; it is never sent."""

    step: str | None
    """The id of the step that brings it; None for an earlier call of the same step."""
    member: str
    """The member of the reply that holds it, as AWS names it, such as `GroupId`."""
    words: str
    """What it is, for a person, such as `the id of its security group`."""

    def __str__(self) -> str:
        """Return it as a plan shows it."""
        return f"<{self.words}>"


class Call(Protocol):
    """One change of the account."""

    @property
    def name(self) -> str:
        """Its name as people write it, such as `elb:CreateLoadBalancer`."""

    @property
    def about(self) -> str:
        """What it changes, such as `load balancer to-main`."""

    @property
    def why(self) -> str:
        """Why it is made, such as `not there yet`."""

    @property
    def params(self) -> Mapping[str, Any]:
        """All that it asks for, as plain data; a value that is not known yet is an `Unknown`."""

    @property
    def takes_away(self) -> tuple[str, ...]:
        """What was there and goes away, one record or object a line."""

    @property
    def undo(self) -> Undo:
        """What the journal keeps, so that a later removal can put it back."""

    @property
    def deletes(self) -> bool:
        """Whether it takes an object away for good; a tag is none."""

    @property
    def at_once(self) -> bool:
        """Whether it must follow the call before it without a pause: in between, something that was live is not."""

    @property
    def batch(self) -> str | None:
        """The batch that it may travel in. Calls of one batch go one at a time; those ready together go as one."""

    @property
    def sendable(self) -> bool:
        """Whether every parameter is known by now."""

    def joined(self, others: Sequence[Call]) -> Call:
        """Return one call that does what this and the others of its batch do."""

    def make(self, aws: Aws) -> Reply:
        """Make it, once.

        Raises:
            AwsFailure: it was refused, or nobody could be reached.
        """


@dataclass(frozen=True)
class AwsCall:
    """A mutating call of one AWS service. Two are equal that ask for the same, whatever is said of them."""

    service: str
    """botocore's name of the service, such as `elb`."""
    operation: str
    """AWS's name of the operation, such as `CreateLoadBalancer`."""
    params: Mapping[str, Any]
    about: str = field(compare=False)
    why: str = field(compare=False)
    takes_away: tuple[str, ...] = field(default=(), compare=False)
    at_once: bool = field(default=False, compare=False)
    undo: Undo = field(default=Undo(), compare=False)

    @property
    def name(self) -> str:
        """The call's name as IAM and people write it, such as `elb:CreateLoadBalancer`."""
        return f"{self.service}:{self.operation}"

    @property
    def batch(self) -> str | None:
        """None: it goes by itself."""
        return None

    @property
    def deletes(self) -> bool:
        """Whether it takes an object away for good; a tag is none."""
        return self.operation.startswith(("Delete", "Revoke")) and self.operation not in TAG_OPERATIONS

    @property
    def sendable(self) -> bool:
        """Whether every parameter is known by now."""
        return not any(isinstance(leaf, Unknown) for leaf in _leaves(self.params))

    def joined(self, others: Sequence[Call]) -> Call:
        """Refuse: a call without a batch is never asked for this."""
        raise TypeError(f"{self.name} is of no batch")

    def make(self, aws: Aws) -> Reply:
        """Make the call and return AWS's reply.

        Raises:
            AwsFailure: AWS refused it, or could not be reached.
        """
        from botocore import xform_name

        method = getattr(aws.client(self.service), xform_name(self.operation))
        with translated(self.name):
            reply: dict[str, Any] = method(**self.params)
        reply.pop("ResponseMetadata", None)
        return reply


def _leaves(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value
