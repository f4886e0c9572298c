"""Whatever strangers send and whatever mail holds: no answer is ever a fault of ours (no 500, no `serverFail`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.inbox_app import InboxApp, basic
from tests.support.nasty_mail import NO_CHARSETS
from tests.support.stores import People, assert_consistent, fresh_store, mail
from webserver import i_json
from webserver.jmap import body_part
from webserver.jmap.capabilities import CORE, MAIL
from webserver.jmap.email_properties import BODY, HEADER, NOTED
from webserver.jmap.filter_tests import TESTS

EVERYTHING = [
    *NOTED,
    *HEADER,
    *BODY,
    "header:Subject:asText",
    "header:To:asGroupedAddresses:all",
    "header:List-Id:asURLs",
]
BODY_EVERYTHING = [*body_part.PROPERTIES, "subParts", "header:Content-Type:asText"]


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InboxApp]:
    """One store for all examples: they are about answers, not about what is in it."""
    store = fresh_store(Path(tmp_path_factory.mktemp("fuzz")) / "postroom.sqlite3", durable=False)
    app = InboxApp(store, People.make(store, "anna", "ben"))
    for number in range(3):
        app.deliver("anna", mail(f"Message {number}", message_id=f"<{number}@x>", in_reply_to="<0@x>"))
    yield app
    store.close()


def assert_no_fault(inbox: InboxApp, body: bytes, content_type: str = "application/json") -> Any:
    answer = inbox.post("anna", body, content_type)
    assert answer.status in (200, 400, 413), answer.body
    if answer.status != 200:
        assert answer.problem.startswith("urn:ietf:params:jmap:error:")
        return None
    responses = answer.json()["methodResponses"]
    assert [one for one in responses if one[1].get("type") in ("serverFail", "serverUnavailable")] == []
    # What comes out is what may come in.
    i_json.parse(answer.body)
    return responses


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@given(st.binary(max_size=200), st.sampled_from(["application/json", "text/plain", ""]))
def test_any_bytes_to_the_api(inbox: InboxApp, body: bytes, content_type: str) -> None:
    assert_no_fault(inbox, body, content_type)


@given(json_values)
def test_any_json_to_the_api(inbox: InboxApp, value: Any) -> None:
    assert_no_fault(inbox, json.dumps(value).encode())


@given(st.fixed_dictionaries({"using": json_values, "methodCalls": json_values}, optional={"createdIds": json_values}))
def test_any_request_to_the_api(inbox: InboxApp, value: Any) -> None:
    assert_no_fault(inbox, json.dumps(value).encode())


IDS = ["M1", "P2", "P3", "T9", "A1", "B1", "#a", "x", "M99999999999999999", "0", "-", "", "U1", "B1-1_1"]
ARGUMENTS = [
    "ids", "properties", "filter", "sort", "position", "anchor", "anchorOffset", "limit", "calculateTotal",
    "collapseThreads", "ifInState", "create", "update", "destroy", "bodyProperties", "fetchTextBodyValues",
    "fetchHTMLBodyValues", "fetchAllBodyValues", "maxBodyValueBytes", "#ids", "#destroy", "#filter", "unknown",
    "emails", "blobIds", "fromAccountId",
]  # fmt: skip
MAKING = ["Email/import", "Email/parse", "Email/copy", "Blob/copy"]
ids = st.sampled_from(IDS)
names = st.sampled_from(
    [*EVERYTHING, "header:x:asDate", "header:From:asDate", "keywords/$seen", "mailboxIds/P3", "nothing"]
)
moments = st.sampled_from(["2026-01-01T00:00:00Z", "9999-12-31T23:59:59.9Z", "0001-01-01T00:00:00Z", "now"])
numbers = st.integers() | st.sampled_from([0, 1, -1, 2**31, 2**53, 2**53 - 1, 2**63, 2**64])
atoms = st.none() | st.booleans() | numbers | ids | names | moments | st.text(max_size=8)
references = st.fixed_dictionaries(
    {
        "resultOf": st.sampled_from(["0", "1", "9"]),
        "name": st.sampled_from(["Email/query", "Email/get", "Core/echo", "error"]),
        "path": st.sampled_from(["", "/", "/ids", "/ids/*", "/list/*/threadId", "/list/0", "/*/x", "/list/*/*", "/~2"]),
    }
)
conditions = st.dictionaries(st.sampled_from([*TESTS, "invented"]), atoms | st.lists(ids, max_size=3), max_size=3)
filters = st.recursive(
    conditions,
    lambda inner: st.fixed_dictionaries(
        {"operator": st.sampled_from(["AND", "OR", "NOT", "XOR"]), "conditions": st.lists(inner, max_size=3)}
    ),
    max_leaves=8,
)
comparators = st.lists(
    st.dictionaries(
        st.sampled_from(["property", "isAscending", "collation"]), atoms | st.just("receivedAt"), max_size=3
    ),
    max_size=2,
)
made = st.sampled_from(
    ["subject", "from", "textBody", "attachments", "bodyValues", "blobId", "mailboxIds", "receivedAt"]
)
patches = st.dictionaries(
    names | made,
    atoms | st.lists(st.dictionaries(made, ids)) | st.dictionaries(ids | st.just("$seen"), st.booleans(), max_size=3),
    max_size=3,
)
likely = (
    atoms | st.lists(ids, max_size=4) | st.lists(names, max_size=4) | st.lists(atoms, max_size=3) | references | filters
    | comparators | st.dictionaries(ids, patches, max_size=3) | json_values
)  # fmt: skip


@st.composite
def likely_calls(draw: st.DrawFn) -> list[Any]:
    """Calls that are nearly right, which is where mistakes are."""
    methods = ["Core/echo", "Mailbox/get", "Thread/get", "Email/get", "Email/query", "Email/set", *MAKING]
    found = []
    for number in range(draw(st.integers(1, 4))):
        arguments = draw(st.dictionaries(st.sampled_from(ARGUMENTS), likely, max_size=4))
        arguments["accountId"] = draw(st.sampled_from(["A1", "A1", "A1", "A8", None, "x"]))
        found.append([draw(st.sampled_from(methods)), arguments, str(number)])
    return found


@settings(max_examples=400)
@given(likely_calls(), st.dictionaries(st.sampled_from(["a", "b"]), ids, max_size=2))
def test_nearly_right_calls(inbox: InboxApp, calls: list[Any], created: dict[str, str]) -> None:
    inbox.deliver("anna", mail("There is always one to change"))
    body = json.dumps({"using": [CORE, MAIL], "methodCalls": calls, "createdIds": created})
    responses = assert_no_fault(inbox, body.encode())
    assert responses is None or len(responses) == len(calls)
    assert_consistent(inbox.store)


@given(st.text(max_size=60), st.sampled_from(["GET", "POST", "DELETE", "HEAD", "PUT", "OPTIONS"]))
def test_any_path(inbox: InboxApp, path: str, method: str) -> None:
    headers = {"Authorization": f"Bearer {inbox.token('anna')}"}
    for start in ("/", "/jmap/download/A1/", "/jmap/download/A1/B1/", "/.well-known/"):
        assert inbox.ask(method, start + path.replace("?", ""), headers=headers).status in (200, 400, 404, 405)


@given(st.text(max_size=60))
def test_any_query(inbox: InboxApp, query: str) -> None:
    encoded = query.encode("utf-8", "replace").decode("latin-1")
    for start in ("/jmap/download/A1/B1/x?", "/jmap/download/A1/B1/x?type=", "/.well-known/jmap?"):
        headers = {"Authorization": f"Bearer {inbox.token('anna')}"}
        assert inbox.ask("GET", start + encoded, headers=headers).status in (200, 400, 404)


latin = st.characters(min_codepoint=32, max_codepoint=255)


@given(st.text(alphabet=latin, max_size=60), st.sampled_from(["", "Basic ", "Bearer ", "Basic pst_", "bearer pst_"]))
def test_any_authorization(inbox: InboxApp, text: str, scheme: str) -> None:
    assert inbox.ask("GET", "/.well-known/jmap", headers={"Authorization": scheme + text}).status == 401


@settings(max_examples=15)
@given(st.text(max_size=30), st.text(max_size=30))
def test_any_name_and_password(inbox: InboxApp, name: str, password: str) -> None:
    answer = inbox.ask("GET", "/.well-known/jmap", headers=basic(f"x{name}", password), REMOTE_ADDR="127.0.0.1")
    assert answer.status in (401, 429)


# Mail

words = st.sampled_from(
    [
        b"Subject: ", b"From: ", b"To: ", b"Date: ", b"Content-Type: ",
        b"text/plain", b"text/html", b"multipart/mixed", b"image/png",
        b"message/rfc822", b"; boundary=b", b"; charset=", b"utf-8", b"utf-7", b"utf-16", b'; name="',
        b"; name*0*=utf-8''%",
        b"Content-Transfer-Encoding: ", b"base64", b"quoted-printable", b"Content-Disposition: attachment; filename=",
        b"Content-ID: <", b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"--b\r\n", b"--b--\r\n",
        b" ", b"\t", b"=", b"=?utf-8?B?",
        b"=?utf-16?Q?=D8=00?=", b"?=", b"<", b">", b"@", b",", b":", b";", b'"', b"\\", b"(", b")", b"\x00", b"\xff",
        b"\xed\xa0\x80", b"\xef\xbf\xbf", b"Sat, 31 Feb 99999 25:61:61 +9999", b"<p>", b"</p>", b"&#xD800;",
        *(name.encode() for name in NO_CHARSETS),
    ]
)  # fmt: skip
messages = st.lists(words | st.binary(max_size=8), max_size=40).map(b"".join)


@settings(max_examples=300)
@given(messages, st.sampled_from([0, 1, 5, 100]))
def test_any_message_can_be_shown_in_every_way(inbox: InboxApp, content: bytes, most: int) -> None:
    message_id = inbox.deliver("anna", content)
    found = inbox.shown(
        "anna",
        message_id,
        *EVERYTHING,
        bodyProperties=BODY_EVERYTHING,
        fetchAllBodyValues=True,
        fetchTextBodyValues=True,
        fetchHTMLBodyValues=True,
        maxBodyValueBytes=most,
    )
    for value in found["bodyValues"].values():
        assert not most or len(value["value"].encode()) <= most
    lists = [one for name in ("textBody", "htmlBody", "attachments") for one in found[name]]
    leaves = list(leaves_of(found["bodyStructure"]))
    assert {one["partId"] for one in lists} == {one["partId"] for one in leaves}
    for one in leaves:
        assert one["blobId"] == f"{found['blobId']}-{one['partId'].replace('.', '-')}"
        answer = inbox.get("anna", f"/jmap/download/{inbox.account('anna')}/{one['blobId']}/x")
        assert (answer.status, len(answer.body)) == (200, one["size"])


def leaves_of(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    assert (part["partId"] is None) == (part["blobId"] is None) == part["type"].startswith("multipart/")
    if part["partId"] is not None:
        yield part
    for one in part["subParts"] or ():
        yield from leaves_of(one)


# I-JSON

sound = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(sound)
def test_what_is_encoded_can_be_parsed(value: Any) -> None:
    parsed = i_json.parse(i_json.encode(value))
    # Noncharacters, which I-JSON forbids, are the only thing that does not come back.
    assert i_json.encode(parsed) == i_json.encode(value)


@given(st.text())
def test_strings_come_back_unless_i_json_forbids_them(text: str) -> None:
    forbidden = any(ord(one) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(one) <= 0xFDEF for one in text)
    document = json.dumps(text).encode()
    if forbidden:
        with pytest.raises(i_json.NotJson):
            i_json.parse(document)
    else:
        assert i_json.parse(document) == text
        assert i_json.parse(i_json.encode(text)) == text
