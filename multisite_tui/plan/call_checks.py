"""Checks of the calls that a plan holds: AWS would take each of them, and refuses what they come to together.

The calls themselves are looked at, so that what is checked is what would be done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from multisite_tui.aws.calls import Call, Unknown
from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.facts.records import normal_name
from multisite_tui.aws.resources.load_balancers import MOST_TAGS
from multisite_tui.aws.resources.records import ZoneChange
from multisite_tui.errors import Problem


def check_tags(balancer: LoadBalancer, calls: Iterable[Call]) -> list[Problem]:
    """Return what stands in the way where a load balancer that is there would get more tags than it may have.

    One that was taken on has tags of its own, to which come the setup's and those that keep a replaced record. Tags of
    AWS's own do not count.
    """
    added: set[str] = set()
    gone: set[str] = set()
    for call in calls:
        keys = {tag["Key"] for tag in call.params.get("Tags", ())}
        added |= keys if call.name == "elb:AddTags" else set()
        gone |= keys if call.name == "elb:RemoveTags" else set()
    there = {key for key in balancer.tags if not key.lower().startswith("aws:")} - gone
    new = added - there
    return [_too_many_tags(balancer.name, len(there), len(new))] if new and len(there | new) > MOST_TAGS else []


def check_outage(calls: Iterable[Call]) -> list[Problem]:
    """Return a warning where a listener that visitors use is taken away to be made again."""
    moved = (call.params["LoadBalancerPorts"] for call in calls if call.name == "elb:DeleteLoadBalancerListeners")
    ports = sorted({port for of_call in moved for port in of_call})
    return [_outage(ports)] if ports else []


def check_protections(calls: Iterable[Call], facts: Facts) -> tuple[list[Problem], list[Problem]]:
    """Return the records to be changed that are protected, and the zones of which that cannot be told.

    Only zones in which something changes are asked. An older endpoint does not know the question, and a permission for
    it is not needed for anything else.
    """
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for zone, changed in _changes(calls).items():
        try:
            protected = facts.protections(zone)
        except AwsFailure as failure:
            warnings.append(_protections_unreadable(zone, failure))
        else:
            problems += [_protected(name, kind) for name, kind in sorted(changed & protected)]
    return problems, warnings


def _changes(calls: Iterable[Call]) -> dict[str, set[tuple[str, str]]]:
    """Return the names and types that calls change, by zone; without a name that only ACM will tell."""
    changed: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for call in (call for call in calls if isinstance(call, ZoneChange)):
        for change in call.params["ChangeBatch"]["Changes"]:
            record_set = change["ResourceRecordSet"]
            if not isinstance(record_set["Name"], Unknown):
                changed[call.zone].add((normal_name(record_set["Name"]), record_set["Type"]))
    return changed


def _outage(ports: Iterable[int]) -> Problem:
    return Problem(
        code="listener_moves",
        what=f"While the listeners move, each port gives no answer for some seconds: {', '.join(map(str, ports))}.",
        why="AWS cannot change where a listener sends to, so that it is deleted and made again at once.",
        next="Choose an hour at which few visitors come.",
    )


def _too_many_tags(name: str, there: int, new: int) -> Problem:
    return Problem(
        code="TooManyTags",
        what=f"Load balancer {name} has {there} tags of its own, and is to get {new} more.",
        why=f"A Classic Load Balancer may have {MOST_TAGS}: whose it is and the record that it replaces are tags too.",
        next="Take tags off it in the console, or off `tags` in the answers.",
        key="tags",
    )


def _protected(name: str, kind: str) -> Problem:
    return Problem(
        code="record_protected",
        what=f"The {kind} record of {name} is protected, so that Route 53 refuses to change it.",
        why="Somebody protected this name and type in the hosted zone, and AWS does not tell why.",
        next="Take the protection away in the Route 53 console, or with "
        "`aws route53 delete-resource-record-set-protections`.",
        key="dns",
    )


def _protections_unreadable(zone: str, failure: AwsFailure) -> Problem:
    return Problem(
        code=failure.code,
        what=f"Whether records of the hosted zone {zone} are protected could not be read.",
        why=failure.problem.what,
        next="Nothing need be done, unless you protect records: Route 53 would then refuse the switch at the end.",
    )
