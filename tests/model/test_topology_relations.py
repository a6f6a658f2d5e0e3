"""What each topology takes: each answer that is given works, or is refused with the place where it belongs."""

import pytest
from pydantic import ValidationError

from multisite_tui.model.health_checks import HealthCheck
from multisite_tui.model.maintenance import DEFAULT_PAGE, Maintenance
from multisite_tui.model.security_groups import NewSecurityGroup
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site

SITE = {"domain": "main.io", "port": 80}
OTHER = {"domain": "sub.main.io", "port": 81}


def setup(*sites, **more):
    return Setup.model_validate({"schema": 1, "sites": list(sites) or [SITE], **more})


def shared(*sites, **more):
    return setup(*sites, topology="shared", **more)


def told(make, *sites, **more):
    with pytest.raises(ValidationError) as caught:
        make(*sites, **more)
    return {(error["type"], ".".join(map(str, error["loc"]))) for error in caught.value.errors()}


@pytest.mark.parametrize(
    ("more", "code", "loc"),
    [
        ({"load_balancer": "to-main"}, "belongs_to_setup", "sites.0.load_balancer"),
        ({"security_group": {}}, "belongs_to_setup", "sites.0.security_group"),
        ({"subnets": []}, "belongs_to_setup", "sites.0.subnets"),
        ({"idle_timeout": 60}, "belongs_to_setup", "sites.0.idle_timeout"),
        ({"adopt": True}, "belongs_to_classic", "sites.0.adopt"),
        ({"health_check": {"protocol": "tcp"}}, "shared_check", "sites.0.health_check.protocol"),
        ({"instance_protocol": "ssl", "listeners": ["ssl:443"]}, "shared_protocol", "sites.0.instance_protocol"),
        (
            {"listeners": [{"protocol": "tcp", "port": 25, "instance_protocol": "tcp"}]},
            "shared_protocol",
            "sites.0.listeners.0",
        ),
        (
            {"listeners": [{"protocol": "http", "port": 80, "instance_port": 8080}]},
            "shared_way_behind",
            "sites.0.listeners.0",
        ),
        (
            {"listeners": [{"protocol": "https", "port": 443, "instance_protocol": "https"}]},
            "shared_way_behind",
            "sites.0.listeners.0",
        ),
        ({"domain": "main.xn--3e0b707e"}, "shared_host", "sites.0.domain"),
        ({"aliases": ["main.xn--3e0b707e"]}, "shared_host", "sites.0.aliases.0"),
        ({"stickiness": 604801}, "shared_cookie", "sites.0.stickiness"),
    ],
)
def test_what_shared_does_not_take_of_a_site_is_refused_at_its_place_and_classic_takes_it(more, code, loc):
    assert (code, loc) in told(shared, {**SITE, **more})
    setup({**SITE, **more})


@pytest.mark.parametrize(
    ("more", "loc"),
    [
        ({"target_group": "to-main"}, "target_group"),
        ({"redirect": True}, "redirect"),
        ({"maintenance": {}}, "maintenance"),
        ({"health_check": {"matcher": "200"}}, "health_check.matcher"),
    ],
)
def test_what_classic_does_not_take_of_a_site_is_refused_at_its_place_and_shared_takes_it(more, loc):
    assert told(setup, {**SITE, **more}) == {("belongs_to_shared", f"sites.0.{loc}")}
    shared({**SITE, **more})


@pytest.mark.parametrize(
    "more",
    [
        {"certificate": "none"},
        {"listeners": ["http:80"]},
        {"listeners": ["http:80", "https:8443"]},
        {"listeners": ["https:443"]},
    ],
)
def test_a_redirect_that_is_asked_for_and_cannot_be_made_is_refused(more):
    assert told(shared, {**SITE, **more, "redirect": True}) == {("redirect_wanted", "sites.0.redirect")}
    shared({**SITE, **more})
    shared({**SITE, **more, "redirect": False})
    # It is said together with what else is wrong; with the other topology, only that the key is not taken.
    wrong = {**SITE, **more, "redirect": True, "stickiness": 604801}
    assert told(shared, wrong) == {("redirect_wanted", "sites.0.redirect"), ("shared_cookie", "sites.0.stickiness")}
    assert told(shared, {**SITE, **more, "redirect": True, "adopt": True}) == {
        ("redirect_wanted", "sites.0.redirect"),
        ("belongs_to_classic", "sites.0.adopt"),
    }
    assert told(setup, {**SITE, **more, "redirect": True}) == {("belongs_to_shared", "sites.0.redirect")}


