"""History: what the journal records of earlier runs. It is only a hint: what exists is read from AWS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from multisite_tui import answers
from multisite_tui.aws.facts.records import RecordSet, from_raw, normal_name
from multisite_tui.aws.resources.certificates import EarlierRequests
from multisite_tui.aws.resources.led_names import NO_LED_NAMES, Led, LedNames
from multisite_tui.aws.resources.records import undo_of_proof, undo_of_switch
from multisite_tui.model.replies import Reply
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.things import ThingKind, Things
from multisite_tui.model.undo import Undo
from multisite_tui.plan.made_things import made_things
from multisite_tui.state.snapshot import Snapshot

KEEPERS = (ThingKind.LOAD_BALANCER, ThingKind.TARGET_GROUP)
"""What keeps backups of records in its tags."""


@dataclass(frozen=True)
class History:
    """What is known of the earlier runs of a setup."""

    replies: Mapping[str, Sequence[Reply]] = field(default_factory=dict)
    """By step id, AWS's replies to the calls of unfinished steps; `{LOST: name}` if the reply is not known."""
    earlier_setups: tuple[Setup, ...] = ()
    """The setup of the last run that ended well and of each run after it: resources of any of them may exist."""
    put_in: frozenset[str] = frozenset()
    """Names of the validation records that this setup created."""
    switched: frozenset[str] = frozenset()
    """Names that runs led to an entrance, also names that are no longer in the answers."""
    requests: Mapping[str, EarlierRequests] = field(default_factory=dict)
    """By domain, what is known of earlier requests for its certificate; a removal does not end this."""
    taken_away: Sequence[Mapping[str, Any]] = ()
    """Record sets that runs deleted, as the DNS service takes them, the latest last."""
    made: Things = frozenset()
    """Kind and id of the things that runs made."""
    topologies: frozenset[str] = frozenset()
    """The topologies of all runs; empty where there is no journal."""
    stood_in: Sequence[Mapping[str, Any]] = ()
    """Record sets that runs put in where a wildcard answered, as the DNS service takes them."""
    led: LedNames = NO_LED_NAMES
    """The names that runs led to entrances, and that no removal has led back since."""

    def sites(self, domain: str | None = None, topology: str | None = None) -> Iterator[Site]:
        """Yield the sites of all earlier setups.

        Args:
            domain: Only the site with this domain; None: all.
            topology: Only the sites of the setups with this topology; None: of all.
        """
        for earlier in self.earlier_setups:
            if topology in (None, earlier.topology):
                yield from (site for site in earlier.sites if domain in (None, site.domain))

    def tag_keys(self, domain: str | None) -> frozenset[str]:
        """Return the keys of the person's tags that earlier runs may have added; None: those of the whole setup."""
        of_sites = [site.tags for site in self.sites(domain)] if domain is not None else []
        return frozenset(key for one in [*(earlier.tags for earlier in self.earlier_setups), *of_sites] for key in one)

    def stood_at(self, name: str) -> tuple[RecordSet, ...]:
        """Return the record sets that switches replaced at a name, the latest last."""
        return tuple(one for raw in self.taken_away if (one := from_raw(raw)).name == name)


def history_of(saved: Snapshot | None, removed: Snapshot | None = None) -> History:
    """Return the history of a saved setup.

    Args:
        saved: The setup; None if nothing is saved.
        removed: What was saved of a setup of this name when it was last removed; None if nothing was.
    """
    requests = _requests([one for one in (removed, saved) if one is not None])
    if saved is None:
        return History(requests=requests)
    done = Undo.joined(_undo(intent) for intent in saved.done)
    return History(
        replies=saved.replies,
        earlier_setups=tuple(_earlier_setups(saved)),
        # An intent counts even if AWS refused the whole batch: the names did not exist before.
        put_in=frozenset(Undo.joined(_undo(intent) for intent in saved.intended).put_in),
        switched=frozenset(done.switched),
        taken_away=done.taken_away,
        stood_in=done.stood_in,
        requests=requests,
        topologies=frozenset(saved.topologies),
        made=made_things(saved.answered),
        led=_led_names(saved.answered),
    )


def _led_names(answered: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> LedNames:
    """Return which names the calls of a journal led to entrances, in their order."""
    made: set[str] = set()
    led: list[Led] = []
    for intent, reply in answered:
        made |= {thing for kind, thing in made_things([(intent, reply)]) if kind in KEEPERS}
        undo = _undo(intent)
        # A switch puts another A record in the place of the one that it deletes; a removal leads the name back.
        back = {normal_name(one["Name"]) for one in undo.taken_away if one["Type"] == "A"}
        back -= set(map(normal_name, undo.switched))
        led = [one for one in led if one.record.name not in back]
        led += [Led(record, frozenset(made)) for record in _put_in(intent) if record.name in undo.switched]
    return LedNames(tuple(led), frozenset(made))


def _put_in(intent: Mapping[str, Any]) -> Iterator[RecordSet]:
    changes = intent["params"].get("ChangeBatch", {}).get("Changes", ())
    yield from (from_raw(one["ResourceRecordSet"]) for one in changes if one["Action"] == "CREATE")


def _requests(saved: Sequence[Snapshot]) -> dict[str, EarlierRequests]:
    """Return the requests for certificates, and the deleted certificates, of each domain."""
    intended = [(_domain(one), one) for snapshot in saved for one in snapshot.intended]
    deleted = [(_domain(one), one) for snapshot in saved for one in snapshot.done]
    return {
        domain: EarlierRequests(
            tokens=frozenset(
                one["params"]["IdempotencyToken"]
                for of, one in intended
                if of == domain and one["name"] == "acm:RequestCertificate" and "IdempotencyToken" in one["params"]
            ),
            deleted=frozenset(
                one["params"]["CertificateArn"]
                for of, one in deleted
                if of == domain and one["name"] == "acm:DeleteCertificate"
            ),
        )
        for domain in {domain for domain, _ in intended}
    }


def _domain(intent: Mapping[str, Any]) -> str:
    return str(next(iter(intent["steps"]), "")).partition("/")[0]


def _earlier_setups(saved: Snapshot) -> Iterator[Setup]:
    """Yield the setups of earlier runs, without those whose answers this version can no longer read."""
    for asked in dict.fromkeys(saved.asked):
        with suppress(answers.AnswersError):
            yield answers.load(asked, saved.name).setup


def _undo(intent: Mapping[str, Any]) -> Undo:
    if "undo" in intent:
        return Undo.from_json(intent["undo"])
    return _undo_of_old(intent)


def _undo_of_old(intent: Mapping[str, Any]) -> Undo:
    """Return the undo of an intent that an earlier version wrote without one, from its change batch and step ids."""
    changes = intent["params"].get("ChangeBatch", {}).get("Changes", ())
    nouns = [step.partition("/")[2] for step in intent["steps"]]
    return Undo.joined(
        [
            *([undo_of_switch(changes)] if any(noun.startswith("records") for noun in nouns) else []),
            *([undo_of_proof(changes)] if "validation" in nouns else []),
        ]
    )
