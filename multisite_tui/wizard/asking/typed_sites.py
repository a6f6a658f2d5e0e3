"""What people type or paste where a domain is asked, such as an address or a line of a list: the domain of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from multisite_tui.model.sites import DEFAULT_LISTENERS

NOTHING = frozenset({"none", "(none)", "no", "-", "--", "n/a"})
"""Words with which people say in a list that there is nothing in it."""
HEADER = frozenset({"domain", "domains", "port", "ports", "site", "sites", "name", "host"})
"""Words that only the first line of a table has."""
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_WITH_PORT = re.compile(r"(.+?):(\d{1,5})")
_COMMENT = re.compile(r"(^|\s)#.*")
_NUMBERED = re.compile(r"^\s*(\d+[.)]|[-*])\s+")
_BETWEEN = re.compile(r"[\s,;|\"']+")


@dataclass(frozen=True)
class TypedSite:
    """A domain, and the port that stood with it; empty where none did."""

    domain: str
    port: str = ""


def typed_domain(text: str) -> TypedSite:
    """Return the domain that an address leads to: without scheme, path and the dot at its end, in lower case.

    A port that is that of a browser, 80 or 443, is the load balancer's, and says nothing of the program.
    """
    name, port = text.strip(), ""
    address = _SCHEME.match(name)
    name = name[address.end() :] if address else name
    name = re.split(r"[/?#]", name, maxsplit=1)[0] if address or "." in name.partition("/")[0] else name
    found = _WITH_PORT.fullmatch(name)
    if found:
        name, port = found[1], found[2]
    if port in {str(one.port) for one in DEFAULT_LISTENERS}:
        port = ""
    name = name.removesuffix(".")
    return TypedSite(name.lower() if name.isascii() else name, port)


def typed_line(text: str) -> TypedSite | None:
    """Return the site in a line of a list: domain and port in either order; None where the line is a heading, or none.

    Between them stand spaces, tabs, commas, a colon or an arrow. The port may be that of an address on the instance,
    such as `localhost:6402`; the line may be numbered, and end with a comment.
    """
    line = _NUMBERED.sub("", _COMMENT.sub("", text))
    words = [word.strip(":") for word in _BETWEEN.split(line) if any(letter.isalnum() for letter in word)]
    if not words or {word.lower() for word in words} <= HEADER:
        return None
    ports = [word for word in words if word.isascii() and word.isdigit()]
    names = [typed_domain(word) for word in words if word not in ports]
    if not names:
        return None
    ports += [one.port for one in names if one.port]
    return TypedSite(names[0].domain, ports[0] if ports else "")


def tidied_names(text: str) -> str:
    """Return a list of names with each as `typed_domain` has it, and without the words that say that there is none."""
    words = [word for word in re.split(r"[,\s]+", text) if word]
    tidy = [typed_domain(word).domain for word in words if word.lower() not in NOTHING]
    return text.strip() if tidy == words else ", ".join(tidy)


def tidied_list(text: str) -> str:
    """Return a text, or nothing where it only says that there is nothing."""
    return "" if text.strip().lower() in NOTHING else text.strip()
