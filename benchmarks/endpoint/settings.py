"""What the endpoint imitates: delays, throttling and waits."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

READ, WRITE = "read", "write"


@dataclass(frozen=True)
class Delays:
    """Seconds from a call to its reply."""

    read: float = 0.08
    write: float = 0.25
    operations: dict[str, float] = field(default_factory=lambda: {"elb.CreateLoadBalancer": 0.6})
    """Calls that take another time, by service and operation."""

    def of(self, name: str, mutating: bool) -> float:
        return self.operations.get(name, self.write if mutating else self.read)


@dataclass(frozen=True)
class Bucket:
    """A token bucket: how many calls may come at once, and how many a second may follow."""

    burst: float = 40.0
    rate: float = 10.0
    service: str = "elb"
    """The service whose reads share the bucket. Others are not throttled."""


@dataclass(frozen=True)
class Waits:
    """Seconds until something has become so."""

    certificate: float = 0.0
    """From the last validation record to ISSUED."""
    health: float = 0.0
    """From the registration of an instance, or from the rule that lets the checks reach it, to InService."""


@dataclass(frozen=True)
class Settings:
    """All of it. Without delays, each call is answered at once; without a bucket, none is throttled."""

    delays: Delays | None = field(default_factory=Delays)
    bucket: Bucket | None = None
    waits: Waits = field(default_factory=Waits)
    load_balancers: int = 40
    """The account's quota of Classic Load Balancers."""

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Settings:
        values = json.loads(text)
        delays, bucket = values.pop("delays"), values.pop("bucket")
        return cls(
            delays=Delays(**delays) if delays else None,
            bucket=Bucket(**bucket) if bucket else None,
            waits=Waits(**values.pop("waits")),
            **values,
        )


WAITING = Waits(certificate=5.0, health=3.0)
"""The waits of the comparison with waits."""
