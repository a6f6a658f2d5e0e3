"""Certificates of the practice account, as ACM answers."""
