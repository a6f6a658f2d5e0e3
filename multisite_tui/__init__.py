"""One EC2 instance, several web servers, a domain for each."""

__version__ = "0.1.0"
