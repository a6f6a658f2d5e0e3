"""The table of fields against the model and the pages: nothing is forgotten, and nothing is known twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import pytest
from pydantic import Field

from multisite_tui.model.base import Part
from multisite_tui.model.findings import as_validator
from multisite_tui.model.health_checks import HealthCheck
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.wizard import pages
from multisite_tui.wizard.asking import fields
from multisite_tui.wizard.asking.fields import FIELDS, KEPT, field_named, page_of_key, question
from multisite_tui.wizard.asking.forms import NumberForm, joined
from multisite_tui.wizard.asking.model_keys import ModelKey, keys_of
from multisite_tui.wizard.asking.questions import AskOne, AskText, AskTick
from multisite_tui.wizard.flow import TITLES


@pytest.mark.parametrize("part", [Site, Setup])
def test_every_key_of_the_model_leads_to_a_page(part: type[Part]) -> None:
    for path in keys_of(part):
        if path[0] not in fields.FRAME:
            assert page_of_key(path, part) in TITLES, path


@pytest.mark.parametrize(
    ("key", "page"),
    [
        ("domain", "sites"), ("port", "sites"), ("load_balancer", "listener"), ("listeners.instance_port", "listener"),
        ("instance_protocol", "listener"), ("subnets", "listener"), ("security_group", "security_group"),
        ("security_group.id", "security_group"), ("certificate", "certificate"), ("aliases", "certificate"),
        ("health_check", "health_check"), ("health_check.path", "health_check"), ("health_check.port", "health_check"),
        ("instances", "instances"), ("instances.tag", "instances"), ("tags.team", "tags"), ("dns", "dns"),
        ("dns.replace", "dns"), ("dns.zone", "dns"), ("verify.text", "sites"), ("adopt", "sites"),
    ],
)  # fmt: skip
def test_a_key_leads_to_the_page_that_asks_for_it(key: str, page: str) -> None:
    assert page_of_key(tuple(key.split("."))) == page


def test_a_key_that_no_page_asks_for_is_an_error() -> None:
    with pytest.raises(LookupError, match="no page asks for colour"):
        page_of_key(("colour",))


class Slower(HealthCheck):
    """A health check with another default."""

    interval: int = Field(17, json_schema_extra={"minimum": 1, "maximum": 20})


class More(HealthCheck):
    """A health check with a key more."""

    body: str | None = None


class Wider(Site):
    """A site with a key more."""

    health_check: More = More()


def test_a_key_of_the_model_without_a_field_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "FIELDS", tuple(replace(one, part=Wider) for one in FIELDS if one.part is Site))
    monkeypatch.setattr(fields, "KEPT", {Wider: KEPT[Site]})
    with pytest.raises(LookupError, match=r"health_check\.body of Wider has no field"):
        fields._check_keys(Wider)


@pytest.mark.parametrize("name", ["health_check.path", "instances", "dns.zone", "certificate", "tag.1"])
def test_a_field_that_is_forgotten_is_an_error(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    key = field_named(name).path
    monkeypatch.setattr(fields, "FIELDS", tuple(one for one in FIELDS if one.path != key))
    with pytest.raises(LookupError, match="has no field"):
        fields._check_keys(Site)


def test_a_field_of_no_key_is_an_error() -> None:
    with pytest.raises(LookupError, match=r"health_check\.colour is not a key of Site"):
        ModelKey(Site, ("health_check", "colour")).info  # noqa: B018


def test_a_field_that_its_page_does_not_ask_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    page = pages.PAGES["tags"]
    monkeypatch.setattr(page, "ASKS", tuple(one for one in page.ASKS if one.name != "tag.4"))
    with pytest.raises(LookupError, match=r"the page tags does not ask tag\.4"):
        pages._check_fields()


def test_a_page_that_asks_what_is_no_field_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LookupError, match="colour is not a field"):
        question("colour", "Colour", "")
    monkeypatch.setattr(pages.PAGES["tags"], "PICKS", "colour")
    with pytest.raises(LookupError, match="colour is not a field"):
        pages._check_fields()


def test_defaults_are_those_of_the_model() -> None:
    assert field_named("health_check.interval").default == str(HealthCheck().interval)
    assert fields.DraftField("interval", "health_check", part=Slower).default == "17"


def even(value: int) -> str | None:
    """An even number (ours)."""
    return f"{value} is odd" if value % 2 else None


def test_rule_and_kind_are_those_of_the_model() -> None:
    class Checked(Part):
        count: Annotated[int, as_validator(even)] | None = None

    found = fields.DraftField("count", "tags", part=Checked, special=NumberForm(least=0, most=10))
    assert found.rule == "An even number (ours)."
    assert (found.judge("3"), found.judge("4")) == ("3 is odd", None)
    assert found.judge("x") == "write a whole number here, 0 to 10"


@pytest.mark.parametrize(
    ("name", "kind", "number"),
    [
        ("port", AskText, True), ("health_check.unhealthy_threshold", AskText, True), ("domain", AskText, False),
        ("aliases", AskText, False), ("instance_protocol", AskOne, None), ("health_check.protocol", AskOne, None),
        ("dns.replace", AskTick, None), ("listeners.https", AskTick, None), ("listeners.more", AskText, False),
    ],
)  # fmt: skip
def test_what_is_asked_follows_from_the_type(name: str, kind: type, number: bool | None) -> None:
    asked = question(name, "Label", "Help")
    assert isinstance(asked, kind)
    if isinstance(asked, AskText):
        assert asked.number is number


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("port", "70000", "70000 is not a port (1 to 65535)"),
        ("port", "", "write a whole number here, 1 to 65535"),
        ("health_check.interval", "3", "3 is not an interval (5 to 300 seconds)"),
        ("health_check.interval", "", "write a whole number here, 5 to 300"),
        ("health_check.path", "health", "health is not a path; it begins with /, such as /health"),
        ("health_check.path", "", " is not a path; it begins with /, such as /health"),
        ("domain", "x", "x has no dot; write the whole name, such as main.io"),
        ("aliases", "www.a.com, x", "x has no dot; write the whole name, such as main.io"),
        ("aliases", "", None),
        ("dns.zone", "", None),
        ("security_group.name", "", None),
        ("security_group.description", "x" * 256, "this text is 256 characters long; a security group takes 255"),
        ("load_balancer", "", " is not a load balancer's name; use letters, digits and inner hyphens"),
        ("name", "", None),
        ("name", "A", "A is not a setup's name; use small letters, digits and inner hyphens, 64 at most"),
        ("tag.1", "team", "write a key, =, and a value, such as team=web"),
        ("tag.1", "aws:a=b", "aws:a begins with aws:, which is reserved; choose another key"),
        ("tag.2", "", None),
        ("stickiness", "off", None),
        ("stickiness", "1h", None),
        ("stickiness", "60", "60 is not a duration; write seconds, minutes or hours, such as 90s, 10m or 1h"),
        ("tag.more", "a=b, c=d", None),
        ("tag.more", "a=b, c", "write a key, =, and a value, such as team=web"),
        ("listeners.more", "https:8443>https:9443, tcp:1>:2, ssl:3>tcp", None),
        ("listeners.more", "https:8443>:70000", "70000 is not a port (1 to 65535)"),
        ("listeners.more", "https:8443>:0", "0 is not a port (1 to 65535)"),
        ("listeners.more", "https:1>tcp:2",
         "a listener of https cannot send on as tcp; set instance_protocol to http or https"),
    ],
)  # fmt: skip
def test_a_text_is_judged_by_the_rules_of_the_model(name: str, text: str, sentence: str | None) -> None:
    assert field_named(name).judge(text) == sentence


@pytest.mark.parametrize(
    ("name", "value", "answer"),
    [
        ("port", " 80 ", 80), ("port", "", None), ("port", "x", "x"), ("aliases", "a.com, b c", ["a.com", "b", "c"]),
        ("security_group", "new", None), ("security_group", "sg-1", "sg-1"), ("instances", [], None),
        ("instances", ["i-1"], ["i-1"]),
        ("listeners.http", True, ["http:80"]), ("listeners.http", False, []), ("tag.1", "a = b", {"a": "b"}),
        ("listeners.more", "tcp:1 tcp:2>ssl", ["tcp:1", {"protocol": "tcp", "port": 2, "instance_protocol": "ssl"}]),
        ("dns.replace", False, False), ("health_check.protocol", "tcp", "tcp"),
    ],
)  # fmt: skip
def test_a_value_becomes_an_answer(name: str, value: Any, answer: Any) -> None:
    assert field_named(name).form.read(value) == answer


@pytest.mark.parametrize(
    ("listeners", "shown"),
    [
        (["http:80", "https:443"], (True, True, "")),
        (["https:443"], (False, True, "")),
        (["https:443", "http:80"], (False, True, "http:80")),
        (["tcp:25", "http:80"], (False, False, "tcp:25, http:80")),
        (["http:80", "ssl:993"], (True, False, "ssl:993")),
        (["http:80", {"protocol": "https", "port": 443, "instance_port": 81}], (True, False, "https:443>:81")),
        ([{"protocol": "http", "port": 80, "instance_protocol": "https"}], (False, False, "http:80>https")),
    ],
)
def test_listeners_are_shown_in_the_order_that_they_have(listeners: list[Any], shown: tuple[bool, bool, str]) -> None:
    key = fields.site_keys()[("listeners",)]
    answer = key[0].model.read(listeners)
    assert tuple(one.form.write(answer) for one in key) == shown
    assert key[0].model.read(joined([one.form.read(value) for one, value in zip(key, shown, strict=True)])) == answer
