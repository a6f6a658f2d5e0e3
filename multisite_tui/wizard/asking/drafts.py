"""Drafts: a setup as it was typed so far, valid or not. The wizard saves it as it changes.

A draft keeps raw text. A field that a person left as it was is not kept: it shows, and goes on following, what is meant
without it. For a site that was added here, that is the answer of the first site; for the first site, and for one that
came from an answers file, it is the default. `draft_answers` makes answers of a draft, and a draft of a setup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from multisite_tui.model import defaults
from multisite_tui.model.health_checks import HealthCheck
from multisite_tui.model.rules import domains
from multisite_tui.model.rules.secrets import looks_secret
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site, default_listeners
from multisite_tui.model.topology_relations import CLASSIC, host, shared_name
from multisite_tui.model.topology_relations import SHARED as SHARED_BY_ALL
from multisite_tui.wizard.asking.fields import OF_DRAFT, SHARED, DraftField, field_named
from multisite_tui.wizard.asking.forms import Value

FORMAT = 4
"""The version of the saved form. In version 1, every site but the first followed the first; until version 2, each site
had its own load balancer; until version 3, a later site had a page of its own for what differs."""
FORMER_PAGES = {"like_first": "overview"}
"""By a page of earlier versions, the one that asks now what it asked."""
NAMES = ("load_balancer", "security_group.name", "target_group")
"""Fields that name what is made for a site."""
UNKNOWN_COUNT = 1
"""How many instances are assumed where only the account knows: the one that runs."""


@dataclass
class SiteDraft:
    """One site as typed so far."""

    key: int
    """Stays with the site while others come and go."""
    follows: bool = False
    """Whether what was left out of the shared fields is answered by the first site."""
    values: dict[str, Value] = field(default_factory=dict)
    """By field; only what was answered."""
    rest: dict[str, Any] = field(default_factory=dict)
    """Answers that no field can hold, kept as they are."""
    replaces: list[str] = field(default_factory=list)
    """The records that were shown when it was ticked that they may be replaced; the tick stands for no others."""


@dataclass
class Draft:
    """A setup as typed so far, and the page it was left on."""

    id: str
    kind: str
    """The kind of account it is for: `aws` or `practice`."""
    name: str = ""
    """The setup's name; empty: after the first domain."""
    profile: str = ""
    region: str = ""
    page: str = "account"
    site: int = 0
    """Which site the page is about, from 0."""
    sites: list[SiteDraft] = field(default_factory=lambda: [SiteDraft(0)])
    asked: dict[str, Value] = field(default_factory=dict)
    """By field, what was answered of the setup as a whole, but for name, profile and region."""
    rest: dict[str, Any] = field(default_factory=dict)
    """Answers of the whole setup that the wizard has no field for."""
    approved: str = ""
    """A fingerprint of the answers that were said yes to, until they are made; empty: none."""
    format: int = FORMAT
    standing: dict[str, Site] = field(default_factory=dict, compare=False)
    """Sites that runs were asked for, by domain: what was made for them may stand. Read from the journal, not saved."""

    @property
    def setup_name(self) -> str:
        """Return the name it will be saved under; empty while no domain is known."""
        if self.name.strip():
            return self.name.strip()
        first = domain_of(str(self.value(0, "domain")))
        return defaults.setup_name(first) if first else ""

    @property
    def topology(self) -> str:
        """How the sites are to be reached; from two sites on, one load balancer for all costs less."""
        return str(self.asked.get("topology") or self._topology_left_out)

    @property
    def _topology_left_out(self) -> str:
        names = [domain_of(str(site.values.get("domain", ""))) for site in self.sites]
        can_share = all(host(name) is None for name in names if name)
        return SHARED_BY_ALL if len(self.sites) > 1 and can_share else CLASSIC

    def keep_topology(self) -> None:
        """Let the topology no longer follow the number of sites: changing it is a move."""
        self.asked["topology"] = self.topology

    def value(self, site: int, name: str) -> Value:
        """Return what a field of a site holds: what was answered, else what is meant without it."""
        given = self.given(site, name)
        return self._left_out(site, field_named(name)) if given is None else given

    @property
    def blank(self) -> bool:
        """Whether nothing was typed of any site, so that there is nothing to come back to."""
        return not any(site.values for site in self.sites)

    def text(self, site: int, name: str) -> str:
        """Return a field of text without the spaces around it."""
        return str(self.value(site, name)).strip()

    def given(self, site: int, name: str) -> Value | None:
        """Return what was answered, by the site itself or by the one that it follows; None where it was left out."""
        if field_named(name).part is Setup:
            return self._of_setup(name)
        values = self.sites[site].values
        if name in values or not self.follows(site, name):
            return values.get(name)
        return self.sites[0].values.get(name)

    def _of_setup(self, name: str) -> Value | None:
        return getattr(self, name) or None if name in OF_DRAFT else self.asked.get(name)

    def follows(self, site: int, name: str) -> bool:
        """Whether the first site answers this field for a site that does not answer it."""
        return site > 0 and self.sites[site].follows and name in SHARED

    def asks(self, site: int, name: str) -> bool:
        """Whether a field is asked, and is an answer, with what other fields hold."""
        if field_named(name).topology not in ("", self.topology):
            return False
        condition = field_named(name).only_while
        if condition is None:
            return True
        other, wanted = condition
        value = self.value(site, other)
        return (value.strip() if isinstance(value, str) else value) in wanted

    def default(self, site: int, name: str) -> Value:
        """Return what a field holds while the site itself does not answer it."""
        answered = self.sites[0].values.get(name) if self.follows(site, name) else None
        return self._left_out(site, field_named(name)) if answered is None else answered

    def put(self, site: int, name: str, value: Value) -> None:
        """Take what was typed into a field; what equals the default follows it from now on.

        Another domain is another site: the names of what was made for the former one stay with that.
        """
        if field_named(name).part is Setup:
            self._put_of_setup(name, value)
            return
        if name != "domain":
            self._put(site, name, value)
            return
        former, values = self._names_made(site), self.sites[site].values
        self._put(site, name, value)
        for named in [named for named, made in former.items() if values.get(named) == made]:
            del values[named]
        for named, made in self._names_made(site).items():
            if named not in values:
                self._put(site, named, made)

    def _put_of_setup(self, name: str, value: Value) -> None:
        if name in OF_DRAFT:
            setattr(self, name, value)
            return
        self.asked.pop(name, None)
        if value != self._left_out(0, field_named(name)):
            self.asked[name] = value

    def _put(self, site: int, name: str, value: Value) -> None:
        values = self.sites[site].values
        values.pop(name, None)
        if value != self.default(site, name):
            values[name] = value

    def add_site(self) -> int:
        """Add an empty site that follows the first, and return its place."""
        key = 1 + max((site.key for site in self.sites), default=-1)
        self.sites.append(SiteDraft(key, follows=bool(self.sites)))
        return len(self.sites) - 1

    def remove_site(self, place: int) -> None:
        """Take a site out; those that follow the first keep what they took from it."""
        if place == 0:
            for site in self.sites[1:]:
                self._stop_following(site)
        self.sites.pop(place)
        self.site = min(self.site, max(0, len(self.sites) - 1))

    def _names_made(self, site: int) -> dict[str, Value]:
        """Return the names of resources that an earlier run used for this site, by field."""
        made = self.standing.get(domain_of(self.text(site, "domain")) or "")
        if made is None:
            return {}
        given = {name: field_named(name).form.write(field_named(name).model.given(made)) for name in NAMES}
        return {name: value for name, value in given.items() if value is not None}

    @property
    def left(self) -> list[str]:
        """The domains that runs were asked for and the draft is not: what was made for them may stand."""
        asked = {domain_of(self.text(place, "domain")) for place in range(len(self.sites))}
        return [domain for domain in self.standing if domain not in asked]

    def _stop_following(self, site: SiteDraft) -> None:
        if site.follows:
            taken = {name: value for name, value in self.sites[0].values.items() if name in SHARED}
            site.values, site.follows = {**taken, **site.values}, False

    def _left_out(self, site: int, asked: DraftField) -> Value:
        """Return what a field shows while nobody answers it: its default, or what another answer decides."""
        if asked.shows:
            return self.value(site, asked.shows)
        match asked.name:
            case "load_balancer" | "target_group":
                return self._names_of(asked.name)[site]
            case "topology":
                return self._topology_left_out
            case "shared.load_balancer":
                return shared_name(self.setup_name)
            case "listeners.http" | "listeners.https" | "listeners.more":
                return asked.form.write(default_listeners(self.text(site, "certificate"))) or asked.form.empty
            case "health_check.unhealthy_threshold":
                return str(HealthCheck().unhealthy_after(self._instances(site)))
        return asked.default

    def _names_of(self, field_name: str) -> list[str]:
        """Return the names of all load balancers or target groups; what was made for a domain keeps its name."""
        asked_for = field_named(field_name).model.given
        made = {domain: str(name) for domain, site in self.standing.items() if (name := asked_for(site)) is not None}
        wanted = []
        for place, site in enumerate(self.sites):
            domain = domain_of(str(site.values.get("domain", ""))) or f"site-{place + 1}.invalid"
            wanted.append((domain, _asked(site, field_name) or made.get(domain)))
        return defaults.load_balancer_names(wanted, made.values())

    def _instances(self, site: int) -> int:
        """Return how many instances a site has, as far as the answers say it."""
        picked = self.given(site, "instances") or self.sites[site].rest.get("instances") or self.rest.get("instances")
        return len(picked) if isinstance(picked, list) else UNKNOWN_COUNT

    def as_json(self) -> dict[str, Any]:
        """Return the saved form; what looks like a key stays out of every file, also while it is typed."""
        form = asdict(replace(self, standing={}))
        del form["standing"]
        for site in form["sites"]:
            site["values"] = _without_secrets(site["values"])
        form["asked"] = _without_secrets(form["asked"])
        for name in ("name", "profile", "region"):
            form[name] = "" if _is_secret(form[name]) else form[name]
        return form

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Draft:
        """Return the draft of a saved form, of this version or of an earlier one.

        Raises:
            ValueError: it is of a newer version, or none.
        """
        if data.get("format") not in range(1, FORMAT + 1):
            raise ValueError(f"format {data.get('format')} is newer than {FORMAT}")
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data and name != "standing"}
        known["sites"] = [SiteDraft(**site) for site in data["sites"]] or [SiteDraft(0)]
        draft = cls(**{**known, "format": FORMAT})
        if data["format"] < 3:
            draft.asked["topology"] = CLASSIC
        draft.page = FORMER_PAGES.get(draft.page, draft.page)
        if data["format"] == 1:
            draft.profile, draft.region = draft.profile.strip(), draft.region.strip()
            for site in draft.sites[1:]:
                site.follows = True
        return draft


def domain_of(text: str) -> str | None:
    """Return a domain as DNS has it, None where the text is none."""
    text = text.strip()
    return None if domains.domain(text) else domains.canonical(text)


def zone_of(text: str) -> str | None:
    """Return the name of a hosted zone as DNS has it, or its id; None where the text is neither."""
    text = text.strip()
    return None if domains.hosted_zone(text) else domains.canonical_zone(text)


def _without_secrets(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if not _is_secret(value)}


def _is_secret(value: Value) -> bool:
    return isinstance(value, str) and looks_secret(value)


def _asked(site: SiteDraft, name: str) -> str | None:
    asked = site.values.get(name)
    return asked.strip() if isinstance(asked, str) else None
