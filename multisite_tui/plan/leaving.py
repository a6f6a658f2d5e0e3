"""Leaving: what a removal, or the end of a move, takes away of a setup, as every topology is asked for its part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.model.plans import MonthlyCost
from multisite_tui.plan.graph import Step
from multisite_tui.plan.history import History


@dataclass(frozen=True)
class LeavingSite:
    """A site whose entrances are taken away."""

    domain: str
    names: tuple[str, ...]
    """Names that the site is known to have had."""
    outside: tuple[str, ...] = ()
    """Names that are kept outside the account."""
    present: EntranceLocator | None = None
    """The entrance that serves the site after a move; None in a removal."""


@dataclass(frozen=True)
class Leaving:
    """The sites whose entrances are taken away in one run."""

    setup: str
    sites: tuple[LeavingSite, ...]
    history: History
    all: bool
    """Whether no other site uses what a topology made for the setup as a whole, so that it goes too."""
    siblings: tuple[EntranceLocator, ...] = ()
    """All entrances of the setup that stand, of any topology: a backup of a record may lead to one of them."""
    moved: bool = False
    """Whether the sites stay, at entrances of another topology: names are not led back, and an entrance goes only once
    no record leads to it. Certificates, validation records and own records stay."""

    def named(self, name: str) -> str:
        """Return the name of a step, which differs from that of the run that a return from a move begins with."""
        return f"held_{name}" if self.moved else name

    @property
    def domains(self) -> frozenset[str]:
        """The domains of the sites."""
        return frozenset(site.domain for site in self.sites)


@dataclass(frozen=True)
class Release:
    """When the removal of a site's entrances frees what they used."""

    after: tuple[str, ...] = ()
    """Ids of the steps after which none of these entrances uses the site's certificate."""
    switched: tuple[str, ...] = ()
    """Ids of the steps that restore the records of the site's names; their resource reads `SwitchedRecords`."""
    users: tuple[str, ...] = ()
    """Load balancers that use the certificate until then, as in their ARN after `loadbalancer/`: `to-main`, or
    `app/main-io` whatever its id. ACM goes on naming those that are gone for some minutes."""

    staying: frozenset[str] = frozenset()
    """Names of the sites that stay at the same entrances: what covers one of them, and is used, is theirs."""
    known: frozenset[str] = frozenset()
    """The domains of all sites, if with this site the certificates go that were requested for a former one; else
    empty."""

    def __add__(self, other: Release) -> Release:
        """Return what holds for the entrances of both."""
        return Release(
            (*self.after, *other.after),
            tuple(dict.fromkeys((*self.switched, *other.switched))),
            tuple(dict.fromkeys((*self.users, *other.users))),
            self.staying | other.staying,
            self.known | other.known,
        )


@dataclass(frozen=True)
class EntranceRemoval:
    """How one topology takes away its entrances of the sites that leave."""

    steps: tuple[Step, ...]
    """Each site's, and those of the setup as a whole. An id is unique over the steps of all topologies, and is not that
    of a step which all topologies share (`plan/site_remains.py`)."""
    remaining_cost: MonthlyCost
    """The monthly cost of what remains of the topology's entrances of the setup."""
    releases: Mapping[str, Release] = field(default_factory=dict)
    """By domain; a site that the topology has nothing of may be missing."""
