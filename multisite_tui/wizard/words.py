"""Sentences that several pages say, each a whole template with named fields."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from multisite_tui.aws.error_codes import SIGNED_OUT
from multisite_tui.errors import AdviceKind, Problem
from multisite_tui.model.plans import CostLine
from multisite_tui.model.rules.domains import readable
from multisite_tui.model.sites import Site
from multisite_tui.report.layout import dollars
from multisite_tui.report.marks import FULL
from multisite_tui.state.files import STATE_UNWRITABLE

ASKING = "… asking AWS"
GOING = "… asking AWS; the next page follows at once"
BUG = "! This check failed by a mistake of the program ({name}); you can go on."
ADDRESS = "{scheme}://{name}/"
RUN_BUG = "! A mistake in the program stopped the run ({name}). What was done is saved; try again."
TOO_SOON = "That may have been typed ahead: if it is a yes, press it once more."
GOOD = f"{FULL.done} {{text}}"
BAD = "! {what}"
BAD_NEXT = "! {what} {next}"
UNSAVED = "! Not saved: {why}"
SETTLE_FIRST = "Something on the page `{page}` is not right yet; then more can be checked here."
FIRST_LINE = "! {count} lines were pasted: only the first was taken."
STEP = "step {step} of {steps}"
DETAIL = "a detail of the overview"

INSTEAD = {
    "record_exists": "Tick `Replace record` to let the domain lead to the load balancer; the old record is kept"
    " and can be put back.",
    "load_balancer_taken": "Choose another name for the load balancer.",
    "DuplicateLoadBalancerName": "Choose another name for the load balancer.",
    "load_balancer_internal": "Choose another name for the load balancer.",
    "security_group_taken": "Choose another name for the group, or pick that group from the list.",
    "InvalidGroup.Duplicate": "Choose another name for the group, or pick that group from the list.",
    "security_group_text": "Leave the description as it is in AWS.",
    "security_group_not_found": "Pick another group from the list.",
    "security_group_closed": "Let visitors in there in the EC2 console, or let a new group be made.",
    "zone_not_found": "If its DNS is at another company, tick `DNS elsewhere`. Else correct the domain, or create a"
    " public hosted zone in Route 53 and point the registrar to it.",
    "zone_ambiguous": "Write the id of the one that the registrar points to into Hosted zone.",
    "instance_open": "Pick one from the list on the page Instances, which says how to start one that is stopped.",
    "instance_not_found": "Pick one from the list, or go back to Account for another region.",
    "instance_not_running": "Start it, which the page Instances says how to do, or pick another there.",
    "instances_apart": "Pick instances of one VPC.",
    "wrong_account": "Choose the profile and region that it was made with.",
    "setup_like_another": "If this is that setup, leave, and open it on the first page.",
    "no_region": "Write a region above, such as ap-northeast-2.",
    "listener_left": "Ask for that listener here too, or delete it in the EC2 console.",
    "not_shown": "In some minutes, {again}: it is looked at again first.",
    "wait_timed_out": "Put the cause right if there is one, then {again}: the wait goes on where it stopped.",
    "state_newer": "Upgrade multisite-tui, then {again}.",
    STATE_UNWRITABLE: "Free some space, correct the permissions, or name another folder with --state-dir;"
    " then {again}.",
}
"""What to do next by a problem's code, where the wizard has other words for it than an answers file or a command."""
SIGN_IN = "Sign in again in another window (`{command}`, or renew the keys of the profile), then {again}."
LOOK_AGAIN, TRY_AGAIN, GO_ON = "press F5", "press `Try again`", "press `Continue`"
"""What begins something anew on a page, on the live table, and on the live table while it is paused."""
BILLED = "AWS bills about {total} US dollars a month for what is there now."
BILLED_PRACTICE = "In your own account, AWS would bill about {total} US dollars a month for what is there now."


def problem_line(problem: Problem, again: str = LOOK_AGAIN) -> str:
    """Return a problem on one line: what, and what to do on these pages."""
    following = next_of(problem, again)
    return (BAD_NEXT if following else BAD).format(what=problem.what, next=following)


def next_of(problem: Problem, again: str = LOOK_AGAIN) -> str:
    """Return what to do on these pages, or in another window."""
    advice = problem.advice
    if advice is not None and advice.kind is AdviceKind.SIGN_IN:
        return SIGN_IN.format(command=advice.field("command"), again=again)
    if problem.code in INSTEAD:
        return INSTEAD[problem.code].format(again=again)
    if advice is not None and advice.kind in (AdviceKind.RUN_AGAIN, AdviceKind.RESUME, AdviceKind.FIRST_SIGN_IN):
        return advice.worded(again)
    return problem.next


def billed(lines: Sequence[CostLine], *, practice: bool) -> str:
    """Return what is billed as it stands; empty where nothing is, or where it is not known."""
    if not lines:
        return ""
    total = sum((line.count * line.each for line in lines), Decimal(0))
    return (BILLED_PRACTICE if practice else BILLED).format(total=dollars(total))


def address(site: Site) -> str:
    """Return where visitors of a site go, as a person reads it."""
    return ADDRESS.format(scheme="https" if site.secure else "http", name=readable(site.domain))


def signed_out(problem: Problem) -> bool:
    """Whether signing in again is what helps."""
    return problem.code in SIGNED_OUT
