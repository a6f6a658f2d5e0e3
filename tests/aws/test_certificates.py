"""Which certificate a site is to use, and what is asked of ACM where there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from multisite_tui.aws.facts.certificates import Certificate
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import ListenerDescription
from multisite_tui.aws.resources.base import Progress
from multisite_tui.aws.resources.certificates import MOST_REQUESTS, CertificateChoice, EarlierRequests, SiteCertificate
from multisite_tui.aws.resources.entrances import ClassicEntrance
from multisite_tui.aws.resources.ownership import Owner

from .samples import ARN, NOW, OURS, OWNER, Account, certificate, known, load_balancer, proof

NONE_EARLIER = EarlierRequests()
IAM = "arn:aws:iam::123456789012:server-certificate/x"


def site(
    *names: str,
    wanted: str = "auto",
    owner: Owner = OWNER,
    region: str = "ap-northeast-2",
    earlier: EarlierRequests = NONE_EARLIER,
) -> SiteCertificate:
    entrance = ClassicEntrance("to-main")
    return SiteCertificate(owner, names or ("main.io",), wanted, entrance, "123456789012", region, earlier)


def chosen(resource: SiteCertificate, *there: Certificate, **more: Any) -> CertificateChoice:
    return resource.read(cast("Facts", Account(*there, **more)), known())


def arn_chosen(resource: SiteCertificate, *there: Certificate, **more: Any) -> str | None:
    found = chosen(resource, *there, **more).certificate
    return found.arn if found else None


@pytest.mark.parametrize(
    ("names", "wanted", "covers"),
    [
        (("main.io",), ("main.io",), True),
        (("main.io", "www.main.io"), ("www.main.io", "main.io"), True),
        (("*.main.io",), ("www.main.io",), True),
        (("*.main.io",), ("main.io",), False),
        (("*.main.io",), ("a.www.main.io",), False),
        (("main.io",), ("sub.main.io",), False),
        (("main.io", "*.main.io"), ("main.io", "www.main.io"), True),
        (("*.io",), ("main.io",), True),
    ],
)
def test_a_wildcard_covers_one_level_and_not_its_apex(
    names: Sequence[str], wanted: Sequence[str], covers: bool
) -> None:
    assert certificate(*names).covers(wanted) is covers


@pytest.mark.parametrize(
    ("changes", "usable"),
    [
        ({}, True),
        ({"key_algorithm": "RSA_1024"}, True),
        ({"key_algorithm": "RSA_3072"}, True),
        ({"key_algorithm": "RSA_4096"}, False),
        ({"key_algorithm": "EC_prime256v1"}, False),
        ({"status": "PENDING_VALIDATION"}, False),
        ({"status": "EXPIRED"}, False),
        ({"status": "INACTIVE"}, False),
        ({"not_after": NOW + timedelta(days=31)}, True),
        ({"not_after": NOW + timedelta(days=29)}, False),
        ({"names": frozenset({"other.io"})}, False),
    ],
)
def test_auto_takes_only_what_a_load_balancer_and_a_browser_take(changes: dict[str, Any], usable: bool) -> None:
    assert (arn_chosen(site(), certificate(**changes)) == ARN) is usable


def with_listener(arn: str) -> Any:
    return load_balancer(listeners=(ListenerDescription("HTTPS", 443, "HTTP", 6402, arn, ()),))


def test_auto_prefers_what_the_listener_has_to_a_longer_life() -> None:
    in_use = certificate(arn="in-use", not_after=NOW + timedelta(days=40))
    longer = certificate(arn="longer", not_after=NOW + timedelta(days=390))
    assert arn_chosen(site(), longer, in_use, balancer=with_listener("in-use")) == "in-use"
    assert arn_chosen(site(), in_use, longer) == "longer"


def test_auto_leaves_what_the_listener_has_once_it_is_close_to_its_end() -> None:
    ending = certificate(arn="in-use", not_after=NOW + timedelta(days=5))
    assert arn_chosen(site(), ending, certificate(arn="new"), balancer=with_listener("in-use")) == "new"


def test_auto_prefers_what_renews_itself_to_a_longer_life() -> None:
    mailed = certificate(arn="mailed", methods=frozenset({"EMAIL"}), not_after=NOW + timedelta(days=190))
    renewed = certificate(arn="renewed", methods=frozenset({"DNS"}), not_after=NOW + timedelta(days=90))
    assert arn_chosen(site(), mailed, renewed) == "renewed"
    assert arn_chosen(site(), mailed) == "mailed"
    assert arn_chosen(site(), mailed, renewed, balancer=with_listener("mailed")) == "mailed"


def test_acm_is_asked_how_certificates_are_validated_only_where_there_is_a_choice() -> None:
    one, other = certificate(arn="one"), certificate(arn="other")
    for there, balancer, asked in (
        ((one,), None, 0), ((one, other), None, 2), ((one, other), with_listener("one"), 0)
    ):  # fmt: skip
        account = Account(*there, balancer=balancer)
        site().read(cast("Facts", account), known())
        assert len(account.asked) == asked


def test_a_given_one_that_waits_for_a_mail_says_so() -> None:
    pending = certificate(status="PENDING_VALIDATION", methods=frozenset({"EMAIL"}), not_after=None)
    wanted = site(wanted=ARN)
    [problem] = wanted.conflicts(chosen(wanted, pending), known())
    assert (problem.code, "follow the link in ACM's mail" in problem.what) == ("certificate_unfit", True)


def test_auto_chooses_alike_in_each_run() -> None:
    there = [certificate(arn=arn) for arn in ("c", "a", "b")]
    assert arn_chosen(site(), *there) == arn_chosen(site(), *reversed(there)) == "a"


def test_auto_goes_on_with_the_one_it_requested() -> None:
    pending = certificate(status="PENDING_VALIDATION", tags=OURS, not_after=None)
    assert arn_chosen(site(), pending) == ARN


def test_request_takes_nothing_that_others_requested() -> None:
    assert arn_chosen(site(wanted="request"), certificate()) is None
    assert arn_chosen(site(wanted="request"), certificate(tags=OURS)) == ARN


def test_one_of_ours_for_other_names_is_not_taken() -> None:
    assert arn_chosen(site("main.io", "www.main.io", wanted="request"), certificate(tags=OURS)) is None


def test_an_issued_one_of_ours_goes_before_a_pending_one() -> None:
    pending = certificate(arn="a", status="PENDING_VALIDATION", tags=OURS, not_after=None)
    assert arn_chosen(site(wanted="request"), pending, certificate(arn="b", tags=OURS)) == "b"


def test_those_that_came_to_nothing_are_counted() -> None:
    dead = [certificate(arn=str(number), status="FAILED", tags=OURS, not_after=None) for number in range(2)]
    others = certificate(arn="others", status="FAILED", not_after=None)
    assert chosen(site(), *dead, others) == CertificateChoice(None, dead=2)


def test_an_arn_takes_just_that_one() -> None:
    other = ARN.replace("/1", "/2")
    facts = Account(certificate(), certificate(arn=other))
    assert site(wanted=other).read(cast("Facts", facts), known()).certificate == certificate(arn=other)
    assert facts.asked == []  # the list tells enough


def test_one_that_acm_does_not_list_is_described() -> None:
    facts = Account(certificate(), listed=())
    assert site(wanted=ARN).read(cast("Facts", facts), known()).certificate == certificate()
    assert facts.asked == [ARN]


@pytest.mark.parametrize("elsewhere", [("ap-northeast-2", "us-east-1"), ("123456789012", "210987654321")])
def test_an_arn_of_another_region_or_account_is_refused_unasked(elsewhere: tuple[str, str]) -> None:
    facts = Account(certificate())
    resource = site(wanted=ARN.replace(*elsewhere))
    found = resource.read(cast("Facts", facts), known())
    [problem] = resource.conflicts(found, known())
    assert ("another region or account" in problem.what, facts.asked) == (True, [])


def test_a_certificate_of_iam_is_taken_at_its_word() -> None:
    resource = site(wanted=IAM)
    found = resource.read(cast("Facts", Account()), known())
    assert (resource.exists(found), resource.conflicts(found, known()), resource.calls(found, known())) == (
        True,
        (),
        (),
    )


def test_a_certificate_of_iam_is_not_waited_for() -> None:
    resource = site(wanted=IAM)
    found = resource.read(cast("Facts", Account()), known())
    assert resource.progress(cast("Facts", Account()), found, ()).done


def test_a_certificate_of_iam_of_another_account_is_refused() -> None:
    resource = site(wanted=IAM.replace("123456789012", "210987654321"))
    [problem] = resource.conflicts(resource.read(cast("Facts", Account()), known()), known())
    assert "another region or account" in problem.what


@pytest.mark.parametrize("kind", ["IMPORTED", "PRIVATE"])
def test_auto_leaves_what_acm_does_not_renew_or_browsers_do_not_trust(kind: str) -> None:
    assert arn_chosen(site(), certificate(type=kind)) is None
    assert arn_chosen(site(), certificate(type=kind), balancer=with_listener(ARN)) == ARN


def test_names_that_are_all_too_long_to_be_requested_are_refused() -> None:
    long = f"{'x' * 60}.main.io"
    [problem] = site(long).conflicts(CertificateChoice(None), known())
    assert problem.code == "common_name"
    assert site(long).conflicts(CertificateChoice(certificate(long)), known()) == ()
    assert site(long, "main.io").conflicts(CertificateChoice(None), known()) == ()


def request(resource: SiteCertificate, dead: int = 0) -> dict[str, Any]:
    [call] = resource.calls(CertificateChoice(None, dead=dead), known())
    assert call.name == "acm:RequestCertificate"
    return dict(call.params)


def test_one_is_requested_where_there_is_none() -> None:
    params = request(site("main.io", "www.main.io"))
    assert params["DomainName"] == "main.io"
    assert params["SubjectAlternativeNames"] == ["main.io", "www.main.io"]
    assert (params["ValidationMethod"], params["KeyAlgorithm"]) == ("DNS", "RSA_2048")
    assert {tag["Key"]: tag["Value"] for tag in params["Tags"]} == OURS


def test_nothing_is_requested_where_there_is_one() -> None:
    assert site().calls(CertificateChoice(certificate()), known()) == ()
    assert site().calls(CertificateChoice(certificate(tags=OURS)), known()) == []


def test_only_one_of_ours_is_tagged_as_asked() -> None:
    owner = replace(OWNER, former_tags=frozenset({"old", "team"}))
    calls = site(owner=owner).calls(CertificateChoice(certificate(tags={**OURS, "team": "x", "old": "y"})), known())
    assert [(call.operation, call.params["Tags"]) for call in calls] == [
        ("AddTagsToCertificate", [{"Key": "team", "Value": "web"}]),
        ("RemoveTagsFromCertificate", [{"Key": "old"}]),
    ]
    assert site(owner=owner).calls(CertificateChoice(certificate(tags={"team": "x"})), known()) == ()


def test_a_single_name_has_no_further_names() -> None:
    assert "SubjectAlternativeNames" not in request(site())


def test_a_name_too_long_for_the_first_stands_behind_a_short_one() -> None:
    long = f"{'x' * 60}.main.io"
    params = request(site(long, "main.io"))
    assert (params["DomainName"], params["SubjectAlternativeNames"]) == ("main.io", ["main.io", long])


def test_a_token_is_32_word_characters() -> None:
    assert re.fullmatch(r"\w{32}", request(site())["IdempotencyToken"], re.ASCII)


def test_a_token_is_that_of_the_same_request_in_any_run() -> None:
    assert request(site("a.io", "b.io"))["IdempotencyToken"] == request(site("a.io", "b.io"))["IdempotencyToken"]
    other_tags = replace(OWNER, tags={"team": "other"})
    assert request(site(owner=other_tags))["IdempotencyToken"] == request(site())["IdempotencyToken"]


@pytest.mark.parametrize(
    "other",
    [
        site("www.main.io"),
        site(region="us-east-1"),
        site(owner=replace(OWNER, setup="other")),
        site(owner=replace(OWNER, site="other.io")),
    ],
)
def test_a_token_differs_with_what_is_asked_for(other: SiteCertificate) -> None:
    assert request(other)["IdempotencyToken"] != request(site())["IdempotencyToken"]


def test_a_token_differs_with_the_order_of_the_names() -> None:
    # AWS leaves open what it makes of a known token with another first name.
    assert request(site("a.io", "b.io"))["IdempotencyToken"] != request(site("b.io", "a.io"))["IdempotencyToken"]


def test_a_token_never_brings_back_one_that_came_to_nothing() -> None:
    assert len({request(site(), dead)["IdempotencyToken"] for dead in range(3)}) == 3


def test_a_token_is_another_one_after_a_removal_and_the_same_in_a_resume() -> None:
    first = request(site())["IdempotencyToken"]
    after = request(site(earlier=EarlierRequests(frozenset({first}), frozenset({ARN}))))["IdempotencyToken"]
    assert after != first
    known = EarlierRequests(frozenset({first, after}), frozenset({ARN}))
    assert request(site(earlier=known))["IdempotencyToken"] == after


def test_a_token_is_another_one_after_an_answer_that_acm_does_not_know_and_a_resume_repeats_the_last() -> None:
    wanted = site()
    first = request(wanted)["IdempotencyToken"]
    assert wanted.given_up(CertificateChoice(certificate(status="PENDING_VALIDATION")))
    second = request(wanted)["IdempotencyToken"]
    assert second != first
    resumed = site(earlier=EarlierRequests(frozenset({first, second})))
    assert request(resumed)["IdempotencyToken"] == second


def test_certificates_that_acm_does_not_know_are_not_asked_for_without_end() -> None:
    wanted = site()
    answered = [wanted.given_up(CertificateChoice(certificate(arn=f"arn:{number}"))) for number in range(9)]
    assert answered == [True] * MOST_REQUESTS + [False] * (9 - MOST_REQUESTS)


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (None, "is not there"),
        (certificate(status="PENDING_VALIDATION"), "is PENDING_VALIDATION"),
        (certificate(key_algorithm="EC_prime256v1"), "EC_prime256v1"),
        (certificate("*.main.io"), "does not cover main.io"),
    ],
)
def test_a_given_certificate_that_does_not_fit_is_refused(found: Certificate | None, message: str) -> None:
    [problem] = site(wanted=ARN).conflicts(CertificateChoice(found), known())
    assert (problem.code, problem.key, problem.site) == ("certificate_unfit", "certificate", "main.io")
    assert message in problem.what


def test_a_given_certificate_that_fits_is_no_obstacle() -> None:
    assert site(wanted=ARN).conflicts(CertificateChoice(certificate()), known()) == ()


def test_what_is_chosen_for_the_person_is_no_obstacle() -> None:
    assert site().conflicts(CertificateChoice(None), known()) == ()


@pytest.mark.parametrize(
    ("now", "done"),
    [
        (None, False),
        (certificate(status="PENDING_VALIDATION", awaited=frozenset({"main.io"})), False),
        (certificate(status="PENDING_VALIDATION", validation=(proof(),)), True),
        (certificate(), True),
        (certificate(status="FAILED", awaited=frozenset({"main.io"})), True),
    ],
)
def test_the_wait_is_for_the_validation_records(now: Certificate | None, done: bool) -> None:
    facts = cast("Facts", Account(*([now] if now else [])))
    progress = site().progress(facts, CertificateChoice(certificate(status="PENDING_VALIDATION")), ())
    assert isinstance(progress, Progress)
    assert progress.done is done


@pytest.mark.parametrize(
    ("found", "waits"), [(None, True), (CertificateChoice(None), True), (CertificateChoice(certificate()), False)]
)
def test_other_tags_are_nothing_to_wait_for(found: CertificateChoice | None, waits: bool) -> None:
    assert (site().expects(found) is not None) is waits


@pytest.mark.parametrize(
    ("found", "exists"), [(None, False), (CertificateChoice(None), False), (CertificateChoice(certificate()), True)]
)
def test_it_exists_once_there_is_one_to_use(found: CertificateChoice | None, exists: bool) -> None:
    assert site().exists(found) is exists


@pytest.mark.parametrize(
    ("tags", "because"),
    [(OURS, "issued, requested for this site"), ({}, "issued, there already, and left as it is")],
)
def test_the_plan_says_whose_it_is(tags: dict[str, str], because: str) -> None:
    assert site().noop_reason(CertificateChoice(certificate(tags=tags))) == because
