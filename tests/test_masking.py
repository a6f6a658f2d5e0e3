"""What is masked, and what is not."""

from __future__ import annotations

import base64
import io
from urllib.parse import quote

import pytest

from multisite_tui.aws.echoes import hide_echoes
from multisite_tui.cli_errors import report_error
from multisite_tui.masking import HIDDEN, PIECE, SECRETS, SecretMask
from multisite_tui.options import Options
from multisite_tui.report.clean import clean
from multisite_tui.report.safe_stream import SafeStream
from multisite_tui.state.journal import Journal

KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzH4q9Lk2Pm"


@pytest.fixture
def mask():
    mask = SecretMask()
    mask.hold(KEY, "p@ss word")
    return mask


@pytest.mark.parametrize("form", [KEY, quote(KEY, safe=""), base64.b64encode(KEY.encode()).decode().rstrip("=")])
@pytest.mark.parametrize("around", ["{}", "a{}", "ab {} cd", "abc{}", "[{}]", "{}="])
def test_a_secret_is_masked_wherever_it_stands(mask, form, around):
    assert mask.masked(around.format(form)) == around.format(HIDDEN)


@pytest.mark.parametrize("before", range(4))
@pytest.mark.parametrize("key", [KEY, KEY[:-1], KEY[:-2]])
def test_a_secret_within_base64_is_masked_wherever_it_begins(before, key):
    mask = SecretMask()
    mask.hold(key)
    shown = mask.masked(base64.b64encode(f"{'a' * before}{key} and more".encode()).decode())
    assert len(base64.b64decode(shown.partition(HIDDEN)[0] + "==")) <= before
    assert HIDDEN in shown
    assert base64.b64encode(key.encode()).decode()[8:20] not in shown


@pytest.mark.parametrize("start", range(len(KEY) - PIECE))
def test_each_part_of_a_secret_is_masked(mask, start):
    assert mask.masked(f"x {KEY[start : start + PIECE]} y") == f"x {HIDDEN} y"


def test_shorter_parts_and_other_words_stay(mask):
    text = f"{KEY[: PIECE - 1]} and the p@ss of no word, bPxRfi"
    assert mask.masked(text) == text


def test_each_of_many_is_masked(mask):
    assert mask.masked(f"{KEY}{KEY},{KEY[3:30]}p@ss word!") == f"{HIDDEN}{HIDDEN},{HIDDEN}{HIDDEN}!"


@pytest.mark.parametrize("word", ["test", "testing", "dummy", ""])
def test_a_word_too_short_to_be_a_secret_is_not_held(word):
    mask = SecretMask()
    mask.hold(word, None)
    assert mask.masked(f"a {word} of words") == f"a {word} of words"


def test_a_signature_is_masked_though_none_is_held():
    signature = "0123456789abcdef" * 4
    assert SecretMask().masked(f"Credential=x, Signature={signature}.") == f"Credential=x, Signature={HIDDEN}."
    assert SecretMask().masked(f"X-Amz-Signature%3D{signature}&") == f"X-Amz-Signature%3D{HIDDEN}&"
    assert SecretMask().masked(f"sha256 {signature}") == f"sha256 {signature}"


@pytest.mark.parametrize(
    "url", ["http://ann:s3cr%2Ft@proxy:3128", "ann:s3cr%2Ft@proxy:3128", "socks5://ann:s3cr%2Ft@h/"]
)
def test_user_and_password_of_a_url_are_masked(url):
    mask = SecretMask()
    mask.hold_userinfo(url)
    plain, basic = "ann:s3cr/t", base64.b64encode(b"ann:s3cr/t").decode().rstrip("=")
    assert mask.masked(f"{url} {plain} {basic}") == f"{url.replace('ann:s3cr%2Ft', HIDDEN)} {HIDDEN} {HIDDEN}"


