from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from .rig import Bench, cname, listener, refused


def record(bench: Bench, arn: str, index: int = 0) -> dict[str, Any]:
    return bench.seen(arn)["DomainValidationOptions"][index]["ResourceRecord"]


def test_the_record_is_absent_at_first(bench: Bench) -> None:
    arn = bench.certificate("main.io")
    seen = bench.seen(arn)
    assert seen["Status"] == "PENDING_VALIDATION"
    assert "ResourceRecord" not in seen["DomainValidationOptions"][0]
    assert not {"IssuedAt", "NotAfter"} & set(seen)
    bench.clock.forward(2)
    assert record(bench, arn)["Type"] == "CNAME"


def test_each_domain_has_a_record_of_its_own(bench: Bench) -> None:
    arn = bench.certificate("main.io", "*.main.io", "sub.main.io")
    bench.clock.forward(2)
    apex, wildcard, sub = (record(bench, arn, index) for index in range(3))
    assert apex == wildcard
    assert sub["Name"] != apex["Name"]
    assert sub["Value"] != apex["Value"]
    assert apex["Name"].endswith(".main.io.")
    assert apex["Value"].endswith(".acm-validations.aws.")
    again = bench.certificate("main.io")
    bench.clock.forward(2)
    assert record(bench, again) == apex


def test_issued_once_every_record_stands(bench: Bench) -> None:
    arn = bench.certificate("main.io", "sub.main.io")
    bench.clock.forward(3)
    first, second = record(bench, arn, 0), record(bench, arn, 1)
    bench.change(("CREATE", cname(first["Name"], first["Value"])))
    bench.clock.forward(600)
    assert bench.seen(arn)["Status"] == "PENDING_VALIDATION"
    bench.change(("CREATE", cname(second["Name"].upper(), second["Value"])))
    bench.clock.forward(29)
    assert bench.seen(arn)["Status"] == "PENDING_VALIDATION"
    bench.clock.forward(2)
    seen = bench.seen(arn)
    assert seen["Status"] == "ISSUED"
    assert seen["DomainValidationOptions"][0]["ValidationStatus"] == "SUCCESS"
    assert seen["NotAfter"] - seen["NotBefore"] == timedelta(days=198)


def test_a_wrong_value_does_not_validate(bench: Bench) -> None:
    arn = bench.certificate("main.io")
    bench.clock.forward(3)
    bench.change(("CREATE", cname(record(bench, arn)["Name"], "_wrong.acm-validations.aws.")))
    bench.clock.forward(600)
    assert bench.seen(arn)["Status"] == "PENDING_VALIDATION"


def test_a_record_that_goes_too_soon(bench: Bench) -> None:
    arn = bench.certificate("main.io")
    bench.clock.forward(3)
    standing = cname(record(bench, arn)["Name"], record(bench, arn)["Value"])
    bench.change(("CREATE", standing))
    bench.clock.forward(20)
    bench.change(("DELETE", standing))
    bench.clock.forward(60)
    assert bench.seen(arn)["Status"] == "PENDING_VALIDATION"


def test_an_issued_certificate_stays_issued(bench: Bench) -> None:
    arn = bench.issued("main.io")
    standing = record(bench, arn)
    bench.change(("DELETE", cname(standing["Name"], standing["Value"])))
    bench.clock.forward(73 * 3600)
    assert bench.seen(arn)["Status"] == "ISSUED"


def test_a_record_that_stands_already_is_enough(bench: Bench) -> None:
    bench.issued("main.io")
    arn = bench.certificate("main.io", "*.main.io")
    bench.clock.forward(31)
    assert bench.seen(arn)["Status"] == "ISSUED"


def test_validation_times_out(bench: Bench) -> None:
    arn = bench.certificate("main.io")
    bench.clock.forward(72 * 3600 + 1)
    assert bench.seen(arn)["Status"] == "VALIDATION_TIMED_OUT"


def test_a_token_makes_one_certificate_for_an_hour(bench: Bench) -> None:
    first = bench.certificate("main.io", IdempotencyToken="abc", Tags=[{"Key": "a", "Value": "1"}])
    bench.clock.forward(3599)
    assert bench.certificate("main.io", IdempotencyToken="abc", Tags=[{"Key": "a", "Value": "2"}]) == first
    bench.clock.forward(2)
    assert bench.certificate("main.io", IdempotencyToken="abc") != first


def test_a_token_is_remembered_after_its_certificate_is_deleted(bench: Bench) -> None:
    first = bench.certificate("main.io", IdempotencyToken="abc")
    bench.acm.delete_certificate(CertificateArn=first)
    assert bench.certificate("main.io", IdempotencyToken="abc") == first
    with refused("ResourceNotFoundException"):
        bench.seen(first)
    bench.clock.forward(3601)
    assert bench.certificate("main.io", IdempotencyToken="abc") != first


