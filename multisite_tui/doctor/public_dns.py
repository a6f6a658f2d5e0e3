"""Public DNS with a cache; no lookups if the account's zones are not in it."""

from __future__ import annotations

from functools import partial

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.reads import Question, Reads
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.internet.caa import Caa, caa
from multisite_tui.internet.delegation import DelegationCheck, delegation
from multisite_tui.internet.lookups import Lookup, Resolver, lookup
from multisite_tui.internet.outside_names import OutsideName, cname_stands, look_outside
from multisite_tui.model.accounts import AccountKind


class PublicDns:
    """Looks up names that exist in a zone, never others: resolvers would cache the absence of a name.

    Args:
        kind: The kind of account: only zones of real AWS accounts are in public DNS.
        resolver: The resolver to use with any kind of account; None: this machine's, for AWS only.
    """

    def __init__(self, kind: AccountKind, resolver: Resolver | None) -> None:
        self.asks = kind is AccountKind.AWS or resolver is not None
        """Whether DNS is used; if not, every result is None."""
        self._resolver = resolver
        self._reads = Reads()

    def delegation(self, zone: Zone, facts: Facts) -> DelegationCheck | None:
        """Return whether DNS delegates to the zone's name servers."""
        if not self.asks:
            return None
        return self._reads.expected(Question(("delegation", zone.id), lambda: self._delegation(zone, facts)))

    def lookup(self, name: str, kind: str) -> Lookup | None:
        """Return the records of one type at a name in DNS."""
        if not self.asks:
            return None
        return self._reads.expected(Question((kind, name), lambda: lookup(name, kind, self._resolver)))

    def caa(self, name: str) -> Caa | None:
        """Return the CAA result for a name, from the name and those above it."""
        if not self.asks or "." not in name:
            return None
        return self._reads.expected(Question(("caa", name), lambda: caa(name, resolver=self._resolver)))

    def outside(self, name: str, host: str) -> OutsideName | None:
        """Return where a name leads that is kept outside the account, by the servers of its zone."""
        if not self.asks:
            return None
        ask = partial(look_outside, name, host, resolver=self._resolver)
        return self._reads.expected(Question(("outside", name, host), ask))

    def cname_stands(self, name: str, value: str) -> bool | None:
        """Whether the servers of the name's zone have this CNAME; None if they gave no answer."""
        if not self.asks:
            return None
        ask = partial(cname_stands, name, value, resolver=self._resolver)
        return self._reads.expected(Question(("cname", name, value), ask))

    def _delegation(self, zone: Zone, facts: Facts) -> DelegationCheck:
        return delegation(zone.name, facts.name_servers(zone.id), resolver=self._resolver)
