"""Finds the service and the operation of an HTTP request, with the same criteria as AWS's endpoints."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from multisite_tui.demo.calls import Refusal
from multisite_tui.demo.wire.protocols import SERVICES

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCOPE = re.compile(r"Credential=[^/,\s]+/\d{8}/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)/aws4_request")
_SIGNED_AS = {"elasticloadbalancing": "elb"}
"""botocore's name of a service whose name in signatures differs."""
_VERSIONS = {"2012-06-01": "elb", "2015-12-01": "elbv2"}
"""By version of the ELB API, botocore's name of the service; both have one signing name."""

_MOST_PARAMETERS = 3000
"""How many parameters a request in the query protocol may have; moto takes a time that grows with their square."""


def signed_scope(headers: Mapping[str, str]) -> tuple[str, str]:
    """Return the service and the region that a request was signed for (SigV4, credential scope).

    The signature is not verified: everybody who can reach the practice account may use it.

    Raises:
        Refusal: `MissingAuthenticationToken`, HTTP 403 (API references, "Common Errors").
    """
    scope = _SCOPE.search(headers.get("Authorization") or "")
    if scope is None:
        raise Refusal("MissingAuthenticationToken", "Missing Authentication Token", 403)
    return _SIGNED_AS.get(scope["service"], scope["service"]), scope["region"]


def called(service: str, method: str, url: str, headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
    """Return botocore's names of the service and the operation that a request calls.

    Raises:
        Refusal: `InvalidAction`, or `UnknownOperationException` of a service with a JSON protocol.
    """
    if service == "route53":
        return service, _by_path(method, urlsplit(url).path)
    target = headers.get("X-Amz-Target", "").rsplit(".", 1)[-1]
    values = _query(url, body)
    operation = target or values.get("Action", "")
    if service == "elb":
        service = _of_version(operation, values.get("Version", ""))
    return service, _known(service, operation, bool(target))


def _of_version(operation: str, version: str) -> str:
    if version not in _VERSIONS:
        raise Refusal("InvalidAction", f"Could not find operation {operation!r} for version {version!r}")
    return _VERSIONS[version]


def _query(url: str, body: bytes) -> dict[str, str]:
    """Return the parameters of a request in the query protocol, from its URL or its body."""
    texts = (urlsplit(url).query, body.decode("utf-8", "replace"))
    try:
        given = [parse_qs(text, max_num_fields=_MOST_PARAMETERS) for text in texts]
    except ValueError:
        message = f"The request has more than {_MOST_PARAMETERS} parameters"
        raise Refusal("RequestEntityTooLarge", message, 413) from None
    return {name: values[0] for found in given for name, values in found.items()}


def _known(service: str, operation: str, speaks_json: bool) -> str:
    if service not in SERVICES.values():
        return operation if operation.isascii() and operation.isidentifier() else "Unknown"
    if operation not in _model(service).operation_names:
        code = "UnknownOperationException" if speaks_json else "InvalidAction"
        raise Refusal(code, f"{service} has no operation {operation!r}")
    return operation


def _by_path(method: str, path: str) -> str:
    """Return Route 53's operation at a path; a template with fewer placeholders comes first."""
    for operation, template in _templates().items():
        if template[0] == method and template[1].fullmatch(path.rstrip("/")):
            return operation
    raise Refusal("InvalidAction", f"Route 53 has no {method} {path}", 404)


@lru_cache
def _templates() -> dict[str, tuple[str, re.Pattern[str]]]:
    model = _model("route53")
    found = {name: model.operation_model(name).http for name in model.operation_names}
    plainest_first = sorted(found.items(), key=lambda item: item[1]["requestUri"].count("{"))
    return {name: (http["method"], _pattern(http["requestUri"])) for name, http in plainest_first}


def _pattern(template: str) -> re.Pattern[str]:
    literals = re.split(r"\{\w+\+?\}", template.split("?")[0].rstrip("/"))
    return re.compile("[^/]+".join(re.escape(literal) for literal in literals))


def _model(service: str) -> Any:
    from moto.core.utils import get_service_model

    return get_service_model(service)
