"""Breaks one thing of a site in the practice account, and mends it.

No call is made for it, so no fault applies and nothing is logged: it is what happens to an account from outside. It has
been so for as long as health checks take to notice it, so that nobody has to wait before asking the doctor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from multisite_tui.demo.acm import lifecycle
from multisite_tui.demo.breakages.changed_records import change_records, restore_records
from multisite_tui.demo.breakages.closed_ports import close_port, open_port
from multisite_tui.demo.breakages.kinds import Breakage, NothingToBreak, PracticeSite
from multisite_tui.demo.breakages.spoiled_certificates import mend_certificate, spoil_certificate
from multisite_tui.demo.breakages.stopped_programs import start_program, stop_program
from multisite_tui.demo.elb import health
from multisite_tui.demo.elbv2 import target_health
from multisite_tui.demo.world import PracticeBreakage, Shape

if TYPE_CHECKING:
    from multisite_tui.demo.account import PracticeAccount
    from multisite_tui.demo.calls import PracticeCall

Break = Callable[["PracticeCall", PracticeSite], Shape | None]
Mend = Callable[["PracticeCall", Shape], None]

_WAYS: dict[Breakage, tuple[Break, Mend]] = {
    Breakage.CERTIFICATE: (spoil_certificate, mend_certificate),
    Breakage.PORT: (close_port, open_port),
    Breakage.PROGRAM: (stop_program, start_program),
    Breakage.RECORD: (change_records, restore_records),
}


def break_site(account: PracticeAccount, site: PracticeSite, what: Breakage) -> None:
    """Break one thing of a site. What is broken already of this kind is mended first.

    Raises:
        NothingToBreak: the site has nothing of this kind, or it is broken in another way.
        OSError: the account cannot be saved.
    """
    account.change(lambda call: _break(call, site, what))


def mend_sites(account: PracticeAccount, setup: str | None = None, domain: str | None = None) -> list[PracticeBreakage]:
    """Mend what is broken, the latest first, and return what was mended.

    What somebody else has put right since, such as a run, stays as it is.

    Args:
        account: The practice account.
        setup: Only of this setup.
        domain: Only of the site of this domain.

    Raises:
        OSError: the account cannot be saved.
    """
    return account.change(lambda call: _mend(call, setup, domain))


def _break(call: PracticeCall, site: PracticeSite, what: Breakage) -> None:
    _mend(call, site.setup, site.domain, what)
    before = _WAYS[what][0](call, site)
    if before is None:
        raise NothingToBreak
    call.world.breakages.append(PracticeBreakage(site.setup, site.domain, what.value, before))
    _notice(call)


def _mend(
    call: PracticeCall, setup: str | None, domain: str | None, what: Breakage | None = None
) -> list[PracticeBreakage]:
    mended = [
        one
        for one in reversed(call.world.breakages)
        if setup in (None, one.setup) and domain in (None, one.domain) and what in (None, one.what)
    ]
    for one in mended:
        _WAYS[Breakage(one.what)][1](call, one.before)
        call.world.breakages.remove(one)
    _notice(call)
    return mended


def _notice(call: PracticeCall) -> None:
    """Record what depends on it, as it is once all health checks have noticed it."""
    lifecycle.observe(call)
    health.observe(call)
    health.hasten(call)
    target_health.observe(call)
    target_health.hasten(call)
