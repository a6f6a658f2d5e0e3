"""The options that all commands share, and what they decide: the account, the folder of saved setups, and the clock.

The modules that only some commands need are imported where they are used, those of the standard library too: `--help`
imports this file and waits for each of them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import click

from multisite_tui.calling import CALLED, PROGRAM

if TYPE_CHECKING:
    from pathlib import Path

    from multisite_tui.aws.mfa import CodePrompt
    from multisite_tui.aws.session import Aws
    from multisite_tui.conductor import Conductor
    from multisite_tui.demo.account import PracticeAccount
    from multisite_tui.doctor.instances.probes import Probe
    from multisite_tui.engine.clock import Clock
    from multisite_tui.errors import InputNeeded, Problem, UsageError
    from multisite_tui.model.setup import Setup
    from multisite_tui.report.factory import Report
    from multisite_tui.state.preferences import Preferences
    from multisite_tui.state.store import Store

LAST_YEAR = 9999
"""The last year for which Python has dates: in it, the end of a wait may have none."""
PRACTICE_ANEW = (
    "The practice account was saved by another version of multisite-tui, and begins as new: what was made in it is "
    "gone. The setups of then are still listed; `{called} demo reset` forgets them."
)
C = TypeVar("C", bound=Callable[..., Any])


class Options:
    """The shared options, given before or after the command's name."""

    def __init__(
        self,
        *,
        profile: str | None = None,
        region: str | None = None,
        demo: bool = False,
        state_dir: str | None = None,
        output: str = "text",
        verbose: bool = False,
    ) -> None:
        self.profile = profile
        self.region = region
        self.demo = demo
        self.state_dir = state_dir
        self.output = output
        self.verbose = verbose
        self._began = time.monotonic()
        self.ask_code: Callable[[str], str] | None = None
        """Returns the code of an MFA device, or nothing; None: a person is asked on the terminal, if there is one."""

    def store(self) -> Store:
        """Return the store of saved setups. The practice account has its own, so its setups never reach real AWS."""
        from multisite_tui.state.store import Store

        return Store(self._setups_folder(), self.demo)

    def saved_names(self) -> tuple[str, ...]:
        """Return the names of what is saved, setups and drafts; none where the folder cannot be used."""
        from multisite_tui.errors import InputNeeded
        from multisite_tui.state.saved_names import saved_names

        try:
            return saved_names(self._setups_folder())
        except InputNeeded:
            return ()

    def preferences(self) -> Preferences:
        """Return what the person prefers, whatever the account."""
        from multisite_tui.state.preferences import Preferences

        return Preferences(self._state())

    def need_own_state(self) -> None:
        """Refuse a state folder in which others can write, before a screen is drawn.

        Raises:
            InputNeeded: others can write in it, or it belongs to somebody else.
        """
        self._own_folder()

    def connector(self, setup: Setup) -> Callable[[], Aws]:
        """Return a function that connects to the practice account or to AWS; options override the answers."""
        from multisite_tui.aws.session import connect, open_session

        if self.demo:
            return lambda: connect(self._practice_account.session(), practice=True)
        prompt = self._code_prompt()
        return lambda: connect(open_session(self.profile or setup.profile, self.region or setup.region, prompt))

    def _code_prompt(self) -> CodePrompt:
        """Return how a person is asked for MFA codes: by the wizard, on a terminal once, or not at all."""
        from multisite_tui.aws.mfa import NOBODY, CodePrompt, asked_once, checked
        from multisite_tui.report.questions import ask_code, can_ask
        from multisite_tui.report.wait_line import leave_terminal

        if self.ask_code is not None:
            return CodePrompt(checked(self.ask_code), shares_terminal=False)
        if not can_ask(sys.stdin, sys.stderr):
            return NOBODY
        ask = asked_once(checked(lambda device: ask_code(device, sys.stdin, sys.stderr)))
        return CodePrompt(ask, leave_terminal=leave_terminal)

    def serve_practice(self, port: int, announce: Callable[[str], None], explain: Callable[[str], None]) -> None:
        """Serve the practice account on loopback until interrupted.

        Args:
            port: The TCP port; 0 for a free one.
            announce: Called with each line that a shell can evaluate to use the account.
            explain: Called with what a person is told about it.

        Raises:
            UsageError: the port is taken, or the practice account is not installed.
        """
        from multisite_tui.report.words import DOING_PRACTICE, SERVING

        with self.doing(DOING_PRACTICE):
            account = self._practice_account
            from multisite_tui.demo.wire.server import serve_forever, settings

        def announce_settings(url: str) -> None:
            words = [f"{name}={value}" for name, value in settings(url).items()]
            for word in words:
                announce(f"export {word}")
            explain(SERVING.format(url=url, settings=" ".join(words), program=_program()))

        try:
            serve_forever(account, port, announce_settings)
        except OSError as error:
            raise _port_taken(port, error.strerror or str(error)) from error

    def conductor(self, setup: Setup) -> Conductor:
        """Return the conductor of a setup, without an event sink."""
        from multisite_tui.conductor import Conductor
        from multisite_tui.engine.interrupt import Interrupt

        aws = self.connector(setup)()
        return Conductor(setup, aws, self.store(), self.clock(), Interrupt(), lambda event: None)

    def clock(self) -> Clock:
        """Return the account's clock; that of the practice account runs faster than real time."""
        from multisite_tui.engine.clock import Clock

        if not self.demo:
            return Clock()
        from multisite_tui.demo.clock import SPEED

        _ = self._practice_account  # opened now: what is wrong with it is reported before a run begins
        return Clock(SPEED, self._practice_date)

    def warnings(self, setup: Setup) -> tuple[Problem, ...]:
        """Return warnings about surprising combinations of options and answers."""
        asked = self.region or setup.region
        if not self.demo or asked is None:
            return ()
        from multisite_tui.demo.constants import REGION

        return () if asked == REGION else (_practice_region(asked, REGION),)

    def reset_practice(self) -> None:
        """Reset the practice account, and delete the setups that were made in it.

        Raises:
            SetupLocked: a run is using it.
            InputNeeded: the disk refuses it.
        """
        import shutil

        from multisite_tui.demo.control.storage import Storage
        from multisite_tui.errors import InputNeeded
        from multisite_tui.state.store import Store

        store = Store(self._own_folder("practice", "setups"), practice=True)
        folder = self._own_folder("practice", "account")
        with ExitStack() as held:
            for name in store.names():
                held.enter_context(store.lock(name))
            # The account's own folder stays, so that other processes see the new account from their next call on.
            shutil.rmtree(store.folder, ignore_errors=True)
            try:
                Storage(folder).renew()
            except OSError as error:
                raise InputNeeded(_practice_unusable(folder, error)) from error

    def break_practice(self, setup: Setup, domain: str | None, what: str) -> str:
        """Break one thing of a site of the practice account on purpose.

        Args:
            setup: A setup that was made there.
            domain: The site's domain; None for the only site.
            what: A word of `demo.breakages.kinds.Breakage`.

        Returns:
            The domain of the site.

        Raises:
            UsageError: this is not the practice account; or the setup has several sites, and none is named.
            InputNeeded: the setup has no such site, or there is nothing of this kind to break.
            AwsFailure: the account could not be read.
        """
        self.need_practice()
        from multisite_tui.demo.breakages.breaking import break_site
        from multisite_tui.demo.breakages.kinds import Breakage, NothingToBreak, PracticeSite
        from multisite_tui.errors import InputNeeded
        from multisite_tui.plan.site_parts import named_site, site_parts

        site = named_site(setup, domain)
        parts = site_parts(setup, site, self.conductor(setup).facts())
        account, practice_site = self._practice_account, PracticeSite(setup.name, site.domain, **vars(parts))
        try:
            with self._practice_kept():
                break_site(account, practice_site, Breakage(what))
        except NothingToBreak:
            raise InputNeeded(_nothing_to_break(site.domain, what)) from None
        return site.domain

    def mend_practice(self, setup: str | None = None, domain: str | None = None) -> tuple[tuple[str, str, str], ...]:
        """Put right in the practice account what `break_practice` broke, as far as nobody else has done so since.

        Args:
            setup: Only of the setup of this name, which need not be saved any more.
            domain: Only of the site of this domain.

        Returns:
            What was mended, each as setup, domain and a word of `demo.breakages.kinds.Breakage`; the latest first.

        Raises:
            UsageError: this is not the practice account.
            InputNeeded: the account cannot be read or saved.
        """
        self.need_practice()
        from multisite_tui.demo.breakages.breaking import mend_sites

        account = self._practice_account
        with self._practice_kept():
            return tuple((one.setup, one.domain, one.what) for one in mend_sites(account, setup, domain))

    def practice_probe(self) -> Probe | None:
        """Return what sends requests to the programs of the practice account, as `doctor` does on AWS.

        None without --demo: the doctor sends them itself.
        """
        if not self.demo:
            return None
        from multisite_tui.demo.constants import REGION
        from multisite_tui.demo.ec2.packets import answer_outside
        from multisite_tui.doctor.instances.probes import ProbeHeaders, ProbeOutcome, ProbeReply
        from multisite_tui.model.health_checks import CheckTarget

        account = self._practice_account

        def ask(address: str, target: CheckTarget, _seconds: float, _headers: ProbeHeaders) -> ProbeReply:
            with self._practice_kept():
                answer = account.look(lambda call: answer_outside(call, REGION, address, target.port))
            if isinstance(answer, str):
                return ProbeReply(ProbeOutcome.REFUSED if answer == "refused" else ProbeOutcome.SILENT)
            return (
                ProbeReply(ProbeOutcome.ANSWERED, answer) if target.protocol.web else ProbeReply(ProbeOutcome.CONNECTED)
            )

        return ask

    def need_practice(self) -> None:
        """Refuse a call without --demo.

        Raises:
            UsageError: this is not the practice account.
        """
        if not self.demo:
            from multisite_tui.errors import UsageError

            raise UsageError(_practice_only())

    def report(self, *, plan_is_result: bool = False) -> Report:
        """Return the report of a run, as text for people or as JSON for programs."""
        from multisite_tui.report.factory import OutputFormat, make_report

        output = OutputFormat(self.output)
        return make_report(output, sys.stdout, sys.stderr, plan_is_result=plan_is_result, verbose=self.verbose)

    @property
    def announces(self) -> bool:
        """Whether what is being done is shown: on a terminal, and not to programs."""
        return self.output != "json" and sys.stderr.isatty()

    def doing(self, sentence: str, *, again: bool = False) -> AbstractContextManager[object]:
        """Return a block during which a terminal shows what is done, if that takes longer than a moment.

        Args:
            sentence: What is done.
            again: Whether something was written already, so that it is not silent since the program began.
        """
        if not self.announces:
            return nullcontext()
        from multisite_tui.report.wait_line import WaitLine

        line = WaitLine(sys.stderr)
        line.begin(sentence, None if again else self._began)
        return line

    def command(self) -> str:
        """Return this program's command line with the same options."""
        import shlex
        from pathlib import Path

        words = [_program(), *(["--demo"] if self.demo else [])]
        folder = str(Path(self.state_dir).absolute()) if self.state_dir else None
        for name, value in (("profile", self.profile), ("region", self.region), ("state-dir", folder)):
            words += [f"--{name}", value] if value else []
        return shlex.join(words)

    def crash_log(self) -> Path:
        """Return the path of the crash log."""
        return self._state() / "crash.log"

    def wizard_log(self) -> Path:
        """Return the path of the log that the screens write with `--verbose`."""
        return self._state() / "wizard.log"

    @cached_property
    def _practice_account(self) -> PracticeAccount:
        from multisite_tui.aws.awscrt_import import import_botocore

        import_botocore()  # before the practice account does, in many places
        from multisite_tui.demo.account import PracticeAccount
        from multisite_tui.demo.moto_import import MotoUnusable, import_moto

        folder = self._own_folder("practice", "account")
        try:
            with self._practice_kept():
                import_moto()
                account = PracticeAccount(folder)
        except MotoUnusable as error:
            raise _demo_not_installed(str(error)) from error
        if account.outdated:
            from multisite_tui.report.wait_line import room_for_a_question

            with room_for_a_question():
                click.echo(PRACTICE_ANEW.format(called=CALLED), err=True)
        return account

    @contextmanager
    def _practice_kept(self) -> Iterator[None]:
        """Yield for a block that reads or saves the practice account.

        Raises:
            InputNeeded: its files cannot be read or saved.
        """
        from multisite_tui.demo.control.graphs import Damaged
        from multisite_tui.errors import InputNeeded

        folder = self._own_folder("practice", "account")
        try:
            yield
        except Damaged as error:
            raise InputNeeded(_practice_damaged(folder, str(error.strerror))) from error
        except OSError as error:
            raise InputNeeded(_practice_unusable(folder, error)) from error

    def _setups_folder(self) -> Path:
        return self._own_folder("practice", "setups") if self.demo else self._own_folder("setups")

    def _practice_date(self) -> datetime:
        """Return the practice account's date and time.

        Raises:
            StateUnwritable: its files cannot be read any more.
        """
        from multisite_tui.state.files import kept_safe

        account = self._practice_account
        with kept_safe(account.folder):
            return datetime.fromtimestamp(account.now(), UTC)

    def _own_folder(self, *below: str) -> Path:
        """Return a folder of the saved state.

        Raises:
            InputNeeded: others can write in it, or in one above it up to the state folder.
        """
        from multisite_tui.state.folders import own_folder

        return own_folder(self._state(), *below)

    def _state(self) -> Path:
        from pathlib import Path

        from platformdirs import user_state_path

        return Path(self.state_dir) if self.state_dir else user_state_path("multisite-tui")


