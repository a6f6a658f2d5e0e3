"""Things that a removal deletes, as the account names them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ThingKind(StrEnum):
    """What kind of thing it is, in AWS's words."""

    LOAD_BALANCER = "load balancer"
    TARGET_GROUP = "target group"
    LISTENER = "listener"
    RULE = "rule"
    SECURITY_GROUP = "security group"
    INGRESS_RULE = "ingress rule"
    CERTIFICATE = "certificate"


Things = frozenset[tuple[ThingKind, str]]
"""Kind and id of each."""


@dataclass(frozen=True)
class Thing:
    """One thing of the account."""

    kind: ThingKind
    id: str
    """Its id, ARN or DNS name: what no other thing of its kind has, or ever had."""
    also: frozenset[str] = frozenset()
    """What a call to make it named, which AWS's reply with the id may not have followed."""
    made: datetime | None = None
    """When it was made; None where AWS does not say."""
    name: str = ""
    """What AWS shows it by, where that is not its id."""

    @property
    def shown(self) -> str:
        """What a person finds it by."""
        return self.name or self.id

    def is_among(self, known: Things) -> bool:
        """Whether it is one of these, or one that a call named whose reply is not known."""
        return any((self.kind, name) in known for name in (self.id, *self.also))


@dataclass(frozen=True)
class Agreement:
    """What a removal may delete. What turns up with our tags after the person has agreed is nobody's to delete."""

    planned: Things
    """What its plan named."""
    made: Things
    """What the journal knows to be made by the setup; AWS may not have shown it when the plan was made."""

    def covers(self, thing: Thing) -> bool:
        """Whether it may be deleted."""
        return thing.is_among(self.planned) or thing.is_among(self.made)


@dataclass(frozen=True)
class TaggedThing:
    """A thing that would be deleted although only its tags say that the setup made it: the journal does not know it."""

    thing: Thing
    site: str
    """The domain of the site that its tags name."""
