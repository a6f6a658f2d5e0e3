"""The commands: parses the command line, and starts the wizard or a headless run.

What only some commands need is imported where it is used: `--help` waits for each import of this file.
"""

from __future__ import annotations

import gc
import shlex
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, NoReturn, cast, get_args

from multisite_tui import __version__
from multisite_tui.calling import CALLED
from multisite_tui.loading import loading
from multisite_tui.signals import handle_signals, interrupts_exit, interrupts_say

with loading():
    import click

    from multisite_tui.completing import VARIABLE, saved_names, script, site_domains
    from multisite_tui.options import Options, common_options, need_system

if TYPE_CHECKING:
    from multisite_tui.errors import ExitCode, Problem
    from multisite_tui.model.setup import Setup, TopologyName
    from multisite_tui.model.statuses import SetupStatus
    from multisite_tui.setup_run import Task
    from multisite_tui.state.entries import Entries
    from multisite_tui.state.snapshot import Snapshot


WATCH_EVERY = 10.0
"""Seconds between two reads of `status --watch`."""
NAME_NEEDED = "Name the setup ({name} is the only one): without NAME, you are asked at a terminal, and not with --yes."
SWITCH = ("on", "off")
"""How a maintenance page may be switched."""
BREAKAGES = ("certificate", "port", "program", "record")
"""What `demo break` can break, a word of `demo.breakages.kinds.Breakage` each."""

BREAK_HELP = """Break one thing of a site, to try the doctor before it is needed.

It needs --demo: nothing is ever broken on AWS. `demo mend` undoes it.

\b
certificate  its validation record is gone, and it was not renewed
port         the instance does not let the load balancer in any more
program      nothing listens on the site's port of the instance
record       somebody has pointed the domain elsewhere
"""
"""The help of `demo break`; click keeps the lines of a paragraph after a `\\b`."""


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--answers", "answers_file", metavar="FILE", help="Set up what this file asks for, without screens.")
@click.option(
    "--resume",
    metavar="[NAME]",
    is_flag=False,
    flag_value="",
    default=None,
    shell_complete=saved_names,
    help="Go on with a saved setup where it stopped; without a name, the last one. With --yes or --plan: headless.",
)
@click.option("--yes", is_flag=True, help="Carry out the plan without asking.")
@click.option("--plan", is_flag=True, help="Only show the plan: exit 0 if nothing would change, else 10.")
@click.option("--accept-leftovers", is_flag=True, help="Leave what earlier answers made and these do not ask for.")
@common_options
@click.version_option(__version__, prog_name="multisite-tui")
@click.pass_context
def app(context: click.Context, /, answers_file: str | None, resume: str | None, **consent: bool) -> None:
    """Put each web server of one EC2 instance on its own domain, with HTTPS.

    To see it at work without an AWS account, add --demo.
    """
    need_system()
    if context.invoked_subcommand is not None:
        if answers_file or resume is not None or any(consent.values()):
            raise click.UsageError("--answers, --resume, --yes, --plan and --accept-leftovers go without a command.")
        return
    if answers_file and resume is not None:
        raise click.UsageError("--answers and --resume each name a setup; give one of them.")
    if consent["yes"] and consent["plan"]:
        raise click.UsageError("--plan changes nothing, and --yes is about changes; give one of them.")
    options = context.ensure_object(Options)
    if answers_file:
        sys.exit(_set_up(answers_file, options, **consent))
    if resume is not None and any(consent.values()):
        sys.exit(_resume(resume or options.store().last(), options, **consent))
    if any(consent.values()):
        raise click.UsageError("--yes, --plan and --accept-leftovers go with --answers FILE or --resume.")
    sys.exit(_wizard(options, resume))


@app.command("list")
@common_options
@click.pass_obj
def list_setups(options: Options) -> None:
    """Show the saved setups: name, account, region, how far."""
    from multisite_tui.errors import Failure
    from multisite_tui.report.problems import write_problems
    from multisite_tui.report.setups import write_setups_json, write_setups_text
    from multisite_tui.report.words import DOING_LIST

    store = options.store()
    setups = []
    unreadable: dict[str, Problem] = {}
    with options.doing(DOING_LIST):
        for name in store.names():
            try:
                setups += [found.saved()] if (found := store.read(name)) else []
            except Failure as failure:  # a setup that cannot be read does not hide the others
                unreadable[name] = failure.problem
    write_problems(list(unreadable.values()), sys.stderr, of_command=True)
    if options.output == "json":
        write_setups_json(setups, unreadable, sys.stdout)
    elif setups or not unreadable:
        write_setups_text(setups, sys.stdout, sys.stderr, practice=options.demo)


