"""What stands beside the practice account's services: storage, faults on command, the call log, comparison."""
