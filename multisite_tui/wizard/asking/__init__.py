"""What the pages ask: questions, drafts of answers, and the checks of both."""
