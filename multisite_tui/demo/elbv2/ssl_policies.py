"""The predefined TLS policies of Application Load Balancers (guide, "Security policies")."""

from __future__ import annotations

from multisite_tui.demo.calls import PracticeCall, Refusal, answer
from multisite_tui.demo.elbv2.reply_pages import reply_page
from multisite_tui.demo.world import Shape

_PROTOCOLS = {
    "ELBSecurityPolicy-TLS13-1-3-2021-06": "3",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09": "3",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06": "23",
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09": "23",
    "ELBSecurityPolicy-TLS13-1-2-2021-06": "23",
    "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09": "23",
    "ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06": "23",
    "ELBSecurityPolicy-TLS13-1-2-Ext1-PQ-2025-09": "23",
    "ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06": "23",
    "ELBSecurityPolicy-TLS13-1-2-Ext2-PQ-2025-09": "23",
    "ELBSecurityPolicy-TLS13-1-1-2021-06": "123",
    "ELBSecurityPolicy-TLS13-1-0-2021-06": "0123",
    "ELBSecurityPolicy-TLS13-1-0-PQ-2025-09": "0123",
    "ELBSecurityPolicy-FS-1-2-Res-2020-10": "2",
    "ELBSecurityPolicy-FS-1-2-Res-2019-08": "2",
    "ELBSecurityPolicy-FS-1-2-2019-08": "2",
    "ELBSecurityPolicy-FS-1-1-2019-08": "12",
    "ELBSecurityPolicy-FS-2018-06": "012",
    "ELBSecurityPolicy-TLS-1-2-Ext-2018-06": "2",
    "ELBSecurityPolicy-TLS-1-2-2017-01": "2",
    "ELBSecurityPolicy-TLS-1-1-2017-01": "12",
    "ELBSecurityPolicy-TLS-1-0-2015-04": "012",
    "ELBSecurityPolicy-2016-08": "012",
}
"""By policy, the last digits of its TLS versions."""


def refuse_unknown_policy(name: str) -> None:
    """Refuse a policy that AWS does not have.

    Raises:
        Refusal: `SSLPolicyNotFound`.
    """
    if name not in _PROTOCOLS:
        raise Refusal("SSLPolicyNotFound", f"SSL policy '{name}' not found")


@answer("elbv2", "DescribeSSLPolicies")
def describe_ssl_policies(call: PracticeCall) -> Shape:
    """All policies, or those named; without their ciphers (DescribeSSLPolicies)."""
    names = call.params.get("Names") or list(_PROTOCOLS)
    for name in names:
        refuse_unknown_policy(name)
    return reply_page(call, "SslPolicies", [_described(name) for name in names])


def _described(name: str) -> Shape:
    protocols = [f"TLSv1.{digit}" if digit != "0" else "TLSv1" for digit in _PROTOCOLS[name]]
    return {"Name": name, "SslProtocols": protocols, "Ciphers": [], "SupportedLoadBalancerTypes": ["application"]}
