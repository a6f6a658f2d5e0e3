"""The program against scripts that make the same calls, and against the least time that AWS's delays allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from benchmarks.comparison import PLAIN, SETTINGS, THROTTLED, WAITS, Comparison, compared
from benchmarks.contestants import (
    CHANGED,
    DESTROY,
    FIRST,
    PARALLEL,
    READS,
    SECOND,
    SEQUENTIAL,
    SHARED_FIRST,
    SHARED_PARALLEL,
    SHARED_SECOND,
    is_read,
)
from benchmarks.critical_path import CriticalPath, critical_path
from benchmarks.endpoint import Delays
from benchmarks.forms import FEW, MANY, Form
from benchmarks.measuring import Line, Table, Target

PROGRAMS = (
    FIRST, PARALLEL, SEQUENTIAL, SECOND, READS, CHANGED, DESTROY, SHARED_FIRST, SHARED_PARALLEL, SHARED_SECOND
)  # fmt: skip
RIVALS = {FIRST: PARALLEL, SEQUENTIAL: PARALLEL, SECOND: READS, SHARED_FIRST: SHARED_PARALLEL}
"""What the time of each is divided by."""


def measure(form: Form) -> Iterator[Line]:
    found = compared(form)
    yield from _targets(found)
    yield from (_times(found, form, condition) for condition in (PLAIN, WAITS, THROTTLED))
    yield _calls(found)
    yield _cost(found, form)


def path(condition: str) -> CriticalPath:
    return critical_path(Delays(), SETTINGS[condition].waits)


def _targets(found: Comparison) -> Iterator[Target]:
    for count in (FEW, MANY):
        ratio = found.seconds(PLAIN, FIRST, count) / found.seconds(PLAIN, PARALLEL, count)
        yield Target(f"first run, {count} sites: wall time of the parallel script's", 1.15, ratio)
    for count in (FEW, MANY):
        ratio = found.seconds(PLAIN, SHARED_FIRST, count) / found.seconds(PLAIN, SHARED_PARALLEL, count)
        yield Target(f"first run, shared, {count} sites: wall time of the parallel script's", 1.15, ratio)
        writes = found.all(PLAIN, SHARED_SECOND, count)[-1].writes
        yield Target(f"second run, shared, {count} sites: writes", 0, writes, "writes")
    growth = found.seconds(PLAIN, FIRST, MANY) / found.seconds(PLAIN, FIRST, FEW)
    yield Target(f"first run, {MANY} sites: wall time of that of {FEW}", 1.4, growth)
    for count in (FEW, MANY):
        least = path(WAITS).seconds + found.start(WAITS, FIRST, count)
        name = f"first run with waits, {count} sites: wall time of critical path and start"
        yield Target(name, 1.1, found.seconds(WAITS, FIRST, count) / least)
    for count in (FEW, MANY):
        first, script = (found.calls(PLAIN, program, count).total() for program in (FIRST, PARALLEL))
        yield Target(f"first run, {count} sites: calls of the parallel script's", 1.3, first / script)
    for count in (FEW, MANY):
        second = found.all(PLAIN, SECOND, count)[-1]
        yield Target(f"second run, {count} sites: reads", 12 + 3 * count, second.reads, "reads")
        yield Target(f"second run, {count} sites: writes", 0, second.writes, "writes")
        ratio = found.seconds(PLAIN, SECOND, count) / found.seconds(PLAIN, READS, count)
        yield Target(f"second run, {count} sites: wall time of the same reads'", 1.3, ratio)
    for count in (FEW, MANY):
        destroy, first = (found.calls(PLAIN, program, count).total() for program in (DESTROY, FIRST))
        yield Target(f"destroy, {count} sites: calls of the first run's", 2, destroy / first)
    throttled = found.all(THROTTLED, FIRST, MANY)[-1].throttled
    yield Target(f"first run, {MANY} sites, 10 ELB reads a second: throttled calls", 0, throttled, "calls")
    memory = max(one.ended.memory for one in found.all(PLAIN, FIRST, MANY))
    yield Target(f"first run, {MANY} sites: memory", 90, memory, "MiB")


def _times(found: Comparison, form: Form, condition: str) -> Table:
    head = (
        "what",
        "sites",
        "median s",
        "from",
        "to",
        "of its rival's",
        "of the critical path",
        "start s",
        "reads",
        "writes",
        "throttled",
    )
    rows = [_time(found, condition, program, count) for program, count in _measured(found, form, condition)]
    least = path(condition)
    return Table(f"Wall times, {condition}", head, rows, f"Critical path: {least.seconds:.2f} s = {least}.\n\n")


def _measured(found: Comparison, form: Form, condition: str) -> list[tuple[str, int]]:
    """Return the programs and numbers of sites that were measured under a condition."""
    every = ((program, count) for program in PROGRAMS for count in form.counts)
    return [(program, count) for program, count in every if found.has(condition, program, count)]


def _time(found: Comparison, condition: str, program: str, count: int) -> tuple[str, ...]:
    taken = found.all(condition, program, count)
    seconds, last = [one.ended.seconds for one in taken], taken[-1]
    median, rival = found.seconds(condition, program, count), RIVALS.get(program, "")
    makes_all = program in (FIRST, PARALLEL, SEQUENTIAL)
    return (
        program,
        str(count),
        f"{median:.2f}",
        f"{min(seconds):.2f}",
        f"{max(seconds):.2f}",
        f"{median / found.seconds(condition, rival, count):.2f}" if found.has(condition, rival, count) else "",
        f"{median / path(condition).seconds:.2f}" if makes_all else "",
        f"{found.start(condition, program, count):.2f}",
        str(last.reads),
        str(last.writes),
        str(last.throttled),
    )


def _calls(found: Comparison) -> Table:
    columns = [(program, count) for count in (FEW, MANY) for program in (PARALLEL, FIRST, SECOND, CHANGED, DESTROY)]
    counted = [found.calls(PLAIN, program, count) for program, count in columns]
    names = sorted(set().union(*counted), key=lambda name: (not is_read(name), name))
    rows = [(name, *(_number(calls[name]) for calls in counted)) for name in names]
    rows += [
        ("all reads", *(_number(_sum(calls, reads=True)) for calls in counted)),
        ("all writes", *(_number(_sum(calls, reads=False)) for calls in counted)),
    ]
    return Table("Calls", ("call", *(f"{program}, {count}" for program, count in columns)), rows)


def _sum(calls: Counter[str], *, reads: bool) -> int:
    return sum(number for name, number in calls.items() if is_read(name) == reads)


def _number(number: int) -> str:
    return str(number) if number else ""


def _cost(found: Comparison, form: Form) -> Table:
    """What a process computes, and what the endpoint does for it."""
    head = ("what", "sites", "calls", "computed s", "of the client, ms a call", "of the endpoint, ms a call", "MiB")
    rows = []
    for program, count in _measured(found, form, PLAIN):
        one = found.all(PLAIN, program, count)[-1]
        calls = one.calls.total()
        client, endpoint = (f"{1000 * cpu / calls:.1f}" for cpu in (one.ended.cpu, one.endpoint_cpu))
        rows.append(
            (program, str(count), str(calls), f"{one.ended.cpu:.2f}", client, endpoint, f"{one.ended.memory:.0f}")
        )
    return Table("What is computed, and memory", head, rows)
