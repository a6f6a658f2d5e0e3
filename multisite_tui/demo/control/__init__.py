"""The practice account's infrastructure: storage, fault injection, the call log, and comparison of accounts."""
