"""An endpoint that echoes the request's secrets, whole and in part: none is shown, none is written."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import quote

from tests.process.running import REFERENCE, Desk, Ended

from .hostile_endpoint import Echo, echoing
from .trying import Part, Try

KEYS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
PIECE = 12
"""Characters of a part of a secret that must not be seen."""
LONGEST = 25.0
"""Seconds after which a process is asked to end: an honest wait for AWS takes longer than an attack may."""
CODES = {0, 3, 4, 5, 6, 10, 130}
COMMANDS = (
    ("--answers", str(REFERENCE), "--plan"),
    ("--answers", str(REFERENCE), "--yes"),
    ("status", "main-io"),
    ("doctor", "main-io"),
    ("verify", "main-io"),
    ("destroy", "main-io", "--yes"),
)


def attack(lot: random.Random, folder: Path) -> Iterator[Try]:
    """Run each command against an endpoint that echoes, each time with other keys, and search all that is left."""
    for number in count():
        desk = Desk(folder / str(number))
        keys = {
            "AWS_ACCESS_KEY_ID": f"ASIA{_drawn(lot, KEYS, 16)}",
            "AWS_SECRET_ACCESS_KEY": _drawn(lot, LETTERS, 40),
            "AWS_SESSION_TOKEN": f"FwoGZXIvYXdz{_drawn(lot, LETTERS, lot.choice([100, 400]))}==",
            "AWS_DEFAULT_REGION": "ap-northeast-2",
        }
        password = _drawn(lot, LETTERS, 16)
        secrets = [*list(keys.values())[:3], password]
        env = {**keys, **_password_given(lot, quote(password, safe=""))}
        output = lot.choice(["text", "json"])
        with echoing(desk.folder / "aws", echo := Echo(lot, tuple(secrets))) as url:
            at = url if "HTTPS_PROXY" in env else url.replace("://", f"://ann:{quote(password, safe='')}@")
            for words in COMMANDS:
                if words[0] != "--answers" and not list(desk.state.glob("setups/*/journal.jsonl")):
                    continue
                ended = _ended(desk.start(*words, "--output", output, demo=False, env={**env, "AWS_ENDPOINT_URL": at}))
                wrong = _wrong(ended, desk, [*secrets, *echo.sent])
                yield Try(f"{number} {' '.join(words)} {output}", wrong, f"exit {ended.code}")


def _ended(process: subprocess.Popen[str]) -> Ended:
    """Return how the process ends, which is asked to once it only waits."""
    try:
        out, err = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        process.terminate()
        out, err = process.communicate()
    return Ended(process.returncode, out, err)


def _drawn(lot: random.Random, letters: str, number: int) -> str:
    return "".join(lot.choices(letters, k=number))


def _password_given(lot: random.Random, password: str) -> dict[str, str]:
    """Return a proxy with the password, which serves no host here; or nothing, and it goes into the endpoint's URL."""
    if lot.random() < 0.3:
        return {}
    return {"HTTPS_PROXY": f"http://ann:{password}@127.0.0.1:9", "NO_PROXY": "127.0.0.1"}


def _wrong(ended: Ended, desk: Desk, secrets: list[str]) -> str:
    """Return what is wrong: a secret, an end that is not documented, or a mistake of the program."""
    if ended.code not in CODES or "Traceback" in ended.err or "mistake in multisite-tui" in ended.err:
        log = desk.state / "crash.log"
        return f"exit {ended.code}: {log.read_text()[-900:] if log.exists() else ended.err[-600:]}"
    places = {"stdout": ended.out, "stderr": ended.err}
    places |= {str(path): path.read_text(errors="replace") for path in desk.state.rglob("*") if path.is_file()}
    for name, text in places.items():
        for secret in secrets:
            for form in (secret, quote(secret, safe="")):
                if found := _part_of(form, text):
                    at = text.index(found)
                    return f"{name} holds {found!r}: {text[max(at - 80, 0) : at + 80]!r}"
    return ""


def _part_of(secret: str, text: str) -> str:
    """Return a part of a secret that stands in the text."""
    parts = (secret[at : at + PIECE] for at in range(max(len(secret) - PIECE, 0) + 1))
    return next((part for part in parts if part in text), "")


PART = Part(
    "endpoint",
    "An endpoint echoes keys, token, signature and passwords in errors, replies and pages; none is shown or written.",
    attack,
    tries=300,
    few=3,
)
