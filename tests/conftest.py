"""The practice account of many tests, and sampling.

Of the tests marked `sampled`, each commit tries a part, the next commit another, and --whole all of them.
The crash sweep draws its points by the same seed; what it drew is told at the end.
"""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from multisite_tui.aws.signed_in import SIGNED_IN
from multisite_tui.calling import CALLED, PROGRAM
from tests.seed import seed
from tests.service_models import parse_once

if TYPE_CHECKING:
    from tests.aws.practice import Practice

SHARE = 8
"""One in so many, where the mark has no share of its own."""


@pytest.fixture(autouse=True)
def _nobody_signed_in_before() -> Iterator[None]:
    """Texts name the profile of the last sign-in of a process, and its command line; each test counts as one."""
    yield
    CALLED.learn(lambda: PROGRAM)
    SIGNED_IN.learn(None)


@pytest.fixture(scope="session", autouse=True)
def _models_are_parsed_once() -> None:
    parse_once()


@pytest.fixture(scope="session", autouse=True)
def _folders_are_their_owners() -> Iterator[None]:
    """Make folders in which only their owner can write: a state folder that others could change is refused."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_frozen() -> Iterator[None]:
    """Keep `loading` from taking objects from the collector: many tests sign in, in a process that goes on for long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc, "freeze", lambda: None)
        yield


@pytest.fixture(autouse=True)
def _no_setup_is_known() -> None:
    """Forget the setup of the test before: what a denial says to do names the setup that the process works on."""
    CALLED.concern("")


@pytest.fixture(autouse=True)
def _no_proxies() -> Iterator[None]:
    """Take the proxies of this machine away: what a test connects to is on loopback."""
    with pytest.MonkeyPatch.context() as patch:  # its own: a test's monkeypatch ends before the servers of the test
        for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
            patch.delenv(name, raising=False)
            patch.delenv(name.upper(), raising=False)
        yield


@pytest.fixture(scope="session")
def one_practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    from tests.aws.practice import Practice  # here: it loads moto, which most runs of single tests need not wait for

    return Practice(tmp_path_factory.mktemp("practice"))


@pytest.fixture
def practice(one_practice: Practice) -> Practice:
    """The practice account, as new."""
    one_practice.renew()
    return one_practice


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--whole", action="store_true", help="run every test of the large matrices, not the part that is drawn"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "sampled(share): one case of many that overlap; each commit tries one in so many"
    )


def pytest_report_header(config: pytest.Config) -> str:
    whole = config.getoption("--whole")
    return "matrices: whole" if whole else f"matrices: one case in {SHARE}, chosen by SAMPLE={seed()}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    stats = terminalreporter.stats
    points = {end: [one for report in stats.get(end, ()) for one in _points(report)] for end in ("passed", "failed")}
    tried = [*points["passed"], *points["failed"]]
    if tried:
        terminalreporter.section(f"crash sweep: {len(tried)} points tried, SAMPLE={seed()}")
        terminalreporter.line(f"{len(points['failed'])} failed; `make sweep` tries every point")
        for point in tried:
            terminalreporter.line(f"killed {point}")


def _points(report: object) -> list[str]:
    """Return the points that a test of the sweep tried."""
    return [str(value) for name, value in getattr(report, "user_properties", ()) if name == "sweep"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--whole"):
        return
    left = [
        item for item in items if (mark := item.get_closest_marker("sampled")) and not _chosen(item.nodeid, *mark.args)
    ]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


def _chosen(nodeid: str, share: int = SHARE) -> bool:
    return hashlib.sha256(f"{seed()} {nodeid}".encode()).digest()[0] % share == 0
