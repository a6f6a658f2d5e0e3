"""Read-only looks at the account: plain data out, one file a noun. Denied is never absent."""
