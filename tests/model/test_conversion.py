"""The answers of one topology, converted for the other, and back."""

import pytest
from hypothesis import HealthCheck, given, settings

from multisite_tui.answers import dump, load
from multisite_tui.errors import InputNeeded
from multisite_tui.model.conversion import converted
from multisite_tui.model.setup import Setup

from ..answers.strategies import answers, shared_answers

moderate = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
MAIN = {"domain": "main.io", "port": 6402}
SUB = {"domain": "sub.main.io", "port": 6403}


def setup(*sites, **more):
    return Setup.model_validate({"schema": 1, "sites": list(sites), **more})


def shared(*sites, **more):
    return setup(*sites, topology="shared", **more)


def _shared_or_refused(asked):
    try:
        return converted(asked, "shared")
    except InputNeeded:
        return None


@moderate
@given(answers())
def test_there_and_back_gives_what_was_there(data):
    asked = Setup.model_validate(data)
    there = _shared_or_refused(asked)
    if there is None:
        return
    assert there.topology == "shared"
    assert load(dump(there), "converted.yaml").setup == there
    assert [site.domain for site in there.sites] == [site.domain for site in asked.sites]
    assert converted(there, "classic", asked) == asked


@moderate
@given(shared_answers())
def test_and_the_other_way_round(data):
    asked = Setup.model_validate(data)
    there = converted(asked, "classic")
    assert load(dump(there), "converted.yaml").setup == there
    assert converted(there, "shared", asked) == asked


def test_the_topology_that_it_has_already_changes_nothing():
    asked = setup(MAIN)
    assert converted(asked, "classic") is asked


def test_what_a_site_answers_for_itself_goes_along():
    asked = setup({**MAIN, "tags": {"page": "front"}, "certificate": "request", "dns": {"replace": True}}, name="web")
    there = converted(asked, "shared")
    assert there.name == "web"
    assert there.sites[0].tags == {"page": "front"}
    assert there.sites[0].certificate == "request"
    assert there.sites[0].dns.replace is True


@pytest.mark.parametrize(
    ("name", "wanted", "given"), [(None, "to-main", False), ("to-main", "to-main", False), ("front", "front", True)]
)
def test_a_name_that_was_chosen_stays_with_what_is_the_sites_alone(name, wanted, given):
    there = converted(setup({**MAIN, **({"load_balancer": name} if name else {})}), "shared")
    assert there.sites[0].target_group_name == wanted
    assert ("target_group" in there.sites[0].model_fields_set) is given


@pytest.mark.parametrize("name", ["web", "internal-web", "sg-web"])
def test_the_load_balancer_of_all_gets_a_name_that_no_sites_has_and_aws_takes(name):
    there = converted(setup({**MAIN, "load_balancer": "WEB"}, name=name), "shared")
    assert there.shared_balancer == f"all-{name}"


def test_a_site_gets_no_name_that_the_load_balancer_of_all_has():
    there = converted(shared(MAIN, SUB, name="to-main"), "classic")
    assert [site.load_balancer for site in there.sites] == ["to-main-io", "to-sub"]


def test_the_longest_idle_timeout_is_for_all():
    asked = setup({**MAIN, "idle_timeout": 30}, {**SUB, "idle_timeout": 300})
    assert converted(asked, "shared").shared.idle_timeout == 300
    back = converted(shared(MAIN, shared={"idle_timeout": 4000}), "classic")
    assert back.sites[0].idle_timeout == 3600


def test_a_group_that_was_there_goes_on_keeping_visitors_out():
    group = {"security_group": {"id": "sg-01234567"}}
    there = converted(setup({**MAIN, **group}, {**SUB, **group}), "shared")
    assert there.shared.security_group.id == "sg-01234567"
    back = converted(there, "classic")
    assert [site.security_group.id for site in back.sites] == ["sg-01234567"] * 2


def test_which_of_several_groups_is_for_a_person_to_say():
    with pytest.raises(InputNeeded) as caught:
        converted(setup({**MAIN, "security_group": {"id": "sg-01234567"}}, SUB), "shared")
    assert caught.value.problem.key == "shared.security_group"
    former = shared(MAIN, shared={"security_group": {"id": "sg-76543210"}})
    there = converted(setup({**MAIN, "security_group": {"id": "sg-01234567"}}, SUB), "shared", former)
    assert there.shared.security_group.id == "sg-76543210"


def test_each_site_that_cannot_be_converted_is_named_with_its_reason():
    sites = [
        {**MAIN, "instance_protocol": "tcp", "listeners": ["tcp:25"]},
        {**SUB, "listeners": ["http:80", {"protocol": "http", "port": 8080, "instance_port": 81}]},
        {"domain": "가나.한국", "port": 82},
    ]
    with pytest.raises(InputNeeded) as caught:
        converted(setup(*sites), "shared")
    assert [(problem.site, problem.code) for problem in caught.value.problems] == [
        ("main.io", "shared_protocol"),
        ("main.io", "shared_protocol"),
        ("sub.main.io", "shared_way_behind"),
        ("xn--o39a40g.xn--3e0b707e", "shared_host"),
    ]
    assert "main.io" in caught.value.problem.what


def test_listeners_that_had_ways_of_their_own_have_them_again():
    own = ["http:80", {"protocol": "https", "port": 443, "instance_protocol": "https", "instance_port": 8443}]
    former = setup({**MAIN, "listeners": own}, SUB)
    there = shared({**MAIN, "listeners": ["http:80", "https:443"]}, SUB)
    assert converted(there, "classic", former).sites[0] == former.sites[0]
    moved = shared({**MAIN, "port": 8443, "listeners": ["http:80", "https:443"]}, SUB)
    assert converted(moved, "classic", former).sites[0].filled_listeners[1].instance_port == 8443
    others = shared({**MAIN, "listeners": ["https:443"]}, SUB)
    assert [one.port for one in converted(others, "classic", former).sites[0].listeners] == [443]


def test_a_site_that_only_one_of_them_has_gets_what_it_would_have_gotten_anyway():
    former = setup({**MAIN, "load_balancer": "to-sub", "idle_timeout": 30})
    back = converted(shared(MAIN, SUB), "classic", former)
    assert [(site.load_balancer, site.idle_timeout) for site in back.sites] == [("to-sub", 30), ("to-sub-main-io", 60)]


def test_a_redirect_of_before_is_left_out_where_it_has_nowhere_to_lead_to():
    there = converted(setup({**MAIN, "certificate": "none"}), "shared", shared({**MAIN, "redirect": True}))
    assert "redirect" not in there.sites[0].model_fields_set
