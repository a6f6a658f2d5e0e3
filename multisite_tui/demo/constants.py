"""Constants of the practice account, and AWS's delays in practice seconds."""

from __future__ import annotations

import json
from pathlib import Path

ACCOUNT_ID = "123456789012"
REGION = "ap-northeast-2"

REGISTRATION = 20.0
"""How long a new registration is `Instance registration is still in progress.`; about 30 s in AWS."""
ACTIVATION = 60.0
"""How long a new Application Load Balancer is `provisioning`; two to four minutes in AWS."""
TARGET_GROUP_RELEASE = 20.0
"""How long a target group is still in use after the last action that named it is gone (terraform-provider-aws waits
for it up to two minutes)."""
RECORD_ARRIVAL = 2.0
"""How long a new certificate has no ResourceRecord (ACM guide: "a delay of several seconds")."""
ISSUE = 30.0
"""From the last validation record to ISSUED."""
PUT_IN_ELSEWHERE = 60.0
"""From the request until a person has put in the validation record of a name that no hosted zone of the account
holds: in a rehearsal there is no other DNS provider, and nobody to do it."""
VALIDATION_LIMIT = 72 * 3600.0
"""After this a pending certificate is VALIDATION_TIMED_OUT (ACM user guide, DNS validation)."""
TOKEN_LIFE = 3600.0
"""How long ACM remembers an idempotency token (RequestCertificate, IdempotencyToken)."""
PROPAGATION = 20.0
"""From a change of records to INSYNC; Route 53 says "generally within 60 seconds"."""
LINGER = 60.0
"""How long a deleted load balancer holds its network interfaces and its certificates."""

GROUP_ARRIVAL = 2.0
"""How long other services do not find a new security group (EC2 API reference, "Eventual consistency")."""
CERTIFICATE_ARRIVAL = 5.0
"""How long ELB does not find a certificate just issued; minutes in AWS (ELB guide, CertificateNotFound)."""
REQUEST_ARRIVAL = 1.0
"""How long a certificate just requested cannot be described (ACM API, RequestCertificate: "several seconds")."""
BALANCER_ARRIVAL = 1.0
"""How long a new load balancer is not described (terraform-provider-aws waits for it to be found)."""
ALIAS_ARRIVAL = 3.0
"""How long Route 53 does not know a new load balancer's name; up to a minute in AWS (seen)."""

_ZONES = json.loads((Path(__file__).parents[1] / "alias_zones.json").read_text("utf-8"))
ELB_ZONES: dict[str, str] = _ZONES["classic_and_application"]
"""The hosted zone of a region's load balancers (AWS General Reference, Elastic Load Balancing endpoints)."""
NLB_ZONES: dict[str, str] = _ZONES["network"]
"""The hosted zone of a region's Network Load Balancers (same page)."""
S3_WEBSITE_ZONES: dict[str, str] = _ZONES["s3_website"]
"""The hosted zone of a region's S3 website endpoint (AWS General Reference, Amazon S3 endpoints)."""
CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"
"""The hosted zone of all CloudFront distributions (Route 53 API reference, AliasTarget, HostedZoneId)."""


def elb_zone(region: str) -> str:
    """Return the hosted zone that a region's load balancers have their names in.

    A region that is not in the table gets the zone of `REGION`.
    """
    return ELB_ZONES.get(region, ELB_ZONES[REGION])


PREFIX_LISTS = {".s3": 1, ".dynamodb": 1, ".cloudfront.origin-facing": 55, ".groundstation": 5, ".vpc-lattice": 10}
"""By the end of its name, how many rules a prefix list of AWS's own counts as (vpc guide, "Available AWS-managed prefix
lists")."""

CLASSIC_QUOTAS = {"classic-load-balancers": 20, "classic-listeners": 100, "classic-registered-instances": 1000}
"""What DescribeAccountLimits reports (ELB user guide, "Quotas for your Classic Load Balancer")."""

APPLICATION_QUOTAS = {
    "application-load-balancers": 50,
    "target-groups": 3000,
    "targets-per-application-load-balancer": 1000,
    "listeners-per-application-load-balancer": 50,
    "rules-per-application-load-balancer": 100,
    "certificates-per-application-load-balancer": 25,
}
"""What DescribeAccountLimits of the later API reports (user guide, "Quotas for your Application Load Balancers");
rules without the default ones, and certificates without the default ones."""

QUOTAS = {
    **CLASSIC_QUOTAS,
    **APPLICATION_QUOTAS,
    "target-groups-per-application-load-balancer": 100,
    "target-groups-per-action-on-application-load-balancer": 5,
    "targets-per-target-group": 1000,
    "condition-values-per-alb-rule": 5,
    "condition-wildcards-per-alb-rule": 5,
    "application-tags": 50,
    "classic-tags": 50,
    "certificates": 2500,
    "certificate-names": 10,
    "security-groups": 2500,
    "security-group-rules": 60,
    "security-groups-per-interface": 5,
    "records-per-zone": 10_000,
}
"""The default quotas of an account (the guides of ELB, ACM, Amazon VPC and Route 53, each under "Quotas")."""
