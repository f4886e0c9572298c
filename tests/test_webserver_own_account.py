"""One's own account over HTTPS: taken along as an archive, and deleted with the password."""

from __future__ import annotations

import http.client
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest

from certs.contexts import client_context
from db import accounts, audit, members
from db.account_export import plan
from db.audit import Actor
from db.database import Store
from tests.support.inbox_app import JSON, Answer, InboxApp, basic
from tests.support.inbox_process import inbox_process
from tests.support.postroom import PASSWORD, Postroom
from tests.support.serving import serving
from tests.support.stores import People, Person, mail
from tests.support.wire import eventually
from tests.test_server_courier_erasing import give
from webserver.own_export import SIZE


@pytest.fixture(name="app")
def _app(store: Store, people: People) -> InboxApp:
    members.set_admin(store, Actor("test"), people["anna"].id, True)
    return InboxApp(store, people)


def delete(app: InboxApp, name: str, password: object = PASSWORD, **headers: str) -> Answer:
    sent = {"Authorization": f"Bearer {app.token(name)}", **JSON, **headers}
    return app.ask("DELETE", "/auth/account", json.dumps({"password": password}).encode(), sent)


def test_account_is_deleted_with_its_password(app: InboxApp) -> None:
    assert delete(app, "ben").status == 204
    assert accounts.find(app.store, "ben@project.com") is None
    assert app.get("ben", "/auth/session").status == 401
    sign_in = json.dumps({"username": "ben", "password": PASSWORD}).encode()
    assert app.ask("POST", "/auth/session", sign_in, JSON).problem == "urn:postroom:error:wrongPassword"
    line = audit.lines(app.store, count=1)[0]
    assert (line.actor, line.peer, line.action, line.target) == (
        "ben@project.com", "127.0.0.1", "account-deleted", "ben@project.com",
    )  # fmt: skip


def test_password_that_is_not_right_deletes_nothing_and_counts_as_a_sign_in(app: InboxApp) -> None:
    found = [delete(app, "ben", "guess").problem for _ in range(11)]
    assert found[0] == "urn:postroom:error:wrongPassword"
    assert found[-1] == "urn:postroom:error:tooMany"
    assert accounts.find(app.store, "ben@project.com") is not None


@pytest.mark.parametrize("password", [None, "", 7, ["x"], "x" * 1025, "a\0b"])
def test_body_that_is_not_as_it_should_be_is_refused(app: InboxApp, password: object) -> None:
    assert delete(app, "ben", password).problem == "urn:postroom:error:badRequest"


def test_nobody_deletes_without_signing_in_or_from_a_form(app: InboxApp) -> None:
    body = json.dumps({"password": PASSWORD}).encode()
    assert app.ask("DELETE", "/auth/account", body, JSON).status == 401
    assert app.ask("DELETE", "/auth/account", body, {**JSON, **basic("ben", "wrong")}).status == 401
    form = {"Authorization": f"Bearer {app.token('ben')}", "Content-Type": "text/plain"}
    assert app.ask("DELETE", "/auth/account", body, form).status == 400
    assert accounts.find(app.store, "ben@project.com") is not None


def test_only_admin_stays(app: InboxApp) -> None:
    answer = delete(app, "anna")
    assert answer.problem == "urn:postroom:error:notNow"
    assert answer.json()["detail"] == "This is the only admin: make somebody else an admin first."
    assert app.get("anna", "/auth/session").status == 200


def test_export_is_an_archive_of_ones_own(app: InboxApp) -> None:
    app.deliver("ben", mail("Mine"))
    app.deliver("anna", mail("Hers"))
    answer = app.get("ben", "/auth/export")
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == 'attachment; filename="ben@project.com.zip"'
    assert answer.headers["cache-control"] == "no-store"
    assert int(answer.headers[SIZE.lower()]) > 0
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert b"Subject: Mine" in archive.read("mail/Inbox.mbox")
        assert b"Hers" not in b"".join(archive.read(name) for name in archive.namelist())


def test_export_needs_a_session_and_not_a_password(app: InboxApp) -> None:
    assert app.ask("GET", "/auth/export").status == 401
    assert app.ask("GET", "/auth/export", headers=basic("ben")).status == 401


