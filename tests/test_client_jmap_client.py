"""JMAP over one kept connection: the token's way, method calls and their errors."""

import json
from collections.abc import Callable
from contextlib import closing

import pytest

from client.errors import (
    AccountNotUsable,
    AnswerTooLarge,
    ConnectionLost,
    Fault,
    MessageGone,
    NotAccepted,
    NotPostroom,
    ServerBusy,
    ServerFault,
    SignInNeeded,
    TooLarge,
    TooManyAttempts,
    WrongPassword,
)
from client.jmap_call import Call, result_of
from client.jmap_client import JmapClient
from tests.support.scripted_http import Request, answer, problem, read_request
from tests.support.scripted_jmap import (
    MAIL,
    SESSION,
    SIGNED_IN,
    Inbox,
    Table,
    ask,
    fault_of,
    responses,
)
from tests.support.scripted_server import Peer


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


def test_sign_in_sends_the_password_once_and_the_token_from_then_on(inbox: Inbox) -> None:
    table = {"POST /jmap/api": responses(["Core/echo", {"hello": True}, "0"])}
    with inbox.serve(table) as server, closing(inbox.client(server)) as client:
        found = client.sign_in("anna", "secret ü", "a test")
        assert (found.account_id, found.address, found.display_name) == ("A17", "anna@project.com", "Anna")
        assert not found.is_admin
        assert ask(client) == [{"hello": True}]
        assert len(server.peers) == 1
    signing_in, session, call = inbox.seen
    assert signing_in.json() == {"username": "anna", "password": "secret ü", "device": "a test"}
    assert "authorization" not in signing_in.headers
    assert session.headers["authorization"] == call.headers["authorization"] == "Bearer T0K-en"
    assert b"secret" not in session.body + call.body


OURS = "urn:postroom:params:jmap:outside"


def session(state: str, *, local_only: bool) -> bytes:
    can = {"accountCapabilities": {OURS: {"domain": "project.com", "localOnly": local_only}}}
    return answer({**SESSION, "accounts": {"A17": can}, "state": state})


def in_turn(*answers: bytes) -> Callable[[Request], bytes]:
    """Give these answers one after the other, then the last one again and again."""
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def told(client: JmapClient) -> bool | None:
    return client.local_only


def test_other_session_state_has_the_session_asked_for_again(inbox: Inbox) -> None:
    table: Table = {
        "GET /.well-known/jmap": in_turn(session("s1", local_only=True), session("0", local_only=False)),
        "POST /jmap/api": responses(["Core/echo", {}, "0"]),
    }
    with inbox.serve(table) as server, closing(inbox.client(server)) as client:
        client.sign_in("anna", "secret")
        assert told(client) is None
        ask(client)
        assert told(client) is True
        ask(client)
        ask(client)
        assert told(client) is False
    assert [one.path for one in inbox.seen].count("/.well-known/jmap") == 2


def test_session_that_cannot_be_asked_for_again_is_asked_for_next_time(inbox: Inbox) -> None:
    table: Table = {
        "GET /.well-known/jmap": in_turn(
            session("0", local_only=True), problem("503 Busy", "busy", "Later."), session("0", local_only=False)
        ),
        "POST /jmap/api": responses(["Core/echo", {}, "0"]),
    }
    with inbox.serve(table) as server, closing(inbox.client(server)) as client:
        client.sign_in("anna", "secret")
        ask(client)
        client.session_changed()
        with pytest.raises(ServerBusy):
            ask(client)
        assert told(client) is True
        ask(client)
        assert told(client) is False


