"""What a file leaves out goes on following what it follows, also once it was written down and read again."""

import pytest

from multisite_tui.answers import dump, load
from multisite_tui.model.setup import Setup


def setup(**site):
    return Setup.model_validate({"schema": 1, "sites": [{"domain": "main.io", "port": 6402, **site}]})


def again(one):
    return load(dump(one), "answers.yaml").setup


@pytest.mark.parametrize("certificate", ["auto", "none"])
def test_listeners_that_were_left_out_stay_left_out(certificate):
    one = setup(certificate=certificate)
    assert "listeners" not in one.sites[0].model_fields_set
    assert "listeners" not in dump(one)
    assert again(one).sites[0].listeners == one.sites[0].listeners


@pytest.mark.parametrize(
    ("certificate", "listeners"), [("auto", ["http:80", "https:443"]), ("none", ["http:80"]), ("auto", ["http:80"])]
)
def test_listeners_that_were_given_stay_given(certificate, listeners):
    one = setup(certificate=certificate, listeners=listeners)
    for each in (one, again(one)):
        assert "listeners" in each.sites[0].model_fields_set
        assert [f"{listener.protocol}:{listener.port}" for listener in each.sites[0].listeners] == listeners


def test_a_name_that_was_filled_in_does_not_count_as_given():
    one = setup()
    assert (one.name, one.sites[0].load_balancer) == ("main-io", "to-main")
    assert "name" not in one.model_fields_set
    assert "load_balancer" not in one.sites[0].model_fields_set
    given = setup(load_balancer="to-main")
    assert given == one
    assert "load_balancer" in given.sites[0].model_fields_set
