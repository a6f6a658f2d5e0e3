"""The error replies of each service to the same fault, with its own codes and messages."""

from __future__ import annotations

from multisite_tui.demo.calls import Refusal
from multisite_tui.demo.constants import ACCOUNT_ID

THROTTLED = "Throttled"
DENIED = "Denied"
EXPIRED = "Expired"
SERVER_ERROR = "ServerError"
UNAVAILABLE = "Unavailable"
HELD_BACK = "HeldBack"

_DEFAULT = "*"
_HELD_BACK = (
    "This AWS account currently does not support creating load balancers. For more information, please contact AWS "
    "Support."
)
ErrorForm = tuple[str, int, str]
"""Code, HTTP status and message."""

_ERRORS: dict[str, dict[str, ErrorForm]] = {
    THROTTLED: {
        "ec2": ("RequestLimitExceeded", 503, "Request limit exceeded."),
        "acm": ("ThrottlingException", 400, "Rate exceeded"),
        _DEFAULT: ("Throttling", 400, "Rate exceeded"),
    },
    DENIED: {
        "ec2": ("UnauthorizedOperation", 403, "You are not authorized to perform this operation. {who}"),
        "acm": ("AccessDeniedException", 400, "{who}"),
        _DEFAULT: ("AccessDenied", 403, "{who}"),
    },
    EXPIRED: {
        "ec2": ("RequestExpired", 400, "Request has expired."),
        "acm": ("ExpiredTokenException", 400, "The security token included in the request is expired"),
        _DEFAULT: ("ExpiredToken", 403, "The security token included in the request is expired"),
    },
    SERVER_ERROR: {
        "ec2": ("InternalError", 500, "An internal error has occurred"),
        _DEFAULT: ("InternalFailure", 500, "The request processing has failed because of an unknown error."),
    },
    UNAVAILABLE: {
        "ec2": ("Unavailable", 503, "The server is overloaded and can't handle the request."),
        _DEFAULT: ("ServiceUnavailable", 503, "The request has failed due to a temporary failure of the server."),
    },
    HELD_BACK: {
        _DEFAULT: (
            "OperationNotPermitted",
            400,
            _HELD_BACK,
        ),
    },
}
"""Sources: each API reference, "Common Errors"; EC2's user guide, "Error codes"; for denials, IAM's guide;
for an account that AWS holds back, public reports."""

_WHO = (
    "User: arn:aws:iam::{account}:user/practice is not authorized to perform: {action} because no identity-based "
    "policy allows the {action} action"
)


def service_refusal(word: str, service: str, action: str) -> Refusal | None:
    """Return a service's refusal for a fault; None if `word` is not one of this module's constants.

    Args:
        word: such as `THROTTLED`.
        service: botocore's name of the service.
        action: the IAM action that was refused.
    """
    by_service = _ERRORS.get(word)
    if by_service is None:
        return None
    code, status, message = by_service.get(service, by_service[_DEFAULT])
    who = _WHO.format(account=ACCOUNT_ID, action=action)
    return Refusal(code, message.format(who=who), status)
