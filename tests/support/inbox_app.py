"""The inbox server's application without its transport: called by WSGI, on a real store with people in it."""

from __future__ import annotations

import io
import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from wsgiref.types import WSGIEnvironment

from db import sessions
from db.database import Store
from db.delivery import deliver, prepare
from db.envelope import Envelope, Receipt
from db.passwords import Verifier
from db.settings import Settings
from db.throttle import Throttle
from tests.support.certificates import make_certificates
from tests.support.stores import PASSWORD, People, Person
from webserver import app
from webserver.jmap.capabilities import CORE, DELIVERY, MAIL, SUBMISSION, VACATION
from webserver.push_hub import PushHub

FAULT_ID = "fa017fa0"
HOST = "mail.project.com:1443"
JSON = {"Content-Type": "application/json"}


@cache
def ca_pem() -> bytes:
    """A certificate authority's certificate, made once."""
    with TemporaryDirectory() as folder:
        return make_certificates(Path(folder)).ca_certificate.read_bytes()


@cache
def verifier() -> Verifier:
    """One for all tests: making it costs a hash, and remembering what was right spares others."""
    return Verifier()


@dataclass(frozen=True)
class Answer:
    """What the application answered; field names are in lower case, `cookies` are all fields Set-Cookie."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()

    def json(self) -> Any:
        """The body, which must say that it is JSON and be it."""
        assert self.headers["content-type"] in ("application/json", "application/problem+json")
        return json.loads(self.body)

    @property
    def problem(self) -> str:
        """The type of the problem that this is."""
        assert self.headers["content-type"] == "application/problem+json"
        document = self.json()
        assert document["status"] == self.status
        assert document["detail"].endswith(".")
        kind: str = document["type"]
        return kind


class InboxApp:
    """Asks an application about the mail of `people`, who are signed in when they first need to be."""

    def __init__(
        self,
        store: Store,
        people: People,
        *,
        settings: Settings | None = None,
        throttle: Throttle | None = None,
        checks: Verifier | None = None,
        push: PushHub | None = None,
    ) -> None:
        self.store, self.people = store, people
        self.settings = settings or Settings(store.path.parent)
        self.application = app.create(
            self.settings, store, ca_pem(), checks or verifier(), throttle or Throttle(), lambda: FAULT_ID, push
        )
        self._tokens: dict[str, str] = {}
        self._clock = 1_700_000_000

    def token(self, name: str) -> str:
        """A token of `name`, the same one every time."""
        if name not in self._tokens:
            self._tokens[name], _ = sessions.create(self.store, self.people[name].id, "test", "192.0.2.1", 3600)
        return self._tokens[name]

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None, **environ: object
    ) -> Answer:
        """Send one request; `path` may have a query. The body's length is told unless `headers` tells another."""
        path, _, query = path.partition("?")
        env: WSGIEnvironment = {
            "REQUEST_METHOD": method, "PATH_INFO": path.encode().decode("latin-1"), "QUERY_STRING": query,
            "SERVER_PROTOCOL": "HTTP/1.1", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "1443", "HTTP_HOST": HOST,
            "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "https", "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(), "CONTENT_LENGTH": str(len(body)), **environ,
        }  # fmt: skip
        for name, value in (headers or {}).items():
            key = name.upper().replace("-", "_")
            env[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
        head: list[Any] = []

        def start(status: str, fields: list[tuple[str, str]], _: object = None) -> Callable[[bytes], object]:
            head.extend((status, fields))
            return lambda _: None

        blocks = self.application(env, start)
        content = b"".join(blocks)
        if hasattr(blocks, "close"):
            blocks.close()
        cookies = tuple(value for name, value in head[1] if name.lower() == "set-cookie")
        return Answer(int(head[0][:3]), {name.lower(): value for name, value in head[1]}, content, cookies)

    def get(self, name: str, path: str) -> Answer:
        """Ask for a resource as `name`."""
        return self.ask("GET", path, headers={"Authorization": f"Bearer {self.token(name)}"})

    def post(self, name: str, body: bytes, content_type: str = "application/json") -> Answer:
        """Send `body` to the API as `name`."""
        headers = {"Authorization": f"Bearer {self.token(name)}", "Content-Type": content_type}
        return self.ask("POST", "/jmap/api", body, headers)

    def request(self, name: str, *calls: list[Any], **more: Any) -> Any:
        """Send method calls as `name`, and return the Response object."""
        asked = {"using": [CORE, MAIL, SUBMISSION, VACATION, DELIVERY], "methodCalls": list(calls), **more}
        answer = self.post(name, json.dumps(asked).encode())
        assert answer.status == 200, answer.body
        return answer.json()

    def call(self, name: str, method: str, **arguments: Any) -> dict[str, Any]:
        """Call one method on the own account of `name`, and return the arguments of its response, also of an error."""
        arguments.setdefault("accountId", self.account(name))
        ((answered, result, call_id),) = self.request(name, [method, arguments, "c0"])["methodResponses"]
        assert call_id == "c0"
        assert answered in (method, "error")
        assert (answered == "error") == (set(result) <= {"type", "description"})
        return dict(result)

    def account(self, name: str) -> str:
        """The account id of `name`, as JMAP has it."""
        return f"A{self.people[name].id}"

    def mailbox(self, name: str, role: str = "inbox") -> str:
        """The id of one of the mailboxes of `name`, as JMAP has it."""
        return f"P{self.people[name].mailboxes[role]}"

    def deliver(self, name: str, content: bytes, *, at: int = 0, author: str = "") -> str:
        """Put a message into the inbox of `name` (and into Sent of `author`); return its id there, as JMAP has it."""
        self._clock += 1
        person: Person = self.people[name]
        by = self.people[author].author if author else None
        one = Envelope("ben@project.com", (person.recipient,), content, at or self._clock, by)
        (receipt,) = self.store.run_tx(lambda tx: deliver(tx, [prepare(one)]))
        assert isinstance(receipt, Receipt)
        sql = (
            "SELECT message.id FROM message JOIN content ON content.id = content_id"
            " WHERE content.envelope = ? AND account_id = ? AND copy = 0"
        )
        row = self.store.row(sql, (one.id, person.id))
        assert row is not None
        return f"M{row[0]}"

    def shown(self, name: str, message_id: str, *properties: str, **arguments: Any) -> dict[str, Any]:
        """Return one message with these properties, which must be there."""
        wanted = list(properties) or None
        answer = self.call(name, "Email/get", ids=[message_id], properties=wanted, **arguments)
        (found,) = answer["list"]
        assert answer["notFound"] == []
        return dict(found)


def basic(name: str, password: str = PASSWORD) -> dict[str, str]:
    """The header field of HTTP Basic."""
    return {"Authorization": "Basic " + b64encode(f"{name}:{password}".encode()).decode()}
