"""Sites that were taken out of a draft, and can be put back as they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from multisite_tui.wizard.asking.drafts import Draft, SiteDraft
from multisite_tui.wizard.asking.fields import SHARED
from multisite_tui.wizard.asking.forms import Value


@dataclass(frozen=True)
class RemovedSite:
    """One site that was taken out, with all that was answered for it."""

    place: int
    site: SiteDraft
    followers: Mapping[int, frozenset[str]]
    """By the key of a site that followed this one, the fields that it took from it."""


def take_out(draft: Draft, place: int) -> RemovedSite:
    """Take a site out of the draft, which is never without one: an empty one comes in place of the last."""
    site = draft.sites[place]
    followers = {} if place else {one.key: _taken(site, one) for one in draft.sites[1:] if one.follows}
    draft.remove_site(place)
    if not draft.sites:
        draft.add_site()
    return RemovedSite(place, site, followers)


def put_back(draft: Draft, removed: RemovedSite) -> int:
    """Put a site back where it was, and return its place; sites that followed it follow it again."""
    if len(draft.sites) == 1 and not draft.sites[0].values:
        draft.sites.clear()
    keys = {site.key for site in draft.sites}
    site = replace(removed.site, key=1 + max(keys)) if removed.site.key in keys else removed.site
    place = min(removed.place, len(draft.sites))
    held = {one.key: _held(draft, at, removed) for at, one in enumerate(draft.sites) if one.key in removed.followers}
    draft.sites.insert(place, site)
    for at, one in enumerate(draft.sites):
        _follow_again(draft, at, held.get(one.key))
    return place


def _taken(first: SiteDraft, follower: SiteDraft) -> frozenset[str]:
    """Return the fields that a site takes from the first one, since it does not answer them."""
    return frozenset(name for name in first.values if name in SHARED and name not in follower.values)


def _held(draft: Draft, place: int, removed: RemovedSite) -> dict[str, Value]:
    """Return what a site holds now in the fields that it once took from the removed one."""
    return {name: draft.value(place, name) for name in removed.followers[draft.sites[place].key]}


def _follow_again(draft: Draft, place: int, held: Mapping[str, Value] | None) -> None:
    """Let a site follow the first again, but for what was changed since."""
    if held is None:
        return
    draft.sites[place].follows = True
    for name, value in held.items():
        draft.put(place, name, value)
