"""EC2 in the practice account: rules for calls before moto executes them, and interfaces of load balancers."""
