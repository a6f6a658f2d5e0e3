"""Protocols: which may stand before which, and which may share a port."""

from __future__ import annotations

HTTP_FAMILY = ("http", "https")
SECURE = ("https", "ssl")


def is_secure(protocol: str) -> bool:
    """Whether a protocol speaks TLS; in the answers' letters or in AWS's capitals."""
    return protocol.lower() in SECURE


def speaks_http(protocol: str) -> bool:
    """Whether a protocol speaks HTTP, so that it has paths; in the answers' letters or in AWS's capitals."""
    return protocol.lower() in HTTP_FAMILY


def protocol_pair(front: str, back: str) -> str | None:
    """HTTP and HTTPS go to HTTP or HTTPS, TCP and SSL to TCP or SSL (elb, `Listener.InstanceProtocol`)."""
    if speaks_http(front) == speaks_http(back):
        return None
    fitting = "http or https" if speaks_http(front) else "tcp or ssl"
    return f"a listener of {front} cannot send on as {back}; set instance_protocol to {fitting}"


def shared_instance_port(port: int, first: str, second: str) -> str | None:
    """Listeners that share an instance port are all secure there or none is (elb, `Listener.InstanceProtocol`)."""
    if is_secure(first) == is_secure(second):
        return None
    return (
        f"port {port} of the instance would get {second} here and {first} from another listener; "
        "both must be secure, or neither"
    )


def certificate_needed(certificate: str, protocol: str) -> str | None:
    """A secure listener needs a certificate (elb, `Listener.SSLCertificateId`)."""
    if certificate != "none" or not is_secure(protocol):
        return None
    return f"a listener of {protocol} needs a certificate; change certificate: none, or take the listener out"


def path_wanted(protocol: str, path: str) -> str | None:
    """Only HTTP and HTTPS checks have a path (elb, `HealthCheck.Target`)."""
    if speaks_http(protocol) or path == "/":
        return None
    return f"a health check of {protocol} has no path; take the path out, or check by http"
