"""The visitor's check of whole setups, against real TLS servers of a throw-away authority."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from multisite_tui.aws.errors import refused
from multisite_tui.aws.facts import zones
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.errors import ExitCode
from multisite_tui.model.accounts import AccountKind
from multisite_tui.verify.verifications import Verification, exit_code
from tests.internet.conftest import Authority

from .conftest import Web, by_name, by_path, page, to

ONE, TWO = ", verify: {text: main page}", ", verify: {text: sub page}"


def codes(found: Sequence[Verification]) -> list[list[str]]:
    return [[problem.code for problem in one.problems] for one in found]


def hints(found: Sequence[Verification]) -> list[list[str]]:
    return [[hint.code for hint in one.hints] for one in found]


class TestAsExpected:
    def test_two_sites(self, web: Web) -> None:
        one = web.site("main.io", page("the main page"), more=ONE)
        web.site("sub.main.io", page("the sub page"), more=TWO)

        found = web.verify()

        assert [each.ok for each in found] == [True, True]
        assert found[0].message == f"https:{one.port} 200, certificate main.io until {web.until.date()}"
        assert set(one.names) == {"main.io"}
        assert hints(found) == [[], []]
        assert exit_code(found) is ExitCode.DONE

    def test_every_alias_is_visited(self, web: Web) -> None:
        web.site("main.io", page("x"), more=", aliases: [sub.main.io]", names=("main.io", "sub.main.io"))
        found = web.verify()
        assert [(one.site, one.name, one.ok) for one in found] == [
            ("main.io", "main.io", True),
            ("main.io", "sub.main.io", True),
        ]

    def test_a_redirect_within_the_site_is_walked(self, web: Web) -> None:
        pages = by_path({"/": to("/welcome?x=1"), "/welcome?x=1": page("hello")})
        web.site("main.io", pages, more=", verify: {status: 302}")
        assert [each.ok for each in web.verify()] == [True]


WWW = ("main.io", "sub.main.io")
ALIAS = ", aliases: [sub.main.io]"


class TestRedirectsAmongOwnNames:
    """`sub.main.io` stands for www: it is a name with a record."""

    def test_to_a_name_that_answers_is_well(self, web: Web) -> None:
        pages = by_name({"main.io": page("hello main page"), "sub.main.io": "https://main.io:{port}/"})
        one = web.site("main.io", pages, more=f"{ALIAS}{ONE}", names=WWW)
        found = web.verify()
        assert [each.ok for each in found] == [True, True]
        assert found[1].message.startswith(f"https:{one.port} 301 to main.io, certificate sub.main.io until ")

    def test_from_the_domain_to_its_alias_is_well(self, web: Web) -> None:
        pages = by_name({"sub.main.io": page("x"), "main.io": "https://sub.main.io:{port}/"})
        web.site("main.io", pages, more=ALIAS, names=WWW)
        assert [each.ok for each in web.verify()] == [True, True]

    def test_to_a_name_of_another_site_is_well(self, web: Web) -> None:
        other = web.site("main.io", page("the main page"), more=ONE)
        web.site("sub.main.io", to(f"https://main.io:{other.port}/"))
        assert [each.ok for each in web.verify()] == [True, True]

    def test_in_a_circle_is_a_fault(self, web: Web) -> None:
        pages = by_name({"sub.main.io": "https://main.io:{port}/", "main.io": "https://sub.main.io:{port}/"})
        web.site("main.io", pages, more=ALIAS, names=WWW)
        assert codes(web.verify()) == [["redirect_loop"], ["redirect_loop"]]

    def test_to_a_name_that_answers_badly_is_a_fault(self, web: Web) -> None:
        pages = by_name({"main.io": page("", "503 Service Unavailable"), "sub.main.io": "https://main.io:{port}/"})
        web.site("main.io", pages, more=ALIAS, names=WWW)
        found = web.verify()
        assert codes(found) == [["status_unexpected"], ["redirect_ends_badly"]]
        assert "which answered 503 where 200 was expected" in found[1].problems[0].what

    def test_to_a_page_without_its_text_is_a_fault(self, web: Web) -> None:
        pages = by_name({"main.io": page("something"), "sub.main.io": "https://main.io:{port}/"})
        web.site("main.io", pages, more=f"{ALIAS}{ONE}", names=WWW)
        assert codes(web.verify()) == [["text_missing"], ["text_missing"]]

    def test_to_a_name_that_does_not_answer_is_a_fault(self, web: Web) -> None:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            free = closed.getsockname()[1]
        pages = by_name({"main.io": page("x"), "sub.main.io": f"https://main.io:{free}/"})
        web.site("main.io", pages, more=ALIAS, names=WWW)
        assert codes(web.verify()) == [[], ["redirect_unanswered"]]

    def test_elsewhere_is_a_fault_as_before(self, web: Web) -> None:
        web.site("main.io", to("https://example.com/"))
        assert codes(web.verify()) == [["status_unexpected"]]

    def test_the_status_may_be_said_for_each_name(self, web: Web) -> None:
        pages = by_name({"main.io": page("main page"), "sub.main.io": "https://example.com/"})
        more = f"{ALIAS}, verify: {{status: {{main.io: 200, sub.main.io: 301}}, text: main page}}"
        web.site("main.io", pages, more=more, names=WWW)
        assert [each.ok for each in web.verify()] == [True, True]


class TestOneSite:
    def test_status(self, web: Web) -> None:
        web.site("main.io", page("", "503 Service Unavailable"))
        found = web.verify()
        assert codes(found) == [["status_unexpected"]]
        assert exit_code(found) is ExitCode.PARTIAL

    def test_text(self, web: Web) -> None:
        web.site("main.io", page("something"), more=ONE)
        assert codes(web.verify()) == [["text_missing"]]

    @pytest.mark.parametrize("location", ["/", "http://main.io/"])
    def test_a_short_loop_is_told_once(self, web: Web, location: str) -> None:
        web.site("main.io", to(location))
        assert codes(web.verify())[0].count("redirect_loop") == 1

    def test_a_long_loop(self, web: Web) -> None:
        web.site("main.io", by_path({"/": to("/a"), "/a": to("/b"), "/b": to("/a")}))
        (one,) = web.verify()
        assert one.problems[0].code == "redirect_loop"
        assert "/a -> " in one.problems[0].what

    def test_a_loop_without_end(self, web: Web) -> None:
        class Endless(dict[str, bytes]):
            def __missing__(self, path: str) -> bytes:
                return to(f"{path}x")

        web.site("main.io", by_path(Endless()))
        assert web.verify()[0].problems[0].code == "redirect_loop"

    def test_another_name(self, web: Web) -> None:
        web.site("main.io", page(""), names=("other.io",))
        assert codes(web.verify()) == [["certificate_wrong_name"]]

    def test_expired(self, web: Web) -> None:
        web.site("main.io", page(""), until=datetime(2022, 5, 1, tzinfo=UTC))
        assert codes(web.verify()) == [["certificate_expired"]]

    def test_an_unknown_issuer(self, web: Web, stranger: Authority) -> None:
        web.site("main.io", page(""), issuer=stranger)
        assert codes(web.verify()) == [["certificate_untrusted"]]

    def test_one_that_ends_soon_is_a_hint(self, web: Web) -> None:
        web.site("main.io", page(""), until=datetime.now(UTC) + timedelta(days=9))
        found = web.verify()
        assert (codes(found), hints(found)) == ([[]], [["certificate_ends_soon"]])
        assert exit_code(found) is ExitCode.DONE

    def test_nobody_listens(self, web: Web) -> None:
        server = web.site("main.io", page(""))
        with socket.create_server(("127.0.0.1", 0)) as listening:
            free = listening.getsockname()[1]
        web.sites = [web.sites[0].replace(str(server.port), str(free))]
        assert codes(web.verify()) == [["connection_refused"]]

    @pytest.mark.parametrize(
        ("error", "code"), [(socket.EAI_NONAME, "name_not_in_dns"), (socket.EAI_AGAIN, "dns_silent")]
    )
    def test_dns(self, web: Web, error: int, code: str) -> None:
        def addresses(_: str) -> list[str]:
            raise socket.gaierror(error, "no")

        web.site("main.io", page(""))
        assert codes(web.verify(addresses=addresses)) == [[code]]


class TestTheSitesAgainstEachOther:
    def test_crossed_ports(self, web: Web) -> None:
        web.site("main.io", page("the sub page"), more=ONE)
        web.site("sub.main.io", page("the main page"), more=TWO)

        found = web.verify()

        assert codes(found) == [["ports_crossed", "text_missing"]] * 2
        assert "main.io has 7001 and sub.main.io has 7002" in found[0].problems[0].why
        assert "main.io: 7002, sub.main.io: 7001" in found[0].problems[0].next
        assert exit_code(found) is ExitCode.PARTIAL

    def test_crossed_behind_a_redirect(self, web: Web) -> None:
        web.site("main.io", by_path({"/": to("/en"), "/en": page("the sub page")}), more=ONE)
        web.site("sub.main.io", page("the main page"), more=TWO)
        found = web.verify()
        assert [one.problems[0].code for one in found] == ["ports_crossed", "ports_crossed"]

    def test_one_shows_the_page_of_the_other(self, web: Web) -> None:
        web.site("main.io", page("the main page"), more=ONE)
        web.site("sub.main.io", page("the main page"), more=TWO)
        found = web.verify()
        assert codes(found) == [[], ["page_of_another_site", "text_missing"]]

    def test_a_page_with_both_texts_is_not_blamed(self, web: Web) -> None:
        web.site("main.io", page("the main page, not the sub page"), more=ONE)
        web.site("sub.main.io", page("neither"), more=TWO)
        assert codes(web.verify()) == [[], ["text_missing"]]

    def test_a_page_with_the_texts_of_two_others_is_not_blamed_on_either(self, web: Web) -> None:
        web.site("main.io", page("the sub page and the wild page"), more=ONE)
        web.site("sub.main.io", page("the sub page"), more=TWO)
        web.site("a.wild.main.io", page("the wild page"), more=", verify: {text: wild page}, load_balancer: wild")
        assert codes(web.verify()) == [["text_missing"], [], []]

    def test_the_same_page_from_two_ports_is_only_a_hint(self, web: Web) -> None:
        web.site("main.io", page("It works!"))
        web.site("sub.main.io", page("It works!"))
        found = web.verify()
        assert (codes(found), hints(found)) == ([[], []], [["pages_alike"], ["pages_alike"]])
        assert "cannot be told" in found[0].hints[0].what

    def test_the_same_error_page_is_not_compared(self, web: Web) -> None:
        for domain in ("main.io", "sub.main.io"):
            web.site(domain, page("Bad gateway", "502 Bad Gateway"))
        assert hints(web.verify()) == [[], []]

    def test_the_same_page_from_one_port_is_nothing(self, web: Web) -> None:
        web.site("main.io", page("It works!"))
        web.site("sub.main.io", page("It works!"))
        web.sites[1] = web.sites[1].replace("port: 7002", "port: 7001")
        assert hints(web.verify()) == [[], []]


class TestNoVisit:
    @pytest.mark.parametrize("kind", [AccountKind.PRACTICE, AccountKind.ENDPOINT])
    def test_where_the_account_is_not_of_aws(self, web: Web, facts: Facts, kind: AccountKind) -> None:
        server = web.site("main.io", page(""))
        other = Facts(replace(facts.aws, account=replace(facts.account, kind=kind)))
        found = web.verify(facts=other)
        assert [(one.ok, one.seen) for one in found] == [(None, ())]
        assert "no visit was made" in found[0].message
        assert (web.asked, server.asked) == ([], [])
        assert exit_code(found) is ExitCode.DONE

    def test_a_name_without_a_record_is_not_asked_for(self, web: Web) -> None:
        web.site("new.main.io", page(""))
        found = web.verify()
        assert codes(found) == [["record_missing"]]
        assert web.asked == []
        assert exit_code(found) is ExitCode.PARTIAL

    @pytest.mark.parametrize("name", ["shop.wild.main.io", "shop.cut.main.io"])
    def test_a_name_that_a_wildcard_or_another_zone_answers_is_asked_for(self, web: Web, name: str) -> None:
        web.site(name, page(""))
        assert [one.ok for one in web.verify()] == [True]

    def test_a_name_whose_zone_cannot_be_read_is_asked_for(
        self, web: Web, facts: Facts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def denied(_: object) -> None:
            raise refused("route53:ListHostedZones", "AccessDenied", "no")

        monkeypatch.setattr(zones, "all_of", denied)
        web.site("new.main.io", page(""))
        assert [one.ok for one in web.verify(facts=Facts(facts.aws))] == [True]

    def test_a_name_whose_zone_is_elsewhere_is_asked_for(self, web: Web) -> None:
        web.site("shop.other.io", page(""))
        assert [one.ok for one in web.verify()] == [True]