@pytest.mark.parametrize(
    ("refusal", "kind", "words"),
    [
        (problem("401 Unauthorized", "wrongPassword", "Wrong."), WrongPassword, "password is wrong"),
        (problem("403 Forbidden", "accountNotUsable", "The account waits."), AccountNotUsable, "The account waits."),
        (
            problem("429 Too Many Requests", "tooMany", "", b"Retry-After: 90\r\n"),
            TooManyAttempts,
            "Wait 90 seconds",
        ),
        (problem("429 Too Many Requests", "tooMany", "", b"Retry-After: soon\r\n"), TooManyAttempts, "a while"),
        (problem("429 Too Many Requests", "tooMany", "Try again in 5 minutes"), TooManyAttempts, "in 5 minutes."),
        (problem("503 Service Unavailable", "busy", "Later."), ServerBusy, "Later."),
        (problem("500 Internal Server Error", "fault", "Id 17."), ServerFault, "Id 17."),
        (problem("400 Bad Request", "badRequest", "No device."), ServerFault, "No device."),
        (answer(b"<html>", "200 OK", "text/html"), NotPostroom, "not a Postroom"),
        (answer(b"<html>", "403 Forbidden", "text/html"), NotPostroom, "not a Postroom"),
        (answer(b"", "301 Moved", "text/html", b"Location: https://evil.example/\r\n"), NotPostroom, "not a Postroom"),
        (answer(SIGNED_IN, "200 OK"), NotPostroom, "not a Postroom"),
        (answer({**SIGNED_IN, "token": "a\nb"}, "201 Created"), NotPostroom, "not a Postroom"),
        (answer({**SIGNED_IN, "token": None}, "201 Created"), NotPostroom, "not a Postroom"),
        (answer(b"{", "201 Created"), NotPostroom, "not a Postroom"),
    ],
)
def test_refused_sign_in_has_its_sentence(inbox: Inbox, refusal: bytes, kind: type[Fault], words: str) -> None:
    with inbox.serve({"POST /auth/session": refusal}) as server, closing(inbox.client(server)) as client:
        with pytest.raises(Fault) as caught:
            client.sign_in("anna", "secret")
        with pytest.raises(SignInNeeded):
            client.session()
    assert type(caught.value) is kind
    assert words in caught.value.sentence
    assert "secret" not in caught.value.sentence + caught.value.detail


@pytest.mark.parametrize(("name", "password"), [("", "secret"), ("anna", ""), ("anna\0", "secret"), ("anna", "\0")])
def test_password_that_cannot_be_one_asks_nobody(inbox: Inbox, name: str, password: str) -> None:
    with inbox.serve({}) as server, closing(inbox.client(server)) as client:
        with pytest.raises(WrongPassword):
            client.sign_in(name, password)
        assert server.peers == []


def test_sign_in_that_may_have_happened_is_not_repeated(inbox: Inbox) -> None:
    def play(peer: Peer) -> None:
        read_request(peer)
        peer.send(answer(SIGNED_IN, "201 Created"))
        read_request(peer)

    with inbox.serve_script(play) as server, closing(inbox.client(server)) as client:
        client.sign_in("anna", "secret")
        with pytest.raises(ConnectionLost):
            client.sign_in("anna", "secret")
        assert len(server.peers) == 1


def test_sign_out_ends_the_session_and_forgets_the_token(inbox: Inbox) -> None:
    with inbox.serve({}) as server, closing(inbox.client(server)) as client:
        client.sign_in("anna", "secret")
        client.sign_out()
        client.sign_out()
        with pytest.raises(SignInNeeded):
            ask(client)
    assert [request.method for request in inbox.seen] == ["POST", "DELETE"]
    assert inbox.seen[1].headers["authorization"] == "Bearer T0K-en"