def need_system() -> None:
    """Refuse a system that cannot lock files, and a clock that this program cannot count on from.

    Raises:
        ModuleNotFoundError: this is Windows itself; `cli_errors` has the sentence.
        InputNeeded: the clock says the year 9999, or a later one.
    """
    import fcntl  # noqa: F401

    try:
        usable = datetime.now(UTC).year < LAST_YEAR
    except (ValueError, OverflowError, OSError):  # Python has no date for it
        usable = False
    if not usable:
        raise _clock_unusable()


def common_options(command: C) -> C:
    """Add the shared options to a command; an option that is given twice has its later value."""
    for option in reversed(_SHARED):
        command = option(command)
    return command


def _program() -> str:
    """Return the command that runs this program: its name, or how it was called if a shell would not find the name."""
    import shutil
    from pathlib import Path

    called = Path(sys.argv[0])
    if called.name != PROGRAM or shutil.which(PROGRAM) is not None:
        return PROGRAM
    return str(called)


def _region(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value:
        from multisite_tui.model.rules.ids import region

        if sentence := region(value):
            raise click.BadParameter(sentence)
    _note(context, parameter, value)


def _profile(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value:
        from multisite_tui.model.rules.secrets import SENTENCE, looks_secret

        if looks_secret(value) or ("://" in value and "@" in value):
            raise click.BadParameter(SENTENCE)
    _note(context, parameter, value)


def _note(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    options = context.find_object(Options)
    if options is not None and value:
        setattr(options, str(parameter.name), value)


def _shared(*names: str, **how: Any) -> Callable[[C], C]:
    return click.option(*names, **{"callback": _note, "expose_value": False, **how})


_SHARED = (
    _shared(
        "--profile",
        metavar="NAME",
        callback=_profile,
        help="The AWS profile; default: as the answers say, else as boto3 finds it.",
    ),
    _shared(
        "--region",
        metavar="REGION",
        callback=_region,
        help="The AWS region; default: as the answers say, else as boto3 finds it.",
    ),
    _shared("--demo", is_flag=True, help="Work on the practice account: free, embedded, without network."),
    _shared("--state-dir", metavar="DIR", help="Where setups are saved; default: your user's state folder."),
    _shared("--output", type=click.Choice(["text", "json"]), help="For people, or one JSON object a line."),
    _shared("--verbose", is_flag=True, help="Name the AWS calls too; the screens write them to a log."),
)


def _port_taken(port: int, reason: str) -> UsageError:
    from multisite_tui.errors import Problem, UsageError

    return UsageError(
        Problem(
            code="port_taken",
            what=f"The practice account cannot be served on port {port}: {reason}.",
            next="Name another port with --port, or leave it out to have a free one chosen.",
        )
    )


def _practice_unusable(folder: Path, error: OSError) -> Problem:
    from multisite_tui.errors import Problem
    from multisite_tui.state.files import STATE_UNWRITABLE

    return Problem(
        code=STATE_UNWRITABLE,
        what=f"The practice account in {folder} cannot be used: {error.strerror or error}.",
        why="It is kept in files there, which the disk does not let this program use, or which are none of its own.",
        next="See what stands there, or move it away: the practice account then begins as new. Or name another folder "
        "with --state-dir.",
    )


def _practice_damaged(folder: Path, reason: str) -> Problem:
    from multisite_tui.errors import Problem

    return Problem(
        code="practice_damaged",
        what=f"The practice account in {folder} cannot be read: {reason}.",
        why="Its file is damaged, or something else has written it.",
        next=f"Make it as new with `{CALLED} demo reset`, or name another folder with --state-dir.",
    )


def _practice_region(asked: str, there: str) -> Problem:
    from multisite_tui.errors import Problem

    return Problem(
        code="practice_region",
        what=f"The practice account is in {there}; {asked} is asked for.",
        why="It has one region only.",
        next=f"Take this as a rehearsal; without --demo, everything is made in {asked}.",
    )


def _practice_only() -> Problem:
    from multisite_tui.errors import Problem

    return Problem(
        code="practice_only",
        what="Only what was made in the practice account can be broken on purpose, and this call is without --demo.",
        why="Without --demo, the name stands for a setup on AWS, where nothing is ever broken on purpose.",
        next="Run the same command with --demo.",
    )


def _nothing_to_break(domain: str, what: str) -> Problem:
    from multisite_tui.errors import Problem
    from multisite_tui.model.rules.domains import readable

    return Problem(
        code="nothing_to_break",
        what=f"There is nothing to break: {readable(domain)} has no {what} in the practice account that is well.",
        why="The site is not made yet, it does without it, its DNS is kept elsewhere, or it is broken in another way.",
        next="`doctor` says how the site is, and the answers say what it has. Or break something else of it.",
        site=domain,
    )


def _clock_unusable() -> InputNeeded:
    from multisite_tui.errors import InputNeeded, Problem

    return InputNeeded(
        Problem(
            code="clock_unusable",
            what=f"The clock of this computer says the year {LAST_YEAR}, or a later one.",
            why="No date can be told and no request can be signed with such a clock.",
            next="Set the clock (`timedatectl` shows it), then run the same command again.",
        )
    )


def _demo_not_installed(reason: str) -> UsageError:
    from multisite_tui.errors import Problem, UsageError

    return UsageError(
        Problem(
            code="demo_not_installed",
            what="The practice account is not installed.",
            why=reason,
            next="Install multisite-tui once more with its extra `demo`, by what installed it: "
            "`pip install 'multisite-tui[demo]'`, `pipx install --force 'multisite-tui[demo]'`, "
            "`uv tool install 'multisite-tui[demo]'`, or `pip install '.[demo]'` in its folder.",
        )
    )
