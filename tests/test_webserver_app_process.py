"""`python -m webserver` as it runs: over TLS, on a real store, asked by curl; and starts that cannot work."""

from __future__ import annotations

import base64
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from certs.authority import fingerprint
from certs.contexts import client_context
from tests.support.free_ports import free_port
from tests.support.inbox_process import ROOT, inbox_process
from tests.support.postroom import PASSWORD, Postroom, free_socket
from tests.support.serving import serving
from webserver.jmap.capabilities import CORE, MAIL

CURL = shutil.which("curl")
FILE = bytes(range(256)) * 500
LETTER = (
    b"From: ben@project.com\r\nTo: anna@project.com\r\nSubject: over the wire\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello Anna\r\n"
    b"--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(FILE).replace(b"\n", b"\r\n")
    + b"--b--\r\n"
)


@dataclass(frozen=True)
class Inbox:
    """A server that runs, and how to reach it."""

    postroom: Postroom
    port: int

    def connection(self) -> http.client.HTTPSConnection:
        context = client_context(ca=self.postroom.certificates.ca_certificate)
        return http.client.HTTPSConnection("localhost", self.port, timeout=60, context=context)


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inbox]:
    with serving(tmp_path_factory.mktemp("postroom")) as postroom:
        postroom.account("anna")
        postroom.account("ben")
        with postroom.sign_in("ben") as connection:
            connection.sendmail("ben@project.com", ["anna@project.com"], LETTER)
        with inbox_process(postroom) as port:
            yield Inbox(postroom, port)


def curl(inbox: Inbox, path: str, *options: str) -> bytes:
    """Ask with curl, which trusts the local CA alone; return the body, with the status as its last line."""
    if CURL is None:
        pytest.skip("there is no curl")
    ca = str(inbox.postroom.certificates.ca_certificate)
    command = [CURL, "--silent", "--show-error", "--cacert", ca, "--write-out", "\n%{http_code}", *options]
    done = subprocess.run(
        [*command, f"https://localhost:{inbox.port}{path}"], capture_output=True, timeout=60, check=True
    )
    return done.stdout


def body(answer: bytes, status: int = 200) -> bytes:
    content, _, told = answer.rpartition(b"\n")
    assert int(told) == status, content
    return content


def test_anybody_finds_the_server_with_curl(inbox: Inbox) -> None:
    found = json.loads(body(curl(inbox, "/.well-known/postroom")))
    ca_pem = body(curl(inbox, "/.well-known/postroom/ca.pem"))
    assert found["caFingerprint"] == fingerprint(ca_pem)
    assert found["ports"]["https"] == inbox.port
    assert found["ports"]["smtpStarttls"] == inbox.postroom.ports.smtp_starttls


def test_mail_is_read_with_curl_and_basic(inbox: Inbox) -> None:
    basic = ("--user", f"anna:{PASSWORD}")
    session = json.loads(body(curl(inbox, "/.well-known/jmap", *basic)))
    assert session["apiUrl"] == f"https://localhost:{inbox.port}/jmap/api"
    account = session["primaryAccounts"][MAIL]
    ids = {"resultOf": "0", "name": "Email/query", "path": "/ids"}
    properties = {"properties": ["subject", "bodyValues", "attachments"], "fetchTextBodyValues": True}
    calls: list[Any] = [
        ["Email/query", {"accountId": account, "limit": 1}, "0"],
        ["Email/get", {"accountId": account, "#ids": ids, **properties}, "1"],
    ]
    asked = json.dumps({"using": [CORE, MAIL], "methodCalls": calls})
    typed = ("--header", "Content-Type: application/json", "--data-binary", asked)
    answer = json.loads(body(curl(inbox, "/jmap/api", *basic, *typed)))
    (message,) = answer["methodResponses"][1][1]["list"]
    assert message["subject"] == "over the wire"
    assert [one["value"] for one in message["bodyValues"].values()] == ["Hello Anna"]
    (attached,) = message["attachments"]
    path = f"/jmap/download/{account}/{attached['blobId']}/file.bin?type=application/octet-stream"
    assert body(curl(inbox, path, *basic)) == FILE


def test_signing_in_and_out_with_curl(inbox: Inbox) -> None:
    form = json.dumps({"username": "anna", "password": PASSWORD, "device": "curl"})
    typed = ("--header", "Content-Type: application/json", "--data-binary", form)
    token = json.loads(body(curl(inbox, "/auth/session", *typed), 201))["token"]
    bearer = ("--header", f"Authorization: Bearer {token}")
    assert json.loads(body(curl(inbox, "/.well-known/jmap", *bearer)))["username"] == "anna@project.com"
    assert body(curl(inbox, "/auth/session", "--request", "DELETE", *bearer), 204) == b""
    assert b"signInNeeded" in body(curl(inbox, "/.well-known/jmap", *bearer), 401)
    assert b"wrongPassword" in body(curl(inbox, "/.well-known/jmap", "--user", "anna:wrong"), 401)


def test_one_connection_serves_many_requests(inbox: Inbox) -> None:
    connection = inbox.connection()
    authorization = {"Authorization": "Basic " + base64.b64encode(f"anna:{PASSWORD}".encode()).decode()}
    seen = set()
    for number in range(50):
        path = ("/.well-known/jmap", "/.well-known/postroom", "/nothing")[number % 3]
        connection.request("GET", path, headers=authorization)
        with connection.getresponse() as answer:
            assert (answer.status, bool(answer.read())) == (404 if path == "/nothing" else 200, True)
        assert connection.sock is not None
        seen.add(connection.sock.getsockname())
    connection.close()
    assert len(seen) == 1


