"""What can be copied of a result: the sites' addresses, what leads there, the next commands, the console's pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from multisite_tui.aws.console_pages import ConsolePage, console_of
from multisite_tui.aws.facts.entrances import Entrance

URL, BALANCER, COMMAND, CONSOLE = "{site}", "load balancer of {site}", "command", "console: {thing}"


@dataclass(frozen=True)
class Copyable:
    """One text that can be copied."""

    about: str
    """What it is, for a person."""
    text: str
    opens: bool = False
    """Whether it is an address that a browser opens."""


@dataclass(frozen=True)
class SiteThings:
    """What was seen of one site in the account."""

    entrance: Entrance
    zone: tuple[str, str] | None = None
    """Name and id of the hosted zone that holds its records; None where that was not looked for, or is not clear."""


def copyables(
    urls: Mapping[str, str],
    seen: Mapping[str, SiteThings],
    commands: Sequence[str],
    *,
    region: str = "",
) -> tuple[Copyable, ...]:
    """Return all that can be copied, each text once, what is wanted most often first.

    Args:
        urls: The address of each site by its name, both as a person reads them.
        seen: What was seen of the sites, by the same names.
        commands: Commands that are worth running now.
        region: The region whose console has pages of the things; empty where there is none.
    """
    found = [Copyable(URL.format(site=site), url, opens=True) for site, url in urls.items()]
    found += [Copyable(BALANCER.format(site=site), things.entrance.dns_name) for site, things in seen.items()]
    found += [Copyable(COMMAND, command) for command in commands]
    pages = (page for things in seen.values() for page in _pages(things, region))
    found += [Copyable(CONSOLE.format(thing=page.thing), page.address, opens=True) for page in pages]
    return tuple({one.text: one for one in reversed(found)}[text] for text in _each_once(one.text for one in found))


def _each_once(texts: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys(texts)


def _pages(things: SiteThings, region: str) -> Iterator[ConsolePage]:
    console = console_of(region) if region else None
    if console is None:
        return
    entrance = things.entrance
    yield console.load_balancer(entrance.name)
    if entrance.tagged:
        yield console.target_group(entrance.tagged.split("/")[1], entrance.tagged)
    yield from (console.certificate(one) for one in _certificates(entrance))
    if things.zone is not None:
        yield console.zone(*things.zone)
    yield from (console.security_group(one) for one in sorted(entrance.security_groups))
    yield from (console.instance(one) for one in sorted(entrance.instances))


def _certificates(entrance: Entrance) -> list[str]:
    """Return the certificates of ACM that visitors are shown; one of IAM has no page there."""
    return list(
        dict.fromkeys(one.certificate for one in entrance.ports if one.certificate and ":acm:" in one.certificate)
    )
