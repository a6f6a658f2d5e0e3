"""Masks the secrets that this process holds, wherever text from outside is shown or written.

What answers a request may echo it: a proxy, a stand-in of AWS, a page of a network that asks to sign in. Keys and
tokens are held when they are found (`aws/signing_session.py`), those of the environment when a session is opened.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any

HIDDEN = "(hidden)"
LEAST = 8
"""Characters of the shortest secret that is masked by itself; a shorter word may be one of everyday text."""
LEAST_KEY = 16
"""Characters of the shortest key and token of AWS (IAM API reference, `AccessKeyId`). What stand-ins of AWS take for
one is shorter, and may be what replies are full of: an account's number, or `localstack`."""
PIECE = 12
"""Characters of the shortest part of a secret that is masked."""
_GRAM = 4
"""Text is searched in steps of so many characters; each run of twice as many that a secret has is found."""
_LEAST_USERINFO = 2 * _GRAM - 1
"""Characters of the shortest `user:password` that is masked."""
_VARIABLES = re.compile(r"AWS_(?:ACCESS_KEY_ID|SECRET_\w+|\w*TOKEN(?!_FILE)\w*)")
"""Environment variables whose whole value is a secret (AWS SDKs and Tools reference, "environment variables")."""
_URLS = re.compile(r"AWS_\w+|\w+_proxy", re.IGNORECASE)
"""Environment variables that may be URLs which requests go to. Other programs' URLs are not used here, and a password
such as `postgres` may be a part of what replies hold."""
_USERINFO = re.compile(r"(?:\w+://)?(?P<whole>[^/?#@]+(?:@[^/?#@]+)*|[^:@]+:[^@]+)@")
"""Also of a URL with a slash in the password, which none may have but people write."""
_SIGNATURE = re.compile(r"(signature(?:%3D|\W){1,9})[0-9a-f]{64}", re.IGNORECASE)
"""The signature of a request (Signature Version 4); it is another one for each request, so that none is held."""


class SecretMask:
    """The secrets of this process. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: frozenset[str] = frozenset()
        self._places: Mapping[str, tuple[tuple[str, int], ...]] = {}
        """By each run of `_GRAM` characters, the secrets that have it, and where."""

    def hold(self, *secrets: str | None, least: int = LEAST) -> None:
        """Mask these from now on, also as they stand in URLs and in base64.

        Args:
            secrets: What is secret; None is passed over.
            least: Characters of the shortest one that is held.
        """
        new = {form for secret in secrets if secret and len(secret) >= least for form in _forms(secret)}
        if new <= self._held:
            return
        with self._lock:
            self._held |= new
            places: dict[str, list[tuple[str, int]]] = {}
            for held in sorted(self._held):
                for at in range(len(held) - _GRAM + 1):
                    places.setdefault(held[at : at + _GRAM], []).append((held, at))
            self._places = {gram: tuple(found) for gram, found in places.items()}

    def hold_userinfo(self, url: str) -> None:
        """Mask user and password of a URL; text that is no URL with a user is passed over."""
        from urllib.parse import unquote  # late, as all imports of this file that cost: each command imports it

        found = _USERINFO.match(url)
        if found is None:
            return
        whole = found["whole"]
        user, _, password = whole.partition(":")
        self.hold(whole, unquote(whole), least=_LEAST_USERINFO)
        self.hold(unquote(password or user), password)

    def hold_environment(self) -> None:
        """Mask what the environment has of keys, tokens, and URLs with a password."""
        for name, value in os.environ.items():
            if _VARIABLES.fullmatch(name):
                self.hold(value, least=LEAST_KEY)
            elif "@" in value and _URLS.fullmatch(name):
                self.hold_userinfo(value)

    def masked(self, text: str) -> str:
        """Return the text with each secret, and each part of one that has at least `PIECE` characters, hidden."""
        spans = list(self._spans(text)) if self._places else []
        for start, end in reversed(spans):
            text = f"{text[:start]}{HIDDEN}{text[end:]}"
        return _SIGNATURE.sub(rf"\1{HIDDEN}", text) if "ignature" in text else text

    def masked_values(self, value: Any) -> Any:
        """Return a value as JSON has it with each text in it masked, the keys of mappings too."""
        match value:
            case str():
                return self.masked(value)
            case dict():
                return {self.masked_values(key): self.masked_values(one) for key, one in value.items()}
            case list():
                return [self.masked_values(one) for one in value]
            case _:
                return value

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        at = done = 0
        while at <= len(text) - _GRAM:
            found = [_common(text, at, *place) for place in self._places.get(text[at : at + _GRAM], ())]
            start, end, _ = max((one for one in found if one[2]), key=lambda one: one[1], default=(0, 0, False))
            if end:
                yield max(start, done), end
                done = end
            at = end or at + _GRAM


SECRETS = SecretMask()
"""The secrets of this process."""


def _forms(secret: str) -> Iterator[str]:
    import base64
    from urllib.parse import quote

    yield secret
    yield quote(secret, safe="")
    whole = secret.encode(errors="surrogateescape")
    yield base64.b64encode(whole).decode().rstrip("=")
    for before in range(3):  # characters of base64 are of six bits, so that where the secret begins makes three forms
        in_base64 = base64.b64encode(bytes(before) + whole).decode().rstrip("=")
        yield in_base64[-(-before * 8 // 6) : len(in_base64) - (1 if (before + len(whole)) % 3 else 0)]


def _common(text: str, at: int, secret: str, place: int) -> tuple[int, int, bool]:
    """Return start and end in the text of what it shares with a secret around a place; and whether that is enough."""
    start, end = at, at + _GRAM
    before, after = place, place + _GRAM
    while start and before and text[start - 1] == secret[before - 1]:
        start, before = start - 1, before - 1
    while end < len(text) and after < len(secret) and text[end] == secret[after]:
        end, after = end + 1, after + 1
    return start, end, end - start >= min(PIECE, len(secret))
