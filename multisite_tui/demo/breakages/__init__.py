"""What a person can break in the practice account on purpose, to try the doctor before it is needed."""
