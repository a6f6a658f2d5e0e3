"""DNS names of load balancers: the name, a number that nobody can foresee, and the region."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multisite_tui.demo.world import World

_FORM = re.compile(r"(?P<name>.+)-(?P<number>\d+)")
_LEAST = 10**9
SHORTEST_NUMBER = 8
"""The fewest digits of a number in AWS's names (seen: eight to ten)."""


def new_dns_name(world: World, region: str, name: str) -> str:
    """Return the DNS name of a new Classic Load Balancer."""
    return f"{name}-{_number(world, name, world.next_serial())}.{region}.elb.amazonaws.com"


def may_be_elsewhere(world: World, label: str) -> bool:
    """Whether the first label of a DNS name may be that of a load balancer that this account did not make.

    Aliases may lead to load balancers of any kind and account, and the practice account knows only its own: any other
    name of the right form is taken for one that exists.
    """
    found = _FORM.fullmatch(label)
    if found is None or len(found["number"]) < SHORTEST_NUMBER:
        return False
    return all(_number(world, found["name"], serial) != int(found["number"]) for serial in range(1, world.serial + 1))


def _number(world: World, name: str, serial: int) -> int:
    digest = sha256(f"{name} {serial} {world.created}".encode()).hexdigest()
    return _LEAST + int(digest, 16) % (9 * _LEAST)
