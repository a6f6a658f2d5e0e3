"""The shape of each kind of record in a journal: every member that anybody uses later, also of those within.

One table judges a journal before it is folded, so that nobody who uses a record has to: `state.snapshot`,
`plan.history`, `model.undo`, the facts of records and the resources that go on waiting. A record of another kind is
one that a later minor version added; it needs its time only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any

from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.events import Outcome
from multisite_tui.model.plans import MoveEnd
from multisite_tui.model.shapes import Members, Shape, keys, list_of, number, one_of, some_text, text, tick

SWITCH = "route53:ChangeResourceRecordSets"


def moment(value: Any) -> bool:
    """Whether it is a date with a time zone, which every other time zone has too."""
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return found.utcoffset() is not None and MINYEAR < found.year < MAXYEAR


RECORD_SET = Members(
    {"Name": text, "Type": text},
    {
        "TTL": number,
        "ResourceRecords": list_of(Members({"Value": text})),
        "AliasTarget": Members({"HostedZoneId": text, "DNSName": text}),
        "SetIdentifier": text,
    },
)
CHANGES = Members({"Changes": list_of(Members({"Action": text, "ResourceRecordSet": RECORD_SET}))})
UNDO = Members(
    {"put_in": list_of(text), "taken_away": list_of(RECORD_SET), "switched": list_of(text)},
    {"stood_in": list_of(RECORD_SET)},  # older journals have none
)
REPLY = Members(
    {},
    {
        "ChangeInfo": Members({"Id": text}),
        "DNSName": text,
        "GroupId": text,
        "CertificateArn": text,
        "SecurityGroupRules": list_of(Members({}, {"SecurityGroupRuleId": text})),
        "LoadBalancers": list_of(Members({}, {"DNSName": text})),
        "TargetGroups": list_of(Members({}, {"TargetGroupArn": text})),
        "Listeners": list_of(Members({}, {"ListenerArn": text})),
        "Rules": list_of(Members({}, {"RuleArn": text})),
    },
)
PARAMS: Mapping[str, Shape] = {
    SWITCH: Members({}, {"ChangeBatch": CHANGES}),
    "elb:CreateLoadBalancer": Members({}, {"LoadBalancerName": text}),
    "elbv2:CreateLoadBalancer": Members({}, {"Name": text}),
    "elbv2:CreateTargetGroup": Members({}, {"Name": text}),
    "elbv2:CreateListener": Members({}, {"Protocol": text, "Port": number}),
    "elbv2:CreateRule": Members(
        {}, {"Conditions": list_of(Members({}, {"HostHeaderConfig": Members({}, {"Values": list_of(text)})}))}
    ),
    "ec2:CreateSecurityGroup": Members({}, {"GroupName": text}),
    "ec2:AuthorizeSecurityGroupIngress": Members({}, {"GroupId": text}),
    "acm:RequestCertificate": Members({}, {"DomainName": text, "IdempotencyToken": text}),
    "acm:DeleteCertificate": Members({"CertificateArn": text}),
}
"""By call, the parameters that are read again."""
RECORDS: Mapping[str, Members] = {
    "opened": Members(
        {
            "version": text,
            "kind": one_of(*AccountKind),
            "account": text,
            "region": text,
            "answers": some_text,
        },
        {"topology": text, "move": one_of(*MoveEnd), "former": text},  # older journals have none of them
    ),
    "aside": Members({"about": text}),
    "planned": Members({"steps": list_of(text)}, {"removal": tick, "removed_site": text, "sites": list_of(text)}),
    "intent": Members({"call": number, "steps": list_of(text), "name": text, "params": keys}, {"undo": UNDO}),
    "result": Members({"call": number, "reply": REPLY}),
    "refused": Members({"call": number}),
    "step_finished": Members({"step": text}),
    "ended": Members({"outcome": one_of(*Outcome)}),
    "answers": Members({"answers": some_text}),
}
ANY = Members({"record": text, "at": moment}, {"format": number})


def misfit(record: Mapping[str, Any]) -> str | None:
    """Return the member of a record that is missing or has another shape than its kind asks for; None if none is."""
    of_any = ANY.misfit(record)
    if of_any is not None:
        return of_any
    known = RECORDS.get(record["record"])
    wrong = known.misfit(record) if known else None
    if wrong is None and record["record"] == "intent" and record["name"] in PARAMS:
        return None if PARAMS[record["name"]](record["params"]) else "params"
    return wrong
