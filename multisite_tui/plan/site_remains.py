"""Removal of what a site has whatever its topology: it goes after the entrances of all topologies.

entrances --> validation records --> certificate
    |                |
    '----------------+--> own records
"""

from __future__ import annotations

from collections.abc import Iterator

from multisite_tui.aws.removals.certificates import (
    CertificateSearch,
    RemovedCertificates,
    RemovedValidation,
    RequestedCertificates,
)
from multisite_tui.aws.removals.own_records import RemovedOwnRecords
from multisite_tui.aws.resources.base import Ref, Wait
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.aws.resources.records import served_everywhere
from multisite_tui.model.roles import Role
from multisite_tui.model.waits import Waits
from multisite_tui.plan.graph import Step, site_step
from multisite_tui.plan.history import History
from multisite_tui.plan.leaving import LeavingSite, Release


def steps_of_remains(setup: str, site: LeavingSite, release: Release, history: History) -> Iterator[Step]:
    """Yield the steps that remove the validation records, the certificate and the own records of one site.

    Args:
        setup: The setup's name.
        site: The site.
        release: When the entrances of all topologies have freed them.
        history: What the journal records of earlier runs.
    """
    dns = served_everywhere(Waits().dns)
    owner = Owner(setup, site.domain, {})
    search = CertificateSearch(owner, site.names, release.users, release.staying, release.known)
    yield site_step(site.domain, Role.VALIDATION, RemovedValidation(search, history.put_in, dns), *release.after)
    yield site_step(site.domain, Role.CERTIFICATE, RemovedCertificates(search), Role.VALIDATION)
    if history.stood_in:
        own = _own_records(site, release, history, dns)
        yield site_step(site.domain, Role.OWN_RECORDS, own, *release.switched, Role.VALIDATION)


def _own_records(site: LeavingSite, release: Release, history: History, wait: Wait) -> RemovedOwnRecords:
    validation: Ref[RequestedCertificates] = Ref(f"{site.domain}/{Role.VALIDATION}")
    return RemovedOwnRecords(
        site=site.domain,
        names=site.names,
        stood_in=history.stood_in,
        switched=tuple(Ref(step) for step in release.switched),
        validation=validation,
        validation_put_in=history.put_in,
        wait=wait,
    )
