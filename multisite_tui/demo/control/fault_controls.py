"""Methods that inject faults into a practice account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multisite_tui.demo.control.faults import LOST, Fault, Faults
from multisite_tui.demo.wire.iam_actions import is_action
from multisite_tui.demo.wire.service_errors import DENIED, EXPIRED, HELD_BACK, SERVER_ERROR, THROTTLED, UNAVAILABLE

if TYPE_CHECKING:
    from multisite_tui.demo.control.storage import Storage


class FaultControls:
    """Makes calls fail. Each method writes one entry to `faults.json`, for every process that uses the account.

    `what` is `*`, a service (`elb`, `elbv2`), an operation (`CreateLoadBalancer`) or both (`elb.CreateLoadBalancer`).
    `times` is the number of calls that fail, including retries; None means until the fault is removed. If several
    faults match a call, the first one counts.

    Args:
        storage: the folder, whose lock is held while the file is written.
        faults: the file.
    """

    def __init__(self, storage: Storage, faults: Faults) -> None:
        self._storage = storage
        self._faults = faults

    def fail(
        self,
        operation: str,
        code: str,
        times: int | None = 1,
        status: int = 400,
        message: str = "Told to fail.",
        after: bool = False,
    ) -> None:
        """Make the next calls fail with one of AWS's codes, or with a code of `service_errors`.

        Args:
            operation: the operation, service or IAM action that fails.
            code: AWS's error code; `ConnectionError` for a connection that breaks.
            times: how many calls.
            status: the HTTP status.
            message: AWS's message.
            after: whether the call takes effect and only its reply is lost.
        """
        self._order(Fault(operation, code, times, status, message, after))

    def throttle(self, what: str = "*", times: int | None = None, share: float = 1.0, seed: int = 0) -> None:
        """Throttle calls with each service's own code; with a share below 1, a seeded random choice of them."""
        self._order(Fault(what, THROTTLED, times, share=share, seed=seed))

    def break_down(self, what: str = "*", times: int | None = 1, status: int = 503) -> None:
        """Answer calls with HTTP 500 or 503, with each service's own code."""
        self._order(Fault(what, SERVER_ERROR if status == 500 else UNAVAILABLE, times))

    def drop(self, what: str = "*", times: int | None = 1, after: bool = False) -> None:
        """Break the connection before the calls take effect, or after, so that only the reply is lost."""
        self._order(Fault(what, LOST, times, after=after))

    def deny(self, action: str) -> None:
        """Deny an IAM action, such as `elasticloadbalancing:CreateLoadBalancer` or `ec2:*`, until it is allowed.

        Raises:
            ValueError: it is not an IAM action.
        """
        if not is_action(action):
            raise ValueError(f"{action} is not an IAM action, such as elasticloadbalancing:CreateLoadBalancer")
        self._order(Fault(action, DENIED, None))

    def allow(self, action: str) -> None:
        """Remove the denial of this action."""
        self._take_back(DENIED, action)

    def hold_back(self) -> None:
        """Let AWS refuse every new Application Load Balancer, as for accounts that it holds back, until `mend`."""
        self._order(Fault("elbv2.CreateLoadBalancer", HELD_BACK, None))

    def expire_after(self, calls: int) -> None:
        """Let the credentials expire after this number of further calls, until they are renewed."""
        self._order(Fault("*", EXPIRED, None, skip=calls))

    def renew(self) -> None:
        """Renew the credentials."""
        self._take_back(EXPIRED)

    def mend(self) -> None:
        """Remove all faults."""
        self._take_back()

    def _order(self, fault: Fault) -> None:
        with self._storage.locked():
            self._faults.add(fault)

    def _take_back(self, code: str | None = None, operation: str | None = None) -> None:
        with self._storage.locked():
            self._faults.take_back(code, operation)
