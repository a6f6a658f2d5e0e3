"""Secrets: what must never stand in a setup, nor be shown back to anyone."""

from __future__ import annotations

import itertools
import re

from multisite_tui.masking import HIDDEN

LENGTH = 40
"""Characters of an AWS secret key."""
SENTENCE = "this looks like a secret, which does not belong in a setup; take it out, and name an AWS profile instead"

ACCESS_KEY = re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{16}")
_PEM = re.compile(r"-----BEGIN[A-Z0-9 ]*(?:-----)?.*?(?:-----END[A-Z0-9 ]*-----|\Z)", re.DOTALL)
_SESSION_TOKEN = re.compile(r"(?:F[Qw]oGZXIvYXdz|IQoJb3JpZ2lu)[A-Za-z0-9/+=]{20,}")
"""Known beginnings of AWS's session tokens (2026, not documented). Other tokens are recognised by their randomness."""
_LONG_RUN = re.compile(r"[A-Za-z0-9/+=]{40,}")
_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:\S*")
_TURNS = 0.3
"""Of random letters and digits two in three are followed by another kind; in CamelCase and paths, one in four."""
_TELLTALE = re.compile(r"secret|passw|token|credential|access_?key|private_?key|api_?key")
_OPAQUE = re.compile(r"[A-Za-z0-9/+=_.~-]{16,}")


def secret(value: str) -> str | None:
    """Refuse AWS access keys, AWS secret keys, session tokens and PEM blocks, alone or within other text.

    An access key id is AKIA or ASIA and 16 letters or digits; a secret key is 40 characters of base64 (IAM User Guide,
    "IAM identifiers"), and a session token is hundreds. The sentence never holds the value.
    """
    return SENTENCE if looks_secret(value) else None


def looks_secret(value: str) -> bool:
    """Whether the text is, or holds, a key."""
    return _plainly_secret(value) or any(_random(run) for run in _LONG_RUN.findall(_ARN.sub(" ", value)))


def telltale(key: str) -> bool:
    """Whether a key's name says that its value is a secret."""
    return bool(_TELLTALE.search(key.lower().replace("-", "_").replace(" ", "_")))


def secret_under(key: str, value: str) -> bool:
    """Whether the value is a secret, judged by its key too.

    Long opaque text under `token` is one; a path of 40 characters is none.
    """
    if key == "path" and value.startswith("/"):
        return _plainly_secret(value)
    return looks_secret(value) or (telltale(key) and bool(_OPAQUE.fullmatch(value.strip())))


def redacted(text: str) -> str:
    """Return the text with everything that looks like a key hidden."""
    text = _SESSION_TOKEN.sub(HIDDEN, ACCESS_KEY.sub(HIDDEN, _PEM.sub(HIDDEN, text)))
    return _LONG_RUN.sub(lambda run: HIDDEN if _mixed(run[0]) else run[0], text)


def _plainly_secret(value: str) -> bool:
    return bool(ACCESS_KEY.search(value) or _SESSION_TOKEN.search(value) or _PEM.search(value))


def _random(run: str) -> bool:
    """Whether a long run is made as keys are, of all kinds of characters in no order; paths and hashes are not."""
    if run.startswith("/") and len(run) > LENGTH:
        return False  # a path
    kinds = [_kind(char) for char in run]
    turns = sum(one != next_one for one, next_one in itertools.pairwise(kinds))
    return _mixed(run) and turns >= _TURNS * len(run)


def _kind(char: str) -> str:
    return "A" if char.isupper() else "a" if char.islower() else "0" if char.isdigit() else "/"


def _mixed(value: str) -> bool:
    """Whether it has capitals, small letters and digits, as random keys have and paths or commit ids seldom do."""
    return bool(re.search("[A-Z]", value) and re.search("[a-z]", value) and re.search("[0-9]", value))
