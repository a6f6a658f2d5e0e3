"""Drafts: a setup as it was typed so far, valid or not. The wizard saves it as it changes.

A draft keeps raw text. What equals its default is not kept, so that it goes on following it; and of most answers the
default of a later site is the answer of the first. `draft_answers` makes answers of a draft, and a draft of a setup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from multisite_tui.model import defaults
from multisite_tui.model.rules import domains
from multisite_tui.model.rules.secrets import looks_secret

FORMAT = 1
"""The version of the saved form."""
MOST_TAGS = 4

Value = str | bool | list[str]
"""What one field holds: text as typed, a tick, or the ids that were picked."""

PLAIN: Mapping[str, Value] = {
    "domain": "",
    "port": "",
    "aliases": "",
    "listeners.http": True,
    "listeners.more": "",
    "instance_protocol": "http",
    "security_group": "new",
    "security_group.description": "",
    "certificate": "auto",
    "health_check.path": "/",
    "health_check.interval": "5",
    "health_check.timeout": "3",
    "health_check.healthy_threshold": "2",
    "instances": [],
    "tag.1": "",
    "tag.2": "",
    "tag.3": "",
    "tag.4": "",
    "dns.zone": "",
    "dns.replace": False,
}
"""Defaults that hang on nothing else."""
OWN = frozenset({
    "domain", "port", "aliases", "load_balancer", "security_group.name", "security_group.description",
    "health_check.port", "dns.zone", "dns.replace",
})  # fmt: skip
"""What each site answers for itself; all else it takes from the first."""


@dataclass
class SiteDraft:
    """One site as typed so far."""

    key: int
    """Stays with the site while others come and go."""
    values: dict[str, Value] = field(default_factory=dict)
    """By field; only what differs from its default."""
    rest: dict[str, Any] = field(default_factory=dict)
    """Answers that the wizard has no field for, kept as they are."""


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
    walked: list[str] = field(default_factory=list)
    """Pages that were left with good answers."""
    sites: list[SiteDraft] = field(default_factory=lambda: [SiteDraft(0)])
    rest: dict[str, Any] = field(default_factory=dict)
    """Answers of the whole setup that the wizard has no field for."""
    approved: str = ""
    """A fingerprint of the answers that were said yes to, until they are made; empty: none."""
    format: int = FORMAT

    @property
    def setup_name(self) -> str:
        """Return the name it will be saved under; empty while no domain is known."""
        if self.name.strip():
            return self.name.strip()
        first = domain_of(str(self.value(0, "domain")))
        return defaults.setup_name(first) if first else ""

    def value(self, site: int, name: str) -> Value:
        """Return what a field of a site holds: what was typed, else its default."""
        values = self.sites[site].values
        return values[name] if name in values else self.default(site, name)

    def text(self, site: int, name: str) -> str:
        """Return a field of text without the spaces around it."""
        return str(self.value(site, name)).strip()

    def default(self, site: int, name: str) -> Value:
        """Return what a field holds while nothing else was said."""
        if site and name not in OWN and name in self.sites[0].values:
            return self.sites[0].values[name]
        if name in PLAIN:
            return PLAIN[name]
        return self._following(site, name)

    def put(self, site: int, name: str, value: Value) -> None:
        """Take what was typed into a field; what equals the default follows it from now on."""
        values = self.sites[site].values
        values.pop(name, None)
        if value != self.default(site, name):
            values[name] = value

    def add_site(self) -> int:
        """Add an empty site, and return its place."""
        self.sites.append(SiteDraft(1 + max((site.key for site in self.sites), default=-1)))
        return len(self.sites) - 1

    def remove_site(self, place: int) -> None:
        """Take a site out; those behind the first keep what they took from it."""
        gone = self.sites.pop(place)
        if place == 0 and self.sites:
            taken = {name: value for name, value in gone.values.items() if name not in OWN}
            self.sites[0].values = {**taken, **self.sites[0].values}
        self.walked = [page for page in self.walked if not page.endswith(f"@{gone.key}")]
        self.site = min(self.site, max(0, len(self.sites) - 1))

    def _following(self, site: int, name: str) -> Value:
        """Return a default that another answer decides."""
        match name:
            case "load_balancer":
                return self._load_balancers()[site]
            case "security_group.name":
                return self.text(site, "load_balancer")
            case "listeners.https":
                return self.value(site, "certificate") != "none"
            case "health_check.protocol":
                return self.value(site, "instance_protocol")
            case "health_check.port":
                return self.value(site, "port")
            case "health_check.unhealthy_threshold":
                return "10" if len(self.value(site, "instances")) <= 1 else "3"  # type: ignore[arg-type]
        raise KeyError(name)

    def _load_balancers(self) -> list[str]:
        wanted = [
            (domain_of(str(site.values.get("domain", ""))) or f"site-{place + 1}.invalid", _asked(site))
            for place, site in enumerate(self.sites)
        ]
        return defaults.load_balancer_names(wanted)

    def as_json(self) -> dict[str, Any]:
        """Return the saved form; what looks like a key stays out of every file, also while it is typed."""
        form = asdict(self)
        for site in form["sites"]:
            site["values"] = {name: value for name, value in site["values"].items() if not _is_secret(value)}
        for name in ("name", "profile", "region"):
            form[name] = "" if _is_secret(form[name]) else form[name]
        return form

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Draft:
        """Return the draft of a saved form.

        Raises:
            ValueError: it is of a newer version, or none.
        """
        if data.get("format") != FORMAT:
            raise ValueError(f"format {data.get('format')} is not {FORMAT}")
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        known["sites"] = [SiteDraft(**site) for site in data["sites"]] or [SiteDraft(0)]
        return cls(**known)


def domain_of(text: str) -> str | None:
    """Return a domain as DNS has it, None where the text is none."""
    text = text.strip()
    return None if domains.domain(text) else domains.canonical(text)


def _is_secret(value: Value) -> bool:
    return isinstance(value, str) and looks_secret(value)


def _asked(site: SiteDraft) -> str | None:
    asked = site.values.get("load_balancer")
    return asked.strip() if isinstance(asked, str) else None
