"""Why an instance is not InService."""
