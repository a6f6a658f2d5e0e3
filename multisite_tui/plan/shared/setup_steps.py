"""The steps that all sites share.

        security group --> load balancer --> listener HTTP:80
              |                    |             ^
              |                    '-------------|--> settings of listener HTTPS:443
              '--> open ports -------------------'
        open ports --> security groups of the load balancer                                  (only if they change)
        each site's ingress rules --> security groups of the load balancer                   (only if they change)
        each site's host rules --> what listener HTTP:80 does with a request of no rule      (only if it changes)

The listener with TLS is created by the site whose certificate is there first (`shared_site.py`): no site waits for
another's certificate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from multisite_tui.aws.facts.application_load_balancers import ApplicationLoadBalancer
from multisite_tui.aws.facts.rule_actions import AskedAction, SchemeRedirect
from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.aws.resources.application_load_balancers import SharedGroups, SharedLoadBalancer
from multisite_tui.aws.resources.base import Ref
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.aws.resources.security_groups import GivenGroup, NewGroup, OpenPorts
from multisite_tui.aws.resources.shared_listeners import (
    UNKNOWN_HOST,
    DefaultAction,
    PlainListener,
    SecureListenerSettings,
)
from multisite_tui.model.roles import Role
from multisite_tui.model.security_groups import ExistingSecurityGroup
from multisite_tui.model.setup import Setup
from multisite_tui.plan.graph import SHARED, Step, shared_step
from multisite_tui.plan.resolved import ResolvedSite
from multisite_tui.plan.topology import Planning

GROUP: Ref[SecurityGroup] = Ref(f"{SHARED}/{Role.SECURITY_GROUP}")
BALANCER: Ref[ApplicationLoadBalancer] = Ref(f"{SHARED}/{Role.LOAD_BALANCER}")
GROUPS = "groups"
TO_HTTPS = SchemeRedirect("HTTPS", "443")
KEY = "shared.security_group"
PortsOf = Callable[[ResolvedSite], tuple[int, ...]]


def instance_groups(site: ResolvedSite) -> tuple[str, ...]:
    """Return the first security group of each instance's first interface, to which a load balancer sends."""
    return tuple(sorted({one.security_groups[0] for one in site.instances if one.security_groups}))


def ingress_steps(site: ResolvedSite) -> list[str]:
    """Return the ids of the steps that let the load balancer into the instances of a site, one for each group."""
    places = range(len(instance_groups(site)))
    return [f"{site.site.domain}/{Role.INGRESS}{'' if place == 0 else f'_{place + 1}'}" for place in places]


def open_steps(setup: Setup) -> list[str]:
    """Return the id of the step that opens the ports of the load balancer's group; none for a group that is given."""
    given = isinstance(setup.shared.security_group, ExistingSecurityGroup)
    return [] if given else [f"{SHARED}/{Role.OPEN_PORTS}"]


def listener_step(port: int) -> str:
    """Return the id of the step of the listener without TLS on a port."""
    return f"{SHARED}/http_{port}"


def default_step(port: int) -> str:
    """Return the id of the step of what the listener without TLS on a port does with a request of no rule."""
    return f"{listener_step(port)}_default"


def plain_ports(site: ResolvedSite) -> tuple[int, ...]:
    """Return the ports on which a site is served without TLS, or redirected from."""
    return tuple(sorted(one.port for one in site.listeners if not one.secure))


def secure_ports(site: ResolvedSite) -> tuple[int, ...]:
    """Return the ports on which a site is served with TLS."""
    return tuple(sorted(one.port for one in site.listeners if one.secure))


class SharedSteps:
    """Builds the steps of the setup as a whole."""

    def __init__(self, planning: Planning) -> None:
        """Make a builder; the setup has at least one site with no open value."""
        self._setup = planning.setup
        self._sites = list(planning.resolved.values())
        self._owner = owner_of(planning.setup, planning.history.tag_keys(None))

    def steps(self) -> Iterator[Step]:
        """Yield the steps, each after the steps that it needs."""
        sites = [one.site.domain for one in self._sites]
        group = self._security_group()
        yield shared_step(sites, Role.SECURITY_GROUP, group)
        opened = open_steps(self._setup)
        if isinstance(group, NewGroup):
            yield shared_step(sites, Role.OPEN_PORTS, OpenPorts(group, GROUP), Role.SECURITY_GROUP)
        yield shared_step(sites, Role.LOAD_BALANCER, self._load_balancer(), Role.SECURITY_GROUP)
        ways_in = [name for one in self._sites for name in ingress_steps(one)]
        groups = SharedGroups(self._setup.shared_balancer, GROUP)
        yield shared_step(sites, Role.SECURITY_GROUP, groups, Role.LOAD_BALANCER, *opened, *ways_in, name=GROUPS)
        for port in self._ports(plain_ports):
            served = [one.site.domain for one in self._sites if port in plain_ports(one)]
            action = self._default(port)
            listener = PlainListener(self._owner, BALANCER, self._setup.shared_balancer, port, action)
            yield shared_step(served, Role.LISTENERS, listener, Role.LOAD_BALANCER, *opened, name=f"http_{port}")
            default = DefaultAction(BALANCER, self._setup.shared_balancer, port, action)
            # A site that was redirected goes on to be until it has a rule; a redirect takes nothing from any site.
            rules = [] if action == TO_HTTPS else [f"{domain}/{Role.HOST_RULES}" for domain in served]
            yield shared_step(served, Role.LISTENERS, default, listener_step(port), *rules, name=f"http_{port}_default")
        for port in self._ports(secure_ports):
            served = [one.site.domain for one in self._sites if port in secure_ports(one)]
            settings = SecureListenerSettings(self._owner, BALANCER, self._setup.shared_balancer, port)
            yield shared_step(served, Role.LISTENERS, settings, Role.LOAD_BALANCER, name=f"https_{port}_settings")

    def _ports(self, of: PortsOf) -> Sequence[int]:
        return sorted({port for one in self._sites for port in of(one)})

    def _default(self, port: int) -> AskedAction:
        """Return what becomes of a request that no rule names: a redirect where any site wants to be redirected."""
        redirected = any(one.site.redirects for one in self._sites if port in plain_ports(one))
        return TO_HTTPS if redirected else UNKNOWN_HOST

    def _security_group(self) -> NewGroup | GivenGroup:
        asked = self._setup.shared.security_group
        ports = tuple(sorted({listener.port for one in self._sites for listener in one.listeners}))
        vpc = self._sites[0].vpc
        if isinstance(asked, ExistingSecurityGroup):
            return GivenGroup(None, asked.id, vpc, ports, KEY)
        return NewGroup(
            owner=self._owner,
            name=asked.name or self._setup.shared_balancer,
            description=asked.description or f"Load balancer of setup {self._setup.name}",
            vpc=vpc,
            ports=ports,
            key=KEY,
        )

    def _load_balancer(self) -> SharedLoadBalancer:
        return SharedLoadBalancer(
            owner=self._owner,
            name=self._setup.shared_balancer,
            vpc=self._sites[0].vpc,
            subnets=tuple(sorted({subnet for one in self._sites for subnet in one.subnets})),
            group=GROUP,
            idle_timeout=self._setup.shared.idle_timeout,
        )


def owner_of(setup: Setup, former_tags: frozenset[str] = frozenset()) -> Owner:
    """Return the owner of what the setup has for all its sites."""
    return Owner(setup.name, None, dict(setup.tags), former_tags)