def begun(app: InboxApp) -> tuple[int, Any]:
    """Ask for Ben's export as a server does: the status, and the answer of which nothing is taken yet."""
    environ: dict[str, Any] = {"PATH_INFO": "/auth/export", "HTTP_AUTHORIZATION": f"Bearer {app.token('ben')}"}
    setup_testing_defaults(environ)
    statuses: list[int] = []

    def start(status: str, *_: object) -> Callable[[bytes], object]:
        statuses.append(int(status[:3]))
        return lambda _: None

    answer = app.application(environ, start)
    return statuses[0], answer


def test_next_export_may_begin_as_soon_as_the_last_of_one_was_taken(app: InboxApp) -> None:
    """Whoever had an archive whole and asked for the next one at once was told to wait, now and then."""
    _, first = begun(app)
    assert begun(app)[0] == 429
    assert b"".join(first)
    status, second = begun(app)
    assert status == 200
    # The place is the second one's now.
    first.close()
    assert begun(app)[0] == 429
    second.close()
    status, third = begun(app)
    third.close()
    assert status == 200


@dataclass(frozen=True)
class Inbox:
    """A server that runs, with Ben, who has much mail, and Clara, who has none."""

    postroom: Postroom
    port: int

    def connection(self) -> http.client.HTTPSConnection:
        context = client_context(ca=self.postroom.certificates.ca_certificate)
        return http.client.HTTPSConnection("localhost", self.port, timeout=60, context=context)

    def token(self, name: str) -> str:
        with closing(self.connection()) as connection:
            body = json.dumps({"username": name, "password": PASSWORD})
            connection.request("POST", "/auth/session", body, JSON)
            return str(json.loads(connection.getresponse().read())["token"])

    def ask(self, connection: http.client.HTTPSConnection, token: str) -> http.client.HTTPResponse:
        connection.request("GET", "/auth/export", headers={"Authorization": f"Bearer {token}"})
        return connection.getresponse()

    def status(self, token: str) -> int:
        with closing(self.connection()) as connection:
            answer = self.ask(connection, token)
            # To its end: the place of an export that is broken off is free only when the server has noticed.
            answer.read()
            return answer.status


@pytest.fixture(name="inbox", scope="module")
def _inbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inbox]:
    with serving(tmp_path_factory.mktemp("postroom")) as postroom:
        postroom.account("anna", is_admin=True)
        ben = postroom.account("ben")
        postroom.account("clara")
        box = postroom.store.row("SELECT id FROM mailbox WHERE account_id = ? AND role = 'inbox'", (ben.id,))
        assert box is not None
        give(postroom.store, 2000, Person(ben.id, ben.address, {"inbox": box[0]}), body="x" * 20_000)
        with inbox_process(postroom) as port:
            yield Inbox(postroom, port)


def test_large_export_comes_whole_over_https(inbox: Inbox) -> None:
    with closing(inbox.connection()) as connection:
        answer = inbox.ask(connection, inbox.token("ben"))
        estimated = int(answer.headers[SIZE])
        content = answer.read()
    assert abs(estimated / len(content) - 1) < 0.03
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.read("mail/Inbox.mbox").count(b"\nSubject: Number") == 2000


def test_second_export_of_an_account_waits_for_the_first_and_others_do_not(inbox: Inbox) -> None:
    token = inbox.token("ben")
    first = inbox.connection()
    answer = inbox.ask(first, token)
    assert (answer.status, len(answer.read(100_000))) == (200, 100_000)
    # Who reads slowly holds up nobody, least of all somebody else's export.
    assert inbox.status(token) == 429
    assert inbox.status(inbox.token("clara")) == 200
    answer.close()
    first.close()
    eventually("the place is free again", lambda: inbox.status(token) == 200)


def test_export_breaks_off_when_its_session_ends(inbox: Inbox) -> None:
    token = inbox.token("ben")
    with closing(inbox.connection()) as connection, closing(inbox.connection()) as other:
        answer = inbox.ask(connection, token)
        assert (answer.status, len(answer.read(10_000))) == (200, 10_000)
        other.request("DELETE", "/auth/session", headers={"Authorization": f"Bearer {token}"})
        assert other.getresponse().status == 204
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            answer.read()
    ben = accounts.find(inbox.postroom.store, "ben@project.com")
    assert ben is not None
    assert plan(inbox.postroom.store, ben.id).messages == 2000
