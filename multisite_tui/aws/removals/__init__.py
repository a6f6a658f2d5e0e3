"""CHANGE: takes away what a setup made, one kind of AWS object a file."""
