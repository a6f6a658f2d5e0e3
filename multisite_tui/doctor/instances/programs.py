"""The program behind a health check: how this machine reaches it, and what each of its replies means."""

from __future__ import annotations

from dataclasses import dataclass, replace

from multisite_tui.aws.facts.entrances import HealthCheckSettings
from multisite_tui.aws.facts.instances import Instance
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.doctor.instances.probes import AS_HEALTH_CHECK, BROWSER, ProbeHeaders, ProbeOutcome, ProbeReply
from multisite_tui.model.health_checks import CheckTarget
from multisite_tui.model.listeners import Protocol
from multisite_tui.model.rules.matchers import LEAST, MOST
from multisite_tui.model.terms import ANYWHERE

INSTANCE = Area.INSTANCE
LONGEST = 10.0
"""The maximum number of seconds to wait for one reply, even if the health check's timeout is longer."""


@dataclass(frozen=True)
class Program:
    """The program behind the health check, as this machine reaches it."""

    examination: SiteExamination
    instance: Instance
    check: HealthCheckSettings
    target: CheckTarget

    @property
    def seconds(self) -> float:
        """Seconds to wait for a reply."""
        return min(self.check.timeout, LONGEST)

    @property
    def domain(self) -> str:
        """The name in the requests of the site's visitors."""
        return self.examination.site.domain

    @property
    def address(self) -> str:
        """The address and the port, which this machine's request names in place of the site."""
        return f"{self.instance.public_address}:{self.target.port}"

    def ask(self, headers: ProbeHeaders = AS_HEALTH_CHECK, path: str | None = None) -> ProbeReply | None:
        """Send it a request and return the result; None if it cannot be reached from here."""
        probe, address = self.examination.probe, self.instance.public_address
        if probe is None or not address:
            return None
        target = replace(self.target, path=path) if path is not None else self.target
        return probe(address, target, self.seconds, headers)

    @property
    def open_to_all(self) -> bool:
        """Whether its security groups open the port to everybody, and so to this machine."""
        groups = self.examination.facts.security_groups(self.instance.vpc)
        return any(one.admits(self.target.port, ANYWHERE) for one in groups if one.id in self.instance.security_groups)

    def passes(self, reply: ProbeReply | None) -> bool:
        """Whether the health check passes with this reply."""
        return reply is not None and reply.outcome is ProbeOutcome.ANSWERED and self.check.passes(reply.status)

    def other_check(self, reply: ProbeReply) -> str:
        """Return which other check such a program passes."""
        if not self.check.selectable:
            return "check by `protocol: tcp`"
        if reply.outcome is ProbeOutcome.ANSWERED and LEAST <= reply.status <= MOST:
            return f"let `health_check.matcher` take {reply.status}"
        return "check another page by `health_check.path`"

    def diagnosis(self, code: str, certainty: Certainty, what: str, evidence: str, fix: str) -> Diagnosis:
        """Return a diagnosis of the instance."""
        return self.examination.diagnosis(INSTANCE, code, certainty, what, evidence, fix)


def nobody_listens(program: Program) -> Diagnosis:
    """Return that no program listens; a firewall in between could also have refused the connection."""
    port, address = program.target.port, program.instance.public_address
    return program.diagnosis(
        "nobody_listens",
        Certainty.LIKELY,
        f"Nobody listens on port {port} of {program.instance.id}.",
        f"{address} refused a connection to port {port}.",
        f"Start the program. If it runs, let it listen on 0.0.0.0:{port}, not on 127.0.0.1: see `ss -ltn` there.",
    )


def passes_here(program: Program) -> Diagnosis:
    """Return that the program replies to this machine as the health check expects."""
    return program.diagnosis(
        "health_check_passes_here",
        Certainty.CANNOT_TELL,
        f"The program answers {program.target} as it should when asked from here, but not when the load balancer asks.",
        f"{program.instance.public_address} answered well just now. The rules by which the load balancer may send, and "
        "the network ACLs, were not seen.",
        "Ask again in a minute, in case it just came up. Else look at the outbound rules of the load balancer's "
        f"security group and at the network ACL of {program.instance.subnet}; and whether the program lets in only "
        "some addresses.",
    )


