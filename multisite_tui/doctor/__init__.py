"""Finds out why a site does not work, the most likely reason first, from the account and DNS; changes nothing."""
