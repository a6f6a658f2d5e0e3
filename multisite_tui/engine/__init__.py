"""Execution: runs the steps in threads, waits, retries, writes the journal and emits events."""
