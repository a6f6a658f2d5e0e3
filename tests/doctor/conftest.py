from __future__ import annotations

import inspect
import io
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from multisite_tui import answers
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.doctor.diagnoses import Diagnosis
from multisite_tui.doctor.doctor import doctor
from tests.corridor.reference import REFERENCE
from tests.corridor.rig import Bench
from tests.corridor.shared_reference import SHARED

Examine = Callable[..., tuple[Diagnosis, ...]]


def examine(bench: Bench, text: str = REFERENCE, site: str = "", **how: object) -> tuple[Diagnosis, ...]:
    """Return what the doctor finds, of one site or of all; and prove that nothing was changed for it."""
    before = bench.writes()
    found = doctor(answers.load(text, "answers.yaml").setup, Facts(bench.aws, bench.clock.today()), **how)  # type: ignore[arg-type]
    assert bench.writes() == before
    assert all(one.what and one.fix for one in found)
    return tuple(one for one in found if not site or one.site == site)


def codes(found: tuple[Diagnosis, ...]) -> list[str]:
    return [one.code for one in found]


@dataclass(frozen=True)
class Kept:
    """An account at one moment."""

    saved: bytes
    now: float

    @classmethod
    def of(cls, bench: Bench) -> Kept:
        return cls((bench.folder / "account" / "account.json").read_bytes(), bench.clock.now())

    def into(self, bench: Bench) -> Bench:
        """Put it in place of a bench's account, whose clients are kept: to build those takes most of a test's time."""
        folder = bench.folder / "account"
        for name in ("faults.json", "calls.log", "account.json"):
            (folder / name).unlink(missing_ok=True)
        (folder / "account.json").write_bytes(self.saved)
        bench.clock._now = self.now
        return bench


@pytest.fixture(scope="session")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("workbench"))


@pytest.fixture(scope="session")
def as_new(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return Kept.of(Bench(tmp_path_factory.mktemp("new")))


@pytest.fixture
def bench(workbench: Bench, as_new: Kept) -> Bench:
    """A practice account as new, this test's own."""
    return as_new.into(workbench)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """The reference case, in service; who takes this changes nothing in it."""
    bench = Bench(tmp_path_factory.mktemp("finished"))
    assert bench.run(REFERENCE).exit_code == 0
    return bench


@pytest.fixture(scope="session")
def kept_in_service(finished: Bench) -> Kept:
    return Kept.of(finished)


@pytest.fixture
def in_service(workbench: Bench, kept_in_service: Kept) -> Bench:
    """The reference case in service, this test's own."""
    return kept_in_service.into(workbench)


@pytest.fixture(scope="session")
def kept_shared(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    bench = Bench(tmp_path_factory.mktemp("shared"))
    assert bench.run(SHARED).exit_code == 0
    return Kept.of(bench)


@pytest.fixture
def shared(workbench: Bench, kept_shared: Kept) -> Bench:
    """The sites of the reference case behind one load balancer, in service, this test's own."""
    return kept_shared.into(workbench)


@pytest.fixture
def program() -> Iterator[Callable[..., int]]:
    """Start a program that answers as told, by path, host and (where it takes one) `agent`; return its port.

    Status 0 closes the connection without an answer.
    """
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Callable[..., tuple[int, str]]) -> int:
        by_agent = "agent" in inspect.signature(answer).parameters

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                more = {"agent": self.headers["User-Agent"]} if by_agent else {}
                status, location = answer(self.path, self.headers["Host"], **more)
                if not status:
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Length", "0")
                if location:
                    self.send_header("Location", location)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                io.StringIO().write(format)

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, args=(0.01,), daemon=True).start()
        return servers[-1].server_address[1]

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def serve_bytes() -> Iterator[Callable[[bytes], int]]:
    """Start what answers these bytes to whoever connects, nothing at all where they are empty; return its port."""
    done = threading.Event()
    listening: list[socket.socket] = []

    def serve(server: socket.socket, answer: bytes) -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(answer)
            if not answer:
                done.wait(5)

    def start(answer: bytes) -> int:
        listening.append(socket.create_server(("127.0.0.1", 0)))
        threading.Thread(target=serve, args=(listening[-1], answer), daemon=True).start()
        return listening[-1].getsockname()[1]

    yield start
    done.set()
    for one in listening:
        one.close()
