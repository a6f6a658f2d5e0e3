"""Face two: the guided screens. Textual is imported here and nowhere else, and only when the screens start."""

import os

FRAMES = "120"
"""Paintings a second at most. Textual paints at fixed moments, and lets up to two of them pass after it has painted:
with its default of 60 a second, a key that comes just then is answered up to 33 ms later."""

os.environ.setdefault("TEXTUAL_FPS", FRAMES)  # Textual reads it once, when it is imported
