"""Targets: the instances of a site, each registered with the site's port."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from multisite_tui.aws.calls import AwsCall, Call, Unknown
from multisite_tui.aws.facts.entrances import TargetHealth
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.target_groups import TargetGroup
from multisite_tui.aws.resources.base import Kind, Progress, Ref, Resource, StepOutputs, Wait
from multisite_tui.aws.resources.instances import NOT_SHOWN, health_message
from multisite_tui.model.replies import Reply


@dataclass(frozen=True)
class RegisteredTargets:
    """The target group, and its targets as they are."""

    arn: str
    targets: tuple[TargetHealth, ...]

    @property
    def standing(self) -> frozenset[tuple[str, int | None]]:
        """Instance and port of each target that is not being deregistered."""
        return frozenset((one.instance, one.port) for one in self.targets if not one.leaving)


@dataclass
class Targets(Resource[RegisteredTargets]):
    """The site's instances with its port, registered and healthy (elbv2, `RegisterTargets`)."""

    name: str
    """The target group's name."""
    group: Ref[TargetGroup]
    instances: tuple[str, ...]
    port: int
    wait: Wait

    @property
    def title(self) -> str:
        """Such as `target i-0123 port 6402 in to-main`."""
        return f"target {', '.join(self.instances)} port {self.port} in {self.name}"

    @property
    def _wanted(self) -> frozenset[tuple[str, int | None]]:
        return frozenset((instance, self.port) for instance in self.instances)

    def read(self, facts: Facts, known: StepOutputs) -> RegisteredTargets | None:
        """Find the targets of the target group; None if there is no such group."""
        return targets_of(self.group, facts, known)

    def calls(self, found: RegisteredTargets | None, known: StepOutputs) -> Sequence[Call]:
        """Register those that are not registered."""
        missing = sorted(self._wanted - (found.standing if found else frozenset()), key=str)
        if not missing:
            return ()
        arn = found.arn if found else Unknown(self.group.step, "TargetGroupArn", "the ARN of its target group")
        params = {"TargetGroupArn": arn, "Targets": _listed(missing)}
        return [AwsCall("elbv2", "RegisterTargets", params, self.title, "not registered yet")]

    def exists(self, found: RegisteredTargets | None) -> bool:
        """Whether any of them is registered."""
        return found is not None and not found.standing.isdisjoint(self._wanted)

    def progress(self, facts: Facts, found: RegisteredTargets, replies: Sequence[Reply]) -> Progress:
        """Done when every target of the site is healthy."""
        now = [one for one in facts.target_health(found.arn) if (one.instance, one.port) in self._wanted]
        done = len(now) == len(self._wanted) and all(one.in_service for one in now)
        return Progress(done, health_message(now) if now else NOT_SHOWN)


@dataclass
class LeavingTargets(Resource[RegisteredTargets]):
    """Deregisters targets that the answers no longer name, after the others are healthy; they finish their requests."""

    name: str
    group: Ref[TargetGroup]
    instances: tuple[str, ...]
    port: int
    kind: ClassVar[Kind] = Kind.CLEAN_UP

    @property
    def title(self) -> str:
        """Such as `targets that leave to-main`."""
        return f"targets that leave {self.name}"

    def read(self, facts: Facts, known: StepOutputs) -> RegisteredTargets | None:
        """Find the targets of the target group."""
        return targets_of(self.group, facts, known)

    def calls(self, found: RegisteredTargets | None, known: StepOutputs) -> Sequence[Call]:
        """Deregister those that are not asked for."""
        wanted = frozenset((instance, self.port) for instance in self.instances)
        leaving = sorted(found.standing - wanted, key=str) if found else []
        if found is None or not leaving:
            return ()
        params = {"TargetGroupArn": found.arn, "Targets": _listed(leaving)}
        why = f"no longer asked for: {', '.join(f'{instance} port {port}' for instance, port in leaving)}"
        return [AwsCall("elbv2", "DeregisterTargets", params, self.title, why)]


def targets_of(group: Ref[TargetGroup], facts: Facts, known: StepOutputs) -> RegisteredTargets | None:
    """Return the targets of the target group that an earlier step has read; None if it does not exist."""
    there = known.get(group)
    return RegisteredTargets(there.arn, facts.target_health(there.arn)) if there else None


def _listed(targets: Sequence[tuple[str, int | None]]) -> list[dict[str, Any]]:
    return [{"Id": instance, "Port": port} for instance, port in targets]
