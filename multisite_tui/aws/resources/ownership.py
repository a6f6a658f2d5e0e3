"""Ownership: the tags that mark a setup's objects, so that they are recognised even without its journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from multisite_tui.model.rules import tags as tag_rules

SETUP = tag_rules.SETUP
SITE = f"{tag_rules.OURS}site"
OWNER = tag_rules.OWNER
MADE = tag_rules.MADE
"""Created by this setup: `destroy` deletes it."""
ADOPTED = "adopted"
"""Existed before, and was adopted because the answers asked for it: `destroy` keeps it."""
NOTHING_TAKEN_AWAY = "A run takes nothing away because an answer went away."
"""Why what is no longer asked for still stands."""


@dataclass(frozen=True)
class Owner:
    """A site of a setup, or the setup as a whole, with the tags that the person wants on its objects."""

    setup: str
    site: str | None
    """The domain of the site; None for objects of the setup as a whole."""
    tags: Mapping[str, str]
    former_tags: frozenset[str] = frozenset()
    """Keys of the tags of earlier answers; those that are no longer asked for are removed."""
    adopt: bool = False

    def owns(self, tags: Mapping[str, str]) -> bool:
        """Whether an object with these tags is this owner's."""
        return tags.get(SETUP) == self.setup and tags.get(SITE) == self.site

    def other_site(self, tags: Mapping[str, str]) -> str | None:
        """Return the other site of the same setup that an object with these tags belongs to; None if there is none."""
        site = tags.get(SITE)
        return site if tags.get(SETUP) == self.setup and site != self.site else None

    def other_setup(self, tags: Mapping[str, str]) -> str | None:
        """Return the other setup that an object with these tags belongs to; None if there is none."""
        setup = tags.get(SETUP)
        return setup if setup != self.setup else None

    def may_have(self, tags: Mapping[str, str]) -> bool:
        """Whether an object with these tags is this owner's, or may be adopted; another setup's object never may."""
        return self.owns(tags) or (self.adopt and self.other_setup(tags) is None)

    def tags_for(self, found: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the tags that a new object should have, or one that was found without our tags.

        An object that the setup created for another of its sites stays marked as created, so that `destroy` deletes it.
        """
        owner = MADE if found is None else found.get(OWNER, ADOPTED) if found.get(SETUP) == self.setup else ADOPTED
        return {**self.tags, **self._whose, OWNER: owner}

    def made(self, tags: Mapping[str, str]) -> bool:
        """Whether an object with these tags was created for this owner, and not adopted."""
        return self.owns(tags) and tags.get(OWNER) == MADE

    def mark(self) -> dict[str, str]:
        """Return the tags that mark a new object's owner, without the person's own tags."""
        return {**self._whose, OWNER: MADE}

    @property
    def _whose(self) -> dict[str, str]:
        """The tags that name the owner; an object of the setup as a whole has no site tag."""
        return {SETUP: self.setup} if self.site is None else {SETUP: self.setup, SITE: self.site}

    def outdated(self, found: Mapping[str, str]) -> list[str]:
        """Return the keys of tags that earlier answers added and the present ones do not ask for."""
        return sorted(key for key in self.former_tags - self.tags.keys() if key in found)

    def lacking(self, found: Mapping[str, str]) -> dict[str, str]:
        """Return the wanted tags that an object lacks or has with another value."""
        return {key: value for key, value in self.tags_for(found).items() if found.get(key) != value}


def why_tagged(lacking: Mapping[str, str]) -> str:
    """Return why tags are added, with their keys."""
    return f"tags differ from what is asked: {', '.join(sorted(lacking))}"


def why_untagged(outdated: Sequence[str]) -> str:
    """Return why tags are removed, with their keys."""
    return f"tags are no longer asked for: {', '.join(outdated)}"


def as_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Return tags in AWS's form, sorted by key."""
    return [{"Key": key, "Value": tags[key]} for key in sorted(tags)]
