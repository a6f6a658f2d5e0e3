"""Scripts that a person could write instead of using the program; each is run as a process of its own."""
