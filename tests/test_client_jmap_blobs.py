"""Blobs into files, over a connection of their own: whole or not at all, with progress, cancelled, cut off."""

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from client.errors import (
    Cancelled,
    ConnectionLost,
    Fault,
    FileFault,
    MessageGone,
    NotPostroom,
    SignInNeeded,
)
from client.jmap_client import JmapClient
from tests.support.scripted_http import Request, answer, problem
from tests.support.scripted_jmap import Inbox, Table, ask, fault_of, responses


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


CUT_OFF = b"HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n"


def blob_table(found: bytes | Callable[[Request], bytes]) -> Table:
    return {"GET /jmap/download/A17/G%2F1/blob": found}


def save(client: JmapClient, path: Path, size: int = 0, progress: Callable[[int, int], None] | None = None) -> None:
    client.save_blob("G/1", path, progress, size)


def test_blob_is_written_with_progress_on_a_connection_of_its_own(inbox: Inbox, tmp_path: Path) -> None:
    content = bytes(range(256)) * 2000
    told: list[tuple[int, int]] = []
    table = blob_table(answer(content, kind="application/octet-stream"))
    with inbox.serve(table) as server, closing(inbox.client(server)) as client:
        client.sign_in("anna", "secret")
        save(client, tmp_path / "a.bin", len(content), lambda done, total: told.append((done, total)))
        assert len(server.peers) == 2
    assert (tmp_path / "a.bin").read_bytes() == content
    assert told[-1] == (len(content), len(content))
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert [path.name for path in tmp_path.iterdir()] == ["a.bin"]
    assert inbox.seen[-1].headers["authorization"] == "Bearer T0K-en"


@pytest.mark.parametrize(
    ("found", "size", "kind"),
    [
        (answer(b"12345"), 6, ConnectionLost),
        (answer(b"12345"), 4, ConnectionLost),
        (CUT_OFF, 0, ConnectionLost),
        (problem("404 Not Found", "notFound", "Nothing."), 0, MessageGone),
        (problem("401 Unauthorized", "signInNeeded", "Expired."), 0, SignInNeeded),
        (answer(b"", "302 Found", headers=b"Location: https://evil.example/\r\n"), 0, NotPostroom),
    ],
)
def test_blob_that_does_not_come_whole_leaves_the_old_file(
    inbox: Inbox, tmp_path: Path, found: bytes, size: int, kind: type[Fault]
) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    fault = fault_of(inbox, blob_table(found), lambda client: save(client, path, size))
    assert type(fault) is kind
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.bin"]


def test_blob_into_a_folder_that_is_not_there_is_a_fault(inbox: Inbox, tmp_path: Path) -> None:
    path = tmp_path / "missing" / "a.bin"
    assert isinstance(fault_of(inbox, blob_table(answer(b"1")), lambda client: save(client, path)), FileFault)


def test_cancelled_download_leaves_nothing_and_the_client_works_on(inbox: Inbox, tmp_path: Path) -> None:
    def cancel(done: int, total: int) -> None:
        raise Cancelled

    table = {**blob_table(answer(b"1" * 10**6)), "POST /jmap/api": responses(["Core/echo", {}, "0"])}
    with inbox.serve(table) as server, closing(inbox.client(server)) as client:
        client.sign_in("anna", "secret")
        with pytest.raises(Cancelled):
            save(client, tmp_path / "a.bin", 10**6, cancel)
        assert ask(client) == [{}]
    assert list(tmp_path.iterdir()) == []


def test_close_ends_a_download_in_another_thread(inbox: Inbox, tmp_path: Path) -> None:
    started = threading.Event()
    faults: list[Fault] = []
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"

    def download(client: JmapClient) -> None:
        with pytest.raises(Fault) as caught:
            save(client, tmp_path / "a.bin", 0, lambda *_: started.set())
        faults.append(caught.value)

    with inbox.serve(blob_table(head)) as server:
        client = inbox.client(server)
        client.sign_in("anna", "secret")
        thread = threading.Thread(target=download, args=(client,))
        thread.start()
        assert started.wait(20)
        client.close()
        thread.join(20)
    assert isinstance(faults[0], ConnectionLost)
    assert list(tmp_path.iterdir()) == []
