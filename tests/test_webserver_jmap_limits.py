"""Limits of JMAP requests (RFC 8620 sections 2 and 3.6), held from outside over HTTPS: each has the RFC's own error."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from benchmarks.machine import cpu_seconds
from db.database import Store
from db.passwords import hash_password
from tests.support.inbox_process import Inbox, inbox_program
from tests.support.interop import House
from tests.support.jmap_https import CORE, JSON, MAIL, PROBLEM, SUBMISSION, Program, Reply, basic, somebody
from tests.support.postroom import Postroom
from webserver.jmap.capabilities import Limits
from webserver.jmap.methods import methods

LIMIT = PROBLEM + "limit"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Inbox]]:
    postroom = Postroom.in_folder(tmp_path_factory.mktemp("limits") / "postroom")
    postroom.start()
    with inbox_program(postroom) as inbox:
        yield House(postroom, inbox.port), inbox
    postroom.stop()


@pytest.fixture
def home(running: tuple[House, Inbox]) -> House:
    return running[0]


@pytest.fixture
def program(home: House) -> Iterator[Program]:
    with somebody(home) as (_, signed_in):
        yield signed_in


def told(program: Program, name: str) -> int:
    """A limit as the session tells it."""
    session = program.ask("GET", "/.well-known/jmap").json()
    return int(session["capabilities"][CORE][name])


def over(answer: Reply, status: int, name: str) -> None:
    """The answer must be the RFC's for being over the limit `name`."""
    assert answer.refusal() == (status, LIMIT)
    assert answer.json()["limit"] == name


def echo_of(size: int) -> bytes:
    """A whole request of exactly `size` bytes."""
    head = b'{"using":["' + CORE.encode() + b'"],"methodCalls":[["Core/echo",{"a":"'
    tail = b'"},"0"]]}'
    return head + b"x" * (size - len(head) - len(tail)) + tail


# The size of a request


def test_request_of_the_largest_size_is_answered_and_one_byte_more_is_not(program: Program) -> None:
    most = told(program, "maxSizeRequest")
    assert program.post(echo_of(most)).status == 200
    over(program.post(echo_of(most + 1)), 413, "maxSizeRequest")
    assert program.post(echo_of(200)).status == 200


def test_size_is_counted_when_no_length_is_told(program: Program) -> None:
    most = told(program, "maxSizeRequest")

    def pieces(size: int) -> Iterator[bytes]:
        body = echo_of(size)
        return (body[at : at + 100_000] for at in range(0, size, 100_000))

    assert program.ask("POST", "/jmap/api", pieces(most), JSON).status == 200
    over(program.ask("POST", "/jmap/api", pieces(most + 1), JSON), 413, "maxSizeRequest")


def test_what_is_far_too_large_is_refused_before_it_is_sent(program: Program) -> None:
    answer = program.ask("POST", "/jmap/api", b"", {**JSON, "Content-Length": str(10**12)})
    assert answer.status == 413
    assert program.post(echo_of(200)).status == 200


def test_size_is_limited_for_strangers_too(home: House) -> None:
    stranger = Program(home, "Bearer pst_nobody")
    assert stranger.post(echo_of(1_000_000)).status == 401
    stranger.close()


# Calls in a request


def test_as_many_calls_as_the_session_says(program: Program) -> None:
    most = told(program, "maxCallsInRequest")
    calls = [["Core/echo", {"n": number}, str(number)] for number in range(most + 1)]
    answers = program.request(*calls[:most])["methodResponses"]
    assert answers == calls[:most]
    over(program.post({"using": [CORE], "methodCalls": calls}), 400, "maxCallsInRequest")


def test_nothing_is_done_of_a_request_with_too_many_calls(home: House) -> None:
    with somebody(home) as (name, program):
        home.letter(name, name, "to myself")
        found = program.call("Email/query")["ids"]
        destroy = ["Email/set", {"accountId": program.account, "destroy": found}, "0"]
        calls = [destroy, *[["Core/echo", {}, "1"]] * told(program, "maxCallsInRequest")]
        over(program.post({"using": [CORE, MAIL], "methodCalls": calls}), 400, "maxCallsInRequest")
        assert program.call("Email/query")["ids"] == found


# Objects in a get and in a set

_ALL = sorted(methods(Store(Path("nowhere")), Limits(0)))
_LIST_OF = {"SearchSnippet/get": "emailIds", "Email/parse": "blobIds"}
_GETS = [name for name in _ALL if name.endswith("/get") or name in _LIST_OF]
_SETS = [name for name in _ALL if name.endswith("/set")]
_WITHOUT_ACCOUNT = {"PushSubscription/get", "PushSubscription/set"}
# Every request uses the core, whether it says so or not.
_OF_CORE = {"Core/echo", "Blob/copy", *_WITHOUT_ACCOUNT}