def test_without_a_token_there_are_two(bench: Bench) -> None:
    assert bench.certificate("main.io") != bench.certificate("main.io")


def test_a_token_for_another_request_is_refused(bench: Bench) -> None:
    bench.certificate("main.io", IdempotencyToken="abc")
    with refused("InvalidParameterException"):
        bench.certificate("sub.main.io", IdempotencyToken="abc")


def test_key_and_method_are_as_asked(bench: Bench) -> None:
    arn = bench.certificate("main.io", KeyAlgorithm="EC_prime256v1")
    assert bench.seen(arn)["KeyAlgorithm"] == "EC_prime256v1"
    assert bench.seen(arn)["DomainValidationOptions"][0]["ValidationMethod"] == "DNS"
    by_mail = bench.certificate("main.io", ValidationMethod="EMAIL")
    bench.clock.forward(60)
    option = bench.seen(by_mail)["DomainValidationOptions"][0]
    assert option["ValidationMethod"] == "EMAIL"
    assert "ResourceRecord" not in option


def test_the_list_hides_other_keys(bench: Bench) -> None:
    rsa, ec = bench.certificate("main.io"), bench.certificate("main.io", KeyAlgorithm="EC_prime256v1")

    def listed(**asked: Any) -> list[str]:
        return [summary["CertificateArn"] for summary in bench.acm.list_certificates(**asked)["CertificateSummaryList"]]

    assert listed() == [rsa]
    assert listed(Includes={"keyTypes": ["RSA_2048", "EC_prime256v1"]}) == [rsa, ec]
    assert listed(CertificateStatuses=["ISSUED"]) == []


@pytest.mark.parametrize(
    "name", ["ma in.io", "main.io.", "under_score.io", "io", "*.*.io", "-x.io", "집.io", "x" * 64 + ".io"]
)
def test_names_that_are_refused(bench: Bench, name: str) -> None:
    with refused("ValidationException"):
        bench.certificate(name)


def test_names_of_amazon_are_refused(bench: Bench) -> None:
    with refused("InvalidDomainValidationOptionsException"):
        bench.certificate("main.io", SubjectAlternativeNames=["x.amazonaws.com"])


def test_a_long_first_name_is_refused(bench: Bench) -> None:
    long = "x" * 40 + "." + "y" * 40 + ".io"
    with refused("InvalidDomainValidationOptionsException"):
        bench.certificate(long)
    bench.certificate("main.io", long)


def test_ten_names_are_allowed(bench: Bench) -> None:
    names = [f"n{number}.main.io" for number in range(11)]
    bench.certificate(*names[:10])
    with refused("LimitExceededException"):
        bench.certificate(*names)


@pytest.mark.parametrize("token", ["with-hyphen", "x" * 33])
def test_tokens_that_are_refused(bench: Bench, token: str) -> None:
    with refused("ValidationException"):
        bench.certificate("main.io", IdempotencyToken=token)


def test_choices_that_are_refused(bench: Bench) -> None:
    with refused("ValidationException"):
        bench.certificate("main.io", KeyAlgorithm="RSA_512")


def test_one_in_use_cannot_be_deleted(bench: Bench) -> None:
    arn = bench.issued("main.io")
    bench.balancer(Listeners=[listener(443, protocol="HTTPS", SSLCertificateId=arn)])
    user = "arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:loadbalancer/to-main"
    assert bench.seen(arn)["InUseBy"] == [user]
    with refused("ResourceInUseException"):
        bench.acm.delete_certificate(CertificateArn=arn)
    bench.elb.delete_load_balancer(LoadBalancerName="to-main")
    with refused("ResourceInUseException"):
        bench.acm.delete_certificate(CertificateArn=arn)
    bench.clock.forward(61)
    bench.acm.delete_certificate(CertificateArn=arn)
    with refused("ResourceNotFoundException"):
        bench.seen(arn)


def test_tags(bench: Bench) -> None:
    arn = bench.certificate("main.io", Tags=[{"Key": "a", "Value": "1"}])
    bench.acm.add_tags_to_certificate(CertificateArn=arn, Tags=[{"Key": "b", "Value": "2"}])
    bench.acm.remove_tags_from_certificate(CertificateArn=arn, Tags=[{"Key": "a"}])
    assert bench.acm.list_tags_for_certificate(CertificateArn=arn)["Tags"] == [{"Key": "b", "Value": "2"}]
    with refused("TooManyTagsException"):
        many = [{"Key": str(number), "Value": "x"} for number in range(50)]
        bench.acm.add_tags_to_certificate(CertificateArn=arn, Tags=many)


def test_another_region_has_certificates_of_its_own(bench: Bench) -> None:
    bench.certificate("main.io")
    elsewhere = bench.account.session().client("acm", region_name="us-east-1")
    assert elsewhere.list_certificates()["CertificateSummaryList"] == []
