"""Forms: how the value of a field becomes an answer, and how an answer becomes the value of a field.

Several fields may stand for one key of the answers. Then each reads its own part, a list or a mapping, and `joined`
puts the parts together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydantic import ValidationError

from multisite_tui.model.listeners import Listener
from multisite_tui.model.rules import protocols
from multisite_tui.model.rules.domains import readable
from multisite_tui.model.rules.numbers import OFF, spelled_or_off
from multisite_tui.model.sites import DEFAULT_LISTENERS

Value = str | bool | list[str]
"""What one field holds: text as typed, a tick, or the ids that were picked."""

NOT_A_NUMBER = "write a whole number here, {least} to {most}"
NOT_A_TAG = "write a key, =, and a value, such as team=web"
NOT_A_LISTENER = "write a listener such as https:8443"
_PAIR = re.compile(r"([a-z]+):(\d{1,5})>([a-z]*)(?::(\d{1,5}))?")


@dataclass(frozen=True)
class Form:
    """Text, taken as it is but for the spaces around it."""

    about: ClassVar[str] = ""
    """What its own rule wants, in a sentence; empty where the rule of the model says all."""
    empty: Value = ""
    """What the field holds while nothing is answered and nothing else decides."""

    def read(self, value: Value) -> Any:
        """Return the answer in the shape of an answers file, right or wrong; None: nothing is answered."""
        text = str(value).strip()
        return None if text in ("", self.empty) else text

    def write(self, answer: Any) -> Value | None:
        """Return the field's value for a valid answer of the model; None: the field has none for it."""
        return None if answer is None else str(answer)

    def complaint(self, text: str) -> str | None:
        """Return what is wrong with text that is no answer at all; what is one, the model judges."""


@dataclass(frozen=True)
class NumberForm(Form):
    """A whole number; its bounds are for the sentence that asks for one."""

    least: int = 0
    most: int = 0

    def read(self, value: Value) -> Any:
        """Return the number; the text where it is none, for the model to refuse."""
        text = str(value).strip()
        return number(text) if text else None

    def complaint(self, text: str) -> str | None:
        """Refuse what is no number."""
        return None if isinstance(number(text), int) else NOT_A_NUMBER.format(least=self.least, most=self.most)


@dataclass(frozen=True)
class ChoiceForm(Form):
    """One of a few words."""

    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class TickForm(Form):
    """Yes or no."""

    empty: Value = False

    def read(self, value: Value) -> Any:
        """Return whether it is ticked."""
        return bool(value)

    def write(self, answer: Any) -> Value | None:
        """Return whether it is ticked."""
        return bool(answer)


@dataclass(frozen=True)
class WordsForm(Form):
    """A list, with commas or spaces between its words."""

    def read(self, value: Value) -> Any:
        """Return the words."""
        return split(str(value)) or None

    def write(self, answer: Any) -> Value | None:
        """Return the words on one line."""
        return ", ".join(answer)


@dataclass(frozen=True)
class NameForm(Form):
    """A name of DNS, shown in the script it was thought of."""

    def write(self, answer: Any) -> Value | None:
        """Return the name as a person reads it."""
        return None if answer is None else readable(str(answer))


@dataclass(frozen=True)
class NamesForm(WordsForm):
    """Names of DNS, shown in the script they were thought of."""

    def write(self, answer: Any) -> Value | None:
        """Return the names as a person reads them, on one line."""
        return ", ".join(readable(name) for name in answer)


@dataclass(frozen=True)
class IdsForm(Form):
    """Ids that are picked from a list."""

    empty: Value = field(default_factory=list)

    def read(self, value: Value) -> Any:
        """Return the ids."""
        return value or None

    def write(self, answer: Any) -> Value | None:
        """Return the ids; instances that are found by their tags have none."""
        return list(answer) if isinstance(answer, tuple) else None


@dataclass(frozen=True)
class DurationForm(Form):
    """A duration such as `1h`, or `off`."""

    about: ClassVar[str] = f"`{OFF}`, or a duration such as 30m or 1h."
    empty: Value = OFF

    def read(self, value: Value) -> Any:
        """Return the text; `off` is an answer too."""
        return str(value).strip() or None

    def write(self, answer: Any) -> Value | None:
        """Return the duration as an answers file writes it."""
        return spelled_or_off(answer)


@dataclass(frozen=True)
class ListenerTick(TickForm):
    """One of the usual listeners, ticked or not: its part of the list."""

    listener: Listener = DEFAULT_LISTENERS[0]

    def read(self, value: Value) -> Any:
        """Return a list with the listener, or an empty one."""
        return [spelled(self.listener)] if value else []

    def write(self, answer: Any) -> Value | None:
        """Return whether the listener is among those that are ticked."""
        return self.listener in _ticked(answer)


