"""The order of a move, proven on the real graph: wherever a run can stop, every site is served and nothing is lost.

A run may stop after any set of steps of which each step's needs are in the set too: by a crash, a failure, or because
steps go on at the same time. Each of these sets is looked at, for two sites: of the move, its end, and the return.
Then needs are taken away one at a time: the same proof must fail, or else it proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.ownership import MADE, OWNER, SETUP, SITE
from multisite_tui.model.setup import Setup
from multisite_tui.plan.history import History
from multisite_tui.plan.moves import plan_back, plan_finish
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.plan.planner import plan_run
from tests.aws.practice import Practice

from .setups import REFERENCE, SHARED, setup

UNASKED = ", dns: {replace: true}"
"""What a move does without."""
SITES = ("main.io", "sub.main.io")
BALANCERS = {"main.io": "to-main", "sub.main.io": "to-sub"}
KEEP, SWITCH = "records.keep", "records.switch"
Wrong = Callable[[frozenset[str]], str | None]
"""Returns what is wrong where this is done, and nothing more."""
Edge = tuple[str, str]
"""A step, and one that it needs."""


@dataclass(frozen=True)
class Graph:
    """What must be done before each thing that is done. A step that keeps and switches records is two things."""

    needs: Mapping[str, frozenset[str]]
    done: frozenset[str] = frozenset()
    """What stands before the run begins."""
    links: frozenset[Edge] = field(default=frozenset(), compare=False)
    """The needs that the steps themselves name."""

    def without(self, edge: Edge) -> Graph:
        """Return the same graph without one need."""
        step, need = edge
        return replace(self, needs={**self.needs, step: self.needs[step] - {need}})

    def stops(self) -> Iterator[frozenset[str]]:
        """Yield each set of things that can be done when a run stops."""
        seen, left = {self.done}, [self.done]
        while left:
            done = left.pop()
            yield done
            for step, needs in self.needs.items():
                if step not in done and needs <= done and (more := done | {step}) not in seen:
                    seen.add(more)
                    left.append(more)

    def reduced(self, kept: Callable[[str], bool]) -> Graph:
        """Return the graph of these steps alone, with the needs that go through others."""

        def through(step: str) -> frozenset[str]:
            direct = self.needs[step]
            return frozenset().union(*({one} if kept(one) else through(one) for one in direct)) if direct else direct

        return replace(self, needs={step: through(step) for step in self.needs if kept(step)})


def graph_of(planned: PlannedRun) -> Graph:
    """Return the graph of a plan's steps."""
    calls = {line.id: line.calls for line in planned.plan.steps}
    needs: dict[str, frozenset[str]] = {}
    for step in planned.steps:
        needs[step.id] = frozenset(_last(need) for need in step.needs)
        if step.id.endswith("/records"):
            # In the order of the resource's own calls; one that keeps nothing only switches.
            site, own = step.site, needs.pop(step.id)
            for call in calls[step.id] or ("route53:ChangeResourceRecordSets",):
                thing = f"{site}/{SWITCH if call.startswith('route53') else KEEP}"
                needs[thing], own = own, frozenset({thing})
    links = frozenset((step, need) for step, of_step in needs.items() for need in of_step)
    return Graph(needs, links=links)


def _last(step: str) -> str:
    site, _, name = step.partition("/")
    return f"{site}/{SWITCH}" if name == "records" else step


def together(first: Graph, second: Graph) -> Graph:
    """Return two runs as one, of which the second may begin wherever the first has stopped.

    What the first step of the end refuses, its resource reads: a record that leads there, and instances out of service.
    """
    needs = {**first.needs, **second.needs}
    for site in SITES:
        guard = f"{site}/held_records"
        needs[guard] = needs[guard] | {f"{site}/{SWITCH}", f"{site}/instances"}
    return Graph(needs, links=first.links | second.links)


def classic() -> Setup:
    return setup(REFERENCE.replace(UNASKED, ""))


def tagged(site: str | None, **more: str) -> list[dict[str, str]]:
    tags = {SETUP: "main-io", OWNER: MADE, **({SITE: site} if site else {}), **more}
    return [{"Key": key, "Value": value} for key, value in tags.items()]


@dataclass(frozen=True)
class Graphs:
    move: Graph
    """From `classic` to `shared`, and its end."""
    back: Graph
    """From `shared` to load balancers that are held."""
    anew: Graph
    """From `shared` to load balancers that are gone, and made anew."""


@pytest.fixture(scope="module")
def graphs(one_practice: Practice) -> Graphs:
    practice = one_practice
    practice.renew()
    make_shared(practice)
    lead(practice, {site: application(practice) for site in SITES})
    anew = graph_of(plan_back(classic(), practice.facts(), History()))
    for site, name in BALANCERS.items():
        practice.balancer(name, [(one["Key"], one["Value"]) for one in tagged(site)])
    stands = frozenset(f"{site}/{name}" for site in SITES for name in WAY_IN_OF_CLASSIC)
    back = replace(graph_of(plan_back(classic(), practice.facts(), History())), done=stands)

    practice.renew()
    for site, name in BALANCERS.items():
        kept = {"multisite-tui:before-1": f"{site} A 300 203.0.113.10"}
        practice.balancer(name, [(one["Key"], one["Value"]) for one in tagged(site, **kept)])
    lead(practice, {site: balancer(practice.facts(), name) for site, name in BALANCERS.items()})
    shared = setup(SHARED.replace(UNASKED, ""))
    planned = plan_run(shared, practice.facts(), History())
    assert planned.problems == ()
    move = together(graph_of(planned), graph_of(plan_finish(shared, practice.facts(), History())))
    return Graphs(move, back, anew)


