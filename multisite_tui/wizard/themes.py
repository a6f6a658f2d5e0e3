"""The themes: one palette for dark and for light terminals, the terminal's own 16 colours, and none.

Every text of the two palettes has a contrast of at least 4.5 : 1 (WCAG 2.2, 1.4.3); a test measures it on the pages.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from rich.terminal_theme import TerminalTheme
from textual.color import Color
from textual.theme import Theme

GOOD, BAD, BUSY, WARNED = "$text-success", "bold $text-error", "$text-warning", "bold $text-warning"
"""Moods of words that a widget draws itself; the same moods as in `report/marks.py`, in this theme's colours."""
MUTED, LIT, LINE, HEADING, STRONG = "$muted", "bold $lit", "$line", "bold $primary", "bold"
GOOD_ADDRESS = "bold $text-success"
PRACTICE_BADGE, LIVE_BADGE = "bold $badge-text on $badge-practice", "bold $badge-text on $badge-live"

DARK, LIGHT, SIXTEEN = "multisite-dark", "multisite-light", "multisite-16"


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, by what they are for."""

    background: str
    surface: str
    """Beside the page: the list of pages, dialogs."""
    field: str
    """Where something can be typed or picked."""
    selected: str
    """A field or a line that has the focus."""
    text: str
    muted: str
    """Help, captions: what need not be read first."""
    line: str
    """Borders."""
    primary: str
    """Headings, keys, the button that goes on."""
    lit: str
    """What this page is about, and where the focus is."""
    good: str
    warned: str
    bad: str
    practice: str
    """The badge of the practice account."""
    live: str
    """The badge of an account that bills."""
    badge_text: str
    dark: bool

    def theme(self, name: str) -> Theme:
        """Return the theme of this name."""
        return Theme(
            name=name,
            primary=self.primary,
            secondary=self.primary,
            accent=self.lit,
            warning=self.warned,
            error=self.bad,
            success=self.good,
            foreground=self.text,
            background=self.background,
            surface=self.surface,
            panel=self.surface,
            dark=self.dark,
            variables={
                **variables_of(self),
                "text-muted": self.muted,
                "text-disabled": self.muted,
                "text-success": self.good,
                "text-error": self.bad,
                "text-warning": self.warned,
                "text-primary": self.primary,
                "text-accent": self.lit,
                "border": self.line,
                "border-blurred": self.line,
                "footer-background": self.surface,
                "footer-key-foreground": self.primary,
                "footer-description-foreground": self.text,
                "input-cursor-background": self.lit,
                "input-cursor-foreground": self.background,
                "block-cursor-background": self.selected,
                "block-cursor-foreground": self.text,
                "block-cursor-blurred-background": self.field,
                "block-cursor-blurred-foreground": self.text,
                "block-cursor-text-style": "bold",
                "button-color-foreground": self.background,
                "button-foreground": self.text,
                "button-focus-text-style": "bold reverse",
                "scrollbar": self.line,
                "scrollbar-hover": self.muted,
                "scrollbar-active": self.lit,
                "scrollbar-background": self.background,
                "scrollbar-corner-color": self.background,
            },
        )


def terminal_theme(palette: Palette) -> TerminalTheme:
    """Return what rich's names of colours mean, such as the `green` of a report's table that a page shows."""
    dull = _triplet(palette.muted)
    hues = [palette.bad, palette.good, palette.warned, palette.primary, palette.lit, palette.primary]
    colours = [dull, *map(_triplet, hues), _triplet(palette.text)]
    return TerminalTheme(_triplet(palette.background), _triplet(palette.text), colours, colours)


def _triplet(colour: str) -> tuple[int, int, int]:
    return Color.parse(colour).rgb


def variables_of(palette: Palette) -> dict[str, str]:
    """Return the variables of our own style sheets."""
    return {
        "field": palette.field,
        "selected": palette.selected,
        "lit": palette.lit,
        "line": palette.line,
        "muted": palette.muted,
        "badge-practice": palette.practice,
        "badge-live": palette.live,
        "badge-text": palette.badge_text,
    }


PALETTES: Mapping[str, Palette] = {
    DARK: Palette(
        background="#10151d", surface="#171e29", field="#263141", selected="#2e4057", text="#e3e9f1", muted="#a3b0c0",
        line="#3a4759", primary="#6cc5f0", lit="#ffc46b", good="#7ddc9b", warned="#ffcf70", bad="#ff9a94",
        practice="#1b6b52", live="#a8323a", badge_text="#ffffff", dark=True,
    ),
    LIGHT: Palette(
        background="#fbfcfd", surface="#eff2f6", field="#dfe5ec", selected="#c4d6ea", text="#18202b", muted="#475467",
        line="#b3bdca", primary="#0a547a", lit="#7a3d00", good="#14602f", warned="#6b4700", bad="#a01c15",
        practice="#1b6b52", live="#a8323a", badge_text="#ffffff", dark=False,
    ),
}  # fmt: skip

SIXTEEN_COLOURS = Theme(
    name=SIXTEEN,
    ansi=True,
    primary="ansi_cyan",
    secondary="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    accent="ansi_yellow",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    dark=True,
    variables={
        "field": "ansi_default",
        "selected": "ansi_default",
        "lit": "ansi_yellow",
        "line": "ansi_default",
        "muted": "ansi_default",
        "badge-practice": "ansi_green",
        "badge-live": "ansi_red",
        "badge-text": "ansi_black",
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-background": "ansi_default",
        "block-cursor-text-style": "reverse",
        "block-cursor-blurred-foreground": "ansi_default",
        "block-cursor-blurred-background": "ansi_default",
        "block-cursor-blurred-text-style": "bold",
        "input-cursor-background": "ansi_white",
        "input-cursor-foreground": "ansi_black",
        "input-cursor-text-style": "none",
        "input-selection-background": "ansi_bright_blue",
        "input-selection-foreground": "ansi_black",
        "screen-selection-background": "ansi_bright_blue",
        "screen-selection-foreground": "ansi_black",
    },
)
"""Fields have edges, and what is lit is turned over: no background of the terminal's can hide them."""
THEMES: Mapping[str, Theme] = {
    **{name: palette.theme(name) for name, palette in PALETTES.items()},
    SIXTEEN: SIXTEEN_COLOURS,
}


def few_colours() -> bool:
    """Whether the terminal says that it knows no more than 16 colours."""
    term = os.environ.get("TERM", "")
    rich = os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit") or "256" in term or "direct" in term
    return not rich and term in ("linux", "xterm", "vt100", "vt220", "ansi", "screen", "tmux", "cygwin")
