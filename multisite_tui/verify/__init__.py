"""Checks from outside whether visitors see each site as expected; changes nothing."""