@app.command()
@click.argument("name", required=False, shell_complete=saved_names)
@click.option("--topology", metavar="TOPOLOGY", help="Converted for `classic` or `shared`.")
@common_options
@click.pass_obj
def answers(options: Options, name: str | None, topology: str | None) -> None:
    """Print a saved setup as an answers file."""
    from multisite_tui.model.rules.characters import escaped

    name = name or options.store().only()
    text = options.store().answers(name)
    if topology is not None:
        from multisite_tui.plan.former_setups import converted_answers

        text = converted_answers(name, text, _topology(topology), options.store().all_answers(name))
    if options.output == "json":
        _write_json({"event": "answers", "setup": name, "answers": text})
    else:
        click.echo(escaped(text), nl=False)


@app.command()
@click.argument("name", required=False, shell_complete=saved_names)
@click.option("--watch", is_flag=True, help="Look again every ten seconds, until Ctrl-C.")
@click.option("--zone-file", is_flag=True, help="Print only the records to put in where DNS is kept elsewhere.")
@click.option("--check", is_flag=True, help="Exit 11 if not all is well: something differs, or is out of service.")
@common_options
@click.pass_obj
def status(options: Options, name: str | None, watch: bool, zone_file: bool, check: bool) -> None:
    """Show what exists now against what was asked; change nothing."""
    if check and (watch or zone_file):
        raise click.UsageError("--check looks once and says whether all is well: it goes without the other two.")
    from multisite_tui.report.words import DOING_LOOK, STATUS_LOOKED

    with options.doing(DOING_LOOK):
        from multisite_tui.report.status_text import write_standing_json, write_standing_text, write_zone_file

        conductor = options.conductor(_saved(name or options.store().only(), options))
        standing = conductor.standing()
    write = write_standing_json if options.output == "json" else write_zone_file if zone_file else write_standing_text
    write(standing, sys.stdout)
    if check:
        sys.exit(_checked(standing, options))
    while watch:
        if options.output == "text":
            click.echo(STATUS_LOOKED.format(clock=time.strftime("%H:%M:%S"), seconds=int(WATCH_EVERY)), err=True)
        time.sleep(WATCH_EVERY)
        with options.doing(DOING_LOOK, again=True):
            standing = conductor.standing()
        if sys.stdout.isatty() and options.output == "text":
            click.clear()
        write(standing, sys.stdout)


@app.command()
@click.argument("name", required=False, shell_complete=saved_names)
@click.option("--check", is_flag=True, help="Exit 11 if anything was found.")
@common_options
@click.pass_obj
def doctor(options: Options, name: str | None, check: bool) -> None:
    """Say why a site is not in service; change nothing.

    The likeliest reason comes first, each with its evidence and what to do. Exit 0 whatever is found, unless --check.
    """
    from multisite_tui.report.words import DOING_DOCTOR

    with options.doing(DOING_DOCTOR):
        from multisite_tui.doctor.doctor import doctor as examine
        from multisite_tui.report.diagnoses import write_diagnoses_json, write_diagnoses_text

        setup = _saved(name or options.store().only(), options)
        facts = options.conductor(setup).facts()
        found = examine(setup, facts, probe=options.practice_probe(), command=options.command())
    write = write_diagnoses_json if options.output == "json" else write_diagnoses_text
    write(setup, facts.account, found, sys.stdout)
    if check:
        sys.exit(_found_well(not found))


@app.command()
@click.argument("name", required=False, shell_complete=saved_names)
@common_options
@click.pass_obj
def verify(options: Options, name: str | None) -> None:
    """Fetch each site as a visitor would; change nothing.

    Exit 0 if all are as expected, else 5.
    """
    from multisite_tui.report.words import DOING_VISITS

    with options.doing(DOING_VISITS):
        from multisite_tui.report.verifications import write_verifications_json, write_verifications_text
        from multisite_tui.verify.verifications import exit_code
        from multisite_tui.verify.verify import verify as visit

        setup = _saved(name or options.store().only(), options)
        found = visit(setup, options.conductor(setup).facts())
    if options.output == "json":
        write_verifications_json(setup, found, sys.stdout)
    else:
        write_verifications_text(found, sys.stdout)
    sys.exit(exit_code(found))


