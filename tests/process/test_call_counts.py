"""How often AWS is asked, by operation: what can be asked for all sites is asked once, however many sites there are.

Whole processes at an endpoint that answers at once. The counts do not depend on the machine, save those of polls and of
changes of DNS, which have a bound instead.
"""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.counting import Counts, counted

FIRST_READS = {
    "sts.GetCallerIdentity": 1,
    "ec2.DescribeInstances": 1,
    "ec2.DescribeNetworkAcls": 1,
    "ec2.DescribeRouteTables": 1,
    "ec2.DescribeSubnets": 1,
    "ec2.DescribeSecurityGroupRules": 2,
    "ec2.DescribeSecurityGroups": 2,
    "elb.DescribeAccountLimits": 1,
    "elb.DescribeTags": 1,
    "elbv2.DescribeLoadBalancers": 1,  # without a journal, the setup may have been moved to one
    "route53.ListHostedZones": 1,
    "route53.ListResourceRecordSetProtections": 1,
    "route53.ListResourceRecordSets": 2,
}
"""Of a first run, whatever the number of sites: once for the plan, and once more for what the run changes."""
EACH_SITE = {
    "acm.DescribeCertificate": 1,
    "acm.ListTagsForCertificate": 1,
    "elb.DescribeInstanceHealth": 1,
    "acm.RequestCertificate": 1,
    "ec2.AuthorizeSecurityGroupIngress": 3,
    "ec2.CreateSecurityGroup": 1,
    "elb.ConfigureHealthCheck": 1,
    "elb.CreateLoadBalancer": 1,
    "elb.CreateLoadBalancerListeners": 1,
    "elb.CreateLoadBalancerPolicy": 1,
    "elb.ModifyLoadBalancerAttributes": 1,
    "elb.RegisterInstancesWithLoadBalancer": 1,
    "elb.SetLoadBalancerPoliciesOfListener": 1,
}
"""Of a first run, for each site."""
AT_MOST = {
    "acm.ListCertificates": 4,
    "route53.ChangeResourceRecordSets": 8,
    "route53.GetChange": 8,
}
"""Of a first run: polls, what steps ask one after the other, and changes that may go together or not."""
DESCRIPTIONS, MORE = 3, 12
"""How often a first run describes the load balancers: for the plan, for the zone of their names, in the end. The zone
is asked for again if one is created after it was asked, which takes many sites on a slow machine."""
SECOND_READS = {
    "sts.GetCallerIdentity": 1,
    "acm.ListCertificates": 1,
    "ec2.DescribeInstances": 1,
    "ec2.DescribeNetworkAcls": 1,
    "ec2.DescribeRouteTables": 1,
    "ec2.DescribeSecurityGroupRules": 1,
    "ec2.DescribeSecurityGroups": 1,
    "ec2.DescribeSubnets": 1,
    "elb.DescribeLoadBalancers": 1,
    "elb.DescribeTags": 1,
    "route53.ListHostedZones": 1,
    "route53.ListResourceRecordSets": 1,
}
SECOND_EACH_SITE = {
    "acm.ListTagsForCertificate": 1,
    "elb.DescribeInstanceHealth": 1,
    "elb.DescribeLoadBalancerAttributes": 1,
}


@pytest.fixture(scope="module", params=[1, 2, 20])
def count(request: pytest.FixtureRequest) -> int:
    found: int = request.param
    return found


@pytest.fixture(scope="module")
def counts(count: int) -> Counts:
    return counted(count, destroy=True)


def test_a_first_run(count: int, counts: Counts) -> None:
    at_most = {**AT_MOST, "elb.DescribeLoadBalancers": min(DESCRIPTIONS + count, MORE)}
    bounded = {name: counts.first[name] for name in at_most}
    exact = counts.first - Counter(bounded)
    assert exact == Counter(FIRST_READS) + times(EACH_SITE, count)
    assert {name: found for name, found in bounded.items() if not 0 < found <= at_most[name]} == {}


def test_a_second_run_reads_and_changes_nothing(count: int, counts: Counts) -> None:
    assert counts.second == Counter(SECOND_READS) + times(SECOND_EACH_SITE, count)
    assert counts.second.total() <= 13 + 3 * count


def test_a_removal_asks_no_more_often_than_the_first_run_twice(counts: Counts) -> None:
    assert counts.destroyed is not None
    assert 0 < counts.destroyed.total() <= 2 * counts.first.total()


def times(each: dict[str, int], count: int) -> Counter[str]:
    return Counter({name: number * count for name, number in each.items()})
