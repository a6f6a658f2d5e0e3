"""Words that people try for what a load balancer cannot do, or does by another name, and the way there is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wish:
    """One wish, and what to do about it."""

    code: str
    """The finding's name, stable."""
    words: frozenset[str]
    """The keys, and the protocols of listeners, that people write for it; lower case, with underscores."""
    sentence: str


NO_PATHS = Wish(
    "no_paths",
    frozenset({"path", "paths", "path_pattern", "prefix", "route", "routes", "rules"}),
    "no load balancer of this program looks at paths; give each program a name of its own, such as api.main.io, or "
    "let one program on the instance, such as nginx, send paths on",
)
WISHES = (
    Wish(
        "websockets_by_ssl",
        frozenset({"websocket", "websockets", "ws", "wss", "socket_io", "socketio"}),
        "topology: shared carries WebSockets by itself; a Classic Load Balancer needs a listener that does not look at "
        "HTTP: listeners: [http:80, {protocol: ssl, port: 443, instance_protocol: tcp}]",
    ),
    Wish(
        "redirect_by_port",
        frozenset({"redirect", "redirects", "redirect_http", "redirect_https", "redirect_to_https", "https_redirect",
                   "force_https", "https_only"}),
        "topology: shared sends http to https by itself; a Classic Load Balancer does not: let the program send to "
        "https where the header X-Forwarded-Proto says http, or send port 80 to a small redirecting server: listeners: "
        "[{protocol: http, port: 80, instance_port: 8080}, https:443]",
    ),
    Wish(
        "stickiness_by_cookie",
        frozenset({"sticky", "sticky_session", "sticky_sessions", "session_affinity", "affinity", "session"}),
        "sticky sessions are the key stickiness: how long a visitor stays with one instance, such as stickiness: 1h",
    ),
    NO_PATHS,
    Wish(
        "no_udp",
        frozenset({"udp", "quic", "http3", "h3"}),
        "no load balancer of this program carries UDP; open the port in the instance's security group and lead "
        "visitors to its Elastic IP, or make a Network Load Balancer by other means",
    ),
    Wish(
        "no_http2",
        frozenset({"http2", "h2", "http_2", "grpc"}),
        "topology: shared speaks HTTP/2 with browsers by itself; a Classic Load Balancer speaks HTTP/1.1, to which "
        "browsers fall back; with topology: classic, tcp:443 carries HTTP/2 and gRPC to a program that has its own "
        "certificate",
    ),
    Wish(
        "no_wildcards",
        frozenset({"wildcard", "wildcards"}),
        "a site has no wildcard; write each name into aliases",
    ),
)  # fmt: skip
_BY_WORD = {word: wish for wish in WISHES for word in wish.words}


def wish_for(word: str) -> Wish | None:
    """Return the wish for which a person may write this word; None if there is none."""
    return _BY_WORD.get(word.strip().lower().replace("-", "_"))
