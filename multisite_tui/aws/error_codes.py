"""AWS's error codes and botocore's names of errors, by what they have in common."""

from __future__ import annotations

DENIED = frozenset({
    "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "UnauthorizedAccess", "NotAuthorized",
    "TagPolicyViolation", "TagPolicyException",
})  # fmt: skip
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException"})
CLOCK = frozenset({"RequestExpired", "RequestTimeTooSkewed"})
"""Codes that say by themselves that the time of a request is not AWS's time."""
INVALID = frozenset({
    "InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure", "SignatureDoesNotMatch",
    "InvalidSignatureException", "InvalidAccessKeyId", "IncompleteSignature", "IncompleteSignatureException",
    "MissingAuthenticationToken", "MissingAuthenticationTokenException",
})  # fmt: skip
"""Codes after which AWS takes no call with these keys, or none in this region."""
UNUSABLE = frozenset({
    "OptInRequired", "SubscriptionRequiredException", "SubscriptionRequired", "RegionDisabledException", "Blocked",
    "AccountProblem", "InactiveAccount",
})  # fmt: skip
"""Codes of an account, or of a region of it, in which AWS takes no call at all for now."""
UNKNOWN_KEYS = frozenset({"InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure", "OptInRequired"})
"""Codes with which AWS refuses keys of another partition or account; a region that is not enabled answers them too."""
SIGNED_OUT = EXPIRED | CLOCK | INVALID | UNUSABLE | {
    "NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "TokenRetrievalError", "SSOError",
    "SSOTokenLoadError", "UnauthorizedSSOTokenError", "PendingAuthorizationExpiredError", "LoginError",
    "LoginRefreshRequired", "LoginInsufficientPermissions", "LoginTokenLoadError", "LoginAuthorizationCodeError",
    "RefreshWithMFAUnsupportedError", "sign_in_failed", "mfa_needed", "mfa_refused", "key_malformed",
}  # fmt: skip
"""AWS's codes, botocore's error names and our own, after which every call with this login would fail."""
THROTTLED = frozenset({
    "Throttling", "ThrottlingException", "RequestLimitExceeded", "EC2ThrottledException", "DependencyThrottle",
    "PriorRequestNotComplete", "TooManyRequestsException",
})  # fmt: skip
BROKEN = frozenset({
    "InternalFailure", "InternalError", "ServiceUnavailable", "Unavailable", "500", "502", "503", "504",
})  # fmt: skip
"""Each service's codes of HTTP 5xx; botocore uses the number if the reply has no code."""
UNREACHED = frozenset({
    "EndpointConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "ConnectionClosedError",
    "ProxyConnectionError",
})  # fmt: skip
"""botocore's names of failed connections."""
TRANSIENT = THROTTLED | BROKEN | UNREACHED
"""Errors of a read that are likely to be over some seconds later."""
