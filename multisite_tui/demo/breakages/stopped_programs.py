"""A program that does not run: nothing listens on its port of the instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multisite_tui.demo.breakages.kinds import PracticeSite
    from multisite_tui.demo.calls import PracticeCall
    from multisite_tui.demo.world import Shape

_WELL = 200
"""What a program replies whose reply nobody has set (`World.answers`)."""


def stop_program(call: PracticeCall, site: PracticeSite) -> Shape | None:
    """Let nothing listen on the site's ports; return what mending needs, or None if nothing does already."""
    before = {port: call.world.answers.get(port, _WELL) for port in site.ports}
    running = {port: status for port, status in before.items() if status is not None}
    for port in running:
        call.world.answers[port] = None
    return {"replies": [[port, status] for port, status in running.items()]} if running else None


def start_program(call: PracticeCall, before: Shape) -> None:
    """Let the programs reply as before, where nothing listens."""
    for port, status in before["replies"]:
        if call.world.answers.get(port, _WELL) is None:
            call.world.answers[port] = status
