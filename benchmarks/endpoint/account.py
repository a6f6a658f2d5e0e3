"""The practice account in memory, in real time, with waits of its own."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.endpoint.settings import Waits

if TYPE_CHECKING:
    from multisite_tui.demo.account import PracticeAccount
    from multisite_tui.demo.world import PracticeBalancer, PracticeRegistration, PracticeTarget, PracticeTargetGroup


def memory_account(folder: Path, waits: Waits) -> PracticeAccount:
    """Return a new account that is never saved: saving costs more than the call.

    It must be the first practice account of its process, since AWS's times are set before anything else reads them.

    Args:
        folder: an empty folder, for the one file that a new account writes.
        waits: until a certificate is issued and an instance InService.
    """
    _set_times(waits)
    from multisite_tui.demo.account import PracticeAccount
    from multisite_tui.demo.calls import PracticeCall
    from multisite_tui.demo.service import serve
    from multisite_tui.demo.wire.protocols import SERVICES, Reply, read_params, read_region

    class MemoryAccount(PracticeAccount):
        """Without locks, log, faults and disk: the endpoint has one thread, and counts by itself."""

        def answer(self, service: str, operation: str, request: Any) -> Reply:
            """Answer one call. A refused one may have taken effect in part, which no call of the comparison does."""
            if service not in SERVICES.values():
                return super().answer(service, operation, request)
            world, region = self._current_world(), read_region(request)
            params = read_params(service, operation, request)
            call = PracticeCall(service, operation, params, region, time.time(), world, self._ec2, eventual=False)
            return serve(call, request)[0]

        def _current_world(self) -> Any:
            return self._world or super()._current_world()

        def _save(self, world: Any) -> None:
            self._world = world

    return MemoryAccount(folder, now=time.time, eventual=False)


def _set_times(waits: Waits) -> None:
    """Set the times of AWS, in seconds; those that the comparison does not imitate are nothing."""
    from multisite_tui.demo import constants

    for name in ("RECORD_ARRIVAL", "PROPAGATION", "LINGER", "ACTIVATION", "TARGET_GROUP_RELEASE"):
        setattr(constants, name, 0.0)
    constants.ISSUE = waits.certificate
    constants.REGISTRATION = waits.health
    from multisite_tui.demo.elb import health

    def in_service(registration: PracticeRegistration, balancer: PracticeBalancer, now: float) -> bool:
        return registration.reachable and now >= max(registration.since, registration.registered) + waits.health

    health._in_service = in_service  # noqa: SLF001 - thresholds and intervals would make it 13 seconds at least
    from multisite_tui.demo.elbv2 import target_health

    def state(group: PracticeTargetGroup, target: PracticeTarget, now: float) -> str:
        return "healthy" if target.passing and now >= target.since + waits.health else "initial"

    target_health._state = state  # noqa: SLF001 - the first check would come after an interval
