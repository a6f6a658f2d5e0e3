"""What a practice account can be told to go wrong with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multisite_tui.demo.control.faults import LOST, Fault, Faults
from multisite_tui.demo.wire.iam_actions import is_action
from multisite_tui.demo.wire.service_errors import DENIED, EXPIRED, SERVER_ERROR, THROTTLED, UNAVAILABLE

if TYPE_CHECKING:
    from multisite_tui.demo.control.storage import Storage


class FaultControls:
    """Orders that calls fail; each writes one entry of `faults.json`, for every process that uses the account.

    `what` is `*`, a service (`elb`), an operation (`CreateLoadBalancer`) or both (`elb.CreateLoadBalancer`). `times`
    counts calls that fail, retries too; None is until it is taken back. Of several that meet a call the first strikes.

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
        """Make the next calls fail with a code of AWS's, or in the words of `service_errors`.

        Args:
            operation: what fails; IAM's actions too.
            code: AWS's error code; `ConnectionError` for a connection that breaks.
            times: how many calls.
            status: the HTTP status.
            message: AWS's sentence.
            after: whether the call has its effect all the same, so that only the reply is lost.
        """
        self._order(Fault(operation, code, times, status, message, after))

    def throttle(self, what: str = "*", times: int | None = None, share: float = 1.0, seed: int = 0) -> None:
        """Throttle calls in each service's own code; a share under 1 draws by lot which, the same ones for a seed."""
        self._order(Fault(what, THROTTLED, times, share=share, seed=seed))

    def break_down(self, what: str = "*", times: int | None = 1, status: int = 503) -> None:
        """Answer calls with HTTP 500 or 503, in each service's own code."""
        self._order(Fault(what, SERVER_ERROR if status == 500 else UNAVAILABLE, times))

    def drop(self, what: str = "*", times: int | None = 1, after: bool = False) -> None:
        """Break the connection before the calls have their effect, or after, so that only the reply is lost."""
        self._order(Fault(what, LOST, times, after=after))

    def deny(self, action: str) -> None:
        """Deny an IAM action, such as `elasticloadbalancing:CreateLoadBalancer` or `ec2:*`, until it is allowed.

        Raises:
            ValueError: it is not in IAM's form.
        """
        if not is_action(action):
            raise ValueError(f"{action} is not an IAM action, such as elasticloadbalancing:CreateLoadBalancer")
        self._order(Fault(action, DENIED, None))

    def allow(self, action: str) -> None:
        """Take a denial back, named as it was given."""
        self._take_back(DENIED, action)

    def expire_after(self, calls: int) -> None:
        """Let the credentials expire once that many more calls have been answered, until they are renewed."""
        self._order(Fault("*", EXPIRED, None, skip=calls))

    def renew(self) -> None:
        """Renew the credentials."""
        self._take_back(EXPIRED)

    def mend(self) -> None:
        """Take back all that was ordered here."""
        self._take_back()

    def _order(self, fault: Fault) -> None:
        with self._storage.locked():
            self._faults.add(fault)

    def _take_back(self, code: str | None = None, operation: str | None = None) -> None:
        with self._storage.locked():
            self._faults.take_back(code, operation)
