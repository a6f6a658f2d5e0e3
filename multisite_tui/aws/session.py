"""Builds all clients once, with timeouts, retries and a connection pool. Only boto3 finds and holds the credentials."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from multisite_tui import __version__
from multisite_tui.aws.awscrt_import import without_awscrt
from multisite_tui.aws.errors import SIGN_IN, AwsFailure, no_credentials, translated
from multisite_tui.aws.first_sign_in import first_sign_in, sso_profile
from multisite_tui.aws.in_flight import IN_FLIGHT
from multisite_tui.aws.login_settings import check_ca_bundle, check_endpoints, check_keys, region_of
from multisite_tui.aws.mfa import NOBODY, CodePrompt
from multisite_tui.aws.pacing import Pacer
from multisite_tui.aws.partitions import HOSTS
from multisite_tui.aws.provider_errors import configuration_errors
from multisite_tui.aws.region_access import not_enabled
from multisite_tui.aws.signed_in import SIGNED_IN, with_profile
from multisite_tui.errors import AccessError, AdviceKind, Problem
from multisite_tui.loading import loading
from multisite_tui.masking import SECRETS
from multisite_tui.model.accounts import Account, AccountKind

if TYPE_CHECKING:
    import boto3
    from botocore.client import BaseClient
    from botocore.config import Config
    from mypy_boto3_acm import ACMClient
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_elb import ElasticLoadBalancingClient
    from mypy_boto3_elbv2 import ElasticLoadBalancingv2Client
    from mypy_boto3_route53 import Route53Client
    from mypy_boto3_sts import STSClient
    from mypy_boto3_sts.type_defs import GetCallerIdentityResponseTypeDef

C = TypeVar("C", bound="BaseClient")
WHO_AM_I = "sts:GetCallerIdentity"
CONNECTIONS = 32
"""Connections in the pool, enough for the engine's concurrent calls; with botocore's default of 10 they would queue."""


@dataclass(frozen=True)
class Aws:
    """The clients of one account and region. Clients are safe to share between threads; sessions are not."""

    account: Account
    elb: ElasticLoadBalancingClient
    ec2: EC2Client
    acm: ACMClient
    route53: Route53Client
    pacer: Pacer = field(default_factory=Pacer)
    """Paces the clients' requests, save in a practice account."""
    make_elbv2: Callable[[], ElasticLoadBalancingv2Client] | None = None
    """Makes the client of Application Load Balancers, which only some setups need; None: there is none."""
    profile: str = ""
    """The profile that the credentials come from."""
    _made: dict[str, ElasticLoadBalancingv2Client] = field(default_factory=dict)
    _making: Lock = field(default_factory=Lock)

    @property
    def elbv2(self) -> ElasticLoadBalancingv2Client:
        """The client of Application Load Balancers, which is made when it is first needed.

        Raises:
            AccessError: its endpoint is not AWS's although those of all other services are.
        """
        with self._making:
            if "elbv2" not in self._made:
                if self.make_elbv2 is None:
                    raise LookupError("these clients have none for elbv2")
                self._made["elbv2"] = self.make_elbv2()
            return self._made["elbv2"]

    def client(self, service: str) -> Any:
        """Return the client of a service, by botocore's name such as `elb`."""
        return getattr(self, service)


def open_session(profile: str | None, region: str | None, prompt: CodePrompt = NOBODY) -> boto3.Session:
    """Return a boto3 session.

    Args:
        profile: The profile; None for the one that boto3 finds.
        region: The region; None for that of the environment, or of the profile.
        prompt: How a person is asked for MFA codes.

    Raises:
        AccessError: the profile does not exist, or has a setting that cannot be used.
    """
    SIGNED_IN.learn(profile)
    with loading(), without_awscrt():
        import boto3  # the import takes a quarter of a second, which `--help` and checking answers do not need

        from multisite_tui.aws.echoes import watch_echoes
        from multisite_tui.aws.service_models import direct_loader
        from multisite_tui.aws.signing_session import SigningSession

    with translated(WHO_AM_I), configuration_errors():
        core = SigningSession(profile, prompt)
        SECRETS.hold_environment()
        watch_echoes(core)
        core.register_component("data_loader", direct_loader(core.get_config_variable("data_path")))
        check_endpoints(core)
        check_ca_bundle(core)
        return boto3.Session(profile_name=profile, region_name=region_of(core, region), botocore_session=core)


