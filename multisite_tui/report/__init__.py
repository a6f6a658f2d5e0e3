"""Saying: events as text for a person, or as JSON lines for a program."""
