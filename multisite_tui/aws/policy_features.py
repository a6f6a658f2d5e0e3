"""What answers ask for that decides which calls their runs can make."""

from __future__ import annotations

from enum import StrEnum


class Feature(StrEnum):
    """One of the things that answers ask for, or that what earlier answers made still stands of."""

    CLASSIC = "classic"
    """The topology `classic`."""
    SHARED = "shared"
    """The topology `shared`."""
    TLS = "tls"
    """A listener with a certificate."""
    STICKINESS = "stickiness"
    """A cookie of the load balancer's own."""
    LISTENER_POLICIES = "listener_policies"
    """Policies of listeners of a Classic Load Balancer, which hold the versions of TLS and the cookie."""
    REQUESTS = "requests"
    """A certificate that is requested where none is there."""
    NEW_GROUPS = "new_groups"
    """A security group that the setup makes, or adopts."""
    TAGS = "tags"
    """Tags of the person's own, which an edit may take away."""
    UNTAGGING = "untagging"
    """Tags that an edit or a removal may take away: the person's own, and ours on what was adopted."""
    RECORDS = "records"
    """Records in hosted zones of the account."""
    FIRST_BALANCER = "first_balancer"
    """A load balancer that may be the first of the account: no run of the setup has made one yet."""
