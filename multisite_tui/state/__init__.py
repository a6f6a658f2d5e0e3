"""State on disk: the journal, the snapshot that it folds to, saved drafts, and the lock."""
