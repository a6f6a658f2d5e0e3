"""The calls whose reply is not there yet: what a person reads while nothing else can be said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.client import BaseClient


class CallsInFlight:
    """Notes the calls of clients from before they are sent until botocore has the reply, or gives up."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}

    def watch(self, client: BaseClient) -> None:
        """Note the calls of a client; its retries are part of a call."""
        client.meta.events.register("before-call", self._begun)
        client.meta.events.register("after-call", self._ended)
        client.meta.events.register("after-call-error", self._ended)

    @property
    def longest(self) -> str:
        """The call that has been on its way longest, such as `elb:DescribeLoadBalancers`; empty if there is none."""
        try:
            return next(iter(self._names.values()), "")
        except RuntimeError:  # another thread has just changed it
            return ""

    def _begun(self, model: Any, context: dict[str, Any], **_: Any) -> None:
        self._names[id(context)] = f"{model.service_model.service_name}:{model.name}"

    def _ended(self, context: dict[str, Any], **_: Any) -> None:
        self._names.pop(id(context), None)


IN_FLIGHT = CallsInFlight()
"""Those of the whole process."""
