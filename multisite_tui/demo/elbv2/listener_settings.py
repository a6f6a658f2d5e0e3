"""What a listener of an Application Load Balancer may be set to (CreateListener, ModifyListener)."""

from __future__ import annotations

from multisite_tui.demo.acm.lifecycle import is_usable
from multisite_tui.demo.calls import PracticeCall, Refusal, not_practised, rule
from multisite_tui.demo.constants import ACCOUNT_ID
from multisite_tui.demo.elbv2.listener_certificates import IS_DEFAULT
from multisite_tui.demo.elbv2.ssl_policies import refuse_unknown_policy

_PROTOCOLS = ("HTTP", "HTTPS")


@rule("elbv2", "CreateListener", "ModifyListener")
def only_listeners_of_applications(call: PracticeCall) -> None:
    """ALPN policies are for TLS listeners; mutual authentication is not practised (InvalidAction)."""
    for member in ("AlpnPolicy", "MutualAuthentication"):
        if member in call.params:
            raise not_practised("elbv2", member)


@rule("elbv2", "CreateListener")
def protocol_and_port_are_given(call: PracticeCall) -> None:
    """Both, and at least one action (CreateListener; optional in the model for Gateway Load Balancers)."""
    for member, words in (("Protocol", "protocol"), ("Port", "port"), ("DefaultActions", "default action")):
        if not call.params.get(member):
            raise Refusal("ValidationError", f"A listener {words} must be specified")


@rule("elbv2", "CreateListener", "ModifyListener")
def listener_protocol_is_known(call: PracticeCall) -> None:
    """HTTP or HTTPS (CreateListener, Protocol)."""
    protocol = call.params.get("Protocol", "HTTP")
    if protocol not in _PROTOCOLS:
        raise Refusal("ValidationError", f"Listener protocol '{protocol}' must be one of 'HTTPS, HTTP'")


@rule("elbv2", "CreateListener", "ModifyListener")
def one_default_certificate(call: PracticeCall) -> None:
    """Exactly one certificate, without IsDefault (CreateListener, Certificates)."""
    asked = call.params.get("Certificates") or []
    if len(asked) > 1:
        raise Refusal("ValidationError", f"Up to '1' certificate ARNs can be specified, but '{len(asked)}' were")
    if any("IsDefault" in one for one in asked):
        raise Refusal("ValidationError", IS_DEFAULT)


@rule("elbv2", "CreateListener", "ModifyListener")
def ssl_policy_is_known(call: PracticeCall) -> None:
    """The policy is one of AWS's (CreateListener, SSLPolicyNotFound)."""
    if "SslPolicy" in call.params:
        refuse_unknown_policy(call.params["SslPolicy"])


@rule("elbv2", "CreateListener", "ModifyListener")
def listener_certificate_is_usable(call: PracticeCall) -> None:
    """The certificate is there (CertificateNotFound), issued and known to ELB (UnsupportedCertificate; seen)."""
    for one in call.params.get("Certificates") or []:
        arn = one.get("CertificateArn", "")
        if not _is_there(call, arn):
            raise Refusal("CertificateNotFound", f"Certificate '{arn}' not found")
        if not is_usable(call, arn):
            message = (
                f"The certificate '{arn}' must have a fully-qualified domain name, a supported signature, and a "
                "supported key size."
            )
            raise Refusal("UnsupportedCertificate", message)


def _is_there(call: PracticeCall, arn: str) -> bool:
    own = arn.startswith(f"arn:aws:iam::{ACCOUNT_ID}:server-certificate/")
    return own or arn in call.world.region_certificates(call.region)


def refuse_security(protocol: str, has_policy: bool, has_certificate: bool) -> None:
    """Refuse HTTPS without a certificate, and HTTP with a certificate or a policy.

    Raises:
        Refusal: `ValidationError`.
    """
    if protocol == "HTTPS" and not has_certificate:
        raise Refusal("ValidationError", "A certificate must be specified for HTTPS listeners")
    if protocol == "HTTP" and has_certificate:
        raise Refusal("ValidationError", "A certificate cannot be specified for HTTP listeners")
    if protocol == "HTTP" and has_policy:
        raise Refusal("ValidationError", "An SSL policy cannot be specified for HTTP listeners")
