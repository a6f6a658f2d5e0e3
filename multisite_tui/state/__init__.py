"""Memory on disk: the journal, what it folds to, and the lock."""
