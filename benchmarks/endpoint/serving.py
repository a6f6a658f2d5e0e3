"""Starts the endpoint's process, and asks it what it counted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from benchmarks.endpoint.answering import Counted
from benchmarks.endpoint.settings import Settings
from benchmarks.processes import ROOT, environment

REGION = "ap-northeast-2"


@dataclass(frozen=True)
class Endpoint:
    """A running endpoint."""

    url: str
    _ask: IO[str]
    _told: IO[str]

    @property
    def environment(self) -> dict[str, str]:
        """The variables that make boto3 and the program use it, and nothing else of the person's."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def timeline(self) -> list[Counted]:
        """Return all calls since the beginning, in the order in which they arrived."""
        return [Counted(*values) for values in self._report()["calls"]]

    def calls(self) -> Counter[str]:
        """Return how many calls there were, by service and operation: `elb.CreateLoadBalancer`."""
        return Counter(call.name for call in self.timeline())

    def throttled(self) -> Counter[str]:
        """Return how many of them were throttled."""
        return Counter(call.name for call in self.timeline() if call.throttled)

    def cpu(self) -> float:
        """Return the seconds that the endpoint has computed for its calls."""
        return float(self._report()["cpu"])

    def _report(self) -> Any:
        self._ask.write("\n")
        self._ask.flush()
        return json.loads(self._told.readline())


@contextmanager
def served(settings: Settings | None = None) -> Iterator[Endpoint]:
    """Serve a new account until the end of the `with` block. It ends with this process too, however that ends."""
    command = [sys.executable, "-m", "benchmarks.endpoint", (settings or Settings()).to_json()]
    env = environment({})
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=env
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        if not url:
            raise RuntimeError(f"the endpoint ended with {process.wait()}")
        yield Endpoint(url, process.stdin, process.stdout)
        process.stdin.close()
        process.wait(10)