def balancer(facts: Facts, name: str) -> tuple[str, str]:
    found = facts.load_balancer(name)
    assert found is not None
    assert found.zone_id is not None
    return found.zone_id, found.dns_name


def application(practice: Practice) -> tuple[str, str]:
    [found] = practice.aws.elbv2.describe_load_balancers()["LoadBalancers"]
    return found["CanonicalHostedZoneId"], found["DNSName"]


def make_shared(practice: Practice) -> None:
    facts, elbv2 = practice.facts(), practice.aws.elbv2
    by_zone = {one.zone: one.id for one in facts.subnets(practice.vpc)}
    spec: Any = [{"ResourceType": "security-group", "Tags": tagged(None)}]
    group = practice.aws.ec2.create_security_group(
        GroupName="main-io", Description="x", VpcId=practice.vpc, TagSpecifications=spec
    )["GroupId"]
    practice.settle()
    elbv2.create_load_balancer(
        Name="main-io",
        Subnets=sorted(by_zone.values()),
        SecurityGroups=[group],
        Tags=tagged(None),  # type: ignore[arg-type]
    )
    for (site, name), port in zip(BALANCERS.items(), (6402, 6403), strict=True):
        kept = {"multisite-tui:before-1": f"{site} A 300 203.0.113.10"}
        elbv2.create_target_group(Name=name, Protocol="HTTP", Port=port, VpcId=practice.vpc, Tags=tagged(site, **kept))  # type: ignore[arg-type]
    practice.settle()


def lead(practice: Practice, to: Mapping[str, tuple[str, str]]) -> None:
    """Lead the names there, in place of the record that a new account has."""
    [old] = [one for one in practice.facts().records(practice.zone(), "main.io") if one.type == "A"]
    changes: list[Any] = [{"Action": "DELETE", "ResourceRecordSet": dict(old.raw)}]
    for name, (zone, dns_name) in to.items():
        target = {"HostedZoneId": zone, "DNSName": f"dualstack.{dns_name}", "EvaluateTargetHealth": False}
        record = {"Name": name, "Type": "A", "AliasTarget": target}
        changes.append({"Action": "CREATE", "ResourceRecordSet": record})
    batch: Any = {"Changes": changes}
    practice.aws.route53.change_resource_record_sets(HostedZoneId=practice.zone(), ChangeBatch=batch)
    practice.settle()


# What must hold wherever a run stops. `done` is the set of what is done.

WAY_IN_OF_CLASSIC = (
    "security_group", "open_ports", "way_in", "load_balancer", "health_check", "listeners", "instances"
)  # fmt: skip
WAY_IN_OF_SHARED = ("way_in", "validation", "listeners", "target_group", "host_rules", "instances")
SHARED_THINGS = ("shared/security_group", "shared/open_ports", "shared/load_balancer", "shared/http_80")
GOES_OF_CLASSIC = ("held_load_balancer", "held_ways_in", "held_security_groups")
GOES_OF_SHARED = ("held_shared_host_rules", "held_shared_target_group", "held_shared_outdated_rules")
SHARED_GOES = ("shared/held_load_balancer", "shared/held_security_groups")


def of(site: str, names: Iterable[str]) -> set[str]:
    return {f"{site}/{name}" for name in names}


def wrong_in_move(done: frozenset[str]) -> str | None:
    """Return what is wrong where a move, or its end, has stopped."""
    for site in SITES:
        former = not done & of(site, GOES_OF_CLASSIC)
        new = of(site, WAY_IN_OF_SHARED) <= done and done.issuperset(SHARED_THINGS)
        switched, drained = f"{site}/{SWITCH}" in done, f"{site}/held_last_visitors" in done
        if switched and not new:
            return f"{site} is led to the new way, which does not serve it"
        if not former and not switched:
            return f"{site} is led to the former way, which is gone"
        if not former and not drained:
            return f"resolvers still lead {site} to the former way, which is gone"
        if drained and not switched:
            return f"{site} has waited for its last visitors before it was switched"
        if switched and not of(site, (KEEP, "target_group")) <= done:
            return f"what was at {site} before the setup is kept nowhere"
    return None


