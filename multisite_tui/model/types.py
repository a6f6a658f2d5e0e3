"""The field types of the model: each a plain type that a rule validates, and that says as much in the JSON Schema."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, WithJsonSchema

from multisite_tui.model.findings import as_validator, broken
from multisite_tui.model.rules import domains, ids, matchers, names, numbers, paths, tags, texts


def _says(**schema: Any) -> Any:
    """Return what the JSON Schema is to say, without a check of pydantic's own in its own words."""
    return Field(json_schema_extra=schema)


def _seconds(value: Any, info: ValidationInfo) -> Any:
    """Read a duration; bare seconds are for programs, and in an answers file they are refused."""
    from_file = bool(info.context and info.context.get("file"))
    if isinstance(value, bool) or not isinstance(value, int | str) or (isinstance(value, int) and not from_file):
        return value
    sentence = numbers.duration(str(value))
    if sentence is not None:
        raise broken("duration", sentence)
    return numbers.seconds(str(value))


def _stickiness(value: Any, info: ValidationInfo) -> Any:
    """Read `off` as 0, and else a duration."""
    if value == numbers.OFF:
        return 0
    if isinstance(value, bool):
        raise broken("stickiness", "write off, or how long a visitor is to stay with one instance, such as 1h")
    return _seconds(value, info)


def _all_different(values: tuple[str, ...]) -> tuple[str, ...]:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise broken("twice", f"{texts.shown(value)} stands twice in this list")
        seen.add(value)
    return values


def _some(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise broken("empty_list", "this list is empty; write at least one entry, or leave the key out")
    return values


Port = Annotated[int, as_validator(numbers.port), _says(minimum=1, maximum=65535)]
Interval = Annotated[int, as_validator(numbers.interval), _says(minimum=5, maximum=300)]
Timeout = Annotated[int, as_validator(numbers.timeout), _says(minimum=2, maximum=60)]
Threshold = Annotated[int, as_validator(numbers.threshold), _says(minimum=2, maximum=10)]
IdleTimeout = Annotated[int, as_validator(numbers.idle_timeout), _says(minimum=1, maximum=3600)]
SharedIdleTimeout = Annotated[int, as_validator(numbers.shared_idle_timeout), _says(minimum=1, maximum=4000)]
Draining = Annotated[int, as_validator(numbers.draining), _says(minimum=0, maximum=3600)]
HttpStatus = Annotated[int, as_validator(numbers.http_status), _says(minimum=100, maximum=599)]
Seconds = Annotated[
    int,
    as_validator(numbers.wait),
    BeforeValidator(_seconds),
    WithJsonSchema({"type": "string", "pattern": "^[1-9][0-9]{0,5}[smh]$", "examples": ["90s", "10m", "1h"]}),
]

Stickiness = Annotated[
    int,
    as_validator(numbers.stickiness),
    BeforeValidator(_stickiness),
    WithJsonSchema({"type": "string", "pattern": "^(?:off|[1-9][0-9]{0,5}[smh])$", "examples": ["off", "30m", "1h"]}),
]

Domain = Annotated[
    str,
    as_validator(domains.domain),
    AfterValidator(domains.canonical),
    # Only what holds before IDNA too: other scripts have other dots, and fewer characters than their punycode.
    _says(minLength=3, maxLength=254, pattern=r"^[^*/:@?#\s]+$"),
]
ZoneName = Annotated[
    str,
    as_validator(domains.hosted_zone),
    AfterValidator(domains.canonical_zone),
    _says(minLength=2, maxLength=254, pattern=r"^[^*/:@?#\s]+$"),
]
SetupName = Annotated[str, as_validator(names.setup_name), _says(pattern=names.SETUP_NAME)]
LoadBalancerName = Annotated[str, as_validator(names.load_balancer_name), _says(pattern=names.LOAD_BALANCER)]
TargetGroupName = Annotated[str, as_validator(names.target_group_name), _says(pattern=names.LOAD_BALANCER)]
GroupName = Annotated[
    str,
    as_validator(names.security_group_name),
    _says(pattern=rf"^(?![sS][gG]-){names.GROUP_CHARACTERS}+$", maxLength=255),
]
GroupDescription = Annotated[
    str,
    as_validator(names.security_group_description),
    _says(pattern=rf"^{names.GROUP_CHARACTERS}+$", maxLength=255),
]

InstanceId = Annotated[str, as_validator(ids.instance_id), _says(pattern=ids.INSTANCE)]
SubnetId = Annotated[str, as_validator(ids.subnet_id), _says(pattern=ids.SUBNET)]
GroupId = Annotated[str, as_validator(ids.security_group_id), _says(pattern=ids.SECURITY_GROUP)]
Account = Annotated[str, as_validator(ids.account), _says(pattern=ids.ACCOUNT)]
Region = Annotated[str, as_validator(ids.region), _says(pattern=ids.REGION)]
Certificate = Annotated[
    str, as_validator(ids.certificate), _says(pattern=r"^(?:auto|request|none|arn:aws[a-z-]*:(?:acm|iam):.+)$")
]

Path = Annotated[str, as_validator(paths.health_path), _says(pattern=paths.PATH, maxLength=paths.LONGEST_PATH)]
Matcher = Annotated[str, as_validator(matchers.matcher), _says(pattern=matchers.MATCHER)]
PageText = Annotated[str, as_validator(texts.page_text), _says(minLength=1, maxLength=texts.LONGEST_PAGE)]
Text = Annotated[str, as_validator(texts.visible_text), _says(minLength=1, maxLength=texts.LONGEST_TEXT)]
Profile = Annotated[str, as_validator(texts.profile), _says(minLength=1, maxLength=128)]


def _in_any_case(prefix: str) -> str:
    """Return a pattern for a prefix; JSON Schema has no flag for it."""
    return "".join(f"[{sign.lower()}{sign.upper()}]" if sign.isalpha() else sign for sign in prefix)


_TAG_PATTERN = r"""^[^!"#$%&'()*,;<>?\[\]\\^`{|}~]*$"""
TagKey = Annotated[str, as_validator(tags.tag_key)]
TagValue = Annotated[str, as_validator(tags.tag_value), _says(maxLength=tags.LONGEST_VALUE, pattern=_TAG_PATTERN)]
Tags = Annotated[
    dict[TagKey, TagValue],
    _says(
        maxProperties=tags.MOST_TAGS,
        propertyNames={
            "minLength": 1,
            "maxLength": tags.LONGEST_KEY,
            "pattern": _TAG_PATTERN,
            "not": {"pattern": f"^(?:{'|'.join(map(_in_any_case, tags.RESERVED))})"},
        },
    ),
]

Aliases = Annotated[tuple[Domain, ...], Field(strict=False)]
InstanceIds = Annotated[
    tuple[InstanceId, ...],
    AfterValidator(_all_different),
    AfterValidator(_some),
    Field(strict=False, json_schema_extra={"minItems": 1, "uniqueItems": True}),
]
SubnetIds = Annotated[
    tuple[SubnetId, ...],
    AfterValidator(_all_different),
    Field(strict=False, json_schema_extra={"uniqueItems": True}),
]
