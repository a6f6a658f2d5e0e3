"""Tags: what may be written on a load balancer beside the program's own tags."""

from __future__ import annotations

import unicodedata

from multisite_tui.model.rules.texts import shown, visible_text

LONGEST_KEY = 128
LONGEST_VALUE = 255
"""Characters of a tag's value that every service takes: the model allows 256 (elb, `Tag.Value`), the guide 255 (elb
guide, add-remove-tags)."""
LONGEST_EC2_VALUE = 256
"""Characters of the value of an instance's tag (ec2, `Tag`)."""
OURS = "multisite-tui:"
"""The prefix of the program's own tag keys."""
SETUP = f"{OURS}setup"
"""The key of the tag with the setup's name."""
OWNER = f"{OURS}owner"
"""The key of the tag that says whether the setup made the thing, or adopted it."""
MADE = "made"
"""The value of `OWNER` of what the setup made."""
RESERVED = ("aws:", OURS)
"""Prefixes that a person's tag keys may not have."""
MOST_BALANCER_TAGS = 50
"""Tags of a Classic Load Balancer (elb guide, add-remove-tags). The API reference says 10 (`AddTags`): what an account
takes, AWS says when it is asked, by `TooManyTags`."""
SURE_BALANCER_TAGS = 10
"""As many as the API reference grants: with more, the next one may be refused."""
OWNER_TAGS = 3
"""How many of those say whose it is."""
MOST_BACKUP_TAGS = 3
"""How many of those may keep the DNS records that it replaced."""
MOST_TAGS = MOST_BALANCER_TAGS - OWNER_TAGS - MOST_BACKUP_TAGS
"""How many are left to the person."""
_SIGNS = "_.:/=+-@"


def tag_key(value: str) -> str | None:
    """1 to 128 characters, not `aws:` (elb, `Tag.Key`), and not `multisite-tui:`, which is the program's own."""
    if not value:
        return "a tag needs a key of at least one character"
    if len(value) > LONGEST_KEY:
        return f"{shown(value)} is {len(value)} characters long; a tag's key has at most {LONGEST_KEY}"
    for prefix in RESERVED:
        if value.lower().startswith(prefix):
            return f"{shown(value)} begins with {prefix}, which is reserved; choose another key"
    return _characters(value)


def tag_value(value: str) -> str | None:
    """At most 255 characters, which may be none (elb guide, add-remove-tags)."""
    if len(value) > LONGEST_VALUE:
        return f"{shown(value)} is {len(value)} characters long; a tag's value has at most {LONGEST_VALUE}"
    return _characters(value)


def tag_count(count: int) -> str | None:
    """At most `MOST_TAGS`."""
    if count <= MOST_TAGS:
        return None
    return f"the site has {count} tags, the setup's own among them; {MOST_TAGS} is the most"


def wanted_tag(key: str, value: str) -> str | None:
    """A tag to find instances by: any text, 1 to 128 and at most 256 characters (ec2, `Tag`)."""
    if not 1 <= len(key) <= LONGEST_KEY or visible_text(key):
        return f"'{shown(key)}' is not a tag's key (1 to {LONGEST_KEY} characters)"
    if len(value) > LONGEST_EC2_VALUE or (value and visible_text(value)):
        return f"'{shown(value)}' is not a tag's value (at most {LONGEST_EC2_VALUE} characters)"
    return None


def _characters(value: str) -> str | None:
    """Letters, spaces and digits of any script and a few signs (elb, `Tag`, pattern)."""
    for char in value:
        if unicodedata.category(char)[0] not in "LZN" and char not in _SIGNS:
            return f"'{shown(char)}' cannot stand in a tag; AWS takes letters, digits, spaces and {_SIGNS}"
    return None
