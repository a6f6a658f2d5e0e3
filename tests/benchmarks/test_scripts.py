"""The scripts of the benchmarks make what the program makes: else the comparison would be of two different things."""

from __future__ import annotations

from collections import Counter

from benchmarks.contestants import Measured, desk, is_read
from benchmarks.counting import COUNTING


def writes(measured: Measured) -> Counter[str]:
    return Counter({name: count for name, count in measured.calls.items() if not is_read(name)})


def test_the_program_finds_nothing_to_do_where_the_parallel_script_was() -> None:
    with desk(2, COUNTING) as here:
        script, program = here.parallel(), here.first()
    assert writes(script)["elb.CreateLoadBalancer"] == 2
    assert not writes(program)


def test_the_script_of_one_load_balancer_makes_what_the_program_makes() -> None:
    with desk(2, COUNTING) as here:
        script, program = here.parallel_shared(), here.first_shared()
    assert writes(script)["elbv2.CreateLoadBalancer"] == 1
    assert not writes(program)


def test_the_parallel_script_makes_the_same_calls_as_the_program() -> None:
    with desk(2, COUNTING) as here:
        program = here.first()
    with desk(2, COUNTING) as here:
        script = here.parallel()
    batches = "route53.ChangeResourceRecordSets"  # what is ready together goes together, which is a matter of time
    assert {**writes(script), batches: 0} == {**writes(program), batches: 0}
