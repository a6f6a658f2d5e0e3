"""Certificate: what proves to a browser that the site is the one it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual.widget import Widget

from multisite_tui.aws.facts.certificates import Certificate
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.certificates import CertificateChoice, SiteCertificate, usable
from multisite_tui.errors import Problem
from multisite_tui.model.rules.domains import readable
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.terms import CLOSE_TO_EXPIRY, ISSUED, PENDING
from multisite_tui.plan.history import History
from multisite_tui.plan.zone_choice import choose_zone
from multisite_tui.report.clean import clean
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.fields import question
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck, SiteView
from multisite_tui.wizard.asking.questions import Ask
from multisite_tui.wizard.asking.resource_map import MapPart
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.session import Session
from multisite_tui.wizard.widgets.field import field_for
from multisite_tui.wizard.widgets.picker import Pick, Picker

CHOICES = (
    Pick("auto", "The best that is there, else a new one (free)"),
    Pick("request", "Always a new one (free)"),
    Pick("none", "None: the site without https"),
)
OFFERED = "{names}  until {until}  {short}"
COVERED = "An issued certificate covers {names}: it will be used, and no wait is needed."
UNDER_WAY = "A certificate for {names} is requested already. AWS usually issues it in 1 to 10 minutes."
REQUESTED = "No issued certificate covers {names}: one will be requested. AWS usually issues it in 1 to 10 minutes."
UNFIT = (
    "A certificate for {names} will be requested: those that are issued end within {days} days, or a load balancer or a"
    " browser would refuse them. AWS usually issues it in 1 to 10 minutes."
)
ALWAYS_NEW = "A certificate for {names} will be requested. AWS usually issues it in 1 to 10 minutes."
NONE = "Without a certificate, browsers call the site not secure."
NO_ZONE = (
    "no public hosted zone of this account holds {names}; write a name of your own, or tick `DNS elsewhere` on the page"
    " DNS if its DNS is at another company"
)
PICKED = "This certificate will be used."


class CertificatePage(Page):
    """Which certificate, and for which names."""

    NAME = "certificate"
    LIT = MapPart.NAMES
    EXCERPT = "For https, Amazon proves with a certificate that the domain is yours. It is free."
    ASKS: ClassVar[tuple[Ask, ...]] = (question("aliases", "More names", "Mostly none; or such as www.main.io."),)
    PICKS = "certificate"
    CONSOLE = "3. Create load balancer: Configure security settings (certificate from ACM, or request one)"
    CHECKS = ("the issued certificates of the region that cover all names and fit the load balancer",)
    HELP_TEXT = Help(
        console="Certificate Manager > Request a public certificate, with DNS validation; then `Choose a certificate"
        " from ACM` at the load balancer.",
        why="Browsers show https sites only with a certificate for that very name. To prove that the name is yours,"
        " the program writes one CNAME record into the hosted zone, and AWS looks for it.",
        wrong="The certificate stays `pending` when the registrar points to other name servers than the hosted zone's."
        " A wildcard such as *.main.io covers sub.main.io, and does not cover main.io itself.",
    )

    WAITS = True

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._homeless: tuple[str, ...] = ()
        """Further names without a zone, as they were last seen."""

    def body(self) -> Iterable[Widget]:
        """Offer the choices, and soon the issued ones."""
        yield Picker(id="choice")
        for ask in self.ASKS:
            yield field_for(ask, self.session.value(ask.name))

    def begin(self) -> None:
        """Offer what is known before AWS has answered."""
        self._offer(())
        super().begin()

    def _offer(self, issued: tuple[Certificate, ...]) -> None:
        chosen = str(self.session.value("certificate"))
        picks = [*CHOICES, *(_pick(one) for one in issued)]
        if chosen not in {pick.id for pick in picks}:
            picks.append(Pick(chosen, chosen))
        self.query_one(Picker).offer(picks, [chosen])

    def take_pick(self, picker: Picker) -> None:
        """Keep the choice."""
        self.session.put("certificate", picker.picked[0])

    def look(self) -> AccountCheck | None:
        """Ask for the issued certificates."""
        return self.ask_about_site(check_names)

    def show(self, seen: PageCheck) -> None:
        """Fill the list in; refuse a name that no zone holds where it is typed."""
        issued, self._homeless = seen.data
        self._offer(issued)
        field = self.field("aliases")
        if self._homeless and not field.judge():
            field.show_error(NO_ZONE.format(names=", ".join(readable(name) for name in self._homeless)))
        super().show(seen)

    def accepted(self) -> bool:
        """Go on only where every name has a zone."""
        if self._homeless:
            field = self.field("aliases")
            field.show_error(NO_ZONE.format(names=", ".join(readable(name) for name in self._homeless)))
            field.seize()
        return not self._homeless

    def forget_answer(self) -> None:
        """Take back what was said of other names."""
        super().forget_answer()
        self._homeless = ()

    def show_failure(self, problem: Problem) -> None:
        """What cannot be asked here is told by the overview."""
        self._homeless = ()
        super().show_failure(problem)

    def well(self, seen: PageCheck) -> bool:
        """Whether every name has a zone, too."""
        return super().well(seen) and not seen.data[1]


def check_certificate(facts: Facts, setup: Setup, place: int, history: History | None = None) -> PageCheck:
    """Say which certificate a run would use, and offer those that it could."""
    view = SiteView.of(setup, place, facts, history)
    offered = usable(facts, view.site.names, view.records[0].entrance)
    template = NONE if view.certificate is None else _of_choice(*view.certificate, facts)
    names = ", ".join(readable(name) for name in view.site.names)
    good = template.format(names=names, days=CLOSE_TO_EXPIRY.days)
    return PageCheck(good, view.problems_on("certificate"), offered)


def check_names(facts: Facts, setup: Setup, place: int, history: History | None = None) -> PageCheck:
    """Say what `check_certificate` does, and which further names have no zone."""
    seen = check_certificate(facts, setup, place, history)
    return replace(seen, data=(seen.data, homeless(facts, setup.sites[place])))


def homeless(facts: Facts, site: Site) -> tuple[str, ...]:
    """Return the further names of a site that no public zone of the account holds, though their records belong there.

    What lies below the site's own domain shares its zone, and is told with it.
    """
    if site.dns.external:
        return ()
    apart = [name for name in site.aliases if not name.endswith(f".{site.domain}")]
    return tuple(name for name in apart if not choose_zone(site, name, facts).zones)


def _of_choice(wanted: SiteCertificate, choice: CertificateChoice, facts: Facts) -> str:
    """Return the sentence for what the planner chose."""
    if wanted.given:
        return PICKED
    if choice.certificate is not None:
        return UNDER_WAY if choice.certificate.status == PENDING else COVERED
    if wanted.wanted != "auto":
        return ALWAYS_NEW
    covering = any(one.status == ISSUED and one.covers(wanted.names) for one in facts.certificates())
    return UNFIT if covering else REQUESTED


def _pick(one: Certificate) -> Pick:
    until = one.not_after.strftime("%Y-%m-%d") if one.not_after else "?"
    names = ", ".join(readable(name) for name in sorted(one.names)[:3])
    return Pick(one.arn, clean(OFFERED.format(names=names, until=until, short=one.arn.rpartition("/")[2][:8])))
