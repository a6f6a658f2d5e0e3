"""Another topology fits beside `classic`: its steps for all sites and for each are planned, run, ended and reported.

Nothing of the engine, the state, the report or `classic` knows it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, cast, get_args

import jsonschema
import pytest

from multisite_tui.aws.calls import Call
from multisite_tui.aws.facts.entrances import Entrance, TargetHealth
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import Addresses, RecordSet
from multisite_tui.aws.resources.base import Ref, Resource, StepOutputs
from multisite_tui.aws.resources.ownership import SETUP, SITE, Owner
from multisite_tui.aws.session import Aws
from multisite_tui.conductor import Conductor
from multisite_tui.engine.clock import Clock
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.errors import ExitCode, Problem, ServiceFailure
from multisite_tui.model.events import Event, Outcome, Planned, StepFinished
from multisite_tui.model.plans import Action, HeldEntrance, MonthlyCost
from multisite_tui.model.replies import Reply
from multisite_tui.model.roles import Role
from multisite_tui.model.setup import Setup, TopologyName
from multisite_tui.model.sites import Site
from multisite_tui.model.undo import Undo
from multisite_tui.plan import topologies
from multisite_tui.plan.checked import Concerns, SiteCheck
from multisite_tui.plan.costs import AS_OF
from multisite_tui.plan.graph import SHARED, Found, Step, shared_step, site_step
from multisite_tui.plan.history import History
from multisite_tui.plan.leaving import EntranceRemoval, Leaving
from multisite_tui.plan.resolved import ResolvedSite
from multisite_tui.plan.topology import Ask, Planning
from multisite_tui.report.endings import finished
from multisite_tui.report.factory import OutputFormat, make_report
from multisite_tui.report.plan_text import plan_text
from multisite_tui.state.store import Store
from tests.aws.practice import Practice

from .setups import setup

SCHEMA = json.loads((Path(__file__).parents[2] / "schema" / "events.schema.json").read_text("utf-8"))
PROXY = "the one instance's own proxy"
ADDRESS = "203.0.113.10"


@dataclass
class Box:
    """The instance: which files are on it, and which it refuses to take."""

    files: set[str] = field(default_factory=set)
    refuses: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class SendFile:
    """A call that is no AWS call: a file is put on the instance."""

    box: Box = field(compare=False, repr=False)
    path: str
    about: str = field(compare=False, default="the proxy")
    why: str = "not there yet"
    takes_away: tuple[str, ...] = ()
    undo: Undo = field(default=Undo(), compare=False)
    deletes: bool = False
    at_once: bool = False
    batch: str | None = None
    sendable: bool = True

    @property
    def name(self) -> str:
        return "ssh:PutFile"

    @property
    def params(self) -> dict[str, Any]:
        return {"Path": self.path}

    def instead(self, code: str) -> Call | None:
        return None

    def joined(self, others: Sequence[Call]) -> Call:
        raise TypeError

    def make(self, aws: Aws) -> Reply:
        if self.path in self.box.refuses:
            problem = Problem("ENOSPC", f"The instance has no room for {self.path}.")
            raise ServiceFailure(problem, code="ENOSPC", message="No space left on device", call=self.name)
        self.box.files.add(self.path)
        return {"Written": self.path}


@dataclass
class FileOnBox(Resource[str]):
    box: Box
    path: str
    needs: Ref[str] | None = None

    @property
    def title(self) -> str:
        return f"file {self.path}"

    def read(self, facts: Facts, known: StepOutputs) -> str | None:
        return self.path if self.path in self.box.files else None

    def calls(self, found: str | None, known: StepOutputs) -> Sequence[Call]:
        return () if found else [SendFile(self.box, self.path)]


@dataclass(frozen=True)
class BoxEntrance:
    """The instance itself as the entrance of all sites: names lead to its address."""

    name: str = PROXY
    title: str = PROXY
    registry: str = PROXY

    def read(self, facts: Facts) -> Entrance:
        to = Addresses((ADDRESS,))
        return Entrance(PROXY, "box.example", to, "", frozenset(), frozenset(), (), frozenset(), None)

    def health(self, facts: Facts, instances: tuple[str, ...]) -> tuple[TargetHealth, ...]:
        return ()

    def led_here(self, record: RecordSet, region: str) -> bool:
        return False

    def keep(self, entrance: Entrance | None, tags: Any, why: str) -> Call:
        raise NotImplementedError


@dataclass(frozen=True)
class ProxyTopology:
    """One file for all sites, and one a site that needs it."""

    box: Box
    name: str = "proxy"
    in_service: str = "there"

    def entrance(self, setup: Setup, site: Site) -> BoxEntrance:
        return BoxEntrance()

    def entrance_found(self, found: Found, site: str) -> Entrance | None:
        return None

    def choose_subnets(self, *asked: object) -> tuple[str, ...]:
        return ()

    def first_questions(self, setup: Setup, facts: Facts) -> Iterable[Ask]:
        return ()

    def standing_questions(self, facts: Facts) -> Iterable[Ask]:
        return ()

    def removal_questions(self, setup: Setup, facts: Facts) -> Iterable[Ask]:
        return ()

    def second_questions(self, setup: Setup, facts: Facts) -> Iterable[Ask]:
        return ()

    def shared_steps(self, planning: Planning) -> Iterable[Step]:
        yield shared_step(planning.resolved, Role.LOAD_BALANCER, FileOnBox(self.box, "proxy.conf"), name="proxy")

    def site_steps(self, planning: Planning, resolved: ResolvedSite) -> Iterable[Step]:
        domain = resolved.site.domain
        resource = FileOnBox(self.box, f"{domain}.conf", Ref(f"{SHARED}/proxy"))
        yield site_step(domain, Role.LISTENERS, resource, f"{SHARED}/proxy")

    def open_steps(self, planning: Planning, so_far: ResolvedSite) -> Iterable[Step]:
        return ()

    def check_site(self, checked: SiteCheck, facts: Facts) -> Concerns:
        return Concerns()

    def check_setup(self, checked: Sequence[SiteCheck], facts: Facts) -> Concerns:
        return Concerns()

    def leftovers(
        self, setup: Setup, history: History, checked: Sequence[SiteCheck], facts: Facts
    ) -> Iterable[Problem]:
        return ()

    def _free(self, region: str) -> MonthlyCost:
        return MonthlyCost(region, (), Decimal(0), AS_OF)

    def cost(self, setup: Setup, checked: Sequence[SiteCheck], facts: Facts) -> MonthlyCost:
        return self._free(facts.account.region)

    def current_cost(self, setup: str, facts: Facts) -> MonthlyCost:
        return self._free(facts.account.region)

    def new_cost(self, steps: Sequence[Step], created: Collection[str], region: str) -> MonthlyCost:
        return self._free(region)

    def stopped_cost(self, steps: Sequence[Step], found: Found, accepted: Collection[str], region: str) -> MonthlyCost:
        return self._free(region)

    def domains(self, setup: str, facts: Facts) -> Iterable[str]:
        return ()

    def standing(self, setup: str, domain: str, facts: Facts) -> Iterable[BoxEntrance]:
        return ()

    def page_shown(self, setup: str, domain: str, facts: Facts) -> bool:
        return False

    def held(self, setup: str, sites: Collection[str], facts: Facts) -> Iterable[HeldEntrance]:
        return ()

    def abandoned(self, setup: Setup, facts: Facts) -> Iterable[Problem]:
        return ()

    def changes_for_visitors(self, setup: Setup, moving: Collection[str]) -> Iterable[Problem]:
        return ()

    def removal(self, leaving: Leaving, facts: Facts) -> EntranceRemoval:
        return EntranceRemoval((), self._free(facts.account.region))


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Box:
    box = Box()
    monkeypatch.setitem(topologies.TOPOLOGIES, "proxy", cast("Any", ProxyTopology(box)))
    return box


@pytest.fixture
def wanted() -> Setup:
    return setup().model_copy(update={"topology": "proxy"})


class Run:
    """What a conductor plans and does, with its events."""

    def __init__(self, practice: Practice, folder: Path, wanted: Setup) -> None:
        self.events: list[Event] = []
        store = Store(folder)
        self.conductor = Conductor(wanted, practice.aws, store, Clock(), Interrupt(), self.events.append)
        self.planned = self.conductor.plan()
        self.result = self.conductor.apply(self.planned)
        self.last = finished(self.result, wanted, "multisite-tui", 1.0)


def test_each_topology_of_the_answers_has_its_object() -> None:
    assert set(topologies.TOPOLOGIES) == set(get_args(TopologyName))
    assert {name: one.name for name, one in topologies.TOPOLOGIES.items()} == {
        name: name for name in topologies.TOPOLOGIES
    }


def test_steps_for_all_sites_are_planned_before_those_of_each(practice: Practice, box: Box, wanted: Setup) -> None:
    steps = Conductor(wanted, practice.aws, Store(Path("none")), Clock(), Interrupt(), lambda _: None).plan().plan.steps
    assert [(step.id, step.site, step.action) for step in steps] == [
        ("shared/proxy", "", Action.CREATE),
        ("main.io/listeners", "main.io", Action.CREATE),
        ("sub.main.io/listeners", "sub.main.io", Action.CREATE),
    ]


def test_they_are_run_and_a_second_run_changes_nothing(
    practice: Practice, tmp_path: Path, box: Box, wanted: Setup
) -> None:
    first = Run(practice, tmp_path, wanted)
    assert first.result.outcome is Outcome.COMPLETE
    assert box.files == {"proxy.conf", "main.io.conf", "sub.main.io.conf"}
    assert next(event.step for event in first.events if isinstance(event, StepFinished)) == "shared/proxy"
    assert Run(practice, tmp_path, wanted).result.outcome is Outcome.UNCHANGED


def test_what_differs_for_all_sites_is_the_drift_of_each(
    practice: Practice, tmp_path: Path, box: Box, wanted: Setup
) -> None:
    conductor = Run(practice, tmp_path, wanted).conductor
    assert conductor.standing().as_asked
    box.files.remove("proxy.conf")
    standing = conductor.standing()
    assert not standing.as_asked
    assert [[step.id for step in site.drift] for site in standing.sites] == [["shared/proxy"]] * 2


def test_what_fails_for_all_sites_fails_each(practice: Practice, tmp_path: Path, box: Box, wanted: Setup) -> None:
    box.refuses.add("proxy.conf")
    run = Run(practice, tmp_path, wanted)
    assert (run.result.outcome, run.result.exit_code) == (Outcome.FAILED, ExitCode.PARTIAL)
    assert {site.domain: site.problem and site.problem.code for site in run.last.sites} == {
        "main.io": "ENOSPC",
        "sub.main.io": "ENOSPC",
    }


def test_one_sites_trouble_is_that_sites(practice: Practice, tmp_path: Path, box: Box, wanted: Setup) -> None:
    box.refuses.add("main.io.conf")
    run = Run(practice, tmp_path, wanted)
    assert run.result.outcome is Outcome.PARTIAL
    assert [site.domain for site in run.last.sites if site.problem] == ["main.io"]
    assert "sub.main.io.conf" in box.files


@pytest.mark.parametrize("output", list(OutputFormat))
def test_every_report_has_words_for_all_sites(
    practice: Practice, tmp_path: Path, box: Box, wanted: Setup, output: OutputFormat
) -> None:
    run = Run(practice, tmp_path, wanted)
    out, err = io.StringIO(), io.StringIO()
    with make_report(output, out, err, verbose=False) as report:
        for event in [Planned(run.planned.plan), *run.events, run.last]:
            report(event)
    assert "proxy.conf" in out.getvalue() + err.getvalue()
    if output is OutputFormat.TEXT:
        assert "all sites: file proxy.conf" in err.getvalue()
    else:
        lines = [json.loads(line) for line in out.getvalue().splitlines()]
        for line in lines:
            jsonschema.validate(line, SCHEMA)
        assert next(line["site"] for line in lines if line["event"] == "step_finished") == ""


def test_a_plan_heads_them_as_for_all_sites(practice: Practice, tmp_path: Path, box: Box, wanted: Setup) -> None:
    from rich.console import Console

    out = io.StringIO()
    console = Console(file=out, width=100)
    for part in plan_text(Run(practice, tmp_path, wanted).planned.plan, 100):
        console.print(part)
    assert "all sites" in out.getvalue()


def test_what_belongs_to_all_sites_names_none_in_its_tags() -> None:
    owner = Owner("main-io", None, {})
    assert owner.tags_for()[SETUP] == "main-io"
    assert SITE not in owner.tags_for()
    assert owner.made(owner.tags_for())
    assert not owner.owns({**owner.tags_for(), SITE: "main.io"})
    assert owner.other_site({SETUP: "main-io", SITE: "main.io"}) == "main.io"
