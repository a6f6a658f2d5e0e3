"""What the command line writes when a command fails, and the exit code that follows from the failure."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from multisite_tui.calling import PROGRAM
from multisite_tui.errors import ExitCode, Failure, InputNeeded, Problem, UsageError
from multisite_tui.masking import SECRETS

if TYPE_CHECKING:
    from multisite_tui.options import Options


def report_error(error: Exception | KeyboardInterrupt, options: Options) -> ExitCode:
    """Report the exception that ended a command, and return what the process exits with.

    Args:
        error: What the command raised; all that is not click's and not a `Failure` is a mistake of the program.
        options: What the command line said so far.
    """
    match error:
        case click.ClickException():
            return _usage(error, options)
        case Failure():
            _report_failure(error, options)
            return error.exit_code
        case ModuleNotFoundError(name="fcntl"):
            _report_failure(InputNeeded(_windows()), options)
            return ExitCode.INPUT_NEEDED
        case KeyboardInterrupt() | click.Abort():
            return ExitCode.INTERRUPTED
        case BrokenPipeError():
            # The reader of the pipe is gone; without this, Python reports the error again when it closes stdout.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return ExitCode.DONE
        case _:
            _report_bug(error, options)
            return ExitCode.BUG


def _windows() -> Problem:
    return Problem(
        code="system_unsupported",
        what="multisite-tui does not run on Windows itself.",
        why="It needs locks of files that Linux and macOS have (Python's module fcntl).",
        next="Run it in WSL, the Linux that Windows brings along: `wsl --install`, then install multisite-tui there.",
    )


def _usage(error: click.ClickException, options: Options) -> ExitCode:
    error.show()
    if "json" in sys.argv:  # parsing may have failed before --output was read
        options.output = "json"
        problem = Problem("usage", error.format_message(), next="See multisite-tui --help.")
        _report_failure(UsageError(problem), options)
    return ExitCode.USAGE


def _report_failure(failure: Failure, options: Options) -> None:
    """Report a failure that happened before the wizard or the headless run reports its own."""
    from multisite_tui.answers.problems import AnswersError, render

    if options.output == "json":
        from multisite_tui.model.events import Finished, Outcome

        with options.report() as report:
            report(Finished(Outcome.REFUSED, failure.exit_code, problems=failure.problems))
    elif isinstance(failure, AnswersError):
        for problem in failure.positioned:
            click.echo(render(problem), err=True)
    else:
        from multisite_tui.report.problems import write_problems

        write_problems(failure.problems, sys.stderr, of_command=True)


def _report_bug(bug: Exception, options: Options) -> None:
    """Write the crash log, without values of variables, which may hold secrets, and report its path."""
    import traceback

    from multisite_tui.state.files import make_folder, open_file

    lines = SECRETS.masked("".join(traceback.format_exception(bug)))
    log = options.crash_log()
    try:
        make_folder(log.parent)
        with os.fdopen(open_file(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "w", encoding="utf-8") as file:
            file.write(lines)
    except (OSError, Failure):
        click.echo(lines, err=True)
    click.echo(
        f"This is a mistake in multisite-tui ({type(bug).__name__}), not yours. What was done so far is saved.\n"
        f"Details are in {log}; please report them, with what `{PROGRAM} report NAME` prints of the setup.",
        err=True,
    )
