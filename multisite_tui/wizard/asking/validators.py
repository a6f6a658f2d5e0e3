"""The rules of the model, as fields of text wear them."""

from __future__ import annotations

from collections.abc import Callable

from textual.validation import ValidationResult, Validator

from multisite_tui.model.rules import domains, numbers, protocols, tags
from multisite_tui.wizard.asking.draft_answers import listener, number, split
from multisite_tui.wizard.asking.questions import Rule

NOT_A_NUMBER = "write a whole number here, such as {example}"


class RuleValidator(Validator):
    """A rule, worn by an input."""

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self._rule = rule

    def validate(self, value: str) -> ValidationResult:
        """Return the rule's sentence as the failure."""
        sentence = self._rule(value.strip())
        return self.success() if sentence is None else self.failure(sentence)


def whole(rule: Callable[[int], str | None], example: int) -> Rule:
    """Return a rule about numbers as one about text."""

    def check(text: str) -> str | None:
        found = number(text)
        return rule(found) if isinstance(found, int) else NOT_A_NUMBER.format(example=example)

    return check


def optional(rule: Rule) -> Rule:
    """Return the rule, content with nothing too."""
    return lambda text: rule(text) if text else None


def each(rule: Rule) -> Rule:
    """Return the rule for each word of a list, which may be empty."""
    return lambda text: next((sentence for word in split(text) if (sentence := rule(word))), None)


def one_listener(text: str) -> str | None:
    """Judge a listener as `More listeners` takes it: `tcp:8443`, or `https:8443>https:9443`."""
    from pydantic import ValidationError

    from multisite_tui.model.listeners import Listener

    try:
        found = Listener.model_validate(listener(text))
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        return str(detail.get("ctx", {}).get("sentence", "write a listener such as https:8443"))
    return protocols.protocol_pair(found.protocol, found.instance_protocol) if found.instance_protocol else None


def tag(text: str) -> str | None:
    """Judge one tag, written `key=value`."""
    key, equals, value = text.partition("=")
    if not equals:
        return "write a key, =, and a value, such as team=web"
    return tags.tag_key(key.strip()) or tags.tag_value(value.strip())


port = whole(numbers.port, 6402)
interval = whole(numbers.interval, 5)
timeout = whole(numbers.timeout, 3)
threshold = whole(numbers.threshold, 10)
domain: Rule = domains.domain
