"""A visitor's front: the Application Load Balancers of a practice account, served on loopback."""
