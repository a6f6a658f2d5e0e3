"""Answers that come through a pipe, and what is no file at all: nothing is waited for without an end."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from multisite_tui.answers import AnswersError, content, load_file

ANSWERS = "schema: 1\nsites: [{domain: main.io, port: 6402}]\n"


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    path = tmp_path / "answers.fifo"
    os.mkfifo(path)
    return path


def refused(path: Path | str) -> str:
    with pytest.raises(AnswersError) as caught:
        load_file(path)
    assert caught.value.problem.code == "unreadable"
    return caught.value.problem.what


def test_a_pipe_of_a_shell_is_read_to_its_end() -> None:
    reads, writes = os.pipe()
    try:
        os.write(writes, ANSWERS[:20].encode())
        rest = threading.Thread(target=lambda: (os.write(writes, ANSWERS[20:].encode()), os.close(writes)))
        rest.start()
        assert load_file(f"/dev/fd/{reads}").setup.name == "main-io"
        rest.join()
    finally:
        os.close(reads)


def test_a_pipe_whose_writer_is_gone_without_a_word_is_an_empty_file() -> None:
    reads, writes = os.pipe()
    os.close(writes)
    try:
        with pytest.raises(AnswersError, match="the file is empty"):
            load_file(f"/dev/fd/{reads}")
    finally:
        os.close(reads)


def test_a_named_pipe_is_read_when_its_writer_comes_later(fifo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "NOTICE", 0.0)
    writer: list[threading.Thread] = []

    def come(path: str) -> None:
        writer.append(threading.Thread(target=lambda: fifo.write_text(ANSWERS)))
        writer[0].start()

    assert load_file(fifo, come).setup.name == "main-io"
    writer[0].join()


def test_a_named_pipe_that_nobody_writes_to_is_given_up(fifo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "NOTICE", 0.0)
    monkeypatch.setattr(content, "SILENCE", 0.0)
    assert "nothing was written to this pipe" in refused(fifo)


def test_a_device_and_a_socket_are_refused(tmp_path: Path) -> None:
    assert "a device or a socket" in refused("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        assert "cannot be read" in refused(tmp_path / "socket")


def test_a_long_pipe_is_read_no_further_than_a_file() -> None:
    reads, writes = os.pipe()
    more = threading.Thread(target=write_without_end, args=(writes,))
    more.start()
    try:
        with pytest.raises(AnswersError, match="larger than 256 KiB"):
            load_file(f"/dev/fd/{reads}")
    finally:
        os.close(reads)
        more.join()


def write_without_end(descriptor: int) -> None:
    try:
        while True:
            os.write(descriptor, b"#" * 65536)
    except BrokenPipeError:
        os.close(descriptor)
