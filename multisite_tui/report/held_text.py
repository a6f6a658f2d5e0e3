"""A move between topologies as a person reads it: what this run does of it, and what is held until it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType

from multisite_tui.calling import CALLED
from multisite_tui.model.plans import HeldEntrance, MoveEnd, Plan
from multisite_tui.report import words as say
from multisite_tui.report.console import styled
from multisite_tui.report.layout import dollars, heading, indented


def move_text(plan: Plan) -> Iterator[RenderableType]:
    """Yield that a plan is a move, or ends one, and what becomes of the former load balancers; else nothing."""
    match plan.end:
        case MoveEnd.BACK:
            yield from _paragraph(say.MOVE_BACK_HEADING, say.MOVE_BACK_HOW)
        case MoveEnd.FINISH if not plan.steps:
            return
        case MoveEnd.FINISH:
            yield from _paragraph(say.MOVE_FINISH_HEADING, say.MOVE_FINISH_HOW)
            yield from held_lines(plan.held)
        case _ if plan.moving and plan.held:
            yield from _paragraph(say.MOVE_HEADING, say.MOVE_HOW.format(sites=", ".join(plan.moving)))
            yield from held_lines(plan.held)
            yield from _how_it_ends(plan.setup)
            yield indented(styled(say.MOVE_COST))
        case _:
            yield from held_text(plan.held, plan.setup)


def held_text(held: Sequence[HeldEntrance], setup: str) -> Iterator[RenderableType]:
    """Yield what is held, what it costs, and how the move ends; nothing where nothing is held."""
    if held:
        yield from heading(say.HELD_HEADING)
        yield from held_lines(held)
        yield from _how_it_ends(setup)


def held_lines(held: Sequence[HeldEntrance]) -> Iterator[RenderableType]:
    """Yield what is held, each with what it costs a day."""
    for one in held:
        template = say.HELD_LINE_UNPRICED if one.a_day is None else say.HELD_LINE
        a_day = "" if one.a_day is None else dollars(one.a_day)
        yield indented(styled(template.format(title=one.title, dns=one.dns_name, a_day=a_day)))


def _paragraph(title: str, text: str) -> Iterator[RenderableType]:
    yield from heading(title)
    yield indented(styled(text))


def _how_it_ends(setup: str) -> Iterator[RenderableType]:
    yield indented(styled(say.HELD_FINISH.format(called=CALLED, setup=setup)))
    yield indented(styled(say.HELD_BACK.format(called=CALLED, setup=setup)))
