from __future__ import annotations

import errno
import socket
import threading
from datetime import UTC, datetime, timedelta

import pytest

from multisite_tui.internet import sockets
from multisite_tui.internet.listener_visits import ListenerVisit
from multisite_tui.internet.visits import visit
from multisite_tui.model.listeners import Listener, Protocol
from multisite_tui.model.records import Verify

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 7\r\n\r\nwelcome"


def http(port):
    return Listener(protocol=Protocol.HTTP, port=port)


def https(port):
    return Listener(protocol=Protocol.HTTPS, port=port)


PATIENT = 60.0
"""Seconds after which a visit counts as one that never ends; the slowest here takes two."""


def ended(visited):
    """Return what a visit returns, which must end although nobody answers it."""
    seen = []
    thread = threading.Thread(target=lambda: seen.append(visited()), daemon=True)
    thread.start()
    thread.join(PATIENT)
    assert seen, "it never ends"
    return seen[0]


def look(*listeners, verify=None, domain="main.io", timeout=PATIENT, **more):
    more.setdefault("addresses", lambda host: ["127.0.0.1"] if host == "to-main.elb" else [])
    return visit(domain, "to-main.elb", listeners, verify, timeout=timeout, **more)


def problem(seen):
    """Return the one problem of a visit, or of one listener's."""
    assert not seen.ok
    problems = [seen.problem] if isinstance(seen, ListenerVisit) else seen.problems
    assert len(problems) == 1
    assert problems[0].site == "main.io"
    assert problems[0].next
    return problems[0]


def to(location, status=b"301"):
    return b"HTTP/1.1 " + status + b" Moved\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n"


class TestAsExpected:
    def test_the_whole_line(self, serve, authority, tmp_path, good_until, monkeypatch):
        plain = serve(to(b"https://main.io/"))
        secure = serve(OK, authority.server(tmp_path, "main.io", "www.main.io", until=good_until))
        real, ports = socket.create_connection, {80: plain.port, 443: secure.port}
        monkeypatch.setattr(
            sockets.socket, "create_connection", lambda at, seconds: real((at[0], ports[at[1]]), seconds)
        )

        seen = look(http(80), https(443), verify=Verify(text="welcome"), trust=authority.trust)

        assert seen.ok
        assert seen.problems == ()
        assert seen.message == f"http 301 to https, https 200, certificate main.io until {good_until.date()}"
        assert [each.url for each in seen.seen] == ["http://main.io/", "https://main.io/"]
        assert seen.seen[1].certificate.issuer == "Test Trust"
        assert seen.seen[1].certificate.names == ("main.io", "www.main.io")
        assert secure.names == ["main.io"]
        assert b"\r\nHost: main.io\r\n" in plain.asked[0]
        assert plain.asked[0].startswith(b"GET / HTTP/1.1\r\n")

    def test_another_port_is_named_in_url_label_and_host(self, serve):
        server = serve(OK)
        seen = look(http(server.port))
        assert seen.message == f"http:{server.port} 200"
        assert seen.seen[0].url == f"http://main.io:{server.port}/"
        assert f"\r\nHost: main.io:{server.port}\r\n".encode() in server.asked[0]

    def test_a_wildcard_certificate(self, serve, authority, tmp_path, good_until):
        server = serve(OK, authority.server(tmp_path, "main.io", "*.main.io", until=good_until))
        seen = visit(
            "sub.main.io", "lb", [https(server.port)], addresses=lambda _: ["127.0.0.1"], trust=authority.trust
        )
        assert seen.message == f"https:{server.port} 200, certificate *.main.io until {good_until.date()}"

    @pytest.mark.parametrize("status", [b"301", b"302", b"307", b"308"])
    def test_every_redirect_from_http_to_https_is_fine(self, serve, status):
        # The https listener itself is out of reach here; only what http says counts.
        server = serve(to(b"https://main.io:1/welcome", status))
        seen = look(http(server.port), https(1)).seen[0]
        assert seen.ok
        assert seen.message == f"http:{server.port} {status.decode()} to https"

    def test_tcp_is_only_knocked_at(self, serve):
        server = serve(OK)
        seen = look(Listener(protocol=Protocol.TCP, port=server.port))
        assert seen.ok
        assert seen.message == f"tcp:{server.port} takes connections"
        assert seen.seen[0].url == f"tcp://main.io:{server.port}"

    def test_ssl_shows_its_certificate(self, serve, authority, tmp_path, good_until):
        server = serve(OK, authority.server(tmp_path, "main.io", until=good_until))
        seen = look(Listener(protocol=Protocol.SSL, port=server.port), trust=authority.trust)
        assert seen.message == f"ssl:{server.port} 200, certificate main.io until {good_until.date()}"
        assert seen.seen[0].url == f"https://main.io:{server.port}/"

    @pytest.mark.parametrize("reply", [b"\x00\x01", b""])
    def test_ssl_without_http_is_judged_by_its_certificate(self, serve, authority, tmp_path, good_until, reply):
        server = serve(reply, authority.server(tmp_path, "main.io", until=good_until))
        seen = look(Listener(protocol=Protocol.SSL, port=server.port), trust=authority.trust)
        assert seen.message == f"ssl:{server.port} takes connections, certificate main.io until {good_until.date()}"

    @pytest.mark.parametrize(
        ("status", "verify", "ok"), [(426, None, True), (500, None, False), (426, Verify(status=200), False)]
    )
    def test_ssl_with_http_of_another_status(self, serve, authority, tmp_path, good_until, status, verify, ok):
        reply = f"HTTP/1.1 {status} Other\r\nContent-Length: 0\r\n\r\n".encode()
        server = serve(reply, authority.server(tmp_path, "main.io", until=good_until))
        seen = look(Listener(protocol=Protocol.SSL, port=server.port), verify=verify, trust=authority.trust)
        assert seen.ok is ok

    def test_the_next_address_is_tried(self, serve):
        server = serve(OK)
        assert look(http(server.port), addresses=lambda _: ["127.0.0.2", "127.0.0.1"]).ok


