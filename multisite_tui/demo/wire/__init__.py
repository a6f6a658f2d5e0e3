"""Requests and replies of the practice account in the AWS protocols, and its HTTP server."""
