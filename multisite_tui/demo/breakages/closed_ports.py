"""A port of the instance that is closed to the load balancer: the rules that let it in are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from multisite_tui.demo.ec2.packets import covers_port

if TYPE_CHECKING:
    from multisite_tui.demo.breakages.kinds import PracticeSite
    from multisite_tui.demo.calls import PracticeCall
    from multisite_tui.demo.world import Shape

_SAVED = ("id", "ip_protocol", "from_port", "to_port")


def close_port(call: PracticeCall, site: PracticeSite) -> Shape | None:
    """Delete the rules that open the site's ports to its load balancer; return what mending needs, or None.

    Rules on addresses go too: one that opens the port to everybody lets the load balancer in as well.
    """
    instances = [one for name in site.instances if (one := call.ec2.instance(call.region, name)) is not None]
    groups = {group.id: group for instance in instances for group in instance.security_groups}
    closed = []
    for group in groups.values():
        admitting = [rule for rule in group.ingress_rules if _lets_in(rule, site)]
        group.ingress_rules = [rule for rule in group.ingress_rules if rule not in admitting]
        closed += [{"group": group.id, **_saved(rule)} for rule in admitting]
    return {"rules": closed} if closed else None


def _lets_in(rule: Any, site: PracticeSite) -> bool:
    of_others = rule.source_group and rule.source_group.get("GroupId") not in site.groups
    return not of_others and any(covers_port(rule, port) for port in site.ports)


def _saved(rule: Any) -> Shape:
    """Return a rule as plain values. moto keeps the tags of a rule that is deleted, by the rule's id."""
    prefixes = [{"PrefixListId": rule.prefix_list_id}] if rule.prefix_list_id else []
    ranges, sources = [dict(one) for one in (rule.ip_range,) if one], [dict(one) for one in (rule.source_group,) if one]
    plain = {name: getattr(rule, name) for name in _SAVED}
    return {**plain, "ranges": ranges, "sources": sources, "prefixes": prefixes}


def open_port(call: PracticeCall, before: Shape) -> None:
    """Put the rules back, as far as the groups still exist and nobody has made the same rule again."""
    for rule in before["rules"]:
        group = call.ec2.group(call.region, rule["group"])
        sources = [call.ec2.group(call.region, one["GroupId"]) for one in rule["sources"]]
        if group is None or None in sources:
            continue
        made_again = [_comparable(_saved(one)) for one in group.ingress_rules]
        if _comparable(rule) not in made_again:
            _restore(call, group, rule)


def _comparable(rule: Shape) -> tuple[object, ...]:
    """What makes two rules duplicates: all but the descriptions (`security_group_rules.no_rule_twice`)."""
    ranges = [one.get("CidrIp") or one.get("CidrIpv6") for one in rule["ranges"]]
    sources = [one["GroupId"] for one in rule["sources"]]
    return rule["ip_protocol"], rule["from_port"], rule["to_port"], ranges, sources, rule["prefixes"]


def _restore(call: PracticeCall, group: Any, rule: Shape) -> None:
    (made,), _ = call.ec2.backend(call.region).authorize_security_group_ingress(
        group.id,
        rule["ip_protocol"],
        rule["from_port"],
        rule["to_port"],
        ip_ranges=rule["ranges"],
        source_groups=rule["sources"],
        prefix_list_ids=rule["prefixes"],
    )
    made.id = rule["id"]
