"""What visitors of a setup with one load balancer see, by a front on loopback that does what its rules say."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from multisite_tui.errors import ExitCode, InputNeeded
from multisite_tui.internet.outside_names import Leading
from multisite_tui.model.maintenance import DEFAULT_PAGE
from multisite_tui.report.maintenance_text import switched_lines
from tests.front.certificates import Vault
from tests.front.serving import Front

from .reference import REFERENCE
from .rig import Bench
from .shared_reference import SHARED, shared_with


class Program(BaseHTTPRequestHandler):
    """A program on the instance, which names the host that it was asked for."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"{self.server.server_address[1]} {self.headers['Host']}".encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def programs() -> Iterator[dict[int, int]]:
    """By port on the instance, the loopback port of the program."""
    servers = {port: ThreadingHTTPServer(("127.0.0.1", 0), Program) for port in (6402, 6403)}
    for server in servers.values():
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield {port: server.server_address[1] for port, server in servers.items()}
    for server in servers.values():
        server.shutdown()
        server.server_close()


def page(bench: Bench, domain: str, *, shown: bool, text: str = SHARED) -> bool:
    conductor = bench.conductor(text)
    with conductor.locked():
        return conductor.switch_page(domain, shown=shown)


def test_visitors_reach_their_site_and_one_site_can_be_away(
    bench: Bench, tmp_path: Path, programs: dict[int, int]
) -> None:
    assert bench.run(SHARED).exit_code is ExitCode.DONE
    with Front(bench.account, "main-io", Vault(tmp_path), programs) as front:
        assert front.visit("main.io")[::2] == (200, f"{programs[6402]} main.io")
        assert front.visit("sub.main.io")[::2] == (200, f"{programs[6403]} sub.main.io")
        status, headers, _ = front.visit("sub.main.io", "/a?b=c", port=80)
        assert (status, headers["Location"]) == (301, "https://sub.main.io:443/a?b=c")

        assert page(bench, "main.io", shown=True)
        assert not page(bench, "main.io", shown=True)
        status, headers, body = front.visit("main.io")
        assert (status, headers["Content-Type"], body) == (503, "text/html; charset=utf-8", DEFAULT_PAGE)
        assert front.visit("sub.main.io")[0] == 200

        # A run leaves the page as it is, and keeps its names and its content right.
        assert bench.run(SHARED).exit_code is ExitCode.DONE
        assert front.visit("main.io")[0] == 503
        assert page(bench, "sub.main.io", shown=True)
        edited = shared_with("aliases: [www.sub.main.io]\n    maintenance: {text: Back at nine.}")
        assert bench.run(edited).exit_code is ExitCode.DONE
        assert front.visit("www.sub.main.io")[::2] == (503, "Back at nine.")

        assert page(bench, "main.io", shown=False)
        assert front.visit("main.io")[0] == 200
        assert front.visit("sub.main.io")[0] == 503
    assert bench.remove(edited).exit_code is ExitCode.DONE
    assert bench.aws.elbv2.describe_load_balancers()["LoadBalancers"] == []


def test_the_page_is_no_run_of_the_setup(bench: Bench) -> None:
    bench.account.fail("RegisterTargets", "TooManyTargets")
    assert bench.run(SHARED).exit_code is ExitCode.PARTIAL
    bench.account.mend()
    store = bench.conductor(SHARED).store
    before = store.need("main-io")
    domain = next(one for one in ("main.io", "sub.main.io") if page(bench, one, shown=True))
    after = store.need("main-io")
    assert (after.outcome, after.steps, after.asked) == (before.outcome, before.steps, before.asked)
    assert {*after.replies} >= {*before.replies}
    assert page(bench, domain, shown=False)


def test_of_a_name_that_is_kept_elsewhere_it_is_said_on_whom_the_page_depends(bench: Bench) -> None:
    text = shared_with("dns: external\n    certificate: none\n    aliases: [www.sub.main.io]")
    assert bench.run(text).exit_code is ExitCode.DONE
    reach = bench.conductor(text).page_reach("sub.main.io")
    assert reach.names == {"sub.main.io": Leading.UNKNOWN, "www.sub.main.io": Leading.UNKNOWN}
    _, line, _ = switched_lines(reach, "sub.main.io", shown=True)
    assert "only visitors whose DNS leads to the load balancer see the page" in line


@pytest.mark.parametrize(
    ("text", "domain", "code"),
    [
        (SHARED, "other.io", "site_unknown"),
        (SHARED, "main.io", "site_not_served"),
        (REFERENCE, "main.io", "no_maintenance_page"),
    ],
)
def test_a_page_that_nobody_would_see_is_refused(bench: Bench, text: str, domain: str, code: str) -> None:
    with pytest.raises(InputNeeded) as refused:
        page(bench, domain, shown=True, text=text)
    assert refused.value.problem.code == code
