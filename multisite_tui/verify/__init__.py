"""Whether visitors see each site as it was meant, from outside: it asks as they do, and changes nothing."""
