"""AWS on loopback, as slow as AWS: an endpoint that answers each call after a delay, and counts the calls.

    from benchmarks.endpoint import Settings, served

    with served(Settings(delays=None)) as endpoint:
        run_something(env=endpoint.environment)
        print(endpoint.calls(), endpoint.throttled())

It is a process of its own with a new account, so nothing of one measurement reaches the next. Behind it answers the
practice account, kept in memory, so that it refuses what AWS refuses.

A call takes effect when it arrives, and its reply leaves after the delay. So calls that arrive together are delayed
together, as with AWS, and what the endpoint computes is hidden in the delay. Left out are AWS's own inconsistencies:
what is made is known everywhere at once.
"""

from benchmarks.endpoint.serving import Endpoint, served
from benchmarks.endpoint.settings import WAITING, Bucket, Delays, Settings, Waits

__all__ = ["WAITING", "Bucket", "Delays", "Endpoint", "Settings", "Waits", "served"]
