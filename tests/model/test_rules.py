"""One table a rule: a value, and a word of the sentence that it earns, or None where it is fine."""

import pytest

from multisite_tui.model.rules import domains, ids, matchers, names, numbers, paths, protocols, secrets, tags, texts

HTTP = ("http", "https")
LONG_LABEL = "a" * 63

TABLES = {
    numbers.port: [
        (1, None),
        (65535, None),
        (0, "0 is not a port (1 to 65535)"),
        (70000, "70000 is not a port"),
        (-1, "-1"),
    ],
    numbers.interval: [(5, None), (300, None), (4, "5 to 300"), (301, "5 to 300")],
    numbers.timeout: [(2, None), (60, None), (1, "2 to 60"), (61, "2 to 60")],
    numbers.threshold: [(2, None), (10, None), (1, "2 to 10"), (11, "2 to 10")],
    numbers.idle_timeout: [(1, None), (3600, None), (0, "1 to 3600"), (3601, "1 to 3600")],
    numbers.shared_idle_timeout: [(1, None), (4000, None), (0, "1 to 4000"), (4001, "1 to 4000")],
    names.target_group_name: [
        ("to-main", None),
        ("a" * 32, None),
        ("a" * 33, "33 characters"),
        ("to_main", "letters, digits"),
        ("-to-main", "letters, digits"),
    ],
    matchers.matcher: [
        ("200", None),
        ("200-399", None),
        ("200,302-308,401", None),
        ("200-200", None),
        ("199", "200 to 499"),
        ("200-500", "200 to 499"),
        ("200, 302", "200 to 499"),
        ("", "200 to 499"),
        ("200,", "200 to 499"),
        ("200\n", "200 to 499"),
        ("399-200", "write 200-399"),
    ],
    texts.page_text: [
        ("<p>Back at six</p>\n\t<p>여섯 시</p>", None),
        (" \n", "empty"),
        ("a\x1b[2J", "cannot be printed"),
    ],
    texts.page_length: [(1024, None), (1025, "1025 characters")],
    numbers.draining: [(0, None), (3600, None), (-1, "1 to 3600"), (3601, "1 to 3600")],
    numbers.http_status: [(100, None), (599, None), (99, "100 to 599"), (600, "100 to 599")],
    numbers.wait: [(1, None), (259200, None), (0, "1s to 72h"), (259201, "1s to 72h")],
    numbers.duration: [
        ("90s", None),
        ("10m", None),
        ("1h", None),
        ("10", "such as 90s"),
        ("0s", "such as 90s"),
        ("1d", "such as"),
        ("1.5h", "such as"),
        ("10 m", "such as"),
        ("9999999s", "such as"),
        ("\u0661s", "such as"),
        ("10m\n", "such as"),
    ],
    domains.hosted_zone: [
        ("Z0123456789ABCDEFGHIJ", None),
        ("main.io", None),
        ("z0123456789", "has no dot"),
        ("Z" + "A" * 32, "has no dot"),
    ],
    domains.domain: [
        ("ec2-203-0-113-10.ap-northeast-2.compute.amazonaws.com", "a domain of your own"),
        ("d111111abcdef8.CloudFront.net.", "a domain of your own"),
        ("notamazonaws.com", None),
        ("main.io", None),
        ("MAIN.io", None),
        ("main.io.", None),
        ("한국.kr", None),
        ("xn--3e0b707e.kr", None),
        ("a.b.c.d.example.com", None),
        (f"{LONG_LABEL}.io", None),
        ("1.2.3.4.com", None),
        ("münchen.de", None),
        ("", "missing"),
        ("*.main.io", "wildcard"),
        ("https://main.io", "address"),
        ("main.io/x", "address"),
        ("main.io:80", "address"),
        ("me@main.io", "address"),
        ("main io.com", "space"),
        ("main", "no dot"),
        ("main.", "no dot"),
        ("127.0.0.1", "IP address"),
        ("main.i", "ends in 'i'"),
        ("main.123", "ends in '123'"),
        ("-main.io", "inner hyphens"),
        ("main-.io", "inner hyphens"),
        ("my_app.io", "inner hyphens"),
        ("a..io", "the part ''"),
        (".io", "the part ''"),
        (f"{LONG_LABEL}a.io", "at most 63"),
        ("a." * 126 + "io", "at most 253"),
        ("a" * 300 + ".io", "at most 253"),
        ("xn--a.io", "letters"),
        ("가." * 40 + "kr", "as DNS writes it"),
        ("main..", "the part ''"),
        ("a\u200d.io", "invisible"),
        ("☃.io", "letters"),
        ("가" * 60 + ".kr", "as DNS writes it"),
    ],
    names.setup_name: [
        ("main-io", None),
        ("a", None),
        ("a" * 64, None),
        ("a" * 65, "64 at most"),
        ("Main", "small letters"),
        ("-a", "small letters"),
        ("a-", "small letters"),
        ("", "small letters"),
        ("../x", "small letters"),
        ("한", "small"),
        ("a\n", "small letters"),
    ],
    names.load_balancer_name: [
        ("to-main", None),
        ("A", None),
        ("a" * 32, None),
        ("a" * 33, "at most 32"),
        ("-a", "inner hyphens"),
        ("a-", "inner hyphens"),
        ("a_b", "inner hyphens"),
        ("", "inner hyphens"),
        ("internal-x", "internal-"),
        ("메인", "inner hyphens"),
    ],
    names.security_group_name: [
        ("to-main", None),
        ("a b ._-:/()#,@[]+=&;{}!$*", None),
        ("a" * 255, None),
        ("a" * 256, "255"),
        ("sg-a", "sg-"),
        ("SG-a", "sg-"),
        (" a", "space"),
        ("", "empty"),
        ("메인", "ASCII"),
        ("it's", "ASCII"),
    ],
    names.security_group_description: [
        ("Load balancer of main.io", None),
        ("sg-x", None),
        ("", "empty"),
        ("a" * 256, "255"),
        ("로드 밸런서", "ASCII"),
        ("em \u2014 dash", "ASCII"),
        ("a\nb", "ASCII"),
    ],
    ids.instance_id: [
        ("i-0123456789abcdef0", None),
        ("i-01234567", None),
        ("i-0123456789ABCDEF0", "one looks like"),
        ("i-012345678", "one looks like"),
        ("web", "one looks like"),
        ("i-01234567\n", "one looks like"),
    ],
    ids.subnet_id: [("subnet-0123456789abcdef0", None), ("subnet-01234567", None), ("sub-01234567", "one looks like")],
    ids.security_group_id: [("sg-0123456789abcdef0", None), ("sg-01234567", None), ("web", "one looks like")],
    ids.account: [
        ("012345678901", None),
        ("1234-5678-9012", "twelve"),
        ("12345678901", "twelve"),
        ("\u0661" * 12, "twelve"),
    ],
    ids.region: [
        ("ap-northeast-2", None),
        ("us-gov-west-1", None),
        ("eusc-de-east-1", None),
        ("mx-central-1", None),
        ("ap-northeast-2a", "one looks"),
        ("Seoul", "one looks"),
        ("us_east_1", "one looks"),
    ],
    ids.certificate: [
        ("auto", None),
        ("request", None),
        ("none", None),
        ("arn:aws:acm:ap-northeast-2:123456789012:certificate/12345678-aaaa-bbbb-cccc-1234567890ab", None),
        ("arn:aws-cn:acm:cn-north-1:123456789012:certificate/12345678", None),
        ("arn:aws:iam::123456789012:server-certificate/path/my_cert", None),
        ("arn:aws:acm:ap-northeast-2:1234:certificate/1", "whole ARN"),
        ("yes", "whole ARN"),
        ("arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:loadbalancer/x", "whole ARN"),
    ],
    tags.tag_key: [
        ("team", None),
        ("팀", None),
        ("a b_.:/=+-@", None),
        ("a" * 128, None),
        ("", "at least one"),
        ("a" * 129, "at most 128"),
        ("aws:x", "aws:"),
        ("AWS:x", "aws:"),
        ("multisite-tui:setup", "multisite-tui:"),
        ("a!", "'!' cannot"),
        ("a\tb", "cannot"),
    ],
    tags.tag_value: [
        ("", None),
        ("웹 개발팀", None),
        ("a" * 255, None),
        ("a" * 256, "at most 255"),
        ("50%", "'%' cannot"),
    ],
    tags.tag_count: [(0, None), (44, None), (45, "45 tags")],
    paths.health_path: [
        ("/", None),
        ("/health?x=1", None),
        ("/" + "a" * 1012, None),
        ("/" + "a" * 1013, "1013 is the most"),
        ("health", "begins with /"),
        ("", "begins with /"),
        ("/a b", "without spaces"),
        ("/한글", "without spaces"),
    ],
    texts.visible_text: [
        ("welcome", None),
        ("안녕 하세요", None),
        ("", "empty"),
        (" ", "empty"),
        ("a" * 1001, "1000"),
        ("a\nb", "printed"),
    ],
    texts.profile: [
        ("default", None),
        ("my profile", None),
        ("", "not a profile"),
        ("a]", "not a profile"),
        ("a\n", "not a"),
    ],
    secrets.secret: [
        ("AKIAIOSFODNN7EXAMPLE", "secret"),
        ("x ASIAIOSFODNN7EXAMPLE y", "secret"),
        ("-----BEGIN PRIVATE KEY-----", "secret"),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "secret"),
        ("aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "secret"),
        ("my key is wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY, keep it", "secret"),
        ("FwoGZXIvYXdzEBYaDHqa0AP1xyzabcdefghijklmnopqrstuv0123456789ABCDEFGHIJ==", "secret"),
        ("da39a3ee5e6b4b0d3255bfef95601890afd80709", None),
        ("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", None),
        ("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", None),
        ("arn:aws:iam::123456789012:server-certificate/Company/Prod2024/aB3/cD4/eF5/gH6/iJ7/kL8", None),
        ("arn:aws:acm:ap-northeast-2:123456789012:certificate/00000000-0000-0000-0000-000000000000", None),
        ("/home/Users/Projects2024/MySites/aB3/cD4/eF5/gH6/index", None),
        ("Team2MarketingAndCommunicationDepartmentOfEurope", None),
        ("a-long-name-with-many-parts-1.of.a.domain.that.is.long.example.com", None),
        ("welcome", None),
    ],
}