def silent(program: Program) -> Diagnosis:
    """Return that nothing replies although the security groups open the port."""
    port = program.target.port
    return program.diagnosis(
        "port_silent",
        Certainty.LIKELY,
        f"Nothing answers on port {port} of {program.instance.id}, although its security group opens it to everybody.",
        f"No connection to {program.instance.public_address}:{port} within {program.seconds:g} seconds.",
        f"On the instance, look at its own firewall (`sudo iptables -L -n`) and at `ss -ltn`; "
        f"in the VPC, at the network ACL of {program.instance.subnet}.",
    )


def slow(program: Program) -> Diagnosis:
    """Return that the reply comes too late."""
    return program.diagnosis(
        "health_check_too_slow",
        Certainty.LIKELY,
        f"The program takes longer to answer {program.target} than the health check waits.",
        f"It took the connection and gave no answer within {program.seconds:g} seconds.",
        "Give `health_check.path` a page that answers at once, or raise `health_check.timeout` and `interval`.",
    )


def other_protocol(program: Program) -> Diagnosis:
    """Return that the program uses another protocol than the health check."""
    asked = program.target.protocol.upper()
    other = Protocol.HTTPS if program.target.protocol is Protocol.HTTP else Protocol.HTTP
    return program.diagnosis(
        "health_check_protocol",
        Certainty.LIKELY,
        f"The program on port {program.target.port} does not speak {asked}, by which it is checked.",
        f"What it answered to {program.target} is not {asked}.",
        f"Set `health_check.protocol` to {other} if the program speaks that, and `instance_protocol` too."
        if program.check.selectable
        else f"Set `health_check.protocol` to what the program speaks, such as {other} or tcp, and `instance_protocol` "
        "too.",
    )


@dataclass(frozen=True)
class ProgramReplies:
    """What the program replied to a health check's request, and to the same request with other headers."""

    checked: ProbeReply
    """The reply to a health check's request, which does not pass."""
    named: ProbeReply | None = None
    """The reply to the same request with the site's name, as visitors send it."""
    browser: ProbeReply | None = None
    """The reply to the same request with a browser's user agent; None if it was not sent."""
    visitor: ProbeReply | None = None
    """The reply to the request with both; None if it was not sent."""

    @classmethod
    def of(cls, program: Program, checked: ProbeReply) -> ProgramReplies:
        """Ask the program with other headers until its reply passes, at most three times."""
        named = program.ask(ProbeHeaders(host=program.domain))
        if program.passes(named):
            return cls(checked, named)
        browser = program.ask(ProbeHeaders(agent=BROWSER))
        if program.passes(browser):
            return cls(checked, named, browser)
        return cls(checked, named, browser, program.ask(ProbeHeaders(program.domain, BROWSER)))

    def evidence(self, program: Program) -> str:
        """Return which reply the load balancer sees, and which the visitors see where it is another."""
        seen = self.visitor or self.named
        if seen is None or seen == self.checked:
            return f"The load balancer sees {said(self.checked)}: a health check's request names no site."
        return (
            f"The load balancer sees {said(self.checked)}: a health check's request names no site. "
            f"Visitors see {said(seen)}: their requests name {program.domain}."
        )


def said(reply: ProbeReply | None) -> str:
    """Return a reply in a few words, such as `404`, `302 to /login` or `a closed connection`."""
    match reply.outcome if reply else None:
        case ProbeOutcome.ANSWERED if reply:
            return f"{reply.status} to {reply.location}" if reply.location else str(reply.status)
        case ProbeOutcome.CLOSED:
            return "a connection that is closed without an answer"
        case ProbeOutcome.NO_TLS:
            return "a failed TLS handshake"
        case _:
            return "no answer"


def redirected(program: Program, replies: ProgramReplies) -> Diagnosis:
    """Return that the program redirects."""
    return program.diagnosis(
        "health_check_redirected",
        Certainty.CERTAIN,
        f"The program answers the health check {program.target} with a redirect, and only "
        f"{program.check.passing} passes.",
        replies.evidence(program),
        "Set `health_check.path` to a page that answers 200 over plain http without a login, or let the program "
        "redirect only where X-Forwarded-Proto says http (a health check has no such header); or "
        f"{program.other_check(replies.checked)}.",
    )