class TestCertificates:
    def test_crossed(self, serve, authority, tmp_path, good_until):
        server = serve(OK, authority.server(tmp_path, "other.io", "www.other.io", until=good_until))
        seen = look(https(server.port), trust=authority.trust)
        found = problem(seen)
        assert found.code == "certificate_wrong_name"
        assert found.what == (f"The certificate on port {server.port} is for other.io, www.other.io, not for main.io.")
        assert seen.message == f"https:{server.port} certificate for another name"
        assert seen.seen[0].certificate.until == good_until.date()
        assert not any(server.asked), "a request was sent over a connection that was not accepted"

    def test_expired(self, serve, authority, tmp_path):
        server = serve(OK, authority.server(tmp_path, "main.io", until=datetime(2022, 5, 1, tzinfo=UTC)))
        seen = look(https(server.port), trust=authority.trust)
        found = problem(seen)
        assert found.code == "certificate_expired"
        assert found.what == f"The certificate of main.io on port {server.port} expired on 2022-05-01."
        assert seen.message == f"https:{server.port} certificate expired"

    def test_not_yet_valid(self, serve, authority, tmp_path, good_until):
        tls = authority.server(tmp_path, "main.io", since=good_until - timedelta(days=1), until=good_until)
        server = serve(OK, tls)
        found = problem(look(https(server.port), trust=authority.trust))
        assert found.code == "certificate_not_yet_valid"
        assert found.what == f"The certificate of main.io on port {server.port} is not valid yet."

    def test_of_an_unknown_issuer(self, serve, authority, stranger, tmp_path, good_until):
        server = serve(OK, stranger.server(tmp_path, "main.io", until=good_until))
        seen = look(https(server.port), trust=authority.trust)
        found = problem(seen)
        assert found.code == "certificate_untrusted"
        assert found.what == (
            f"The certificate of main.io on port {server.port} comes from nobody that browsers trust "
            "(unable to get local issuer certificate)."
        )
        assert seen.message == f"https:{server.port} certificate not trusted"
        assert seen.seen[0].certificate is None

    def test_of_another_name_and_an_unknown_issuer(self, serve, authority, stranger, tmp_path, good_until):
        server = serve(OK, stranger.server(tmp_path, "other.io", until=good_until))
        assert problem(look(https(server.port), trust=authority.trust)).code == "certificate_untrusted"

    def test_escape_sequences_in_a_certificate_are_not_said(self, serve, authority, tmp_path, good_until):
        server = serve(OK, authority.server(tmp_path, "other\x1b[31m.io", until=good_until))
        found = problem(look(https(server.port), trust=authority.trust))
        assert "\x1b" not in found.what

    def test_plain_http_where_https_was_expected(self, serve):
        server = serve(OK)
        # The first bytes of a handshake hold no blank line, so answer at once.
        server._answer = lambda connection: connection.sendall(OK)
        seen = look(https(server.port))
        found = problem(seen)
        assert found.code == "tls_failed"
        assert found.what.startswith(f"to-main.elb did not agree on TLS on port {server.port} (")
        assert seen.message == f"https:{server.port} no TLS"


