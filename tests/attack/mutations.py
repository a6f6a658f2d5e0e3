"""Mutations: what a bad disk, a stranger or a slip makes of a file; drawn from the lot alone."""

from __future__ import annotations

import json
import random
from typing import Any

CHUNKS = (
    b"\x00", b"\xff", b"\n", b"\r\n", b"\t", b" ", b":", b"- ", b"{", b"}", b"[", b"]", b'"', b"'", b"#", b"&a ", b"*a",
    b"!!python/object:os.system", b"<<: ", b"---\n", b"%YAML 1.1\n", b"\\ud800", b"\\u202e", b"\\x00", b"0x", b"1e999",
    b".inf", b"null", b"true", b"99999999h", b"9" * 400, b"-", b"\xe2\x80\xae", b"\xef\xbb\xbf", b"\xe2\x80\x8b",
    b"\xf3\xa0\x81\x81", b"\x1b[2J", b"\xc2\x85", b"\xe2\x80\xa8", b"[" * 300, b"{a: " * 20, b"AKIAIOSFODNN7EXAMPLE",
    "가".encode(), "ﬀ".encode(), "İ".encode(), b"xn--", b"..", b"*.", b"sites:", b"domain:", b"port:", b"\xed\xa0\x80",
)  # fmt: skip
"""Bytes that mean something to YAML, JSON, terminals or rules."""
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**400, 1e308, float("nan"), "", " ", "odd", "\x00", "\ud800", "\u202e", "\x1b[2J",
    [], [None], [[]], {}, {"": None}, {"Id": 5}, "2026-11-26T01:00:20", "9999-12-31T23:59:59.999-23:59",
    "0001-01-01T00:00:00+23:59", "2026-02-30T00:00:00Z", "main-io", "schema: 1\n", "a" * 10_000, "../../x", "main.io.",
)  # fmt: skip
"""Values of another type or meaning; a number of 400 digits, dates that are none or that overflow."""


def mutated(lot: random.Random, content: bytes) -> bytes:
    """Return some bytes with one to four mutations."""
    for _ in range(lot.choice((1, 1, 2, 4))):
        content = _one(lot, content)
    return content


def _one(lot: random.Random, content: bytes) -> bytes:
    at, to = sorted(lot.randrange(len(content) + 1) for _ in range(2))
    lines = content.splitlines(keepends=True) or [b""]
    match lot.randrange(8):
        case 0:
            return content[:at] + lot.choice(CHUNKS) + content[at:]
        case 1:
            return content[:at] + lot.choice(CHUNKS) + content[min(to, at + 12) :]
        case 2:
            return content[:at] + content[min(to, at + 40) :]
        case 3:
            return content[:at]
        case 4:
            return content[:at] + bytes([lot.randrange(256)]) + content[at + 1 :]
        case 5:
            lines.insert(lot.randrange(len(lines) + 1), lot.choice(lines))
        case 6:
            del lines[lot.randrange(len(lines))]
        case _:
            lot.shuffle(lines)
    return b"".join(lines)


def odd_value(lot: random.Random, line: bytes) -> bytes:
    """Return a line of JSON in which one value, at any depth, is another one, or gone; as it is if it is no JSON."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return line
    places = list(_places(data))
    if not places:
        return json.dumps(lot.choice(ODD)).encode() + b"\n"
    deep = lot.choice(sorted({depth for depth, _, _ in places}))  # or the many values deep within would be most
    _, holder, key = lot.choice([place for place in places if place[0] == deep])
    if lot.random() < 0.15:
        del holder[key]
    else:
        holder[key] = lot.choice(ODD)
    return json.dumps(data).encode() + b"\n"


def _places(data: Any) -> list[tuple[int, Any, Any]]:
    """Return each value by its depth, what holds it, and its key there."""
    found, left = [], [(0, data)]
    while left:
        depth, holder = left.pop()
        if isinstance(holder, dict | list):
            keys = list(holder) if isinstance(holder, dict) else range(len(holder))
            found += [(depth, holder, key) for key in keys]
            left += [(depth + 1, holder[key]) for key in keys]
    return found
