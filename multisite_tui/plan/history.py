"""History: what the journal says of earlier runs. Nothing of it is believed before AWS was asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from multisite_tui import answers
from multisite_tui.aws.calls import Reply
from multisite_tui.aws.facts.records import RecordSet, from_raw
from multisite_tui.aws.resources.records import undo_of_proof, undo_of_switch
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.undo import Undo
from multisite_tui.state.snapshot import Snapshot


@dataclass(frozen=True)
class History:
    """What is known of the runs of a setup so far."""

    replies: Mapping[str, Sequence[Reply]] = field(default_factory=dict)
    """AWS's replies that unfinished steps still wait on, by step; an empty one was lost."""
    earlier_setups: tuple[Setup, ...] = ()
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
        for earlier in self.earlier_setups:
            yield from (site for site in earlier.sites if domain in (None, site.domain))

    def tag_keys(self, domain: str | None) -> frozenset[str]:
        """Return the keys of the person's tags that things may carry: a site's, or None: those of the whole setup."""
        of_sites = [site.tags for site in self.sites(domain)] if domain is not None else []
        return frozenset(key for one in [*(earlier.tags for earlier in self.earlier_setups), *of_sites] for key in one)

    def stood_at(self, name: str) -> tuple[RecordSet, ...]:
        """Return what stood at a name before each switch, the latest last."""
        return tuple(one for raw in self.taken_away if (one := from_raw(raw)).name == name)


def history_of(saved: Snapshot | None) -> History:
    """Return what a saved setup tells; an empty history where nothing is saved."""
    if saved is None:
        return History()
    done = Undo.joined(_undo(intent) for intent in saved.done)
    return History(
        replies=saved.replies,
        earlier_setups=tuple(_earlier_setups(saved)),
        # What was intended counts, even where AWS refused the whole batch: the names were not there before.
        put_in=frozenset(Undo.joined(_undo(intent) for intent in saved.intended).put_in),
        switched=frozenset(done.switched),
        taken_away=done.taken_away,
    )


def _earlier_setups(saved: Snapshot) -> Iterator[Setup]:
    """Yield the setup as earlier runs had it; answers of an earlier version may no longer be readable."""
    for asked in dict.fromkeys(saved.asked):
        with suppress(answers.AnswersError):
            yield answers.load(asked, saved.name).setup


def _undo(intent: Mapping[str, Any]) -> Undo:
    if "undo" in intent:
        return Undo.from_json(intent["undo"])
    return _undo_of_old(intent)


def _undo_of_old(intent: Mapping[str, Any]) -> Undo:
    """Return the undo of an intent that was written before the resource said it: the batch and the step's id tell."""
    changes = intent["params"].get("ChangeBatch", {}).get("Changes", ())
    nouns = [step.partition("/")[2] for step in intent["steps"]]
    return Undo.joined(
        [
            *([undo_of_switch(changes)] if any(noun.startswith("records") for noun in nouns) else []),
            *([undo_of_proof(changes)] if "validation" in nouns else []),
        ]
    )
