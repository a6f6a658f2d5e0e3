"""Usual times: how long AWS takes over what a run waits for, as data, and the one function that words them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

MINUTE = 60
FEW = 10
"""Seconds that are still a few."""
SOON, FEW_SECONDS, UNDER_A_MINUTE = "soon after you have put them in", "usually a few seconds", "usually under a minute"
ONE_MINUTE = "usually one minute"
EXACTLY = "usually {least} {unit}"
BETWEEN = "usually {least} to {most} {unit}"


class TimeUnit(Enum):
    """In what a person reads a time; the value is its seconds."""

    SECONDS = 1
    MINUTES = MINUTE


@dataclass(frozen=True)
class UsualTime:
    """How long a wait usually takes, in seconds. It is no limit: a wait may take longer."""

    least: int
    """0 or more."""
    most: int
    """`least` or more."""
    unit: TimeUnit = TimeUnit.SECONDS
    by_person: bool = False
    """Whether it takes as long as a person takes, so that the seconds say nothing."""

    @classmethod
    def seconds(cls, least: int, most: int | None = None) -> UsualTime:
        """Return a time that is read in seconds; it is never less than `least`."""
        return cls(least, max(least, least if most is None else most))

    @classmethod
    def minutes(cls, least: int, most: int) -> UsualTime:
        """Return a time that is read in minutes."""
        return cls(least * MINUTE, most * MINUTE, TimeUnit.MINUTES)

    @property
    def words(self) -> str:
        """The time for a person, such as `usually 1 to 5 minutes`; a promise to scripts, which read it in events."""
        if self.by_person:
            return SOON
        if self.unit is TimeUnit.MINUTES and self.most == MINUTE:
            return ONE_MINUTE if self.least else UNDER_A_MINUTE
        if self.unit is TimeUnit.SECONDS and not self.least and self.most <= FEW:
            return FEW_SECONDS
        least, most = self.least // self.unit.value, self.most // self.unit.value
        template = EXACTLY if least == most else BETWEEN
        return template.format(least=least, most=most, unit=self.unit.name.lower())


UNTIL_PUT_IN = UsualTime(0, 0, by_person=True)
"""Until a person has put records in at another DNS provider."""
