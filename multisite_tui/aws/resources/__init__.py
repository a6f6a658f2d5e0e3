"""One kind of AWS object a file: how it is read, and which calls bring it to what is wanted."""
