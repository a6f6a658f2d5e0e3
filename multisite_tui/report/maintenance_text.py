"""What is said once the maintenance page of a site was switched: what answers now, and which visitors come there."""

from __future__ import annotations

from collections.abc import Iterator

from multisite_tui.internet.outside_names import Leading
from multisite_tui.model.rules.domains import readable
from multisite_tui.plan.maintenance import PageReach
from multisite_tui.report import words as say

SEEN = {
    Leading.HERE: say.MAINTENANCE_SEEN,
    Leading.ELSEWHERE: say.MAINTENANCE_UNSEEN,
    Leading.NOWHERE: say.MAINTENANCE_NOWHERE,
}
"""By where a name leads, who sees the page; of another, that is not known."""


def switched_lines(reach: PageReach, site: str, *, shown: bool) -> Iterator[str]:
    """Yield what is so now; of a page that not all visitors see, also who does."""
    if not shown:
        template = say.MAINTENANCE_OFF if reach.everybody else say.MAINTENANCE_GONE
        yield template.format(site=readable(site), load_balancer=reach.load_balancer)
        return
    template = say.MAINTENANCE_ON if reach.everybody else say.MAINTENANCE_READY
    yield template.format(site=readable(site), load_balancer=reach.load_balancer)
    for name, leading in reach.names.items() if not reach.everybody else ():
        yield SEEN.get(leading, say.MAINTENANCE_UNKNOWN).format(name=readable(name))
