"""The kinds of breakage, and the site that one is done to, in plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Breakage(StrEnum):
    """What can be broken of a site."""

    CERTIFICATE = "certificate"
    """The validation records of its certificate are deleted; one that is issued ends soon, as it was not renewed."""
    PORT = "port"
    """The rules of the instance's security groups that let the load balancer in are deleted."""
    PROGRAM = "program"
    """Nothing listens on its port of the instance."""
    RECORD = "record"
    """Its names lead to another address."""


@dataclass(frozen=True)
class PracticeSite:
    """One site as its setup made it. What it does not have is empty."""

    setup: str
    """The name of the setup that it belongs to."""
    domain: str
    names: tuple[str, ...]
    """The names whose records lead to the site."""
    instances: tuple[str, ...]
    """Ids of the instances behind its load balancer."""
    ports: tuple[int, ...]
    """The ports of the instances that its load balancer connects to."""
    groups: tuple[str, ...]
    """Ids of the load balancer's security groups."""
    certificate: str | None
    """The ARN of its certificate."""


class NothingToBreak(Exception):
    """The site has nothing of this kind, or it is broken already."""