@app.command()
@click.argument("name", required=False, shell_complete=saved_names)
@click.option("--answers", "answers_file", metavar="FILE", help="Find by its tags what this file made.")
@click.option("--site", metavar="DOMAIN", shell_complete=site_domains, help="Only this site.")
@click.option("--yes", is_flag=True, help="Carry it out without asking.")
@click.option("--found-by-tags", is_flag=True, help="With --yes: also what only its tags say to be the setup's.")
@common_options
@click.pass_obj
def destroy(
    options: Options, name: str | None, answers_file: str | None, site: str | None, yes: bool, found_by_tags: bool
) -> None:
    """Remove what a setup made, nothing else, and put DNS back."""
    if name is not None and answers_file is not None:
        raise click.UsageError("NAME and --answers each name a setup; give one of them.")
    if found_by_tags and not yes:
        raise click.UsageError("--found-by-tags goes with --yes; without it, you are asked.")
    with _starting(options):
        from multisite_tui.answers import load_file
        from multisite_tui.setup_run import RemoveTask

        if answers_file is not None:
            setup = load_file(answers_file, _say_waiting).setup
        else:
            setup = _saved(name or _only_if_asked(options, yes=yes), options)
    sys.exit(_headless(setup, options, RemoveTask(_as_dns_has_it(site)), yes=yes, found_by_tags=found_by_tags))


@app.command()
@click.argument("name", required=False, shell_complete=saved_names)
@click.option("--finish", is_flag=True, help="Take away what the former topology made and nobody uses any more.")
@click.option("--back", is_flag=True, help="Return to the former topology, and take away what the move has made.")
@click.option("--yes", is_flag=True, help="Carry it out without asking.")
@click.option("--found-by-tags", is_flag=True, help="With --yes: also what only its tags say to be the setup's.")
@click.option("--accept-leftovers", is_flag=True, help="With --back: leave what the answers no longer ask for.")
@common_options
@click.pass_obj
def move(
    options: Options, name: str | None, finish: bool, back: bool, yes: bool, found_by_tags: bool, accept_leftovers: bool
) -> None:
    """End a move to another topology: finish it, or lead back.

    A run whose answers had another `topology` has begun it. Since then the load balancers of both stand.
    """
    if finish == back:
        raise click.UsageError("Say how the move is to end: --finish or --back.")
    if found_by_tags and not yes:
        raise click.UsageError("--found-by-tags goes with --yes; without it, you are asked.")
    if accept_leftovers and not back:
        raise click.UsageError("--accept-leftovers goes with --back.")
    with _starting(options):
        from multisite_tui.model.plans import MoveEnd
        from multisite_tui.setup_run import EndMoveTask

        name = name or _only_if_asked(options, yes=yes)
        setup = _before_move(name, options) if back else _saved(name, options)
        task = EndMoveTask(MoveEnd.BACK if back else MoveEnd.FINISH, accept_leftovers)
    sys.exit(_headless(setup, options, task, yes=yes, found_by_tags=found_by_tags))


@app.command()
@click.argument("name", required=False, shell_complete=saved_names)
@click.argument("state", required=False, type=click.Choice(SWITCH), metavar="on|off")
@click.option("--site", metavar="DOMAIN", required=True, shell_complete=site_domains, help="The site whose page it is.")
@common_options
@click.pass_obj
def maintenance(options: Options, name: str | None, state: str | None, site: str) -> None:
    """Show visitors of a site a page while its program is away.

    Only with `topology: shared`: a Classic Load Balancer has no page of its own.
    """
    name, state = _name_and_word(name, state, SWITCH)
    if state is None:
        raise click.UsageError("Say whether the page is to be on or off.")
    from multisite_tui.report.maintenance_text import switched_lines
    from multisite_tui.report.words import DOING_MAINTENANCE, MAINTENANCE_BACK

    shown = state == "on"
    with options.doing(DOING_MAINTENANCE):
        name = name or options.store().only()
        conductor = options.conductor(_saved(name, options))
        domain = _as_dns_has_it(site) or ""
        with conductor.locked():
            changed = conductor.switch_page(domain, shown=shown)
        reach = conductor.page_reach(domain)
    if options.output == "json":
        names = [{"name": one, "leads": leading} for one, leading in reach.names.items()]
        line = {"event": "maintenance", "setup": name, "site": domain, "shown": shown, "changed": changed}
        _write_json({**line, "names": names})
        return
    for text in switched_lines(reach, domain, shown=shown):
        click.echo(text)
    if shown:
        click.echo(MAINTENANCE_BACK.format(site=domain, setup=name, command=options.command()))


