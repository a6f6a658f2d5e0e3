"""Fields: a label, what is answered, and one line below that helps, and says what is wrong."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import DescendantBlur
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from multisite_tui.wizard.asking.forms import Value
from multisite_tui.wizard.asking.questions import Ask, AskOne, AskText, AskTick
from multisite_tui.wizard.asking.validators import InputRule
from multisite_tui.wizard.widgets.answers import ChoiceWidget, OneOf, Tick

WRONG = "! {sentence}"


class Field(Vertical):
    """One question of a page."""

    class Changed(Message):
        """The answer changed, to something right or wrong."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    class Entered(Message):
        """Enter was pressed in the field."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    def __init__(self, ask: Ask, value: Value, *, label: str | None = None) -> None:
        super().__init__(id=id_of(ask.name))
        self.ask = ask
        self.before = value
        """The value that was last reported."""
        self.wrong = ""
        """The sentence that stands in place of the help; empty while nothing is known to be wrong."""
        self.short = isinstance(ask, AskText) and ask.short
        self.set_class(self.short, "-short")
        self._label = ask.label if label is None else label
        self._help = ask.help
        self._answer, self._mood = "", ""
        # Held, not looked up: focus leaves a field also while its page is being taken away.
        self._note = Static(ask.help, classes="note", markup=False)

    def compose(self) -> ComposeResult:
        """Draw label, control and line."""
        with Horizontal(classes="question"):
            yield Static(self._label, classes="label", markup=False)
            yield self.control()
            if self.short:
                yield self._note
        if not self.short:
            yield self._note

    def control(self) -> Widget:
        """Return what is answered with."""
        raise NotImplementedError

    @property
    def value(self) -> Value:
        """What is answered now."""
        raise NotImplementedError

    def tidy(self) -> bool:
        """Turn what was typed into what was meant, where that is no answer as it stands; return whether it changed."""
        return False

    def check(self) -> str:
        """Return what the rule says, and show it in place of the help; empty where nothing is wrong."""
        self.show_error(self.judge())
        return self.wrong

    def judge(self) -> str:
        """Return what the rule says of the answer."""
        return ""

    def show_error(self, sentence: str) -> None:
        """Show what is wrong, or the help again."""
        self.wrong = sentence
        self._draw_line()

    def _draw_line(self) -> None:
        self.set_class(bool(self.wrong) or self._mood == "bad", "-wrong")
        self._note.set_class(not self.wrong and self._mood == "good", "-good")
        self._note.update(WRONG.format(sentence=self.wrong) if self.wrong else self._answer or self._help)

    def show_answer(self, text: str, mood: str) -> None:
        """Let the line say what the account answers, while nothing is wrong by itself; empty: the help again."""
        self._answer, self._mood = text, mood
        self._draw_line()

    def help_with(self, text: str) -> None:
        """Let the line say something else while nothing is wrong."""
        self._help = text
        self._draw_line()

    def seize(self) -> None:
        """Put the focus on the answer."""
        self.screen.set_focus(self.query_one("Input, Tick, OneOf", Widget))

    def note_change(self) -> None:
        """Tell the page of a change, and judge again while something is wrong."""
        if self.value == self.before:
            return
        self.before = self.value
        if self.wrong or self._answer:
            self._answer, self._mood = "", ""  # it was about another value
            self.show_error(self.judge() if self.wrong else "")
        self.post_message(self.Changed(self))

    @on(DescendantBlur)
    def _left(self) -> None:
        self.tidy()
        self.check()


class TextField(Field):
    """A line of text."""

    ask: AskText

    def control(self) -> Widget:
        """Return an input; the rule is asked when it is left, not while it is typed in."""
        rule = self.ask.rule
        return Input(
            str(self.before),
            compact=True,
            validators=[InputRule(rule)] if rule else None,
            validate_on=["blur", "submitted"],
            restrict=r"[0-9]*" if self.ask.number else None,
            select_on_focus=False,
        )

    @property
    def value(self) -> str:
        """The text as typed."""
        return self.query_one(Input).value

    def tidy(self) -> bool:
        """Write the text as it was meant."""
        meant = self.ask.tidy(self.value) if self.ask.tidy is not None else self.value
        changed = meant != self.value
        if changed:
            self.write(meant)
        return changed

    def write(self, text: str) -> None:
        """Put a text in place of what was typed."""
        line = self.query_one(Input)
        line.value = text
        line.cursor_position = len(text)

    def judge(self) -> str:
        """Ask the rule."""
        found = self.query_one(Input).validate(self.value)
        return "" if found is None or found.is_valid else found.failure_descriptions[0]

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.note_change()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Entered(self))


class AnswerField(Field):
    """A tick, or one of a few words."""

    def control(self) -> Widget:
        """Return the answer that fits the question."""
        answer: Tick | OneOf
        if isinstance(self.ask, AskOne):
            answer = OneOf(self.ask.options)
            answer.value = str(self.before)
        else:
            answer = Tick()
            answer.value = bool(self.before)
        return answer

    @property
    def value(self) -> Value:
        """What is chosen."""
        return self.query_one("Tick, OneOf", ChoiceWidget).value  # type: ignore[attr-defined,no-any-return]

    def write(self, value: Value) -> None:
        """Put another answer in place of the one that was given; the page knows it already."""
        self.before = value
        self.query_one("Tick, OneOf", ChoiceWidget).value = value  # type: ignore[attr-defined]

    @on(ChoiceWidget.Changed)
    def _changed(self, event: ChoiceWidget.Changed) -> None:
        event.stop()
        self.note_change()

    @on(ChoiceWidget.Entered)
    def _entered(self, event: ChoiceWidget.Entered) -> None:
        event.stop()
        self.post_message(self.Entered(self))


def field_for(ask: Ask, value: Value) -> Field:
    """Return the field that a question wants."""
    return AnswerField(ask, value) if isinstance(ask, AskOne | AskTick) else TextField(ask, value)


def id_of(name: str) -> str:
    """Return the widget id of a field: `health_check.port` is `health_check-port`."""
    return name.replace(".", "-")
