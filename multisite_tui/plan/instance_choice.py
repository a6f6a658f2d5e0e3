"""Which instances serve a site: those that the answers name, those that serve already, or the only one that runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.instances import Instance
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.model.instances import TaggedInstances
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.terms import RUNNING
from multisite_tui.plan.open_questions import OpenQuestions


def instances_of(
    setup: Setup, site: Site, facts: Facts, serving: Serving, questions: OpenQuestions
) -> tuple[Instance, ...]:
    """Return the instances of a site; none while that is open.

    Args:
        setup: The setup.
        site: One of its sites.
        facts: The account.
        serving: The instances that serve already.
        questions: Gets what is open.

    Raises:
        AwsFailure: a read was refused.
    """
    asked = setup.instances_of(site)
    there = facts.instances()
    if asked is None:
        chosen = _found(there, site.domain, serving, questions)
    elif isinstance(asked, TaggedInstances):
        chosen = _tagged(asked, there, questions)
    else:
        chosen = _by_id(asked, there, questions)
    stopped = [instance for instance in chosen if instance.state != RUNNING]
    for instance in stopped:
        questions.add(
            "instance_not_running",
            "instances",
            f"Instance {instance} is {instance.state}.",
            "A load balancer takes only running instances.",
            "Start it (a load balancer costs the same while its instance is stopped), then run again."
            if asked is not None
            else "Start it, or name another one in `instances`, then run again.",
        )
    if len({instance.vpc for instance in chosen}) > 1:
        questions.add(
            "instances_apart",
            "instances",
            "The instances are in several VPCs.",
            "A load balancer reaches only the instances of its own VPC.",
            "Name instances of one VPC.",
        )
        return ()
    return chosen


class Serving:
    """The ids of the instances that serve already. Each entrance is read once, when it is first needed."""

    def __init__(self, setup: str, facts: Facts, entrances: Mapping[str, EntranceLocator]) -> None:
        """Make it.

        Args:
            setup: The name of the setup.
            facts: The account.
            entrances: By domain, the entrances of the sites that may be served by the same instances.
        """
        self._setup = setup
        self._facts = facts
        self._entrances = entrances
        self._there: dict[str, Entrance | None] = {}

    def of(self, domain: str) -> frozenset[str]:
        """Return those behind the site's own entrance, or, while it has none, behind those of the other sites."""
        return self._behind(domain) or self._anywhere

    def known(self, domain: str) -> frozenset[str]:
        """Return those behind any of the entrances, also behind one of the site's name that is not the setup's."""
        there = self._read(domain)
        return self._anywhere | (there.instances if there else frozenset())

    @property
    def _anywhere(self) -> frozenset[str]:
        return frozenset[str]().union(*map(self._behind, self._entrances))

    def _behind(self, domain: str) -> frozenset[str]:
        there = self._read(domain)
        return there.instances if there and Owner(self._setup, domain, {}).owns(there.tags) else frozenset()

    def _read(self, domain: str) -> Entrance | None:
        if domain not in self._there:
            self._there[domain] = self._entrances[domain].read(self._facts) if domain in self._entrances else None
        return self._there[domain]


def _found(there: Sequence[Instance], site: str, serving: Serving, questions: OpenQuestions) -> tuple[Instance, ...]:
    """Return the instances that serve the site already, or else the only one that runs."""
    own = serving.of(site)
    standing = tuple(instance for instance in there if instance.id in own)
    running = tuple(instance for instance in there if instance.state == RUNNING)
    stays = tuple(instance for instance in standing if instance in running) or standing
    if running and (stays or len(running) == 1):
        return stays or running
    if not there:
        questions.add(
            "instance_not_found",
            "instances",
            "There is no EC2 instance in this region.",
            "The sites need one that their programs run on.",
            "Correct `region`, or start an instance.",
        )
        return ()
    if running:
        what = f"{len(running)} instances are running: {_named(running)}."
        why = "Only you know which of them serves the site."
        known = serving.known(site)
        likely = next((instance for instance in running if instance.id in known), running[0])
        step = f"Name it, such as `instances: [{likely.id}]`."
    else:
        what = f"No instance is running; there: {_named(there)}."
        why = "A load balancer takes only running instances."
        step = "Start the one that the programs are on, then run again."
    questions.add("instance_open", "instances", what, why, step)
    return ()


def _tagged(asked: TaggedInstances, there: Sequence[Instance], questions: OpenQuestions) -> tuple[Instance, ...]:
    matching = tuple(one for one in there if asked.tag.items() <= one.tags.items() and one.state == RUNNING)
    if not matching:
        tags = ", ".join(f"{key}={value}" for key, value in asked.tag.items())
        questions.add(
            "instance_not_found",
            "instances.tag",
            f"No running instance has the tags {tags}.",
            f"Instances here: {_named(there) or 'none'}.",
            "Correct the tags, or name the instances by their ids.",
        )
    return matching


def _by_id(asked: Sequence[str], there: Sequence[Instance], questions: OpenQuestions) -> tuple[Instance, ...]:
    known = {instance.id: instance for instance in there}
    for missing in (one for one in asked if one not in known):
        questions.add(
            "instance_not_found",
            "instances",
            f"There is no instance {missing} in this region.",
            f"Instances here: {_named(there) or 'none'}.",
            "Correct `instances` or `region`.",
        )
    return tuple(known[one] for one in asked if one in known)


def _named(instances: Sequence[Instance]) -> str:
    return ", ".join(str(instance) for instance in instances)
