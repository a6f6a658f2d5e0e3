"""Answers of a draft, a draft of a setup, and what is wrong with a draft."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from multisite_tui.model.base import Part
from multisite_tui.model.findings import Finding
from multisite_tui.model.setup import SCHEMA, Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.topology_relations import SHARED, only_in
from multisite_tui.wizard.asking.drafts import Draft, SiteDraft, domain_of
from multisite_tui.wizard.asking.fields import KEPT, OF_DRAFT, DraftField, field_named, setup_keys, site_keys
from multisite_tui.wizard.asking.forms import Value, joined
from multisite_tui.wizard.asking.model_keys import Path

ALWAYS = ("domain", "port", "load_balancer", "target_group")
"""What is written also where nothing is typed: it is needed, or others name what is made by it."""
MISSING = "something is missing here"
NO_NUMBER = "a whole number is wanted here"


def setup_of(draft: Draft) -> Setup:
    """Return the valid setup that the draft asks for.

    Raises:
        ValidationError: something is wrong; `findings` says what.
    """
    return Setup.model_validate(answers_of(draft))


def findings(draft: Draft) -> list[Finding]:
    """Return all that is wrong with the draft, each with its place in the answers."""
    try:
        setup_of(draft)
    except ValidationError as error:
        return [_finding(detail) for detail in error.errors(include_url=False, include_input=False)]
    return []


def _finding(detail: Any) -> Finding:
    sentence = detail.get("ctx", {}).get("sentence")
    if sentence is None:
        sentence = MISSING if detail["type"] == "missing" else NO_NUMBER
    return Finding(tuple(detail["loc"]), detail["type"], str(sentence))


def answers_of(draft: Draft) -> dict[str, Any]:
    """Return the draft in the shape of an answers file, right or wrong."""
    typed = {name: str(getattr(draft, name)) for name in OF_DRAFT}
    top = {name: answer for name, answer in typed.items() if answer.strip()}
    answers = _filled(draft, 0, copy.deepcopy(draft.rest), setup_keys())
    if draft.topology == SHARED:
        answers["topology"] = draft.topology
    sites = [_site(draft, place) for place in range(len(draft.sites))]
    return {"schema": SCHEMA, **answers, **top, "sites": sites}


def fingerprint(draft: Draft, *, accept_leftovers: bool) -> str:
    """Return what is the same only for the same answers, so that a yes to some is none to others."""
    asked = json.dumps([answers_of(draft), accept_leftovers], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(asked.encode()).hexdigest()


def _site(draft: Draft, place: int) -> dict[str, Any]:
    rest = {
        key: answer
        for key, answer in draft.sites[place].rest.items()
        if only_in((key,), of_site=True) in ("", draft.topology)
    }
    return _filled(draft, place, copy.deepcopy(rest), site_keys())


def _filled(
    draft: Draft, place: int, answers: dict[str, Any], keys: Mapping[Path, tuple[DraftField, ...]]
) -> dict[str, Any]:
    """Put what the fields of these keys hold into answers, and take out what is not asked."""
    for path, fields in keys.items():
        if not all(draft.asks(place, one.name) for one in fields):
            _take_out(answers, path)
        elif path[0] in ALWAYS:
            answer = _read(draft, place, fields)
            answers[path[0]] = "" if answer is None else answer
        elif any(draft.given(place, one.name) is not None for one in fields):
            _put_in(answers, path, _read(draft, place, fields))
    return answers


def _read(draft: Draft, place: int, fields: tuple[DraftField, ...]) -> Any:
    return joined([one.form.read(draft.value(place, one.name)) for one in fields])


def _put_in(answers: dict[str, Any], path: Path, answer: Any) -> None:
    """Put an answer in its place; what no field could hold of a mapping stays beside it."""
    if answer is None:
        return
    holder = answers
    for step in path[:-1]:
        holder = holder.setdefault(step, {})
    kept = holder.get(path[-1])
    if isinstance(kept, dict) and isinstance(answer, dict):
        answer = {**kept, **answer}
    holder[path[-1]] = answer


def _take_out(answers: dict[str, Any], path: Path) -> None:
    holder = answers
    for step in path[:-1]:
        holder = holder.get(step, {})
    holder.pop(path[-1], None)


def draft_of(setup: Setup, draft_id: str, kind: str) -> Draft:
    """Return the draft that asks for this setup; what the setup leaves out, the draft leaves out."""
    draft = Draft(draft_id, kind, rest=_kept(setup))
    for name in OF_DRAFT:
        one = field_named(name)
        setattr(draft, name, one.form.write(one.model.given(setup)) or "")
    draft.asked = _values(setup, draft.rest, setup_keys())
    draft.asked["topology"] = setup.topology
    draft.sites = [_site_draft(key, site) for key, site in enumerate(setup.sites)]
    return draft


def _site_draft(key: int, site: Site) -> SiteDraft:
    draft = SiteDraft(key, rest=_kept(site))
    draft.values = _values(site, draft.rest, site_keys())
    return draft


def recall(draft: Draft, former: Setup) -> None:
    """Take over what only the draft's topology knows from a setup that an earlier run was asked for.

    What was typed for that topology since then stays as it was typed.
    """
    before = draft_of(former, draft.id, draft.kind)
    _take_over(before.asked, draft.asked, draft.topology)
    by_domain = {site.domain: held for site, held in zip(former.sites, before.sites, strict=True)}
    for place, site in enumerate(draft.sites):
        held = by_domain.get(domain_of(draft.text(place, "domain")) or "")
        if held is not None:
            _take_over(held.values, site.values, draft.topology)
            only = {key: value for key, value in held.rest.items() if only_in((key,), of_site=True) == draft.topology}
            site.rest = {**copy.deepcopy(only), **site.rest}


def carry_group(draft: Draft) -> None:
    """Let the load balancer of all sites have the group that each site's own had, if that was one and was there before.

    A new group would let in visitors whom that one may keep out.
    """
    groups = {draft.text(place, "security_group") for place in range(len(draft.sites))}
    if draft.topology == SHARED and "shared.security_group" not in draft.asked and len(groups) == 1:
        draft.put(0, "shared.security_group", groups.pop())


def _take_over(known: Mapping[str, Value], values: dict[str, Value], topology: str) -> None:
    for name, value in known.items():
        if field_named(name).topology == topology:
            values.setdefault(name, value)


def _values(part: Part, rest: dict[str, Any], keys: Mapping[Path, tuple[DraftField, ...]]) -> dict[str, Value]:
    """Return what the fields of these keys hold of a part's answers; what they cannot hold goes to the rest."""
    found: dict[str, Value] = {}
    raw = part.model_dump(mode="json", by_alias=True, exclude_none=True)
    for path, fields in keys.items():
        answer = fields[0].model.given(part)
        if answer is None:
            continue
        values = {one.name: value for one in fields if (value := one.form.write(answer)) is not None}
        held = fields[0].model.read(joined([one.form.read(values.get(one.name, one.form.empty)) for one in fields]))
        if held == answer or isinstance(answer, dict):
            found.update(values)
        if held != answer:
            _put_in(rest, path, _without(_at(raw, path), held))
    return found


def _without(answer: Any, held: Any) -> Any:
    """Return what the fields do not hold: of a mapping the other keys, else all of it."""
    if isinstance(answer, dict) and isinstance(held, dict):
        return {key: value for key, value in answer.items() if key not in held}
    return answer


def _kept(part: Part) -> dict[str, Any]:
    """Return the answers that the wizard has no field for."""
    raw = part.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {key: raw[key] for key in KEPT[type(part)] if key in raw}


def _at(raw: Any, path: Path) -> Any:
    return _at(raw[path[0]], path[1:]) if path else raw
