"""Things that a removal deletes, as the account names them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ThingKind(StrEnum):
    """What kind of thing it is, in AWS's words."""

    LOAD_BALANCER = "load balancer"
    SECURITY_GROUP = "security group"
    INGRESS_RULE = "ingress rule"
    CERTIFICATE = "certificate"


@dataclass(frozen=True)
class Thing:
    """One thing of the account."""

    kind: ThingKind
    id: str
    """Its name, id or ARN: what no other thing of its kind has."""
    also: frozenset[str] = frozenset()
    """What a call to make it named, which AWS's reply with the id may not have followed."""
    made: datetime | None = None
    """When it was made; None where AWS does not say."""


@dataclass(frozen=True)
class TaggedThing:
    """A thing that would be deleted although only its tags say that the setup made it: the journal does not know it."""

    thing: Thing
    site: str
    """The domain of the site that its tags name."""
