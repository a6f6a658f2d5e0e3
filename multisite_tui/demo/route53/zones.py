"""Route 53 hosted zones."""

from __future__ import annotations

from hashlib import sha256

from multisite_tui.demo.calls import PracticeCall, Refusal, answer, rule
from multisite_tui.demo.route53.changes import note_change
from multisite_tui.demo.route53.record_lookup import normal_name, sort_key
from multisite_tui.demo.world import PracticeZone, Shape

_SOA = "{} awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"
_TOP_LEVELS = ("com", "net", "org", "co.uk")


def find_zone(call: PracticeCall, zone_id: str | None = None) -> PracticeZone:
    """Return the hosted zone that a call names.

    Raises:
        Refusal: `NoSuchHostedZone`, HTTP 404.
    """
    wanted = (zone_id or call.params.get("HostedZoneId") or call.params["Id"]).rsplit("/", 1)[-1]
    zone = call.world.zones.get(wanted)
    if zone is None:
        raise Refusal("NoSuchHostedZone", f"No hosted zone found with ID: {wanted}", 404)
    return zone


@rule("route53", "CreateHostedZone")
def caller_reference_is_new(call: PracticeCall) -> None:
    """Each CallerReference creates one zone (CreateHostedZone, HostedZoneAlreadyExists, HTTP 409)."""
    reference = call.params["CallerReference"]
    if any(zone.description["CallerReference"] == reference for zone in call.world.zones.values()):
        message = f"A hosted zone has already been created with the specified caller reference: {reference}"
        raise Refusal("HostedZoneAlreadyExists", message, 409)


@answer("route53", "CreateHostedZone")
def create_hosted_zone(call: PracticeCall) -> Shape:
    """Create a zone with its SOA and NS records, on four name servers of its own."""
    digest = sha256(f"{call.world.created} {call.world.next_serial()}".encode()).hexdigest()
    zone_id = "Z" + digest[:20].upper()
    config = call.params.get("HostedZoneConfig") or {}
    description = {
        "Id": f"/hostedzone/{zone_id}",
        "Name": normal_name(call.params["Name"]),
        "CallerReference": call.params["CallerReference"],
        "Config": {"Comment": config.get("Comment", ""), "PrivateZone": bool(call.params.get("VPC"))},
    }
    zone = PracticeZone(description, _name_servers(digest), vpcs=[call.params["VPC"]] if call.params.get("VPC") else [])
    _first_records(zone)
    call.world.zones[zone_id] = zone
    location = {"Location": f"https://route53.amazonaws.com/2013-04-01/hostedzone/{zone_id}"}
    return {**_whole(zone), **location, "ChangeInfo": note_change(call)}


def _name_servers(digest: str) -> list[str]:
    """Four servers, one in each range of 512 and each under another top-level domain, as AWS assigns them."""
    numbers = [int(digest[start : start + 8], 16) for start in range(20, 52, 8)]
    return [
        f"ns-{index * 512 + number % 512}.awsdns-{number // 512 % 64:02}.{top}"
        for index, (number, top) in enumerate(zip(numbers, _TOP_LEVELS, strict=True))
    ]


def _first_records(zone: PracticeZone) -> None:
    name = zone.description["Name"]
    servers = [{"Value": server + "."} for server in zone.name_servers]
    zone.records[name, "NS", ""] = {"Name": name, "Type": "NS", "TTL": 172800, "ResourceRecords": servers}
    soa = [{"Value": _SOA.format(servers[0]["Value"])}]
    zone.records[name, "SOA", ""] = {"Name": name, "Type": "SOA", "TTL": 900, "ResourceRecords": soa}


def _described(zone: PracticeZone) -> Shape:
    return {**zone.description, "ResourceRecordSetCount": len(zone.records)}


def _whole(zone: PracticeZone) -> Shape:
    shape: Shape = {"HostedZone": _described(zone)}
    if zone.vpcs:
        return {**shape, "VPCs": zone.vpcs}
    return {**shape, "DelegationSet": {"NameServers": zone.name_servers}}


@answer("route53", "GetHostedZone")
def get_hosted_zone(call: PracticeCall) -> Shape:
    """One zone, with its name servers."""
    return _whole(find_zone(call))


@answer("route53", "ListHostedZones")
def list_hosted_zones(call: PracticeCall) -> Shape:
    """All zones, 100 a page (ListHostedZones, MaxItems)."""
    zones = list(call.world.zones.values())
    start = int(call.params.get("Marker") or 0)
    end = start + int(call.params.get("MaxItems") or 100)
    shape: Shape = {"HostedZones": [_described(zone) for zone in zones[start:end]], "MaxItems": str(end - start)}
    more = end < len(zones)
    return {**shape, "IsTruncated": more, **({"NextMarker": str(end)} if more else {}), "Marker": str(start)}


@answer("route53", "ListHostedZonesByName")
def list_hosted_zones_by_name(call: PracticeCall) -> Shape:
    """All zones from a name on, sorted; the name is where the list begins, not a filter (ListHostedZonesByName)."""
    start = sort_key(normal_name(call.params["DNSName"])) if call.params.get("DNSName") else []
    zones = sorted(call.world.zones.values(), key=lambda zone: sort_key(zone.description["Name"]))
    found = [_described(zone) for zone in zones if sort_key(zone.description["Name"]) >= start]
    limit = int(call.params.get("MaxItems") or 100)
    shape: Shape = {"HostedZones": found[:limit], "MaxItems": str(limit), "IsTruncated": len(found) > limit}
    if call.params.get("DNSName"):
        shape["DNSName"] = call.params["DNSName"]
    if len(found) > limit:
        shape |= {"NextDNSName": found[limit]["Name"], "NextHostedZoneId": found[limit]["Id"].rsplit("/", 1)[-1]}
    return shape


@answer("route53", "DeleteHostedZone")
def delete_hosted_zone(call: PracticeCall) -> Shape:
    """Delete a zone with no records but its SOA and NS (DeleteHostedZone, HostedZoneNotEmpty)."""
    zone = find_zone(call)
    if len(zone.records) > 2:
        message = "The specified hosted zone contains non-required resource record sets and so cannot be deleted."
        raise Refusal("HostedZoneNotEmpty", message)
    del call.world.zones[zone.description["Id"].rsplit("/", 1)[-1]]
    return {"ChangeInfo": note_change(call)}


@answer("route53", "ListTagsForResource")
def list_tags(call: PracticeCall) -> Shape:
    """The tags of a zone."""
    zone = find_zone(call, call.params["ResourceId"])
    tags = [{"Key": key, "Value": value} for key, value in zone.tags.items()]
    identity = {"ResourceType": "hostedzone", "ResourceId": call.params["ResourceId"]}
    return {"ResourceTagSet": {**identity, "Tags": tags}}


@answer("route53", "ChangeTagsForResource")
def change_tags(call: PracticeCall) -> Shape:
    """Add and remove tags of a zone."""
    zone = find_zone(call, call.params["ResourceId"])
    zone.tags.update({tag["Key"]: tag.get("Value", "") for tag in call.params.get("AddTags") or []})
    for key in call.params.get("RemoveTagKeys") or []:
        zone.tags.pop(key, None)
    return {}