def answered(program: Program, method: str, arguments: dict[str, Any]) -> str:
    """The type of the error that the call got, or "" for none."""
    given = {} if method in _WITHOUT_ACCOUNT else {"accountId": program.account}
    using = list(program.ask("GET", "/.well-known/jmap").json()["capabilities"])
    ((name, answer, _),) = program.request([method, {**given, **arguments}, "0"], using=using)["methodResponses"]
    return str(answer["type"]) if name == "error" else ""


@pytest.mark.parametrize("method", _GETS)
def test_as_many_ids_in_a_get_as_the_session_says(program: Program, method: str) -> None:
    most = told(program, "maxObjectsInGet")
    ids = [f"X{number}" for number in range(most + 1)]
    asked: dict[str, Any] = {"filter": None} if method == "SearchSnippet/get" else {}
    name = _LIST_OF.get(method, "ids")
    assert answered(program, method, {**asked, name: ids[:most]}) == ""
    assert answered(program, method, {**asked, name: ids}) == "requestTooLarge"


@pytest.mark.parametrize("method", _SETS)
def test_as_many_objects_in_a_set_as_the_session_says(program: Program, method: str) -> None:
    most = told(program, "maxObjectsInSet")
    ids = [f"X{number}" for number in range(most)]
    assert answered(program, method, {"destroy": ids}) == ""
    assert answered(program, method, {"destroy": [*ids, "Y"]}) == "requestTooLarge"
    # All three kinds of change are counted together.
    mixed = {"create": {"k": {}}, "update": {"Z": {}}, "destroy": ids[2:]}
    assert answered(program, method, mixed) == ""
    assert answered(program, method, {**mixed, "destroy": ids[1:]}) == "requestTooLarge"


def test_as_many_objects_in_an_import_as_the_session_says(program: Program) -> None:
    most = told(program, "maxObjectsInSet")
    messages = {f"k{number}": {"blobId": "X1", "mailboxIds": {"P1": True}} for number in range(most + 1)}
    assert answered(program, "Email/import", {"emails": messages}) == "requestTooLarge"
    messages.popitem()
    assert answered(program, "Email/import", {"emails": messages}) == ""


def test_ids_that_come_by_reference_are_counted_too(program: Program) -> None:
    ids = [f"X{number}" for number in range(told(program, "maxObjectsInGet") + 1)]
    taken = {"resultOf": "0", "name": "Core/echo", "path": "/all"}
    calls = [["Core/echo", {"all": ids}, "0"], ["Email/get", {"accountId": program.account, "#ids": taken}, "1"]]
    answers = program.request(*calls)["methodResponses"]
    assert (answers[1][0], answers[1][1]["type"]) == ("error", "requestTooLarge")


# Requests at once


def test_one_request_more_at_once_than_the_session_says_is_refused(home: House) -> None:
    """Nine changes at once, which have to wait for the store: one of them is told so, and the others are done."""
    with somebody(home) as (name, program), somebody(home) as (_, other):
        most = told(program, "maxConcurrentRequests")
        home.letter(name, name, "to myself")
        (message,) = program.call("Email/query", filter={"inMailbox": inbox_of(program)})["ids"]
        patch = {"accountId": program.account, "update": {message: {"keywords/$flagged": True}}}
        body = {"using": [CORE, MAIL], "methodCalls": [["Email/set", patch, "0"]]}
        token = home.token(name)
        programs = [Program(home, f"Bearer {token}") for _ in range(most + 1)]
        with ThreadPoolExecutor(most + 1) as pool, closing(sqlite3.connect(home.postroom.store.path)) as holding:
            holding.execute("BEGIN IMMEDIATE")
            asked = [pool.submit(one.post, body) for one in programs]
            (refused,), waiting = wait(asked, 60, FIRST_COMPLETED)
            over(refused.result(), 429, "maxConcurrentRequests")
            assert int(refused.result().fields["retry-after"]) > 0
            # Another account has places of its own.
            assert other.call("Mailbox/get")["list"]
            assert len(waiting) == most
            holding.rollback()
            assert [one.result(60).status for one in waiting] == [200] * most
        for one in programs:
            assert one.post(body).status == 200
            one.close()


def inbox_of(program: Program) -> str:
    return next(str(one["id"]) for one in program.call("Mailbox/get")["list"] if one["role"] == "inbox")


# Signing in with every request


def test_right_password_with_every_request_costs_no_hash_each_time(running: tuple[House, Inbox]) -> None:
    home, inbox = running
    with somebody(home) as (name, _):
        program = Program(home, basic(name))
        assert program.post(echo_of(200)).status == 200
        before = cpu_seconds(inbox.pid)
        assert {program.post(echo_of(200)).status for _ in range(200)} == {200}
        # 200 hashes would take twice as much, on a quick machine and on a slow one.
        assert cpu_seconds(inbox.pid) - before < 100 * cost_of_a_hash()
        program.close()