@dataclass(frozen=True)
class MoreListeners(Form):
    """Listeners that are written out, such as `tcp:8883` or `https:8443>https:9443`: the rest of the list."""

    about: ClassVar[str] = "Listeners with spaces between them: `tcp:8443`, or `https:8443>https:9443`."

    def read(self, value: Value) -> Any:
        """Return the listeners as a list."""
        return [listener(word) for word in split(str(value))]

    def write(self, answer: Any) -> Value | None:
        """Return those that are not ticked, in their order."""
        return ", ".join(spelled(one) for one in answer[len(_ticked(answer)) :])

    def complaint(self, text: str) -> str | None:
        """Refuse what is no listener, and a pair of protocols that do not go together."""
        return next((sentence for word in split(text) if (sentence := _judged(word))), None)


@dataclass(frozen=True)
class TagRow(Form):
    """One tag of several, written `key=value`."""

    about: ClassVar[str] = "One tag, written `key=value`."
    row: int = 1

    def read(self, value: Value) -> Any:
        """Return a mapping with the tag, or an empty one."""
        key, equals, text = str(value).strip().partition("=")
        return {key.strip(): text.strip()} if key or equals else {}

    def write(self, answer: Any) -> Value | None:
        """Return the tag of this row, of those that can be written so."""
        rows = [f"{key}={value}" for key, value in answer.items() if self.read(f"{key}={value}") == {key: value}]
        return rows[self.row - 1] if len(rows) >= self.row else None

    def complaint(self, text: str) -> str | None:
        """Refuse text without an equals sign."""
        return None if "=" in text else NOT_A_TAG


@dataclass(frozen=True)
class MoreTags(Form):
    """The tags behind those of the rows, with commas between them, which no tag holds."""

    about: ClassVar[str] = "Tags with commas between them: `team=web, stage=test`."
    rows: int = 0
    """The number of rows before it."""

    def read(self, value: Value) -> Any:
        """Return a mapping with the tags."""
        return {key: text for word in _words(str(value)) for key, text in TagRow().read(word).items()}

    def write(self, answer: Any) -> Value | None:
        """Return the tags that no row holds; None: there are none."""
        rest = [found for row in range(self.rows + 1, len(answer) + 1) if (found := TagRow(row=row).write(answer))]
        return ", ".join(map(str, rest)) or None

    def complaint(self, text: str) -> str | None:
        """Refuse a word without an equals sign."""
        return next((NOT_A_TAG for word in _words(text) if "=" not in word), None)


def joined(parts: Sequence[Any]) -> Any:
    """Return the answer that the fields of one key make together; None: nothing is answered."""
    if isinstance(parts[0], list) and len(parts) > 1:
        return [one for part in parts for one in part]
    if isinstance(parts[0], dict):
        return {key: value for part in parts for key, value in part.items()} or None
    return parts[0]


def number(text: str) -> int | str:
    """Return the number that the text is; the text where it is none, for the model to refuse."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def split(text: str) -> list[str]:
    """Return the words of a list, with commas or spaces between them."""
    return [word for word in re.split(r"[,\s]+", text) if word]


def listener(text: str) -> Any:
    """Return one listener as the answers have it: `https:443` as it is, `https:443>https:8443` as a mapping.

    Behind the `>`, the protocol or the port may be left out: `https:443>https`, `https:443>:8443`.
    """
    found = _PAIR.fullmatch(text)
    if found is None or not (found[3] or found[4]):
        return text
    protocol = {"instance_protocol": found[3]} if found[3] else {}
    port = {"instance_port": int(found[4])} if found[4] else {}
    return {"protocol": found[1], "port": int(found[2]), **protocol, **port}


def spelled(one: Listener) -> str:
    """Return a listener as `listener` reads it."""
    front = f"{one.protocol}:{one.port}"
    port = "" if one.instance_port is None else f":{one.instance_port}"
    return f"{front}>{one.instance_protocol or ''}{port}" if one.instance_protocol or port else front


def _words(text: str) -> list[str]:
    return [word for part in text.split(",") if (word := part.strip())]


def _ticked(listeners: Sequence[Listener]) -> list[Listener]:
    """Return the listeners that the ticks can stand for: they come first, in the order of the ticks."""
    found: list[Listener] = []
    for one in DEFAULT_LISTENERS:
        if list(listeners[len(found) : len(found) + 1]) == [one]:
            found.append(one)
    return found


def _judged(word: str) -> str | None:
    try:
        found = Listener.model_validate(listener(word))
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        return str(detail.get("ctx", {}).get("sentence", NOT_A_LISTENER))
    return protocols.protocol_pair(found.protocol, found.instance_protocol) if found.instance_protocol else None
