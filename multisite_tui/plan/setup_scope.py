"""What the policy of a setup is narrowed to: by its answers, and by what its journal knows to stand of earlier ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from multisite_tui import answers
from multisite_tui.aws.facts.records import normal_name
from multisite_tui.aws.policy_scope import PolicyScope, scope_of
from multisite_tui.aws.resources.records import SWITCH
from multisite_tui.model.setup import Setup
from multisite_tui.model.things import ThingKind
from multisite_tui.plan.history import history_of
from multisite_tui.state.snapshot import Snapshot


def scope_of_setup(setup: Setup, saved: Snapshot | None = None, asked: Iterable[str] = ()) -> PolicyScope:
    """Return what the policy of a setup is narrowed to.

    What earlier answers asked for may still stand, until `destroy` takes it away; of a topology that the setup has
    left, until the move is ended.

    Args:
        setup: The setup, as it is asked for now.
        saved: What its journal knows; None if no run has begun.
        asked: The answers of all its runs, the latest last.
    """
    if saved is None:
        return scope_of([setup])
    standing = {setup.topology, saved.topology, *([saved.came_from] if saved.moving else [])}
    setups = [*(one for one in _readable(asked) if one.topology in standing), setup]
    history = history_of(saved)
    return scope_of(
        setups,
        account=saved.account,
        region=saved.region,
        zones=_zones(setups, saved),
        switched=history.switched,
        balanced=any(kind is ThingKind.LOAD_BALANCER for kind, _ in history.made),
    )


def _readable(asked: Iterable[str]) -> Iterator[Setup]:
    """Yield the setups of answers, without those that this version can no longer read."""
    for text in dict.fromkeys(asked):
        with suppress(answers.AnswersError):
            yield answers.load(text, "").setup


def _zones(setups: Iterable[Setup], saved: Snapshot) -> tuple[str, ...]:
    """Return the ids of the zones in which runs changed records; none if a name has had no record of a run yet."""
    changed = list(_changed(saved))
    names = {name for one in setups for site in one.sites if not site.dns.external for name in site.names}
    known = {name for record, _ in changed for name in (record, record.partition(".")[2])}
    return tuple(sorted({zone for _, zone in changed})) if names <= known else ()


def _changed(saved: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield name and zone of each record that runs wanted to change."""
    for intent in saved.intended:
        if intent["name"] == SWITCH:
            for change in intent["params"]["ChangeBatch"]["Changes"]:
                yield normal_name(change["ResourceRecordSet"]["Name"]), intent["params"]["HostedZoneId"]
