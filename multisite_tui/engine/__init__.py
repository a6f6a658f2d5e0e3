"""Doing: walks the graph with its own threads, waits, retries, journals and tells its listeners."""
