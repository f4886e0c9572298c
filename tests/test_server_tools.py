"""Programs of other people against the real server: swaks, msmtp, curl, openssl."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from collections.abc import Iterator, Sequence

import pytest

from db.accounts import Account
from tests.support.postroom import PASSWORD, Postroom
from tests.support.serving import serving

MAIL = b"From: Anna <anna@project.com>\nTo: you\nSubject: By a tool\n\nHello\n.\n..dots\n"
ARRIVED = b"\r\nSubject: By a tool\r\n\r\nHello\r\n.\r\n..dots\r\n"
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postroom]:
    with serving(tmp_path_factory.mktemp("tools") / "postroom") as postroom:
        postroom.account("anna")
        yield postroom


@pytest.fixture
def reader(running: Postroom) -> Account:
    return running.account(f"reader{next(_numbers)}")


def run(tool: str, *arguments: str, given: bytes = b"", code: int = 0) -> str:
    """Run a tool, give it `given`, and return what it said; it must end with `code`."""
    program = shutil.which(tool)
    if program is None:
        pytest.skip(f"{tool} is not installed: apt-get install {tool}")
    done = subprocess.run([program, *arguments], input=given, capture_output=True, timeout=60, check=False)
    said = (done.stdout + done.stderr).decode(errors="replace")
    assert done.returncode == code, said
    return said


def swaks(postroom: Postroom, recipient: str, *arguments: str, code: int = 0) -> str:
    if "TLS not available" in run("swaks", "--support"):
        pytest.skip("swaks has no TLS: apt-get install libnet-ssleay-perl")
    trust = ["--tls-ca-path", str(postroom.certificates.ca_certificate), "--tls-verify"]
    mail = ["--from", "anna@project.com", "--to", recipient, "--body", "Hello from swaks"]
    return run("swaks", "--server", "127.0.0.1", "--ehlo", "swaks.test", *trust, *mail, *arguments, code=code)


SWAKS: dict[str, Sequence[str]] = {
    "PLAIN over STARTTLS": ["--tls", "--auth", "PLAIN"],
    "LOGIN over STARTTLS": ["--tls", "--auth", "LOGIN"],
    "PLAIN over TLS": ["--tlsc", "--auth", "PLAIN"],
    "pipelined": ["--tls", "--auth", "PLAIN", "--pipeline"],
}


@pytest.mark.parametrize("way", SWAKS)
def test_swaks_sends(running: Postroom, reader: Account, way: str) -> None:
    ports = running.ports
    port = ports.smtp_tls if "--tlsc" in SWAKS[way] else ports.smtp_starttls
    user = ["--auth-user", "anna", "--auth-password", PASSWORD]
    swaks(running, reader.address, "--port", str(port), *user, *SWAKS[way])
    (kept,) = running.mail(reader)
    assert b"\r\n\r\nHello from swaks\r\n" in kept


def test_swaks_is_refused_with_a_wrong_password_and_without_tls(running: Postroom, reader: Account) -> None:
    port = ["--port", str(running.ports.smtp_starttls)]
    wrong = ["--auth", "PLAIN", "--auth-user", "anna", "--auth-password", "wrong horse"]
    assert "535 5.7.8" in swaks(running, reader.address, *port, "--tls", *wrong, code=28)
    assert "530 5.7.0" in swaks(running, reader.address, *port, code=23)
    assert running.mail(reader) == []


def test_swaks_brings_mail_from_outside(running: Postroom, reader: Account) -> None:
    arguments = ["--port", str(running.ports.incoming), "--tls-optional", "--from", "a@elsewhere.test"]
    swaks(running, reader.address, *arguments)
    (kept,) = running.mail(reader)
    assert b" with ESMTPS id " in kept


@pytest.mark.parametrize("starttls", ["on", "off"])
@pytest.mark.parametrize("mechanism", ["plain", "login"])
def test_msmtp_sends(running: Postroom, reader: Account, starttls: str, mechanism: str) -> None:
    port = running.ports.smtp_starttls if starttls == "on" else running.ports.smtp_tls
    trust = [f"--tls-trust-file={running.certificates.ca_certificate}", "--tls=on", f"--tls-starttls={starttls}"]
    who = [f"--auth={mechanism}", "--user=anna", f"--passwordeval=echo {PASSWORD}", "--from=anna@project.com"]
    run("msmtp", "--file=/dev/null", "--host=127.0.0.1", f"--port={port}", *trust, *who, reader.address, given=MAIL)
    (kept,) = running.mail(reader)
    assert ARRIVED in kept


def test_msmtp_tells_an_unknown_recipient(running: Postroom) -> None:
    trust = [f"--tls-trust-file={running.certificates.ca_certificate}", "--tls=on", "--tls-starttls=off"]
    who = ["--auth=plain", "--user=anna", f"--passwordeval=echo {PASSWORD}", "--from=anna@project.com"]
    where = ["--file=/dev/null", "--host=127.0.0.1", f"--port={running.ports.smtp_tls}"]
    said = run("msmtp", *where, *trust, *who, "nobody-here@project.com", given=MAIL, code=65)
    assert "550 5.1.1 no such recipient" in said


def curl(postroom: Postroom, address: str, *arguments: str, password: str = PASSWORD, code: int = 0) -> str:
    who = ["--cacert", str(postroom.certificates.ca_certificate), "--user", f"anna:{password}"]
    mail = ["--mail-from", "anna@project.com", "--upload-file", "-", "--crlf", "--silent", "--show-error"]
    return run("curl", address, *who, *mail, *arguments, given=MAIL, code=code)


@pytest.mark.parametrize("options", [[], ["--login-options", "AUTH=LOGIN"], ["--tls-max", "1.2"]])
def test_curl_sends_over_smtps(running: Postroom, reader: Account, options: list[str]) -> None:
    curl(running, f"smtps://127.0.0.1:{running.ports.smtp_tls}", "--mail-rcpt", reader.address, *options)
    (kept,) = running.mail(reader)
    assert ARRIVED in kept


def test_curl_sends_over_starttls(running: Postroom, reader: Account) -> None:
    address = f"smtp://127.0.0.1:{running.ports.smtp_starttls}"
    curl(running, address, "--ssl-reqd", "--mail-rcpt", reader.address, "--mail-rcpt", "anna@project.com")
    assert ARRIVED in running.mail(reader)[0]


def test_curl_tells_a_wrong_password(running: Postroom, reader: Account) -> None:
    address = f"smtps://127.0.0.1:{running.ports.smtp_tls}"
    said = curl(running, address, "--mail-rcpt", reader.address, password="wrong horse", code=67)
    assert "Login denied" in said


def s_client(postroom: Postroom, port: int, *arguments: str, given: bytes, code: int = 0) -> str:
    trust = ["-CAfile", str(postroom.certificates.ca_certificate), "-verify_return_error", "-verify_ip", "127.0.0.1"]
    return run(
        "openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-quiet", *trust, *arguments, given=given, code=code
    )


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_openssl_speaks_over_both_ways_to_tls(running: Postroom, version: str) -> None:
    given = b"EHLO openssl.test\r\nPING\r\nQUIT\r\n"
    for port, arguments in (
        (running.ports.smtp_starttls, ["-starttls", "smtp"]),
        (running.ports.smtp_tls, []),
        (running.ports.incoming, ["-starttls", "smtp"]),
    ):
        said = s_client(running, port, version, *arguments, given=given)
        assert "250 2.0.0 PONG" in said
        assert "221 2.0.0 Bye" in said


@pytest.mark.parametrize("old", ["-tls1", "-tls1_1"])
def test_openssl_is_refused_with_old_versions(running: Postroom, old: str) -> None:
    said = s_client(running, running.ports.smtp_tls, old, "-cipher", "DEFAULT@SECLEVEL=0", given=b"QUIT\r\n", code=1)
    # Ended by the server, and not by openssl itself.
    assert "alert protocol version" in said or "unexpected eof" in said, said
