"""The topology `classic`: one Classic Load Balancer a site."""
