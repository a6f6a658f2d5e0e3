"""Restarts: what a health check means for a restart of the program, in seconds (elb guide, elb-healthchecks)."""

from __future__ import annotations

from dataclasses import dataclass, field

QUIET = "A restart of up to {quiet} s goes unnoticed by the load balancer."
NEVER_QUIET = "Even the shortest restart can be noticed by the load balancer."
OUT = "After {first} to {last} s without an answer, it stops sending visitors to the program."
BACK = "Once the program answers again, visitors are back in {first} to {last} s."
UNHEALTHY = "After {first} to {last} s without an answer, the load balancer calls the program unhealthy."
KEPT_ON = "It sends visitors there all the same, since there is no other instance: they see 502 until it answers again."
MEANWHILE = "While the program itself is down, visitors see an error in any case."


@dataclass(frozen=True)
class Timing:
    """The four numbers of a health check, in seconds and checks, and what becomes of an unhealthy program."""

    interval: int
    timeout: int
    unhealthy: int
    healthy: int
    kept_on: bool = field(default=False, kw_only=True)
    """Whether visitors are sent to the program also while it is unhealthy, as an Application Load Balancer does where
    no other target is healthy (elb guide, target-group-health-checks)."""

    @property
    def quiet(self) -> int:
        """How long the program may be away without being taken out.

        The first check that fails may come at once; the instance is out with the last of them.
        """
        return (self.unhealthy - 1) * self.interval

    @property
    def out(self) -> tuple[int, int]:
        """When the instance is taken out, at the earliest and at the latest."""
        return self.quiet, self.unhealthy * self.interval + self.timeout

    @property
    def back(self) -> tuple[int, int]:
        """When visitors return, once the program answers, at the earliest and at the latest."""
        return (self.healthy - 1) * self.interval, self.healthy * self.interval

    def sentences(self) -> list[str]:
        """Return what that means."""
        if self.kept_on:
            return [UNHEALTHY.format(first=self.out[0], last=self.out[1]), KEPT_ON]
        quiet = QUIET.format(quiet=self.quiet) if self.quiet else NEVER_QUIET
        out = OUT.format(first=self.out[0], last=self.out[1])
        return [quiet, out, BACK.format(first=self.back[0], last=self.back[1])]
