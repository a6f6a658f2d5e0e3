"""Which records lead visitors to a load balancer, in any hosted zone of the account."""

from __future__ import annotations

from collections.abc import Iterator

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import Addresses, Alias, RecordSet


def names_led_to(target: Alias | Addresses | None, dns_name: str, facts: Facts) -> tuple[str, ...]:
    """Return the names of the records that lead there, by an alias of any type, its addresses, or a CNAME; each once.

    Args:
        target: Where a record must point to lead visitors there; None if the endpoint does not return it.
        dns_name: The name of the load balancer in DNS.
        facts: The account.

    Raises:
        AwsFailure: a read was refused.
    """
    found = (record for record in _all_records(facts) if record.sends_to(target, dns_name))
    return tuple(dict.fromkeys(record.name for record in found))


def _all_records(facts: Facts) -> Iterator[RecordSet]:
    for zone in (*facts.zones(), *facts.private_zones()):
        yield from facts.all_records(zone.id)
