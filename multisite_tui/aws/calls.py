"""Calls: what changes AWS, as plain data, and the one place that makes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from multisite_tui.aws.errors import translated
from multisite_tui.aws.session import Aws


class Unknown(str):
    """A value that is known only once an earlier step has run; it reads well in a plan and is never sent."""

    __slots__ = ()


@dataclass(frozen=True)
class Call:
    """One mutating AWS call. The plan shows it, the journal keeps it, the engine makes it."""

    service: str
    """botocore's name of the service, such as `elb`."""
    operation: str
    """AWS's name of the operation, such as `CreateLoadBalancer`."""
    params: Mapping[str, Any]
    about: str = field(compare=False)
    """What it changes, such as `load balancer to-main`."""
    why: str = field(compare=False)
    """Why it is made, such as `not there yet`."""
    before: tuple[str, ...] = field(default=(), compare=False)
    """What stood there and goes away, in words that can be taken back in; the journal keeps it for undo."""
    at_once: bool = field(default=False, compare=False)
    """Whether it must follow the call before it without a pause: in between, something that was live is not."""

    @property
    def lane(self) -> str | None:
        """Calls of one lane go one at a time, and those that are ready together go as one. None: no such bond."""
        return None

    def joined(self, others: Sequence[Call]) -> Call:
        """Return one call that does what all of these do; only calls of one lane are ever asked for it."""
        raise TypeError(f"{self.name} is of no lane")

    @property
    def name(self) -> str:
        """The call's name as IAM and people write it, such as `elb:CreateLoadBalancer`."""
        return f"{self.service}:{self.operation}"

    @property
    def sendable(self) -> bool:
        """Whether every parameter is known by now."""
        return not any(isinstance(leaf, Unknown) for leaf in _leaves(self.params))


def make(aws: Aws, call: Call) -> dict[str, Any]:
    """Make the call and return AWS's reply, without the transport's part.

    Raises:
        AwsFailure: AWS refused it, or could not be reached.
    """
    from botocore import xform_name

    method = getattr(aws.client(call.service), xform_name(call.operation))
    with translated(call.name):
        reply: dict[str, Any] = method(**call.params)
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
