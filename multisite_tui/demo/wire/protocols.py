"""Parses requests and writes replies in each service's own protocol.

The protocols come from botocore's service models; moto has the server's side of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode
from xml.sax.saxutils import escape

from multisite_tui.demo.calls import Refusal
from multisite_tui.demo.constants import REGION

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

    from multisite_tui.demo.world import Shape

Reply = tuple[int, dict[str, str], str | bytes]
"""Status, headers and body."""

SERVICES = {
    "ec2": "ec2",
    "elastic-load-balancing": "elb",
    "elastic-load-balancing-v2": "elbv2",
    "acm": "acm",
    "route-53": "route53",
    "sts": "sts",
}
"""botocore's names of the emulated services, by their names in its events."""

_REQUEST_ID = "00000000-0000-4000-8000-000000000000"


@lru_cache
def operation_model(service: str, operation: str) -> Any:
    """Return moto's view of botocore's model of an operation."""
    from moto.core.utils import get_service_model

    return get_service_model(service).operation_model(operation)


def read_params(service: str, operation: str, request: AWSPreparedRequest) -> Shape:
    """Return the parameters of a request by their API names.

    Raises:
        Refusal: it is not of the service's protocol, or lacks what the operation requires.
    """
    from botocore.validate import ParamValidator

    model = operation_model(service, operation)
    try:
        params = {**_empty(model), **_parsed(model, request)}
        errors = ParamValidator().validate(params, model.input_shape) if model.input_shape else None
    except Exception as error:  # moto's parsers fail in any way on what is not of their protocol
        reason = f"The request cannot be read ({type(error).__name__})"
        raise Refusal("SerializationException", reason) from error
    if errors is not None and errors.has_errors():
        raise Refusal("ValidationException" if service == "acm" else "ValidationError", errors.generate_report())
    return params


def _empty(model: Any) -> Shape:
    """Return the required structures and lists, empty: the query protocol has no way to send them."""
    shape = model.input_shape
    types = {name: shape.members[name].type_name for name in shape.required_members} if shape else {}
    return {name: [] if one == "list" else {} for name, one in types.items() if one in ("list", "structure")}


def _parsed(model: Any, request: AWSPreparedRequest) -> Shape:
    from moto.core.parse import PROTOCOL_PARSERS
    from moto.core.request import normalize_request

    plain = normalize_request(request)
    parsed: Shape = PROTOCOL_PARSERS[_protocol(model)](model, map_type=dict).parse(
        {
            "method": plain.method,
            "values": plain.values,
            "headers": plain.headers,
            "body": plain.data,
            "url_path": plain.path,
            "url_params": _path_params(model, plain.raw_path),
        }
    )
    return parsed


def read_region(request: AWSPreparedRequest) -> str:
    """Return the region that a request was signed for; the practice account's own if it was not signed."""
    header = request.headers.get("Authorization", b"")
    text = header.decode("ascii", "replace") if isinstance(header, bytes) else str(header)
    scope = re.search(r"Credential=[^/]+/\d+/([^/]+)/", text)
    return scope.group(1) if scope else REGION


def rewrite(service: str, operation: str, params: Shape, request: AWSPreparedRequest) -> None:
    """Replace the parameters of a request in the EC2 protocol."""
    from botocore.serialize import create_serializer

    serializer = create_serializer("ec2", include_validation=False)
    body = serializer.serialize_to_request(params, operation_model(service, operation))["body"]
    request.body = urlencode(body).encode()
    request.headers["Content-Length"] = str(len(request.body))


def write_result(service: str, operation: str, result: Shape) -> Reply:
    """Return the reply with an operation's output."""
    from moto.core.serialize import SerializationContext, get_serializer_class

    model = operation_model(service, operation)
    serializer = get_serializer_class(service, _protocol(model))(model, SerializationContext(_REQUEST_ID))
    reply = serializer.serialize(result)
    return reply["status_code"], dict(reply["headers"]), reply["body"]


def write_refusal(service: str, refusal: Refusal) -> Reply:
    """Return the error reply in the form of the service's protocol."""
    code, message = escape(refusal.code), escape(refusal.message)
    if service == "acm":
        body = json.dumps({"__type": refusal.code, "message": refusal.message})
        return refusal.status, {"Content-Type": "application/x-amz-json-1.1"}, body
    if service == "ec2":
        error = f"<Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
        body = f"<Response>{error}<RequestID>{_REQUEST_ID}</RequestID></Response>"
    else:
        side = "Sender" if refusal.status < 500 else "Receiver"
        error = f"<Error><Type>{side}</Type><Code>{code}</Code><Message>{message}</Message></Error>"
        body = f"<ErrorResponse>{error}<RequestId>{_REQUEST_ID}</RequestId></ErrorResponse>"
    return refusal.status, {"Content-Type": "text/xml"}, body


def _protocol(model: Any) -> str:
    return str(model.service_model.protocol)


def _path_params(model: Any, path: str) -> dict[str, str]:
    """Return the parameters in the path, such as the zone of a Route 53 call."""
    template = model.http.get("requestUri", "/").split("?")[0]
    pattern = re.sub(r"\\\{(\w+)(\\\+)?\\\}", r"(?P<\1>.+?)", re.escape(template).rstrip("/")) + "/?"
    match = re.fullmatch(pattern, path)
    return {name: unquote(value) for name, value in match.groupdict().items()} if match else {}


def encoded(reply: Reply) -> Reply:
    """Return a reply with its body as bytes.

    Raises:
        UnicodeEncodeError: it holds text that UTF-8 lacks.
    """
    status, headers, body = reply
    return status, headers, body.encode() if isinstance(body, str) else body


def http_response(request: AWSPreparedRequest, reply: Reply) -> AWSResponse:
    """Return a reply in the form in which botocore receives it from the network."""
    from botocore.awsrequest import AWSResponse
    from botocore.compat import HTTPHeaders

    status, headers, body = reply
    content = body.encode() if isinstance(body, str) else body
    lines = HTTPHeaders()
    for name, value in headers.items():
        lines[name] = str(value)
    return AWSResponse(request.url, status, lines, _Body(content))


class _Body(BytesIO):
    """A reply's body as botocore reads it."""

    def stream(self) -> Iterator[bytes]:
        """Yield the content once."""
        while chunk := self.read():
            yield chunk
