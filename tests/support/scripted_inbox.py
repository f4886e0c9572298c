"""A small inbox server that knows seven messages, and a place where it runs beside a scripted SMTP server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from certs.contexts import server_context
from client.account import Account, Server
from client.trust import fingerprint
from tests.support.certificates import make_certificates
from tests.support.scripted_http import Reply, Request, answer, routes
from tests.support.scripted_server import Script, ScriptedServer

MAIL = "urn:ietf:params:jmap:mail"
MAILBOXES = [
    {"id": "B1", "name": "Inbox", "role": "inbox", "totalEmails": 7, "unreadEmails": 2},
    {"id": "B2", "name": "Sent", "role": "sent", "totalEmails": 1, "unreadEmails": 0},
    {"id": "B3", "name": "Trash", "role": "trash", "totalEmails": 0, "unreadEmails": 0},
    {"id": "B9", "name": "Notes", "role": None, "totalEmails": 0, "unreadEmails": 0},
]

Answering = Callable[[dict[str, object]], tuple[str, object]]
# Signs Anna in with an SMTP server that plays the scripts given; returns her account and that server.
SignIn = Callable[..., tuple[Account, ScriptedServer]]


class Inbox:
    """An inbox server with seven messages; `said` are the method calls it got, `answers` replace its own by method."""

    def __init__(self, most_in_get: int = 500) -> None:
        self.said: list[tuple[str, dict[str, object]]] = []
        self.requests: list[Request] = []
        self.answers: dict[str, Answering] = {}
        self.most_in_get = most_in_get
        self._ids: list[str] = []

    def script(self, sign_in: bytes | None = None) -> Script:
        session = {
            "capabilities": {"urn:ietf:params:jmap:core": {"maxObjectsInGet": self.most_in_get, "maxObjectsInSet": 2}},
            "primaryAccounts": {MAIL: "A17"},
            "apiUrl": "/jmap",
            "downloadUrl": "/blob/{accountId}/{blobId}/{name}",
        }
        signed_in = {"token": "T", "accountId": "A17", "address": "anna@project.com", "displayName": "Anna"}
        table: dict[str, Reply] = {
            "POST /auth/session": sign_in or answer(signed_in, "201 Created"),
            "DELETE /auth/session": answer(b"", "204 No Content"),
            "GET /.well-known/jmap": answer(session),
            "POST /jmap": self._methods,
            "GET /blob/A17/G1/blob": answer(b"content"),
        }
        return routes(table, self.requests)

    def _methods(self, request: Request) -> bytes:
        calls = request.json()["methodCalls"]
        assert isinstance(calls, list)
        responses = []
        for name, arguments, number in calls:
            assert arguments.pop("accountId") == "A17"
            self.said.append((name, arguments))
            kind, found = self.answers.get(name, self._usual(name))(arguments)
            responses.append([kind, found, number])
        return answer({"methodResponses": responses, "sessionState": "0"})

    def _usual(self, name: str) -> Answering:
        def query(arguments: dict[str, object]) -> tuple[str, object]:
            position, limit = arguments["position"], arguments["limit"]
            assert isinstance(position, int)
            assert isinstance(limit, int)
            self._ids = [f"M{number}" for number in range(7, 0, -1)][position : position + limit]
            return name, {"ids": self._ids, "total": 7, "position": position}

        def get(arguments: dict[str, object]) -> tuple[str, object]:
            asked = arguments.get("ids", self._ids)
            assert isinstance(asked, list)
            rows = [{"id": one, "receivedAt": f"2026-08-22T10:0{one[1:]}:00Z"} for one in sorted(asked)]
            return name, {"list": rows, "notFound": []}

        usual: dict[str, Answering] = {
            "Mailbox/get": lambda _: (name, {"list": MAILBOXES}),
            "Email/query": query,
            "Email/get": get,
            "Email/set": lambda _: (name, {"updated": {}}),
        }
        return usual[name]


class Place:
    """Where both scripted servers run, with one certificate."""

    def __init__(self, folder: Path) -> None:
        self.files = make_certificates(folder)
        self._context = server_context(self.files.certificate, self.files.key)

    def post(self, *scripts: Script) -> ScriptedServer:
        return ScriptedServer(*scripts, context=self._context)

    def inbox(self, *scripts: Script) -> ScriptedServer:
        return ScriptedServer(*scripts, context=self._context, tls=True)

    def server(self, https: ScriptedServer | None, smtp: ScriptedServer | None = None, code: str = "") -> Server:
        pem = self.files.ca_certificate.read_text()
        ports = (https.port if https else 1, smtp.port if smtp else 1)
        return Server("127.0.0.1", *ports, "project.com", "0.1.0", "open", pem, fingerprint(pem), code)


@contextmanager
def signing_in(place: Place, inbox: Inbox) -> Iterator[SignIn]:
    """Sign in at `inbox` as often as is asked for; all ends with the block."""
    with ExitStack() as open_things:

        def sign_in(*scripts: Script, timeout: float = 20.0) -> tuple[Account, ScriptedServer]:
            post = open_things.enter_context(place.post(*scripts))
            https = open_things.enter_context(place.inbox(inbox.script()))
            account = Account.sign_in(place.server(https, post), "anna", "secret", timeout)
            open_things.callback(account.close)
            return account, post

        yield sign_in
