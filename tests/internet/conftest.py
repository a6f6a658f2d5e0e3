"""Servers on loopback, certificates of a throw-away authority, and a DNS that says what a test wants."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.resolver
import dns.rrset
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Reply = bytes | Callable[[socket.socket, threading.Event], None]


class Authority:
    """An issuer that nobody but the tests trusts."""

    def __init__(self, name: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, name)])
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        self.certificate = (
            self._builder(self.name, self.key, datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self.certificate.public_bytes(serialization.Encoding.PEM).decode())

    def server(self, tmp_path, *names: str, since: datetime | None = None, until: datetime) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        certificate = (
            self._builder(subject, key, since or datetime(2021, 1, 1, tzinfo=UTC), until)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        pem = tmp_path / f"{names[0].replace('*', '_')}.pem"
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + secret)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        return context

    def _builder(self, subject, key, since, until) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(since)
            .not_valid_after(until)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )


class Server:
    """Answers every connection on a port of loopback in the same way, and keeps what it was asked."""

    def __init__(self, reply: Reply, tls: ssl.SSLContext | None) -> None:
        self.asked: list[bytes] = []
        self.names: list[str | None] = []
        self._reply, self._tls = reply, tls
        if tls:
            tls.sni_callback = lambda _sock, name, _context: self.names.append(name)
        self._done = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._threads = [threading.Thread(target=self._run)]
        self._threads[0].start()

    def _run(self) -> None:
        while True:
            connection, _ = self._listening.accept()
            if self._done.is_set():
                connection.close()
                return
            thread = threading.Thread(target=self._serve, args=(connection,))
            thread.start()
            self._threads.append(thread)

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                connection.settimeout(5)
                if self._tls is None:
                    self._answer(connection)
                else:
                    with self._tls.wrap_socket(connection, server_side=True) as secured:
                        self._answer(secured)
            except OSError:
                pass  # the visitor went away, as some tests want

    def _answer(self, connection: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request and (piece := connection.recv(4096)):
            request += piece
        self.asked.append(request)
        if isinstance(self._reply, bytes):
            connection.sendall(self._reply)
        else:
            self._reply(connection, self._done)

    def close(self) -> None:
        self._done.set()
        socket.create_connection(("127.0.0.1", self.port)).close()
        for thread in self._threads:  # the one that accepts comes first
            thread.join()
        self._listening.close()


class FakeDns:
    """Answers from a table of (name, type), with answers that dnspython itself has read."""

    def __init__(self, table: Mapping[tuple[str, str], list[str] | Exception]) -> None:
        self._table = table
        self.asked: list[tuple[str, str]] = []

    def resolve(self, qname, rdtype: str, *, search: bool | None) -> dns.resolver.Answer:
        assert search is False
        name = str(qname).rstrip(".")
        self.asked.append((name, rdtype))
        question = dns.message.make_query(qname, rdtype)
        response = dns.message.make_response(question)
        if not any(held == name for held, _ in self._table):
            response.set_rcode(dns.rcode.NXDOMAIN)
            raise dns.resolver.NXDOMAIN(qnames=[qname], responses={qname: response})
        self._fill(response, name, rdtype)
        read = dns.message.from_wire(response.to_wire())
        answer = dns.resolver.Answer(qname, dns.rdatatype.from_text(rdtype), dns.rdataclass.IN, read)
        if answer.rrset is None:
            raise dns.resolver.NoAnswer(response=read)
        return answer

    def _fill(self, response, name: str, rdtype: str) -> None:
        for kind in ("CNAME", rdtype):
            held = self._table.get((name, kind), [])
            if isinstance(held, Exception):
                raise held
            if held:
                response.answer.append(dns.rrset.from_text(name + ".", 300, "IN", kind, *held))
            if held and kind == "CNAME":
                self._fill(response, held[0].rstrip(".").lower(), rdtype)
                return


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority("Test Trust")


@pytest.fixture(scope="session")
def stranger() -> Authority:
    return Authority("Nobody Ltd")


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def start(reply: Reply, tls: ssl.SSLContext | None = None) -> Server:
        servers.append(Server(reply, tls))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def fake_dns() -> type[FakeDns]:
    return FakeDns


@pytest.fixture
def good_until() -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(days=100)
