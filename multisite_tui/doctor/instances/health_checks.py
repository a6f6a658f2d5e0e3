"""Failed health checks: what the program itself replies, if this machine can reach it."""

from __future__ import annotations

from collections.abc import Iterator

from multisite_tui.aws.facts.entrances import Entrance, TargetHealth
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.doctor.instances import programs
from multisite_tui.doctor.instances.probes import ProbeOutcome
from multisite_tui.doctor.instances.programs import Program, ProgramReplies
from multisite_tui.internet.redirects import REDIRECTS
from multisite_tui.model.health_checks import CheckTarget
from multisite_tui.model.listeners import Protocol


def look_at_program(examination: SiteExamination, entrance: Entrance, name: str) -> Iterator[Diagnosis]:
    """Yield how the program's reply differs from what the health check expects."""
    instance, check = examination.instance(name), entrance.health_check
    if instance is None or check is None:
        return
    program = Program(examination, instance, check, check.target)
    reply = program.ask()
    match reply.outcome if reply else None:
        case ProbeOutcome.REFUSED:
            yield programs.nobody_listens(program)
        case ProbeOutcome.SILENT if program.open_to_all:
            yield programs.silent(program)
        case ProbeOutcome.SLOW:
            yield programs.slow(program)
        case ProbeOutcome.NOT_HTTP:
            yield programs.other_protocol(program)
        case ProbeOutcome.ANSWERED | ProbeOutcome.CONNECTED if program.passes(reply) or not program.target.protocol.web:
            yield programs.passes_here(program)
        case ProbeOutcome.ANSWERED | ProbeOutcome.CLOSED | ProbeOutcome.NO_TLS if reply is not None:
            yield _fails(program, ProgramReplies.of(program, reply))


def look_at_health_check(examination: SiteExamination, entrance: Entrance, health: TargetHealth) -> Diagnosis:
    """Return that the checks fail for a reason that cannot be seen from here, with a command to run on the instance."""
    target = entrance.health_check.target if entrance.health_check else CheckTarget(Protocol.TCP, examination.site.port)
    scheme = "https" if target.protocol.secure else "http"
    passing = entrance.health_check.passing if entrance.health_check else "exactly 200"
    return examination.diagnosis(
        Area.INSTANCE,
        "health_check_fails",
        Certainty.CANNOT_TELL,
        f"{health.instance} fails the health check {target}; from here it cannot be told why.",
        f"{health.description} What the program answers to it was not seen.",
        f"On the instance, run `curl -kis {scheme}://127.0.0.1:{target.port}{target.path or '/'}`: the answer must be "
        f"{passing}. Then `ss -ltn`: port {target.port} must listen on 0.0.0.0, not on 127.0.0.1.",
    )


def _fails(program: Program, replies: ProgramReplies) -> Diagnosis:
    if program.passes(replies.named):
        return programs.wants_name(program, replies)
    if program.passes(replies.browser):
        return programs.refuses_agent(program, replies)
    if program.passes(replies.visitor):
        return programs.wants_visitor(program, replies)
    match replies.checked.outcome:
        case ProbeOutcome.NO_TLS:
            return programs.other_protocol(program)
        case ProbeOutcome.CLOSED:
            return programs.closes(program)
    if replies.checked.status in REDIRECTS:
        return programs.redirected(program, replies)
    return (programs.wrong_path if replies.checked.status in (404, 410) else programs.status)(program, replies)
