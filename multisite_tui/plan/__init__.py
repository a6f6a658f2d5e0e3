"""How: a setup and what exists become a graph of steps."""
