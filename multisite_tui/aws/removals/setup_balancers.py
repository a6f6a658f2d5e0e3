"""The load balancers of the later API that carry a setup's tags, and their listeners."""

from __future__ import annotations

from multisite_tui.aws.facts.application_listeners import ApplicationListener
from multisite_tui.aws.facts.application_load_balancers import ApplicationLoadBalancer
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.ownership import SETUP


def balancers_of_setup(setup: str, facts: Facts) -> list[ApplicationLoadBalancer]:
    """Return the load balancers of the later API with a setup's tags, by their names.

    Raises:
        AwsFailure: a read was refused.
    """
    there = facts.application_load_balancers()
    tags = facts.application_tags() if there else {}
    return sorted(
        (one for one in there.values() if tags.get(one.arn, {}).get(SETUP) == setup), key=lambda one: one.name
    )


def listeners_of_setup(setup: str, facts: Facts) -> list[ApplicationListener]:
    """Return the listeners of these load balancers.

    Raises:
        AwsFailure: a read was refused.
    """
    return [one for balancer in balancers_of_setup(setup, facts) for one in facts.application_listeners(balancer.arn)]
