"""What a site means once all that it leaves out is filled in."""

import pytest

from multisite_tui.model.health_checks import CheckTarget, HealthCheck
from multisite_tui.model.listeners import FilledListener, Protocol
from multisite_tui.model.sites import Site

HTTP, HTTPS, TCP, SSL = Protocol


def site(**more):
    return Site.model_validate({"domain": "main.io", "port": 6402, "load_balancer": "to-main", **more})


def test_a_listener_takes_the_protocol_and_the_port_of_its_site_where_it_names_none():
    one = site(
        instance_protocol="https",
        listeners=["https:443", {"protocol": "http", "port": 80, "instance_protocol": "http", "instance_port": 8080}],
    )
    assert one.filled_listeners == (FilledListener(HTTPS, 443, HTTPS, 6402), FilledListener(HTTP, 80, HTTP, 8080))


@pytest.mark.parametrize(
    ("more", "target", "spelled"),
    [
        ({}, CheckTarget(HTTP, 6402, "/"), "HTTP:6402/"),
        (
            {"health_check": {"port": 81, "path": "/a/b", "protocol": "https"}},
            CheckTarget(HTTPS, 81, "/a/b"),
            "HTTPS:81/a/b",
        ),
        (
            {"instance_protocol": "tcp", "listeners": ["tcp:1"], "certificate": "none"},
            CheckTarget(TCP, 6402),
            "TCP:6402",
        ),
        ({"health_check": {"protocol": "ssl"}}, CheckTarget(SSL, 6402), "SSL:6402"),
    ],
)
def test_the_health_check_asks_the_port_and_protocol_of_its_site_where_it_names_none(more, target, spelled):
    assert site(**more).check_target == target
    assert target.aws == str(target) == spelled
    assert CheckTarget.parse(spelled) == target


@pytest.mark.parametrize("text", ["", "HTTP", "HTTP:/", "FTP:21", "HTTP:x/"])
def test_what_is_no_target_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        CheckTarget.parse(text)


def test_a_single_instance_is_kept_longer_than_one_of_several_unless_the_answers_say_when():
    assert [HealthCheck().unhealthy_after(count) for count in (1, 2, 5)] == [10, 3, 3]
    assert HealthCheck(unhealthy_threshold=4).unhealthy_after(1) == 4
