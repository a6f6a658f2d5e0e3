"""A list to pick from, filtered by typing. Long lists show their first matches only, so that it stays quick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click, Key
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from multisite_tui.wizard.widgets.choices import Choices

MOST = 60
"""Options that are drawn; a thousand would take longer than a key may."""
FILTER_FROM = 8
"""From so many options on there is a line to filter by."""
MORE = "{count} more; letters narrow the list"
NONE = "nothing here holds these words"


@dataclass(frozen=True)
class Pick:
    """One thing to pick."""

    id: str
    text: str


class PickList(Choices):
    """The list itself: space and a click pick, Enter picks and goes on."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "pick", "Pick", show=False)]

    class Picked(Message):
        """Space was pressed on the highlighted option, or the mouse."""

        def __init__(self, *, clicked: bool) -> None:
            super().__init__()
            self.clicked = clicked

    class Typed(Message):
        """A letter was typed, to filter by."""

        def __init__(self, letter: str) -> None:
            super().__init__()
            self.letter = letter

    def action_pick(self) -> None:
        """Pick what is highlighted."""
        self.post_message(self.Picked(clicked=False))

    async def _on_click(self, event: Click) -> None:
        """Pick what is clicked, and stay: Textual would take it for an Enter."""
        event.prevent_default()
        option: int | None = event.style.meta.get("option")
        if option is not None and not self.options[option].disabled:
            self.highlighted = option
            self.post_message(self.Picked(clicked=True))

    def on_key(self, event: Key) -> None:
        """Take letters as the beginning of a filter."""
        if event.is_printable and event.character not in (None, " "):
            event.stop()
            self.post_message(self.Typed(str(event.character)))


class Picker(Vertical):
    """A list to pick one from, or several."""

    class Changed(Message):
        """Something else is picked."""

        def __init__(self, picker: Picker) -> None:
            super().__init__()
            self.picker = picker

    class Entered(Message):
        """Enter was pressed: go on."""

        def __init__(self, picker: Picker) -> None:
            super().__init__()
            self.picker = picker

    def __init__(
        self,
        *,
        several: bool = False,
        at_once: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(id=id)
        self.several = several
        self.at_once = at_once
        """Whether a click goes on too, where the list is all that there is."""
        self.picked: list[str] = []
        self._all: Sequence[Pick] = ()

    def compose(self) -> ComposeResult:
        """Draw the list and what is left out."""
        yield Static("", classes="note", markup=False)
        yield PickList(compact=True)

    def offer(self, picks: Sequence[Pick], picked: Sequence[str]) -> None:
        """Show these options, with these picked."""
        self._all, self.picked = picks, list(picked)
        self._show_filter(len(picks) >= FILTER_FROM)
        self._draw()

    def _show_filter(self, wanted: bool) -> None:
        """Show the line to filter by, or hide it; it is made for the first list that is long, and most never are."""
        made = self.query(Input)
        if made:
            made.first().display = wanted
        elif wanted:
            self.mount(
                Input(placeholder="type to filter", compact=True, classes="filter", select_on_focus=False), before=0
            )

    def seize(self) -> None:
        """Put the focus on the list."""
        self.screen.set_focus(self.query_one(PickList))

    def _draw(self, keep: int | None = None) -> None:
        words = [word for line in self.query(Input) for word in line.value.lower().split()]
        fitting = [pick for pick in self._all if all(word in pick.text.lower() for word in words)]
        shown = self._picked_first(fitting)[:MOST]
        options = self.query_one(PickList)
        if keep is None and options.has_focus and options.highlighted_option is not None:
            ids = [pick.id for pick in shown]
            now = options.highlighted_option.id
            keep = ids.index(now) if now in ids else None
        options.clear_options()
        options.add_options([Option(Content(f"{self._mark(pick)} {pick.text}"), id=pick.id) for pick in shown])
        if shown:
            at = next((place for place, pick in enumerate(shown) if pick.id in self.picked), 0)
            options.highlighted = at if keep is None else min(keep, len(shown) - 1)
        left = len(fitting) - len(shown)
        note = NONE if words and not fitting else MORE.format(count=left) if left > 0 else ""
        self.query_one(".note", Static).update(note)
        self.query_one(".note", Static).display = bool(note)

    def _picked_first(self, picks: list[Pick]) -> list[Pick]:
        """Long lists begin with what is picked, which would be out of sight otherwise."""
        if len(picks) <= MOST:
            return picks
        return sorted(picks, key=lambda pick: pick.id not in self.picked)

    def _mark(self, pick: Pick) -> str:
        on_it = pick.id in self.picked
        if self.several:
            return "[x]" if on_it else "[ ]"
        return "(o)" if on_it else "( )"

    def _pick(self, option: str, *, toggle: bool) -> None:
        if not self.several:
            picked = [option]
        elif option in self.picked:
            picked = [one for one in self.picked if one != option] if toggle else self.picked
        else:
            picked = [*self.picked, option]
        if picked != self.picked:
            self.picked = picked
            self._draw(self.query_one(PickList).highlighted)
            self.post_message(self.Changed(self))

    @on(PickList.Picked)
    def _space(self, event: PickList.Picked) -> None:
        event.stop()
        highlighted = self.query_one(PickList).highlighted_option
        if highlighted is not None and highlighted.id is not None:
            self._pick(highlighted.id, toggle=True)
            if self.at_once and event.clicked:
                self.post_message(self.Entered(self))

    @on(OptionList.OptionSelected)
    def _enter(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None and not self.several:
            self._pick(event.option_id, toggle=False)
        self.post_message(self.Entered(self))

    @on(PickList.Typed)
    def _typed(self, event: PickList.Typed) -> None:
        event.stop()
        for line in self.query(Input):
            if line.display:
                line.focus()
                line.insert_text_at_cursor(event.letter)

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        event.stop()
        self._draw()

    @on(Input.Submitted)
    def _filtered(self, event: Input.Submitted) -> None:
        event.stop()
        options = self.query_one(PickList)
        if self.at_once and options.option_count == 1:  # which is meant is beyond doubt
            options.action_select()
        else:
            self.seize()
