"""Masks: the same word for the same thing, and names that stay below each other."""

from __future__ import annotations

import idna
import pytest

from multisite_tui.bug_report.machine import terminal, versions
from multisite_tui.bug_report.masks import Masks


def test_a_domain_has_one_word_however_it_is_written() -> None:
    masks = Masks(["main.io", "김치.kr"])
    assert {masks.domain(one) for one in ("main.io", "MAIN.io", "main.io.", " main.io")} == {"site-1.example"}
    punycode = idna.encode("김치.kr").decode()
    assert {masks.domain(one) for one in ("김치.kr", punycode, f"{punycode.upper()}.")} == {"site-2.example"}


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("sub.main.io", "sub-1.site-1.example"),
        ("www.main.io", "www.site-1.example"),
        ("www.deep.main.io", "www.sub-1.site-1.example"),
        ("*.main.io", "*.site-1.example"),
        ("domain.io", "site-2.example"),
        ("notmain.io", "site-2.example"),
    ],
)
def test_a_name_stays_below_the_one_that_it_is_below(name: str, masked: str) -> None:
    assert Masks([name, "main.io"] if name.endswith(".main.io") else ["main.io"]).domain(name) == masked


def test_a_label_is_the_same_word_below_each_domain() -> None:
    masks = Masks(["main.io", "other.io"])
    assert (masks.domain("api.main.io"), masks.domain("api.other.io")) == (
        "sub-1.site-1.example",
        "sub-1.site-2.example",
    )


def test_a_value_has_one_word_of_its_kind() -> None:
    masks = Masks([])
    assert [masks.word("account", one) for one in ("1", "2", "1")] == ["account-1", "account-2", "account-1"]
    assert (masks.word("name", "To-Main"), masks.word("name", "to-main")) == ("name-1", "name-1")


def test_variables_of_the_terminal_are_shown_only_if_they_look_like_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "/home/ann/secret")
    assert (terminal()["term"], terminal()["colorterm"]) == ("xterm-256color", "(other)")


def test_a_stream_that_was_closed_before_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert "stdin" not in terminal()["terminals"]


def test_the_name_that_an_owner_gives_a_kernel_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.release", lambda: "6.1.0-anns-kernel")
    assert "ann" not in str(versions()["system"])
    assert "6.1.0" in str(versions()["system"])
