"""Sentences that several pages say, each a whole template with named fields."""

from __future__ import annotations

from multisite_tui.errors import Problem

ASKING = "… asking AWS"
GOING = "… asking AWS; the next page follows at once"
BUG = "! This check failed by a mistake of the program ({name}); you can go on."
GOOD = "✓ {text}"
BAD = "! {what}"
BAD_NEXT = "! {what} {next}"
UNSAVED = "! Not saved: {why}"
SETTLE_FIRST = "Something on another page is not right yet; then more can be checked here."
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


def told(problem: Problem) -> str:
    """Return a problem on one line: what, and what to do on these pages."""
    following = INSTEAD.get(problem.code, problem.next)
    return (BAD_NEXT if following else BAD).format(what=problem.what, next=following)
