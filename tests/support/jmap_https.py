"""A JMAP program of a few lines, over HTTPS: it sends what it is told to, also what no program should."""

from __future__ import annotations

import itertools
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPSConnection
from typing import Any

from tests.support.interop import House
from tests.support.postroom import PASSWORD

CORE, MAIL = "urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail"
SUBMISSION, VACATION = "urn:ietf:params:jmap:submission", "urn:ietf:params:jmap:vacationresponse"
DELIVERY = "urn:postroom:params:jmap:delivery"
JSON = {"Content-Type": "application/json"}
PROBLEM = "urn:ietf:params:jmap:error:"


@dataclass(frozen=True)
class Reply:
    """One answer; field names are in lower case."""

    status: int
    fields: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def refusal(self) -> tuple[int, str]:
        """Status and type of the problem document that this is."""
        assert self.fields["content-type"] == "application/problem+json"
        document = self.json()
        assert document["status"] == self.status
        assert document["detail"].endswith(".")
        return self.status, document["type"]


class Program:
    """One kept connection of somebody; `authorization` is its header field."""

    def __init__(self, home: House, authorization: str) -> None:
        self._connection = HTTPSConnection("127.0.0.1", home.port, context=home.trust(), timeout=60)
        self._authorization = authorization
        self.account = ""

    def ask(self, method: str, path: str, body: Any = None, fields: Mapping[str, str] | None = None) -> Reply:
        """Send one request (a body that comes in pieces is sent chunked) and read its answer."""
        headers = {"Authorization": self._authorization, **(fields or {})}
        self._connection.request(method, path, body, headers, encode_chunked=not isinstance(body, bytes | None))
        with self._connection.getresponse() as answer:
            return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())

    def post(self, request: Any, fields: Mapping[str, str] | None = None) -> Reply:
        """Send `request` to the API: bytes as they are, anything else as JSON."""
        body = request if isinstance(request, bytes) else json.dumps(request).encode()
        return self.ask("POST", "/jmap/api", body, {**JSON, **(fields or {})})

    def request(self, *calls: list[Any], **more: Any) -> Any:
        """Send method calls, and return the Response object."""
        asked = {"using": [CORE, MAIL, SUBMISSION, VACATION, DELIVERY], "methodCalls": list(calls), **more}
        answer = self.post(asked)
        assert answer.status == 200, answer.body
        return answer.json()

    def responses(self, *calls: tuple[str, dict[str, Any]], **more: Any) -> list[tuple[str, dict[str, Any]]]:
        """Call methods on the own account, numbered c0, c1, …; return each response's name and arguments."""
        numbered = [[name, {"accountId": self.account, **asked}, f"c{at}"] for at, (name, asked) in enumerate(calls)]
        answered = self.request(*numbered, **more)["methodResponses"]
        return [(name, arguments) for name, arguments, _ in answered]

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call one method, which must succeed; return the arguments of its response."""
        ((name, answer),) = self.responses((method, arguments))
        assert name == method, answer
        return answer

    def error(self, method: str, **arguments: Any) -> str:
        """Call one method, which must fail; return the type of its error."""
        ((name, answer),) = self.responses((method, arguments))
        assert name == "error", answer
        assert answer.keys() <= {"type", "description"}
        return str(answer["type"])

    def close(self) -> None:
        self._connection.close()


def basic(name: str, password: str = PASSWORD) -> str:
    """The value of Authorization for HTTP Basic."""
    return "Basic " + b64encode(f"{name}:{password}".encode()).decode()


_numbers = itertools.count()


@contextmanager
def somebody(home: House) -> Iterator[tuple[str, Program]]:
    """Somebody new, whose mailboxes are empty: the name and a program that is signed in."""
    name = f"somebody{next(_numbers)}"
    account = home.postroom.account(name)
    program = Program(home, f"Bearer {home.token(name)}")
    program.account = f"A{account.id}"
    yield name, program
    program.close()
