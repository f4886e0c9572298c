"""An inbox server by a table of answers, and `JmapClient` upon it."""

import ssl
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from certs.contexts import client_context, server_context
from client.errors import Fault
from client.jmap_call import Call
from client.jmap_client import JmapClient
from tests.support.certificates import make_certificates
from tests.support.scripted_http import Request, answer, routes
from tests.support.scripted_server import Script, ScriptedServer

MAIL = "urn:ietf:params:jmap:mail"
SIGNED_IN = {
    "token": "T0K-en",
    "expiresAt": "2026-12-21T12:00:00Z",
    "accountId": "A17",
    "address": "anna@project.com",
    "displayName": "Anna",
    "isAdmin": False,
}
SESSION = {
    "capabilities": {"urn:ietf:params:jmap:core": {"maxObjectsInGet": 600, "maxObjectsInSet": 400}, MAIL: {}},
    "primaryAccounts": {MAIL: "A17"},
    "apiUrl": "https://elsewhere.example:1/jmap/api?x=1",
    "downloadUrl": "/jmap/download/{accountId}/{blobId}/{name}?accept={type}",
}

Contexts = tuple[ssl.SSLContext, ssl.SSLContext]
Table = Mapping[str, bytes | Callable[[Request], bytes]]


@cache
def _contexts() -> Contexts:
    """The server's and the client's, made once."""
    with TemporaryDirectory() as folder:
        files = make_certificates(Path(folder))
        return server_context(files.certificate, files.key), client_context(files.ca_certificate)


class Inbox:
    """A scripted inbox server: sign-in and session as they should be, the rest by a table."""

    def __init__(self) -> None:
        self._contexts = _contexts()
        self.seen: list[Request] = []

    def serve(self, table: Table) -> ScriptedServer:
        usual: Table = {
            "POST /auth/session": answer(SIGNED_IN, "201 Created"),
            "GET /.well-known/jmap": answer(SESSION),
            "DELETE /auth/session": answer(b"", "204 No Content"),
        }
        return self.serve_script(routes({**usual, **table}, self.seen))

    def serve_script(self, script: Script) -> ScriptedServer:
        return ScriptedServer(script, context=self._contexts[0], tls=True)

    def client(self, server: ScriptedServer, timeout: float = 20.0) -> JmapClient:
        return JmapClient(server.host, server.port, self._contexts[1], timeout)


def responses(*found: object) -> bytes:
    return answer({"methodResponses": list(found), "sessionState": "0"})


def fault_of(inbox: Inbox, table: Table, action: Callable[[JmapClient], object]) -> Fault:
    """The fault that the action ends with, signed in at a server with this table."""
    with inbox.serve(table) as server, closing(inbox.client(server)) as client:
        client.sign_in("anna", "secret")
        with pytest.raises(Fault) as caught:
            action(client)
        return caught.value


def ask(client: JmapClient) -> object:
    return client.call([Call("Core/echo", {})], repeatable=True)
