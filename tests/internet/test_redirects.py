from __future__ import annotations

import unicodedata

import pytest

from multisite_tui.internet.redirects import Direction, redirect
from multisite_tui.internet.requests import HttpReply, decoded


@pytest.mark.parametrize(
    ("url", "location", "direction", "port"),
    [
        ("http://main.io/", "https://main.io/", Direction.TO_HTTPS, 443),
        ("http://main.io/", "https://MAIN.io./start", Direction.TO_HTTPS, 443),
        ("http://main.io:8080/", "https://main.io:8443/", Direction.TO_HTTPS, 8443),
        ("http://main.io/", "//main.io/", Direction.ITSELF, 80),
        ("http://main.io/", "http://main.io:8080/", Direction.ELSEWHERE, 8080),
        ("https://main.io/", "https://main.io", Direction.ITSELF, 443),
        ("https://main.io/", "https://main.io:443/", Direction.ITSELF, 443),
        ("https://main.io/", "/", Direction.ITSELF, 443),
        ("https://main.io/", "/login", Direction.ELSEWHERE, 443),
        ("https://main.io/", "/?a=1", Direction.ELSEWHERE, 443),
        ("https://main.io/", "http://main.io/", Direction.TO_HTTP, 80),
        ("https://main.io/", "https://www.main.io/", Direction.ELSEWHERE, None),
        ("https://main.io/", "https://[", Direction.ELSEWHERE, None),
        ("https://main.io/", "https://main.io:99999/", Direction.ELSEWHERE, None),
        ("https://main.io/", "app://main.io/", Direction.ELSEWHERE, None),
    ],
)
def test_where_a_redirect_leads(url, location, direction, port):
    found = redirect(url, location)
    assert (found.direction, found.port) == (direction, port)


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("환영".encode(), "utf-8", "환영"),
        ("환영".encode("euc-kr"), "EUC-KR", "환영"),
        ("환영".encode(), "no-such-charset", "환영"),
        ("환영".encode(), "rot13", "환영"),
        ("환영".encode(), "a\0b", "환영"),
        (b"a\\xb", "unicode_escape", "a\\xb"),
        (b"a-b", "punycode", "a-b"),
        (b"a\xffb", "utf-8", "a\ufffdb"),
    ],
)
def test_pages_are_read_leniently(body, charset, text):
    assert decoded(body, charset) == text


def test_a_text_is_found_however_it_is_written():
    assert HttpReply(200, body="<h1>Tom &amp; Jerry</h1>").contains("Tom & Jerry")
    assert HttpReply(200, body="환영").contains(unicodedata.normalize("NFD", "환영"))
    assert not HttpReply(200, body="환영").contains("안녕")
