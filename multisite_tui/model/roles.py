"""Roles: what a step is in a plan, as data; its id, its lines and what others look up follow from it."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The noun of a step. The value is the part of the step's id behind the site, such as `main.io/load_balancer`."""

    SECURITY_GROUP = "security_group"
    OPEN_PORTS = "open_ports"
    """The rules that let visitors into a new security group."""
    INGRESS = "way_in"
    """A rule that lets the entrance's group into the group of an instance."""
    CERTIFICATE = "certificate"
    OWN_RECORDS = "own_records"
    """Records of a name that a wildcard answered for until now."""
    VALIDATION = "validation"
    LOAD_BALANCER = "load_balancer"
    TARGET_GROUP = "target_group"
    HEALTH_CHECK = "health_check"
    LISTENERS = "listeners"
    HOST_RULES = "host_rules"
    """The rules of a shared load balancer that match requests for the site's names."""
    MAINTENANCE = "maintenance"
    """The rule that answers visitors while the site's program is away."""
    INSTANCES = "instances"
    """The instances that are asked for, registered and in service."""
    LEAVING_INSTANCES = "leaving_instances"
    OUTDATED_RULES = "outdated_rules"
    VISIT_BEFORE = "visit_before"
    """A visitor's request past DNS, before names are switched."""
    RECORDS = "records"
    VISIT_AFTER = "visit_after"
    DNS_DRAIN = "last_visitors"
    """The time in which resolvers still lead visitors to what is taken away."""

    @property
    def words(self) -> str:
        """The noun as a line shows it, such as `load balancer`; ids keep the word that scripts know."""
        return "firewall rule" if self is Role.INGRESS else self.value.replace("_", " ")
