"""Welcome: the beginning, where nothing is saved yet: what is needed, whether it is there, and two ways to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Static

from multisite_tui.errors import Failure
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.screens.first_screen import NEW, PRACTISE, FirstScreen, beginning
from multisite_tui.wizard.terminal.background import in_background
from multisite_tui.wizard.widgets.picker import Pick, Picker

if TYPE_CHECKING:
    from multisite_tui.wizard.asking.needs import Need

INTRO = (
    "Each web server on your EC2 instance gets its own domain, with HTTPS. The next pages ask for what is needed, and"
    " nothing is made or billed before you have seen the whole plan and said yes."
)
HINT = "Enter begins; F1 explains."
NEEDS = "What you need in your AWS account, looked at now:"
NEEDS_LATER = "To practise, you need nothing. For sites that are real:"
NEEDED = (
    "an AWS account, and a way to sign in to it from here",
    "a domain with its DNS in Route 53 (a public hosted zone)",
    "a running EC2 instance with your web servers on it",
)
ASKED, LATER = "… {text}", "· {text}"


class Welcome(FirstScreen):
    """The first page of who has nothing saved."""

    NAME: ClassVar[str] = "welcome"
    HELP_TEXT: ClassVar[Help] = Help(
        console="Nothing in the console does all of this; you would go through EC2, Certificate Manager and Route 53"
        " once for each site.",
        why="Here you choose whether to begin or to practise. The practice account is built into this program: it"
        " answers as AWS does, costs nothing and reaches no network.",
        wrong="A setup that you began in the practice account is not in your AWS account. It can only be gone on with"
        " in the practice account.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "look_again", "Look again", key_display="F5", id="look", tooltip="Look again at what is needed"),
        Binding("pageup", "scroll_page(-1)", "Up", show=False, key_display="PageUp", id="up", tooltip="Scroll up"),
        Binding(
            "pagedown", "scroll_page(1)", "Down", show=False, key_display="PageDown", id="down", tooltip="Scroll down"
        ),
    ]

    def compose(self) -> ComposeResult:
        """Draw what the program does, the ways to begin, and what is needed."""
        with VerticalScroll(id="page", can_focus=False):
            yield Static("multisite-tui", id="heading", markup=False)
            yield Static(INTRO, id="excerpt", markup=False)
            yield Picker(at_once=True, id="begin")
            with Horizontal(id="begin_buttons"):
                yield Button("Begin", id="next", variant="primary", action="screen.begin_picked", compact=True)
                yield Static(HINT, id="hint", markup=False)
            yield Static(self._needs(), id="needs", markup=False)
            yield Static("", id="notice", markup=False)

    def on_mount(self) -> None:
        """Offer to begin at once; all else comes when that is painted."""
        picker = self.query_one(Picker)
        picker.offer([Pick("aws", NEW), Pick("practice", PRACTISE)], [self.kind])
        picker.seize()
        self.begun = True
        self.call_after_refresh(self._load)

    def _needs(self) -> str:
        template = LATER if self.demo else ASKED
        return "\n".join([NEEDS_LATER if self.demo else NEEDS, *(template.format(text=one) for one in NEEDED)])

    @work(group="load", exclusive=True, exit_on_error=False)
    async def _load(self) -> None:
        await self.load()
        self._look()

    async def look_for_saved(self) -> None:
        """Say why the folder of what is saved cannot be used, where that is so."""
        try:
            await in_background(lambda: [mode.store.names() for mode in self.account_modes])
        except Failure as failure:
            self.show_failure(failure)

    @work(group="look", exclusive=True, exit_on_error=False)
    async def _look(self) -> None:
        """Look at what is needed in the person's own account; who practises needs none of it."""
        if self.demo:
            return
        from multisite_tui.wizard.asking.needs import needs_of

        self.query_one("#needs", Static).update(self._needs())
        self._show(await in_background(lambda: needs_of(self.account_modes[0])))

    def _show(self, needs: list[Need]) -> None:
        from multisite_tui.report.clean import clean

        self.query_one("#needs", Static).update("\n".join([NEEDS, *(clean(one.line) for one in needs)]))

    def action_scroll_page(self, way: int) -> None:
        """Scroll what has no room."""
        page = self.query_one("#page", VerticalScroll)
        if way > 0:
            page.scroll_page_down()
        else:
            page.scroll_page_up()

    def action_look_again(self) -> None:
        """Look again at what is needed."""
        if self._loaded.is_set():
            self._look()

    @on(Picker.Entered)
    def _entered(self, event: Picker.Entered) -> None:
        event.stop()
        self.action_begin_picked()

    def action_begin_picked(self) -> None:
        """Begin in the account that is picked."""
        self.begin(beginning(self.mode_of(self.query_one(Picker).picked[0])))