class TestAnswers:
    def test_another_status(self, serve):
        server = serve(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
        seen = look(http(server.port))
        found = problem(seen)
        assert found.code == "status_unexpected"
        assert found.what == f"http://main.io:{server.port}/ answered 503 where 200 was expected."
        assert "no instance in service" in found.why
        assert found.next == "If it should answer so, set `verify: {status: 503}`; else look at the program's log."
        assert seen.message == f"http:{server.port} 503 instead of 200"

    def test_a_program_that_does_not_know_its_name(self, serve):
        server = serve(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        assert "ALLOWED_HOSTS" in problem(look(http(server.port))).why

    def test_the_status_asked_for(self, serve):
        server = serve(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")
        assert look(http(server.port), verify=Verify(status=401)).message == f"http:{server.port} 401"

    def test_a_redirect_elsewhere_is_not_followed(self, serve):
        server = serve(to(b"https://www.main.io/\x1b[2J"))
        found = problem(look(http(server.port)))
        assert found.code == "status_unexpected"
        assert found.what == (
            f"http://main.io:{server.port}/ answered 301 (to https://www.main.io/[2J) where 200 was expected."
        )

    def test_a_redirect_to_https_without_a_listener(self, serve):
        server = serve(to(b"https://main.io/"))
        found = problem(look(http(server.port)))
        assert found.code == "redirect_without_https"
        assert found.what == (
            f"http://main.io:{server.port}/ sends visitors to https://main.io/, where the site has no https listener."
        )

    def test_a_redirect_to_the_programs_own_port(self, serve):
        server = serve(to(b"https://main.io:6403/"))
        found = problem(look(http(server.port), https(443)).seen[0])
        assert found.code == "redirect_to_other_port"
        assert "does not listen on port 6403; it listens on http" in found.what
        assert "https:443" in found.what
        assert "X-Forwarded-Port" in found.next

    def test_https_that_redirects_to_the_programs_own_port(self, serve, authority, tmp_path, good_until):
        tls = authority.server(tmp_path, "main.io", until=good_until)
        server = serve(to(b"https://main.io:6403/login"), tls)
        assert problem(look(https(server.port), trust=authority.trust)).code == "redirect_to_other_port"

    def test_https_that_redirects_to_itself(self, serve, authority, tmp_path, good_until):
        tls = authority.server(tmp_path, "main.io", until=good_until)
        server = serve(lambda connection, _: connection.sendall(to(f"https://main.io:{server.port}/".encode())), tls)
        seen = look(https(server.port), trust=authority.trust)
        found = problem(seen)
        url = f"https://main.io:{server.port}/"
        assert found.code == "redirect_loop"
        assert found.what == f"{url} sends visitors to itself ({url}), so they never arrive."
        assert "X-Forwarded-Proto" in found.next
        assert seen.message == f"https:{server.port} 301 to itself"

    def test_https_that_redirects_back_to_http(self, serve, authority, tmp_path, good_until):
        server = serve(to(b"http://main.io/", b"302"), authority.server(tmp_path, "main.io", until=good_until))
        seen = look(https(server.port), verify=Verify(status=302), trust=authority.trust)
        found = problem(seen)
        assert found.code == "redirect_loop"
        assert found.what == (
            f"https://main.io:{server.port}/ sends visitors back to http (http://main.io/); "
            "if that sends them here, they never arrive."
        )
        assert seen.message == f"https:{server.port} 302 back to http"

    def test_a_page_without_its_text(self, serve):
        server = serve(OK)
        seen = look(http(server.port), verify=Verify(text="hello"))
        found = problem(seen)
        assert found.code == "text_missing"
        assert found.what == (
            f"http://main.io:{server.port}/ answered 200, but the first 64 KiB of the page do not contain `hello`."
        )
        assert seen.message == f"http:{server.port} 200 without the expected text"

    def test_korean_text_in_its_own_charset(self, serve):
        body = "환영합니다".encode("euc-kr")
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=euc-kr\r\nContent-Length: %d\r\n\r\n" % len(body)
        assert look(http(serve(head + body).port), verify=Verify(text="환영")).ok

    def test_a_huge_page_is_read_to_its_64th_kibibyte(self, serve):
        def flood(connection, done):
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while not done.is_set():
                connection.sendall(b"x" * 65536)

        server = serve(flood)
        assert problem(look(http(server.port), verify=Verify(text="y"))).code == "text_missing"
        assert look(http(server.port), verify=Verify(text="xxx")).ok

    def test_a_page_in_chunks(self, serve):
        server = serve(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nwel\r\n4\r\ncome\r\n0\r\n\r\n")
        assert look(http(server.port), verify=Verify(text="welcome")).ok

    def test_a_page_that_never_ends_is_fine_without_a_text_to_look_for(self, serve):
        def hold(connection, done):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
            done.wait()

        assert look(http(serve(hold).port)).ok


class TestNoAnswer:
    def test_refused(self):
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        seen = look(http(port))
        found = problem(seen)
        assert found.code == "connection_refused"
        assert found.what == f"to-main.elb refused the connection on port {port}."
        assert seen.message == f"http:{port} refused the connection"

    @pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\n"])
    def test_a_server_that_hangs(self, serve, first):
        def hang(connection, done):
            connection.sendall(first)
            done.wait()

        server = serve(hang)
        seen = ended(lambda: look(http(server.port), timeout=0.2))
        found = problem(seen)
        assert found.code == "answer_timed_out"
        assert found.what == (
            f"http://main.io:{server.port}/ took the connection but gave no whole answer within 0.2 seconds."
        )
        assert seen.message == f"http:{server.port} no answer in time"

    def test_a_server_that_drips(self, serve):
        def drip(connection, done):
            while not done.wait(0.03):
                connection.sendall(b"H")

        server = serve(drip)
        assert problem(ended(lambda: look(http(server.port), timeout=0.3))).code == "answer_timed_out"

    def test_a_handshake_that_hangs(self, serve):
        server = serve(lambda _connection, done: done.wait())
        assert problem(ended(lambda: look(https(server.port), timeout=0.2))).code == "answer_timed_out"

    def test_one_that_hangs_leaves_time_for_the_others(self, serve):
        hanging, fine = serve(lambda _connection, done: done.wait()), serve(OK)
        seen = ended(lambda: look(http(hanging.port), http(fine.port), timeout=4))
        assert [each.ok for each in seen.seen] == [False, True]
        assert not seen.ok
        assert seen.message == f"http:{hanging.port} no answer in time, http:{fine.port} 200"

    def test_no_time_left_at_all(self):
        assert problem(look(http(80), timeout=0.0)).code == "dns_silent"

    def test_no_connection(self, monkeypatch):
        monkeypatch.setattr(sockets.socket, "create_connection", raising(TimeoutError("timed out")))
        seen = look(http(80), timeout=10)
        found = problem(seen)
        assert found.code == "connect_timed_out"
        assert found.what == "No connection to to-main.elb on port 80 within 10 seconds."
        assert "0.0.0.0/0" in found.next
        assert seen.message == "http no connection"

    def test_no_network(self, monkeypatch):
        broken = OSError(errno.ENETUNREACH, "Network is unreachable")
        monkeypatch.setattr(sockets.socket, "create_connection", raising(broken))
        seen = look(http(80))
        found = problem(seen)
        assert found.code == "unreachable"
        assert found.what == "to-main.elb cannot be reached on port 80 (Network is unreachable)."
        assert seen.message == "http cannot be reached"

    @pytest.mark.parametrize("reply", [b"SSH-2.0-OpenSSH_9.6\r\n", b"\x00\xff\x1b[2J" * 9, b"HTTP/9.9 200 OK\r\n\r\n"])
    def test_garbage(self, serve, reply):
        server = serve(reply)
        seen = look(http(server.port))
        found = problem(seen)
        assert found.code == "not_http"
        assert found.what == f"http://main.io:{server.port}/ answered something that is not HTTP."
        assert seen.message == f"http:{server.port} answered something that is not HTTP"

    def test_too_many_headers(self, serve):
        server = serve(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 500 + b"\r\n")
        assert problem(look(http(server.port))).code == "not_http"

    @pytest.mark.parametrize(
        "reply", [b"", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nwel"], ids=["nothing", "half"]
    )
    def test_closed_before_the_end(self, serve, reply):
        server = serve(reply)
        seen = look(http(server.port), verify=Verify(text="welcome"))
        found = problem(seen)
        assert found.code == "connection_closed"
        assert found.what == f"http://main.io:{server.port}/ closed the connection before its answer was whole."
        assert seen.message == f"http:{server.port} closed the connection"


class TestNames:
    @pytest.mark.parametrize("number", [socket.EAI_NONAME, socket.EAI_NODATA])
    def test_not_in_dns_yet(self, number):
        seen = look(http(80), addresses=raising(socket.gaierror(number, "Name or service not known")))
        found = problem(seen)
        assert found.code == "name_not_in_dns"
        assert found.what == "DNS does not know to-main.elb yet."
        assert seen.message == "http not in DNS yet"

    def test_no_address_at_all(self):
        assert problem(look(http(80), addresses=lambda _: [])).code == "name_not_in_dns"

    def test_dns_that_fails(self):
        seen = look(http(80), addresses=raising(socket.gaierror(socket.EAI_AGAIN, "Temporary failure")))
        found = problem(seen)
        assert found.code == "dns_silent"
        assert found.what == "DNS gave no answer about to-main.elb, so this says nothing about the site."
        assert seen.message == "http not checked, DNS did not answer"

    def test_dns_that_hangs(self):
        over = threading.Event()

        def slow(_host):
            over.wait()
            return ["127.0.0.1"]

        try:
            assert problem(ended(lambda: look(http(80), addresses=slow, timeout=0.1))).code == "dns_silent"
        finally:
            over.set()

    def test_this_machine_knows_itself(self, serve):
        server = serve(OK)
        assert visit("main.io", "127.0.0.1", [http(server.port)], timeout=2).ok


def raising(error):
    def fail(*_args):
        raise error

    return fail
