"""Hosted zones and records of the practice account, as Route 53 answers."""
