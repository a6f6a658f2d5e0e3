"""Sentences that several pages say, each a whole template with named fields."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from decimal import Decimal

from multisite_tui.aws.errors import SIGNED_OUT
from multisite_tui.errors import Problem
from multisite_tui.model.plans import CostLine
from multisite_tui.report.money import dollars

ASKING = "… asking AWS"
GOING = "… asking AWS; the next page follows at once"
BUG = "! This check failed by a mistake of the program ({name}); you can go on."
GOOD = "✓ {text}"
BAD = "! {what}"
BAD_NEXT = "! {what} {next}"
UNSAVED = "! Not saved: {why}"
SETTLE_FIRST = "Something on the page `{page}` is not right yet; then more can be checked here."
FIRST_LINE = "! {count} lines were pasted: only the first was taken."
STEP = "step {step} of {steps}"
PRACTICE = "practice"
WHERE = "{account} · {region}"

INSTEAD = {
    "record_exists": "Tick `Replace record` to let the domain lead to the load balancer; the old record is kept"
    " and can be put back.",
    "load_balancer_taken": "Choose another name for the load balancer.",
    "load_balancer_internal": "Choose another name for the load balancer.",
    "security_group_taken": "Choose another name for the group, or pick that group from the list.",
    "security_group_text": "Leave the description as it is in AWS.",
    "security_group_not_found": "Pick another group from the list.",
    "security_group_closed": "Let visitors in there in the EC2 console, or let a new group be made.",
    "zone_not_found": "Correct the domain, or create a hosted zone for it in Route 53 and point the registrar to it.",
    "zone_ambiguous": "Delete the zones that are not used in the Route 53 console, then come back.",
    "instance_open": "Pick one from the list.",
    "instance_not_found": "Pick one from the list, or go back to Account for another region.",
    "instance_not_running": "Start it in the EC2 console, or pick another.",
    "instances_apart": "Pick instances of one VPC.",
    "wrong_account": "Choose the profile and region that it was made with.",
    "no_region": "Write a region above, such as ap-northeast-2.",
    "listener_left": "Ask for that listener here too, or delete it in the EC2 console.",
}
"""What to do next by a problem's code, where the wizard has other words for it than an answers file."""
SIGN_IN = "Sign in again in another window (`{command}`, or renew the keys of the profile), then press F5."
LOGIN = "aws sso login"
LOGIN_PROFILE = "aws sso login --profile {profile}"


LOOK_AGAIN, TRY_AGAIN = "press F5", "press `Try again`"
"""What begins something anew on a page, and on the live table."""
COMMAND_LINE = (
    ("run the same command again", "{again}"),
    ("and run again", "then {again}"),
    ("then resume", "then {again}"),
    ("Resume in some minutes", "In some minutes, {again}"),
)
"""Words of advice for the command line, and those that say the same here."""
BILLED = "AWS bills about {total} US dollars a month for what is there now."
BILLED_PRACTICE = "In your own account, AWS would bill about {total} US dollars a month for what is there now."


def problem_line(problem: Problem) -> str:
    """Return a problem on one line: what, and what to do on these pages."""
    following = next_of(problem)
    return (BAD_NEXT if following else BAD).format(what=problem.what, next=following)


def next_of(problem: Problem, again: str = LOOK_AGAIN) -> str:
    """Return what to do on these pages, or in another window."""
    if signed_out(problem):
        return SIGN_IN.format(command=LOGIN)
    following = INSTEAD.get(problem.code, problem.next)
    for theirs, ours in COMMAND_LINE:
        following = following.replace(theirs, ours.format(again=again))
    return following


def billed(lines: Sequence[CostLine], *, practice: bool) -> str:
    """Return what is billed as it stands; empty where nothing is, or where it is not known."""
    if not lines:
        return ""
    total = sum((line.count * line.each for line in lines), Decimal(0))
    return (BILLED_PRACTICE if practice else BILLED).format(total=dollars(total))


def signed_out(problem: Problem) -> bool:
    """Whether signing in again is what helps."""
    return problem.code in SIGNED_OUT


def login(profile: str) -> str:
    """Return the command that signs in."""
    return LOGIN_PROFILE.format(profile=shlex.quote(profile)) if profile else LOGIN
