"""Commands to the terminal beside what is drawn on it: its title, and its clipboard.

Only terminals that are known to take such commands (OSC, "operating system command") get any: a console such as Linux's
own would draw them as letters. They have nothing to do with colours, so that `NO_COLOR` leaves them alone. A desktop
notification (OSC 9, OSC 777) is not sent: the first means a bar of progress to some terminals, and where a person wants
to be notified, terminals do so at a bell.
"""

from __future__ import annotations

import os

from multisite_tui.wizard.terminal.widths import cut

KEEP_TITLE = "\x1b[22;2t"
"""Lets the terminal keep its title (xterm, `CSI Ps t`, Ps = 22); what does not know it takes no notice."""
GIVE_TITLE_BACK = "\x1b]2;\x1b\\\x1b[23;2t"
"""Clears the title, for terminals that cannot keep one, and then brings the kept one back."""
TITLE = "\x1b]2;{title}\x1b\\"
PROGRAM = "multisite-tui"
TITLE_OF = "{program}: {setup}"
LONGEST = 80
"""Columns of a title."""
FAMILIES = (
    "xterm", "screen", "tmux", "rxvt", "alacritty", "foot", "wezterm", "konsole", "vte", "putty", "contour", "iterm",
    "mintty", "gnome", "st-",
)  # fmt: skip
"""What `TERM` begins with in a terminal that takes commands."""


def takes_commands() -> bool:
    """Whether the terminal takes commands, as its `TERM` says."""
    return os.environ.get("TERM", "").lower().startswith(FAMILIES)


def setup_title(setup: str, standing: str = "") -> str:
    """Return the title of a setup.

    Args:
        setup: Its name; empty where none is open.
        standing: How far its run is, such as `8/20`; empty where none is at work.
    """
    return f"{TITLE_OF.format(program=PROGRAM, setup=setup) if setup else PROGRAM} {standing}".rstrip()


def title_command(text: str) -> str:
    """Return the command that shows a title; whatever the text is, only what can be printed gets into it."""
    from multisite_tui.report.clean import clean  # not before the first screen is painted, which needs no title

    shown = "".join(letter for letter in clean(text) if letter.isprintable())
    return TITLE.format(title=cut(shown, LONGEST))
