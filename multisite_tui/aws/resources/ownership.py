"""Ownership: the tags by which a setup knows its own, whatever became of its journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SETUP = "multisite-tui:setup"
SITE = "multisite-tui:site"
OWNER = "multisite-tui:owner"
MADE = "made"
"""Made by this setup: `destroy` may take it away."""
ADOPTED = "adopted"
"""Was there before, and was taken on because the answers said so: `destroy` leaves it."""


@dataclass(frozen=True)
class Owner:
    """A site of a setup, and the tags that the person wants on what it owns."""

    setup: str
    site: str
    tags: Mapping[str, str]
    adopt: bool = False

    def owns(self, tags: Mapping[str, str]) -> bool:
        """Whether an object with these tags is this site's."""
        return tags.get(SETUP) == self.setup and tags.get(SITE) == self.site

    def may_have(self, tags: Mapping[str, str]) -> bool:
        """Whether an object with these tags is this site's, or may be taken on."""
        return self.adopt or self.owns(tags)

    def tags_for(self, found: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the tags an object should have: those of a new one, or of one found without ours."""
        owner = MADE if found is None else found.get(OWNER, ADOPTED) if self.owns(found) else ADOPTED
        return {**self.tags, SETUP: self.setup, SITE: self.site, OWNER: owner}

    def lacking(self, found: Mapping[str, str]) -> dict[str, str]:
        """Return the tags that a found object lacks or has with another value."""
        return {key: value for key, value in self.tags_for(found).items() if found.get(key) != value}


def as_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Return tags as AWS takes them, in a settled order."""
    return [{"Key": key, "Value": tags[key]} for key in sorted(tags)]
