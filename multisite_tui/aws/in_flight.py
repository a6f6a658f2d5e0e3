"""The calls whose reply is not there yet: what a person reads while nothing else can be said."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.client import BaseClient


class CallsInFlight:
    """Notes the calls of clients from before they are sent until botocore has the reply, or gives up."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        self._heard: Callable[[str, str], None] = _nobody

    def watch(self, client: BaseClient) -> None:
        """Note the calls of a client; its retries are part of a call."""
        client.meta.events.register("before-call", self._begun)
        client.meta.events.register("after-call", self._ended)
        client.meta.events.register("after-call-error", self._ended)

    def listen(self, heard: Callable[[str, str], None]) -> None:
        """Have each call told that ends: its name, and its error code or botocore's name of the error, else nothing."""
        self._heard = heard

    @property
    def longest(self) -> str:
        """The call that has been on its way longest, such as `elb:DescribeLoadBalancers`; empty if there is none."""
        try:
            return next(iter(self._names.values()), "")
        except RuntimeError:  # another thread has just changed it
            return ""

    def _begun(self, model: Any, context: dict[str, Any], **_: Any) -> None:
        self._names[id(context)] = f"{model.service_model.service_name}:{model.name}"

    def _ended(self, context: dict[str, Any], **how: Any) -> None:
        name = self._names.pop(id(context), None)
        if name is not None:
            self._heard(name, _code(how.get("exception"), how.get("parsed")))


def _code(error: object, reply: object) -> str:
    if error is not None:
        return type(error).__name__
    details = reply.get("Error") if isinstance(reply, dict) else None
    return str(details.get("Code", "")) if isinstance(details, dict) else ""


def _nobody(name: str, code: str) -> None:
    """Tell nobody."""


IN_FLIGHT = CallsInFlight()
"""Those of the whole process."""
