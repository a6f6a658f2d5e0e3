"""The shared topology: one Application Load Balancer for all sites."""
