"""Effects: what an accepted call makes of an answer that AWS gave before, without asking AWS again."""
