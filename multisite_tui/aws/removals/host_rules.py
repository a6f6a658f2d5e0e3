"""Removal of a site's rules, and of its certificate, from the listeners that all sites share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.aws.facts.application_listeners import ApplicationListener, HostRule, ListenerCertificates
from multisite_tui.aws.facts.application_load_balancers import ApplicationLoadBalancer
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.base import Kind, Resource, StepOutputs
from multisite_tui.aws.resources.ownership import SETUP, Owner
from multisite_tui.model.things import Thing, ThingKind

SiteRules = tuple[HostRule, ...]


def balancers_of_setup(setup: str, facts: Facts) -> list[ApplicationLoadBalancer]:
    """Return the load balancers of the later API with a setup's tags, by their names.

    Raises:
        AwsFailure: a read was refused.
    """
    there = facts.application_load_balancers()
    tags = facts.application_tags() if there else {}
    return sorted(
        (one for one in there.values() if tags.get(one.arn, {}).get(SETUP) == setup), key=lambda one: one.name
    )


def listeners_of_setup(setup: str, facts: Facts) -> list[ApplicationListener]:
    """Return the listeners of these load balancers.

    Raises:
        AwsFailure: a read was refused.
    """
    return [one for balancer in balancers_of_setup(setup, facts) for one in facts.application_listeners(balancer.arn)]


@dataclass
class RemovedHostRules(Resource[SiteRules]):
    """The rules with a site's tags, the one of its maintenance page too; other sites' rules stay as they are."""

    owner: Owner
    kind: ClassVar[Kind] = Kind.DELETE

    @property
    def title(self) -> str:
        """Such as `rules of main.io`."""
        return f"rules of {self.owner.site}"

    def read(self, facts: Facts, known: StepOutputs) -> SiteRules:
        """Find them by their tags, on every listener of the setup."""
        listeners = listeners_of_setup(self.owner.setup, facts)
        rules = [rule for one in listeners for rule in facts.host_rules(one.arn)]
        return tuple(rule for rule in rules if self.owner.owns(rule.tags))

    def calls(self, found: SiteRules | None, known: StepOutputs) -> Sequence[Call]:
        """Delete each."""
        about = self.title
        return [
            AwsCall("elbv2", "DeleteRule", {"RuleArn": thing.id}, about, "made by this setup")
            for thing in self.deletes(found)
        ]

    def deletes(self, found: SiteRules | None) -> Sequence[Thing]:
        """Return those that the setup created; ELB does not say when."""
        made = [rule for rule in found or () if self.owner.made(rule.tags)]
        things = [Thing(ThingKind.RULE, rule.arn, frozenset(rule.hosts), None, ", ".join(rule.hosts)) for rule in made]
        return [thing for thing in things if self.may_delete(thing)]

    def noop_reason(self, found: SiteRules | None) -> str:
        """Return that there are none."""
        return "none are left"


@dataclass(frozen=True)
class EntriesOfSite:
    """The certificates of one site on the listeners of the setup."""

    entries: tuple[tuple[ApplicationListener, ListenerCertificates, tuple[str, ...]], ...]
    """Each listener with its certificates, and the ARNs of those that serve this site alone."""


@dataclass
class RemovedSecureEntries(Resource[EntriesOfSite]):
    """A site's certificates, taken out of the listeners that other sites go on to use.

    The default certificate cannot be taken out (elbv2, `RemoveListenerCertificates`, OperationNotPermitted): another
    one of the list becomes the default before. A listener without another certificate serves no site, and is deleted.
    """

    owner: Owner
    names: tuple[str, ...]
    """The names of the site."""
    other_names: frozenset[str]
    """The names of the sites that stay: a certificate that covers one of them is left to it."""
    kind: ClassVar[Kind] = Kind.DELETE

    @property
    def title(self) -> str:
        """Such as `certificate of main.io on the listeners`."""
        return f"certificate of {self.owner.site} on the listeners"

    def read(self, facts: Facts, known: StepOutputs) -> EntriesOfSite:
        """Find the certificates that cover the site and no other one."""
        entries = []
        for listener in listeners_of_setup(self.owner.setup, facts):
            if listener.certificate is None:
                continue
            there = facts.listener_certificates(listener.arn)
            own = tuple(arn for arn in sorted(there.all) if self._is_own(arn, facts))
            if own:
                entries.append((listener, there, own))
        return EntriesOfSite(tuple(entries))

    def calls(self, found: EntriesOfSite | None, known: StepOutputs) -> Sequence[Call]:
        """Make another certificate the default where need be, and take the site's out."""
        return [call for entry in (found.entries if found else ()) for call in self._leave(*entry)]

    def deletes(self, found: EntriesOfSite | None) -> Sequence[Thing]:
        """Return the listeners that serve no other site; ELB does not say when they were made."""
        alone = [listener for listener, there, own in (found.entries if found else ()) if not there.all - set(own)]
        things = [
            Thing(ThingKind.LISTENER, one.arn, frozenset({f"{one.protocol}:{one.port}"}), None,
                  f"{one.protocol}:{one.port}") for one in alone
        ]  # fmt: skip
        return [thing for thing in things if self.may_delete(thing)]

    def noop_reason(self, found: EntriesOfSite | None) -> str:
        """Return that there are none."""
        return "none are left"

    def _is_own(self, arn: str, facts: Facts) -> bool:
        certificate = facts.listed_certificate(arn)
        if certificate is None or not any(certificate.covers([name]) for name in self.names):
            return False
        return not any(certificate.covers([name]) for name in self.other_names)

    def _leave(
        self, listener: ApplicationListener, there: ListenerCertificates, own: tuple[str, ...]
    ) -> Sequence[Call]:
        others = sorted(there.listed - set(own))
        why = f"{self.owner.site} is taken away"
        if not others and there.default in own:
            thing = next((one for one in self.deletes(EntriesOfSite(((listener, there, own),)))), None)
            about = f"listener {listener.protocol}:{listener.port}"
            params = {"ListenerArn": listener.arn}
            return [AwsCall("elbv2", "DeleteListener", params, about, "no site uses it")] if thing else []
        calls = []
        if there.default in own:
            new = {"ListenerArn": listener.arn, "Certificates": [{"CertificateArn": others[0]}]}
            calls.append(AwsCall("elbv2", "ModifyListener", new, self.title, "another certificate is the default"))
        for arn in (one for one in own if one in there.listed):
            gone = {"ListenerArn": listener.arn, "Certificates": [{"CertificateArn": arn}]}
            calls.append(AwsCall("elbv2", "RemoveListenerCertificates", gone, self.title, why))
        return calls
