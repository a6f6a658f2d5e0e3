"""Effects on certificates of AWS Certificate Manager (acm)."""

from __future__ import annotations

from typing import Any

from multisite_tui.aws.facts.certificates import Certificate
from multisite_tui.aws.facts.effects.effect import UNASKED, tags_in
from multisite_tui.model.intents import IntendedCall
from multisite_tui.model.replies import Reply
from multisite_tui.model.terms import PENDING


def on_listed(there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the certificates of the region after a call; a requested one is pending until AWS says otherwise."""
    if there is UNASKED:
        return there
    if call.name == "acm:DeleteCertificate":
        return tuple(one for one in there if one.arn != call.params["CertificateArn"])
    if call.name != "acm:RequestCertificate":
        return there
    arn = reply.get("CertificateArn")
    if arn is None:
        return UNASKED
    if any(one.arn == arn for one in there):
        return there
    names = frozenset([call.params["DomainName"], *call.params.get("SubjectAlternativeNames", ())])
    new = Certificate(arn, names, PENDING, call.params["KeyAlgorithm"], None)
    return (*there, new)


def on_tags(arn: str, there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the tags of the certificate with this ARN after a call."""
    if call.name == "acm:RequestCertificate" and reply.get("CertificateArn") == arn:
        return tags_in(call.params["Tags"]) if there is UNASKED else there
    if there is UNASKED or there is None or call.params.get("CertificateArn") != arn:
        return there
    match call.name:
        case "acm:AddTagsToCertificate":
            return {**there, **tags_in(call.params["Tags"])}
        case "acm:RemoveTagsFromCertificate":
            gone = tags_in(call.params["Tags"])
            return {key: value for key, value in there.items() if key not in gone}
        case "acm:DeleteCertificate":
            return None
    return there


def on_description(arn: str, there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the description of the certificate with this ARN after a call: None once it is deleted."""
    deleted = call.name == "acm:DeleteCertificate" and call.params["CertificateArn"] == arn
    return None if deleted else there
