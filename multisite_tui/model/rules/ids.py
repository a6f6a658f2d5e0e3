"""Ids and shapes that AWS gives: instances, subnets, security groups, accounts, regions, certificates."""

from __future__ import annotations

import re

from multisite_tui.model.rules.texts import shown

INSTANCE = r"^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$"
SUBNET = r"^subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})$"
SECURITY_GROUP = r"^sg-(?:[0-9a-f]{8}|[0-9a-f]{17})$"
ACCOUNT = r"^[0-9]{12}$"
REGION = r"^[a-z]{2,4}(?:-[a-z]+)+-[0-9]{1,2}$"
ACM_ARN = r"^arn:aws[a-z-]*:acm:(?P<region>[a-z0-9-]+):(?P<account>[0-9]{12}):certificate/[A-Za-z0-9-]+$"
IAM_ARN = r"^arn:aws[a-z-]*:iam::(?P<account>[0-9]{12}):server-certificate/[A-Za-z0-9_+=,.@/-]+$"
CERTIFICATE_WORDS = ("auto", "request", "none")


def instance_id(value: str) -> str | None:
    """`i-` and 8 or 17 hex digits (EC2 User Guide, "Resource IDs")."""
    if re.fullmatch(INSTANCE, value):
        return None
    return f"{shown(value)} is not an instance id; one looks like i-0123456789abcdef0"


def subnet_id(value: str) -> str | None:
    """`subnet-` and 8 or 17 hex digits (EC2 User Guide, "Resource IDs")."""
    if re.fullmatch(SUBNET, value):
        return None
    return f"{shown(value)} is not a subnet id; one looks like subnet-0123456789abcdef0"


def security_group_id(value: str) -> str | None:
    """`sg-` and 8 or 17 hex digits (EC2 User Guide, "Resource IDs")."""
    if re.fullmatch(SECURITY_GROUP, value):
        return None
    return f"{shown(value)} is not a security group id; one looks like sg-0123456789abcdef0"


def account(value: str) -> str | None:
    """Twelve digits (AWS Account Management, "AWS account identifiers")."""
    if re.fullmatch(ACCOUNT, value):
        return None
    return f"{shown(value)} is not an account number; it has twelve digits and no hyphens"


def region(value: str) -> str | None:
    """The shape only: which regions there are is for the account to say (EC2 User Guide, "Regions and Zones")."""
    if re.fullmatch(REGION, value):
        return None
    return f"{shown(value)} is not a region; one looks like ap-northeast-2"


def certificate(value: str) -> str | None:
    """`auto`, `request`, `none`, or the ARN of an ACM or IAM server certificate (elb, `Listener.SSLCertificateId`)."""
    if value in CERTIFICATE_WORDS or re.fullmatch(ACM_ARN, value) or re.fullmatch(IAM_ARN, value):
        return None
    return (
        f"{shown(value)} is not a certificate; write auto, request, none, or the whole ARN, "
        "such as arn:aws:acm:ap-northeast-2:123456789012:certificate/..."
    )


def certificate_in_region(certificate: str, region: str) -> str | None:
    """An ACM certificate serves only in its own region (elb, `Listener.SSLCertificateId`)."""
    found = re.fullmatch(ACM_ARN, certificate)
    if found is None or found["region"] == region:
        return None
    return f"the certificate is in {found['region']} and the load balancer in {region}; they must be in one region"


def certificate_in_account(certificate: str, account: str) -> str | None:
    """A listener takes only certificates of its own account (elb, `Listener.SSLCertificateId`)."""
    found = re.fullmatch(ACM_ARN, certificate) or re.fullmatch(IAM_ARN, certificate)
    if found is None or found["account"] == account:
        return None
    return f"the certificate is of account {found['account']} and the setup expects {account}; they must be the same"
