"""What a reply must contain to be an answer at all.

AWS may leave out every member that its model does not mark as required. A fact reads such a member as optional; an
element without its id is passed over. A reply without the very thing that was asked for is no answer: it must not be
taken for "there is none".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from multisite_tui.aws.errors import AwsFailure
from multisite_tui.errors import Advice, AdviceKind, Problem

INCOMPLETE = "reply_incomplete"
"""The code of the failure, where the endpoint has none of its own."""


def answer_in(reply: Mapping[str, Any] | object, member: str, call: str) -> Any:
    """Return the member of a reply that answers the question.

    Args:
        reply: A reply of AWS, or one page of it.
        member: The member's name, such as `Subnets`.
        call: The call, such as `ec2:DescribeSubnets`.

    Raises:
        AwsFailure: the reply does not have it.
    """
    answer = cast("Mapping[str, Any]", reply).get(member)
    if answer is None:
        raise incomplete(call, member)
    return answer


def incomplete(call: str, member: str) -> AwsFailure:
    """Return the failure of a reply that lacks the answer."""
    problem = Problem(
        code=INCOMPLETE,
        what=f"The endpoint answered {call} without `{member}`.",
        why="AWS itself returns it; some stand-ins for AWS do not know this part of the service.",
    ).advised(Advice.of(AdviceKind.RUN_AGAIN, "Look at which endpoint is configured (AWS_ENDPOINT_URL), then {again}."))
    return AwsFailure(problem, code=INCOMPLETE, message=problem.what, call=call)


def tags_from(tags: Iterable[Any]) -> dict[str, str]:
    """Return tags by key, as every service lists them; a tag without a value has an empty one."""
    return {tag["Key"]: tag.get("Value", "") for tag in tags if "Key" in tag}
