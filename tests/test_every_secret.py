"""Every secret of a whole installation, used as people and programs use it, is nowhere in clear: neither in a file of
the data folder (store, search index, backups, logs, settings) nor in an answer but the one whose purpose it is.
"""

from __future__ import annotations

import json
import re
import smtplib
import ssl
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from certs.contexts import client_context, server_context
from scripts import recovery_code
from tests.support.certificates import make_certificates
from tests.support.relay_script import Relay
from tests.support.scripted_server import ScriptedServer
from tests.support.started import Started
from tests.support.wire import eventually

ADMIN = "chestnut-mare 41 in a meadow"
CHANGED = "a second word+of the admin 9"
RECOVERED = "third time=lucky, ünlike before"
RELAY = ("relay-pa55word=first", "relay-pa55word=second", "relay-pa55word=third")
WRONG = "this is not the pa55word"
_FORM_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]{64})"')
# Who may read these files may do everything anyway; they hold what must be kept as it is.
_KEYS = {"secret.keys", "server.key", "ca.key"}


@dataclass
class House:
    """A running installation, asked as a program and as a browser; every answer is kept in `heard`."""

    where: dict[str, Any]
    token: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    heard: list[bytes] = field(default_factory=list)

    @property
    def context(self) -> ssl.SSLContext:
        return client_context(ca=Path(self.where["ca"]))

    def ask(self, verb: str, path: str, body: Any = None, *, meant: bool = False, refused: tuple[int, ...] = ()) -> Any:
        """Return an answer as JSON; one that is `meant` to show a secret is not kept."""
        headers = {"Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        content = self._exchange(
            verb, path, None if body is None else json.dumps(body).encode(), headers, meant, refused
        )
        return json.loads(content) if content else None

    def form(self, page: str, path: str, **fields: str) -> str:
        """Send a form of a page as a browser does, and return the page that answers."""
        found = _FORM_TOKEN.search(self.page(page))
        assert found is not None
        headers = {"Content-Type": "application/x-www-form-urlencoded", **self._cookie()}
        body = urlencode({"form_token": found[1], **fields}).encode()
        return self._exchange("POST", path, body, headers, meant=True, refused=(403,)).decode()

    def page(self, path: str) -> str:
        return self._exchange("GET", path, None, self._cookie(), meant=False).decode()

    def smtp(self, password: str) -> None:
        """Sign in over STARTTLS, or be refused."""
        host, port = self.where["smtp_starttls"]
        smtp = smtplib.SMTP(host, port, local_hostname="localhost", timeout=30)
        smtp.starttls(context=self.context)
        try:
            smtp.login(self.where["admin"], password)
        except smtplib.SMTPAuthenticationError as refusal:
            self.heard.append(repr(refusal).encode())
        smtp.quit()

    def _cookie(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def _exchange(
        self,
        verb: str,
        path: str,
        body: bytes | None,
        headers: dict[str, str],
        meant: bool,
        refused: tuple[int, ...] = (),
    ) -> bytes:
        host, port = self.where["https"]
        connection = HTTPSConnection(host, port, context=self.context, timeout=30)
        connection.request(verb, path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        assert answer.status in (200, 201, 202, 204, 303, *refused), (verb, path, content)
        if not meant:
            fields = [line for line in answer.headers.items() if line[0].lower() != "set-cookie"]
            self.heard.append(content + repr(fields).encode())
        return content


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    password = tmp_path / "password"
    password.write_text(f"{ADMIN}\n")
    running = Started(tmp_path / "data", "--ports", "auto", "--admin-password-file", str(password))
    yield running
    if running.process.poll() is None:
        running.stop()


def forms(secret: str, *names: str) -> set[bytes]:
    """Return the forms in which a secret could stand somewhere; `names` are who signs in with it."""
    octets = secret.encode()
    blobs = [octets, *(f"\0{name}\0{secret}".encode() for name in names)]
    found = {octets, quote(secret).encode(), octets.hex().encode(), json.dumps(secret)[1:-1].encode()}
    # The last group of base64 depends on what follows.
    return found | {b64encode(one)[: len(one) // 3 * 4] for one in blobs}


def connect_a_relay(house: House, port: int, ca: str) -> None:
    """Store credentials in both ways, replace one password twice, and have the last one used."""
    house.ask(
        "POST", "/smtp/credential", {"email": "a@example.com", "password": RELAY[0], "server": "x.test", "port": 465}
    )
    house.ask("GET", "/smtp/credentials")
    relay = {
        "name": "Office", "server": "localhost", "port": port, "security": "starttls", "authentication": "plain",
        "username": "office", "password": RELAY[1], "fromAddress": "office@example.com", "fromName": "Office",
        "caPem": ca,
    }  # fmt: skip
    saved = house.ask("POST", "/api/settings/smtp", relay)
    here = f"/api/settings/smtp/{saved['id']}"
    house.ask("PATCH", here, {"password": RELAY[2]})
    for path in ("/api/settings/smtp", here, f"{here}/passwords", "/api/audit"):
        house.ask("GET", path)
    job = house.ask("POST", "/api/settings/smtp/test", {"relay": saved["id"], "to": "zoe@example.com", "dryRun": True})
    eventually("the test has ended", lambda: house.ask("GET", f"/api/jobs/{job['id']}")["state"] in ("done", "failed"))


def secrets_of_a_day(house: House, data: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Use passwords, tokens, codes and links, and return those that were made by the way."""
    house.smtp(ADMIN)
    house.smtp(WRONG)
    first = house.ask("POST", "/auth/session", {"username": "admin", "password": ADMIN}, meant=True)["token"]
    house.ask("POST", "/auth/session", {"username": "admin", "password": WRONG}, refused=(401,))
    house.token = first
    house.ask("POST", "/auth/password", {"oldPassword": ADMIN, "newPassword": CHANGED})
    house.form("/admin/sign-in", "/admin/sign-in", username="admin", password=WRONG)
    house.form("/admin/sign-in", "/admin/sign-in", username="admin", password=CHANGED)
    for page in ("/admin", "/admin/accounts", "/admin/smtp", "/admin/audit", "/admin/health", "/admin/queue"):
        assert "form_token" in house.page(page)
    invitation = house.form("/admin/invitations", "/admin/invitations", uses="1", days="7", host="127.0.0.1")
    invited = re.search(r"[?&;]code=([A-Za-z0-9_-]{16,})", invitation)
    assert recovery_code.main(["--data", str(data), "admin"]) == 0
    code = re.findall(r"(?:[A-Z0-9]{5}-){3}[A-Z0-9]{5}", capsys.readouterr().out)[0]
    cookie = house.cookies["__Host-postroom"]
    house.token = ""
    house.ask("POST", "/auth/recovery", {"username": "admin", "code": code, "newPassword": RECOVERED})
    second = house.ask("POST", "/auth/session", {"username": "admin", "password": RECOVERED}, meant=True)["token"]
    house.token = second
    house.smtp(second)
    assert invited is not None
    return [first, second, cookie, code, code.replace("-", ""), invited[1]]


def test_no_secret_is_in_a_file_or_in_an_answer(
    started: Started, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house = House(started.wait())
    made = secrets_of_a_day(house, started.data, capsys)
    theirs = make_certificates(tmp_path / "theirs")
    relay = Relay(starttls=True, sign_in=(b"PLAIN",), say={"AUTH": [f"535 5.7.8 not {RELAY[2]}\r\n".encode()]})
    with ScriptedServer(relay, context=server_context(theirs.certificate, theirs.key)) as server:
        connect_a_relay(house, server.port, theirs.ca_certificate.read_text())
    assert any(b"AUTH PLAIN" in line for lines in relay.commands for line in lines)
    assert started.stop()[0] == 0
    files = {path: path.read_bytes() for path in started.data.rglob("*") if path.is_file() and path.name not in _KEYS}
    # What is not secret is found in this way, in the store and in the answers.
    assert any(path.suffix == ".sqlite3" and b"office@example.com" in content for path, content in files.items())
    assert any(b"office@example.com" in answer for answer in house.heard)
    assert any(b"sign-in-failed" in content for path, content in files.items() if path.suffix == ".log")
    for secret in (ADMIN, CHANGED, RECOVERED, WRONG, *RELAY, *made):
        wanted = forms(secret, "admin", house.where["admin"], "office")
        assert [path for path, content in files.items() if any(one in content for one in wanted)] == [], secret
        assert [answer for answer in house.heard if any(one in answer for one in wanted)] == [], secret
