"""A list of options that takes no text as markup, and whose highlight can be seen without colours too."""

from __future__ import annotations

from typing import Any

from textual.style import Style
from textual.widgets import OptionList


class Choices(OptionList):
    """Textual's list; its own reads markup in names, and forgets that a style sheet says `reverse`."""

    def __init__(self, *content: Any, **how: Any) -> None:
        super().__init__(*content, markup=False, **how)

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """Return the style of a part, turned over where the style sheet says so."""
        style = super().get_visual_style(*component_classes, partial=partial)
        turned = any(self.get_component_styles(name).text_style.reverse for name in component_classes)
        return style + Style(reverse=True) if turned else style