def test_who_asks_while_it_is_being_closed_is_not_told_to_sign_in(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    with inbox.serve({}) as server, closing(inbox.client(server)) as client:
        client.sign_in("anna", "secret")
        close = client._https.close

        def other_thread_asks_first() -> None:
            assert client.token == "T0K-en"
            with pytest.raises(ConnectionLost):
                client.session()
            asked.append(client.closed)
            close()

        with monkeypatch.context() as slowly:
            slowly.setattr(client._https, "close", other_thread_asks_first)
            client.close()
        assert (asked, client.token) == ([True], "")


def test_sign_out_of_a_session_that_has_ended_is_no_fault(inbox: Inbox) -> None:
    gone = problem("401 Unauthorized", "signInNeeded", "Unknown.")
    with inbox.serve({"DELETE /auth/session": gone}) as server, closing(inbox.client(server)) as client:
        client.sign_in("anna", "secret")
        client.sign_out()


def test_token_stays_with_the_verified_host_whatever_the_session_names(inbox: Inbox) -> None:
    table = {"POST /jmap/api": responses(["Core/echo", {}, "0"])}
    with inbox.serve(table) as server, closing(inbox.client(server)) as client:
        client.sign_in("anna", "secret")
        ask(client)
    assert inbox.seen[-1].path == "/jmap/api?x=1"
    assert inbox.seen[-1].headers["host"].startswith("127.0.0.1")


@pytest.mark.parametrize("url", ["", "jmap", "https://elsewhere.example", "/a b", "/ü", "https://[", "/a\r\nX: y"])
def test_session_without_a_usable_path_is_not_postroom(inbox: Inbox, url: str) -> None:
    table = {"GET /.well-known/jmap": answer({**SESSION, "apiUrl": url})}
    assert isinstance(fault_of(inbox, table, ask), NotPostroom)


def test_limits_of_the_session_are_read_and_have_defaults(inbox: Inbox) -> None:
    bare = {**SESSION, "capabilities": {}}
    for session, expected in ((SESSION, (600, 400)), (bare, (500, 500))):
        table = {"GET /.well-known/jmap": answer(session)}
        with inbox.serve(table) as server, closing(inbox.client(server)) as client:
            client.sign_in("anna", "secret")
            found = client.session()
        assert (found.most_in_get, found.most_in_set) == expected


def test_calls_carry_account_and_back_reference_and_answers_come_in_order(inbox: Inbox) -> None:
    found = responses(["Email/get", {"list": [1]}, "1"], ["Email/query", {"ids": ["a"]}, "0"])
    with inbox.serve({"POST /jmap/api": found}) as server, closing(inbox.client(server)) as client:
        client.sign_in("anna", "secret")
        calls = [Call("Email/query", {"limit": 1}), Call("Email/get", {"#ids": result_of(0, "Email/query", "/ids")})]
        assert client.call(calls, repeatable=True) == [{"ids": ["a"]}, {"list": [1]}]
    assert inbox.seen[-1].json() == {
        "using": ["urn:ietf:params:jmap:core", MAIL],
        "methodCalls": [
            ["Email/query", {"accountId": "A17", "limit": 1}, "0"],
            [
                "Email/get",
                {"accountId": "A17", "#ids": {"resultOf": "0", "name": "Email/query", "path": "/ids"}},
                "1",
            ],
        ],
    }


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"type": "unknownMethod"}, ServerFault),
        ({"type": "serverFail", "description": "id 17"}, ServerFault),
        ({"type": "serverUnavailable"}, ServerBusy),
        ({"type": "cannotCalculateChanges"}, NotAccepted),
        ({"type": "accountNotFound"}, MessageGone),
        ({"type": "requestTooLarge"}, TooLarge),
        ({"type": 7}, NotPostroom),
        ({}, ServerFault),
    ],
)
def test_method_error_has_its_fault(inbox: Inbox, error: object, kind: type[Fault]) -> None:
    assert type(fault_of(inbox, {"POST /jmap/api": responses(["error", error, "0"])}, ask)) is kind


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (problem("401 Unauthorized", "signInNeeded", "Expired."), SignInNeeded),
        (problem("413 Content Too Large", "tooLarge", "Too large."), TooLarge),
        (problem("404 Not Found", "notFound", "Nothing here."), MessageGone),
        (answer({"type": "urn:ietf:params:jmap:error:limit", "status": 400, "detail": "limit"}, "400 Bad Request",
                "application/problem+json"), ServerFault),
        (answer(b"not JSON"), NotPostroom),
        (answer(b"[]"), NotPostroom),
        (answer(b"[" * 100_000), NotPostroom),
        (answer({"methodResponses": "x"}), NotPostroom),
        (answer({"methodResponses": [["Core/echo", {}]]}), NotPostroom),
        (answer({"methodResponses": [["Core/echo", [], "0"]]}), NotPostroom),
        (answer({"methodResponses": []}), NotPostroom),
        (answer(b"{}", kind="text/html"), NotPostroom),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 20000001\r\n\r\n", AnswerTooLarge),
    ],
)  # fmt: skip
def test_answer_that_is_no_success_has_its_fault(inbox: Inbox, found: bytes, kind: type[Fault]) -> None:
    assert type(fault_of(inbox, {"POST /jmap/api": found}, ask)) is kind


def test_change_is_not_repeated_when_the_connection_is_lost(inbox: Inbox) -> None:
    def play(peer: Peer) -> None:
        for reply in (answer(SIGNED_IN, "201 Created"), answer(SESSION)):
            read_request(peer)
            peer.send(reply)
        read_request(peer)

    with inbox.serve_script(play) as server, closing(inbox.client(server)) as client:
        client.sign_in("anna", "secret")
        with pytest.raises(ConnectionLost):
            client.call([Call("Email/set", {})], repeatable=False)
        assert len(server.peers) == 1


def test_no_password_and_no_token_in_any_fault(inbox: Inbox) -> None:
    echo = problem("400 Bad Request", "badRequest", "Bad.")
    fault = fault_of(inbox, {"POST /jmap/api": echo}, ask)
    assert "T0K-en" not in json.dumps([fault.sentence, fault.detail])
