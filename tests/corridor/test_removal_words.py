"""How the removal of a setup, or of one of its sites, is told."""

from __future__ import annotations

from multisite_tui.engine.run_result import RunResult
from multisite_tui.report.endings import finished
from multisite_tui.report.finish_text import all_problems, outcome_sentence

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


def test_a_site_that_the_answers_do_not_have_any_more_is_told_like_any_other(in_service: Bench) -> None:
    alone = REFERENCE.partition("  - domain: sub")[0]
    result = in_service.remove(alone, "sub.main.io")
    last = finished(result, in_service.conductor(alone).setup, "multisite-tui", 1.0)
    [site] = last.sites
    assert (site.url, site.load_balancer, site.health) == ("https://sub.main.io/", "to-sub", "removed")
    assert not [note for note in last.notes if "answers file" in note]


def test_such_a_site_whose_removal_fails_has_its_problem_once(in_service: Bench) -> None:
    alone = REFERENCE.partition("  - domain: sub")[0]
    in_service.account.deny("elasticloadbalancing:DeleteLoadBalancer")
    last = finished(in_service.remove(alone, "sub.main.io"), in_service.conductor(alone).setup, "multisite-tui", 1.0)
    assert [site.problem is not None for site in last.sites] == [True]
    assert len(all_problems(last)) == 1
    assert last.problems == ()


def test_a_removal_of_all_tells_of_sites_of_earlier_answers_too(in_service: Bench) -> None:
    alone = REFERENCE.partition("  - domain: sub")[0]
    last = finished(in_service.remove(alone), in_service.conductor(alone).setup, "multisite-tui", 1.0)
    assert [(site.domain, site.health) for site in last.sites] == [("main.io", "removed"), ("sub.main.io", "removed")]
