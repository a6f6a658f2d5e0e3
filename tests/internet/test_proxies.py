"""A network that lets out only through a proxy: the direct way fails, and the proxy of the environment is asked."""

from __future__ import annotations

import base64
import socket
import threading

import pytest

from multisite_tui.doctor.instances.probes import ProbeOutcome, probe
from multisite_tui.internet.proxies import ProxyError, environment_proxy
from multisite_tui.internet.visits import visit
from multisite_tui.model.health_checks import CheckTarget
from multisite_tui.model.listeners import Listener, Protocol
from multisite_tui.model.records import Verify

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nwelcome"
DENIED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"


def http(port):
    return Listener(protocol=Protocol.HTTP, port=port)


def https(port):
    return Listener(protocol=Protocol.HTTPS, port=port)


class ConnectProxy:
    """A proxy on loopback: it connects to one port, whatever host it is asked for, or replies as it is told."""

    def __init__(self, to=0, reply=b""):
        self.asked = []
        self._to, self._reply = to, reply
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._threads = [threading.Thread(target=self._run, daemon=True)]
        self._threads[0].start()

    def _run(self):
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection:
            request = b""
            while b"\r\n\r\n" not in request and (piece := connection.recv(4096)):
                request += piece
            self.asked.append(request.decode())
            reply = self._reply(request) if callable(self._reply) else self._reply
            if reply:
                connection.sendall(reply)
                return
            with socket.create_connection(("127.0.0.1", self._to)) as there:
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=_pump, args=(there, connection), daemon=True)
                back.start()
                _pump(connection, there)
                back.join(5)

    def close(self):
        self._listening.close()


def _pump(one, other):
    try:
        while piece := one.recv(4096):
            other.sendall(piece)
        other.shutdown(socket.SHUT_WR)
    except OSError:
        pass


@pytest.fixture
def start_proxy():
    started = []

    def start(to=0, reply=b""):
        started.append(ConnectProxy(to, reply))
        return started[-1]

    yield start
    for one in started:
        one.close()


def shut(_host):
    """Resolve to where nobody listens: the direct way is refused."""
    return ["127.0.0.9"]


def look(*listeners, host="to-main.elb", **more):
    return visit("main.io", host, listeners, addresses=shut, timeout=60.0, **more)


def test_https_goes_through_the_proxy_by_name(serve, authority, tmp_path, good_until, start_proxy, monkeypatch):
    server = serve(OK, authority.server(tmp_path, "main.io", until=good_until))
    proxy = start_proxy(server.port)
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:p%40ss@127.0.0.1:{proxy.port}")
    seen = look(https(443), trust=authority.trust)
    assert seen.ok is True
    assert seen.message.startswith("https 200, certificate main.io")
    assert proxy.asked[0].startswith("CONNECT to-main.elb:443 HTTP/1.1\r\nHost: to-main.elb:443\r\n")
    assert base64.b64encode(b"user:p@ss").decode() in proxy.asked[0]
    assert server.names == ["main.io"]
    assert b"Proxy-Authorization" not in server.asked[0]


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_http_goes_through_the_proxy_too(serve, start_proxy, monkeypatch, name):
    server = serve(OK)
    monkeypatch.setenv(name, f"127.0.0.1:{start_proxy(server.port).port}")
    assert look(http(80)).message == "http 200"
    assert b"Host: main.io\r\n" in server.asked[0]


def test_a_proxy_without_connect_to_port_80_is_sent_the_request(start_proxy, monkeypatch):
    proxy = start_proxy(reply=lambda request: DENIED if request.startswith(b"CONNECT") else OK)
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
    seen = look(http(80), host="main.io", verify=Verify(text="welcome"))
    assert seen.ok is True
    assert proxy.asked[1].startswith("GET http://main.io/ HTTP/1.1\r\n")


def test_an_error_that_the_proxy_may_have_made_says_nothing_of_the_site(start_proxy, monkeypatch):
    proxy = start_proxy(reply=DENIED)
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
    assert look(http(80), host="main.io").ok is None


def test_the_direct_way_comes_first(serve, start_proxy, monkeypatch):
    server, proxy = serve(OK), start_proxy(reply=DENIED)
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
    assert visit("main.io", "lb", [http(server.port)], addresses=lambda _: ["127.0.0.1"], timeout=60.0).ok is True
    assert proxy.asked == []


@pytest.mark.parametrize(
    ("reply", "code", "why"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "proxy_wants_password", "wants a user and password"),
        (DENIED, "proxy_refused", "answered 403 to CONNECT to-main.elb:443"),
        (b"HTTP/1.1 503 Service Unavailable\r\n\r\n", "proxy_refused", "answered 503"),
        (b"no proxy\r\n\r\n", "proxy_unreachable", "does not answer"),
    ],
)
def test_a_proxy_that_refuses_is_no_fault_of_the_site(start_proxy, monkeypatch, reply, code, why):
    proxy = start_proxy(reply=reply)
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:secret@127.0.0.1:{proxy.port}")
    seen = look(https(443))
    assert (seen.ok, seen.problems) == (None, ())
    (hint,) = seen.hints
    assert (hint.code, hint.site) == (code, "main.io")
    assert why in hint.why
    assert f"127.0.0.1:{proxy.port}" in hint.why
    assert "secret" not in f"{seen}"


def test_a_dead_proxy_and_one_of_another_kind(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
    assert look(https(443)).hints[0].code == "proxy_unreachable"
    monkeypatch.setenv("HTTPS_PROXY", "socks5://user:secret@127.0.0.1:1080")
    hint = look(https(443)).hints[0]
    assert hint.code == "proxy_unsupported"
    assert "secret" not in f"{hint}"


@pytest.mark.parametrize("name", ["no_proxy", "NO_PROXY"])
def test_a_host_without_proxy_is_judged_by_the_direct_way(start_proxy, monkeypatch, name):
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{start_proxy(reply=DENIED).port}")
    monkeypatch.setenv(name, "localhost,.elb")
    assert look(https(443)).problems[0].code == "connection_refused"


def test_a_password_is_in_no_representation(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://user:secret@127.0.0.1:3128")
    found = environment_proxy("main.io", 443)
    assert found is not None
    assert "Basic" in found.headers["Proxy-Authorization"]
    assert "Basic" not in repr(found)
    monkeypatch.setenv("HTTPS_PROXY", "http://user:secret@127.0.0.1:port")
    with pytest.raises(ProxyError) as raised:
        environment_proxy("main.io", 443)
    assert "secret" not in str(raised.value)


def test_a_probe_behind_a_proxy_that_refuses_does_not_say_that_nobody_listens(start_proxy, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    target = CheckTarget(Protocol.HTTP, port, "/")
    assert probe("127.0.0.1", target, 2.0).outcome is ProbeOutcome.REFUSED
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{start_proxy(reply=DENIED).port}")
    assert probe("127.0.0.1", target, 2.0).outcome is ProbeOutcome.UNREACHABLE
