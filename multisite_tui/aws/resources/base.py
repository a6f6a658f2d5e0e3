"""The base of all resources: how to read one, which calls bring it to the wanted state, and what to wait for.

`calls` is a pure function of what was read. The plan shows its result and the engine makes the calls, so that the plan
and the run cannot differ; a resource is as wanted when `calls` returns none.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Generic, TypeVar, cast

from multisite_tui.aws.calls import Call
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.errors import Problem
from multisite_tui.model.hand_records import HandRecord
from multisite_tui.model.replies import Reply
from multisite_tui.model.things import Agreement, Thing
from multisite_tui.model.usual_times import UsualTime

S = TypeVar("S")


@dataclass(frozen=True)
class Ref(Generic[S]):
    """A step's id, with the type of what its resource reads."""

    step: str


class StepOutputs:
    """The resources of the steps so far, as they were read; None for one that does not exist yet."""

    def __init__(self, found: Mapping[str, object]) -> None:
        self._found = found

    def get(self, ref: Ref[S]) -> S | None:
        """Return the step's resource; None if it does not exist or was not read."""
        return cast("S | None", self._found.get(ref.step))


@dataclass(frozen=True)
class Wait:
    """What a step waits for after its calls, with times in seconds."""

    what: str
    """What the step waits for, such as `ACM to issue the certificate`."""
    limit: float
    """Seconds until the run gives up; the run can then be resumed."""
    every: float
    """Seconds between two reads."""
    usual: UsualTime
    first: float = 0
    """Seconds before which the wait is not over, unless it is at once: until then nothing is read again."""
    one_by_one: bool = False
    """Whether each step needs a read of its own, so that they take turns; if not, one read answers for all steps."""


@dataclass(frozen=True)
class Progress:
    """The state of a wait."""

    done: bool
    message: str
    """The state in the service's own words."""
    records: tuple[HandRecord, ...] = ()
    """The records that a person has to put in before it can go on."""
    absent: bool = False
    """Whether the service does not know what the step's calls made."""
    throttled: bool = False
    """Whether the service takes no more requests just now, so that nothing is known."""


class Kind(Enum):
    """The purpose of a resource in a plan."""

    ENSURE = "ensure"
    """It brings an object to the wanted state."""
    PREPARE = "prepare"
    """It makes ready what other steps need; the plan shows it only if there is something to do."""
    CLEAN_UP = "clean up"
    """It removes what edits left behind; the plan shows it only if there is something to remove."""
    DELETE = "delete"
    """It removes an object of the setup."""
    OBSERVE = "observe"
    """It observes the site from outside when its step runs; the planner does not read it."""


class Resource(ABC, Generic[S]):
    """One AWS object, or a part of one, that a step brings to the wanted state."""

    wait: Wait | None = None
    """What must happen after the calls before the steps that need this one can run; None if nothing must."""
    kind: ClassVar[Kind] = Kind.ENSURE
    agreement: Agreement | None = None
    """What a removal may delete; None: its plan is being made, which names everything."""

    @property
    @abstractmethod
    def title(self) -> str:
        """The resource in AWS's terms, such as `load balancer to-main`."""

    @abstractmethod
    def read(self, facts: Facts, known: StepOutputs) -> S | None:
        """Return it as it is in the account now; None if it does not exist.

        Raises:
            AwsFailure: AWS refused the read.
        """

    @abstractmethod
    def calls(self, found: S | None, known: StepOutputs) -> Sequence[Call]:
        """Return the calls that are left to make, in order; none if it is as wanted."""

    def exists(self, found: S | None) -> bool:
        """Whether it exists, so that the plan shows its calls as `update` and not as `create`."""
        return found is not None

    def conflicts(self, found: S | None, known: StepOutputs) -> Sequence[Problem]:
        """Return the problems that only a person can solve, such as another owner's object of the same name."""
        return ()

    def warnings(self, found: S | None) -> Sequence[Problem]:
        """Return what the person should know before the calls are made, and what does not stop the run."""
        return ()

    def deletes(self, found: S | None) -> Sequence[Thing]:
        """Return the things that the calls delete; of a removal, each is held against the journal."""
        return ()

    def may_delete(self, thing: Thing) -> bool:
        """Whether a removal may delete it."""
        return self.agreement is None or self.agreement.covers(thing)

    def stays(self, found: S | None) -> bool:
        """Whether a removal leaves something that exists now."""
        return False

    def leftovers(self, found: S | None) -> Sequence[Problem]:
        """Return what exists, is no longer asked for, and is not removed by a run."""
        return ()

    def expects(self, found: S | None) -> Wait | None:
        """Return the wait that the calls would cause, given what was read; None if they cause none."""
        return self.wait

    def progress(self, facts: Facts, found: S, replies: Sequence[Reply]) -> Progress:
        """Return the state of the wait. `replies` are AWS's replies to this step's calls.

        Raises:
            StepError: the wait can never succeed.
        """
        return Progress(done=True, message="")

    def given_up(self, found: S) -> bool:
        """Note that the service does not know what it said that it made; return whether to make another one.

        The engine asks after `Progress.absent` for some time, and begins the step again if this is True.
        """
        return False

    def noop_reason(self, found: S | None) -> str:
        """Return why there is nothing to do."""
        return "as asked"

    def summary(self, found: S | None) -> str:
        """Return the fact about the result that a person needs, such as its id."""
        return ""