def test_the_environment_is_held(monkeypatch):
    token = "FwoGZXIvYXdzEBYaDHqa0AP1RGxyz"
    for name in (
        "AWS_SECRET_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_SESSION_TOKEN",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    ):
        monkeypatch.setenv(name, f"{token}{name}")
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/secrets/token")
    monkeypatch.setenv("HTTPS_PROXY", "http://ann:hunter2hunter2@proxy:3128")
    monkeypatch.setenv("MAIL", "ann@example.com, who://is@example.net")
    mask = SecretMask()
    mask.hold_environment()
    assert mask.masked(f"{token}AWS_SESSION_TOKEN hunter2hunter2") == f"{HIDDEN} {HIDDEN}"
    assert mask.masked("/var/run/secrets/token") == "/var/run/secrets/token"


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("AWS_ACCESS_KEY_ID", "000000000001", "arn:aws:acm:us-east-1:000000000001:certificate/1"),
        ("AWS_SECRET_ACCESS_KEY", "localstack", "to-main.elb.localhost.localstack.cloud"),
        ("DATABASE_URL", "postgres://postgres:postgres@localhost/app", "postgres.main.io"),
    ],
)
def test_what_replies_hold_anyway_is_no_secret(monkeypatch, name, value, text):
    monkeypatch.setenv(name, value)
    mask = SecretMask()
    mask.hold_environment()
    assert mask.masked(text) == text


def test_values_of_json_are_masked_in_keys_and_lists_too(mask):
    assert mask.masked_values({KEY: [KEY, 7, {"a": KEY}], "b": None}) == {HIDDEN: [HIDDEN, 7, {"a": HIDDEN}], "b": None}


@pytest.mark.parametrize(
    "url", [f"http://ann:{KEY}@proxy", f"http://ann:{KEY}@[::1", f"ann:{KEY}@", f"http://{KEY}@x@y"]
)
def test_a_password_that_no_url_may_have_is_masked_too(url):
    mask = SecretMask()
    mask.hold_userinfo(url)
    assert KEY[:PIECE] not in mask.masked(url)
    assert KEY[-PIECE:] not in mask.masked(f"it is {KEY}")


@pytest.mark.parametrize("url", ["", "@", "http://", "http://[", "http://host/path", "ann@example.com", "http://a@b"])
def test_other_text_is_passed_over(url):
    mask = SecretMask()
    mask.hold_userinfo(url)
    assert mask.masked("http://host/path of ann") == "http://host/path of ann"


HELD = "zK4q9Lk2PmXw9LpB4mY7"
"""Held by the process of these tests."""


@pytest.fixture
def held():
    SECRETS.hold(HELD)
    return HELD


def test_a_reply_is_masked_before_it_is_read(held):
    parsed = {"Error": {"Code": held, "Message": f"no {held}"}, "ResponseMetadata": {"HTTPHeaders": {"x-echo": held}}}
    hide_echoes(parsed=parsed, event_name="after-call")
    assert held not in str(parsed)


def test_keys_that_are_issued_anew_are_not_masked(held):
    parsed = {"Credentials": {"SessionToken": held}}
    hide_echoes(parsed=parsed)
    assert parsed == {"Credentials": {"SessionToken": held}}


def test_the_journal_holds_no_secret_of_a_reply_or_refusal(held, tmp_path):
    journal = Journal(tmp_path / "journal.jsonl")
    journal.result(1, {"Arn": f"arn:{held}"})
    journal.refused(2, held, f"no {held}")
    journal.close()
    assert held not in (tmp_path / "journal.jsonl").read_text()


def test_what_is_shown_is_masked_before_it_is_laid_out_and_when_it_is_written(held):
    assert clean(f"a {held}\nb") == f"a {HIDDEN} b"
    stream = io.StringIO()
    SafeStream(stream).write(f"a {held}\n")
    assert stream.getvalue() == f"a {HIDDEN}\n"


def test_a_crash_log_holds_no_secret(held, tmp_path, capsys):
    options = Options(state_dir=str(tmp_path))
    assert report_error(RuntimeError(f"no {held}"), options) == 1
    assert held not in (tmp_path / "crash.log").read_text() + capsys.readouterr().err