def wrong_path(program: Program, replies: ProgramReplies) -> Diagnosis:
    """Return that there is no such page; the fix suggests `/` if the reply of that passes."""
    root = program.ask(path="/") if program.target.path != "/" else None
    well = program.passes(root)
    return program.diagnosis(
        "health_check_path",
        Certainty.CERTAIN,
        f"The program has no page {program.target.path} for the health check.",
        f"{replies.evidence(program)} At / it answered {said(root)}." if well else replies.evidence(program),
        f"Set `health_check: {{path: /}}` and {program.examination.then_repair}."
        if well
        else f"Set `health_check.path` to a page that answers 200, or {program.other_check(replies.checked)}.",
    )


def wants_name(program: Program, replies: ProgramReplies) -> Diagnosis:
    """Return that the program's reply passes only if the request has the site's name."""
    return program.diagnosis(
        "health_check_host",
        Certainty.CERTAIN,
        f"The program answers only requests for {program.domain}; a health check names the address.",
        f"The load balancer sees {said(replies.checked)}: that came for Host: {program.address}. "
        f"Visitors see {said(replies.named)}: that came for Host: {program.domain}.",
        "Let the program accept its own private address too (Django: ALLOWED_HOSTS, Rails: config.hosts, nginx: the "
        f"default server, nginx-proxy: DEFAULT_HOST), or {program.other_check(replies.checked)}.",
    )


def refuses_agent(program: Program, replies: ProgramReplies) -> Diagnosis:
    """Return that the program's reply passes only for another user agent than the health check's."""
    return program.diagnosis(
        "health_check_agent",
        Certainty.CERTAIN,
        "The program turns the health check away by its user agent.",
        f"The load balancer sees {said(replies.checked)}: that came for the user agent ELB-HealthChecker. "
        f"A browser sees {said(replies.browser)} to the same request.",
        "Let the user agent ELB-HealthChecker through in the bot filter or firewall in front of the program, "
        f"or {program.other_check(replies.checked)}.",
    )


def wants_visitor(program: Program, replies: ProgramReplies) -> Diagnosis:
    """Return that the program's reply passes only if both the name and the user agent are a visitor's."""
    return program.diagnosis(
        "health_check_host_and_agent",
        Certainty.CERTAIN,
        f"The program answers only browsers that ask for {program.domain}; a health check does neither.",
        f"The load balancer sees {said(replies.checked)}: that came for Host: {program.address} and the user agent "
        f"ELB-HealthChecker. Visitors see {said(replies.visitor)}: that came for Host: {program.domain} and a "
        "browser's user agent.",
        "Let the program accept its own private address and the user agent ELB-HealthChecker, "
        f"or {program.other_check(replies.checked)}.",
    )


def closes(program: Program) -> Diagnosis:
    """Return that the program closes the connection without a reply, with and without the site's name."""
    return program.diagnosis(
        "health_check_closed",
        Certainty.LIKELY,
        f"The program on port {program.target.port} closes the connection without an answer to {program.target}.",
        f"So it did to a request for Host: {program.address} and to one for Host: {program.domain}.",
        "Look at the program's log: it may have crashed, refuse unknown addresses, or speak another protocol than "
        f"`health_check.protocol`; or {program.other_check(ProbeReply(ProbeOutcome.CLOSED))}.",
    )


def status(program: Program, replies: ProgramReplies) -> Diagnosis:
    """Return that the program replies with a status that does not pass."""
    return program.diagnosis(
        "health_check_status",
        Certainty.CERTAIN,
        f"The program answers the health check {program.target} with {replies.checked.status}, and only "
        f"{program.check.passing} passes.",
        replies.evidence(program),
        f"Look at the program's log; or set `health_check.path` to a page that answers 200 without a login, or "
        f"{program.other_check(replies.checked)}."
        if program.check.selectable
        else "Look at the program's log; or set `health_check.path` to a page that answers 200 without a login.",
    )
