"""A file whose first domain was changed is said to be a new setup beside the saved one."""

from __future__ import annotations

from pathlib import Path

import pytest

from multisite_tui import answers
from multisite_tui.plan.other_setups import same_under_another_name
from tests.corridor.rig import Bench

MADE = "schema: 1\nsites:\n  - {domain: main.io, port: 6402, dns: {replace: true}}\n"


def said(text: str, saved: str = MADE) -> str:
    others = [answers.load(saved, "saved").setup]
    problem = same_under_another_name(answers.load(text, "answers.yaml").setup, others)
    return problem.next if problem else ""


@pytest.mark.parametrize(
    ("changed", "warned"),
    [
        (MADE.replace("main.io", "blog.main.io"), True),
        (MADE.replace("main.io", "blog.main.io").replace("6402", "6403"), False),
        (MADE.replace("main.io", "blog.main.io").replace("sites:", "name: blog\nsites:"), False),
        (MADE.replace("main.io", "blog.main.io").replace("sites:", "instances: [i-0123456789abcdef0]\nsites:"), False),
    ],
    ids=["another domain", "another program", "a name of its own", "another instance"],
)
def test_only_a_setup_that_serves_the_same_program_without_a_name_is_warned_of(changed: str, warned: bool) -> None:
    assert ("name: main-io" in said(changed)) is warned


def test_a_changed_first_domain_is_no_silent_second_setup(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.run(MADE)
    assert bench.plan(MADE).plan.warnings == ()
    codes = [warning.code for warning in bench.plan(MADE.replace("main.io", "blog.main.io")).plan.warnings]
    assert codes == ["setup_like_another"]


def test_one_instance_in_common_is_enough() -> None:
    pair = MADE.replace("sites:", "instances: [i-0123456789abcdef0, i-0123456789abcdef1]\nsites:")
    one = MADE.replace("main.io", "blog.main.io").replace("sites:", "instances: [i-0123456789abcdef1]\nsites:")
    assert "name: main-io" in said(one, pair)
