"""The records that prove the names of a certificate, and the wait until ACM has seen them."""

from __future__ import annotations

from typing import Any, cast

import pytest

from multisite_tui.aws.facts.certificates import Certificate
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import RecordSet
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.resources.base import Ref
from multisite_tui.aws.resources.certificates import CertificateChoice
from multisite_tui.aws.resources.validation import REASONS, Validation, ValidationState
from multisite_tui.errors import StepError

from .samples import OURS, OWNER, WAIT, ZONE, Account, address, certificate, known, proof

OTHER = Zone("Z2", "other.net")
VALIDATION = Validation(
    OWNER, Ref("main.io/certificate"), {"main.io": ZONE, "www.main.io": ZONE, "other.net": OTHER}, WAIT
)
STANDS = address("_V.acm-validations.aws.", name="_p.main.io", type="CNAME")


def look(found: Certificate, *records: RecordSet) -> ValidationState | None:
    facts = cast("Facts", Account(found, records=records))
    return VALIDATION.read(facts, known(certificate=CertificateChoice(found)))


def pending(*validation: Any, **changes: Any) -> Certificate:
    return certificate(status="PENDING_VALIDATION", tags=OURS, validation=validation, **changes)


def test_there_is_nothing_to_prove_before_there_is_a_certificate() -> None:
    assert VALIDATION.read(cast("Facts", Account()), known()) is None


def test_a_record_that_stands_is_not_missing_however_it_is_written() -> None:
    found = look(pending(proof()), STANDS)
    assert found is not None
    assert (found.missing, VALIDATION.exists(found), VALIDATION.calls(found, known())) == ((), True, [])


@pytest.mark.parametrize(
    "there",
    [(), (address("_other.aws.", name="_p.main.io", type="CNAME"),), (address("x", name="_p.main.io", type="TXT"),)],
)
def test_a_record_that_does_not_stand_is_missing(there: tuple[RecordSet, ...]) -> None:
    found = look(pending(proof()), *there)
    assert found is not None
    assert (found.missing, VALIDATION.exists(found)) == ((proof(),), False)


def test_names_that_share_a_record_have_it_put_in_once() -> None:
    found = look(pending(proof("main.io"), proof("*.main.io")))
    [call] = VALIDATION.calls(found, known())
    assert len(call.params["ChangeBatch"]["Changes"]) == 1


def test_each_zone_has_its_own_change() -> None:
    found = look(pending(proof(), proof("other.net", "_p.other.net")))
    calls = VALIDATION.calls(found, known())
    assert [(call.params["HostedZoneId"], call.batch) for call in calls] == [("Z1", "zone Z1"), ("Z2", "zone Z2")]


def test_a_record_is_put_over_what_stands_there() -> None:
    [call] = VALIDATION.calls(look(pending(proof())), known())
    [change] = call.params["ChangeBatch"]["Changes"]
    assert change == {
        "Action": "UPSERT",
        "ResourceRecordSet": {
            "Name": "_p.main.io", "Type": "CNAME", "TTL": 300,
            "ResourceRecords": [{"Value": "_v.acm-validations.aws"}],
        },
    }  # fmt: skip


def test_a_certificate_that_others_requested_proves_itself() -> None:
    found = look(certificate(validation=(proof(),)))
    assert found is not None
    assert found.missing == ()


def test_a_certificate_of_iam_needs_no_proof() -> None:
    iam = certificate(arn="arn:aws:iam::123456789012:server-certificate/x")
    found = look(iam)
    assert found is not None
    assert VALIDATION.calls(found, known()) == []
    assert VALIDATION.progress(cast("Facts", Account()), found, ()).done


def test_records_of_one_that_is_issued_are_put_back_for_its_renewal() -> None:
    found = look(certificate(tags=OURS, validation=(proof(),)))
    assert found is not None
    assert found.missing == (proof(),)


def test_the_plan_of_a_certificate_to_come_holds_one_change_a_zone_that_cannot_be_sent() -> None:
    calls = VALIDATION.calls(None, known())
    assert [call.sendable for call in calls] == [False, False]


def test_a_reused_certificate_may_have_a_name_that_the_site_no_longer_has() -> None:
    found = look(
        certificate("main.io", "gone.io", tags=OURS, validation=(proof(), proof("gone.io", "_p.gone.io"))), STANDS
    )
    assert VALIDATION.calls(found, known()) == []


@pytest.mark.parametrize(("status", "done"), [("ISSUED", True), ("PENDING_VALIDATION", False)])
def test_the_wait_is_for_acm_to_issue_it(status: str, done: bool) -> None:
    now = certificate(status=status, validation=(proof(),))
    progress = VALIDATION.progress(cast("Facts", Account(now)), ValidationState(now, ()), ())
    assert (progress.done, "_p.main.io" in progress.message) == (done, True)


@pytest.mark.parametrize("status", ["FAILED", "VALIDATION_TIMED_OUT", "EXPIRED", "REVOKED"])
def test_one_that_acm_gave_up_ends_the_wait(status: str) -> None:
    now = certificate(status=status)
    with pytest.raises(StepError) as caught:
        VALIDATION.progress(cast("Facts", Account(now)), ValidationState(now, ()), ())
    assert (caught.value.problem.code, caught.value.problem.site) == (status, "main.io")


@pytest.mark.parametrize("reason", REASONS)
def test_acms_reason_is_told_in_plain_words(reason: str) -> None:
    now = certificate(status="FAILED", failure=reason)
    with pytest.raises(StepError) as caught:
        VALIDATION.progress(cast("Facts", Account(now)), ValidationState(now, ()), ())
    assert (caught.value.problem.code, caught.value.problem.why) == (reason, REASONS[reason])
