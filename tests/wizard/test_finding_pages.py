"""From what is wrong to the page that can put it right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import multisite_tui
from multisite_tui.errors import Problem
from multisite_tui.model.findings import Finding, Loc
from multisite_tui.wizard.asking.finding_pages import (
    each_once,
    elsewhere,
    field_of,
    page_of_finding,
    page_of_problem,
    where,
)
from multisite_tui.wizard.flow import PageRef

from .test_drafts import typed

PACKAGE = Path(multisite_tui.__file__).parent
KEY = re.compile(r'key="([a-z_.]+)"|findings\.add\(\s*"\w+",\s*"([a-z_.]+)"')


TWO = typed({}, {})


def problem(key: str | None, site: str | None = None) -> Problem:
    return Problem("code", "What.", key=key, site=site)


@pytest.mark.parametrize(
    ("loc", "site", "name", "page"),
    [
        (("sites", 1, "port"), 1, "port", PageRef("sites")),
        (("sites", 0, "listeners", 2, "instance_port"), 0, "listeners.more", PageRef("listener", 0)),
        (("sites", 1, "tags", "a b"), 1, "tag.1", PageRef("tags", 1)),
        (("sites", 1, "security_group", "id"), 1, "security_group", PageRef("security_group", 1)),
        (("sites", 1, "security_group", "name"), 1, "security_group.name", PageRef("security_group", 1)),
        (("sites", 0, "aliases", 0), 0, "aliases", PageRef("certificate", 0)),
        (("sites", 0, "health_check", "timeout"), 0, "health_check.timeout", PageRef("health_check", 0)),
        (("sites", 0, "dns", "replace"), 0, "dns.replace", PageRef("dns", 0)),
        (("sites", 0, "subnets", 0), 0, "", PageRef("listener", 0)),
        (("sites", 0, "verify", "status"), 0, "", PageRef("sites")),
        (("sites",), None, "", PageRef("sites")),
        (("sites", 0), 0, "", PageRef("sites")),
        (("name",), None, "name", PageRef("sites")),
        (("profile",), None, "profile", PageRef("account")),
        (("expect", "account"), None, "", PageRef("account")),
    ],
)
def test_a_place_in_the_answers_is_asked_on_its_page(loc: Loc, site: int | None, name: str, page: PageRef) -> None:
    assert field_of(loc) == (site, name)
    assert page_of_finding(Finding(loc, "code", "sentence")) == page


@pytest.mark.parametrize(
    ("key", "site", "page"),
    [
        ("sites[1].dns.replace", "site1.com", PageRef("dns", 1)),
        ("sites[0].instances.tag", None, PageRef("instances", 0)),
        ("sites[1].domain", None, PageRef("sites")),
        ("load_balancer", "site1.com", PageRef("listener", 1)),
        ("security_group.name", "site0.com", PageRef("security_group", 0)),
        ("aliases", "site1.com", PageRef("certificate", 1)),
        ("aliases", "gone.com", PageRef("sites")),
        ("sites", "gone.com", PageRef("sites")),
        ("expect.account", None, PageRef("account")),
        ("region", None, PageRef("account")),
        ("name", None, PageRef("sites")),
        ("instances", None, PageRef("instances", 0)),
        ("topology", None, PageRef("topology")),
        ("topology", "sub.main.io", PageRef("topology")),
        (None, None, PageRef("sites")),
    ],
)
def test_a_problem_of_the_plan_leads_to_the_page_that_settles_it(key: str, site: str | None, page: PageRef) -> None:
    assert page_of_problem(TWO, problem(key, site)) == page


def test_a_question_that_every_site_may_answer_leads_to_the_first_that_does_not() -> None:
    draft = typed({}, {})
    draft.sites[1].follows = False
    draft.put(0, "instances", ["i-01234567"])
    assert page_of_problem(draft, problem("instances")) == PageRef("instances", 1)


def test_every_key_that_a_problem_names_leads_to_a_page() -> None:
    sources = [
        path.read_text("utf-8")
        for room in ("plan", "aws", "conductor")
        for path in sorted(PACKAGE.glob(f"{room}*/**/*.py"))
    ]
    keys = {first or second for text in sources for first, second in KEY.findall(text)}
    assert {"dns.replace", "instances", "security_group.id"} <= keys
    for key in keys:
        whole = key in ("sites", "name", "region", "profile", "expect.account", "topology") or key.startswith("shared.")
        stop = page_of_problem(TWO, problem(key if whole else f"sites[1].{key}"))
        assert stop.page in {"account", "sites", "topology"} or stop.site == 1, key


def test_what_a_site_only_takes_from_the_first_is_said_of_the_first_alone() -> None:
    draft = typed({"tag.1": "aws:a=b", "health_check.timeout": "9"}, {})
    assert [(stop, finding.loc) for stop, finding in each_once(draft)] == [
        (PageRef("health_check", 0), ("sites", 0, "health_check", "timeout")),
        (PageRef("tags", 0), ("sites", 0, "tags", "aws:a", "[key]")),
    ]
    draft.put(1, "tag.2", "aws:c=d")
    assert PageRef("tags", 1) in [stop for stop, _ in each_once(draft)]


def test_what_is_wrong_with_a_later_site_alone_is_said_of_it() -> None:
    draft = typed({"listeners.more": "https:8443"}, {"certificate": "none"})
    assert [(stop.page, stop.site, finding.code) for stop, finding in each_once(draft)] == [
        ("listener", 1, "certificate_needed")
    ]


def test_every_site_of_a_file_is_said_for_itself() -> None:
    draft = typed({"health_check.timeout": "9"}, {})
    draft.sites[1].follows = False
    draft.put(1, "health_check.timeout", "9")
    assert [stop.site for stop, _ in each_once(draft)] == [0, 1]


def test_another_page_that_is_wrong_is_named() -> None:
    draft = typed({"aliases": "not a name!"}, {})
    assert elsewhere(draft, PageRef("certificate", 0), ["aliases"]) is None
    stop = elsewhere(draft, PageRef("listener", 0), ["port"])
    assert stop == PageRef("certificate", 0)
    assert where(draft, stop) == "site0.com · Certificate"
    draft = typed({"port": "0"})
    assert elsewhere(draft, PageRef("listener", 0), ["port", "load_balancer"]) is None
    assert elsewhere(draft, PageRef("tags", 0), ["tag.1"]) == PageRef("sites")
