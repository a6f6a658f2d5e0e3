"""Planning: compares a setup with the account and produces a graph of steps."""
