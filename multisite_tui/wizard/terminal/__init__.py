"""Textual and the terminal: keys, cursor, background threads, a lost terminal."""
