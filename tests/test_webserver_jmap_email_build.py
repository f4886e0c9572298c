"""What a program creates comes back the same from Email/get, whatever it is made of; no line is too long or new."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.inbox_app import InboxApp
from tests.support.stores import People, assert_consistent, fresh_store
from webserver import i_json

# What I-JSON lets in.
LETTERS = st.characters(codec="utf-8").filter(
    lambda one: ord(one) & 0xFFFE != 0xFFFE and not 0xFDD0 <= ord(one) <= 0xFDEF
)
SOME = st.sampled_from([*"aZ09 .,;:=?_-\"'\\()<>@[]%&#\täß雪😀e\u0301\u200b", "=?utf-8?q?x?=", "\r\n", "--", "From "])
WORDS = st.lists(LETTERS | SOME, max_size=60).map("".join)
LINES = WORDS.map(lambda text: text.replace("\r", "").replace("\n", " ").replace("\0", ""))
TEXTS = st.lists(WORDS | st.just("\n") | st.text("ab ", max_size=1200), max_size=5).map("".join)
LOCALS = st.from_regex(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}(\.[a-z0-9]{1,10})?", fullmatch=True)
EMAILS = st.builds(lambda local, domain: f"{local}@{domain}", LOCALS, st.sampled_from(["project.com", "x.example"]))
ADDRESS = st.fixed_dictionaries({"name": st.none() | LINES, "email": EMAILS})
ADDRESSES = st.lists(ADDRESS, min_size=1, max_size=5)
IDS = st.lists(st.from_regex(r"[a-z0-9$.!+=]{1,40}@[a-z.]{1,20}", fullmatch=True), min_size=1, max_size=20)
DATES = st.datetimes().filter(lambda moment: moment.year >= 1900).map(lambda moment: moment.isoformat()[:19])
ZONES = st.sampled_from(["Z", "+01:00", "-11:30", "+14:00", "+00:30"])
URLS = st.lists(st.from_regex(r"(https|mailto):[a-zA-Z0-9@./?=&%-]{1,60}", fullmatch=True), min_size=1, max_size=4)
GROUP_NAMES = LINES.map(lambda name: " ".join(name.splitlines()).strip()).filter(bool)
GROUP = st.fixed_dictionaries({"name": GROUP_NAMES, "addresses": st.lists(ADDRESS, max_size=3)})
HEADER = st.fixed_dictionaries(
    {},
    optional={
        "from": ADDRESSES, "to": ADDRESSES, "cc": ADDRESSES, "bcc": ADDRESSES, "replyTo": ADDRESSES,
        "sender": ADDRESSES, "subject": LINES, "inReplyTo": IDS, "references": IDS,
        "messageId": IDS.map(lambda ids: ids[:1]),
        "sentAt": st.builds(lambda moment, zone: moment + zone, DATES, ZONES),
        "header:X-Text:asText": LINES, "header:X-Texts:asText:all": st.lists(LINES, max_size=3),
        "header:X-Ids:asMessageIds": IDS, "header:X-Urls:asURLs": URLS, "header:X-People:asAddresses": ADDRESSES,
        "header:X-Groups:asGroupedAddresses": st.lists(GROUP, min_size=1, max_size=3),
    },
)  # fmt: skip
NAMES = st.none() | st.lists(LETTERS | SOME, min_size=1, max_size=255).map(
    lambda some: "".join(some).replace("\0", "")[:255]
)
TAGS = st.none() | st.lists(st.sampled_from(["de", "en-GB", "zh-Hant-TW"]), min_size=1, max_size=3)


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InboxApp]:
    store = fresh_store(Path(tmp_path_factory.mktemp("build")) / "postroom.sqlite3", durable=False)
    yield InboxApp(store, People.make(store, "anna"))
    store.close()


def upload(inbox: InboxApp, data: bytes) -> str:
    headers = {"Authorization": f"Bearer {inbox.token('anna')}"}
    found: str = inbox.ask("POST", f"/jmap/upload/{inbox.account('anna')}", data, headers).json()["blobId"]
    return found


def create(inbox: InboxApp, email: dict[str, Any]) -> dict[str, Any]:
    """Create a message, check its bytes, and destroy what else there is; return what the answer tells of it."""
    place = {inbox.mailbox("anna", "drafts"): True}
    answer = inbox.call("anna", "Email/set", create={"k": {"mailboxIds": place, **email}})
    assert answer["notCreated"] is None, answer
    found: dict[str, Any] = answer["created"]["k"]
    content = inbox.get("anna", f"/jmap/download/{inbox.account('anna')}/{found['blobId']}/x").body
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    assert content.count(b"\n") == content.count(b"\r") == content.count(b"\r\n")
    assert b"\0" not in content
    assert content.partition(b"\r\n\r\n")[0].isascii()
    return found


def same_text(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def same_addresses(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"name": same_text(" ".join((one["name"] or "").splitlines())).strip() or None, "email": one["email"]}
        for one in given
    ]


def expected(name: str, value: Any) -> Any:
    """What Email/get says of a header property that was created with `value`."""
    if name == "subject":
        return same_text(value)[:2000] or None
    if name.endswith("asText"):
        return same_text(value)
    if name.endswith(":all"):
        return [same_text(one) for one in value]
    if name == "inReplyTo":
        return value[:20]
    if "Groups" in name:
        return [{"name": same_text(one["name"]), "addresses": same_addresses(one["addresses"])} for one in value]
    return same_addresses(value) if isinstance(value, list) and isinstance(value[0], dict) else value


@settings(max_examples=150)
@given(HEADER)
def test_header_comes_back(inbox: InboxApp, header: dict[str, Any]) -> None:
    shown = inbox.shown("anna", create(inbox, header)["id"], *header)
    shown = {name: shown[name] for name in header}
    assert shown == {name: expected(name, value) for name, value in header.items()}


def shown_text(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n")


@settings(max_examples=100)
@given(TEXTS, st.none() | TEXTS)
def test_texts_come_back(inbox: InboxApp, plain: str, page: str | None) -> None:
    email: dict[str, Any] = {"bodyValues": {"t": {"value": plain}}, "textBody": [{"partId": "t"}]}
    if page is not None:
        email["bodyValues"]["h"] = {"value": page}
        email["htmlBody"] = [{"partId": "h"}]
    found = inbox.shown(
        "anna", create(inbox, email)["id"], "textBody", "htmlBody", "bodyValues", fetchAllBodyValues=True
    )
    values = found["bodyValues"]
    assert not any(one["isEncodingProblem"] or one["isTruncated"] for one in values.values())
    assert values[found["textBody"][0]["partId"]]["value"] == shown_text(plain)
    assert values[found["htmlBody"][0]["partId"]]["value"] == shown_text(plain if page is None else page)


LEAF = st.fixed_dictionaries(
    {"name": NAMES, "disposition": st.sampled_from([None, "attachment", "inline"]), "language": TAGS},
    optional={
        "cid": st.sampled_from(["a@b", "x"]), "location": st.sampled_from(["https://x.y/z?a=b", "mid:a@b"]),
        "text": TEXTS, "data": st.binary(max_size=300), "header:X-Part:asText": LINES,
    },
)  # fmt: skip
STRUCTURES = st.recursive(
    LEAF,
    lambda inner: st.fixed_dictionaries(
        {
            "type": st.sampled_from(["multipart/mixed", "multipart/alternative", "multipart/related", "multipart/x"]),
            "subParts": st.lists(inner, min_size=1, max_size=4),
        }
    ),
    max_leaves=8,
)


def written(inbox: InboxApp, part: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Return a drawn part as JSON, its text in `values` or its bytes uploaded."""
    if "subParts" in part:
        return {**part, "subParts": [written(inbox, one, values) for one in part["subParts"]]}
    own = {name: value for name, value in part.items() if name not in ("text", "data")}
    if "data" in part and "text" not in part:
        return {**own, "blobId": upload(inbox, part["data"]), "type": "application/x-data"}
    part_id = f"p{len(values)}"
    values[part_id] = {"value": part.get("text", "")}
    return {**own, "partId": part_id, "type": "text/plain"}


