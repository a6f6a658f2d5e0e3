"""Classic Load Balancers of the practice account, as ELB answers."""
