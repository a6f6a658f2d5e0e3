"""A plan knows which steps wait for which, and what is usual, so that a person is told what is left of it."""

from __future__ import annotations

from pathlib import Path

from multisite_tui.model.events import Planned, StepFinished
from multisite_tui.report.progress import RunProgress
from multisite_tui.report.time_left import time_left

from .rig import Bench

ANSWERS = """\
schema: 1
name: two
topology: {topology}
sites:
  - {{domain: main.io, port: 6402, dns: {{replace: true}}}}
  - {{domain: sub.main.io, port: 6403}}
"""


def test_two_sites_take_no_longer_than_one_and_a_plan_without_changes_takes_nothing(tmp_path: Path) -> None:
    bench, text = Bench(tmp_path), ANSWERS.format(topology="classic")
    plan = bench.plan(text).plan
    board = RunProgress()
    board.hear(Planned(plan), 0)
    # The certificate and then the records, one after the other; the health checks go on beside the certificate.
    assert time_left(board, 0).words == "usually 1 to 12 more minutes"
    for step in plan.steps:
        if step.site == "sub.main.io":
            board.hear(StepFinished(step.id, step.site, step.action), 1)
    assert time_left(board, 1).words == "usually 1 to 12 more minutes"
    assert bench.run(text).exit_code == 0
    settled = RunProgress()
    settled.hear(Planned(bench.plan(text).plan), 0)
    assert time_left(settled, 0).words == "usually less than a minute more"


def test_a_shared_load_balancer_is_waited_for_by_every_site(tmp_path: Path) -> None:
    plan = Bench(tmp_path).plan(ANSWERS.format(topology="shared")).plan
    board = RunProgress()
    board.hear(Planned(plan), 0)
    whole = time_left(board, 0)
    assert whole.most > 10 * 60
    ids = {step.id for step in plan.steps}
    assert all(set(step.needs) <= ids for step in plan.steps)
