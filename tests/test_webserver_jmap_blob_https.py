"""Uploads, ranges and messages of a program over real HTTPS: the server's own process, as it is started."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.interop import House, house
from tests.support.jmap_https import Program, somebody

LARGE = bytes(range(256)) * 80_000


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(Path(tmp_path_factory.mktemp("blobs")) / "data") as opened:
        yield opened


def upload(program: Program, data: bytes, media_type: str = "application/pdf") -> str:
    answer = program.ask("POST", f"/jmap/upload/{program.account}", data, {"Content-Type": media_type})
    assert answer.status == 201
    found = answer.json()
    assert (found["accountId"], found["type"], found["size"]) == (program.account, media_type, len(data))
    return str(found["blobId"])


def test_large_upload_is_attached_and_comes_back_in_pieces(home: House) -> None:
    with somebody(home) as (_, program):
        blob_id = upload(program, LARGE)
        (place,) = (box["id"] for box in program.call("Mailbox/get")["list"] if box["role"] == "drafts")
        email = {"mailboxIds": {place: True}, "subject": "Large", "attachments": [{"blobId": blob_id, "name": "l.pdf"}]}
        created = program.call("Email/set", create={"k": email})["created"]["k"]
        shown = program.call("Email/get", ids=[created["id"]], properties=["attachments", "subject"])["list"][0]
        (attached,) = shown["attachments"]
        assert (attached["size"], attached["type"], attached["name"]) == (len(LARGE), "application/pdf", "l.pdf")
        path, found = f"/jmap/download/{program.account}/{attached['blobId']}/l.pdf", b""
        while len(found) < len(LARGE):
            wanted = {"Range": f"bytes={len(found)}-{len(found) + 8_000_000 - 1}"}
            piece = program.ask("GET", path, fields=wanted)
            assert (piece.status, piece.fields["content-length"]) == (206, str(len(piece.body)))
            found += piece.body
        assert found == LARGE
        assert program.ask("GET", path, fields={"Range": f"bytes={len(LARGE)}-"}).status == 416


def test_upload_in_chunks_is_one_upload(home: House) -> None:
    with somebody(home) as (_, program):
        pieces = [LARGE[:100_000], b"x", LARGE[:3_000_000]]
        answer = program.ask("POST", f"/jmap/upload/{program.account}", iter(pieces))
        assert (answer.status, answer.json()["size"]) == (201, 3_100_001)
        path = f"/jmap/download/{program.account}/{answer.json()['blobId']}/x"
        assert program.ask("GET", path).body == b"".join(pieces)


def test_upload_over_the_limit_is_refused_by_the_length_it_tells(home: House) -> None:
    with somebody(home) as (_, program):
        limit = program.ask("GET", "/.well-known/jmap").json()["capabilities"]["urn:ietf:params:jmap:core"]
        declared = {"Content-Length": str(limit["maxSizeUpload"] + 1_000_000)}
        answer = program.ask("POST", f"/jmap/upload/{program.account}", b"", declared)
        assert (answer.status, answer.json()["type"]) == (413, "urn:postroom:error:tooLarge")


def test_imported_message_is_found_in_the_same_request(home: House) -> None:
    letter = b"From: Old <old@x.y>\nSubject: From an archive\n\nHello\n"
    with somebody(home) as (_, program):
        blob_id = upload(program, letter, "message/rfc822")
        (place,) = (box["id"] for box in program.call("Mailbox/get")["list"] if box["role"] == "archive")
        emails = {"k": {"blobId": blob_id, "mailboxIds": {place: True}}}
        answers = program.responses(
            ("Email/import", {"emails": emails}),
            ("Email/query", {"filter": {"inMailbox": place}}),
            ("Email/parse", {"blobIds": [blob_id], "properties": ["subject"]}),
            ("Email/set", {"update": {"#k": {"keywords/$seen": True}}}),
        )
        created = answers[0][1]["created"]["k"]
        assert answers[1][1]["ids"] == [created["id"]]
        assert answers[2][1]["parsed"][blob_id] == {"subject": "From an archive"}
        assert answers[3][1]["updated"] == {"#k": None}
