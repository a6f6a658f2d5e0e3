"""The world's DNS, each question asked once; or nobody, where the account is not in it."""

from __future__ import annotations

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.memo import Memo
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.internet.caa import Caa, caa
from multisite_tui.internet.delegation import DelegationCheck, delegation
from multisite_tui.internet.lookups import Lookup, Resolver, lookup
from multisite_tui.model.accounts import AccountKind


class PublicDns:
    """Asks DNS for what stands in a zone, and never for a name that is not there: resolvers would remember that.

    Args:
        kind: What the account is: only AWS's zones are in the world's DNS.
        resolver: Whom to ask, whatever the account is; None: whom this machine asks.
    """

    def __init__(self, kind: AccountKind, resolver: Resolver | None) -> None:
        self.asks = kind is AccountKind.AWS or resolver is not None
        """Whether anybody is asked; otherwise every answer is None."""
        self._resolver = resolver
        self._memo = Memo()

    def delegation(self, zone: Zone, facts: Facts) -> DelegationCheck | None:
        """Return whether DNS sends questions about the zone to its servers."""
        if not self.asks:
            return None
        return self._memo.ask(("delegation", zone.id), lambda: self._delegation(zone, facts))

    def lookup(self, name: str, kind: str) -> Lookup | None:
        """Return what DNS has at a name."""
        if not self.asks:
            return None
        return self._memo.ask((kind, name), lambda: lookup(name, kind, self._resolver))

    def caa(self, name: str) -> Caa | None:
        """Return what CAA says for a name and those above it."""
        if not self.asks or "." not in name:
            return None
        return self._memo.ask(("caa", name), lambda: caa(name, resolver=self._resolver))

    def _delegation(self, zone: Zone, facts: Facts) -> DelegationCheck:
        return delegation(zone.name, facts.name_servers(zone.id), resolver=self._resolver)
