"""The style sheets. Textual would look for them beside the file of each class that names one."""

from __future__ import annotations

from pathlib import Path

FIRST = Path(__file__).with_name("wizard.tcss")
"""What the first page needs, and the others too."""
PAGES = Path(__file__).with_name("pages.tcss")
"""What all other screens need besides; Textual reads it with the first of them, if it was not read before."""
