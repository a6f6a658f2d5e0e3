"""Imports every module that registers rules or answers in the tables of `calls`."""

from __future__ import annotations

from multisite_tui.demo import consistency, quotas, sts
from multisite_tui.demo.acm import certificates, requests
from multisite_tui.demo.ec2 import interfaces, security_group_rules, security_groups
from multisite_tui.demo.elb import (
    attributes,
    capacity,
    creation,
    health_checks,
    listener_rules,
    listeners,
    load_balancers,
    policies,
    registrations,
    subnet_attachments,
    subnets,
    tags,
)
from multisite_tui.demo.elbv2 import (
    application_attributes,
    application_balancers,
    application_creation,
    application_listeners,
    application_networks,
    application_tags,
    host_rules,
    listener_certificates,
    listener_settings,
    ssl_policies,
    target_checks,
    target_group_attributes,
    target_groups,
    targets,
)
from multisite_tui.demo.route53 import changes, protections, records, zones

__all__ = [
    "application_attributes",
    "application_balancers",
    "application_creation",
    "application_listeners",
    "application_networks",
    "application_tags",
    "attributes",
    "capacity",
    "certificates",
    "changes",
    "consistency",
    "creation",
    "health_checks",
    "host_rules",
    "interfaces",
    "listener_certificates",
    "listener_rules",
    "listener_settings",
    "listeners",
    "load_balancers",
    "policies",
    "protections",
    "quotas",
    "records",
    "registrations",
    "requests",
    "security_group_rules",
    "security_groups",
    "ssl_policies",
    "sts",
    "subnet_attachments",
    "subnets",
    "tags",
    "target_checks",
    "target_group_attributes",
    "target_groups",
    "targets",
    "zones",
]
