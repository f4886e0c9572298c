"""JMAP requests as such (RFC 8620 section 3): what refuses all of one, what fails a call, references between calls."""

from __future__ import annotations

import io
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from db.database import Store
from tests.support.inbox_app import FAULT_ID, Answer, InboxApp
from tests.support.stores import People, mail
from webserver.errors import Problem
from webserver.i_json import MAX_DEPTH
from webserver.jmap.capabilities import CORE, MAIL
from webserver.jmap.concurrency import Concurrency
from webserver.jmap.errors import MethodError
from webserver.jmap.references import References
from webserver.jmap.request import Invocation

JMAP = "urn:ietf:params:jmap:error:"


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def refused(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.problem.removeprefix(JMAP)


def asking(*calls: Any, **more: Any) -> bytes:
    return json.dumps({"using": [CORE, MAIL], "methodCalls": list(calls), **more}).encode()


def echo(argument: bytes) -> bytes:
    """A request whose only argument is written exactly so."""
    return b'{"using": ["' + CORE.encode() + b'"], "methodCalls": [["Core/echo", {"a": ' + argument + b'}, "0"]]}'


NOT_JSON: dict[str, bytes] = {
    "nothing": b"",
    "half": b'{"using": [',
    "words": b"hello",
    "UTF-16": '{"using": [], "methodCalls": []}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + asking(),
    "not UTF-8": echo(b'"\xff"'),
    "surrogate in UTF-8": echo(b'"\xed\xa0\x80"'),
    "lone surrogate": echo(rb'"\ud800"'),
    "lone surrogate in a name": echo(rb'{"\udfff": 1}'),
    "noncharacter": echo(rb'["\ufffe"]'),
    "noncharacter of another plane": echo("\U0001ffff".join('""').encode()),
    "name twice": echo(b'{"b": 1, "b": 2}'),
    "name twice at the top": b'{"using": [], "methodCalls": [], "using": []}',
    "NaN": echo(b"NaN"),
    "infinity": echo(b"-Infinity"),
    "number without end": echo(b"1e999"),
    "integer without end": echo(b"9" * 5000),
    "nested too deeply": echo(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH),
    "nested very deeply": echo(b"[" * 200_000 + b"]" * 200_000),
    "objects nested very deeply": echo(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "two documents": asking() + asking(),
    "trailing comma": b'{"using": [], "methodCalls": [],}',
}


@pytest.mark.parametrize("name", NOT_JSON)
def test_body_that_is_not_i_json_is_not_json(inbox: InboxApp, name: str) -> None:
    assert refused(inbox.post("anna", NOT_JSON[name])) == (400, "notJSON")


@pytest.mark.parametrize("content_type", ["text/plain", "", "application/json5", "application/x-www-form-urlencoded"])
def test_body_of_another_type_is_not_json(inbox: InboxApp, content_type: str) -> None:
    assert refused(inbox.post("anna", asking(), content_type)) == (400, "notJSON")


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON; charset=utf-8"])
def test_body_of_the_right_type_is_read(inbox: InboxApp, content_type: str) -> None:
    assert inbox.post("anna", asking(), content_type).status == 200


NOT_REQUEST: dict[str, Any] = {
    "a list": [],
    "null": None,
    "a number": 1,
    "nothing in it": {},
    "no calls": {"using": [CORE]},
    "no capabilities": {"methodCalls": []},
    "capabilities that are no list": {"using": CORE, "methodCalls": []},
    "capability that is no text": {"using": [1], "methodCalls": []},
    "calls that are no list": {"using": [], "methodCalls": {}},
    "call that is no list": {"using": [], "methodCalls": [{}]},
    "call of two": {"using": [], "methodCalls": [["Core/echo", {}]]},
    "call of four": {"using": [], "methodCalls": [["Core/echo", {}, "0", "1"]]},
    "name that is no text": {"using": [], "methodCalls": [[1, {}, "0"]]},
    "arguments that are no object": {"using": [], "methodCalls": [["Core/echo", [], "0"]]},
    "call id that is no text": {"using": [], "methodCalls": [["Core/echo", {}, 0]]},
    "created ids that are no object": {"using": [], "methodCalls": [], "createdIds": []},
    "created id that is no id": {"using": [], "methodCalls": [], "createdIds": {"a": "b c"}},
    "created id that is no text": {"using": [], "methodCalls": [], "createdIds": {"a": None}},
}


@pytest.mark.parametrize("name", NOT_REQUEST)
def test_json_that_is_no_request_is_not_request(inbox: InboxApp, name: str) -> None:
    assert refused(inbox.post("anna", json.dumps(NOT_REQUEST[name]).encode())) == (400, "notRequest")


def test_unknown_property_of_a_request_is_passed_over(inbox: InboxApp) -> None:
    assert inbox.request("anna", future={"a": 1})["methodResponses"] == []


def test_unknown_capability_refuses_everything(inbox: InboxApp) -> None:
    body = json.dumps({"using": [CORE, "urn:example:other"], "methodCalls": []}).encode()
    answer = inbox.post("anna", body)
    assert refused(answer) == (400, "unknownCapability")
    assert "urn:example:other" in answer.json()["detail"]


def test_capability_that_is_not_used_hides_its_methods(inbox: InboxApp) -> None:
    call = ["Mailbox/get", {"accountId": inbox.account("anna")}, "0"]
    assert inbox.request("anna", call, using=[CORE])["methodResponses"] == [["error", {"type": "unknownMethod"}, "0"]]


def test_too_many_calls_are_over_the_limit(inbox: InboxApp) -> None:
    assert len(inbox.request("anna", *[["Core/echo", {}, "0"]] * 32)["methodResponses"]) == 32
    answer = inbox.post("anna", asking(*[["Core/echo", {}, "0"]] * 33))
    assert refused(answer) == (400, "limit")
    assert answer.json()["limit"] == "maxCallsInRequest"


def test_too_large_a_request_is_over_the_limit(inbox: InboxApp) -> None:
    frame = len(echo(b'""'))
    assert inbox.post("anna", echo(b'"' + b"x" * (10_000_000 - frame) + b'"')).status == 200
    answer = inbox.post("anna", echo(b'"' + b"x" * (10_000_001 - frame) + b'"'))
    assert refused(answer) == (413, "limit")
    assert answer.json()["limit"] == "maxSizeRequest"


def test_too_many_requests_at_once_are_over_the_limit() -> None:
    concurrency, inside, go = Concurrency(2), threading.Semaphore(0), threading.Event()

    def hold() -> None:
        with concurrency.place(1):
            inside.release()
            assert go.wait(60)

    with ThreadPoolExecutor(2) as pool:
        held = [pool.submit(hold) for _ in range(2)]
        assert all(inside.acquire(timeout=60) for _ in held)
        with pytest.raises(Problem) as caught, concurrency.place(1):
            pass
        # Another account has places of its own.
        with concurrency.place(2):
            go.set()
        for one in held:
            one.result()
    assert (caught.value.status, caught.value.kind) == (429, JMAP + "limit")
    assert caught.value.more == {"limit": "maxConcurrentRequests"}
    with concurrency.place(1), concurrency.place(1):
        pass


class SlowBody(io.BytesIO):
    """A body that comes only when `go` is set; `asked` counts who waits for it."""

    def __init__(self, content: bytes, asked: threading.Semaphore, go: threading.Event) -> None:
        super().__init__(content)
        self._asked, self._go = asked, go

    def read(self, size: int | None = -1, /) -> bytes:
        self._asked.release()
        assert self._go.wait(60)
        return super().read(size)


def test_ninth_request_of_an_account_at_once_is_refused(inbox: InboxApp) -> None:
    asked, go = threading.Semaphore(0), threading.Event()
    headers = {"Authorization": f"Bearer {inbox.token('anna')}", "Content-Type": "application/json"}

    def slow() -> Answer:
        return inbox.ask("POST", "/jmap/api", asking(), headers, **{"wsgi.input": SlowBody(asking(), asked, go)})

    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(slow) for _ in range(8)]
        assert all(asked.acquire(timeout=60) for _ in running)
        answer = inbox.post("anna", asking())
        assert inbox.post("ben", asking()).status == 200
        go.set()
        assert [one.result().status for one in running] == [200] * 8
    assert refused(answer) == (429, "limit")
    assert answer.json()["limit"] == "maxConcurrentRequests"
    assert int(answer.headers["retry-after"]) > 0
    assert inbox.post("anna", asking()).status == 200


def test_place_is_given_back_when_a_request_fails(inbox: InboxApp) -> None:
    for _ in range(20):
        assert inbox.post("anna", b"{").status == 400
    assert inbox.post("anna", asking()).status == 200


def test_calls_are_answered_in_their_order_whatever_fails(inbox: InboxApp) -> None:
    account = inbox.account("anna")
    answers = inbox.request(
        "anna",
        ["Core/echo", {"hello": ["world", None, 1.5, {"ä": "\U0001f600"}]}, "a"],
        ["Mailbox/copy", {"accountId": account}, "b"],
        ["Mailbox/get", {"accountId": account, "what": 1}, "c"],
        ["Mailbox/get", {"accountId": "A999999"}, "a"],
        ["core/echo", {}, "d"],
        ["error", {}, "e"],
        ["Mailbox/get", {"accountId": account, "ids": []}, "f"],
    )["methodResponses"]
    assert [(name, call_id, result.get("type")) for name, result, call_id in answers] == [
        ("Core/echo", "a", None),
        ("error", "b", "unknownMethod"),
        ("error", "c", "invalidArguments"),
        ("error", "a", "accountNotFound"),
        ("error", "d", "unknownMethod"),
        ("error", "e", "unknownMethod"),
        ("Mailbox/get", "f", None),
    ]
    assert answers[0][1] == {"hello": ["world", None, 1.5, {"ä": "\U0001f600"}]}


def test_created_ids_come_back_only_when_they_were_sent(inbox: InboxApp) -> None:
    assert "createdIds" not in inbox.request("anna")
    assert inbox.request("anna", createdIds={})["createdIds"] == {}
    assert inbox.request("anna", createdIds={"k1": "M7"})["createdIds"] == {"k1": "M7"}


def test_fault_in_one_call_is_server_fail_with_an_id(inbox: InboxApp, caplog: pytest.LogCaptureFixture) -> None:
    message_id = inbox.deliver("anna", mail())
    inbox.store.run_tx(lambda tx: tx.execute("UPDATE content SET addresses = 'secret'"))
    account = inbox.account("anna")
    calls = [["Email/get", {"accountId": account, "ids": [message_id]}, "0"], ["Core/echo", {"a": 1}, "1"]]
    (failed, _), (echoed, _) = ((one[0], one[1]) for one in inbox.request("anna", *calls)["methodResponses"])
    assert (failed, echoed) == ("error", "Core/echo")
    error = inbox.call("anna", "Email/get", ids=[message_id])
    assert error["type"] == "serverFail"
    assert FAULT_ID in error["description"]
    assert "secret" not in error["description"]
    assert f"fault id={FAULT_ID} by=https method=Email/get" in caplog.text


def test_store_that_cannot_answer_makes_a_call_unavailable(inbox: InboxApp) -> None:
    inbox.store.run_tx(lambda tx: tx.execute("ALTER TABLE mailbox RENAME TO elsewhere"))
    error = inbox.call("anna", "Mailbox/get")
    assert error["type"] == "serverUnavailable"
    assert "elsewhere" not in error["description"]


# References

RESPONSES = [
    Invocation("Foo/get", {"list": [{"id": "a", "x": {"y": [1, 2]}}, {"id": "b", "x": {"y": [3]}}], "n": 5}, "0"),
    Invocation("Bar/get", {"a/b": {"m~n": 7}, "": 8, "0": 9, "list": [[1, [2]], [3]]}, "1"),
    Invocation("Foo/set", {"second": True}, "0"),
]


def follow(path: str, call_id: str = "0", name: str = "Foo/get") -> Any:
    reference = {"resultOf": call_id, "name": name, "path": path}
    return References(RESPONSES).resolved({"#ids": reference, "other": 1})["ids"]


@pytest.mark.parametrize(
    ("path", "call_id", "value"),
    [
        ("/list/*/id", "0", ["a", "b"]),
        ("/list/*/x/y", "0", [1, 2, 3]),
        ("/list/*/x/y/*", "0", [1, 2, 3]),
        ("/list/1/id", "0", "b"),
        ("/list/*", "0", RESPONSES[0].arguments["list"]),
        ("/n", "0", 5),
        ("", "0", RESPONSES[0].arguments),
        ("/a~1b/m~0n", "1", 7),
        ("/", "1", 8),
        ("/0", "1", 9),
        ("/list/*", "1", [1, [2], 3]),
    ],
)
def test_reference_leads_to_its_value(path: str, call_id: str, value: object) -> None:
    assert follow(path, call_id, {"0": "Foo/get", "1": "Bar/get"}[call_id]) == value


@pytest.mark.parametrize(
    "path", ["list", "/nothing", "/list/2/id", "/list/01/id", "/list/-1", "/list/id", "/n/x", "/list/*/z", "/*/id"]
)
def test_reference_that_leads_nowhere_fails(path: str) -> None:
    with pytest.raises(MethodError) as caught:
        follow(path)
    assert caught.value.kind == "invalidResultReference"


@pytest.mark.parametrize(
    "reference",
    [
        None,
        "0",
        {},
        {"resultOf": "0", "name": "Foo/get"},
        {"resultOf": 0, "name": "Foo/get", "path": "/n"},
        {"resultOf": "9", "name": "Foo/get", "path": "/n"},
        {"resultOf": "0", "name": "Foo/set", "path": "/second"},
        {"resultOf": "0", "name": "Foo/get", "path": "/n", "more": 1},
    ],
)
def test_reference_that_is_none_fails(reference: object) -> None:
    with pytest.raises(MethodError) as caught:
        References(RESPONSES).resolved({"#ids": reference})
    assert caught.value.kind == "invalidResultReference"


def test_argument_in_both_forms_is_invalid() -> None:
    reference = {"resultOf": "0", "name": "Foo/get", "path": "/n"}
    with pytest.raises(MethodError) as caught:
        References(RESPONSES).resolved({"#ids": reference, "ids": []})
    assert caught.value.kind == "invalidArguments"


def test_reference_to_a_later_or_failed_call_fails(inbox: InboxApp) -> None:
    account = inbox.account("anna")
    later = {"resultOf": "1", "name": "Mailbox/get", "path": "/list/*/id"}
    failed = {"resultOf": "2", "name": "Mailbox/get", "path": "/list/*/id"}
    answers = inbox.request(
        "anna",
        ["Mailbox/get", {"accountId": account, "#ids": later}, "0"],
        ["Mailbox/get", {"accountId": account}, "1"],
        ["Mailbox/get", {"accountId": "A0"}, "2"],
        ["Mailbox/get", {"accountId": account, "#ids": failed}, "3"],
        ["Mailbox/get", {"accountId": account, "#ids": later}, "4"],
    )["methodResponses"]
    assert [one[1].get("type") for one in answers] == [
        "invalidResultReference", None, "accountNotFound", "invalidResultReference", None,
    ]  # fmt: skip


def test_references_cannot_multiply_a_result_without_end(inbox: InboxApp) -> None:
    # Each call takes all of the one before it ten times: ten thousand million after ten of them.
    calls: list[list[Any]] = [["Core/echo", {"a": ["x" * 1000]}, "0"]]
    for number in range(1, 12):
        all_of_it = {"resultOf": str(number - 1), "name": "Core/echo", "path": ""}
        calls.append(["Core/echo", {f"#{letter}": all_of_it for letter in "abcdefghij"}, str(number)])
    answer = inbox.post("anna", asking(*calls))
    assert answer.status == 200
    assert len(answer.body) < 20_000_000
    assert [one[0] for one in answer.json()["methodResponses"]][-3:] == ["error", "error", "error"]