@app.command()
@click.argument("name", required=False, shell_complete=saved_names)
@click.option("--answers", "answers_file", metavar="FILE", help="Of what this file asks for, before anything is made.")
@common_options
@click.pass_obj
def policy(options: Options, name: str | None, answers_file: str | None) -> None:
    """Print the IAM policy that one setup needs, and no more.

    It is made from the answers and from what is saved, without a look at the account.
    """
    if name is not None and answers_file is not None:
        raise click.UsageError("Name the setup, or give --answers FILE, not both.")
    from multisite_tui.answers import load_file
    from multisite_tui.aws.setup_policy import setup_policy
    from multisite_tui.plan.setup_scope import scope_of_setup
    from multisite_tui.report.policy_text import policy_line, write_policy

    if answers_file is not None:
        setup = load_file(answers_file, _say_waiting).setup
    else:
        setup = _saved(name or options.store().only(), options)
    if options.region:
        setup = setup.model_copy(update={"region": options.region})
    found = setup_policy(scope_of_setup(setup, *_known_of(setup.name, options)))
    if options.output == "json":
        _write_json(policy_line(setup.name, found))
    else:
        write_policy(found, sys.stdout, sys.stderr)


@app.command()
@click.argument("name", required=False, shell_complete=saved_names)
@common_options
@click.pass_obj
def report(options: Options, name: str | None) -> None:
    """Print what a bug report needs, with names and ids masked.

    That is versions, terminal, answers, plan and journal. No credentials are needed.
    """
    from multisite_tui.bug_report.reports import bug_report
    from multisite_tui.report.bug_report_text import write_bug_report

    found = bug_report(_entries(name or options.store().only(), options), practice=options.demo)
    if options.output == "json":
        _write_json({"event": "report", **found})
    else:
        write_bug_report(found, sys.stdout, sys.stderr)


@app.command()
@common_options
def schema() -> None:
    """Print the JSON Schema of an answers file."""
    import json

    from multisite_tui.answers import schema as of_answers
    from multisite_tui.model.rules.characters import escaped

    click.echo(escaped(json.dumps(of_answers(), indent=2, ensure_ascii=False)))


@app.command()
@click.argument("shell", type=click.Choice(["bash", "fish", "zsh"]))
@common_options
def completion(shell: str) -> None:
    """Print the script that completes commands in a shell.

    It completes names of saved setups and domains of their sites, too. In bash and zsh, add this line to ~/.bashrc or
    ~/.zshrc, with the shell's name: eval "$(multisite-tui completion bash)". In fish, save what it prints as
    ~/.config/fish/completions/multisite-tui.fish.
    """
    click.echo(script(app, shell))


@app.group()
def demo() -> None:
    """Look after the practice account that --demo works on."""


@demo.command()
@common_options
@click.pass_obj
def reset(options: Options) -> None:
    """Make the practice account as new, and forget the setups made in it."""
    from multisite_tui.report.words import DOING_RESET, RESET_INTERRUPTED

    interrupts_say(RESET_INTERRUPTED.format(called=CALLED))
    with options.doing(DOING_RESET):
        options.reset_practice()
    if options.output == "json":
        _write_json({"event": "demo_reset"})
    click.echo("The practice account is as new.", err=True)


@demo.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; default: one that is free.")
@common_options
@click.pass_obj
def serve(options: Options, port: int) -> None:
    """Serve the practice account on loopback, for the AWS CLI.

    Other programs that speak to AWS can use it too. stdout gets the settings that point them there, for a shell to
    evaluate; Ctrl-C ends it.
    """
    from multisite_tui.report.words import SERVE_INTERRUPTED

    interrupts_say(SERVE_INTERRUPTED)
    options.serve_practice(port, click.echo, lambda sentence: click.echo(sentence, err=True))


