"""Application Load Balancers of the practice account (ELB API 2015-12-01)."""
