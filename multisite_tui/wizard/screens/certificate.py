"""Certificate: what proves to a browser that the site is the one it says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from multisite_tui.aws.facts.certificates import AMAZON_ISSUED, CLASSIC_KEY_TYPES, Certificate
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.model.rules.domains import readable
from multisite_tui.model.setup import Setup
from multisite_tui.report.clean import clean
from multisite_tui.wizard.asking.fields import question
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck, problems_of
from multisite_tui.wizard.asking.questions import Ask, Help
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.widgets.fields import field_for
from multisite_tui.wizard.widgets.picker import Pick, Picker

CHOICES = (
    Pick("auto", "The best that is there, else a new one (free)"),
    Pick("request", "Always a new one (free)"),
    Pick("none", "None: the site without https"),
)
ISSUED = "{names}  until {until}  {short}"
COVERED = "An issued certificate covers {names}: it will be used, and no wait is needed."
REQUESTED = "No issued certificate covers {names}: one will be requested. AWS usually issues it in 1 to 10 minutes."
NONE = "Without a certificate, browsers call the site not secure."
PICKED = "This certificate will be used."


class CertificatePage(Page):
    """Which certificate, and for which names."""

    NAME = "certificate"
    EXCERPT = "For https, Amazon proves with a certificate that the domain is yours. It is free."
    ASKS: ClassVar[tuple[Ask, ...]] = (question("aliases", "More names", "Mostly none; or such as www.main.io."),)
    PICKS = "certificate"
    CONSOLE = "3. Create Classic Load Balancer: Configure security settings (certificate from ACM, or request one)"
    CHECKS = ("the issued certificates of the region that cover all names and fit a Classic Load Balancer",)
    HELP_TEXT = Help(
        console="Certificate Manager > Request a public certificate, with DNS validation; then `Choose a certificate"
        " from ACM` at the load balancer.",
        why="Browsers show https sites only with a certificate for that very name. To prove that the name is yours,"
        " the program writes one CNAME record into the hosted zone, and AWS looks for it.",
        wrong="The certificate stays `pending` when the registrar points to other name servers than the hosted zone's."
        " A wildcard such as *.main.io covers sub.main.io, and does not cover main.io itself.",
    )

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
        setup, place = self.session.setup(), self.place
        return None if setup is None else lambda facts: _issued(facts, setup, place)

    def show(self, seen: PageCheck) -> None:
        """Fill the list in."""
        self._offer(seen.data)
        super().show(seen)


def _issued(facts: Facts, setup: Setup, place: int) -> PageCheck:
    site = setup.sites[place]
    fitting = tuple(
        one
        for one in facts.certificates()
        if one.status == "ISSUED"
        and one.type == AMAZON_ISSUED  # nobody renews an imported one, and no browser trusts a private one
        and one.key_algorithm in CLASSIC_KEY_TYPES
        and one.covers(site.names)
    )
    names = ", ".join(readable(name) for name in site.names)
    if site.certificate == "none":
        good = NONE
    elif site.certificate in ("auto", "request"):
        good = (COVERED if fitting and site.certificate == "auto" else REQUESTED).format(names=names)
    else:
        good = PICKED
    return PageCheck(good, problems_of(setup, place, facts, "certificate", "aliases"), fitting)


def _pick(one: Certificate) -> Pick:
    until = one.not_after.strftime("%Y-%m-%d") if one.not_after else "?"
    names = ", ".join(readable(name) for name in sorted(one.names)[:3])
    return Pick(one.arn, clean(ISSUED.format(names=names, until=until, short=one.arn.rpartition("/")[2][:8])))
