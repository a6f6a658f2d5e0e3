"""Removal of a site's certificate from the listeners with TLS that all sites share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.aws.facts.application_listeners import ApplicationListener, ListenerCertificates
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.removals.setup_balancers import listeners_of_setup
from multisite_tui.aws.resources.base import Kind, Resource, StepOutputs
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.model.things import Thing, ThingKind


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
