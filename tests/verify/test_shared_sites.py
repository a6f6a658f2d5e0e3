"""Sites behind one load balancer, as a visitor on loopback sees them: `verify`, with and without the redirect."""

from __future__ import annotations

from dataclasses import replace
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from multisite_tui import answers
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.internet import sockets
from multisite_tui.model.accounts import AccountKind
from multisite_tui.verify.verifications import Verification
from multisite_tui.verify.verify import verify
from tests.corridor.rig import Bench
from tests.corridor.shared_reference import shared_with
from tests.demo.test_front import Program
from tests.front.certificates import Vault
from tests.front.serving import Front


def test_http_leads_to_https_unless_a_site_wants_it_to_be_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = shared_with("redirect: false")
    bench = Bench(tmp_path / "bench")
    assert bench.run(text).exit_code == 0
    (tmp_path / "vault").mkdir()
    vault = Vault(tmp_path / "vault")
    program = ThreadingHTTPServer(("127.0.0.1", 0), Program)
    Thread(target=program.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    at = program.server_address[1]

    def visited(front: Front) -> tuple[Verification, ...]:
        monkeypatch.setattr(sockets, "_first", lambda _, port, __: front.reach(port))
        aws = replace(bench.aws, account=replace(bench.aws.account, kind=AccountKind.AWS))
        setup = answers.load(text, "answers.yaml").setup
        return verify(setup, Facts(aws), addresses=lambda _: ["127.0.0.1"], trust=vault.client)

    with Front(bench.account, "main-io", vault, {6402: at, 6403: at}) as front:
        first, second = visited(front)
        bench.conductor(text).switch_page("sub.main.io", shown=True)
        unchanged, away = visited(front)
    program.shutdown()
    program.server_close()

    assert (first.ok, second.ok, first.problems, second.problems) == (True, True, (), ())
    assert first.message.startswith("http 301 to https, https 200, certificate main.io until ")
    assert second.message.startswith("http 200, https 200, certificate sub.main.io until ")
    assert unchanged.message == first.message
    assert away.message == "http 503 instead of 200, https 503 instead of 200"
    assert "or show the maintenance page: look with `doctor`." in away.problems[0].why
