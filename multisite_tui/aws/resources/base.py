"""What every resource is: a look, a difference, the calls that close it, and what to wait for.

`calls` is a pure function of what was found. The plan shows its answer and the engine makes it, so that the plan and
the run cannot differ; a resource is as wanted when it answers no calls.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Generic, TypeVar, cast

from multisite_tui.aws.calls import Call, Reply
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.errors import Problem

S = TypeVar("S")


@dataclass(frozen=True)
class Ref(Generic[S]):
    """A step's id, with the type of what its resource is found as."""

    step: str


class StepOutputs:
    """What the steps so far have found; what is not there yet is None."""

    def __init__(self, found: Mapping[str, object]) -> None:
        self._found = found

    def get(self, ref: Ref[S]) -> S | None:
        """Return what the step found."""
        return cast("S | None", self._found.get(ref.step))


@dataclass(frozen=True)
class Wait:
    """How long, how often, and what a person should expect."""

    what: str
    """What is waited for, such as `ACM to issue the certificate`."""
    limit: float
    """Seconds until the run gives up; it can then be resumed."""
    every: float
    """Seconds from one look to the next."""
    usual: str
    """Such as `usually 1 to 5 minutes`."""


@dataclass(frozen=True)
class Progress:
    """One look at something that takes its time."""

    done: bool
    message: str
    """In the service's own words."""


class Kind(Enum):
    """What a resource is in a plan for."""

    ENSURE = "ensure"
    """It brings something to what is wanted."""
    CLEAN_UP = "clean up"
    """It takes away what edits left; where nothing was left, the plan does not name it."""
    DELETE = "delete"
    """It takes something of the setup away."""
    OBSERVE = "observe"
    """It looks from outside when its turn comes; the plan does not look ahead for it."""


class Resource(ABC, Generic[S]):
    """One AWS object, or the part of one that a step brings to what is wanted."""

    wait: Wait | None = None
    """What must come to pass after the calls, before the steps that need this one."""
    kind: ClassVar[Kind] = Kind.ENSURE

    @property
    @abstractmethod
    def title(self) -> str:
        """The resource in AWS's words, such as `load balancer to-main`."""

    @abstractmethod
    def read(self, facts: Facts, known: StepOutputs) -> S | None:
        """Return it as it is in the account now, None where it is not there.

        Raises:
            AwsFailure: AWS refused the read.
        """

    @abstractmethod
    def calls(self, found: S | None, known: StepOutputs) -> Sequence[Call]:
        """Return what is left to do, in order; nothing where it is as wanted."""

    def exists(self, found: S | None) -> bool:
        """Whether the calls change something rather than make it; it decides between `update` and `create`."""
        return found is not None

    def conflicts(self, found: S | None, known: StepOutputs) -> Sequence[Problem]:
        """Return what only a person can settle, such as another owner's object of the same name."""
        return ()

    def leftovers(self, found: S | None) -> Sequence[Problem]:
        """Return what is there, is no longer asked for, and is not taken away unless the person says so elsewhere."""
        return ()

    def expects(self, found: S | None) -> Wait | None:
        """Return what a person should expect to wait for, should the calls be made on what was found."""
        return self.wait

    def progress(self, facts: Facts, found: S, replies: Sequence[Reply]) -> Progress:
        """Return how far that is for which `wait` waits. `replies` are AWS's answers to this step's calls.

        Raises:
            StepError: it will never come to pass.
        """
        return Progress(done=True, message="")

    def noop_reason(self, found: S | None) -> str:
        """Return why nothing is done."""
        return "as asked"

    def summary(self, found: S | None) -> str:
        """Return what is worth knowing of the result."""
        return ""
