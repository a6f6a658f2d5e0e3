"""Reads public DNS and visits sites: delegation, CAA, and the visitor's check of a site."""
