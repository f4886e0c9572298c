"""The archive of an account: everything of it and nothing of others, readable elsewhere, in bounded memory."""

from __future__ import annotations

import io
import json
import mailbox
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.mbox_file import read_messages
from db import account_export, export_names, leaving
from db.audit import Actor
from db.database import Store
from db.errors import NotFound
from tests.support.inbox_app import InboxApp
from tests.support.stores import People, mail
from tests.test_server_courier_erasing import give

NOW = 1_800_000_000


def export(store: Store, account_id: int) -> zipfile.ZipFile:
    planned = account_export.plan(store, account_id)
    found = zipfile.ZipFile(io.BytesIO(b"".join(account_export.archive(store, planned, NOW))))
    assert found.testzip() is None
    return found


def about(archive: zipfile.ZipFile) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(archive.read("account.json"))
    return found


def messages(archive: zipfile.ZipFile, name: str, folder: Path) -> list[bytes]:
    content = io.BytesIO(archive.read(name))
    return [one.path.read_bytes() for one in read_messages(content, folder / "spool")]


@pytest.fixture(name="app")
def _app(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def test_every_mailbox_is_a_file_and_every_message_is_in_it(app: InboxApp, tmp_path: Path) -> None:
    app.deliver("anna", mail("One"), author="ben")
    app.deliver("anna", mail("Two", "From here\r\n>From there"), author="anna")
    app.deliver("ben", mail("Not hers"))
    archive = export(app.store, app.people["anna"].id)
    names = archive.namelist()
    assert names[0] == "mail/Inbox.mbox"
    assert names[-1] == "account.json"
    found = messages(archive, "mail/Inbox.mbox", tmp_path)
    assert [b"Subject: One" in found[0], b"Subject: Two" in found[1]] == [True, True]
    assert b"\nFrom here\n>From there\n" in found[1]
    assert len(messages(archive, "mail/Sent.mbox", tmp_path)) == 1
    assert all(b"Not hers" not in archive.read(name) for name in names)


def test_facts_tell_of_addresses_identities_and_mailboxes(app: InboxApp) -> None:
    app.call("anna", "Mailbox/set", create={"a": {"name": "Work"}, "b": {"name": "Plans: 1/2", "parentId": "#a"}})
    app.deliver("anna", mail("One"))
    facts = about(export(app.store, app.people["anna"].id))
    assert (facts["format"], facts["address"], facts["addresses"]) == (1, "anna@project.com", ["anna@project.com"])
    assert facts["madeAt"] == "2027-01-15T08:00:00Z"
    assert facts["identities"][0]["email"] == "anna@project.com"
    boxes = {one["path"]: one for one in facts["mailboxes"]}
    assert boxes["Inbox"] == {"path": "Inbox", "role": "inbox", "file": "mail/Inbox.mbox", "messages": 1}
    assert boxes["Work/Plans: 1/2"]["file"] == "mail/Work/Plans_ 1_2.mbox"


def test_python_reads_it_with_flags(app: InboxApp, tmp_path: Path) -> None:
    one = app.deliver("anna", mail("One"))
    app.deliver("anna", mail("Two"))
    app.call("anna", "Email/set", update={one: {"keywords": {"$seen": True, "$flagged": True, "todo": True}}})
    export(app.store, app.people["anna"].id).extractall(tmp_path)
    found = mailbox.mbox(tmp_path / "mail" / "Inbox.mbox", create=False)
    try:
        assert [(one["Subject"], one.get_flags(), one["X-Keywords"]) for one in found] == [
            ("One", "ROF", "todo"),
            ("Two", "O", None),
        ]
    finally:
        found.close()


def test_message_that_is_destroyed_meanwhile_is_left_out(app: InboxApp, tmp_path: Path) -> None:
    one = app.deliver("anna", mail("One"))
    app.deliver("anna", mail("Two"))
    planned = account_export.plan(app.store, app.people["anna"].id)
    app.call("anna", "Email/set", destroy=[one])
    app.deliver("anna", mail("Three"))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(account_export.archive(app.store, planned, NOW))))
    (only,) = messages(archive, "mail/Inbox.mbox", tmp_path)
    assert b"Subject: Two" in only
    assert about(archive)["mailboxes"][0]["messages"] == 1


def test_progress_is_told_for_each_message(app: InboxApp) -> None:
    for number in range(3):
        app.deliver("anna", mail(str(number)))
    told = list[tuple[int, int]]()
    planned = account_export.plan(app.store, app.people["anna"].id)
    size = sum(map(len, account_export.archive(app.store, planned, NOW, lambda *one: told.append(one))))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert planned.messages == 3
    assert planned.octets < size


def test_large_account_takes_little_memory_and_its_size_is_told_about_right(store: Store, people: People) -> None:
    give(store, 3000, people["anna"], body="x" * 10_000)
    planned = account_export.plan(store, people["anna"].id)
    tracemalloc.start()
    try:
        blocks = [len(block) for block in account_export.archive(store, planned, NOW)]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sum(blocks) > 30_000_000
    assert abs(planned.octets / sum(blocks) - 1) < 0.03
    assert max(blocks) < 4 * account_export.ENOUGH
    assert peak < 4_000_000


def test_nobody_and_deleted_accounts_have_no_archive(store: Store, people: People) -> None:
    with pytest.raises(NotFound):
        account_export.plan(store, 10**6)
    sql = "UPDATE account SET is_admin = 1 WHERE id = ?"
    store.run_tx(lambda tx: tx.execute(sql, (people["anna"].id,)))
    leaving.delete(store, Actor("anna@project.com"), people["ben"].id)
    with pytest.raises(NotFound):
        account_export.plan(store, people["ben"].id)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Inbox", "Inbox"), ("a/b", "a_b"), ("..", "_"), ("", "_"), ("con", "_con"), ("COM1.old", "_COM1.old"),
        ("x" * 300, "x" * 80), ("Ä" * 90, "Ä" * 80), ("a\0b", "a_b"), ("dot.", "dot"), ("C:\\x", "C__x"),
    ],
)  # fmt: skip
def test_name_of_a_file_fits_every_system(name: str, file: str) -> None:
    assert export_names.fitting(name) == file


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=3).map(tuple), max_size=8))
def test_names_are_never_alike_and_never_lead_elsewhere(paths: list[tuple[str, ...]]) -> None:
    files = export_names.files(paths)
    assert len({one.casefold() for one in files}) == len(paths)
    for one in files:
        assert one.endswith(".mbox")
        assert not one.startswith("/")
        assert all(part.strip(". ") for part in one.split("/"))


def test_mailboxes_in_a_ring_do_not_end_the_export() -> None:
    assert export_names.paths({1: ("a", 2), 2: ("b", 1)})[1][-1] == "a"