@demo.command("break", help=BREAK_HELP)
@click.argument("name", required=False, shell_complete=saved_names)
@click.argument("what", required=False, type=click.Choice(BREAKAGES))
@click.option(
    "--site", metavar="DOMAIN", shell_complete=site_domains, help="The site; needed if the setup has several."
)
@common_options
@click.pass_obj
def break_site(options: Options, name: str | None, what: str | None, site: str | None) -> None:
    """Break one thing of a site, to try the doctor before it is needed."""
    name, what = _name_and_word(name, what, BREAKAGES)
    if what is None:
        raise click.UsageError(f"Say what to break: {', '.join(BREAKAGES)}.")
    from multisite_tui.model.rules.domains import readable
    from multisite_tui.report.words import BREAK_INTERRUPTED, BROKEN, BROKEN_FIND, BROKEN_MEND, DOING_BREAK

    interrupts_say(BREAK_INTERRUPTED.format(called=CALLED))
    with options.doing(DOING_BREAK):
        options.need_practice()
        name = name or options.store().only()
        domain = options.break_practice(_saved(name, options), _as_dns_has_it(site), what)
    if options.output == "json":
        _write_json({"event": "demo_break", "setup": name, "site": domain, "what": what})
        return
    click.echo(BROKEN[what].format(site=readable(domain)))
    for advice in (BROKEN_FIND, BROKEN_MEND):
        click.echo(advice.format(command=options.command(), setup=name), err=True)


@demo.command()
@click.argument("name", required=False, shell_complete=saved_names)
@click.option("--site", metavar="DOMAIN", shell_complete=site_domains, help="Only this site.")
@common_options
@click.pass_obj
def mend(options: Options, name: str | None, site: str | None) -> None:
    """Put right what `demo break` broke: of one setup, or all of it."""
    from multisite_tui.model.rules.domains import readable
    from multisite_tui.report.words import DOING_MEND, MEND_INTERRUPTED, MENDED, MENDED_NOTHING

    interrupts_say(MEND_INTERRUPTED.format(called=CALLED))
    with options.doing(DOING_MEND):
        mended = options.mend_practice(name, _as_dns_has_it(site))
    if options.output == "json":
        found = [{"setup": setup, "site": domain, "what": what} for setup, domain, what in mended]
        _write_json({"event": "demo_mend", "mended": found})
        return
    for _, domain, what in mended:
        click.echo(MENDED[what].format(site=readable(domain)))
    if not mended:
        click.echo(MENDED_NOTHING, err=True)


def main() -> NoReturn:
    """Run the command line; the process exits with one of `ExitCode`."""
    handle_signals()
    options = Options()
    CALLED.learn(options.command)
    code = _exit_code(options)
    interrupts_exit(code)
    gc.freeze()  # else Python would search all that is loaded for cycles once more before it ends
    sys.exit(code)


def _exit_code(options: Options) -> int:
    try:
        app(standalone_mode=False, obj=options, complete_var=VARIABLE)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except SystemExit as leave:
        return int(leave.code or 0)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - what is no failure of ours is reported as a bug
        from multisite_tui.cli_errors import report_error

        return report_error(error, options)
    return 0


def _set_up(path: str, options: Options, *, yes: bool, plan: bool, accept_leftovers: bool) -> ExitCode:
    with _starting(options):
        with loading():
            from multisite_tui.answers import load_file

        CALLED.concern(shlex.join(["--answers", path]))
        loaded = load_file(path, _say_waiting)  # before the next import: a file that is refused needs nothing of it
        with loading():
            from multisite_tui.setup_run import ApplyTask

    warnings = [warning.as_problem() for warning in loaded.warnings]
    return _headless(loaded.setup, options, ApplyTask(accept_leftovers), yes=yes, plan=plan, warnings=warnings)


def _resume(name: str, options: Options, *, yes: bool, plan: bool, accept_leftovers: bool) -> ExitCode:
    with _starting(options):
        from multisite_tui.setup_run import ApplyTask

        setup = _saved(name, options)
    return _headless(setup, options, ApplyTask(accept_leftovers), yes=yes, plan=plan)


def _checked(standing: SetupStatus, options: Options) -> ExitCode:
    """Say whether all is well, and return what the process exits with."""
    from multisite_tui.report.shortcomings import shortcomings, write_shortcomings

    found = shortcomings(standing)
    if options.output == "text":
        write_shortcomings(found, sys.stdout)
    return _found_well(not found)


def _found_well(well: bool) -> ExitCode:
    from multisite_tui.errors import ExitCode

    return ExitCode.DONE if well else ExitCode.UNWELL


def _say_waiting(path: str) -> None:
    from multisite_tui.report.clean import clean
    from multisite_tui.report.wait_line import room_for_a_question
    from multisite_tui.report.words import ANSWERS_WAITED_FOR

    with room_for_a_question():
        click.echo(clean(ANSWERS_WAITED_FOR.format(path=path)), err=True)


