"""Rules about several answers: what is told, where, and that all is told at once."""

import pytest
from pydantic import ValidationError

from multisite_tui.model.advice import warnings
from multisite_tui.model.setup import Setup

ACM = "arn:aws:acm:us-east-1:123456789012:certificate/12345678"


def setup(*sites, **more):
    return Setup.model_validate({"schema": 1, "sites": list(sites), **more})


def site(domain="main.io", port=80, **more):
    return {"domain": domain, "port": port, **more}


def told(*sites, **more):
    with pytest.raises(ValidationError) as caught:
        setup(*sites, **more)
    return {(error["type"], error["loc"]) for error in caught.value.errors()}


CASES = [
    ("protocol_pair", ("sites", 0, "listeners", 0), [site(listeners=["tcp:25"])], {}),
    (
        "certificate_needed",
        ("sites", 0, "listeners", 1),
        [site(certificate="none", listeners=["http:80", "https:443"])],
        {},
    ),
    ("listener_port", ("sites", 0, "listeners", 1), [site(listeners=["http:80", "https:80"])], {}),
    ("listener_count", ("sites", 0, "listeners"), [site(listeners=[])], {}),
    (
        "shared_instance_port",
        ("sites", 0, "listeners", 1),
        [site(listeners=["http:80", {"protocol": "https", "port": 443, "instance_protocol": "https"}])],
        {},
    ),
    ("timeout_below_interval", ("sites", 0, "health_check", "timeout"), [site(health_check={"timeout": 5})], {}),
    ("path_wanted", ("sites", 0, "health_check", "path"), [site(health_check={"protocol": "tcp", "path": "/x"})], {}),
    (
        "stickiness_without_http",
        ("sites", 0, "stickiness"),
        [site(stickiness=60, listeners=["tcp:80"], instance_protocol="tcp")],
        {},
    ),
    (
        "status_of_another_name",
        ("sites", 0, "verify", "status", "www.main.io"),
        [site(verify={"status": {"main.io": 200, "www.main.io": 301}})],
        {},
    ),
    ("zone_of", ("sites", 0, "dns", "zone"), [site(dns={"zone": "ain.io"})], {}),
    ("names_for_one_certificate", ("sites", 0, "aliases"), [site(aliases=[f"a{n}.main.io" for n in range(10)])], {}),
    ("common_name", ("sites", 0, "domain"), [site("a" * 62 + ".io", certificate="request")], {}),
    ("security_group_name", ("sites", 0, "load_balancer"), [site(load_balancer="sg-web")], {}),
    ("domain_twice", ("sites", 1, "domain"), [site(), site("MAIN.io.")], {}),
    ("domain_twice", ("sites", 0, "aliases", 0), [site(aliases=["main.io"])], {}),
    ("domain_twice", ("sites", 1, "aliases", 0), [site(), site("b.io", aliases=["main.io"])], {}),
    (
        "load_balancer_twice",
        ("sites", 1, "load_balancer"),
        [site(load_balancer="x"), site("b.io", load_balancer="X")],
        {},
    ),
    (
        "security_group_twice",
        ("sites", 1, "security_group", "name"),
        [site(security_group={"name": "Web"}), site("b.io", security_group={"name": "web"})],
        {},
    ),
    (
        "security_group_twice",
        ("sites", 1, "security_group", "name"),
        [site(), site("b.io", security_group={"name": "to-main"})],
        {},
    ),
    (
        "tag_count",
        ("sites", 0, "tags"),
        [site(tags=dict.fromkeys(map(str, range(43)), ""))],
        {"tags": {"d": "", "e": ""}},
    ),
    ("certificate_in_region", ("sites", 0, "certificate"), [site(certificate=ACM)], {"region": "ap-northeast-2"}),
    ("certificate_in_account", ("sites", 0, "certificate"), [site(certificate=ACM)], {"expect": {"account": "0" * 12}}),
    ("no_sites", ("sites",), [], {}),
    ("secret", ("tags", "note"), [site()], {"tags": {"note": "AKIAIOSFODNN7EXAMPLE"}}),
    ("secret", ("tags", "password"), [site()], {"tags": {"password": "correcthorsebattery"}}),
    ("secret", ("sites", 0, "verify", "text"), [site(verify={"text": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"})], {}),
    ("twice", ("instances",), [site()], {"instances": ["i-01234567", "i-01234567"]}),
    ("empty_list", ("instances",), [site()], {"instances": []}),
    ("empty_tags", ("instances", "tag"), [site()], {"instances": {"tag": {}}}),
]


@pytest.mark.parametrize(("code", "loc", "sites", "more"), CASES)
def test_relation(code, loc, sites, more):
    assert told(*sites, **more) == {(code, loc)}


FINE = [
    [site(listeners=["tcp:25"], instance_protocol="tcp", certificate="none")],
    [
        site(
            listeners=[
                "http:80",
                {"protocol": "https", "port": 443, "instance_protocol": "https", "instance_port": 8443},
            ]
        )
    ],
    [site(certificate="none")],
    [site(tags={"team": "1", "token": "short"})],
    [site(security_group={"id": "sg-01234567"}), site("b.io", security_group={"id": "sg-01234567"})],
    [site(tags={"a": ""}), site("b.io", tags={"b": "", "c": "", "d": "", "e": ""})],
    [site(health_check={"path": "/Abcdefgh1/bcdefghij/bcdefghij/bcdefghij"})],
]


@pytest.mark.parametrize("sites", FINE)
def test_fine(sites):
    assert len(setup(*sites).sites) == len(sites)


def test_without_a_certificate_the_default_listeners_are_plain():
    (only,) = setup(site(certificate="none")).sites
    assert [(listener.protocol, listener.port) for listener in only.listeners] == [("http", 80)]


def test_all_is_told_at_once():
    first = site(port=0, health_check={"timeout": 9}, listeners=["tcp:1"], dns={"zone": "b.io"})
    second = site(load_balancer="-", tags={"aws:x": ""}, nonsense=1)
    assert told(first, second, region="x") == {
        ("port", ("sites", 0, "port")),
        ("timeout_below_interval", ("sites", 0, "health_check", "timeout")),
        ("protocol_pair", ("sites", 0, "listeners", 0)),
        ("zone_of", ("sites", 0, "dns", "zone")),
        ("load_balancer_name", ("sites", 1, "load_balancer")),
        ("tag_key", ("sites", 1, "tags", "aws:x", "[key]")),
        ("extra_forbidden", ("sites", 1, "nonsense")),
        ("domain_twice", ("sites", 1, "domain")),
        ("region", ("region",)),
    }


def test_one_port_for_two_sites_is_a_question():
    (finding,) = warnings(setup(site(), site("b.io")))
    assert finding.loc == ("sites", 1, "port")
    assert "aliases" in finding.sentence


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        ({}, {}, True),
        ({"instances": ["i-01234567"]}, {"instances": ["i-76543210"]}, False),
        ({"instances": ["i-01234567"]}, {"instances": ["i-76543210", "i-01234567"]}, True),
        ({"instances": ["i-01234567"]}, {}, False),
        ({"instances": {"tag": {"a": "b"}}}, {"instances": {"tag": {"a": "b"}}}, True),
    ],
)
def test_one_port_on_other_machines_is_no_question(first, second, asked):
    assert bool(list(warnings(setup(site(**first), site("b.io", **second))))) is asked


@pytest.mark.parametrize(
    ("first", "second", "loc", "words"),
    [
        (
            {"port": 80, "listeners": ["http:80"]},
            {"port": 81, "listeners": [{"protocol": "http", "port": 80, "instance_port": 80}]},
            ("sites", 1, "listeners", 0),
            "aliases",
        ),
        (
            {"port": 80, "health_check": {"port": 81}},
            {"port": 81},
            ("sites", 1, "port"),
            "health check of main.io asks port 81",
        ),
        (
            {"port": 80},
            {"port": 81, "health_check": {"port": 80}},
            ("sites", 1, "health_check", "port"),
            "health check of b.io asks port 80",
        ),
    ],
)
def test_every_port_of_the_instance_is_compared(first, second, loc, words):
    (finding,) = warnings(setup(site(**first), site("b.io", **second)))
    assert (finding.code, finding.loc) == ("shared_port", loc)
    assert words in finding.sentence


def test_a_page_for_the_health_of_several_programs_is_no_question():
    check = {"health_check": {"port": 9000}}
    assert not list(warnings(setup(site(port=80, **check), site("b.io", port=81, **check))))


def test_a_name_too_long_to_come_first_is_a_warning_where_one_may_exist():
    (finding,) = warnings(setup(site("a" * 62 + ".io", load_balancer="x")))
    assert finding.code == "common_name"


def test_types_are_never_guessed():
    for wrong in ("80", 80.0, True, None):
        assert told(site(port=wrong)) == {("int_type", ("sites", 0, "port"))}
    assert told(site(), name=5) == {("string_type", ("name",))}


def test_a_setup_is_frozen():
    with pytest.raises(ValidationError):
        setup(site()).name = "x"


def test_an_error_never_shows_what_was_given():
    with pytest.raises(ValidationError) as caught:
        setup(site(port="AKIAIOSFODNN7EXAMPLE", domain="x AKIAIOSFODNN7EXAMPLE"), tags={"a": "AKIAIOSFODNN7EXAMPLE"})
    assert "AKIA" not in str(caught.value)
