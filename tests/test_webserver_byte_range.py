"""Ranges (RFC 9110 section 14): which bytes a request asks for, and what a download answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.database import Store
from tests.support.inbox_app import Answer, InboxApp
from tests.support.stores import People
from webserver.byte_range import NotSatisfiable, is_known, requested

ETAG = '"B1"'


@pytest.mark.parametrize(
    ("field", "size", "wanted"),
    [
        ("bytes=0-4", 10, (0, 5)),
        ("bytes=5-", 10, (5, 10)),
        ("bytes=9-9", 10, (9, 10)),
        ("bytes=5-100", 10, (5, 10)),
        ("bytes=-3", 10, (7, 10)),
        ("bytes=-100", 10, (0, 10)),
        ("Bytes= 0-0", 10, (0, 1)),
        (None, 10, None),
        ("bytes=0-1,3-4", 10, None),
        ("bytes=4-2", 10, None),
        ("bytes=-", 10, None),
        ("bytes=a-b", 10, None),
        ("bytes=٣-", 10, None),
        ("bytes", 10, None),
        ("lines=0-1", 10, None),
        ("bytes=0-" + "9" * 30, 10, None),
    ],
)
def test_range_is(field: str | None, size: int, wanted: tuple[int, int] | None) -> None:
    assert requested(field, None, ETAG, size) == wanted


@pytest.mark.parametrize(("field", "size"), [("bytes=10-", 10), ("bytes=-0", 10), ("bytes=0-", 0), ("bytes=-1", 0)])
def test_range_behind_the_end_is_not_satisfiable(field: str, size: int) -> None:
    with pytest.raises(NotSatisfiable):
        requested(field, None, ETAG, size)


@pytest.mark.parametrize(("if_range", "wanted"), [(ETAG, (0, 1)), ('"B2"', None), (f"W/{ETAG}", None), ("Sat", None)])
def test_range_counts_only_for_the_same_version(if_range: str, wanted: tuple[int, int] | None) -> None:
    assert requested("bytes=0-0", if_range, ETAG, 10) == wanted


@pytest.mark.parametrize(
    ("field", "known"), [(ETAG, True), (f'"x", W/{ETAG}', True), ("*", True), ('"x"', False), (None, False)]
)
def test_what_the_peer_has_already_is_known(field: str | None, known: bool) -> None:
    assert is_known(field, ETAG) == known


@given(st.text(max_size=30) | st.from_regex(r"bytes=\d{0,3}-\d{0,3}", fullmatch=True), st.integers(0, 300))
def test_any_range_lies_inside_or_is_refused(field: str, size: int) -> None:
    try:
        found = requested(field, None, ETAG, size)
    except NotSatisfiable:
        return
    assert found is None or 0 <= found[0] < found[1] <= size


CONTENT = b"Subject: ranges\r\n\r\n" + bytes(range(256)) * 5000


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


@pytest.fixture
def path(inbox: InboxApp) -> str:
    blob_id = inbox.shown("anna", inbox.deliver("anna", CONTENT), "blobId")["blobId"]
    return f"/jmap/download/{inbox.account('anna')}/{blob_id}/x"


def get(inbox: InboxApp, path: str, method: str = "GET", **fields: str) -> Answer:
    headers = {"Authorization": f"Bearer {inbox.token('anna')}"}
    return inbox.ask(method, path, headers=headers | {name.replace("_", "-"): one for name, one in fields.items()})


@pytest.mark.parametrize(("start", "end"), [(0, 1), (10, 100), (0, len(CONTENT)), (50, len(CONTENT) - 1)])
def test_part_of_a_download(inbox: InboxApp, path: str, start: int, end: int) -> None:
    answer = get(inbox, path, Range=f"bytes={start}-{end - 1}")
    assert (answer.status, answer.body == CONTENT[start:end]) == (206, True)
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(CONTENT)}"
    assert answer.headers["content-length"] == str(end - start)
    assert answer.headers["cache-control"] == "private, immutable, max-age=31536000"


def test_download_in_pieces_is_the_whole(inbox: InboxApp, path: str) -> None:
    whole = get(inbox, path)
    assert (whole.headers["accept-ranges"], whole.body == CONTENT) == ("bytes", True)
    etag, found = whole.headers["etag"], b""
    while len(found) < len(CONTENT):
        found += get(inbox, path, Range=f"bytes={len(found)}-{len(found) + 499_999}", If_Range=etag).body
    assert found == CONTENT


def test_other_version_and_several_ranges_give_everything(inbox: InboxApp, path: str) -> None:
    for fields in ({"Range": "bytes=0-1", "If_Range": '"other"'}, {"Range": "bytes=0-1,5-6"}):
        answer = get(inbox, path, **fields)
        assert (answer.status, len(answer.body)) == (200, len(CONTENT))
        assert "content-range" not in answer.headers


def test_range_behind_the_end_is_416_and_tells_the_size(inbox: InboxApp, path: str) -> None:
    answer = get(inbox, path, Range=f"bytes={len(CONTENT)}-")
    assert (answer.status, answer.problem) == (416, "about:blank")
    assert answer.headers["content-range"] == f"bytes */{len(CONTENT)}"
    assert answer.headers["cache-control"] == "no-store"


def test_head_tells_of_everything_whatever_the_range(inbox: InboxApp, path: str) -> None:
    answer = get(inbox, path, "HEAD", Range="bytes=0-1")
    assert (answer.status, answer.headers["content-length"]) == (200, str(len(CONTENT)))


def test_download_that_is_there_already_is_not_sent_again(inbox: InboxApp, path: str) -> None:
    answer = get(inbox, path, If_None_Match=get(inbox, path).headers["etag"])
    assert (answer.status, answer.body) == (304, b"")
