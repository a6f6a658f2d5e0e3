"""Requests and replies of the practice account, as each AWS protocol writes them."""
