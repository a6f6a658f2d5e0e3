"""Resources: one file for each kind of AWS object, how it is read, and the calls that bring it to the wanted state."""
