"""Files that are wrong, and all that is said of them. `UPDATE_GOLDEN=1 pytest` writes the texts anew, to be read."""

import os
from pathlib import Path

import pytest

from multisite_tui.answers import AnswersError, load, load_file, render
from multisite_tui.errors import ExitCode

FILES = sorted((Path(__file__).parent / "invalid").glob("*.yaml"))
SECRETS = ["IOSFODNN7", "wJalr", "correcthorse", "MIIE", "MIIB", "hunter2", "someone"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_invalid(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    with pytest.raises(AnswersError) as caught:
        load_file(path.name)
    said = "\n".join(map(render, caught.value.positioned)) + "\n"
    golden = path.with_suffix(".txt")
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(said, "utf-8")
    assert said == golden.read_text("utf-8")
    everything = said + str(caught.value) + repr(caught.value.positioned) + repr(caught.value.problems)
    assert not [secret for secret in SECRETS if secret in everything]


def test_each_problem_is_told_as_others_are():
    with pytest.raises(AnswersError) as caught:
        load("schema: 1\nsites:\n  - domain: main.io\n    port: 70000\n", "answers.yaml")
    (problem,) = caught.value.problems
    assert caught.value.exit_code is ExitCode.USAGE
    assert problem.what == "answers.yaml:4:11: sites[0].port: 70000 is not a port (1 to 65535)"
    assert (problem.code, problem.key) == ("port", "sites[0].port")


def test_codes_are_our_own_and_each_problem_says_what_to_do():
    with pytest.raises(AnswersError) as caught:
        load("schema: 1\nsites:\n  - domain: main.io\n    port: many\n    prot: 1\n", "answers.yaml")
    assert {problem.code for problem in caught.value.problems} == {"no_whole_number", "key_unknown"}
    assert all(problem.why and problem.next for problem in caught.value.problems)


def test_no_such_file(tmp_path):
    with pytest.raises(AnswersError, match="cannot be read: No such file"):
        load_file(tmp_path / "none.yaml")


def test_a_folder(tmp_path):
    with pytest.raises(AnswersError, match="cannot be read: Is a directory"):
        load_file(tmp_path)


def test_a_name_that_no_file_has():
    with pytest.raises(AnswersError, match="cannot be read"):
        load_file("a\0b")


def test_not_utf8(tmp_path):
    path = tmp_path / "answers.yaml"
    path.write_bytes("schema: 1\nname: 한".encode("euc-kr"))
    with pytest.raises(AnswersError, match=r"answers\.yaml:2:7: this is not UTF-8"):
        load_file(path)


def test_too_large(tmp_path):
    path = tmp_path / "answers.yaml"
    path.write_bytes(b"#" * (300 * 1024))
    with pytest.raises(AnswersError, match="larger than 256 KiB"):
        load_file(path)


def test_byte_order_mark_and_windows_lines(tmp_path):
    path = tmp_path / "answers.yaml"
    path.write_bytes(b"\xef\xbb\xbfschema: 1\r\nsites:\r\n  - domain: main.io\r\n    port: 6402\r\n")
    assert load_file(path).setup.name == "main-io"


def test_one_port_twice_is_a_warning():
    text = "schema: 1\nsites:\n  - {domain: main.io, port: 80}\n  - {domain: www.main.io, port: 80}\n"
    (warning,) = load(text, "answers.yaml").warnings
    assert warning.headline.startswith("answers.yaml:4:33: sites[1].port: www.main.io and main.io are both served")
    assert warning.hint == "see also answers.yaml:3:29: sites[0].port"
