"""Security groups: who may reach a load balancer."""

from __future__ import annotations

from multisite_tui.model.base import Part


class NewSecurityGroup(Part):
    """A group that this setup makes for the site. Name and description can never be changed in AWS."""

    name: str | None = None
    """None: the load balancer's name."""
    description: str | None = None
    """None: a sentence with the site's domain. ASCII only, at most 255 characters."""


class ExistingSecurityGroup(Part):
    """A group that is there already; it is used as it is."""

    id: str


SecurityGroup = NewSecurityGroup | ExistingSecurityGroup
