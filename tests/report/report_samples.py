"""A plan and events of the reference case, and terminals to tell them to."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

from multisite_tui.errors import ExitCode, Problem
from multisite_tui.model.events import (
    Check,
    Finished,
    Outcome,
    Planned,
    SiteResult,
    Started,
    StepFailed,
    StepFinished,
    StepRetrying,
    StepSkipped,
    StepStarted,
    StepWaiting,
    Warned,
)
from multisite_tui.model.plans import Action, CostLine, DnsChange, Expectation, MonthlyCost, Plan, PlannedStep
from multisite_tui.model.roles import Role
from multisite_tui.plan.costs import monthly_cost


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def steps(site: str, balancer: str, action: Action = Action.CREATE) -> tuple[PlannedStep, ...]:
    kept = action is Action.KEEP
    there, absent = "as asked", "not there yet"
    rows = (
        (Role.CERTIFICATE, f"certificate of {site}", "none that is issued covers the name", "acm:RequestCertificate"),
        (Role.VALIDATION, f"validation record of {site}", "proves to AWS that the domain is yours",
         "route53:ChangeResourceRecordSets"),
        (Role.SECURITY_GROUP, f"security group {balancer}", absent, "ec2:CreateSecurityGroup"),
        (Role.LOAD_BALANCER, f"load balancer {balancer}", absent, "elb:CreateLoadBalancer"),
        (Role.HEALTH_CHECK, f"health check of {balancer}", "HTTP:6402/ every 5 seconds", "elb:ConfigureHealthCheck"),
        (Role.INSTANCES, f"instance i-0123456789abcdef0 in {balancer}", "not registered yet",
         "elb:RegisterInstancesWithLoadBalancer"),
        (Role.RECORDS, f"DNS record of {site}", "replaces the A record that is there",
         "route53:ChangeResourceRecordSets"),
    )  # fmt: skip
    return tuple(
        PlannedStep(f"{site}/{role}", role, site, title, action, there if kept else why, calls=() if kept else (call,))
        for role, title, why, call in rows
    )


WARNING = Problem(
    "health_check_path",
    "The program answers / on port 6402 with 301, and a load balancer takes only 200 as healthy.",
    "Many programs send http visitors on to https.",
    "Give a path that answers 200, such as /health.",
    site="main.io",
    key="sites[0].health_check.path",
)
RECORD_EXISTS = Problem(
    "record_exists",
    "main.io already has an A record: 203.0.113.10 (300 s).",
    "The answers do not say that it may be replaced.",
    "Set sites[0].dns.replace to true. The old record is saved, and `destroy` puts it back.",
    site="main.io",
    key="sites[0].dns.replace",
)
THROTTLED_OUT = Problem(
    "TooManyLoadBalancers",
    "AWS did not make the load balancer to-sub.",
    "This account has 20 Classic Load Balancers in ap-northeast-2 already, and no more are allowed.",
    "Remove one, or ask AWS for more (Service Quotas, Classic Load Balancers per Region); then resume.",
    site="sub.main.io",
)

PLAN = Plan(
    setup="main-io",
    account="123456789012",
    region="ap-northeast-2",
    steps=(*steps("main.io", "to-main"), *steps("sub.main.io", "to-sub")),
    dns=(
        DnsChange(
            "main.io",
            "main.io",
            "main.io",
            ("A 203.0.113.10 (300 s)",),
            ("A alias of the load balancer to-main", "AAAA alias of the load balancer to-main"),
        ),
        DnsChange("sub.main.io", "sub.main.io", "main.io", (), ("A alias of the load balancer to-sub",)),
    ),
    cost=monthly_cost("ap-northeast-2", 2, 4),
    waits=(
        Expectation("certificates", "usually 1 to 5 minutes", 3600),
        Expectation("instances in service", "usually 1 to 2 minutes", 600),
        Expectation("DNS change", "usually under 1 minute", 300),
    ),
    warnings=(WARNING,),
    alternative=monthly_cost("ap-northeast-2", 0, 2, 1),
)
KEPT_PLAN = Plan(
    setup="main-io",
    account="123456789012",
    region="eu-west-3",
    steps=(*steps("main.io", "to-main", Action.KEEP), *steps("sub.main.io", "to-sub", Action.KEEP)),
    dns=(DnsChange("main.io", "main.io", "main.io", ("A alias of to-main",), ("A alias of to-main",)),),
    cost=monthly_cost("eu-west-3", 2, 4),
    waits=(),
)

STARTED = Started("1.0.0", "main-io", "123456789012", "ap-northeast-2")
CERTIFICATE = "main.io/certificate"
PENDING = "PENDING_VALIDATION: waiting for the CNAME _a79865eb4cd1a6ab990a45779b4e0b96.main.io"
ARN = "arn:aws:acm:ap-northeast-2:123456789012:certificate/12345678-1234-1234-1234-123456789012"
BALANCER_DNS = "to-main-1234567890.ap-northeast-2.elb.amazonaws.com"

PROGRESS = (
    STARTED,
    Warned(WARNING),
    StepStarted(CERTIFICATE, "main.io", Action.CREATE),
    StepRetrying(CERTIFICATE, "main.io", "Throttling", 2, 1.5, "Rate exceeded"),
    StepWaiting(CERTIFICATE, "main.io", PENDING, "usually 1 to 5 minutes"),
    StepWaiting(CERTIFICATE, "main.io", PENDING, "usually 1 to 5 minutes"),
    StepStarted("sub.main.io/load_balancer", "sub.main.io", Action.CREATE),
    StepFailed("sub.main.io/load_balancer", "sub.main.io", THROTTLED_OUT),
    StepSkipped("sub.main.io/health_check", "sub.main.io", "sub.main.io/load_balancer"),
    StepFinished(CERTIFICATE, "main.io", Action.CREATE, ARN),
    StepStarted("main.io/security_group", "main.io", Action.KEEP),
    StepFinished("main.io/security_group", "main.io", Action.KEEP),
    StepSkipped("main.io/dns", "main.io", "interrupted"),
)
COMPLETE = Finished(
    Outcome.COMPLETE,
    ExitCode.DONE,
    sites=(
        SiteResult(
            "main.io",
            "https://main.io",
            "to-main",
            BALANCER_DNS,
            "InService",
            Check("200", "200, certificate good", True),
        ),
        SiteResult(
            "sub.main.io", "https://sub.main.io", "to-sub", None, "InService", Check("", "200, certificate good", True)
        ),
    ),
    seconds=192.4,
    next=("multisite-tui status main-io", "multisite-tui destroy main-io"),
)
PARTIAL = Finished(
    Outcome.PARTIAL,
    ExitCode.PARTIAL,
    sites=(
        SiteResult(
            "main.io",
            "https://main.io",
            "to-main",
            BALANCER_DNS,
            "InService",
            Check(not_made="the endpoint is not AWS"),
        ),
        SiteResult(
            "sub.main.io",
            "https://sub.main.io",
            "to-sub",
            None,
            "unknown",
            Check(not_made="the endpoint is not AWS"),
            THROTTLED_OUT,
        ),
    ),
    seconds=75.0,
    next=("multisite-tui --resume main-io", "multisite-tui destroy main-io"),
    billing=(
        CostLine("Classic Load Balancer", 1, Decimal("18.25")),
        CostLine("public IPv4 address of a load balancer", 2, Decimal("3.65")),
    ),
)
UNSAVED = replace(
    PARTIAL,
    there=(f"certificate of main.io: acm:RequestCertificate ({ARN})",),
    answers='schema: 1\nname: main-io\nsites:\n  - domain: main.io\n    tags: {page: "' + "a" * 90 + '"}\n',
)
REFUSED = Finished(Outcome.REFUSED, ExitCode.INPUT_NEEDED, problems=(RECORD_EXISTS,))
EVERY_EVENT = (STARTED, Planned(PLAN), *PROGRESS[1:], PARTIAL)
A_DAY = date(2026, 11, 22)
UNKNOWN_COST = MonthlyCost("eu-west-3", (), None, A_DAY)
