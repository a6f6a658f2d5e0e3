"""Answers one request to the practice account: refuses it, executes it here, or passes it to moto."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from multisite_tui.demo import rulebook
from multisite_tui.demo.acm import lifecycle
from multisite_tui.demo.calls import ANSWERS, RULES, PracticeCall, Refusal, not_practised
from multisite_tui.demo.consistency import note_group
from multisite_tui.demo.ec2.filters import refuse_many_filters
from multisite_tui.demo.ec2.interfaces import sweep
from multisite_tui.demo.elb import health
from multisite_tui.demo.elbv2 import target_health
from multisite_tui.demo.elbv2.request_shapes import refuse_misshapen
from multisite_tui.demo.wire.protocols import Reply, rewrite, write_refusal, write_result

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest

__all__ = ["rulebook", "serve"]


def serve(call: PracticeCall, request: AWSPreparedRequest) -> tuple[Reply, str]:
    """Answer a call, and update what depends on it, such as instance health.

    Returns:
        The reply, and `ok` or the error code. After an error code the call may have taken effect in part: the caller
        must discard its copy of the account.
    """
    sweep(call)
    try:
        if call.service == "elbv2":
            refuse_misshapen(call)
        for rule in RULES[call.service, call.operation]:
            rule(call)
        reply = _moto(call, request) if call.service == "ec2" else _own(call)
    except Refusal as refusal:
        return write_refusal(call.service, refusal), refusal.code
    if reply[0] >= 400:
        return reply, _code(reply)
    if call.mutating:
        note_group(call, reply)
        lifecycle.observe(call)
        health.observe(call)
        target_health.observe(call)
    return reply, "ok"


def _own(call: PracticeCall) -> Reply:
    answer = ANSWERS.get((call.service, call.operation))
    if answer is None:
        raise not_practised(call.service, call.operation)
    return write_result(call.service, call.operation, answer(call))


def _moto(call: PracticeCall, request: AWSPreparedRequest) -> Reply:
    from moto.core.botocore_stubber import BotocoreStubber

    refuse_many_filters(call)
    if call.rewritten:
        rewrite(call.service, call.operation, call.params, request)
    call.ec2.backend(call.region)
    try:
        reply = BotocoreStubber().process_request(request)
    except NotImplementedError:
        reply = None
    if reply is None or reply[0] == 404:
        raise not_practised("ec2", call.operation)
    status, headers, body = reply
    return status, dict(headers), body


def _code(reply: Reply) -> str:
    body = reply[2] if isinstance(reply[2], str) else reply[2].decode()
    code = re.search(r"<Code>(.+?)</Code>", body)
    return code[1] if code else "refused"
