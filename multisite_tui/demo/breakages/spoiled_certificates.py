"""A certificate that ACM cannot validate: its validation records are gone.

An issued certificate stays issued without them, and ACM fails to renew it (acm guide, "Managed certificate renewal").
So its end is brought forward to a day before which ACM would have renewed it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from multisite_tui.demo.acm import lifecycle
from multisite_tui.demo.acm.certificates import VALIDITY

if TYPE_CHECKING:
    from multisite_tui.demo.breakages.kinds import PracticeSite
    from multisite_tui.demo.calls import PracticeCall
    from multisite_tui.demo.world import PracticeCertificate, Shape

LEFT = 14 * 86400.0
"""How long a certificate that was not renewed is still valid, in practice seconds; ACM renews 45 days before that."""


def spoil_certificate(call: PracticeCall, site: PracticeSite) -> Shape | None:
    """Break the site's certificate; return what mending needs, or None if there is nothing to break."""
    certificate = call.world.region_certificates(call.region).get(site.certificate or "")
    if certificate is None:
        return None
    lifecycle.observe(call)  # so that a certificate whose time has come is issued
    records = _without_records(call, certificate)
    issued = lifecycle.issue_time(certificate)
    if issued is None or call.now < issued:
        return {"certificate": certificate.arn, "records": records} if records else None
    before = {"created": certificate.created, "validated": certificate.validated, "issued": issued}
    _age(certificate, issued + VALIDITY - call.now - LEFT)
    return {"certificate": certificate.arn, "records": records, "times": before}


def _without_records(call: PracticeCall, certificate: PracticeCertificate) -> list[Shape]:
    """Delete the validation records; return them, each with its zone."""
    wanted = {lifecycle.validation_record(name)["Name"] for name in certificate.names}
    return [
        {"zone": zone_id, "record": zone.records.pop(key)}
        for zone_id, zone in call.world.zones.items()
        for key in list(zone.records)
        if key[0] in wanted and key[1] == "CNAME"
    ]


def _age(certificate: PracticeCertificate, seconds: float) -> None:
    certificate.created -= seconds
    certificate.issued = (lifecycle.issue_time(certificate) or 0.0) - seconds
    if certificate.validated is not None:
        certificate.validated -= seconds


def mend_certificate(call: PracticeCall, before: Shape) -> None:
    """Put back the validation records, and the certificate's times, as far as zones and certificate still exist."""
    for one in before["records"]:
        zone, record = call.world.zones.get(one["zone"]), one["record"]
        if zone is not None:
            zone.records.setdefault((record["Name"], record["Type"], ""), record)
    certificate = call.world.region_certificates(call.region).get(before["certificate"])
    if certificate is not None and "times" in before:
        for name, time in before["times"].items():
            setattr(certificate, name, time)
