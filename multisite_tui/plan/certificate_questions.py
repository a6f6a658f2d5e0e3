"""What a plan asks about certificates, so that it can be asked ahead in parallel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from multisite_tui.aws.facts.certificates import Certificate
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.model.setup import Setup
from multisite_tui.plan.topology import Ask


def tags_of(certificates: Iterable[Certificate], setup: Setup, facts: Facts) -> Iterator[Ask]:
    """Yield the questions for the tags of those that have the names of a site and no other, as the setup's own have."""
    names = {frozenset(site.names) for site in setup.sites}
    yield from (partial(facts.tagged, one) for one in certificates if one.names in names)
