"""Certificates for the names of the practice account's certificates, by an authority of our own."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_PEM = serialization.Encoding.PEM


class Vault:
    """Makes one certificate for each set of names, in a folder, since `ssl` reads certificates from files only."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._lock = folder, Lock()
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._authority = self._signed("authority", authority=True)
        self._contexts: dict[tuple[str, ...], ssl.SSLContext] = {}

    def server(self, names: tuple[str, ...]) -> ssl.SSLContext:
        """Return the context of a server that shows a certificate for these names."""
        with self._lock:
            if names not in self._contexts:
                secret = self._key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
                file = self._folder / f"{len(self._contexts)}.pem"
                file.write_bytes(secret + self._signed(*names).public_bytes(_PEM))
                self._contexts[names] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self._contexts[names].load_cert_chain(file)
            return self._contexts[names]

    def client(self) -> ssl.SSLContext:
        """Return the context of a visitor who trusts the authority, and checks names."""
        return ssl.create_default_context(cadata=self._authority.public_bytes(_PEM).decode())

    def _signed(self, *names: str, authority: bool = False) -> x509.Certificate:
        now = datetime.now(UTC)
        issuer, subject = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in ("authority", names[0]))
        builder = x509.CertificateBuilder(
            issuer, subject, self._key.public_key(), x509.random_serial_number(),
            now - timedelta(days=1), now + timedelta(days=1),
        ).add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)  # fmt: skip
        shown = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        return builder.add_extension(shown, critical=False).sign(self._key, hashes.SHA256())
