"""Failed health checks: what the program itself replies, if this machine can reach it."""

from __future__ import annotations

from collections.abc import Iterator

from multisite_tui.aws.facts.entrances import Entrance, TargetHealth
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.doctor.instances import programs
from multisite_tui.doctor.instances.probes import ProbeOutcome, ProbeReply
from multisite_tui.doctor.instances.programs import Program
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
        case ProbeOutcome.NOT_HTTP | ProbeOutcome.NO_TLS:
            yield programs.other_protocol(program)
        case ProbeOutcome.ANSWERED if reply is not None and reply.status != 200:
            yield _other_status(program, reply)
        case ProbeOutcome.ANSWERED | ProbeOutcome.CONNECTED:
            yield programs.passes_here(program)


def look_at_health_check(examination: SiteExamination, entrance: Entrance, health: TargetHealth) -> Diagnosis:
    """Return that the checks fail for a reason that cannot be seen from here, with a command to run on the instance."""
    target = entrance.health_check.target if entrance.health_check else CheckTarget(Protocol.TCP, examination.site.port)
    scheme = "https" if target.protocol.secure else "http"
    return examination.diagnosis(
        Area.INSTANCE,
        "health_check_fails",
        Certainty.CANNOT_TELL,
        f"{health.instance} fails the health check {target}; from here it cannot be told why.",
        f"{health.description} What the program answers to it was not seen.",
        f"On the instance, run `curl -kis {scheme}://127.0.0.1:{target.port}{target.path or '/'}`: the answer must be "
        f"200 and nothing else. Then `ss -ltn`: port {target.port} must listen on 0.0.0.0, not on 127.0.0.1.",
    )


def _other_status(program: Program, reply: ProbeReply) -> Diagnosis:
    if reply.status in REDIRECTS:
        return programs.redirected(program, reply)
    if reply.status in (404, 410):
        return programs.wrong_path(program, reply)
    named = program.ask(host=program.examination.site.domain) if reply.status in (400, 403, 421) else None
    if named is not None and named.outcome is ProbeOutcome.ANSWERED and named.status == 200:
        return programs.wants_name(program, reply)
    return programs.status(program, reply)
