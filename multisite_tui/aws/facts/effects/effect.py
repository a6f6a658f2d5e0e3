"""What an effect is: a pure function from an answer, and a call that AWS accepted, to the answer after the call.

An effect adds what the call's parameters and AWS's reply say, and nothing else. It may be applied to an answer that
includes the call already, so that applying it twice is applying it once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any

from multisite_tui.model.intents import IntendedCall
from multisite_tui.model.replies import Reply


class _Unasked(Enum):
    UNASKED = "unasked"


UNASKED = _Unasked.UNASKED
"""In place of an answer: AWS was not asked, or the answer after a call cannot be told from before."""
Effect = Callable[[Any, IntendedCall, Reply], Any]
"""Returns the answer after the call. Takes and returns `UNASKED` where there is no answer; returns the same object if
the call does not concern the question."""


def no_effect(answer: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the answer as it is: no call of this program changes it."""
    return answer


def tags_in(tags: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return a call's list of tags by key; the value is empty where a call names keys only."""
    return {tag["Key"]: tag.get("Value", "") for tag in tags}
