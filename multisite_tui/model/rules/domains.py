"""Domains: names as visitors type them, and as DNS and ACM want them."""

from __future__ import annotations

import ipaddress
import re

import idna

from multisite_tui.model.rules.texts import shown
from multisite_tui.model.rules.wishes import NO_PATHS

LONGEST_NAME = 253
LONGEST_COMMON_NAME = 64
NAMES_PER_CERTIFICATE = 10
AMAZONS = (
    "amazonaws.com", "amazonaws.com.cn", "amazonaws.eu", "api.aws", "on.aws", "cloudfront.net", "elasticbeanstalk.com",
    "awsapprunner.com", "awsglobalaccelerator.com", "amplifyapp.com",
)  # fmt: skip
"""Domains in which AWS gives names to what it runs (General Reference, "Service endpoints"), and that are Amazon's."""
_ZONE_ID = re.compile(r"Z[0-9A-Z]{1,31}")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def domain(value: str) -> str | None:
    """Refuse what ACM or Route 53 would not take as a name.

    At least two labels of at most 63 letters, digits or inner hyphens, the last of at least 2 and not a number, 253
    characters in all (acm, `RequestCertificate.DomainName`). Other scripts are judged after IDNA (RFC 5891, UTS 46).
    """
    return _shape(value) or _labels(value) or _amazons(canonical(value))


def canonical(value: str) -> str:
    """Return the name as DNS has it: lower case, punycode, no dot at the end.

    Raises:
        idna.IDNAError: Its letters cannot stand in a domain.
    """
    name = value.removesuffix(".")
    if name.isascii() and "xn--" not in name.lower():
        return name.lower()
    return idna.encode(name, uts46=True).decode("ascii").removesuffix(".").lower()


def readable(name: str) -> str:
    """Return a name in the script it was thought of, where that leads back to the same name; else as it is."""
    if "xn--" not in name:
        return name
    try:
        text = idna.decode(name)
        return text if text.isprintable() and canonical(text) == name else name
    except (idna.IDNAError, UnicodeError):
        return name


def zone_of(zone: str, domain: str) -> str | None:
    """A zone holds only names that end in it (Route 53, "Working with hosted zones")."""
    if is_zone_id(zone) or domain == zone or domain.endswith(f".{zone}"):
        return None
    return f"the zone {shown(zone)} cannot hold {shown(domain)}; the domain must end in the zone's name"


def names_for_one_certificate(count: int) -> str | None:
    """A certificate covers 10 names unless AWS raised the quota (ACM User Guide, "Quotas")."""
    if count <= NAMES_PER_CERTIFICATE:
        return None
    return f"the site has {count} names and a certificate covers {NAMES_PER_CERTIFICATE}; make it two sites"


def common_name(names: tuple[str, ...]) -> str | None:
    """One name must be short enough to be the first: 64 characters (acm, `RequestCertificate.DomainName`)."""
    if any(len(name) <= LONGEST_COMMON_NAME for name in names):
        return None
    return (
        f"no name of the site has {LONGEST_COMMON_NAME} characters or fewer, and ACM needs one such in a certificate; "
        "add a shorter alias"
    )


def hosted_zone(value: str) -> str | None:
    """The name of a hosted zone, or its id: `Z` and at most 31 capital letters and digits (route53, `ResourceId`)."""
    return None if is_zone_id(value) else domain(value)


def is_zone_id(value: str) -> bool:
    """Whether it is the id of a hosted zone and not its name."""
    return _ZONE_ID.fullmatch(value) is not None


def canonical_zone(value: str) -> str:
    """Return a zone's name as `canonical` does; its id as it is.

    Raises:
        idna.IDNAError: Its letters cannot stand in a domain.
    """
    return value if is_zone_id(value) else canonical(value)


def _amazons(name: str) -> str | None:
    """Nobody but Amazon is issued a certificate for these (acm guide, troubleshooting: "DOMAIN_NOT_ALLOWED")."""
    if any(name == one or name.endswith(f".{one}") for one in AMAZONS):
        return (
            f"{shown(name)} is a name of Amazon's own, for which nobody else gets a certificate or a record; "
            "a domain of your own is needed, such as main.io"
        )
    return None


def _shape(value: str) -> str | None:
    text = shown(value)
    if not value.strip():
        return "a domain is missing here; write a name such as main.io"
    if "*" in value:
        return f"{text} is a wildcard; a site needs its own name, and more names go under aliases"
    if "://" not in value and value.partition("/")[2]:
        return f"{text} looks like an address with a path, and {NO_PATHS.sentence}"
    if any(char in value for char in "/:@?#"):
        return f"{text} looks like an address; write only the name, such as main.io"
    if any(char.isspace() or not char.isprintable() for char in value):
        return f"{text} holds a space or something invisible; a domain has neither"
    if len(value) > LONGEST_NAME + 1:
        return f"{text} is {len(value)} characters long; a domain has at most {LONGEST_NAME}"
    return f"{text} is an IP address; write a domain, such as main.io" if _is_address(value) else None


def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


def _labels(value: str) -> str | None:
    text = shown(value)
    try:
        name = canonical(value)
    except (idna.IDNAError, UnicodeError):
        return f"{text} holds letters that cannot stand in a domain, or is too long as DNS writes it"
    labels = name.split(".")
    if len(name) > LONGEST_NAME:
        return f"{text} is {len(name)} characters long as DNS writes it; a domain has at most {LONGEST_NAME}"
    if len(labels) < 2:
        return f"{text} has no dot; write the whole name, such as main.io"
    for label in labels:
        if len(label) > 63:
            return f"the part {shown(label)} is {len(label)} characters long; a part of a domain has at most 63"
        if not _LABEL.fullmatch(label):
            return (
                f"{text} has the part '{shown(label)}'; a part of a domain has letters, digits and inner hyphens only"
            )
    if len(labels[-1]) < 2 or labels[-1].isdigit():
        return f"{text} ends in '{labels[-1]}', which is no top-level domain such as com or io"
    return None
