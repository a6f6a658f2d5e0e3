"""Records that a person has to put in at the DNS provider of a name that is kept outside this account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TTL = 300
"""Seconds for which resolvers may keep such a record: short, so that a mistake is over soon."""
APEX_NOTE = (
    "{name} is the name of the zone itself, where DNS allows no CNAME: use your provider's ALIAS, ANAME or flattened"
    " CNAME. If it has none, lead www to {value} and let the provider forward {name} to www; an A record will not do,"
    " since a load balancer's addresses change."
)


@dataclass(frozen=True)
class HandRecord:
    """One record to put in."""

    name: str
    type: Literal["CNAME", "ALIAS"]
    """`ALIAS` where the name is that of a zone, which can have no CNAME; providers call it ANAME or flattening too."""
    value: str
    why: str
    """What it is for, in a few words."""

    @property
    def line(self) -> str:
        """The record as a line of a zone file; an ALIAS, which zone files do not have, as a comment."""
        line = f"{self.name}. {TTL} IN {self.type} {self.value}."
        return f"; {line}" if self.type == "ALIAS" else line

    @property
    def note(self) -> str:
        """What to know of it; empty if nothing."""
        return APEX_NOTE.format(name=self.name, value=self.value) if self.type == "ALIAS" else ""
