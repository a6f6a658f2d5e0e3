"""The load balancer that all sites share, in topology `shared`."""

from __future__ import annotations

from multisite_tui.model.base import Part
from multisite_tui.model.security_groups import NewSecurityGroup, SecurityGroup
from multisite_tui.model.types import LoadBalancerName, SharedIdleTimeout, SubnetIds


class SharedBalancer(Part):
    """One Application Load Balancer for all sites (elbv2, `CreateLoadBalancer`)."""

    load_balancer: LoadBalancerName | None = None
    """Its name; left out: the setup's name, cut to 32 characters."""
    security_group: SecurityGroup = NewSecurityGroup()
    """A group to make, or the id of one that is there; the name left out: the load balancer's."""
    subnets: SubnetIds = ()
    """Its subnets, in two zones at least; empty: one public subnet in each zone of the instances, and in a second
    zone."""
    idle_timeout: SharedIdleTimeout = 60
    """Seconds a connection may be silent, 1 to 4000."""
