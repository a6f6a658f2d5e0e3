"""Progress as plain lines, one an event, for pipes, files and terminals that cannot redraw."""

from __future__ import annotations

from multisite_tui.model.events import (
    Event,
    Started,
    StepFailed,
    StepFinished,
    StepRetrying,
    StepSkipped,
    StepStarted,
    StepWaiting,
    Warned,
)
from multisite_tui.model.plans import Action
from multisite_tui.report import words as say
from multisite_tui.report.clean import clean
from multisite_tui.report.marks import DONE_WORDS, Marks
from multisite_tui.report.progress import site_title


class PlainLines:
    """Turns events into lines; says nothing twice."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self._last_words: dict[str, str] = {}

    def line(self, event: Event, title: str, clock: str) -> str | None:
        """Return the line for an event, on one line whatever the event holds; None where there is none to write.

        Args:
            event: What happened.
            title: The step's title, or the title of nothing where no step is concerned.
            clock: Time since the start, in words.
        """
        line = self._line(event, title, clock)
        return None if line is None else clean(line)

    def _line(self, event: Event, title: str, clock: str) -> str | None:
        match event:
            case Started(version=version, setup=setup, account=account, region=region):
                return say.STARTED.format(clock=clock, version=version, setup=setup, account=account, region=region)
            case StepStarted(site=site):
                return say.STEP_STARTED.format(clock=clock, mark=self.marks.working, site=site_title(site), title=title)
            case StepWaiting():
                return self._waiting(event, title, clock)
            case StepRetrying():
                return self._retrying(event, title, clock)
            case StepFinished():
                return self._finished(event, title, clock)
            case StepFailed(site=site, problem=problem):
                return say.STEP_FAILED.format(
                    clock=clock,
                    mark=self.marks.failed,
                    site=site_title(site),
                    title=title,
                    what=problem.what,
                    code=problem.code,
                )
            case Warned(problem=problem):
                template = say.WARNING_SITE if problem.site else say.WARNING
                return template.format(clock=clock, mark=self.marks.failed, site=problem.site, what=problem.what)
            case _:
                return None

    def skipped(self, event: StepSkipped, title: str, because: str, clock: str) -> str | None:
        """Return the line for a step that was not tried; none for an interrupt, which is told once for all.

        Args:
            event: What happened.
            title: The step's title.
            because: The title of the step that failed.
            clock: Time since the start, in words.
        """
        if event.because == "interrupted":
            return None
        fields = {
            "clock": clock,
            "mark": self.marks.skipped,
            "site": site_title(event.site),
            "title": title,
            "because": because,
        }
        return clean(say.STEP_SKIPPED.format(**fields))

    def _waiting(self, event: StepWaiting, title: str, clock: str) -> str | None:
        if self._last_words.get(event.step) == event.waiting_for:
            return None
        self._last_words[event.step] = event.waiting_for
        template = say.STEP_WAITING if event.usual else say.STEP_WAITING_BARE
        fields = {"clock": clock, "mark": self.marks.waiting, "site": site_title(event.site), "title": title}
        return template.format(**fields, words=event.waiting_for, usual=event.usual)

    def _retrying(self, event: StepRetrying, title: str, clock: str) -> str:
        fields = {"clock": clock, "mark": self.marks.retrying, "site": site_title(event.site), "title": title}
        seconds = f"{event.seconds:.1f}"
        return say.STEP_RETRYING.format(
            **fields, code=event.code, attempt=event.attempt, seconds=seconds, why=event.why
        )

    def _finished(self, event: StepFinished, title: str, clock: str) -> str:
        template = say.STEP_FINISHED_DETAIL if event.detail else say.STEP_FINISHED
        waited = event.action is Action.KEEP and event.step in self._last_words  # what was waited for was not "kept"
        word = f"{say.WORD_DONE if waited else DONE_WORDS.get(event.action, say.WORD_DONE):<9}"
        fields = {"clock": clock, "mark": self.marks.done, "word": word, "site": site_title(event.site), "title": title}
        return template.format(**fields, detail=event.detail)
