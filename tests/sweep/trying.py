"""Trying a point: kill, resume, and hold the account to that of an undisturbed run."""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.process.running import Desk, copied

from .cases import CASES, Base, Case
from .points import Death, Point, records
from .processes import run
from .serving import unserved

SETTLED = 8.0
"""Seconds in which AWS takes away by itself what outlives a load balancer; the practice account needs three."""


PORTS_OF = {"main.io": 6402, "sub.main.io": 6403}
"""The sites of the setup that moves, each with the port of its program."""
ATTEMPTS = 3
"""Where sites share a thing, whichever step comes first makes the call; so that a call may not come up in a run."""


class Missed(Exception):
    """The call at which the process was to be killed never came up."""


def tried(base: Base, point: Point, folder: Path, *, fresh: bool = False) -> str | None:
    """Return what is wrong after the point, None where nothing is; the folder is left only where something is.

    Raises:
        Missed: the point did not come up, however often it was tried.
    """
    for _ in range(ATTEMPTS):
        try:
            return _tried_once(base, point, folder, fresh)
        except Missed:
            shutil.rmtree(folder)
    raise Missed(str(point))


def _tried_once(base: Base, point: Point, folder: Path, fresh: bool) -> str | None:
    try:
        wrong = _wrong(base, point, folder, fresh)
    except AssertionError as error:
        wrong = str(error)
    except Missed:
        raise
    except Exception as error:  # noqa: BLE001 - a point whose trial breaks has failed, and the others are still tried
        wrong = f"the trial itself broke: {error!r}"
    if wrong is None:
        shutil.rmtree(folder)
    return wrong


def _wrong(base: Base, point: Point, folder: Path, fresh: bool) -> str | None:
    case = CASES[point.case]
    desk = copied(base.before(case), folder)
    kill(desk, case.begin, point.first, fresh)
    wrong = _unserved(base, case, desk)
    words = case.resume(desk)
    if words and point.second and not wrong:
        kill(desk, words, point.second, fresh)
        wrong = _unserved(base, case, desk)
        words = case.resume(desk)
    if wrong:
        return f"when it was killed, {wrong}"
    if words:
        ended = run(desk, words, None, fresh=fresh)
        if ended.code != 0:
            return f"`{' '.join(words)}` exits {ended.code}: {_short(ended.err)}"
    return _unlike(base, point, desk) or _unserved(base, case, desk) or _not_at_rest(case, desk, fresh)


def _unserved(base: Base, case: Case, desk: Desk) -> str | None:
    """Return which site of a setup that moves is not served, by any way by which visitors may come."""
    if not case.moves:
        return None
    return "; ".join(unserved(base.clients(desk), PORTS_OF, desk.setups / "main-io" / "journal.jsonl")) or None


def _not_at_rest(case: Case, desk: Desk, fresh: bool) -> str | None:
    """Return which calls a second run makes; of a move and its end, there are none."""
    if not case.moves:
        return None
    ended = run(desk, case.begin, None, fresh=fresh)
    calls = [one["name"] for one in records(desk.setups / "main-io" / "journal.jsonl") if one["record"] == "intent"]
    return f"a second run exits {ended.code} and calls {calls}" if calls or ended.code else None


def kill(desk: Desk, words: list[str], death: Death, fresh: bool) -> None:
    """Run a command until it is killed.

    Raises:
        Missed: it came to its good end instead.
    """
    ended = run(desk, words, death, fresh=fresh)
    if ended.code == 0:
        raise Missed(str(death))
    said = f"`{' '.join(words)}` exits {ended.code}, not killed {death}: {_short(ended.err)}"
    assert ended.code == -signal.SIGKILL, said


def _unlike(base: Base, point: Point, desk: Desk) -> str | None:
    wanted = base.picture(CASES[point.case])
    until = time.monotonic() + SETTLED
    while differences := list(differing(wanted, base.view(desk))):
        if time.monotonic() > until:
            more = f" (and {len(differences) - 3} more)" if len(differences) > 3 else ""
            return "; ".join(differences[:3]) + more
        time.sleep(0.5)
    return None


def differing(wanted: Any, found: Any, at: str = "") -> Iterator[str]:
    """Yield where a picture is not as wanted, one line each."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key in sorted({*wanted, *found}):
            if key not in found:
                yield f"{at}/{key} is missing"
            elif key not in wanted:
                yield f"{at}/{key} is too much: {_short(found[key])}"
            else:
                yield from differing(wanted[key], found[key], f"{at}/{key}")
    elif isinstance(wanted, list) and isinstance(found, list):
        left = list(found)
        missing = [one for one in wanted if not _taken(one, left)]
        yield from (f"{at} lacks {_short(one)}" for one in missing)
        yield from (f"{at} has besides {_short(one)}" for one in left)
    elif wanted != found:
        yield f"{at} is {_short(found)}, not {_short(wanted)}"


def _taken(one: Any, left: list[Any]) -> bool:
    if one not in left:
        return False
    left.remove(one)
    return True


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 300 else f"{text[:140]} ... {text[-140:]}"
