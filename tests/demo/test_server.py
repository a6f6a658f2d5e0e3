from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from multisite_tui.aws.session import CONNECTIONS
from multisite_tui.demo.wire.connections import Limits
from multisite_tui.demo.wire.server import Server, serve, settings

from .applications import application, described
from .rig import ONCE, Bench, address, listener

AWS = Path(sys.executable).with_name("aws")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def server(bench: Bench) -> Iterator[Server]:
    with serve(bench.account) as served:
        yield served


def remote(server: Server, service: str, config: Config = ONCE) -> Any:
    keys = {"aws_access_key_id": "any", "aws_secret_access_key": "any", "region_name": "ap-northeast-2"}
    return boto3.Session(**keys).client(service, endpoint_url=server.url, config=config)


def cli(server: Server, *words: str) -> subprocess.Popen[str]:
    nothing = dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), os.devnull)
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return subprocess.Popen(
        [AWS, *words, "--output", "json"],
        env={**surroundings, **nothing, **settings(server.url)},
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> Any:
    out = process.communicate(timeout=60)[0]
    assert process.returncode == 0
    return json.loads(out) if out.strip() else None


def test_the_aws_cli_reads_what_was_made_and_is_read(bench: Bench, server: Server) -> None:
    bench.balancer(Tags=[{"Key": "팀", "Value": "웹"}])
    application_arn = application(bench)
    arn = bench.certificate("main.io", "www.main.io")
    zone = bench.zone_id()
    bench.clock.forward(3)
    tags = ("elb", "add-tags", "--load-balancer-names", "to-main", "--tags", "Key=by,Value=cli")
    asked = [
        cli(server, *tags),
        cli(server, "elb", "describe-load-balancers", "--load-balancer-names", "to-main"),
        cli(server, "elbv2", "describe-load-balancers", "--names", "main"),
        cli(server, "acm", "describe-certificate", "--certificate-arn", arn),
        cli(server, "route53", "list-resource-record-sets", "--hosted-zone-id", zone),
        cli(server, "ec2", "describe-instances"),
    ]
    _, balancers, applications, certificate, records, instances = [said(process) for process in asked]
    assert balancers["LoadBalancerDescriptions"][0]["DNSName"] == bench.described()["DNSName"]
    assert [one["LoadBalancerArn"] for one in applications["LoadBalancers"]] == [application_arn]
    assert certificate["Certificate"]["SubjectAlternativeNames"] == ["main.io", "www.main.io"]
    assert records["ResourceRecordSets"] == list(bench.records().values())
    assert instances["Reservations"][0]["Instances"][0]["InstanceId"] == bench.instance["InstanceId"]
    made = bench.elb.describe_tags(LoadBalancerNames=["to-main"])["TagDescriptions"][0]["Tags"]
    assert made == [{"Key": "팀", "Value": "웹"}, {"Key": "by", "Value": "cli"}]


def test_other_programs_read_and_write(bench: Bench, server: Server) -> None:
    elb, route53, ec2 = (remote(server, service) for service in ("elb", "route53", "ec2"))
    elb.create_load_balancer(LoadBalancerName="to-main", Listeners=[listener()], Subnets=bench.subnets)
    assert bench.described()["ListenerDescriptions"][0]["Listener"]["InstancePort"] == 6402
    changes = [{"Action": "CREATE", "ResourceRecordSet": address("x.main.io", "203.0.113.1")}]
    zone = bench.zone_id()
    change = route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    assert route53.get_change(Id=change["ChangeInfo"]["Id"])["ChangeInfo"]["Status"] == "PENDING"
    assert ("x.main.io.", "A") in bench.records()
    assert route53.list_hosted_zones_by_name(DNSName="main.io")["HostedZones"][0]["Name"] == "main.io."
    group = ec2.create_security_group(GroupName="g", Description="g")["GroupId"]
    assert bench.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    elbv2 = remote(server, "elbv2")
    made = elbv2.create_load_balancer(Name="main", Subnets=bench.subnets)["LoadBalancers"][0]
    with pytest.raises(ClientError, match="two different Availability Zones"):
        elbv2.set_subnets(LoadBalancerArn=made["LoadBalancerArn"], Subnets=bench.subnets[:1])
    assert described(bench, made["LoadBalancerArn"]) == made
    assert remote(server, "sts").get_caller_identity()["Account"] == "123456789012"


def test_refusals_are_as_in_process(server: Server) -> None:
    with pytest.raises(ClientError, match="LoadBalancerNotFound"):
        remote(server, "elb").describe_tags(LoadBalancerNames=["nobody"])
    arn = "arn:aws:acm:ap-northeast-2:123456789012:certificate/none"
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        remote(server, "acm").describe_certificate(CertificateArn=arn)


@pytest.mark.parametrize(
    ("service", "call"), [("elbv2", "describe_trust_stores"), ("s3", "list_buckets"), ("kms", "list_keys")]
)
def test_what_is_not_practised_is_refused(server: Server, service: str, call: str) -> None:
    with pytest.raises(ClientError, match=f"does not practise {service}"):
        getattr(remote(server, service), call)()


def test_a_broken_connection(bench: Bench, server: Server) -> None:
    bench.account.drop("DescribeVpcs")
    with pytest.raises(ConnectionClosedError):
        remote(server, "ec2").describe_vpcs()
    remote(server, "ec2").describe_vpcs()


def raw(url: str, data: bytes = b"", **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(url, data, headers)
    with pytest.raises(HTTPError) as caught:
        urllib.request.urlopen(request, timeout=30)
    with caught.value as reply:
        return reply.code, reply.read().decode()


SIGNED = "AWS4-HMAC-SHA256 Credential=A/20260101/ap-northeast-2/{}/aws4_request, SignedHeaders=host, Signature=0"


def test_unsigned_requests_are_refused(bench: Bench, server: Server) -> None:
    status, body = raw(server.url, b"Action=DescribeLoadBalancers&Version=2012-06-01")
    assert status == 403
    assert "<Code>MissingAuthenticationToken</Code>" in body
    status, body = raw(server.url, b"{}", **{"X-Amz-Target": "CertificateManager.ListCertificates"})
    assert json.loads(body)["__type"] == "MissingAuthenticationToken"
    assert list(bench.account.calls) == []


@pytest.mark.parametrize(
    ("service", "path", "code"),
    [
        ("elasticloadbalancing", "/?Action=Nonsense&Version=2012-06-01", "InvalidAction"),
        ("elasticloadbalancing", "/?Action=CreateRule&Version=2012-06-01", "elb has no operation"),
        ("elasticloadbalancing", "/?Action=DescribeLoadBalancers&Version=2015-12-02", "InvalidAction"),
        ("elasticloadbalancing", "/?Action=DescribeLoadBalancers", "InvalidAction"),
        ("elasticloadbalancing", "/?Action=No%0A1+2+write+x&Version=2015-12-01", "InvalidAction"),
        ("route53", "/2013-04-01/nonsense", "InvalidAction"),
        ("ec2", "/", "InvalidAction"),
    ],
)
def test_nonsense_is_refused(bench: Bench, server: Server, service: str, path: str, code: str) -> None:
    status, body = raw(server.url + path, Authorization=SIGNED.format(service))
    assert status in (400, 404)
    assert code in body
    assert all(call.name.endswith(".Unknown") for call in bench.account.calls)


def test_a_request_that_is_too_large_is_refused(server: Server) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    for length in ("2000000", "-1"):
        with socket.create_connection((host, int(port)), timeout=30) as line:
            line.sendall(f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode())
            assert b" 413 " in line.recv(100)


def test_a_run_with_many_sites_has_all_the_connections_that_it_keeps() -> None:
    clients = ("sts", "elb", "ec2", "acm", "route53")
    assert Limits().connections >= len(clients) * CONNECTIONS


SHORT = Limits(connections=2, idle=0.2, request=0.2, reply=0.2)
"""Times that pass while a test waits for what comes of them."""
PATIENCE = 60.0


def connected(server: Server) -> socket.socket:
    host, port = server.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


def until_closed(line: socket.socket, piece: bytes) -> bool:
    """Send a piece again and again until the server has closed the connection; False if it does not."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            line.sendall(piece)
            if line.recv(1) == b"":
                return True
        except TimeoutError:
            pass
        except ConnectionError:
            return True
    return False


@contextmanager
def suppress_not_connected() -> Iterator[None]:
    """Go on where the server has reset the connection already; shutting it down is then no `ConnectionError`."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOTCONN:
            raise


def replied(server: Server, *lines: str, body: str = "") -> str:
    """Send a request, and return all that comes back until the server closes the connection."""
    with connected(server) as line, suppress(ConnectionResetError, BrokenPipeError):
        line.sendall("\r\n".join([*lines, "", body]).encode("latin-1"))
        with suppress_not_connected():
            line.shutdown(socket.SHUT_WR)
        return line.makefile("rb").read().decode("latin-1")
    return ""


def signed(service: str = "ec2", host: str = "127.0.0.1", first: str = "POST / HTTP/1.1") -> tuple[str, ...]:
    return first, f"Host: {host}", f"Authorization: {SIGNED.format(service)}"


def test_a_client_that_sends_a_byte_now_and_then_is_cut_off(bench: Bench) -> None:
    with serve(bench.account, limits=SHORT) as server, connected(server) as line:
        line.settimeout(SHORT.request / 8)
        line.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
        assert until_closed(line, b"x")  # each byte would begin a timeout of the socket anew


@pytest.mark.parametrize("sent", [b"", b"POST / HTTP/1.1\r\n", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf"])
def test_a_client_that_falls_silent_is_cut_off(bench: Bench, sent: bytes) -> None:
    with serve(bench.account, limits=SHORT) as server, connected(server) as line:
        line.sendall(sent)
        assert line.recv(1) == b""


def test_a_client_that_reads_no_reply_is_cut_off(bench: Bench) -> None:
    with serve(bench.account, limits=SHORT) as server, connected(server) as line:
        line.settimeout(PATIENCE)
        whole = "\r\n".join([*signed(), "Content-Length: 0", "", ""]).encode()
        with suppress(ConnectionError):
            while True:
                line.sendall(whole)
        assert remote(server, "sts").get_caller_identity()


def test_one_connection_too_many_is_closed_and_a_place_that_becomes_free_is_used(bench: Bench) -> None:
    patient = Limits(connections=2, idle=600, request=600)
    with serve(bench.account, limits=patient) as server:
        lines = [connected(server) for _ in range(2)]
        for line in lines:  # so that both are being served
            line.sendall("\r\n".join([*signed(), "Content-Length: 0", "", ""]).encode())
            assert line.recv(12) == b"HTTP/1.1 400"
        with connected(server) as third:
            assert third.recv(12) == b"HTTP/1.1 503"
        lines[0].close()
        again = Config(retries={"total_max_attempts": 9, "mode": "standard"})
        assert remote(server, "sts", again).get_caller_identity()
        lines[1].close()


FORM = "Content-Type: application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("more", "status"),
    [
        (["Content-Length: 5", "Content-Length: 5"], 400),
        (["Content-Length: +5"], 413),
        (["Content-Length: \u00b2"], 413),
        (["Content-Length: " + "9" * 5000], 413),
        (["Transfer-Encoding: chunked"], 501),
        (["Content-Length: 5", "Transfer-Encoding: chunked"], 501),
        ([f"X-{number}: {'a' * 1000}" for number in range(80)], 431),
        ([f"X-{number}: a" for number in range(200)], 431),
    ],
    ids=str,
)
def test_a_request_whose_end_is_not_certain_ends_the_connection(
    bench: Bench, server: Server, more: list[str], status: int
) -> None:
    hidden = "\r\n".join(["hello", *signed(), FORM, "Content-Length: 40", "", "Action=DescribeVpcs&Version=2016-11-15"])
    answer = replied(server, *signed(), *more, body=hidden)
    assert answer.count("HTTP/1.1 ") <= 1  # none if the rest, which is not read, resets the connection
    assert answer.startswith(f"HTTP/1.1 {status} ") or not answer
    assert list(bench.account.calls) == []


@pytest.mark.parametrize(
    ("first", "words"),
    [
        ("GET http://ec2.amazonaws.com/ HTTP/1.1", "InvalidRequest"),
        ("GET /", "InvalidRequest"),
        ("TRACE / HTTP/1.1", "Unsupported method"),
    ],
)
def test_requests_of_another_form_are_refused(bench: Bench, server: Server, first: str, words: str) -> None:
    assert words in replied(server, *signed(first=first))
    assert list(bench.account.calls) == []


@pytest.mark.parametrize("cut", [20, 60, 200])
def test_a_request_that_breaks_off_is_not_carried_out(bench: Bench, server: Server, cut: int) -> None:
    body = "Action=CreateSecurityGroup&Version=2016-11-15&GroupName=g&GroupDescription=g"
    whole = "\r\n".join([*signed(), FORM, f"Content-Length: {len(body)}", "", body])
    with connected(server) as line:
        line.sendall(whole[:-cut].encode())
        line.shutdown(socket.SHUT_WR)
        assert line.recv(1) == b""
    assert list(bench.account.calls) == []


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.0.2.1", "", "localhost@evil.example"])
def test_a_page_that_leads_its_own_name_to_loopback_is_refused(bench: Bench, server: Server, host: str) -> None:
    assert " 403 " in replied(server, *signed(host=host), "Content-Length: 0").splitlines()[0]
    assert list(bench.account.calls) == []


@pytest.mark.parametrize("host", ["127.0.0.1:80", "localhost", "[::1]:80", "aws.localhost:80"])
def test_loopback_has_several_names(server: Server, host: str) -> None:
    assert " 400 " in replied(server, *signed(host=host), "Content-Length: 0").splitlines()[0]  # EC2 has no action ""


def test_a_page_in_a_browser_is_refused(bench: Bench, server: Server) -> None:
    for origin in ("https://evil.example", "null", server.url):
        assert " 403 " in replied(server, *signed(), f"Origin: {origin}", "Content-Length: 0").splitlines()[0]
    assert list(bench.account.calls) == []


def test_requests_in_one_go_are_answered_in_order(server: Server) -> None:
    one = "\r\n".join([*signed(), "Content-Length: 0", "", ""])
    assert replied(server, one + one + one.rstrip("\r\n"), "").count("HTTP/1.1 400 ") == 3


@pytest.mark.parametrize("values", [(51, 1), (1, 201)])
def test_many_filters_are_refused_as_aws_does(server: Server, values: tuple[int, int]) -> None:
    filters = [{"Name": f"tag:{number}", "Values": ["a"] * values[1]} for number in range(values[0])]
    with pytest.raises(ClientError, match="FilterLimitExceeded"):
        remote(server, "ec2").describe_instances(Filters=filters)


def test_as_many_filters_as_aws_takes_are_taken(server: Server) -> None:
    filters = [{"Name": f"tag:{number}", "Values": ["a"] * 20} for number in range(50)]
    assert remote(server, "ec2").describe_instances(Filters=filters)["Reservations"] == []


def test_more_parameters_than_a_request_has_are_refused(bench: Bench, server: Server) -> None:
    with pytest.raises(ClientError, match="more than 3000 parameters"):
        remote(server, "ec2").describe_instances(InstanceIds=["i-1"] * 3001)
    assert list(bench.account.calls) == []


@pytest.mark.parametrize("body", ["[" * 100_000, "null", "{", '{"a": 1e999999}', "\xff"])
def test_a_body_that_cannot_be_read_is_refused(server: Server, body: str) -> None:
    target = "X-Amz-Target: CertificateManager.RequestCertificate"
    answer = replied(server, *signed("acm"), target, f"Content-Length: {len(body)}", body=body)
    assert answer.startswith("HTTP/1.1 400 ")
    assert "PracticeAccountFailed" not in answer


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
def test_it_is_served_to_loopback_alone(bench: Bench, host: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        serve(bench.account, host=host)


def test_a_port_that_is_taken(bench: Bench, server: Server) -> None:
    with pytest.raises(OSError, match="in use"):
        serve(bench.account, int(server.url.rsplit(":", 1)[-1]))


def test_it_ends(bench: Bench) -> None:
    server = serve(bench.account)
    server.close()
    host, port = server.url.removeprefix("http://").split(":")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=30)


FOREVER = """
import sys
from pathlib import Path
from multisite_tui.demo.account import PracticeAccount
from multisite_tui.demo.wire.server import serve_forever
serve_forever(PracticeAccount(Path(sys.argv[1])), 0, lambda url: print(url, flush=True))
print("over")
"""


def test_serving_until_interrupted(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FOREVER, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            assert raw(url)[0] == 403
            process.send_signal(signal.SIGINT)
            assert process.communicate(timeout=30)[0] == "over\n"
        finally:
            process.kill()
    assert process.returncode == 0
