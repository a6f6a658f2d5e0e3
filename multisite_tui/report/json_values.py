"""Events as plain values for JSON; the shapes are a promise (`schema/events.schema.json`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC
from decimal import Decimal

from multisite_tui.errors import Problem
from multisite_tui.model.events import (
    Event,
    Finished,
    Planned,
    SiteResult,
    Started,
    StepFailed,
    StepFinished,
    StepRetrying,
    StepSkipped,
    StepStarted,
    StepWaiting,
    Warned,
)
from multisite_tui.model.hand_records import TTL, HandRecord
from multisite_tui.model.plans import CostLine, DnsChange, HeldEntrance, MonthlyCost, Plan, PlannedStep
from multisite_tui.model.things import TaggedThing

Json = dict[str, object]


def event_values(event: Event) -> Json:
    """Return the event's name and what it holds."""
    match event:
        case Started():
            return {"event": "started", **asdict(event)}
        case Planned(plan=plan):
            return {"event": "planned", **plan_values(plan)}
        case Warned(problem=problem):
            return {"event": "warning", "problem": problem_values(problem)}
        case Finished():
            return {"event": "finished", **finished_values(event)}
        case _:
            return step_values(event)


def step_values(
    event: StepStarted | StepWaiting | StepRetrying | StepFinished | StepFailed | StepSkipped,
) -> Json:
    """Return what happened to one step."""
    where: Json = {"step": event.step, "site": event.site}
    match event:
        case StepStarted(action=action):
            return {"event": "step_started", **where, "action": action}
        case StepWaiting(waiting_for=waiting_for, usual=usual):
            records = [hand_record_values(one) for one in event.records]
            waiting: Json = {"event": "step_waiting", **where, "waiting_for": waiting_for, "usual": usual}
            return {**waiting, **({"records": records} if records else {})}
        case StepRetrying(code=code, attempt=attempt, seconds=seconds, why=why):
            told = {"code": code, "attempt": attempt, "seconds": round(seconds, 3), "why": why}
            return {"event": "step_retrying", **where, **told}
        case StepFinished(action=action, detail=detail):
            return {"event": "step_finished", **where, "action": action, "detail": detail}
        case StepFailed(problem=problem):
            return {"event": "step_failed", **where, "problem": problem_values(problem)}
        case StepSkipped(because=because):
            return {"event": "step_skipped", **where, "because": because}


def hand_record_values(record: HandRecord) -> Json:
    """Return a record that a person has to put in."""
    values: Json = {"name": record.name, "type": record.type, "value": record.value, "ttl": TTL, "why": record.why}
    return {**values, "zone_file": record.line}


def problem_values(problem: Problem) -> Json:
    """Return the problem; its site and key only where it has them."""
    values: Json = {"code": problem.code, "what": problem.what, "why": problem.why, "next": problem.next}
    if problem.site is not None:
        values["site"] = problem.site
    if problem.key is not None:
        values["key"] = problem.key
    return values


def plan_values(plan: Plan) -> Json:
    """Return the whole plan."""
    waits = [{"what": wait.what, "usual": wait.usual, "limit_seconds": wait.limit} for wait in plan.waits]
    return {
        "setup": plan.setup,
        "account": plan.account,
        "region": plan.region,
        "steps": [planned_step_values(step) for step in plan.steps],
        "dns": [dns_values(change) for change in plan.dns],
        "cost": cost_values(plan.cost),
        "waits": waits,
        "warnings": [problem_values(problem) for problem in plan.warnings],
        **({"alternative": cost_values(plan.alternative)} if plan.alternative else {}),
        **({"found_by_tags": [tagged_values(one) for one in plan.found_by_tags]} if plan.found_by_tags else {}),
        **({"moving": list(plan.moving)} if plan.moving else {}),
        **({"end_of_move": plan.end} if plan.end else {}),
        **held_values(plan.held),
    }


def held_values(held: Sequence[HeldEntrance]) -> Json:
    """Return what is held until a move ends, under its key; nothing where nothing is."""
    return {"held": [_held(one) for one in held]} if held else {}


def _held(held: HeldEntrance) -> Json:
    return {
        "sites": list(held.sites),
        "title": held.title,
        "dns_name": held.dns_name,
        "a_day": None if held.a_day is None else dollars(held.a_day),
        "a_month": None if held.cost.total is None else dollars(held.cost.total),
        "adopted": held.adopted,
    }


def tagged_values(tagged: TaggedThing) -> Json:
    """Return a thing that only its tags say to be the setup's; `made` is null where AWS does not say."""
    made = tagged.thing.made
    when = None if made is None else made.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"kind": tagged.thing.kind, "id": tagged.thing.shown, "site": tagged.site, "made": when}


def planned_step_values(step: PlannedStep) -> Json:
    """Return one line of the plan."""
    values: Json = {"id": step.id, "site": step.site, "title": step.title, "action": step.action, "why": step.why}
    return {**values, "waits_for": step.waits_for, "calls": list(step.calls)}


def dns_values(change: DnsChange) -> Json:
    """Return what becomes of one name."""
    values: Json = {"site": change.site, "name": change.name, "zone": change.zone}
    return {**values, "before": list(change.before), "after": list(change.after)}


def cost_values(cost: MonthlyCost) -> Json:
    """Return the monthly cost; `total` is null where the price table lacks the region."""
    total = None if cost.total is None else dollars(cost.total)
    as_of = cost.as_of.isoformat()
    return {"region": cost.region, "currency": "USD", "as_of": as_of, "lines": lines_values(cost.lines), "total": total}


def lines_values(lines: Sequence[CostLine]) -> list[Json]:
    """Return what is billed by the month."""
    return [{"what": line.what, "count": line.count, "each": dollars(line.each)} for line in lines]


def dollars(amount: Decimal) -> float:
    """Return the amount as a number with two decimals."""
    return float(round(amount, 2))


def finished_values(finished: Finished) -> Json:
    """Return how the run ended; what is there and the answers only where the disk did not take them."""
    unsaved: Json = {"there": list(finished.there), "answers": finished.answers} if finished.answers else {}
    return {
        "outcome": finished.outcome,
        "exit_code": int(finished.exit_code),
        "seconds": round(finished.seconds, 3),
        "sites": [site_values(site) for site in finished.sites],
        "problems": [problem_values(problem) for problem in finished.problems],
        "billing": lines_values(finished.billing),
        "next": list(finished.next),
        "notes": list(finished.notes),
        **held_values(finished.held),
        **unsaved,
    }


def site_values(site: SiteResult) -> Json:
    """Return how one site stands."""
    check = site.check
    values: Json = {
        "domain": site.domain,
        "url": site.url,
        "load_balancer": site.load_balancer,
        "load_balancer_dns": site.load_balancer_dns,
        "health": site.health,
        "check": {"ok": check.ok, "before": check.before, "after": check.after, "not_made": check.not_made},
    }
    page: Json = {"maintenance": True} if site.maintenance else {}
    problem: Json = {"problem": problem_values(site.problem)} if site.problem else {}
    return {**values, **page, **problem}
