"""Sites of a setup's earlier runs, whose resources may still exist."""

from __future__ import annotations

from contextlib import suppress

from multisite_tui import answers
from multisite_tui.model.sites import Site
from multisite_tui.state.snapshot import Snapshot


def sites_asked(saved: Snapshot) -> dict[str, Site]:
    """Return the sites of all answers since the last run that came to a good end, by domain, each as last asked for.

    Answers of an earlier version that can no longer be read are passed over.
    """
    found: dict[str, Site] = {}
    for asked in dict.fromkeys(saved.asked):
        with suppress(answers.AnswersError):
            found |= {site.domain: site for site in answers.load(asked, saved.name).setup.sites}
    return found


def topology_asked(saved: Snapshot) -> str:
    """Return the topology that the last run was asked for; empty where its answers can no longer be read."""
    with suppress(answers.AnswersError):
        return answers.load(saved.answers, saved.name).setup.topology
    return ""
