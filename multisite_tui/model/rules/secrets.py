"""Secrets: what must never stand in a setup, nor be shown back to anyone."""

from __future__ import annotations

import re

HIDDEN = "(hidden)"
SENTENCE = "this looks like a secret, which does not belong in a setup; take it out, and name an AWS profile instead"

_ACCESS_KEY = re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{16}")
_PEM = re.compile(r"-----BEGIN[A-Z0-9 ]*(?:-----)?.*?(?:-----END[A-Z0-9 ]*-----|\Z)", re.DOTALL)
_SECRET_KEY = re.compile(r"[A-Za-z0-9/+=]{40}")
_LONG_RUN = re.compile(r"[A-Za-z0-9/+=]{40,}")
_TELLTALE = re.compile(r"secret|passw|token|credential|access_?key|private_?key|api_?key")
_OPAQUE = re.compile(r"[A-Za-z0-9/+=_.~-]{16,}")


def secret(value: str) -> str | None:
    """Refuse AWS access keys, AWS secret keys and PEM blocks.

    An access key id is AKIA or ASIA and 16 letters or digits; a secret key is 40 characters of base64 (IAM User Guide,
    "IAM identifiers"). The sentence never holds the value.
    """
    return SENTENCE if looks_secret(value) else None


def looks_secret(value: str) -> bool:
    """Whether the text is, or holds, a key."""
    if _ACCESS_KEY.search(value) or _PEM.search(value):
        return True
    return bool(_SECRET_KEY.fullmatch(value.strip())) and _mixed(value)


def telltale(key: str) -> bool:
    """Whether a key's name says that its value is a secret."""
    return bool(_TELLTALE.search(key.lower().replace("-", "_").replace(" ", "_")))


def secret_under(key: str, value: str) -> bool:
    """Whether the value is a secret, judged by its key too.

    Long opaque text under `token` is one; a path of 40 characters is none.
    """
    if key == "path" and value.startswith("/"):
        return bool(_ACCESS_KEY.search(value) or _PEM.search(value))
    return looks_secret(value) or (telltale(key) and bool(_OPAQUE.fullmatch(value.strip())))


def redacted(text: str) -> str:
    """Return the text with everything that looks like a key hidden."""
    text = _ACCESS_KEY.sub(HIDDEN, _PEM.sub(HIDDEN, text))
    return _LONG_RUN.sub(lambda run: HIDDEN if _mixed(run[0]) else run[0], text)


def _mixed(value: str) -> bool:
    """Whether it has capitals, small letters and digits, as random keys have and paths or commit ids seldom do."""
    return bool(re.search("[A-Z]", value) and re.search("[a-z]", value) and re.search("[0-9]", value))
