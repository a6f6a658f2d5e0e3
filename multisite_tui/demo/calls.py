"""One call to the practice account, and the table of the functions that answer calls.

Each operation has any number of rules, which may refuse a call. A call that no rule refuses is executed by moto for
EC2, and by one answer function for ELB, ACM, Route 53 and STS, where AWS differs from moto in nearly every call.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from multisite_tui.demo.world import Shape, World

if TYPE_CHECKING:
    from multisite_tui.demo.ec2.backend import Ec2


@dataclass
class PracticeCall:
    """One request, parsed."""

    service: str
    """botocore's name of the service: `ec2`, `elb`, `elbv2`, `acm`, `route53`, `sts`."""
    operation: str
    params: Shape
    region: str
    now: float
    """The practice time, in seconds since 1970."""
    world: World
    ec2: Ec2
    eventual: bool = True
    """Whether new objects are not yet known everywhere."""
    rewritten: bool = field(default=False)
    """Whether a rule changed `params`, so that moto needs a new request."""

    def too_new(self, made: float, delay: float) -> bool:
        """Return whether an object is not yet known everywhere.

        Args:
            made: when it was created, in practice seconds.
            delay: after how many practice seconds AWS knows it everywhere.
        """
        return self.eventual and self.now < made + delay

    @property
    def mutating(self) -> bool:
        """Whether the operation changes the account."""
        return is_mutating(self.operation)


class Refusal(Exception):
    """An error reply of AWS.

    Args:
        code: AWS's error code.
        message: AWS's message.
        status: the HTTP status.
    """

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def not_practised(service: str, what: str = "") -> Refusal:
    """Return the refusal of a service, or of something of it, that the practice account lacks."""
    return Refusal("InvalidAction", f"The practice account does not practise {f'{service} {what}'.rstrip()}.")


class Dropped(Exception):
    """The connection breaks, and the caller does not learn whether the call took effect."""


Rule = Callable[[PracticeCall], None]
Answer = Callable[[PracticeCall], Shape]
Key = tuple[str, str]
AnyRule = TypeVar("AnyRule", bound=Rule)
AnyAnswer = TypeVar("AnyAnswer", bound=Answer)

RULES: defaultdict[Key, list[Rule]] = defaultdict(list)
ANSWERS: dict[Key, Answer] = {}

_READING = ("Describe", "List", "Get", "Search", "Test")


def is_mutating(operation: str) -> bool:
    """Return whether an operation of this name changes the account."""
    return not operation.startswith(_READING)


def rule(service: str, *operations: str) -> Callable[[AnyRule], AnyRule]:
    """Register a rule for these operations; it raises `Refusal`, or changes only `call.params`."""

    def enter(function: AnyRule) -> AnyRule:
        for operation in operations:
            RULES[service, operation].append(function)
        return function

    return enter


def answer(service: str, operation: str) -> Callable[[AnyAnswer], AnyAnswer]:
    """Register the function that executes an operation and returns its output."""

    def enter(function: AnyAnswer) -> AnyAnswer:
        ANSWERS[service, operation] = function
        return function

    return enter
