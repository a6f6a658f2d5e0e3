"""Attributes of Application Load Balancers (ELB API 2015-12-01, LoadBalancerAttribute)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multisite_tui.demo.calls import PracticeCall, Refusal, answer
from multisite_tui.demo.elbv2.application_lookup import find_application
from multisite_tui.demo.elbv2.attribute_values import (
    Attributes,
    asked_values,
    choice,
    defaults,
    described_values,
    number,
    switch,
    text,
)

if TYPE_CHECKING:
    from multisite_tui.demo.world import Shape

PROTECTION = "deletion_protection.enabled"
_CROSS_ZONE = "load_balancing.cross_zone.enabled"
_ATTRIBUTES: Attributes = {
    PROTECTION: switch(False),
    _CROSS_ZONE: switch(True),
    "access_logs.s3.enabled": switch(False),
    "access_logs.s3.bucket": text(),
    "access_logs.s3.prefix": text(),
    "ipv6.deny_all_igw_traffic": switch(False),
    "zonal_shift.config.enabled": switch(False),
    "idle_timeout.timeout_seconds": number(60, 1, 4000),
    "client_keep_alive.seconds": number(3600, 60, 604_800),
    "connection_logs.s3.enabled": switch(False),
    "connection_logs.s3.bucket": text(),
    "connection_logs.s3.prefix": text(),
    "health_check_logs.s3.enabled": switch(False),
    "health_check_logs.s3.bucket": text(),
    "health_check_logs.s3.prefix": text(),
    "routing.http.desync_mitigation_mode": choice("defensive", "monitor", "strictest"),
    "routing.http.drop_invalid_header_fields.enabled": switch(False),
    "routing.http.preserve_host_header.enabled": switch(False),
    "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": switch(False),
    "routing.http.x_amzn_tls_kx.enabled": switch(False),
    "routing.http.xff_client_port.enabled": switch(False),
    "routing.http.xff_header_processing.mode": choice("append", "preserve", "remove"),
    "routing.http2.enabled": switch(True),
    "waf.fail_open.enabled": switch(False),
}


def default_application_attributes() -> dict[str, str]:
    """Return the attributes of a new load balancer."""
    return defaults(_ATTRIBUTES)


@answer("elbv2", "DescribeLoadBalancerAttributes")
def describe_application_attributes(call: PracticeCall) -> Shape:
    """The attributes of a load balancer."""
    return described_values(find_application(call).attributes)


@answer("elbv2", "ModifyLoadBalancerAttributes")
def modify_application_attributes(call: PracticeCall) -> Shape:
    """Change the attributes given; the others stay. Cross-zone cannot be switched off (LoadBalancerAttribute)."""
    balancer = find_application(call)
    asked = asked_values(call.params["Attributes"], _ATTRIBUTES, "Load balancer")
    if asked.get(_CROSS_ZONE, "true") != "true":
        message = f"The attribute '{_CROSS_ZONE}' of an Application Load Balancer cannot be changed"
        raise Refusal("InvalidConfigurationRequest", message)
    balancer.attributes.update(asked)
    return described_values(balancer.attributes)
