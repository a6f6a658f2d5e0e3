"""Addresses of the AWS console: the page of each thing, by partition.

The console has no documented scheme of addresses; these are what its own links look like:

| thing | behind `https://REGION.HOST/` |
|---|---|
| load balancer | `ec2/home?region=REGION#LoadBalancers:search=NAME`, the list with the one of this name |
| target group | `ec2/home?region=REGION#TargetGroup:targetGroupArn=ARN` |
| security group | `ec2/home?region=REGION#SecurityGroup:groupId=ID` |
| instance | `ec2/home?region=REGION#InstanceDetails:instanceId=ID` |
| certificate | `acm/home?region=REGION#/certificates/ID`, the ID being the end of its ARN |
| hosted zone | `https://HOST/route53/v2/hostedzones#ListRecordSets/ID`, since Route 53 has no region |
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from multisite_tui.aws.partitions import partition_of

HOSTS = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
"""The console's host by partition."""


@dataclass(frozen=True)
class ConsolePage:
    """The page of one thing in the console."""

    thing: str
    """What it is and its name, such as `load balancer to-main`."""
    address: str


@dataclass(frozen=True)
class ConsolePages:
    """The console of one region."""

    region: str
    host: str

    def load_balancer(self, name: str) -> ConsolePage:
        """Return the page of a load balancer of either kind."""
        return self._ec2(f"load balancer {name}", f"LoadBalancers:search={quote(name)}")

    def target_group(self, name: str, arn: str) -> ConsolePage:
        """Return the page of a target group."""
        return self._ec2(f"target group {name}", f"TargetGroup:targetGroupArn={quote(arn, safe=':/')}")

    def security_group(self, group: str) -> ConsolePage:
        """Return the page of a security group."""
        return self._ec2(f"security group {group}", f"SecurityGroup:groupId={quote(group)}")

    def instance(self, instance: str) -> ConsolePage:
        """Return the page of an instance."""
        return self._ec2(f"instance {instance}", f"InstanceDetails:instanceId={quote(instance)}")

    def certificate(self, arn: str) -> ConsolePage:
        """Return the page of a certificate of ACM."""
        certificate = quote(arn.rpartition("/")[2])
        address = f"https://{self.region}.{self.host}/acm/home?region={self.region}#/certificates/{certificate}"
        return ConsolePage(f"certificate {certificate}", address)

    def zone(self, name: str, zone: str) -> ConsolePage:
        """Return the page of a hosted zone."""
        return ConsolePage(
            f"hosted zone {name}", f"https://{self.host}/route53/v2/hostedzones#ListRecordSets/{quote(zone)}"
        )

    def _ec2(self, thing: str, page: str) -> ConsolePage:
        return ConsolePage(thing, f"https://{self.region}.{self.host}/ec2/home?region={self.region}#{page}")


def console_of(region: str) -> ConsolePages | None:
    """Return the console of a region; None of a partition whose console's host is not known here."""
    host = HOSTS.get(partition_of(region))
    return None if host is None else ConsolePages(region, host)