def connect(session: boto3.Session, *, practice: bool = False) -> Aws:
    """Build the clients and read the account's identity (sts, `GetCallerIdentity`, which needs no permission).

    The clients are paced (`Pacer`), save in a practice account, which has no limit and no other user.

    Raises:
        AccessError: there are no credentials, or they have expired; there is no region; or AWS does not answer.
    """
    SIGNED_IN.learn(session.profile_name, practice=practice)
    try:
        return _connect(session, practice=practice)
    except AwsFailure as failure:
        if failure.signed_out:
            _forget_sessions()
        raise AccessError(*(_of_session(one, session) for one in failure.problems)) from failure


def _connect(session: boto3.Session, *, practice: bool) -> Aws:
    with translated(WHO_AM_I), configuration_errors():
        _find_keys(session)
    region = session.region_name  # after the keys: who has none is led to them, and `aws configure` asks for both
    if not region:
        raise AccessError(_no_region())
    with translated(WHO_AM_I), configuration_errors():
        config = _config()
        with loading(), ThreadPoolExecutor(1) as pool:
            sts = session.client("sts", config=config)
            IN_FLIGHT.watch(sts)
            asked = pool.submit(_identity, session, sts, config)
            # Reading the descriptions of the services takes about as long as AWS's answer.
            elb = session.client("elb", config=config)
            ec2 = session.client("ec2", config=config)
            acm = session.client("acm", config=config)
            route53 = session.client("route53", config=config)
            identity = asked.result()
    kind = AccountKind.PRACTICE if practice else _kind(sts, elb, ec2, acm, route53)
    pacer = Pacer()

    def watched(client: C) -> C:
        IN_FLIGHT.watch(client)
        if not practice:
            pacer.pace(client)
        return client

    def elbv2() -> ElasticLoadBalancingv2Client:
        with loading():
            client = session.client("elbv2", config=config)
        if kind is AccountKind.AWS and _kind(client) is not AccountKind.AWS:
            raise AccessError(_endpoint_apart())
        return watched(client)

    for client in (elb, ec2, acm, route53):
        watched(client)
    account = Account(identity["Account"], region, kind, identity["Arn"])
    return Aws(account, elb, ec2, acm, route53, pacer, elbv2, session.profile_name)


def _forget_sessions() -> None:
    from multisite_tui.aws.signing_session import RoleCache

    RoleCache.forget()


def _find_keys(session: boto3.Session) -> None:
    """Find the credentials, in this thread: a person may be asked for a code, and may interrupt that."""
    found = session.get_credentials()
    if found is None:
        from botocore.exceptions import NoCredentialsError

        raise no_credentials(WHO_AM_I, NoCredentialsError())
    check_keys(found)


def _identity(session: boto3.Session, sts: STSClient, config: Config) -> GetCallerIdentityResponseTypeDef:
    try:
        with translated(WHO_AM_I):
            return sts.get_caller_identity()
    except AwsFailure as failure:
        raise not_enabled(failure, session, config) from failure


def _config() -> Config:
    from botocore.config import Config

    return Config(
        connect_timeout=5,
        read_timeout=20,
        max_pool_connections=CONNECTIONS,
        # Set explicitly, because botocore's default changed in 1.44.0.
        retries={"mode": "standard", "total_max_attempts": 5},
        user_agent_extra=f"multisite-tui/{__version__}",
    )


def _kind(*clients: BaseClient) -> AccountKind:
    """Return AWS only if every client uses an AWS host: an endpoint URL can be set for one service alone."""
    hosts = [urlsplit(client.meta.endpoint_url).hostname or "" for client in clients]
    return AccountKind.AWS if all(host.endswith(HOSTS) for host in hosts) else AccountKind.ENDPOINT


def sign_in_command(profile: str, command: str = SIGN_IN) -> str:
    """Return the command that signs in, quoted for a shell. An empty profile means the default one."""
    return with_profile(command, profile)


def _of_session(problem: Problem, session: boto3.Session) -> Problem:
    """Return the problem with the profiles that there are, where a person has no credentials yet."""
    if problem.advice is None or problem.advice.kind is not AdviceKind.FIRST_SIGN_IN:
        return problem
    known = session._session.full_config.get("profiles", {})  # noqa: SLF001 - boto3 gives only the names
    return problem.advised(first_sign_in(session.profile_name, session.available_profiles, sso_profile(known)))


def _endpoint_apart() -> Problem:
    return Problem(
        code="endpoint_not_aws",
        what="The endpoint of Application Load Balancers (elbv2) is not AWS, and those of the other services are.",
        why="Names of a real zone would be led to a load balancer that is not there.",
        next="Take AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2, or the profile's setting of it, away; or set all.",
    )


def _no_region() -> Problem:
    return Problem(
        code="no_region",
        what="No AWS region is set.",
        why="Neither the answers file, the command line, the profile nor the environment names one.",
        next="Add `region: ap-northeast-2` (or yours) to the answers file, or give --region.",
        key="region",
    )