CASES = [
    pytest.param(rule, value, wanted, id=f"{rule.__name__}-{str(value)[:20]!r}")
    for rule, table in TABLES.items()
    for value, wanted in table
]


@pytest.mark.parametrize(("rule", "value", "wanted"), CASES)
def test_rule(rule, value, wanted):
    sentence = rule(value)
    if wanted is None:
        assert sentence is None
    else:
        assert sentence is not None
        assert wanted in sentence
        assert "\n" not in sentence
        assert len(sentence) < 250


@pytest.mark.parametrize(
    ("front", "back", "fine"),
    [(f, b, (f in HTTP) == (b in HTTP)) for f in (*HTTP, "tcp", "ssl") for b in (*HTTP, "tcp", "ssl")],
)
def test_protocol_pairs(front, back, fine):
    assert (protocols.protocol_pair(front, back) is None) is fine


@pytest.mark.parametrize(
    ("first", "second", "fine"),
    [("http", "http", True), ("https", "ssl", True), ("http", "https", False), ("ssl", "tcp", False)],
)
def test_shared_instance_port(first, second, fine):
    assert (protocols.shared_instance_port(8080, first, second) is None) is fine


def test_timeout_is_strictly_below_the_interval():
    assert numbers.timeout_below_interval(4, 5) is None
    assert numbers.timeout_below_interval(5, 5) is not None


