from __future__ import annotations

import dns.resolver
import pytest

from multisite_tui.internet.foreign_text import foreign_text
from multisite_tui.internet.lookups import LookupStatus, lookup, system_resolver


def test_a_name_that_cannot_be_one_is_no_answer(fake_dns):
    assert lookup("a..b", "NS", fake_dns({})).result is LookupStatus.NO_ANSWER


def test_an_empty_answer_is_no_record(fake_dns):
    class Empty:
        rrset = None

    resolver = fake_dns({})
    resolver.resolve = lambda *_args, **_more: Empty()
    assert lookup("main.io", "NS", resolver).result is LookupStatus.NO_SUCH_RECORD


def test_a_question_does_not_last(monkeypatch):
    monkeypatch.setattr(dns.resolver.Resolver, "read_resolv_conf", lambda *_args: None)
    assert system_resolver().lifetime == 5


@pytest.mark.parametrize(
    ("said", "cleaned"),
    [
        ("a\x1b[2Jb", "a[2Jb"),
        ("a\nb\tc", "a b c"),
        ("moc\u202e.elgoog", "moc.elgoog"),
        ("한국", "한국"),
        ("x" * 300, "x" * 199 + "…"),
    ],
)
def test_what_strangers_send_is_made_fit_to_be_said(said, cleaned):
    assert foreign_text(said) == cleaned
