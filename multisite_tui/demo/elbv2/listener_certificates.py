"""The certificates of HTTPS listeners: one default, and the certificate list for SNI."""

from __future__ import annotations

from multisite_tui.demo.acm.lifecycle import certificates_of, is_usable
from multisite_tui.demo.calls import PracticeCall, Refusal, answer, rule
from multisite_tui.demo.constants import LINGER
from multisite_tui.demo.elbv2.application_lookup import find_listener
from multisite_tui.demo.elbv2.reply_pages import reply_page
from multisite_tui.demo.quotas import refuse_more
from multisite_tui.demo.world import PracticeListener, Shape

IS_DEFAULT = "You cannot set the isDefault parameter of a certificate"


@rule("elbv2", "AddListenerCertificates", "RemoveListenerCertificates")
def one_certificate_a_call(call: PracticeCall) -> None:
    """Exactly one certificate, without IsDefault (AddListenerCertificates, Certificates)."""
    asked = call.params["Certificates"]
    if len(asked) > 1:
        raise Refusal("ValidationError", f"Up to '1' certificate ARNs can be specified, but '{len(asked)}' were")
    if any("IsDefault" in one for one in asked):
        raise Refusal("ValidationError", IS_DEFAULT)
    if not asked or not asked[0].get("CertificateArn"):
        raise Refusal("ValidationError", "A certificate ARN must be specified")


def secure_listener(call: PracticeCall) -> PracticeListener:
    """Return the HTTPS listener that a call names.

    Raises:
        Refusal: `ListenerNotFound`; `ValidationError`: the listener is not secure.
    """
    _, listener = find_listener(call)
    if listener.description["Protocol"] != "HTTPS":
        raise Refusal("ValidationError", "Certificates can only be specified for HTTPS listeners")
    return listener


@answer("elbv2", "AddListenerCertificates")
def add_listener_certificates(call: PracticeCall) -> Shape:
    """Add a certificate to the list; one that is there is no change (AddListenerCertificates)."""
    listener, arn = secure_listener(call), call.params["Certificates"][0]["CertificateArn"]
    if not is_usable(call, arn):
        raise Refusal("CertificateNotFound", f"Certificate '{arn}' not found")
    if arn not in listener.certificates:
        balancer, _ = find_listener(call)
        listed = sum(len(one.certificates) for one in balancer.listeners.values())
        refuse_more(call, "certificates-per-application-load-balancer", listed + 1)
        listener.certificates.append(arn)
    return {"Certificates": [{"CertificateArn": arn, "IsDefault": False}]}


@answer("elbv2", "RemoveListenerCertificates")
def remove_listener_certificates(call: PracticeCall) -> Shape:
    """Remove a certificate from the list, but not the default one; one that is not there is no error."""
    listener, arn = secure_listener(call), call.params["Certificates"][0]["CertificateArn"]
    if arn == certificates_of(listener)[0]:
        raise Refusal("OperationNotPermitted", "Default certificate cannot be removed from the listener")
    if arn in listener.certificates:
        listener.certificates.remove(arn)
    return {}


@answer("elbv2", "DescribeListenerCertificates")
def describe_listener_certificates(call: PracticeCall) -> Shape:
    """The default certificate, then the list, which it may be in as well (DescribeListenerCertificates)."""
    _, listener = find_listener(call)
    found = [{**one, "IsDefault": True} for one in listener.description.get("Certificates", [])]
    found += [{"CertificateArn": arn, "IsDefault": False} for arn in listener.certificates]
    return reply_page(call, "Certificates", found)


def let_certificates_linger(call: PracticeCall, listener: PracticeListener) -> None:
    """Keep the certificates of a listener that is deleted in use for a while."""
    user = listener.description["LoadBalancerArn"]
    for arn in dict.fromkeys(certificates_of(listener)):
        call.world.lingering.append((call.now + LINGER, "certificate", (arn, user)))
