"""Targets that are not healthy, by each of AWS's reason codes, on the practice account; and what a program answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from multisite_tui.aws.facts import target_groups
from multisite_tui.aws.facts.entrances import TargetHealth
from multisite_tui.doctor.diagnoses import Certainty, Diagnosis
from tests.corridor.rig import Bench
from tests.corridor.shared_reference import SHARED, shared_with
from tests.corridor.test_account_checks import instance

from .conftest import codes, examine
from .test_instances import another, at, failing, shut
from .test_shared_hosts import SITE, group


def only(bench: Bench, code: str, certainty: Certainty, text: str = SHARED, **how: object) -> Diagnosis:
    found = examine(bench, text, site=SITE, **how)
    assert [(one.code, one.certainty) for one in found] == [(code, certainty)], found
    return found[0]


def out(bench: Bench) -> None:
    target = {"Id": str(instance(bench)["InstanceId"]), "Port": 6403}
    bench.aws.elbv2.deregister_targets(TargetGroupArn=group(bench, "to-sub"), Targets=[target])  # type: ignore[list-item]


def again(bench: Bench) -> None:
    out(bench)
    bench.clock._now += 100
    target = {"Id": str(instance(bench)["InstanceId"]), "Port": 6403}
    bench.aws.elbv2.register_targets(TargetGroupArn=group(bench, "to-sub"), Targets=[target])  # type: ignore[list-item]


class TestByReason:
    def test_registration_in_progress(self, shared: Bench) -> None:
        again(shared)
        assert only(shared, "instance_registering", Certainty.CERTAIN).evidence == "Target registration is in progress"

    def test_initial_health_checks(self, shared: Bench) -> None:
        again(shared)
        failing(shared, 500, 21)
        said = only(shared, "health_check_not_enough_yet", Certainty.LIKELY)
        assert "One passed check is enough, and one is made every 5 seconds." in said.evidence

    @pytest.mark.parametrize(("line", "passing"), [("verify: {status: 200}", "200-399"), ("", "200,404")])
    def test_a_status_that_does_not_pass(self, shared: Bench, line: str, passing: str) -> None:
        text = shared_with(line or "health_check: {matcher: '200,404'}")
        shared.run(text)
        failing(shared, 500)
        said = only(shared, "health_check_status", Certainty.CERTAIN, text)
        assert said.what == (
            f"The program answers the health check HTTP:6403/ with 500, and only a status of {passing} passes."
        )
        assert said.evidence == "AWS says: Health checks failed with these codes: [500]."

    def test_a_timeout_with_the_way_in_shut(self, shared: Bench) -> None:
        shut(shared)
        shared.clock._now += 600
        assert "to nobody" in only(shared, "security_group_path", Certainty.CERTAIN).evidence

    def test_refused(self, shared: Bench) -> None:
        failing(shared, None)
        said = only(shared, "health_check_refused", Certainty.LIKELY)
        assert said.what.startswith("On port 6403 of i-")
        assert "`ss -ltn`" in said.fix

    def test_a_stopped_instance(self, shared: Bench) -> None:
        shared.aws.ec2.stop_instances(InstanceIds=[str(instance(shared)["InstanceId"])])
        said = only(shared, "instance_stopped", Certainty.CERTAIN)
        assert said.evidence == "Target is in the stopped state"

    def test_nobody_is_registered(self, shared: Bench) -> None:
        out(shared)
        shared.clock._now += 600
        said = only(shared, "instance_not_registered", Certainty.CERTAIN)
        assert said.what == "No instance is registered with the target group to-sub, so visitors get 503."

    def test_draining(self, shared: Bench) -> None:
        first, second = str(instance(shared)["InstanceId"]), another(shared)
        both = [{"Id": first, "Port": 6403}, {"Id": second, "Port": 6403}]
        arn = group(shared, "to-sub")
        shared.aws.elbv2.register_targets(TargetGroupArn=arn, Targets=both)  # type: ignore[arg-type]
        shared.clock._now += 100
        shared.aws.elbv2.deregister_targets(TargetGroupArn=arn, Targets=both[:1])  # type: ignore[arg-type]
        found = examine(shared, shared_with(f"instances: [{first}, {second}]"), site=SITE)
        assert codes(found) == ["instance_leaving"]
        assert "draining: Target deregistration is in progress" in found[0].evidence

    @pytest.mark.parametrize(
        ("health", "code"),
        [
            (("unhealthy", "Target.Timeout", "Request timed out"), "health_check_timed_out"),
            (
                ("unavailable", "Elb.InternalError", "Health checks failed due to an internal error"),
                "instance_health_unread",
            ),
            (("unused", "Target.NotRegistered", "Target is not registered"), "instance_not_registered"),
            (
                (
                    "unused",
                    "Target.NotInUse",
                    "Target is in an Availability Zone that is not enabled for the load balancer",
                ),
                "zone_not_enabled",
            ),
            (("unused", "Target.InvalidState", "Target is in an invalid state"), "instance_running"),
            (("unused", "Target.InvalidState", "Target is in the terminated state"), "instance_terminated"),
            (("unhealthy", "Target.Accident", "Target has met with an accident"), "instance_health_unknown"),
        ],
    )
    def test_what_the_practice_account_does_not_say(
        self, shared: Bench, monkeypatch: pytest.MonkeyPatch, health: tuple[str, str, str], code: str
    ) -> None:
        name = str(instance(shared)["InstanceId"])
        monkeypatch.setattr(target_groups, "_health", lambda *_: (TargetHealth(name, *health, port=6403),))
        found = examine(shared, SHARED, site=SITE)
        assert codes(found) == [code]
        assert health[2] in found[0].evidence


class TestTheProgram:
    def test_a_redirect_passes_unless_it_is_not_to(self, shared: Bench, program: Callable[..., int]) -> None:
        port = program(lambda *_: (302, "/login"))
        failing(shared, 500)
        assert only(shared, "health_check_passes_here", Certainty.CANNOT_TELL, probe=at(port))
        text = shared_with("health_check: {matcher: '200'}")
        shared.run(text)
        said = only(shared, "health_check_redirected", Certainty.CERTAIN, text, probe=at(port))
        assert "with a redirect, and only a status of 200 passes." in said.what
        assert said.fix.endswith("or let `health_check.matcher` take 302.")

    @pytest.mark.parametrize(
        ("status", "way"), [(400, "or let `health_check.matcher` take 400."), (503, "another page by")]
    )
    def test_a_program_that_wants_its_name(
        self, shared: Bench, program: Callable[..., int], status: int, way: str
    ) -> None:
        failing(shared, status)
        port = program(lambda _, host: (302 if host == SITE else status, "/login"))
        said = only(shared, "health_check_host", Certainty.CERTAIN, probe=at(port))
        assert "Visitors see 302 to /login: that came for Host: sub.main.io." in said.evidence
        assert way in said.fix
        assert "tcp" not in said.fix
