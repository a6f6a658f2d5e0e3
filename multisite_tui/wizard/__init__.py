"""Face two: the guided screens. Textual is imported here and nowhere else, and only when the screens start."""
