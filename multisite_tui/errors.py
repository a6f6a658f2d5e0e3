"""Every failure that a person may read, and the exit codes.

Failure                     a person reads its problems; anything else that escapes is our bug (exit 1)
├── UsageError              2    the command line, or an answers file that is wrong by itself
├── AccessError             3    credentials, region, permission, the wrong account
├── InputNeeded             4    the account leaves something open; nothing was changed
├── StepError               5    a step could not be done; resumable
├── ServiceFailure     3 or 5    AWS refused a call or a read, or could not be reached
├── WaitTimedOut            6    a wait ran out; resumable
├── SetupLocked             7    another run holds the setup
└── Interrupted           130    SIGINT, SIGTERM, SIGHUP or SIGQUIT; resumable
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum


class ExitCode(IntEnum):
    """What the process says to its caller."""

    DONE = 0
    BUG = 1
    USAGE = 2
    ACCESS = 3
    INPUT_NEEDED = 4
    PARTIAL = 5
    TIMED_OUT = 6
    LOCKED = 7
    CHANGES = 10
    UNWELL = 11
    INTERRUPTED = 130


class AdviceKind(StrEnum):
    """What an advice comes to in the end; the command line and the wizard have their own words for it."""

    RUN_AGAIN = "run_again"
    """Do the same once more: nothing was begun, or it begins anew."""
    RESUME = "resume"
    """Let a run that stopped go on."""
    SIGN_IN = "sign_in"
    """Sign in with the command in the field `command`, then do the same once more."""
    FIRST_SIGN_IN = "first_sign_in"
    """Get credentials in one of several ways, then do the same once more."""
    ACCEPT = "accept"
    """Let what earlier answers made stay."""


ON_COMMAND_LINE: Mapping[AdviceKind, str] = {
    AdviceKind.RUN_AGAIN: "run the same command again",
    AdviceKind.RESUME: "resume",
    AdviceKind.SIGN_IN: "run the same command again",
    AdviceKind.FIRST_SIGN_IN: "run the same command again",
    AdviceKind.ACCEPT: "with --accept-leftovers",
}
"""The words of the command line."""


@dataclass(frozen=True)
class Advice:
    """What a person can do now, for those problems that are told on the command line and on a page of the wizard."""

    kind: AdviceKind
    template: str
    """Whole sentences. `{again}`, or `{leave}` of what is accepted, stands for the words that each of the two has."""
    fields: tuple[tuple[str, str], ...] = ()
    """What else the template names."""

    @classmethod
    def of(cls, kind: AdviceKind, template: str, **fields: str) -> Advice:
        """Return the advice; a field's value may hold braces."""
        return cls(kind, template, tuple(fields.items()))

    def worded(self, words: str) -> str:
        """Return it with these words where each face has its own."""
        return self.template.format(**dict(self.fields), again=words, leave=words)

    @property
    def sentence(self) -> str:
        """What the command line says."""
        return self.worded(ON_COMMAND_LINE[self.kind])

    def field(self, name: str) -> str:
        """Return the value of a field; empty where it has none of this name."""
        return dict(self.fields).get(name, "")


@dataclass(frozen=True)
class Problem:
    """One thing that went wrong or stands in the way, in three sentences."""

    code: str
    """A stable word to search for: AWS's own error code, or ours, such as `record_exists`."""
    what: str
    """What happened."""
    why: str = ""
    """Why it happened, where that is known."""
    next: str = ""
    """What the person can do now, as the command line says it."""
    site: str | None = None
    """The domain of the site concerned; None where it concerns the whole setup."""
    key: str | None = None
    """The key of the answers file that settles it, such as `sites[1].dns.replace`."""
    advice: Advice | None = None
    """The same as `next`, where the wizard has other words for some of it."""

    def advised(self, advice: Advice) -> Problem:
        """Return the same problem with this advice."""
        return replace(self, next=advice.sentence, advice=advice)

    def of(self, site: str | None) -> Problem:
        """Return the same problem of this site; None: of the whole setup."""
        return replace(self, site=site)

    def placed(self, place: int | None) -> Problem:
        """Return the same problem, its key that of the answers file, such as `sites[1].dns`.

        Args:
            place: Of the site in the setup, from 0; None where the key is the setup's own.
        """
        return self if place is None or not self.key else replace(self, key=f"sites[{place}].{self.key}")


class Failure(Exception):
    """A failure that a person may read. The subclasses choose the exit code."""

    exit_code: ExitCode = ExitCode.PARTIAL

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.what for problem in problems))

    @property
    def problem(self) -> Problem:
        """The first problem: the cause, where there is only one."""
        return self.problems[0]


class UsageError(Failure):
    """The command line or the answers file is wrong by itself."""

    exit_code = ExitCode.USAGE


class AccessError(Failure):
    """Credentials, region or permission are lacking, or this is the wrong account."""

    exit_code = ExitCode.ACCESS


class InputNeeded(Failure):
    """Something only the person can settle stands open; nothing was changed."""

    exit_code = ExitCode.INPUT_NEEDED


class StepError(Failure):
    """A step could not be done; the run can be resumed."""

    exit_code = ExitCode.PARTIAL


class ServiceFailure(Failure):
    """A service outside this program refused a call or a read, or could not be reached.

    Each window to the outside has its own subclass, which knows that service's codes.
    """

    def __init__(self, problem: Problem, *, code: str, message: str, call: str) -> None:
        super().__init__(problem)
        self.code = code
        """The service's own word for it."""
        self.message = message
        """The service's own sentence."""
        self.call = call
        """What was asked for, such as `elb:CreateLoadBalancer`."""

    @property
    def access(self) -> bool:
        """Whether credentials or permissions are what is lacking."""
        return self.exit_code is ExitCode.ACCESS

    @property
    def signed_out(self) -> bool:
        """Whether these credentials will do for no call at all."""
        return False

    @property
    def throttled(self) -> bool:
        """Whether the service takes no more requests just now."""
        return False

    @property
    def transient(self) -> bool:
        """Whether the same read may well succeed in some seconds."""
        return False


class WaitTimedOut(Failure):
    """A wait ran out of its time; the run can be resumed."""

    exit_code = ExitCode.TIMED_OUT


class SetupLocked(Failure):
    """Another run holds the setup."""

    exit_code = ExitCode.LOCKED


class Interrupted(Failure):
    """A signal asked the run to stop; it can be resumed."""

    exit_code = ExitCode.INTERRUPTED
