"""The example files, tried on the practice account: those that name no machine of one's own work there as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from .rig import Bench

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("name", ["main-io", "http-only", "korean", "shared"])
def test_the_example_comes_into_service(bench: Bench, name: str) -> None:
    assert bench.run((EXAMPLES / f"{name}.yaml").read_text("utf-8")).exit_code == 0


def test_the_shortest_one_asks_for_what_it_says_that_it_will(bench: Bench) -> None:
    codes = [problem.code for problem in bench.plan((EXAMPLES / "shortest.yaml").read_text("utf-8")).problems]
    assert codes == ["record_exists"]
