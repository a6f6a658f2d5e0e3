"""As a blog reader would write it: boto3, one call after the other, one site after the other.

python sequential.py COUNT
"""

from __future__ import annotations

import sys
import time
from typing import Any

import boto3

ZONE = "main.io"
ec2 = boto3.client("ec2")
elb = boto3.client("elb")
acm = boto3.client("acm")
route53 = boto3.client("route53")


def main(count: int) -> None:
    running: Any = [{"Name": "instance-state-name", "Values": ["running"]}]
    instance = ec2.describe_instances(Filters=running)["Reservations"][0]["Instances"][0]
    zone = route53.list_hosted_zones_by_name(DNSName=ZONE)["HostedZones"][0]["Id"]
    for number in range(1, count + 1):
        make_site(f"site{number}.{ZONE}", f"to-site{number}", 6400 + number, instance, zone)


def make_site(domain: str, name: str, port: int, instance: Any, zone: str) -> None:
    made = ec2.create_security_group(GroupName=name, Description=f"Load balancer of {domain}", VpcId=instance["VpcId"])
    group = made["GroupId"]
    for visitors in (80, 443):
        allow(group, visitors, IpRanges=[{"CidrIp": "0.0.0.0/0"}])
    allow(instance["SecurityGroups"][0]["GroupId"], port, UserIdGroupPairs=[{"GroupId": group}])
    certificate = certificate_for(domain, zone)
    plain: Any = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": port}
    elb.create_load_balancer(
        LoadBalancerName=name, Listeners=[plain], Subnets=[instance["SubnetId"]], SecurityGroups=[group]
    )
    attributes: Any = {
        "CrossZoneLoadBalancing": {"Enabled": False},
        "ConnectionDraining": {"Enabled": True, "Timeout": 30},
        "ConnectionSettings": {"IdleTimeout": 60},
    }
    elb.modify_load_balancer_attributes(LoadBalancerName=name, LoadBalancerAttributes=attributes)
    check: Any = {
        "Target": f"HTTP:{port}/", "Interval": 5, "Timeout": 3, "UnhealthyThreshold": 10, "HealthyThreshold": 2,
    }  # fmt: skip
    elb.configure_health_check(LoadBalancerName=name, HealthCheck=check)
    add_https(name, {**plain, "Protocol": "HTTPS", "LoadBalancerPort": 443, "SSLCertificateId": certificate})
    instances: Any = [{"InstanceId": instance["InstanceId"]}]
    elb.register_instances_with_load_balancer(LoadBalancerName=name, Instances=instances)
    elb.get_waiter("instance_in_service").wait(LoadBalancerName=name, Instances=instances)
    balancer = elb.describe_load_balancers(LoadBalancerNames=[name])["LoadBalancerDescriptions"][0]
    alias = {
        "HostedZoneId": balancer["CanonicalHostedZoneNameID"],
        "DNSName": f"dualstack.{balancer['DNSName']}",
        "EvaluateTargetHealth": False,
    }
    change(zone, "CREATE", {"Name": domain, "Type": "A", "AliasTarget": alias})


def allow(group: str, port: int, **source: Any) -> None:
    permission: Any = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **source}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])


def certificate_for(domain: str, zone: str) -> str:
    arn = acm.request_certificate(DomainName=domain, ValidationMethod="DNS")["CertificateArn"]
    while "ResourceRecord" not in (option := validation_of(arn)):
        time.sleep(1)
    record = option["ResourceRecord"]
    values = [{"Value": record["Value"]}]
    change(zone, "UPSERT", {"Name": record["Name"], "Type": "CNAME", "TTL": 300, "ResourceRecords": values})
    acm.get_waiter("certificate_validated").wait(CertificateArn=arn)
    return arn


def validation_of(arn: str) -> Any:
    options = acm.describe_certificate(CertificateArn=arn)["Certificate"].get("DomainValidationOptions", [])
    return options[0] if options else {}


def add_https(name: str, listener: Any) -> None:
    elb.create_load_balancer_listeners(LoadBalancerName=name, Listeners=[listener])
    reference: Any = {
        "AttributeName": "Reference-Security-Policy",
        "AttributeValue": "ELBSecurityPolicy-TLS-1-2-2017-01",
    }
    elb.create_load_balancer_policy(
        LoadBalancerName=name,
        PolicyName="tls",
        PolicyTypeName="SSLNegotiationPolicyType",
        PolicyAttributes=[reference],
    )
    elb.set_load_balancer_policies_of_listener(LoadBalancerName=name, LoadBalancerPort=443, PolicyNames=["tls"])


def change(zone: str, action: str, record: Any) -> None:
    batch: Any = {"Changes": [{"Action": action, "ResourceRecordSet": record}]}
    made = route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)
    route53.get_waiter("resource_record_sets_changed").wait(Id=made["ChangeInfo"]["Id"])


if __name__ == "__main__":
    main(int(sys.argv[1]))
