"""The practice account: an embedded AWS that refuses, waits and answers as AWS does, and reaches no network."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from multisite_tui.demo.calls import Call, Refusal, is_mutating
from multisite_tui.demo.clock import SPEED, practice_time
from multisite_tui.demo.constants import ACCOUNT_ID, REGION
from multisite_tui.demo.ec2 import Ec2
from multisite_tui.demo.faults import LOST, CallLog, Fault, Faults, die
from multisite_tui.demo.sessions import deaf_session
from multisite_tui.demo.storage import Storage
from multisite_tui.demo.wire import SERVICES, Reply, http_response, read_params, read_region, write_refusal

if TYPE_CHECKING:
    from pathlib import Path

    import boto3
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

    from multisite_tui.demo.storage import Signature
    from multisite_tui.demo.world import World

__all__ = ["ACCOUNT_ID", "REGION", "SPEED", "PracticeAccount"]

_PROCESS_LOCK = threading.RLock()
"""moto keeps its backends in a table of the process, so one call at a time, whichever account it is to."""


class PracticeAccount:
    """An AWS account in a folder.

    It is saved there after each call that changes it, before the reply, so that it outlives the process at any moment.
    Several processes may use it; each call holds the folder's lock.

    Args:
        folder: where the account is; a new one is made where there is none.
        now: the practice time, in practice seconds since 1970; by default it runs `SPEED` times as fast as the wall
            clock, from the moment the account was made.

    Raises:
        OSError: the folder cannot be written.
    """

    def __init__(self, folder: Path, *, now: Callable[[], float] | None = None) -> None:
        self.folder = folder
        self.calls = CallLog(folder)
        self._storage = Storage(folder)
        self._faults = Faults(folder)
        self._now = now
        self._world: World | None = None
        self._ec2 = Ec2(b"")
        self._signature: Signature | None = None
        with _PROCESS_LOCK, self._storage.locked():
            self._current_world()

    def session(self) -> boto3.Session:
        """Return a session whose every call is answered by this account, whatever the environment says."""
        session = deaf_session()
        # Any, since the stubs know only handlers that return nothing.
        handler: Any = self._reply
        session.events.register_first("before-send", handler)
        return session

    def now(self) -> float:
        """Return the practice time, in practice seconds since 1970."""
        with _PROCESS_LOCK, self._storage.locked():
            return self._time(self._current_world())

    def fail(
        self,
        operation: str,
        code: str,
        times: int = 1,
        status: int = 400,
        message: str = "Told to fail.",
        after: bool = False,
    ) -> None:
        """Make the next calls of an operation fail.

        Args:
            operation: `CreateLoadBalancer`, `elb.CreateLoadBalancer`, or `*`.
            code: AWS's error code; `ConnectionError` for a connection that breaks.
            times: how many calls, retries counted.
            status: the HTTP status.
            message: AWS's sentence.
            after: whether the call has its effect all the same, so that only the reply is lost.
        """
        with self._storage.locked():
            self._faults.add(Fault(operation, code, times, status, message, after))

    def set_answer(self, port: int, status: int | None) -> None:
        """Say what the program on a port of the instance answers to a health check.

        Args:
            port: from 1 to 65535.
            status: an HTTP status; None where nothing listens. Every port answers 200 until told otherwise.
        """
        from multisite_tui.demo.health import observe

        with _PROCESS_LOCK, self._storage.locked():
            world = self._current_world()
            world.answers[port] = status
            observe(Call("", "", {}, REGION, self._time(world), world, self._ec2))
            self._save(world)

    @staticmethod
    def reset(folder: Path) -> None:
        """Make the account in a folder as new. Whoever has it open sees the new one from its next call on."""
        storage = Storage(folder)
        with _PROCESS_LOCK, storage.locked():
            storage.clear()

    def _time(self, world: World) -> float:
        return self._now() if self._now else practice_time(world.created, time.time)()

    def _current_world(self) -> World:
        """Return the account as it is saved, read anew where another process changed it."""
        from multisite_tui.demo.seed import seeded_world

        signature = self._storage.signature()
        if self._world is not None and signature is not None and signature == self._signature:
            return self._world
        world = self._storage.load()
        if world is None:
            created = time.time()
            world = seeded_world(created, self._now() if self._now else created)
            self._storage.save(world)
        self._world, self._ec2, self._signature = world, Ec2(world.ec2), self._storage.signature()
        return world

    def _save(self, world: World) -> None:
        world.ec2 = self._ec2.dump()
        self._storage.save(world)
        self._signature = self._storage.signature()

    def _reply(self, event_name: str, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        """Answer botocore's `before-send`; it never returns None, so that nothing is sent."""
        _event, service_id, operation = event_name.split(".", 2)
        service = SERVICES.get(service_id, service_id)
        with _PROCESS_LOCK, self._storage.locked():
            reply = self._answer(service, operation, request)
        return http_response(request, reply)

    def _answer(self, service: str, operation: str, request: AWSPreparedRequest) -> Reply:
        mutating, name = is_mutating(operation), f"{service}.{operation}"
        if mutating:
            self._faults.count()
            self._perhaps_die("before", name)
        fault = self._faults.take(service, operation)
        if fault is not None and not fault.after:
            return self._failed(fault, service, name, request)
        reply, outcome = self._perform(service, operation, request)
        if mutating:
            self._perhaps_die("after", name)
        if fault is not None:
            return self._failed(fault, service, name, request)
        self.calls.add(mutating, name, outcome)
        return reply

    def _perhaps_die(self, when: str, name: str) -> None:
        if self._faults.kill_here(when):
            self.calls.add(True, name, "killed")
            die()

    def _failed(self, fault: Fault, service: str, name: str, request: AWSPreparedRequest) -> Reply:
        from botocore.exceptions import ConnectionClosedError

        operation = name.rsplit(".", 1)[-1]
        self.calls.add(is_mutating(operation), name, "lost" if fault.code == LOST else fault.code)
        if fault.code == LOST:
            raise ConnectionClosedError(endpoint_url=request.url, request=request)
        return write_refusal(service, Refusal(fault.code, fault.message, fault.status))

    def _perform(self, service: str, operation: str, request: AWSPreparedRequest) -> tuple[Reply, str]:
        from multisite_tui.demo.service import serve

        if service not in SERVICES.values():
            refusal = Refusal("InvalidAction", f"The practice account does not practise {service}.")
            return write_refusal(service, refusal), refusal.code
        world = self._current_world()
        params = read_params(service, operation, request)
        call = Call(service, operation, params, read_region(request), self._time(world), world, self._ec2)
        # Whatever ends this but success may leave half a change behind: then the saved account is read anew.
        self._world = None
        reply, outcome = serve(call, request)
        if outcome == "ok" and call.mutating:
            self._save(world)
        if outcome == "ok" or not call.mutating:
            self._world = world
        return reply, outcome
