"""Running the wizard: from the command line's options to an exit code."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, NoReturn

from multisite_tui.calling import CALLED
from multisite_tui.errors import ExitCode, InputNeeded, Problem
from multisite_tui.loading import loading
from multisite_tui.report.wait_line import WaitLine
from multisite_tui.report.words import DOING_START
from multisite_tui.signals import Handled, end_process, interrupt_sentence

if TYPE_CHECKING:
    from multisite_tui.wizard.app import WizardApp
    from multisite_tui.wizard.options import AccountMode, WizardOptions
    from multisite_tui.wizard.session import Session

STAYS = "What was made stays: {urls}"
COME_BACK = "Come back with: {command} --resume {name}"
LOG_IS = "What happened is in {path}."
TURN = 0.0005
"""Seconds that one thread may compute while another wants to: a key must not wait for 64 threads that read replies."""


def run_wizard(options: WizardOptions, resume: str | None) -> NoReturn:
    """Show the wizard until the person leaves.

    Args:
        options: What the command line said; its own `Options` fit.
        resume: The name of a saved setup or draft to go on with; "" for the last one touched; None for the welcome
            page.

    Raises:
        InputNeeded: there is no terminal, or nothing of this name is saved.
        Exception: what crashed the wizard, raised again once the terminal is as before.
    """
    need_terminal()
    load = ExitStack()
    load.enter_context(loading())
    with WaitLine(sys.stderr) as waiting:
        waiting.begin(DOING_START)
        from multisite_tui.wizard.app import WizardApp
        from multisite_tui.wizard.options import account_modes_of
        from multisite_tui.wizard.terminal.letters import write_ascii_where_needed

        write_ascii_where_needed()
        log = _log(options)
        account_modes = account_modes_of(options)
        session = None if resume is None else _resumed(account_modes[1] if options.demo else account_modes[0], resume)
    app = WizardApp(account_modes, session, demo=options.demo, loaded=load.close, last_words=last_words)
    sys.setswitchinterval(TURN)
    app.lost_terminal.watch()
    with Handled(app.signals):
        try:
            code = app.run()
        except OSError:  # the terminal is gone; all that was typed is on disk
            code = None
        if app.crash is not None:
            sys.stderr.write(f"{log}\n" if log else "")
            raise app.crash
        left = ExitCode.INTERRUPTED if code is None else code
        _end(app, left, log)


def _resumed(account_mode: AccountMode, name: str) -> Session:
    from multisite_tui.wizard.asking.resuming import resumed

    return resumed(account_mode, name)


def _log(options: WizardOptions) -> str:
    """Begin the log where it was asked for; return the sentence that names it, else nothing."""
    if not options.verbose:
        return ""
    from multisite_tui.wizard.wizard_log import LOG

    path = options.wizard_log().absolute()
    LOG.begin(path)
    return LOG_IS.format(path=path)


def _end(app: WizardApp, code: ExitCode, log: str) -> NoReturn:
    # Neither waits for threads that still look at something or make a call, nor lets Python end under them: one that is
    # in C at that moment would abort the process. What was intended is on disk.
    if not app.interrupted:
        write_last_result(app.session)
    said = app.last_words() or (interrupt_sentence() if app.interrupted else "")
    end_process(code, "\n".join(part for part in (said, log) if part))


def write_last_result(session: Session | None) -> None:
    """Write on stdout what the last run made, as it was asked for and still is; nothing where none ended well."""
    if session is None or not session.unchanged or session.finished is None:
        return
    from multisite_tui.report.text import write_result

    write_result(session.finished, session.draft.setup_name, sys.stdout)


def last_words(session: Session | None) -> str:
    """Return how to go on with a session that is not done, or how to come back to one that was only looked at.

    Empty where there is none, or where its result is written.
    """
    if session is None or session.unchanged or session.draft.blank:
        return ""
    name = session.draft.setup_name or session.draft.id
    from multisite_tui.wizard.asking.resuming import nothing_open

    setup = session.setup()
    if setup is not None and nothing_open(session):
        from multisite_tui.wizard.words import address

        stays = STAYS.format(urls=", ".join(map(address, setup.sites)))
        return f"{stays}\n{COME_BACK.format(command=session.account_mode.command, name=name)}"
    saved = f"Saved. Go on with: {session.going_on or f'{session.account_mode.command} --resume {name}'}"
    return f"{saved}\n{session.billing}" if session.billing else saved


def need_terminal() -> None:
    """Refuse to draw where nobody could see it.

    Raises:
        InputNeeded: there is no terminal, or one that cannot move its cursor.
    """
    lively = os.environ.get("TERM", "").lower() not in ("dumb", "unknown", "")
    if sys.stdin.isatty() and sys.stderr.isatty() and lively:
        return
    raise InputNeeded(
        Problem(
            code="no_terminal",
            what="The guided screens need a terminal, and there is none here.",
            next=f"Run it in a terminal, or use --answers FILE (`{CALLED} schema` prints what may stand in it)."
            f" `{CALLED} --help` shows all commands.",
        )
    )
