"""Rules of fields, as Textual's inputs take them."""

from __future__ import annotations

from textual.validation import ValidationResult, Validator

from multisite_tui.wizard.asking.questions import Rule


class InputRule(Validator):
    """A rule about text, asked by an input."""

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self._rule = rule

    def validate(self, value: str) -> ValidationResult:
        """Return the rule's sentence as the failure."""
        sentence = self._rule(value.strip())
        return self.success() if sentence is None else self.failure(sentence)
