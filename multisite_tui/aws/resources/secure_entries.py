"""A site's entry in a listener with TLS: its certificate in the list from which the listener chooses by SNI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from multisite_tui.aws.calls import AwsCall, Call, Unknown
from multisite_tui.aws.facts.application_listeners import ApplicationListener, ListenerCertificates
from multisite_tui.aws.facts.application_load_balancers import ApplicationLoadBalancer
from multisite_tui.aws.facts.certificates import Certificate
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.base import Ref, Resource, StepOutputs
from multisite_tui.aws.resources.certificates import CertificateChoice, arn_of
from multisite_tui.aws.resources.host_rules import led_here
from multisite_tui.aws.resources.ownership import Owner, as_list
from multisite_tui.aws.resources.shared_listeners import (
    TLS_POLICY,
    UNKNOWN_HOST,
    TlsPolicyCall,
    another_protocol,
    arn_of_balancer,
    listener_on,
)
from multisite_tui.errors import Problem


@dataclass(frozen=True)
class SecurePort:
    """The listeners with TLS of one site's ports, as they are."""

    listener: ApplicationListener
    certificates: ListenerCertificates
    outdated: tuple[str, ...]
    """The ARNs of certificates that serve this site alone, and are not the one that it is to have."""


@dataclass(frozen=True)
class ListenerCreation(TlsPolicyCall):
    """The call that makes a listener with TLS. Of the sites that are ready for it at once, one makes it for all."""

    @classmethod
    def of(cls, params: Mapping[str, Any], about: str) -> ListenerCreation:
        """Return the call."""
        return cls("elbv2", "CreateListener", params, about, "not there yet")

    @property
    def batch(self) -> str:
        """One batch for each listener: AWS refuses a second one on its port (`DuplicateListener`)."""
        return f"listener {self.params['LoadBalancerArn']} {self.params['Port']}"

    @property
    def own_trouble(self) -> tuple[str, ...]:
        """The codes with which AWS refuses its certificate, which is that of one site."""
        return ("UnsupportedCertificate", "CertificateNotFound")

    def joined(self, others: Sequence[Call]) -> Call:
        """Return this call: each of the others adds its certificate to the listener next."""
        return self


@dataclass
class SecureEntry(Resource[SecurePort]):
    """The certificate of one site on the shared listener of one port.

    The site whose certificate is there first creates the listener, with its own as the default (elbv2,
    `CreateListener`). Every site's certificate is in the list, the default too, so that the default can be changed at
    any moment, and a site leaves with one call. A listener chooses by the visitor's SNI (elb guide, create-https-
    listener).
    """

    owner: Owner
    """Of the setup as a whole: the listener is its."""
    site: str
    names: tuple[str, ...]
    """The names of the site."""
    other_names: frozenset[str]
    """The names of all other sites: a certificate that covers one of them, or a host of their rules, is left to it."""
    balancer: Ref[ApplicationLoadBalancer]
    name: str
    port: int
    certificate: Ref[CertificateChoice]

    @property
    def title(self) -> str:
        """Such as `certificate of main.io on HTTPS:443`."""
        return f"certificate of {self.site} on HTTPS:{self.port}"

    def read(self, facts: Facts, known: StepOutputs) -> SecurePort | None:
        """Find the listener by its port, with its certificates."""
        balancer = known.get(self.balancer)
        listener = listener_on(self.port, balancer, facts)
        if listener is None:
            return None
        there = facts.listener_certificates(listener.arn)
        wanted = arn_of(self.certificate, known)
        # While the site's new certificate is not there, the old one serves it.
        others = sorted(there.all - {wanted}) if isinstance(wanted, str) and wanted in there.listed else ()
        served = self._served_besides(listener, balancer, facts) if others else frozenset()
        outdated = tuple(arn for arn in others if self._is_outdated(facts.listed_certificate(arn), served))
        return SecurePort(listener, there, outdated)

    def calls(self, found: SecurePort | None, known: StepOutputs) -> Sequence[Call]:
        """Create the listener, or add the certificate to its list; then take out what served the site before."""
        wanted = arn_of(self.certificate, known)
        if found is None:
            later = Unknown(None, "ListenerArn", f"the ARN of listener HTTPS:{self.port}")
            return [self._create(wanted, known), self._add(later, wanted)]
        arn = found.listener.arn
        calls = [] if wanted in found.certificates.listed else [self._add(arn, wanted)]
        if found.certificates.default in found.outdated or found.certificates.default is None:
            why = "the default certificate is outdated"
            params = {"ListenerArn": arn, "Certificates": [{"CertificateArn": wanted}]}
            calls.append(AwsCall("elbv2", "ModifyListener", params, self.title, why))
        listed = [one for one in found.outdated if one in found.certificates.listed]
        return [*calls, *(self._remove(arn, one) for one in listed)]

    def exists(self, found: SecurePort | None) -> bool:
        """Whether there is a certificate of the site in the list."""
        return found is not None and bool(found.outdated)

    def conflicts(self, found: SecurePort | None, known: StepOutputs) -> Sequence[Problem]:
        """Refuse a listener of another protocol on this port."""
        if found is None or found.listener.protocol == "HTTPS":
            return ()
        return (another_protocol(self.port, found.listener, "HTTPS", self.site),)

    def summary(self, found: SecurePort | None) -> str:
        """The listener's ARN."""
        return found.listener.arn if found else ""

    def _served_besides(
        self, listener: ApplicationListener, balancer: ApplicationLoadBalancer | None, facts: Facts
    ) -> frozenset[str]:
        """Return the names besides the site's own that still need certificates.

        They are those of the other sites; those of all rules but our own, since a site that is no longer asked for is
        served until it is taken away, and a rule may be somebody else's; and former ones of ours that still lead here.
        """
        site = replace(self.owner, site=self.site)
        rules = facts.host_rules(listener.arn)
        former = {host for rule in rules if site.owns(rule.tags) for host in rule.hosts} - set(self.names)
        others = {host for rule in rules if not site.owns(rule.tags) for host in rule.hosts} - set(self.names)
        return self.other_names | others | led_here(former, balancer, facts)

    def _is_outdated(self, certificate: Certificate | None, served_besides: frozenset[str]) -> bool:
        """Whether a certificate serves this site and no other one; one that is deleted serves nobody."""
        if certificate is None:
            return False
        return certificate.covers([self.names[0]]) and not any(certificate.covers([one]) for one in served_besides)

    def _create(self, certificate: str | Unknown, known: StepOutputs) -> Call:
        balancer = known.get(self.balancer)
        params = {
            "LoadBalancerArn": balancer.arn if balancer else arn_of_balancer(self.balancer),
            "Protocol": "HTTPS",
            "Port": self.port,
            "SslPolicy": TLS_POLICY,
            "Certificates": [{"CertificateArn": certificate}],
            "DefaultActions": [UNKNOWN_HOST.params],
            "Tags": as_list(self.owner.tags_for()),
        }
        about = f"listener HTTPS:{self.port} of {self.name}"
        return ListenerCreation.of(params, about)

    def _add(self, listener: str | Unknown, certificate: str | Unknown) -> Call:
        params = {"ListenerArn": listener, "Certificates": [{"CertificateArn": certificate}]}
        why = f"visitors of {self.site} are shown it"
        return AwsCall("elbv2", "AddListenerCertificates", params, self.title, why)

    def _remove(self, listener: str, certificate: str) -> Call:
        params = {"ListenerArn": listener, "Certificates": [{"CertificateArn": certificate}]}
        why = f"{self.site} has another certificate"
        return AwsCall("elbv2", "RemoveListenerCertificates", params, self.title, why)
