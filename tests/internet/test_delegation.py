from __future__ import annotations

import dns.exception
import dns.resolver
import pytest

from multisite_tui.internet.delegation import DelegationStatus, delegated_away, delegation

OURS = ("ns-1.awsdns-01.org", "ns-2.awsdns-02.co.uk")


@pytest.fixture
def look(fake_dns):
    def ask(table, zone="main.io", ours=OURS):
        return delegation(zone, ours, resolver=fake_dns(table))

    return ask


def test_here_whatever_the_case_and_the_dots(look):
    found = look(
        {("main.io", "NS"): ["NS-2.awsdns-02.CO.UK.", "ns-1.awsdns-01.org."]},
        "Main.io.",
        [*OURS[:1], "ns-2.AWSDNS-02.co.uk."],
    )
    assert found.outcome is DelegationStatus.HERE
    assert found.named == OURS
    assert found.problem is None


def test_elsewhere_names_both_sides(look):
    found = look({("main.io", "NS"): ["b.registrar.example.", "a.registrar.example."]})
    assert found.outcome is DelegationStatus.ELSEWHERE
    assert found.named == ("a.registrar.example", "b.registrar.example")
    assert found.problem.code == "zone_delegated_elsewhere"
    assert found.problem.what == (
        "DNS sends questions about main.io to a.registrar.example, b.registrar.example, "
        "but the servers of this hosted zone are ns-1.awsdns-01.org, ns-2.awsdns-02.co.uk."
    )
    assert found.problem.next == (
        "At the registrar of main.io, set its name servers to ns-1.awsdns-01.org, ns-2.awsdns-02.co.uk; "
        "if you just did, it can take up to 48 hours to be seen."
    )


@pytest.mark.parametrize(
    "named",
    [["ns-1.awsdns-01.org."], ["ns-1.awsdns-01.org.", "a.registrar.example."], [*(f"{n}." for n in OURS), "c.d."]],
)
def test_a_partial_overlap_is_only_a_warning(look, named):
    found = look({("main.io", "NS"): named})
    assert found.outcome is DelegationStatus.UNKNOWN
    assert found.problem.code == "zone_delegated_partly"
    assert "some are the same, some are not." in found.problem.what


def test_a_name_that_dns_does_not_know(look):
    found = look({})
    assert found.outcome is DelegationStatus.UNKNOWN
    assert found.problem.code == "zone_not_in_dns"
    assert found.problem.what.startswith("DNS does not know main.io, so it cannot be told")
    assert OURS[0] in found.problem.next


def test_a_name_without_servers_of_its_own(look):
    found = look({("sub.main.io", "A"): ["203.0.113.10"]}, "sub.main.io")
    assert found.outcome is DelegationStatus.UNKNOWN
    assert found.problem.code == "zone_not_delegated"
    assert found.problem.what == (
        "DNS knows sub.main.io but names no servers for it, so it cannot be told who answers for it."
    )


def test_the_servers_at_the_end_of_an_alias_are_another_names(look):
    found = look({("main.io", "CNAME"): ["host.example."], ("host.example", "NS"): ["a.registrar.example."]})
    assert found.outcome is DelegationStatus.UNKNOWN
    assert found.problem.code == "zone_not_delegated"


@pytest.mark.parametrize(
    "error",
    [
        dns.resolver.LifetimeTimeout(timeout=5, errors=[]),
        dns.resolver.NoNameservers(),
        dns.exception.FormError(),
        OSError(101, "Network is unreachable"),
    ],
)
def test_no_answer_is_never_called_wrong(look, error):
    found = look({("main.io", "NS"): error})
    assert found.outcome is DelegationStatus.UNKNOWN
    assert found.problem.code == "delegation_unknown"
    assert found.problem.what.startswith("It cannot be told which name servers main.io has: DNS gave no answer (")


def test_a_machine_that_names_nobody_to_ask(monkeypatch):
    def fail(*_args, **_more):
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.resolver, "Resolver", fail)
    assert delegation("main.io", OURS).outcome is DelegationStatus.UNKNOWN


def test_no_name_is_asked_of_a_resolver_that_a_run_may_create(fake_dns):
    resolver = fake_dns({("main.io", "NS"): ["ns-1.awsdns-01.org."]})
    delegation("main.io", OURS, resolver=resolver)
    asked = {name for name, _ in resolver.asked}
    assert asked <= {"main.io", "io", "ns-1.awsdns-01.org"}
    resolver = fake_dns({})
    delegation("a.main.io", OURS, resolver=resolver)
    assert {name for name, _ in resolver.asked} == {"a.main.io", "main.io", "io"}


ABOVE = {("io", "NS"): ["a0.nic.io."]}


def test_a_name_that_dns_does_not_know_is_certain_where_the_servers_above_are_told(look):
    found = look(ABOVE)
    assert found.outcome is DelegationStatus.NOWHERE
    assert (found.problem.code, found.problem.what) == ("zone_not_in_dns", "DNS does not know main.io.")
    assert OURS[0] in found.problem.next


def test_a_name_without_servers_is_certain_where_those_above_are_told(look):
    found = look({**ABOVE, ("sub.main.io", "A"): ["203.0.113.10"]}, "sub.main.io")
    assert found.outcome is DelegationStatus.NOWHERE
    assert found.problem.code == "zone_not_delegated"


@pytest.mark.parametrize("error", [dns.resolver.NoNameservers(), OSError(101, "Network is unreachable")])
def test_what_a_resolver_denies_that_reaches_nobody_above_is_not_certain(look, error):
    assert look({("io", "NS"): error}).outcome is DelegationStatus.UNKNOWN


@pytest.mark.parametrize(
    "error", [dns.resolver.NoNameservers(), dns.resolver.LifetimeTimeout(timeout=5, errors=[]), OSError(101, "no")]
)
def test_no_answer_about_the_zone_is_never_certain(look, error):
    assert look({**ABOVE, ("main.io", "NS"): error}).outcome is DelegationStatus.UNKNOWN


class TestAway:
    def test_a_name_with_servers_of_its_own(self):
        found = delegated_away("sub.main.io", "main.io", ["main.io.", "Sub.main.io."])
        assert found.code == "name_delegated_away"
        assert found.what == (
            "The zone main.io hands sub.main.io to other name servers (an NS record), "
            "so a record for sub.main.io in it is never seen."
        )
        assert "`dns.zone: sub.main.io`" in found.next

    def test_a_name_below_such_a_name(self):
        assert "hands sub.main.io" in delegated_away("a.b.sub.main.io", "main.io", ["sub.main.io"]).what

    @pytest.mark.parametrize("name", ["main.io", "sub.main.io", "xsub.main.io", "other.io"])
    def test_all_others_stay(self, name):
        assert delegated_away(name, "main.io", ["main.io", "b.sub.main.io", "other.io."][:2]) is None
