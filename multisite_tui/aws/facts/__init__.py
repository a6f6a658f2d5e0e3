"""Read-only access to the account: returns plain data, one file for each noun. Denied is never taken for absent."""
