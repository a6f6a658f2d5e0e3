"""The JSON Schema says what the loader does."""

import jsonschema
import pytest

from multisite_tui.answers import load, schema
from multisite_tui.answers.sentences import _PARTS
from multisite_tui.model.base import Part
from multisite_tui.model.security_groups import ExistingSecurityGroup
from multisite_tui.model.setup import Setup

VALIDATOR = jsonschema.Draft202012Validator(schema())
SITE = {"domain": "main.io", "port": 6402}


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(schema())
    assert schema()["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize(
    "more",
    [
        {"waits": {"certificate": "60m", "dns": "90s"}},
        {"sites": [{**SITE, "listeners": ["http:80", {"protocol": "https", "port": 443}]}]},
        {"instances": {"tag": {"Name": "web"}}},
        {"instances": ["i-0123456789abcdef0"]},
        {"tags": {"팀": "웹"}},
        {"sites": [{**SITE, "security_group": {"id": "sg-01234567"}}]},
        {"sites": [{**SITE, "domain": "한국.kr"}]},
    ],
)
def test_taken(more):
    VALIDATOR.validate({"schema": 1, "sites": [SITE], **more})


@pytest.mark.parametrize(
    "more",
    [
        {"schema": 2},
        {"unknown": 1},
        {"sites": []},
        {"sites": [{"domain": "main.io"}]},
        {"sites": [{**SITE, "unknown": 1}]},
        {"sites": [{**SITE, "port": 70000}]},
        {"sites": [{**SITE, "port": "6402"}]},
        {"sites": [{**SITE, "domain": "*.main.io"}]},
        {"sites": [{**SITE, "load_balancer": "to_main"}]},
        {"sites": [{**SITE, "listeners": ["ftp:21"]}]},
        {"sites": [{**SITE, "listeners": [{"protocol": "https", "port": 443, "x": 1}]}]},
        {"sites": [{**SITE, "security_group": {"name": "sg-x"}}]},
        {"sites": [{**SITE, "security_group": {"description": "로드"}}]},
        {"sites": [{**SITE, "health_check": {"interval": 301}}]},
        {"waits": {"dns": 300}},
        {"waits": {"dns": "5"}},
        {"expect": {"account": 123456789012}},
        {"instances": ["web"]},
        {"tags": {"aws:x": ""}},
        {"tags": dict.fromkeys(map(str, range(45)), "")},
    ],
)
def test_refused(more):
    assert not VALIDATOR.is_valid({"schema": 1, "sites": [SITE], **more})


def test_an_editor_can_explain_every_key():
    made = schema()
    for part in (made, made["$defs"]["Site"]):
        assert [key for key, field in part["properties"].items() if "description" not in field] == []
        assert all("None:" not in field.get("description", "") for field in part["properties"].values())


def test_what_may_be_left_out_is_not_required():
    assert schema()["required"] == ["schema", "sites"]
    assert schema()["$defs"]["Site"]["required"] == ["domain", "port"]
    load("schema: 1\nsites: [{domain: main.io, port: 6402}]\n", "answers.yaml")


def test_the_reader_knows_every_part_by_its_key() -> None:
    """An unknown key is answered with the keys of its part; a part that is not known there would answer with others."""
    parts = {one for one in Part.__subclasses__() if one.__module__.startswith("multisite_tui.")}
    assert parts - {Setup} == {*_PARTS.values(), ExistingSecurityGroup}
