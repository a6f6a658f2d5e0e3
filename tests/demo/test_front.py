"""The front does with a visitor what an Application Load Balancer would, by the practice account's rules."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from cryptography import x509

from tests.front.certificates import Vault
from tests.front.serving import Front

from .applications import Stage, forward, host_rule, register, stage, target_group
from .rig import Bench

PAGE = "<p>점검 중입니다. Back soon.</p>"
MAINTENANCE = {
    "Type": "fixed-response",
    "FixedResponseConfig": {"StatusCode": "503", "ContentType": "text/html", "MessageBody": PAGE},
}


class Program(BaseHTTPRequestHandler):
    """A program on the instance: it names its port and what it was asked, and echoes a WebSocket's bytes."""

    def do_GET(self) -> None:
        if self.headers.get("Upgrade") == "websocket":
            self.wfile.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
            while frame := self.rfile.read1():  # type: ignore[attr-defined]
                self.wfile.write(frame)
            return
        port = self.server.server_address[1]
        body = f"{port} {self.headers['Host']} {self.headers['X-Forwarded-Proto']} {self.path}".encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return Vault(tmp_path_factory.mktemp("vault"))


@pytest.fixture(scope="module")
def programs() -> Iterator[dict[int, int]]:
    """By port on the instance, the loopback port of the program."""
    servers = {port: ThreadingHTTPServer(("127.0.0.1", 0), Program) for port in (6402, 6403)}
    for server in servers.values():
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield {port: server.server_address[1] for port, server in servers.items()}
    for server in servers.values():
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Stage, bytes]:
    """Two sites: `main.io` with the default certificate, `sub.main.io` and its names in the list."""
    bench = Bench(tmp_path_factory.mktemp("sites"))
    on = stage(bench)
    second = bench.issued("sub.main.io", "*.sub.main.io")
    for arn in (on.certificate, second):
        bench.elbv2.add_listener_certificates(ListenerArn=on.secure, Certificates=[{"CertificateArn": arn}])
    group = target_group(bench, "second", 6403)
    host_rule(bench, on.secure, 20, forward(group), "sub.main.io", "*.sub.main.io")
    register(bench, on.group)
    register(bench, group)
    bench.clock.forward(60)
    return on, (bench.account.folder / "account.json").read_bytes()


@pytest.fixture
def on(sites: tuple[Stage, bytes]) -> Iterator[Stage]:
    """The two sites as new; the account is put back afterwards."""
    on, saved = sites
    at = on.bench.clock.time
    yield on
    (on.bench.account.folder / "account.json").write_bytes(saved)
    on.bench.clock.time = at


@pytest.fixture
def front(on: Stage, vault: Vault, programs: dict[int, int]) -> Iterator[Front]:
    with Front(on.bench.account, "main", vault, programs) as served:
        yield served


def shown(front: Front, name: str | None) -> list[str]:
    with front.connect(name) as line:
        assert isinstance(line, ssl.SSLSocket)
        certificate = x509.load_der_x509_certificate(line.getpeercert(binary_form=True) or b"")
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return names.get_values_for_type(x509.DNSName)


def test_each_name_is_shown_its_certificate(on: Stage, front: Front) -> None:
    assert shown(front, "sub.main.io") == shown(front, "A.sub.main.io") == ["sub.main.io", "*.sub.main.io"]
    assert shown(front, "main.io") == shown(front, None) == ["main.io"]
    with pytest.raises(ssl.SSLCertVerificationError, match=r"not valid for 'other\.io'"):
        front.connect("other.io")
    on.elbv2.modify_listener(ListenerArn=on.secure, Certificates=[{"CertificateArn": on.bench.issued("new.main.io")}])
    assert shown(front, None) == shown(front, "new.main.io") == ["new.main.io"]
    assert shown(front, "main.io") == ["main.io"]


def test_http_leads_to_https(front: Front) -> None:
    status, headers, _ = front.visit("main.io", "/a/b?c=1&d=%20", port=80)
    assert (status, headers["Location"]) == (301, "https://main.io:443/a/b?c=1&d=%20")
    assert front.visit("main.io", port=80)[1]["Location"] == "https://main.io:443/"


def test_each_host_reaches_its_program(front: Front, programs: dict[int, int]) -> None:
    assert front.visit("main.io", "/x?y=1")[::2] == (200, f"{programs[6402]} main.io https /x?y=1")
    assert front.visit("sub.main.io")[2] == f"{programs[6403]} sub.main.io https /"
    assert front.visit("SUB.main.IO")[2] == f"{programs[6403]} SUB.main.IO https /"
    assert front.visit("a.sub.main.io")[2] == f"{programs[6403]} a.sub.main.io https /"


def test_an_unknown_host_gets_404(on: Stage, front: Front) -> None:
    arn = on.bench.issued("other.main.io")
    on.elbv2.add_listener_certificates(ListenerArn=on.secure, Certificates=[{"CertificateArn": arn}])
    status, headers, body = front.visit("other.main.io")
    assert (status, headers["Content-Type"], body) == (404, "text/plain; charset=utf-8", "")


def test_a_maintenance_rule_at_a_lower_number_is_met_first(on: Stage, front: Front) -> None:
    rule = host_rule(on.bench, on.secure, 1, MAINTENANCE, "main.io")
    status, headers, body = front.visit("main.io")
    assert (status, headers["Content-Type"], body) == (503, "text/html; charset=utf-8", PAGE)
    assert front.visit("sub.main.io")[0] == 200
    on.elbv2.delete_rule(RuleArn=rule)
    assert front.visit("main.io")[0] == 200


def test_a_web_socket_is_a_tunnel(front: Front) -> None:
    with front.connect("main.io") as line:
        line.sendall(b"GET /ws HTTP/1.1\r\nHost: main.io\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
        with line.makefile("rb") as replies:
            head = [replies.readline() for _ in range(4)]
            assert head[0] == b"HTTP/1.1 101 Switching Protocols\r\n"
            for frame in (b"\x81\x02hi", b"\x81\x05hello"):
                line.sendall(frame)
                assert replies.read(len(frame)) == frame


def test_without_a_target_and_without_a_program(on: Stage, front: Front) -> None:
    targets = [{"Id": on.bench.instance["InstanceId"]}]
    on.elbv2.deregister_targets(TargetGroupArn=on.group, Targets=targets)
    assert front.visit("main.io")[0] == 503
    front.backends = {6403: 1}
    assert front.visit("sub.main.io")[0] == 502


def test_a_sick_target_still_gets_requests(on: Stage, front: Front) -> None:
    on.bench.account.set_answer(6402, 500)
    on.bench.clock.forward(60)
    assert front.visit("main.io")[0] == 200


def test_nothing_listens_where_the_account_has_no_listener(on: Stage, front: Front) -> None:
    assert front.visit("main.io")[0] == 200
    on.elbv2.delete_listener(ListenerArn=on.secure)
    with pytest.raises((ConnectionError, ssl.SSLError)):
        front.connect("main.io")
