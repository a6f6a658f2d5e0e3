"""DNSSEC: whether the DS record of the zone above fits a zone; where it does not, resolvers refuse all its answers."""

from __future__ import annotations

from collections.abc import Sequence

from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.ANY.DS import DS

from multisite_tui.internet.authoritative import Exchange, ask_at
from multisite_tui.internet.lookups import LookupStatus, Resolver, lookup


def trusted(zone: str, servers: Sequence[str], resolver: Resolver | None, send: Exchange) -> bool:
    """Whether a DS record above the zone fits one of its keys (RFC 4035, section 5.2); True where there is none.

    Args:
        zone: The zone's name.
        servers: The names of its own servers, which are asked for its keys.
        resolver: The resolver for all else; None: this machine's.
        send: Sends a question to a server. Where none answers, the zone counts as trusted.
    """
    found = lookup(zone, "DS", resolver)
    above = [one for one in found.records if isinstance(one, DS)] if found.at == zone else []
    if not above:
        return True
    keys = ask_at(servers, zone, "DNSKEY", resolver, send)
    if keys.result is LookupStatus.NO_ANSWER:
        return True
    return any(_fits(one, key, zone) for one in above for key in keys.records if isinstance(key, DNSKEY))


def _fits(above: DS, key: DNSKEY, zone: str) -> bool:
    import dns.dnssec  # with cryptography behind it, which takes megabytes that most runs can do without

    try:
        made = dns.dnssec.make_ds(dns.name.from_text(zone), key, above.digest_type, validating=True)
    except (dns.exception.DNSException, ValueError):
        return True  # a digest that cannot be computed here proves nothing
    return bool(made == above)