def _topology(word: str) -> TopologyName:
    from multisite_tui.model.setup import TopologyName

    known = get_args(TopologyName)
    if word not in known:
        raise click.UsageError(f"--topology is {' or '.join(known)}.")
    return cast("TopologyName", word)


def _as_dns_has_it(domain: str | None) -> str | None:
    """Return a domain in the form in which it is saved; text that is no domain is unchanged, and matches no site."""
    from multisite_tui.model.rules import domains

    return domain if domain is None or domains.domain(domain) else domains.canonical(domain)


def _wizard(options: Options, resume: str | None) -> ExitCode:
    from multisite_tui.wizard.run import need_terminal, run_wizard

    need_terminal()
    options.need_own_state()
    return run_wizard(options, resume)


def _name_and_word(name: str | None, word: str | None, words: Sequence[str]) -> tuple[str | None, str | None]:
    """Return a setup's name and the word behind it; click takes a word without a name for the name."""
    return (None, name) if word is None and name in words else (name, word)


def _saved(name: str, options: Options) -> Setup:
    """Return a saved setup. Its region is the one it was made in, not the environment's."""
    from multisite_tui.plan.saved_setup import setup_of_saved

    CALLED.concern(name)
    saved = options.store().need(name)
    return setup_of_saved(saved).model_copy(update={"region": saved.region})


def _known_of(name: str, options: Options) -> tuple[Snapshot | None, list[str]]:
    """Return what is saved of a setup, and the answers of its runs; nothing, with a warning, if it cannot be read."""
    from multisite_tui.errors import Failure
    from multisite_tui.report.problems import write_problems

    try:
        store = options.store()
        return store.read(name), store.all_answers(name)
    except Failure as failure:
        write_problems(failure.problems, sys.stderr)
        return None, []


def _entries(name: str, options: Options) -> Entries:
    """Return what can be read of a setup's journal; where the state folder cannot be used, why.

    Raises:
        InputNeeded: there is no such setup.
    """
    from multisite_tui.errors import Failure
    from multisite_tui.state.entries import Entries, Unread

    try:
        store = options.store()
    except Failure as failure:
        return Entries(unread=(Unread(failure.problem.code),))
    found = store.entries(name)
    if found == Entries():
        store.need(name)
    return found


def _only_if_asked(options: Options, *, yes: bool) -> str:
    """Return the name of the one saved setup; a person must see which it is before anything of it is taken away.

    Raises:
        UsageError: nobody would be asked, or several are saved.
        InputNeeded: none is saved.
    """
    from multisite_tui.report.questions import can_ask

    name = options.store().only()
    if yes or not can_ask(sys.stdin, sys.stderr):
        raise click.UsageError(NAME_NEEDED.format(name=name))
    return name


def _before_move(name: str, options: Options) -> Setup:
    """Return a saved setup with the topology that it was moved from, and with its region."""
    from multisite_tui.plan.former_setups import setup_before_move

    store = options.store()
    saved = store.need(name)
    return setup_before_move(saved, store.all_answers(name)).model_copy(update={"region": saved.region})


def _starting(options: Options) -> AbstractContextManager[object]:
    """Return a block that loads what a run needs."""
    if not options.announces:
        return nullcontext()
    from multisite_tui.report.words import DOING_PRACTICE, DOING_START

    return options.doing(DOING_PRACTICE if options.demo else DOING_START)


def _headless(
    setup: Setup,
    options: Options,
    task: Task,
    *,
    yes: bool,
    plan: bool = False,
    warnings: Sequence[Problem] = (),
    found_by_tags: bool = False,
) -> ExitCode:
    with _starting(options):
        with loading():
            from multisite_tui.headless import Consent, Headless

        # Before the report, so that its elapsed time does not include loading the practice account.
        clock = options.clock()
    with options.report(plan_is_result=plan) as report:
        return Headless(
            setup=setup,
            task=task,
            connect=options.connector(setup),
            store=options.store(),
            consent=Consent.NEVER if plan else Consent.GIVEN if yes else Consent.ASK,
            report=report,
            clock=clock,
            command=options.command(),
            warnings=(*warnings, *options.warnings(setup)),
            found_by_tags=found_by_tags,
        ).run()


def _write_json(values: Mapping[str, object]) -> None:
    """Write the JSON line of a command with a short result."""
    from multisite_tui.report.json_lines import utc_now, write_object
    from multisite_tui.report.safe_stream import SafeStream

    write_object(SafeStream(sys.stdout), values, utc_now())