def cost_of_a_hash() -> float:
    """The processor time of it on this machine, in seconds."""
    before = process_time()
    for _ in range(5):
        hash_password("correct horse battery")
    return (process_time() - before) / 5


def test_wrong_passwords_are_told_to_wait(home: House) -> None:
    with somebody(home) as (name, signed_in):
        guessing = Program(home, basic(name, "a guess"))
        statuses = [guessing.post(echo_of(200)).status for _ in range(12)]
        assert statuses == [401] * 10 + [429] * 2
        answer = guessing.post(echo_of(200))
        assert answer.refusal() == (429, "urn:postroom:error:tooMany")
        assert 0 < int(answer.fields["retry-after"]) <= 600
        assert signed_in.post(echo_of(200)).status == 200
        guessing.close()


# What refuses a request as a whole

REFUSED: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"{", "notJSON"),
    "no text": (b"\xff\xfe", "notJSON"),
    "name twice": (b'{"using": [], "using": [], "methodCalls": []}', "notJSON"),
    "no object": (b"[]", "notRequest"),
    "no calls": (json.dumps({"using": [CORE]}).encode(), "notRequest"),
    "call that is none": (json.dumps({"using": [CORE], "methodCalls": [["Core/echo"]]}).encode(), "notRequest"),
    "unknown capability": (json.dumps({"using": ["urn:x"], "methodCalls": []}).encode(), "unknownCapability"),
    "capability of no server": (
        json.dumps({"using": [CORE, "urn:ietf:params:jmap:nothing"], "methodCalls": []}).encode(),
        "unknownCapability",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_request_that_is_none_is_refused_with_its_type(program: Program, name: str) -> None:
    body, kind = REFUSED[name]
    assert program.post(body).refusal() == (400, PROBLEM + kind)
    assert program.post(echo_of(200)).status == 200


def test_body_of_another_type_is_refused(program: Program) -> None:
    answer = program.post(echo_of(200), {"Content-Type": "text/plain"})
    assert answer.refusal() == (400, PROBLEM + "notJSON")


# using


@pytest.mark.parametrize("method", [name for name in _ALL if name not in _OF_CORE])
def test_method_is_unknown_without_its_capability(program: Program, method: str) -> None:
    ((name, answer, _),) = program.request([method, {}, "0"], using=[CORE])["methodResponses"]
    assert (name, answer["type"]) == ("error", "unknownMethod")


def test_mail_and_submission_are_two_capabilities(program: Program) -> None:
    calls = [
        ["Mailbox/get", {"accountId": program.account}, "0"],
        ["Identity/get", {"accountId": program.account}, "1"],
    ]
    kinds = {}
    for using in (MAIL, SUBMISSION):
        answers = program.request(*calls, using=[CORE, using])["methodResponses"]
        kinds[using] = [answer.get("type") for _, answer, _ in answers]
    assert kinds[MAIL] == [None, "unknownMethod"]
    assert kinds[SUBMISSION][0] == "unknownMethod"


# What fails a call


def test_each_error_of_a_call_has_its_name_and_the_others_are_answered(program: Program) -> None:
    mine = {"accountId": program.account}
    nowhere = {"resultOf": "x", "name": "Email/query", "path": "/ids"}
    calls = [
        ["Nothing/get", mine, "unknownMethod"],
        ["Email/get", {}, "invalidArguments"],
        ["Email/get", {**mine, "ids": "M1"}, "invalidArguments"],
        ["Email/get", {**mine, "ids": [], "nonsense": 1}, "invalidArguments"],
        ["Email/get", {**mine, "ids": [], "#ids": nowhere}, "invalidArguments"],
        ["Email/get", {**mine, "#ids": nowhere}, "invalidResultReference"],
        ["Email/get", {"accountId": "A999999", "ids": []}, "accountNotFound"],
        ["Email/query", {**mine, "filter": {"nonsense": 1}}, "unsupportedFilter"],
        ["Email/query", {**mine, "sort": [{"property": "nonsense"}]}, "unsupportedSort"],
        ["Email/query", {**mine, "anchor": "M999999"}, "anchorNotFound"],
        ["Email/set", {**mine, "ifInState": "nonsense"}, "stateMismatch"],
        ["Mailbox/get", {**mine, "ids": []}, "none"],
    ]
    answers = program.request(*calls)["methodResponses"]
    assert [call_id for _, _, call_id in answers] == [call_id for _, _, call_id in calls]
    assert [answer.get("type", "none") for _, answer, _ in answers] == [call_id for _, _, call_id in calls]
    assert [name for name, _, _ in answers] == ["error"] * (len(calls) - 1) + ["Mailbox/get"]
