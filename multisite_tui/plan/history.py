"""The past: what the journal says of earlier runs. Nothing of it is believed before AWS was asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from multisite_tui.aws.facts.records import RecordSet, from_raw
from multisite_tui.aws.resources.base import Reply
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site


@dataclass(frozen=True)
class History:
    """What is known of the runs of a setup so far."""

    replies: Mapping[str, Sequence[Reply]] = field(default_factory=dict)
    """AWS's replies that unfinished steps still wait on; an empty one was lost."""
    formers: tuple[Setup, ...] = ()
    """The setup as it was asked for, in the last run that came to a good end and in each one since: what was made for
    any of them may be there."""
    put_in: frozenset[str] = frozenset()
    """Names of the validation records that this setup put in."""
    switched: frozenset[str] = frozenset()
    """Names that runs led to a load balancer, also those that were given up since."""
    taken_away: Sequence[Mapping[str, Any]] = ()
    """Record sets that runs took away, as Route 53 told them, the latest last."""

    def sites(self, domain: str | None = None) -> Iterator[Site]:
        """Yield the sites of all those setups, or one site as each of them had it."""
        for former in self.formers:
            yield from (site for site in former.sites if domain in (None, site.domain))

    def tag_keys(self, domain: str) -> frozenset[str]:
        """Return the keys of the person's tags that a site's things may carry."""
        tags = [*(former.tags for former in self.formers), *(site.tags for site in self.sites(domain))]
        return frozenset(key for one in tags for key in one)

    def stood_at(self, name: str) -> tuple[RecordSet, ...]:
        """Return what stood at a name before each switch, the latest last."""
        return tuple(one for raw in self.taken_away if (one := from_raw(raw)).name == name)
