from __future__ import annotations

import dns.resolver
import pytest

from multisite_tui.internet.caa import Issuance, caa, caa_through


@pytest.fixture
def look(fake_dns):
    def ask(table, name="sub.main.io", **more):
        return caa(
            name,
            resolver=fake_dns({key if isinstance(key, tuple) else (key, "CAA"): held for key, held in table.items()}),
            **more,
        )

    return ask


def test_no_caa_anywhere_allows(fake_dns):
    resolver = fake_dns({("main.io", "A"): ["203.0.113.10"]})
    found = caa("a.Sub.main.io", resolver=resolver)
    assert found.outcome is Issuance.ALLOWED
    assert (found.at, found.records, found.problem) == (None, (), None)
    assert [name for name, _ in resolver.asked] == ["a.sub.main.io", "sub.main.io", "main.io", "io"]
    assert {kind for _, kind in resolver.asked} == {"CAA"}


@pytest.mark.parametrize("issuer", ["amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com", "Amazon.com"])
def test_each_of_amazons_names_allows(look, issuer):
    found = look({"main.io": ['0 issue "letsencrypt.org"', f'0 issue "{issuer}"']})
    assert found.outcome is Issuance.ALLOWED
    assert found.at == "main.io"


def test_parameters_do_not_matter(look):
    assert look({"main.io": ['0 issue "amazon.com; account=1"']}).outcome is Issuance.ALLOWED


def test_another_issuer_forbids_and_the_line_to_add_is_told(look):
    found = look({"main.io": ['0 issue "letsencrypt.org"', '0 iodef "mailto:a@main.io"']})
    assert found.outcome is Issuance.FORBIDDEN
    assert found.at == "main.io"
    assert found.problem.code == "CAA_ERROR"
    told, _, records = found.problem.what.partition(": ")
    assert told == "The CAA record at main.io does not let Amazon issue a certificate for sub.main.io"
    assert set(records.split(" · ")) == {'0 issue "letsencrypt.org"', '0 iodef "mailto:a@main.io"'}
    assert found.problem.next == (
        'Add this line to the CAA record of main.io, beside what is there: 0 issue "amazon.com"'
    )


def test_nobody_may_issue(look):
    assert look({"main.io": ['0 issue ";"']}).outcome is Issuance.FORBIDDEN


def test_the_nearest_name_with_caa_decides(look):
    table = {"sub.main.io": ['0 issue "amazon.com"'], "main.io": ['0 issue "letsencrypt.org"']}
    assert look(table).at == "sub.main.io"
    assert look(table).outcome is Issuance.ALLOWED
    assert look(table, "main.io").outcome is Issuance.FORBIDDEN


def test_caa_that_says_nothing_of_issuing_allows(look):
    assert look({"main.io": ['0 iodef "mailto:a@main.io"']}).outcome is Issuance.ALLOWED


class TestWildcards:
    def test_issuewild_comes_first(self, look):
        table = {"main.io": ['0 issue "amazon.com"', '0 issuewild "letsencrypt.org"']}
        found = look(table, "*.main.io")
        assert found.outcome is Issuance.FORBIDDEN
        assert "for *.main.io" in found.problem.what
        assert found.problem.next.endswith('0 issuewild "amazon.com"')
        assert look(table, "main.io").outcome is Issuance.ALLOWED

    def test_without_it_issue_counts(self, look):
        assert look({"main.io": ['0 issue "amazon.com"']}, "*.main.io").outcome is Issuance.ALLOWED
        found = look({"main.io": ['0 issue ";"']}, "*.main.io")
        assert found.problem.next.endswith('0 issue "amazon.com"')

    def test_issuewild_does_not_bind_a_plain_name(self, look):
        assert look({"main.io": ['0 issuewild ";"']}, "main.io").outcome is Issuance.ALLOWED


class TestAliases:
    def test_caa_at_the_end_of_one_forbids(self, look):
        table = {
            ("sub.main.io", "CNAME"): ["Shop.example."],
            "shop.example": ['0 issue "digicert.com"'],
            "main.io": ['0 issue "amazon.com"'],
        }
        found = look(table)
        assert found.outcome is Issuance.FORBIDDEN
        assert found.at == "shop.example"
        assert found.problem.what == (
            "sub.main.io is an alias (CNAME) of shop.example, whose CAA record does not let Amazon issue "
            'a certificate for sub.main.io: 0 issue "digicert.com"'
        )
        assert found.problem.next == (
            "Give sub.main.io A and AAAA records with the addresses that it has now, in place of its CNAME; or let the "
            'owner of shop.example add to its CAA record: 0 issue "amazon.com"'
        )

    def test_one_without_caa_goes_on_at_the_ancestor_of_the_name(self, look):
        table = {
            ("sub.main.io", "CNAME"): ["shop.example."],
            ("shop.example", "A"): ["203.0.113.10"],
            "example": ['0 issue "digicert.com"'],
            "main.io": ['0 issue "amazon.com"'],
        }
        assert look(table).at == "main.io"


class TestThrough:
    """An alias that stands is followed, and nothing above it is asked for."""

    def test_caa_at_its_end_decides(self, fake_dns):
        table = {("sub.main.io", "CNAME"): ["shop.example."], ("shop.example", "CAA"): ['0 issue "digicert.com"']}
        found = caa_through("sub.main.io", "sub.main.io", resolver=fake_dns(table))
        assert (found.outcome, found.at) == (Issuance.FORBIDDEN, "shop.example")

    def test_without_caa_there_it_decides_nothing(self, fake_dns):
        table = {("sub.main.io", "CNAME"): ["shop.example."], ("shop.example", "A"): ["203.0.113.10"]}
        resolver = fake_dns({**table, ("main.io", "CAA"): ['0 issue "digicert.com"']})
        assert caa_through("sub.main.io", "sub.main.io", resolver=resolver) is None
        assert resolver.asked == [("sub.main.io", "CAA")]

    def test_no_answer_cannot_tell(self, fake_dns):
        resolver = fake_dns({("sub.main.io", "CAA"): dns.resolver.NoNameservers()})
        assert caa_through("sub.main.io", "sub.main.io", resolver=resolver).outcome is Issuance.UNKNOWN


def test_no_answer_on_the_way_cannot_tell(look):
    found = look({"sub.main.io": dns.resolver.NoNameservers(), "main.io": ['0 issue "amazon.com"']})
    assert found.outcome is Issuance.UNKNOWN
    assert found.problem.code == "caa_unknown"
    assert found.problem.what.startswith(
        "It cannot be told whether Amazon may issue a certificate for sub.main.io: "
        "DNS gave no answer about sub.main.io ("
    )
