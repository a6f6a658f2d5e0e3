"""Security groups and interfaces of the practice account: what EC2 refuses before moto is asked."""