def compare(inbox: InboxApp, drawn: dict[str, Any], shown: dict[str, Any], values: dict[str, Any]) -> None:
    if "subParts" in drawn:
        assert (shown["type"], shown["partId"]) == (drawn["type"], None)
        assert len(shown["subParts"]) == len(drawn["subParts"])
        for one, other in zip(drawn["subParts"], shown["subParts"], strict=True):
            compare(inbox, one, other, values)
        return
    for name in ("name", "disposition", "cid", "language", "location"):
        assert shown[name] == drawn.get(name), name
    if "header:X-Part:asText" in drawn:
        assert shown["header:X-Part:asText"] == same_text(drawn["header:X-Part:asText"])
    if "data" in drawn and "text" not in drawn:
        answer = inbox.get("anna", f"/jmap/download/{inbox.account('anna')}/{shown['blobId']}/x")
        assert (answer.body, shown["type"], shown["size"]) == (drawn["data"], "application/x-data", len(drawn["data"]))
    else:
        assert values[shown["partId"]]["value"] == shown_text(drawn.get("text", ""))


@settings(max_examples=80)
@given(STRUCTURES)
def test_structure_comes_back(inbox: InboxApp, drawn: dict[str, Any]) -> None:
    values: dict[str, Any] = {}
    created = create(inbox, {"bodyStructure": written(inbox, drawn, values), "bodyValues": values})
    properties = ["partId", "blobId", "size", "type", "name", "disposition", "cid", "language", "location"]
    asked = {"bodyProperties": [*properties, "subParts", "header:X-Part:asText"], "fetchAllBodyValues": True}
    found = inbox.shown("anna", created["id"], "bodyStructure", "bodyValues", **asked)
    compare(inbox, drawn, found["bodyStructure"], found["bodyValues"])


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | WORDS,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["name", "email", "value", "x"]), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
PROPERTIES = st.sampled_from(
    ["from", "to", "subject", "sentAt", "messageId", "references", "header:X", "header:X:asText:all", "header:X:asURLs",
     "header:Y:asRaw", "header:Z:asGroupedAddresses", "textBody", "htmlBody", "attachments", "bodyStructure",
     "bodyValues", "keywords", "receivedAt", "id", "header:Content-Type"]
)  # fmt: skip


@settings(max_examples=100)
@given(st.dictionaries(PROPERTIES, ANYTHING | LINES, max_size=4))
def test_anything_is_created_or_refused_and_never_adds_a_field(inbox: InboxApp, given_: dict[str, Any]) -> None:
    """Whatever the values are, the message has the fields that were named, and those that every message has."""
    place = {inbox.mailbox("anna", "drafts"): True}
    email = {"mailboxIds": place, **given_}
    try:
        i_json.parse(json.dumps(email).encode())
    except i_json.NotJson:
        return
    answer = inbox.call("anna", "Email/set", create={"k": email})
    if answer["created"] is None:
        assert answer["notCreated"]["k"]["type"] in ("invalidProperties", "blobNotFound")
        return
    found = answer["created"]["k"]
    content = inbox.get("anna", f"/jmap/download/{inbox.account('anna')}/{found['blobId']}/x").body
    own = {"message-id", "date", "mime-version", "content-type", "content-transfer-encoding", "from", "to", "subject"}
    own |= {"references", "x", "y", "z", "content-disposition"}
    assert {name.lower() for name in message_from_bytes(content, policy=default)} <= own
    assert_consistent(inbox.store)