def test_durations_are_read_and_spelled():
    assert [numbers.seconds(text) for text in ("90s", "10m", "1h")] == [90, 600, 3600]
    assert [numbers.spelled(seconds) for seconds in (90, 600, 3600)] == ["90s", "10m", "60m"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("MAIN.io", "main.io"), ("main.io.", "main.io"), ("한국.kr", "xn--3e0b707e.kr"), ("한국。kr", "xn--3e0b707e.kr")],
)
def test_domains_become_what_dns_has(typed, stored):
    assert domains.canonical(typed) == stored
    assert domains.canonical(stored) == stored


def test_secrets_are_never_shown():
    assert "AKIA" not in texts.shown("see AKIAIOSFODNN7EXAMPLE")
    assert "wJalr" not in texts.shown("key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    assert "MIIE" not in texts.shown("-----BEGIN RSA PRIVATE KEY-----\nMIIEabc\n-----END RSA PRIVATE KEY-----")


def test_what_is_shown_cannot_drive_the_terminal():
    assert texts.shown("\x1b[2Jx\u202e") == "\N{REPLACEMENT CHARACTER}[2Jx\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("value", [value for value, wanted in TABLES[secrets.secret] if wanted])
def test_what_is_refused_as_a_secret_is_never_shown(value):
    assert secrets.HIDDEN in secrets.redacted(value)
    assert value not in texts.shown(value)