def test_request_far_over_the_limit_is_refused_and_the_server_lives_on(inbox: Inbox) -> None:
    connection = inbox.connection()
    headers = {"Content-Type": "application/json", "Content-Length": str(10**9)}
    connection.putrequest("POST", "/jmap/api")
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    with connection.getresponse() as answer:
        assert answer.status == 413
    connection.close()
    assert body(curl(inbox, "/.well-known/postroom"))


# Starting and stopping


def start(*words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "webserver", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, **more)


def refusal(*words: str, **more: Any) -> str:
    done = start(*words, **more)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("The inbox server cannot start: ")
    return done.stderr.strip()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder as the first start leaves it, with a free port in its settings."""
    running = Postroom.in_folder(tmp_path / "data")
    running.start()
    running.stop()
    (tmp_path / "data" / "settings.toml").write_text(f"[ports]\nhttps = {free_port()}\n")
    return tmp_path / "data"


def test_missing_data_folder_is_told(tmp_path: Path) -> None:
    assert str(tmp_path / "nowhere") in refusal("--data", str(tmp_path / "nowhere"))
    assert not (tmp_path / "nowhere").exists()


def test_data_folder_of_the_person_is_the_default(tmp_path: Path) -> None:
    environ = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "home")}
    assert str(tmp_path / "home" / "postroom") in refusal(env=environ)


def test_damaged_settings_are_told_with_line_and_key(data: Path) -> None:
    (data / "settings.toml").write_text('domain = "project.com"\n[ports]\nhttps = "many"\n')
    told = refusal("--data", str(data))
    assert "line 3" in told
    assert "ports.https" in told


def test_store_of_a_newer_version_is_refused(data: Path) -> None:
    store = Postroom.in_folder(data)
    store.start()
    store.store.run_tx(lambda tx: tx.execute("INSERT INTO schema_version (number, name) VALUES (9999, 'future')"))
    store.stop()
    assert "newer Postroom" in refusal("--data", str(data))


def test_store_that_is_none_is_refused(data: Path) -> None:
    for file in data.glob("postroom.sqlite3*"):
        file.unlink()
    (data / "postroom.sqlite3").write_bytes(b"this is no database" * 1000)
    assert "damaged" in refusal("--data", str(data))


def test_taken_port_is_named(data: Path) -> None:
    with free_socket() as taken:
        port = taken.getsockname()[1]
        (data / "settings.toml").write_text(f"[ports]\nhttps = {port}\n")
        told = refusal("--data", str(data))
    assert f"Port {port}" in told
    assert str(data / "settings.toml") in told


def test_certificate_authority_that_is_gone_is_told(data: Path) -> None:
    (data / "certs" / "ca.pem").unlink()
    assert "ca.pem is missing" in refusal("--data", str(data))


@pytest.mark.parametrize("listen", ["smtp_tls=3", "https=x", "https"])
def test_listener_that_cannot_be_is_told(data: Path, listen: str) -> None:
    done = start("--data", str(data), "--listen", listen)
    assert done.returncode == 2
    assert "--listen" in done.stderr


def test_listener_that_is_no_socket_is_told(data: Path) -> None:
    with (data / "file").open("wb") as file:
        told = refusal("--data", str(data), "--listen", f"https={file.fileno()}", pass_fds=[file.fileno()])
    assert "no socket" in told


@contextmanager
def running(data: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the server alone, on the port of its settings, from when it is ready."""
    ready, told = os.pipe()
    command = [sys.executable, "-m", "webserver", "--data", str(data), "--ready-fd", str(told)]
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=ROOT, pass_fds=[told], stdout=file, stderr=file)
    os.close(told)
    with process:
        try:
            with os.fdopen(ready, "rb") as pipe:
                assert pipe.read() == b"ready\n", log.read_text()
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_server_alone_serves_until_it_is_told_to_stop(data: Path, tmp_path: Path, number: int) -> None:
    port = int((data / "settings.toml").read_text().split("=")[1])
    with running(data, tmp_path / "log") as process, socket.create_connection(("127.0.0.1", port), 60):
        process.send_signal(number)
        # A peer that says nothing does not hold it up.
        assert process.wait(30) == 0
    lines = (tmp_path / "log").read_text().splitlines()
    assert [line.split("postroom.events ")[1].split()[0] for line in lines] == ["listening", "stopped"]
    assert f"port={port}" in lines[0]


def test_log_never_has_a_password_or_a_token(data: Path, tmp_path: Path) -> None:
    postroom = Postroom.in_folder(data)
    postroom.start()
    postroom.account("anna")
    postroom.stop()
    port = int((data / "settings.toml").read_text().split("=")[1])
    with running(data, tmp_path / "log") as process:
        inbox = Inbox(postroom, port)
        connection = inbox.connection()
        form = json.dumps({"username": "anna", "password": PASSWORD})
        connection.request("POST", "/auth/session", form, {"Content-Type": "application/json"})
        token = json.loads(connection.getresponse().read())["token"]
        for password in (PASSWORD, "quite another one"):
            basic = base64.b64encode(f"anna:{password}".encode()).decode()
            connection.request("GET", "/.well-known/jmap", headers={"Authorization": f"Basic {basic}"})
            connection.getresponse().read()
        connection.request("DELETE", "/auth/session", headers={"Authorization": f"Bearer {token}"})
        connection.getresponse().read()
        connection.close()
        process.terminate()
        assert process.wait(30) == 0
    log = (tmp_path / "log").read_text()
    assert "signed-in account=anna@project.com" in log
    assert "sign-in-failed account=anna@project.com" in log
    for secret in (PASSWORD, "quite another one", token, token[4:], basic):
        assert secret not in log
