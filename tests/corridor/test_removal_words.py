"""How the removal of a setup, or of one of its sites, is told."""

from __future__ import annotations

from multisite_tui.engine.run_result import RunResult
from multisite_tui.report.endings import finished
from multisite_tui.report.finish_text import outcome_sentence

from .reference import REFERENCE
from .rig import Bench


def told(bench: Bench, result: RunResult) -> tuple[str, tuple[str, ...]]:
    """Return the sentence about a removal's end, and the next commands."""
    last = finished(result, bench.conductor(REFERENCE).setup, "multisite-tui", 1.0)
    return outcome_sentence(last, "main-io"), last.next


def test_the_removal_of_one_site_says_what_of_that_site_only(in_service: Bench) -> None:
    in_service.account.deny("elasticloadbalancing:DeleteLoadBalancer")
    sentence, next_commands = told(in_service, in_service.remove(REFERENCE, "sub.main.io"))
    assert sentence == "Stopped after 0:01: a part of sub.main.io is still there."
    assert next_commands == ("multisite-tui destroy main-io --site sub.main.io --yes",)
    in_service.account.mend()
    sentence, next_commands = told(in_service, in_service.remove(REFERENCE, "sub.main.io"))
    assert sentence == "Done in 0:01: what main-io made for sub.main.io alone is taken away."
    assert "multisite-tui status main-io" in next_commands
    assert (
        "that main-io made for sub.main.io alone is" in told(in_service, in_service.remove(REFERENCE, "sub.main.io"))[0]
    )


def test_the_removal_of_all_sites_speaks_of_the_whole_setup(in_service: Bench) -> None:
    in_service.account.deny("elasticloadbalancing:DeleteLoadBalancer")
    assert told(in_service, in_service.remove(REFERENCE))[1] == ("multisite-tui destroy main-io --yes",)
    in_service.account.mend()
    assert told(in_service, in_service.remove(REFERENCE))[0] == "Done in 0:01: what main-io made is taken away."