def wrong_in_return(done: frozenset[str], *, held: bool) -> str | None:
    """Return what is wrong where a return has stopped, to load balancers that are held, or are made anew."""
    for site in SITES:
        former = held or of(site, WAY_IN_OF_CLASSIC) <= done
        new = not done & {*of(site, GOES_OF_SHARED), *SHARED_GOES}
        switched, drained = f"{site}/{SWITCH}" in done, f"{site}/held_shared_last_visitors" in done
        if switched and not former:
            return f"{site} is led back to a way that does not serve it"
        if not new and not switched:
            return f"{site} is led to what the move has made, which is gone"
        if not new and not drained:
            return f"resolvers still lead {site} to what the move has made, which is gone"
        if drained and not switched:
            return f"{site} has waited for its last visitors before it was switched back"
        if switched and not held and not of(site, (KEEP, "load_balancer")) <= done:
            return f"what was at {site} before the setup is kept nowhere"
    return None


def looked_at(step: str) -> bool:
    """Whether the proof speaks of a step; the needs of all others go through them."""
    name = step.partition("/")[2]
    own = {*WAY_IN_OF_CLASSIC, *WAY_IN_OF_SHARED, *GOES_OF_CLASSIC, *GOES_OF_SHARED, KEEP, SWITCH}
    ends = {"held_records", "held_last_visitors", "held_shared_records", "held_shared_last_visitors"}
    return step in (*SHARED_THINGS, *SHARED_GOES) or name in own | ends


def proof(graph: Graph, wrong: Wrong) -> tuple[str | None, int]:
    """Return the first thing that is wrong, and how many stops were looked at."""
    count = 0
    for done in graph.reduced(looked_at).stops():
        count += 1
        if found := wrong(done):
            return found, count
    return None, count


def held(done: frozenset[str]) -> str | None:
    return wrong_in_return(done, held=True)


def made_anew(done: frozenset[str]) -> str | None:
    return wrong_in_return(done, held=False)


def test_a_move_and_its_end_serve_every_site_wherever_they_stop(graphs: Graphs) -> None:
    wrong, count = proof(graphs.move, wrong_in_move)
    assert wrong is None
    assert count > 400


def test_a_return_to_what_is_held_serves_every_site_wherever_it_stops(graphs: Graphs) -> None:
    wrong, count = proof(graphs.back, held)
    assert wrong is None
    assert count > 50


def test_a_return_to_new_load_balancers_serves_every_site_wherever_it_stops(graphs: Graphs) -> None:
    wrong, count = proof(graphs.anew, made_anew)
    assert wrong is None
    assert count > 300


BEARING = {
    "move": {
        ("records.switch", "records.keep"),
        ("records.keep", "instances"),
        ("instances", "host_rules"),
        ("target_group", "way_in"),
        ("host_rules", "target_group"),
        ("host_rules", "listeners"),
        ("host_rules", "shared/http_80"),
        ("listeners", "validation"),
        ("held_last_visitors", "held_records"),
        ("held_load_balancer", "held_last_visitors"),
        ("held_ways_in", "held_load_balancer"),
        ("held_security_groups", "held_ways_in"),
    },
    "back": {
        ("held_shared_records", "records.switch"),
        ("held_shared_last_visitors", "held_shared_records"),
        ("held_shared_host_rules", "held_shared_last_visitors"),
        ("held_shared_target_group", "held_shared_host_rules"),
        ("held_shared_outdated_rules", "shared/held_load_balancer"),
        ("shared/held_load_balancer", "held_shared_host_rules"),
    },
    "anew": {
        ("records.switch", "records.keep"),
        ("records.keep", "instances"),
        ("records.keep", "listeners"),
        ("health_check", "load_balancer"),
        ("load_balancer", "way_in"),
        ("load_balancer", "open_ports"),
        ("held_shared_records", "records.switch"),
        ("held_shared_last_visitors", "held_shared_records"),
        ("held_shared_host_rules", "held_shared_last_visitors"),
        ("held_shared_target_group", "held_shared_host_rules"),
        ("held_shared_outdated_rules", "shared/held_load_balancer"),
        ("shared/held_load_balancer", "held_shared_host_rules"),
    },
}
"""The needs of one site without which it would not be served, or something be lost. Of all other needs, AWS enforces
what they say (what a step names must be there), or another need implies them."""


@pytest.mark.parametrize(("name", "wrong"), [("move", wrong_in_move), ("back", held), ("anew", made_anew)])
def test_the_proof_fails_without_each_need_that_bears_it(graphs: Graphs, name: str, wrong: Wrong) -> None:
    graph: Graph = getattr(graphs, name)
    own = {edge for edge in graph.links if "sub." not in f"{edge}"}
    caught = {edge for edge in own if proof(graph.without(edge), wrong)[0] is not None}
    assert {tuple(step.removeprefix("main.io/") for step in edge) for edge in caught} == BEARING[name]


def test_what_all_sites_share_waits_for_every_site(graphs: Graphs) -> None:
    edge = ("shared/held_load_balancer", "sub.main.io/held_shared_host_rules")
    assert "still lead sub.main.io" in str(proof(graphs.back.without(edge), held)[0])


def test_the_proof_fails_where_the_end_does_not_ask_for_records(graphs: Graphs) -> None:
    edge = ("main.io/held_records", f"main.io/{SWITCH}")
    assert "before it was switched" in str(proof(graphs.move.without(edge), wrong_in_move)[0])
