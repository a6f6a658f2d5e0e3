"""Ownership: the tags by which a setup knows its own, whatever became of its journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

OURS = "multisite-tui:"
"""How the keys of all our tags begin; answers may not use it."""
SETUP = "multisite-tui:setup"
SITE = "multisite-tui:site"
OWNER = "multisite-tui:owner"
MADE = "made"
"""Made by this setup: `destroy` may take it away."""
ADOPTED = "adopted"
"""Was there before, and was taken on because the answers said so: `destroy` leaves it."""


@dataclass(frozen=True)
class Owner:
    """A site of a setup, or the setup as a whole, and the tags that the person wants on what it owns."""

    setup: str
    site: str | None
    """The domain of the site; None for what belongs to all sites."""
    tags: Mapping[str, str]
    former_tags: frozenset[str] = frozenset()
    """Keys that earlier answers put on things; those that are asked for no more are taken off again."""
    adopt: bool = False

    def owns(self, tags: Mapping[str, str]) -> bool:
        """Whether an object with these tags is this owner's."""
        return tags.get(SETUP) == self.setup and tags.get(SITE) == self.site

    def other_site(self, tags: Mapping[str, str]) -> str | None:
        """Return which other site of the same setup an object with these tags belongs to; None where to none."""
        site = tags.get(SITE)
        return site if tags.get(SETUP) == self.setup and site != self.site else None

    def other_setup(self, tags: Mapping[str, str]) -> str | None:
        """Return which other setup an object with these tags belongs to; None where to none."""
        setup = tags.get(SETUP)
        return setup if setup != self.setup else None

    def may_have(self, tags: Mapping[str, str]) -> bool:
        """Whether an object with these tags is this site's, or may be taken on: nothing of another setup is."""
        return self.owns(tags) or (self.adopt and self.other_setup(tags) is None)

    def tags_for(self, found: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the tags an object should have: those of a new one, or of one found without ours.

        What the setup made for another of its sites stays made by it, and goes with it.
        """
        owner = MADE if found is None else found.get(OWNER, ADOPTED) if found.get(SETUP) == self.setup else ADOPTED
        return {**self.tags, **self._whose, OWNER: owner}

    def made(self, tags: Mapping[str, str]) -> bool:
        """Whether an object with these tags was made by this site, and not only taken on."""
        return self.owns(tags) and tags.get(OWNER) == MADE

    def mark(self) -> dict[str, str]:
        """Return the tags that say whose something new is, without the person's own."""
        return {**self._whose, OWNER: MADE}

    @property
    def _whose(self) -> dict[str, str]:
        """The tags that name the owner; what belongs to all sites names none."""
        return {SETUP: self.setup} if self.site is None else {SETUP: self.setup, SITE: self.site}

    def outdated(self, found: Mapping[str, str]) -> list[str]:
        """Return the keys of tags that earlier answers put there and these do not ask for."""
        return sorted(key for key in self.former_tags - self.tags.keys() if key in found)

    def lacking(self, found: Mapping[str, str]) -> dict[str, str]:
        """Return the tags that a found object lacks or has with another value."""
        return {key: value for key, value in self.tags_for(found).items() if found.get(key) != value}


def why_tagged(lacking: Mapping[str, str]) -> str:
    """Return why tags are put on, with their names."""
    return f"tags differ from what is asked: {', '.join(sorted(lacking))}"


def why_untagged(outdated: Sequence[str]) -> str:
    """Return why tags are taken off, with their names."""
    return f"tags are no longer asked for: {', '.join(outdated)}"


def as_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Return tags as AWS takes them, in a settled order."""
    return [{"Key": key, "Value": tags[key]} for key in sorted(tags)]
