from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from multisite_tui import answers
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.model.accounts import AccountKind
from multisite_tui.verify.verifications import Verification
from multisite_tui.verify.verify import verify
from tests.corridor.rig import Bench
from tests.corridor.test_account_checks import record, values
from tests.internet.conftest import Authority, Server, authority, good_until, serve, stranger

__all__ = ["authority", "good_until", "serve", "stranger"]


def page(body: str, status: str = "200 OK", **headers: str) -> bytes:
    extra = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{extra}\r\n{body}".encode()


def to(location: str, status: str = "302 Found") -> bytes:
    return page("", status, Location=location)


def by_name(pages: Mapping[str, bytes | str]) -> Callable[[], Callable[..., None]]:
    """Return what makes a reply that goes by the name asked for; text is where that name redirects, `{port}` ours."""

    def reply(server: Server) -> Callable[..., None]:
        def answer(connection: Any, _: object) -> None:
            request = server.asked[-1].decode()
            host = next(line for line in request.split("\r\n") if line.startswith("Host: "))
            found = pages[host.removeprefix("Host: ").partition(":")[0]]
            moved = found if isinstance(found, bytes) else to(found.format(port=server.port), "301 Moved Permanently")
            connection.sendall(moved)

        return answer

    return reply  # type: ignore[return-value]


def by_path(pages: Mapping[str, bytes]) -> Callable[[], Callable[..., None]]:
    """Return what makes a reply that goes by the path asked for."""

    def reply(server: Server) -> Callable[..., None]:
        def answer(connection: Any, _: object) -> None:
            connection.sendall(pages[server.asked[-1].split(b" ")[1].decode()])

        return answer

    return reply  # type: ignore[return-value]


@pytest.fixture(scope="session")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """An account that passes for AWS, whose zone has records for both sites, a wildcard and a cut."""
    bench = Bench(tmp_path_factory.mktemp("verify"))
    for name in ("sub.main.io", "*.wild.main.io"):
        record(bench, Name=name, Type="A", TTL=60, ResourceRecords=values("192.0.2.1"))
    record(bench, Name="cut.main.io", Type="NS", TTL=60, ResourceRecords=values("ns1.example.net."))
    aws = replace(bench.aws, account=replace(bench.aws.account, kind=AccountKind.AWS))
    return Facts(aws)


@dataclass
class Web:
    """Two sites on loopback, each behind its own TLS."""

    facts: Facts
    serve: Callable[..., Server]
    authority: Authority
    folder: Path
    until: datetime
    sites: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def site(self, domain: str, reply: Any, *, more: str = "", **cert: Any) -> Server:
        """Add a site that answers so; `more` are further keys of its answers."""
        names, issuer, until = cert.get("names", (domain,)), cert.get("issuer", self.authority), cert.get("until")
        tls = issuer.server(self.folder, *names, until=until or self.until)
        server = self.serve(reply if isinstance(reply, bytes) else b"", tls)
        if not isinstance(reply, bytes):
            server._reply = reply(server)
        self.sites.append(
            f"{{domain: {domain}, port: {7001 + len(self.sites)}, listeners: [https:{server.port}]{more}}}"
        )
        return server

    def verify(self, **how: Any) -> tuple[Verification, ...]:
        def addresses(name: str) -> list[str]:
            self.asked.append(name)
            return ["127.0.0.1"]

        text = f"schema: 1\nsites: [{', '.join(self.sites)}]\n"
        setup = answers.load(text, "answers.yaml").setup
        how = {"addresses": addresses, "trust": self.authority.trust, "timeout": 3.0, **how}
        return verify(setup, how.pop("facts", self.facts), **how)


@pytest.fixture
def web(
    facts: Facts,
    serve: Callable[..., Server],
    authority: Authority,
    tmp_path: Path,
    good_until: datetime,
) -> Web:
    return Web(facts, serve, authority, tmp_path, good_until)
