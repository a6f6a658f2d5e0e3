"""The page that all pages are made from: the frame, the fields, Next and Back, and the look at the account."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Button, OptionList, Static
from textual.worker import Worker, WorkerState

from multisite_tui.errors import Failure, Problem
from multisite_tui.report.clean import clean
from multisite_tui.wizard import flow, styles, words
from multisite_tui.wizard.asking import finding_pages
from multisite_tui.wizard.asking.draft_answers import findings
from multisite_tui.wizard.asking.drafts import Draft
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.finding_pages import field_of
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck, SiteQuestion
from multisite_tui.wizard.asking.page_states import answers_by_page
from multisite_tui.wizard.asking.questions import Ask
from multisite_tui.wizard.asking.resource_map import KnownStates, MapBox, MapPart, resource_map
from multisite_tui.wizard.flow import PageRef
from multisite_tui.wizard.session import Session
from multisite_tui.wizard.terminal.background import in_background
from multisite_tui.wizard.terminal.widths import BY_HEIGHT, BY_WIDTH, NARROW_CLASS
from multisite_tui.wizard.widgets.account_bar import AccountBar
from multisite_tui.wizard.widgets.field import Field, field_for, id_of
from multisite_tui.wizard.widgets.folded_fields import FoldedFields
from multisite_tui.wizard.widgets.key_bar import KeyBar
from multisite_tui.wizard.widgets.map_panel import ResourceMap, ResourceMapPanel, ResourceMapStrip
from multisite_tui.wizard.widgets.page_heading import PageHeading
from multisite_tui.wizard.widgets.page_layout import FittingScroll, PageColumn
from multisite_tui.wizard.widgets.picker import Picker
from multisite_tui.wizard.widgets.sidebar import Sidebar, stop_of

PAUSE = 0.3
"""Seconds without a key before the account is asked again."""


def settle_first(draft: Draft, asked: Collection[str] = ()) -> str:
    """Return which other page is not right yet, in a sentence; empty where only the fields `asked` here are wrong."""
    stop = finding_pages.elsewhere(draft, flow.here(draft), asked)
    return words.SETTLE_FIRST.format(page=finding_pages.where(draft, stop)) if stop is not None else ""


class Page(Screen[None]):
    """One page of the walk; built afresh from the draft on each visit."""

    NAME: ClassVar[str]
    EXCERPT: ClassVar[str] = ""
    """What this page decides, in one line."""
    ASKS: ClassVar[tuple[Ask, ...]] = ()
    RARE: ClassVar[tuple[str, ...]] = ()
    """Those of the fields that stand last and are mostly left as they are: folded while nobody has answered them."""
    PICKS: ClassVar[str] = ""
    """The field that is answered with the page's list; empty where there is none."""
    HELP_TEXT: ClassVar[Help]
    CONSOLE: ClassVar[str] = ""
    """The step of the console walkthrough that it stands for."""
    CHECKS: ClassVar[tuple[str, ...]] = ()
    """What is asked of the account, for `screens.md`."""
    ANSWERED: ClassVar[str] = ""
    """The field beside which stands what the account says; empty where it stands below all fields."""
    LIT: ClassVar[MapPart | None] = None
    """The part of the resource map that this page decides."""
    WAITS: ClassVar[bool] = False
    """Whether Next waits for the look at the account."""
    NEXT: ClassVar[str] = "Next"
    SCROLLED: ClassVar[tuple[str, ...]] = ("#told", "#body")
    """What PageDown scrolls: what is said and does not fit first, since it says what to do."""

    CSS_PATH = styles.PAGES
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = BY_WIDTH
    VERTICAL_BREAKPOINTS = BY_HEIGHT
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8,ctrl+n", "next", "Next", key_display="F8", id="next", tooltip="Check this page and go on"),
        Binding("f7", "back", "Back", key_display="F7", id="back", tooltip="Go to the page before; always possible"),
        Binding("f5", "look_again", "Again", key_display="F5", id="look", tooltip="Ask AWS again, signing in anew"),
        Binding(
            "pageup", "scroll_body(-1)", "Up", show=False, key_display="PageUp", id="up", tooltip="Scroll the page up"
        ),
        Binding(
            "pagedown",
            "scroll_body(1)",
            "Down",
            show=False,
            key_display="PageDown",
            id="down",
            tooltip="Scroll the page down",
        ),
        Binding("f6", "pages", "Pages", key_display="F6", id="pages", tooltip="Go to any page"),
    ]

    class Go(Message):
        """Another page is wanted; None: the welcome page."""

        def __init__(self, to: PageRef | None) -> None:
            super().__init__()
            self.to = to

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.looking = False
        self.asked = answers_by_page(session.draft)
        """What the account was asked about last."""
        self._going = False
        self.begun = False
        """Whether all is there to be typed into."""
        self.touched = False
        """Whether anything was typed on this visit."""
        self.unsettled = False
        """Whether the focus is on its way to something that is not there yet; keys wait for it."""
        self._pause: Timer | None = None
        self._notice = Static("", id="notice", markup=False)
        self._notice.display = False
        self._told = ("", "")
        self._left_out = ""
        """What is said of a paste of which only the first line was taken; empty once something else was typed."""
        self._just_pasted = False

    # The frame

    def compose(self) -> ComposeResult:
        """Draw the frame around what the page asks."""
        boxes = self._map()
        yield AccountBar(self.session)
        with Horizontal(id="frame"):
            yield Sidebar(self.session.draft, self.session.known_pages, self.reached)
            with PageColumn(id="page"):
                yield PageHeading(self.session.draft)
                yield Static(self.EXCERPT, id="excerpt", markup=False)
                yield ResourceMapStrip(boxes, self.LIT)
                with self.scroller():
                    yield from self.body()
                with VerticalScroll(id="told", can_focus=False):
                    yield self._notice
                with Horizontal(id="buttons"):
                    yield from self.buttons()
            yield ResourceMapPanel(boxes, self.LIT)
        yield KeyBar()

    def scroller(self) -> Widget:
        """Return what holds the fields, and scrolls them where they do not fit."""
        return FittingScroll(id="body", can_focus=False)

    def body(self) -> Iterable[Widget]:
        """Yield the fields of the page."""
        fields = {ask.name: field_for(ask, self.session.value(ask.name)) for ask in self.ASKS}
        rare = [fields.pop(name) for name in self.RARE]
        yield from fields.values()
        if rare:
            draft = self.session.draft
            answered = any(draft.given(draft.site, name) is not None for name in self.RARE)
            yield FoldedFields(rare, folded=not answered)

    def buttons(self) -> Iterable[Widget]:
        """Yield the buttons, those of every page first."""
        yield Button("Back", id="back", action="screen.back", compact=True)
        yield Button(self.NEXT, id="next", variant="primary", action="screen.next", compact=True)

    @property
    def reached(self) -> frozenset[str]:
        """Pages behind the review that this walk has come to."""
        come = {self.NAME} & {"provision", "result"}
        return frozenset(come | ({"provision", "result"} if self.session.finished else set()))

    @property
    def place(self) -> int:
        """The place of the site that the page is about."""
        return self.session.draft.site

    def _map(self) -> tuple[MapBox, ...]:
        return resource_map(self.session.draft, self.map_states())

    def map_states(self) -> KnownStates:
        """Return what the resource map says of the sites beside what is asked."""
        return KnownStates({}, {}, {}, self.session.serving)

    def draw_frame(self) -> None:
        """Let the frame follow what is typed and seen: the bar, the list of pages and the map."""
        self.query_one(AccountBar).refresh()
        self.query_one(Sidebar).draw(self.session.draft, self.session.known_pages, self.reached)
        boxes = self._map()
        for drawn in self.query(ResourceMap):
            drawn.draw(boxes)

    # What was typed

    def on_mount(self) -> None:
        """Begin, once everything is there. Textual calls this for each class on its own, so that none overrides it."""
        self.begin()
        self.recall()
        self.begun = True

    def recall(self) -> None:
        """Say at once what is wrong with what was typed on an earlier visit."""
        typed = [field for field in self.fields if field.value not in ("", False)]
        for field in typed:
            field.check()

    def pasted(self, lines: Sequence[str]) -> bool:
        """Say that a line takes one line only; return whether all were taken."""
        self._left_out = words.FIRST_LINE.format(count=len(lines))
        self._just_pasted = True
        self.say("")
        return False

    def begin(self) -> None:
        """Put the focus on the first field, and look at the account at once."""
        self.focus_first()
        self.look_now()

    @property
    def fields(self) -> list[Field]:
        """The fields that are shown, from top to bottom."""
        return [field for field in self.query(Field) if field.display]

    def field(self, name: str) -> Field:
        """Return the field of this name."""
        return self.query_one(f"#{id_of(name)}", Field)

    @on(Field.Changed)
    def _changed(self, event: Field.Changed) -> None:
        event.stop()
        self.touched = True
        if not self._just_pasted:
            self._left_out = ""
        self._just_pasted = False
        self.forget_answer()
        self.take(event.field)
        self.draw_frame()
        if self.session.unsaved:
            self.say(words.UNSAVED.format(why=self.session.unsaved), "bad")
        self.look_soon()

    def take(self, field: Field) -> None:
        """Put what was typed into the draft."""
        self.session.put(field.ask.name, field.value)

    @on(Field.Entered)
    def _entered(self, event: Field.Entered) -> None:
        event.stop()
        self._tidy([event.field])
        event.field.check()
        self.entered(event.field)

    @on(Picker.Entered)
    def _picked(self, event: Picker.Entered) -> None:
        event.stop()
        self.entered(event.picker)

    @on(Picker.Changed)
    def _picked_other(self, event: Picker.Changed) -> None:
        event.stop()
        self.forget_answer()
        self.take_pick(event.picker)
        self.draw_frame()
        self.look_soon()

    def take_pick(self, picker: Picker) -> None:
        """Put what was picked into the draft."""

    def forget_answer(self) -> None:
        """Take back what the account said: it was about another answer, and so is what it is still asked."""
        self.workers.cancel_group(self, "look")
        self.looking = False
        self.show_answer("")

    def _tidy(self, fields: Sequence[Field]) -> None:
        """Turn what was typed into what was meant; a page may write into other fields too."""
        changed = [field for field in fields if field.tidy()]
        if changed:
            for field in self.fields:
                self.take(field)

    def entered(self, station: Field | Picker) -> None:
        """Go on to the next thing that is asked; behind the last one, to the next page."""
        stations = self.stations
        behind = stations[stations.index(station) + 1 :]
        if behind:
            behind[0].seize()
        else:
            self.action_next()

    @property
    def stations(self) -> list[Field | Picker]:
        """Everything that is asked and shown, from top to bottom."""
        return [one for one in self.query("Field, Picker") if isinstance(one, Field | Picker) and one.display]

    # Going on and back

    def action_next(self) -> None:
        """Check everything; go on, or put the focus on what is wrong first."""
        if not self.right():
            self._going = self.unsettled = False
            return
        if self._pause is not None:
            self.look_now()  # what was just changed must not be judged by an older look
        if self.looking and self.WAITS and not self._going:
            self._going = self.unsettled = True
            self.say(words.GOING, "busy")
            return
        self._going = self.unsettled = False
        if not self.accepted():
            return
        self.leave()

    def leave(self) -> None:
        """Go to the next page."""
        self.turn_to(flow.after(self.session.draft))

    def turn_to(self, stop: PageRef | None) -> None:
        """Go to another page; what is typed from here on is meant for that one."""
        self.unsettled = True
        self.session.pages.left(self.session.draft, flow.here(self.session.draft))
        self.post_message(self.Go(stop))

    def to_plan(self) -> None:
        """Go to the plan, which says what would be changed, and asks."""
        self.turn_to(PageRef("review"))

    def action_back(self) -> None:
        """Go to the page before, whatever stands in the fields."""
        self.turn_to(flow.before(self.session.draft))

    def right(self) -> bool:
        """Whether all fields keep their rules, and the rules between them."""
        self._tidy(self.fields)
        wrong = [field for field in self.fields if field.check()]
        if not wrong:
            wrong = self._wrong_together()
        if wrong:
            wrong[0].seize()
            self._take_back_good()
        return not wrong

    def _take_back_good(self) -> None:
        """Say nothing good beside what is wrong."""
        if self._told[1] == "good":
            self.say("")

    def _wrong_together(self) -> list[Field]:
        """Ask the model, which knows the rules between answers too."""
        wrong = []
        for finding in findings(self.session.draft):
            field = self.asking(*field_of(finding.loc))
            if field is not None and not field.wrong:
                field.show_error(finding.sentence)
                wrong.append(field)
        return [field for field in self.fields if field in wrong]

    def asking(self, site: int | None, name: str) -> Field | None:
        """Return the field of this page that asks for an answer of a site; None where another page does."""
        if site not in (None, self.place):
            return None
        if name in self.RARE:
            self.query_one(FoldedFields).unfold()  # what is asked about must be seen
        return next((field for field in self.fields if field.ask.name == name), None)

    def accepted(self) -> bool:
        """Whether what the account said allows to go on; says why not."""
        return True

    def action_look_again(self) -> None:
        """Ask AWS again, signing in anew."""
        self.session.sign_in_again()
        self.look_now()

    def action_scroll_body(self, way: int) -> None:
        """Scroll what does not fit: what is said below the fields to its end, then the fields; and back."""
        rooms = [self.query_one(room) for room in self.SCROLLED][::way]
        for room in rooms:
            if (room.scroll_target_y < room.max_scroll_y) if way > 0 else room.scroll_target_y:
                if way > 0:
                    room.scroll_page_down(animate=False)
                else:
                    room.scroll_page_up(animate=False)
                return

    def action_pages(self) -> None:
        """Go to the sidebar; where it is hidden, show it above the page."""
        sidebar = self.query_one(Sidebar)
        if self.has_class(NARROW_CLASS) and sidebar.has_class("-called"):
            sidebar.remove_class("-called")
            self.focus_first()
            return
        sidebar.add_class("-called")
        sidebar.focus()

    def focus_first(self) -> None:
        """Put the focus on the first thing that is asked."""
        stations = self.stations
        if stations:
            stations[0].seize()
        else:
            self.set_focus(self.query_one("#next"))

    @on(OptionList.OptionSelected, "Sidebar")
    def _jump(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None:
            self.turn_to(stop_of(event.option_id))

    # The account

    def look(self) -> AccountCheck | None:
        """Return what to ask of the account, made from what is typed now; None where there is nothing to ask."""
        return None

    def ask_about_site(self, check: SiteQuestion) -> AccountCheck | None:
        """Return a check of this page's site as it is typed now; None while its answers are no setup."""
        setup, place, history = self.session.setup(), self.place, self.session.history
        return None if setup is None else lambda facts: check(facts, setup, place, history)

    def settle_first(self) -> str:
        """Return which other page must be put right before this one can be checked; empty where none is wrong."""
        return settle_first(self.session.draft, [ask.name for ask in self.ASKS])

    def show(self, seen: PageCheck) -> None:
        """Draw what was seen."""
        self.show_check(seen)

    def show_failure(self, problem: Problem) -> None:
        """Say that AWS could not be asked."""
        self.say(words.problem_line(problem), "bad")

    def look_soon(self) -> None:
        """Look when nothing more was typed for a moment."""
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self.look_now)

    def look_now(self) -> None:
        """Look in the background; an older look is given up."""
        if self._pause is not None:
            self._pause.stop()
            self._pause = None
        look = self.look()
        if look is None:
            if flow.here(self.session.draft).site is not None:
                self.say(self.settle_first())
            return
        self.looking = True
        self.show_answer(words.ASKING, "busy")
        # A partial, not a coroutine: a look that is given up before it began must leave nothing behind.
        self._look(look)

    @work(group="look", exclusive=True, exit_on_error=False)
    async def _look(self, look: AccountCheck) -> None:
        session, here = self.session, flow.here(self.session.draft)
        self.asked = asked = answers_by_page(session.draft)  # when the answer comes, the walk may be elsewhere
        try:
            seen = await in_background(lambda: look(session.facts()))
        except Failure as failure:
            self.looking = False
            self.show_failure(failure.problem)
        else:
            self.looking = False
            session.pages.seen(asked, PageRef("account"), good=True)  # it has just answered
            session.pages.seen(asked, here, good=self.well(seen))
            self.show(seen)
        self.draw_frame()
        if self._going:
            self._going = False
            self.action_next()

    @on(Worker.StateChanged)
    def _broken(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR:
            self.looking = self._going = self.unsettled = False
            self.say(words.BUG.format(name=type(event.worker.error).__name__), "bad")

    def well(self, seen: PageCheck) -> bool:
        """Whether the page is right as it stands."""
        return not seen.problems and not any(field.judge() for field in self.fields)

    def show_check(self, seen: PageCheck) -> None:
        """Say the first problem, else what is good."""
        if seen.problems:
            self.show_answer(words.problem_line(seen.problems[0]), "bad")
        elif any(field.wrong or field.judge() for field in self.fields):
            self.show_answer("")  # the field says what is wrong, and nothing is good as long as it is
        else:
            self.show_answer(words.GOOD.format(text=seen.good) if seen.good else "", "good")

    def show_answer(self, text: str, mood: str = "") -> None:
        """Say what the account answers: beside the field that it is about, or below all fields."""
        field = next((one for one in self.fields if one.ask.name == self.ANSWERED), None)
        if field is None:
            self.say(text, mood)
            return
        field.show_answer(clean(text), mood)
        self.say("")

    def say(self, text: str, mood: str = "") -> None:
        """Put a sentence below the fields: `good`, `bad`, `busy`; what a paste left out stays until a key is typed."""
        if self._left_out:
            text, mood = self._left_out, "bad"
        if (text, mood) == self._told:
            return  # laying the page out anew costs more than a key may take
        self._told = (text, mood)
        self._notice.set_classes(f"-{mood}" if mood else "")
        self._notice.update(clean(text))
        self._notice.display = bool(text)