def test_what_all_sites_share_has_no_meaning_where_each_has_its_own():
    assert told(setup, shared={}) == {("belongs_to_shared", "shared")}


def test_a_site_that_is_a_part_already_says_what_it_was_given():
    one = Site.model_validate({**SITE, "load_balancer": "to-main", "idle_timeout": 60})
    assert told(shared, one) == {
        ("belongs_to_setup", "sites.0.load_balancer"),
        ("belongs_to_setup", "sites.0.idle_timeout"),
    }


def test_of_an_unknown_topology_nothing_is_out_of_place():
    assert {loc for _, loc in told(setup, {**SITE, "redirect": True}, topology="network", shared={})} == {"topology"}


def test_a_port_has_one_protocol_for_all_sites():
    sites = [{**SITE, "listeners": ["http:8000"]}, {**OTHER, "listeners": ["https:8000"]}]
    assert told(shared, *sites) == {("shared_port_protocol", "sites.1.listeners.0")}
    setup(*sites)


def test_target_groups_have_names_of_their_own():
    sites = [{**SITE, "target_group": "web"}, {**OTHER, "target_group": "WEB"}]
    assert told(shared, *sites) == {("target_group_twice", "sites.1.target_group")}


@pytest.mark.parametrize(
    ("name", "more", "wanted"),
    [
        ("internal-sites", {}, ("load_balancer_name", "name")),
        ("sg-sites", {}, ("security_group_name", "name")),
        ("sites", {"shared": {"load_balancer": "sg-sites"}}, ("security_group_name", "shared.load_balancer")),
    ],
)
def test_names_that_follow_the_setup_are_names_that_aws_takes(name, more, wanted):
    assert told(shared, name=name, **more) == {wanted}
    setup(name=name)
    shared(name=name, shared={"load_balancer": "all", "security_group": {"name": "all"}})


def test_names_are_filled_in_and_were_not_given():
    made = shared(SITE, {**OTHER, "target_group": "web"}, {"domain": "main.com", "port": 82}, name="a" * 31 + "-b")
    assert [site.target_group_name for site in made.sites] == ["to-main", "web", "to-main-com"]
    assert ["target_group" in site.model_fields_set for site in made.sites] == [False, True, False]
    assert made.shared_balancer == "a" * 31
    assert "shared" not in made.model_fields_set
    assert made.shared.security_group == NewSecurityGroup()
    assert shared(shared={"load_balancer": "All"}).shared_balancer == "All"


def test_default_names_step_aside_for_one_that_was_asked_for():
    assert shared(SITE, {**OTHER, "target_group": "to-main"}).sites[0].target_group_name == "to-main-io"


@pytest.mark.parametrize(
    ("more", "redirects"),
    [
        ({}, True),
        ({"redirect": False}, False),
        ({"certificate": "none"}, False),
        ({"listeners": ["https:8443"]}, False),
    ],
)
def test_http_leads_to_https_where_the_site_has_it(more, redirects):
    assert shared({**SITE, **more}).sites[0].redirects is redirects


def test_a_redirect_is_a_sign_of_life():
    assert HealthCheck().codes == "200-399"
    assert HealthCheck(matcher="200").codes == "200"


@pytest.mark.parametrize(
    ("page", "kind", "holds"),
    [
        ({}, "text/html", "잠시 점검 중입니다"),
        ({"text": "Back at six & <soon>"}, "text/plain", "Back at six & <soon>"),
        ({"text": "곧 & <열립니다>"}, "text/html", "곧 &amp; &lt;열립니다&gt;"),
        ({"html": "<p>away</p>"}, "text/html", "<p>away</p>"),
    ],
)
def test_a_page_names_its_character_set_where_the_words_need_it(page, kind, holds):
    made = Maintenance.model_validate(page)
    assert made.content_type == kind
    assert holds in made.body
    assert made.body.isascii() or 'charset="utf-8"' in made.body


def test_the_default_page_fits():
    assert len(DEFAULT_PAGE.encode()) <= 1024
