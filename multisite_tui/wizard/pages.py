"""Which screen draws which page."""

from __future__ import annotations

from multisite_tui.wizard import flow
from multisite_tui.wizard.asking.fields import FIELDS, field_named
from multisite_tui.wizard.screens.account import AccountPage
from multisite_tui.wizard.screens.balancer import BalancerPage
from multisite_tui.wizard.screens.balancer_group import BalancerGroupPage
from multisite_tui.wizard.screens.certificate import CertificatePage
from multisite_tui.wizard.screens.dns import DnsPage
from multisite_tui.wizard.screens.health_check import HealthCheckPage
from multisite_tui.wizard.screens.instances import InstancesPage
from multisite_tui.wizard.screens.listener import ListenerPage
from multisite_tui.wizard.screens.overview import OverviewPage
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.screens.provision import ProvisionPage
from multisite_tui.wizard.screens.result import ResultPage
from multisite_tui.wizard.screens.review import ReviewPage
from multisite_tui.wizard.screens.security_group import SecurityGroupPage
from multisite_tui.wizard.screens.sites import SitesPage
from multisite_tui.wizard.screens.tags import TagsPage
from multisite_tui.wizard.screens.target import TargetPage
from multisite_tui.wizard.screens.topology import TopologyPage
from multisite_tui.wizard.session import Session

OF_RUN = frozenset({"accept_leftovers"})
"""What a page asks about the run, and not for the answers."""
PAGES: dict[str, type[Page]] = {
    page.NAME: page
    for page in (
        AccountPage,
        SitesPage,
        TopologyPage,
        BalancerPage,
        BalancerGroupPage,
        TargetPage,
        ListenerPage,
        SecurityGroupPage,
        CertificatePage,
        HealthCheckPage,
        InstancesPage,
        TagsPage,
        DnsPage,
        OverviewPage,
        ReviewPage,
        ProvisionPage,
        ResultPage,
    )
}


def _check_fields() -> None:
    """Compare what the pages ask with the table of fields.

    Raises:
        LookupError: a field is not asked by the page that the table names, or a page asks what is not there.
    """
    for one in FIELDS:
        page = PAGES.get(one.page)
        if page is None or one.name not in _asked(page):
            raise LookupError(f"the page {one.page} does not ask {one.name}, as its field says")
    for page in PAGES.values():
        for name in _asked(page) - OF_RUN:
            field_named(name)


def _asked(page: type[Page]) -> frozenset[str]:
    return frozenset({ask.name for ask in page.ASKS} | ({page.PICKS} if page.PICKS else set()))


_check_fields()


def page_for(session: Session) -> Page:
    """Return the page that the draft stands on, made afresh."""
    session.read_journal()
    draft = session.draft
    draft.site = max(0, min(draft.site, len(draft.sites) - 1))
    draft.page = flow.fitting(draft, flow.here(draft)).page
    return PAGES.get(draft.page, AccountPage)(session)
