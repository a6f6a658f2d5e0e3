"""Words and numbers of AWS that several rooms need, each with its source."""

from __future__ import annotations

from datetime import timedelta

RUNNING = "running"
"""The state of an instance that a load balancer takes (ec2, `DescribeInstances`, `State.Name`)."""
IN_SERVICE = "InService"
"""The state of an instance that gets visitors (elb, `DescribeInstanceHealth`, `State`)."""
HEALTHY = "healthy"
"""The state of a target that passes the health check (elbv2, `DescribeTargetHealth`, `State`)."""
DRAINING = "draining"
"""The state of a target that is deregistered and finishes its requests (elbv2, the same)."""
ANYWHERE = "0.0.0.0/0"
"""Every visitor, in a rule of a security group. IPv4 only: a Classic Load Balancer in a VPC has no IPv6 address (elb
guide, elb-internet-facing)."""
ISSUED = "ISSUED"
"""The status of a certificate that can be used (acm, `DescribeCertificate`, `Status`)."""
PENDING = "PENDING_VALIDATION"
"""The status of a certificate whose names are not proven yet (acm, `DescribeCertificate`, `Status`)."""
CLOSE_TO_EXPIRY = timedelta(days=30)
"""ACM renews 45 days or more before the end; a certificate that is closer to it is not being renewed."""
RENEWAL_BEGINS = timedelta(days=60)
"""The longest time before the end of a certificate at which ACM begins to renew it (acm guide, managed-renewal)."""
ADDRESSES = ("A", "AAAA", "CNAME")
"""The types of record that lead a visitor to a host; others, such as MX and TXT, stay beside an alias."""
