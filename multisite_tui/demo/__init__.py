"""The practice account: an embedded emulation of AWS, including its refusals and delays."""
