"""Security groups: who may reach a load balancer."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Tag

from multisite_tui.model.base import Part
from multisite_tui.model.types import GroupDescription, GroupId, GroupName


class NewSecurityGroup(Part):
    """A group that this setup makes for the site. Name and description can never be changed in AWS."""

    name: GroupName | None = None
    """Left out: the load balancer's name."""
    description: GroupDescription | None = None
    """Left out: a sentence with the site's domain. ASCII only, at most 255 characters."""


class ExistingSecurityGroup(Part):
    """A group that is there already; it is used as it is."""

    id: GroupId


def _kind(value: Any) -> str:
    existing = isinstance(value, ExistingSecurityGroup) or (isinstance(value, dict) and "id" in value)
    return "existing group" if existing else "new group"


SecurityGroup = Annotated[
    Annotated[NewSecurityGroup, Tag("new group")] | Annotated[ExistingSecurityGroup, Tag("existing group")],
    Discriminator(_kind),
]
