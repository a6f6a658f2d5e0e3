"""Chooses how to report. rich is loaded only where text is made."""

from __future__ import annotations

from enum import StrEnum
from types import TracebackType
from typing import Protocol, Self, TextIO

from multisite_tui.model.events import Event


class OutputFormat(StrEnum):
    """The values of `--output`."""

    TEXT = "text"
    JSON = "json"


class Report(Protocol):
    """A listener that also takes remarks, and gives the terminal back at the end."""

    def __call__(self, event: Event) -> None:
        """Hear one event; from any thread."""

    def say(self, sentence: str) -> None:
        """Write a remark for a person on stderr."""

    def close(self) -> None:
        """Give the terminal back; may be called twice."""

    def __enter__(self) -> Self:
        """Return itself."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""


def make_report(
    output: OutputFormat,
    stdout: TextIO,
    stderr: TextIO,
    *,
    plan_is_result: bool = False,
    verbose: bool = False,
) -> Report:
    """Return the report for this output format; text looks at the streams to see whether they are terminals.

    Args:
        output: What `--output` asked for.
        stdout: Where the result goes.
        stderr: Where everything else goes.
        plan_is_result: Whether the plan itself is what was asked for (`--plan`).
        verbose: Whether to name the AWS calls.
    """
    if output is OutputFormat.JSON:
        from multisite_tui.report.json_lines import JsonLines

        return JsonLines(stdout, stderr)
    from multisite_tui.report.text import TextReport

    return TextReport(stdout, stderr, plan_is_result=plan_is_result, verbose=verbose)
