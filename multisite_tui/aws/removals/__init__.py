"""Resources that remove what a setup created, one file for each kind of AWS object."""
