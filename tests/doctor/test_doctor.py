"""The doctor as a whole: order, refusals, and that only reads are called."""

from __future__ import annotations

import pytest

from multisite_tui.aws.errors import AwsFailure
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis, ordered
from tests.corridor.rig import Bench

from .conftest import codes, examine


def diagnosis(code: str, certainty: Certainty) -> Diagnosis:
    return Diagnosis("main.io", Area.DOMAIN, code, certainty, code, "", "")


def test_the_certain_ones_come_first_and_each_is_said_once() -> None:
    told = [("a", "cannot tell"), ("b", "likely"), ("c", "certain"), ("d", "certain"), ("c", "certain")]
    found = ordered(diagnosis(code, Certainty(word)) for code, word in told)
    assert codes(found) == ["c", "d", "b", "a"]


def test_what_follows_from_a_likely_reason_comes_after_it() -> None:
    likely = Diagnosis("main.io", Area.CERTIFICATE, "under_way", Certainty.LIKELY, "", "", "")
    clear = Diagnosis("main.io", Area.DOMAIN, "unclear", Certainty.CANNOT_TELL, "", "", "")
    record = diagnosis("record_missing", Certainty.CERTAIN)
    assert codes(ordered([clear, record, likely])) == ["under_way", "record_missing", "unclear"]
    assert codes(ordered([clear, record])) == ["record_missing", "unclear"]


def test_sites_stay_in_the_order_of_the_setup(bench: Bench) -> None:
    found = examine(bench)
    assert list(dict.fromkeys(one.site for one in found)) == ["main.io", "sub.main.io"]


def test_the_fix_is_a_command_that_can_be_run_as_it_stands(bench: Bench) -> None:
    found = examine(bench, site="main.io", command="multisite-tui --demo")
    assert "`multisite-tui --demo --resume main-io`" in found[0].fix


def test_a_look_that_is_denied_is_told_and_the_others_are_taken(in_service: Bench) -> None:
    in_service.account.fail("DescribeInstanceHealth", "AccessDenied", times=99, status=403)
    found = examine(in_service, site="sub.main.io")
    assert [(one.subject, one.code, one.certainty) for one in found] == [
        (Area.INSTANCE, "AccessDenied", Certainty.CANNOT_TELL)
    ]
    assert "elasticloadbalancing:DescribeInstanceHealth" in found[0].fix


def test_where_nothing_can_be_looked_at_it_says_so(bench: Bench) -> None:
    bench.account.fail("*", "ExpiredToken", times=999, status=403)
    with pytest.raises(AwsFailure, match="credentials"):
        examine(bench)


def test_only_reads_are_called(bench: Bench) -> None:
    before = len(list(bench.account.calls))
    examine(bench)
    calls = list(bench.account.calls)[before:]
    assert calls
    assert {call.name.partition(".")[2][:4] for call in calls} <= {"Desc", "List", "GetH"}
    assert not any(call.mutating for call in calls)
