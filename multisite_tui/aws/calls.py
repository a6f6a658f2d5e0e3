"""Calls: each is one change of the account, as plain data with a method that makes it.

The plan shows a call, the journal stores it and the engine makes it. None of them checks its class: a change that is no
AWS call, such as a file on the instance, is another class that implements the protocol `Call`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, Protocol

from multisite_tui.aws.errors import translated
from multisite_tui.aws.session import Aws
from multisite_tui.model.intents import IntendedCall
from multisite_tui.model.replies import Reply
from multisite_tui.model.undo import Undo

TAG_OPERATIONS = ("RemoveTags", "DeleteTags", "RemoveTagsFromCertificate")
"""Operations that remove tags only, although their names begin like those that delete an object."""


@dataclass(frozen=True)
class Unknown:
    """A value that is known only after an earlier call. The plan shows its words; it is never sent."""

    step: str | None
    """The id of the step whose call returns it; None for an earlier call of the same step."""
    member: str
    """The member of AWS's reply that holds it, such as `GroupId`."""
    words: str
    """Its description for a person, such as `the id of its security group`."""

    def __str__(self) -> str:
        """Return it as the plan shows it."""
        return f"<{self.words}>"


class Call(IntendedCall, Protocol):
    """One change of the account."""

    @property
    def why(self) -> str:
        """Why it is made, such as `not there yet`."""

    @property
    def deletes(self) -> bool:
        """Whether it deletes an object for good; a tag is no object."""

    @property
    def at_once(self) -> bool:
        """Whether it must follow the previous call at once, because something live is out of service in between."""

    @property
    def batch(self) -> str | None:
        """Its batch, if any: calls of one batch are sent one at a time, and those ready together are joined."""

    @property
    def own_trouble(self) -> tuple[str, ...]:
        """Codes of refusals that concern this call alone: the others of its batch are sent without it, and at once."""

    @property
    def sendable(self) -> bool:
        """Whether every parameter is known."""

    def instead(self, code: str) -> Call | None:
        """Return the call to make instead at once where AWS refuses this one with this code; None: there is none."""

    def joined(self, others: Sequence[Call]) -> Call:
        """Return one call that makes the changes of this call and of the others of its batch."""

    def make(self, aws: Aws) -> Reply:
        """Make the call once, without a retry.

        Raises:
            AwsFailure: AWS refused it, or could not be reached.
        """


@dataclass(frozen=True)
class AwsCall:
    """A mutating call of one AWS service. Two calls with the same parameters are equal; descriptions do not count."""

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
        """None: it is sent alone."""
        return None

    @property
    def own_trouble(self) -> tuple[str, ...]:
        """None: a refusal of a joined call is met by sending each call of the batch alone."""
        return ()

    @property
    def deletes(self) -> bool:
        """Whether it deletes an object for good; a tag is no object."""
        return self.operation.startswith(("Delete", "Revoke")) and self.operation not in TAG_OPERATIONS

    @property
    def sendable(self) -> bool:
        """Whether every parameter is known."""
        return not any(isinstance(leaf, Unknown) for leaf in _leaves(self.params))

    def instead(self, code: str) -> Call | None:
        """Return None: nothing else does the same."""
        return None

    def joined(self, others: Sequence[Call]) -> Call:
        """Raise: a call without a batch cannot be joined."""
        raise TypeError(f"{self.name} is of no batch")

    def make(self, aws: Aws) -> Reply:
        """Make the call and return AWS's reply.

        Raises:
            AwsFailure: AWS refused it, or could not be reached.
        """
        from botocore import xform_name

        method = getattr(aws.client(self.service), xform_name(self.operation))
        with aws.pacer.at_once() if self.at_once else nullcontext(), translated(self.name):
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
