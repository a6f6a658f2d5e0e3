"""The practice account: an embedded emulation of AWS, including its refusals and delays, that uses no network."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from multisite_tui.demo.calls import Dropped, PracticeCall, Refusal, is_mutating, not_practised
from multisite_tui.demo.clock import SPEED, practice_time
from multisite_tui.demo.constants import ACCOUNT_ID, QUOTAS, REGION
from multisite_tui.demo.control.call_log import CallLog
from multisite_tui.demo.control.fault_controls import FaultControls
from multisite_tui.demo.control.faults import LOST, Fault, Faults, die
from multisite_tui.demo.control.graphs import Damaged, NotKept
from multisite_tui.demo.control.own_failures import failed, unusable
from multisite_tui.demo.control.storage import Storage
from multisite_tui.demo.ec2.backend import Ec2
from multisite_tui.demo.wire.iam_actions import needed_actions
from multisite_tui.demo.wire.protocols import (
    SERVICES,
    Reply,
    encoded,
    http_response,
    read_params,
    read_region,
    write_refusal,
)
from multisite_tui.demo.wire.sessions import isolated_session

if TYPE_CHECKING:
    from pathlib import Path

    import boto3
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

    from multisite_tui.demo.control.storage import Signature
    from multisite_tui.demo.world import Shape, World

__all__ = ["ACCOUNT_ID", "REGION", "SPEED", "PracticeAccount"]

R = TypeVar("R")

_PROCESS_LOCK = threading.RLock()
"""moto keeps its backends in a global table, so the process makes one call at a time, over all accounts."""


class PracticeAccount(FaultControls):
    """An AWS account in a folder.

    It is saved after each call that changes it, before the reply, so that it survives the end of the process at any
    moment. Several processes may use it; each call holds the folder's lock.

    A test can make calls fail, for every process that uses the account, until `mend` cancels all faults:

        fail("CreateLoadBalancer", "TooManyLoadBalancers")   the next call, with a code of AWS's
        throttle("elb", times=3) · throttle("*", share=0.3, seed=7)
        break_down("route53", times=2, status=500)           HTTP 500 or 503
        drop("RequestCertificate") · drop(..., after=True)   the connection before the call, or the reply after it
        deny("elasticloadbalancing:CreateLoadBalancer")      until `allow` of the same
        expire_after(12)                                     until `renew`
        hold_back()                                          new Application Load Balancers

    `faults.json` holds the same (see `faults.py`). `set_answer`, `set_quota` and `close_zone` change the account's
    state and are saved with it. `look` reads the state without a call (see `picture.py`).

    Args:
        folder: where the account is saved; if there is none, a new one is made.
        now: the practice time, in practice seconds since 1970; by default it runs `SPEED` times as fast as the wall
            clock, from the moment the account was made.
        eventual: whether new objects are not yet known everywhere, as in AWS; False for tests with a fixed time.

    Raises:
        OSError: the folder cannot be written, or what is saved there is no practice account.
        MotoUnusable: a new account is made, and moto cannot be imported.
    """

    def __init__(self, folder: Path, *, now: Callable[[], float] | None = None, eventual: bool = True) -> None:
        super().__init__(Storage(folder), Faults(folder))
        self.folder = folder
        self.calls = CallLog(folder)
        self._now = now
        self._eventual = eventual
        self._world: World | None = None
        self._ec2 = Ec2([])
        self._signature: Signature | None = None
        with _PROCESS_LOCK, self._storage.locked():
            self._faults.check()
            self.calls.check()
            self._current_world()

    def session(self) -> boto3.Session:
        """Return a session whose calls are all answered by this account, regardless of the environment."""
        session = isolated_session()
        # Any, because the type stubs know only handlers that return None.
        handler: Any = self._reply
        session.events.register_first("before-send", handler)
        return session

    @property
    def outdated(self) -> bool:
        """Whether the folder held an account of another version, in whose place this one is."""
        return self._storage.outdated

    def now(self) -> float:
        """Return the practice time, in practice seconds since 1970.

        Raises:
            OSError: the saved account cannot be read.
        """
        return self.look(lambda call: call.now)

    def look(self, at: Callable[[PracticeCall], R]) -> R:
        """Return the result of a function that reads the account's state; it is no call, so no fault applies."""
        with _PROCESS_LOCK, self._storage.locked():
            return at(self._call())

    def change(self, at: Callable[[PracticeCall], R]) -> R:
        """Return the result of a function that changes the account's state; it is no call, so no fault applies.

        Raises:
            OSError: the account cannot be saved; `Damaged` if what is saved does not fit together. Whatever is raised,
                nothing is changed.
        """
        try:
            with self._changing() as call:
                return at(call)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise Damaged(f"{type(error).__name__}: {error}") from error

    def answer(self, service: str, operation: str, request: AWSPreparedRequest) -> Reply:
        """Answer one call, given by botocore's names of service and operation.

        What goes wrong in the account itself is an error reply too: its file may have been changed or damaged, so that
        its objects do not fit together, and a program that works with AWS expects nothing else than error replies.

        Raises:
            Dropped: a fault breaks the connection.
        """
        try:
            with _PROCESS_LOCK, self._storage.locked():
                return encoded(self._answer(service, operation, request))
        except Dropped:
            raise
        except OSError as error:
            return write_refusal(service, unusable(self.folder, error))
        except Exception as error:  # noqa: BLE001 - see above
            return write_refusal(service, failed(self.folder, f"{service} {operation}", error))

    def set_answer(self, port: int, status: int | None) -> None:
        """Set what the program on a port of the instance replies to a health check.

        Args:
            port: from 1 to 65535.
            status: an HTTP status; None if nothing listens. The default of every port is 200.
        """
        with self._changing() as call:
            call.world.answers[port] = status

    def set_quota(self, name: str, most: int) -> None:
        """Set a quota of the account, such as `classic-load-balancers` (`constants.QUOTAS`).

        Raises:
            KeyError: there is no such quota.
        """
        if name not in QUOTAS:
            raise KeyError(name)
        with self._changing() as call:
            call.world.quotas[name] = most

    def follow_mail(self, arn: str) -> None:
        """Follow the link in ACM's mail for a certificate that is validated by e-mail.

        Raises:
            KeyError: there is no such certificate.
        """
        from multisite_tui.demo.acm.lifecycle import observe as observe_certificates

        with self._changing() as call:
            there = {one.arn: one for found in call.world.certificates.values() for one in found.values()}
            there[arn].proven = True
            observe_certificates(call)

    def close_zone(self, name: str, closed: bool = True) -> None:
        """Set whether an availability zone, such as `ap-northeast-2c`, refuses new Classic Load Balancers."""
        with self._changing() as call:
            (call.world.closed_zones.add if closed else call.world.closed_zones.discard)(name)

    @staticmethod
    def reset(folder: Path) -> None:
        """Reset the account in a folder. Processes that have it open see the new account from their next call on."""
        storage = Storage(folder)
        with _PROCESS_LOCK, storage.locked():
            storage.clear()

    def _time(self, world: World) -> float:
        return self._now() if self._now else practice_time(world.created, time.time)()

    def _current_world(self) -> World:
        """Return the saved account, read again if another process changed it."""
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
        """Handle botocore's event `before-send`; it never returns None, so that nothing is sent to the network."""
        from botocore.exceptions import ConnectionClosedError

        _event, service_id, operation = event_name.split(".", 2)
        try:
            reply = self.answer(SERVICES.get(service_id, service_id), operation, request)
        except Dropped:
            raise ConnectionClosedError(endpoint_url=request.url, request=request) from None
        return http_response(request, reply)

    def _answer(self, service: str, operation: str, request: AWSPreparedRequest) -> Reply:
        mutating, name = is_mutating(operation), f"{service}.{operation}"
        if mutating:
            self._faults.count()
            self._perhaps_die("before", name)
        try:
            params = read_params(service, operation, request) if service in SERVICES.values() else {}
        except Refusal as refusal:
            return write_refusal(service, refusal)
        linked_role = self._current_world().linked_role
        actions = needed_actions(service, operation, params, linked_role=linked_role)
        fault = self._faults.take(service, operation, actions)
        if fault is not None and not fault.after:
            return self._failed(fault, service, operation, actions)
        reply, outcome = self._perform(service, operation, params, request)
        if mutating:
            self._perhaps_die("after", name)
        if fault is not None:
            return self._failed(fault, service, operation, actions)
        self.calls.add(mutating, name, outcome)
        return reply

    def _perhaps_die(self, when: str, name: str) -> None:
        if self._faults.kill_here(when):
            self.calls.add(True, name, "killed")
            die()

    def _failed(self, fault: Fault, service: str, operation: str, actions: list[str]) -> Reply:
        mutating, name = is_mutating(operation), f"{service}.{operation}"
        if fault.code == LOST:
            self.calls.add(mutating, name, "lost")
            raise Dropped
        refusal = fault.refusal(service, actions)
        self.calls.add(mutating, name, refusal.code)
        return write_refusal(service, refusal)

    def _perform(self, service: str, operation: str, params: Shape, request: AWSPreparedRequest) -> tuple[Reply, str]:
        from multisite_tui.demo.service import serve

        if service not in SERVICES.values():
            refusal = not_practised(service)
            return write_refusal(service, refusal), refusal.code
        call = self._call(service, operation, params, read_region(request))
        # A failure may leave a partial change in memory: then the saved account is read again.
        self._world = None
        reply, outcome = serve(call, request)
        if outcome == "ok" and call.mutating:
            try:
                self._save(call.world)
            except NotKept as error:
                refusal = not_practised(service, f"{operation}, which makes {error}")
                return write_refusal(service, refusal), refusal.code
        if outcome == "ok" or not call.mutating:
            self._world = call.world
        return reply, outcome

    def _call(
        self, service: str = "", operation: str = "", params: Shape | None = None, region: str = REGION
    ) -> PracticeCall:
        world = self._current_world()
        return PracticeCall(
            service, operation, params or {}, region, self._time(world), world, self._ec2, self._eventual
        )

    @contextmanager
    def _changing(self) -> Iterator[PracticeCall]:
        """Yield access to the state to be changed, then update what depends on it, and save."""
        from multisite_tui.demo.elb.health import observe
        from multisite_tui.demo.elbv2.target_health import observe as observe_targets

        with _PROCESS_LOCK, self._storage.locked():
            call = self._call()
            self._world = None  # after a failure the saved account is read again
            yield call
            observe(call)
            observe_targets(call)
            self._save(call.world)
            self._world = call.world
