"""Loads every file that enters rules or answers into the table of `calls`."""

from __future__ import annotations

from multisite_tui.demo import (
    attributes,
    balancer_subnets,
    balancer_tags,
    certificate_requests,
    certificates,
    changes,
    health_checks,
    identity,
    interfaces,
    listener_rules,
    listeners,
    load_balancers,
    new_load_balancers,
    policies,
    records,
    registrations,
    security_group_rules,
    security_groups,
    subnets_attached,
    zones,
)

__all__ = [
    "attributes",
    "balancer_subnets",
    "balancer_tags",
    "certificate_requests",
    "certificates",
    "changes",
    "health_checks",
    "identity",
    "interfaces",
    "listener_rules",
    "listeners",
    "load_balancers",
    "new_load_balancers",
    "policies",
    "records",
    "registrations",
    "security_group_rules",
    "security_groups",
    "subnets_attached",
    "zones",
]
