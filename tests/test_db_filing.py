"""Changing one message: what is refused leaves nothing behind, what changes nothing costs no number."""

from collections.abc import Callable
from operator import methodcaller

import pytest

from db import mailboxes
from db.database import Store, Transaction
from db.delivery import deliver, prepare
from db.envelope import Envelope
from db.errors import NotFound
from db.filing import Filed, Filing
from tests.support.stores import People, Person, assert_sound, mail


@pytest.fixture(name="message")
def _message(store: Store, people: People) -> int:
    """A message in Anna's and Ben's Inbox; the id is Anna's."""
    recipients = (people["anna"].recipient, people["ben"].recipient)
    store.run_tx(
        lambda tx: deliver(tx, [prepare(Envelope("a@x", recipients, mail(message_id="<1@x>"), 1_800_000_000))])
    )
    return number(store, people["anna"])


def number(store: Store, person: Person) -> int:
    row = store.row("SELECT id FROM message WHERE account_id = ?", (person.id,))
    assert row is not None
    return int(row[0])


def change(store: Store, person: Person, *changes: Callable[[Filing], object]) -> None:
    def work(tx: Transaction) -> None:
        filing = Filing(tx, person.id)
        for one in changes:
            one(filing)
        filing.finish()

    store.run_tx(work)


def filed(store: Store, person: Person, message: int) -> Filed:
    return store.run_tx(lambda tx: Filing(tx, person.id).get(message))


def modseq(store: Store, person: Person) -> int:
    row = store.row("SELECT modseq FROM account WHERE id = ?", (person.id,))
    assert row is not None
    return int(row[0])


def test_message_is_filed_as_wanted(store: Store, people: People, message: int) -> None:
    anna = people["anna"]
    wanted = Filed(frozenset(["$seen", "work"]), frozenset([anna.mailboxes["archive"], anna.mailboxes["junk"]]))
    change(store, anna, lambda filing: filing.put(message, wanted))
    assert filed(store, anna, message) == wanted
    counts = {box.role: (box.total, box.unread) for box in mailboxes.of_account(store, anna.id)}
    assert (counts["inbox"], counts["archive"], counts["junk"]) == ((0, 0), (1, 0), (1, 0))
    assert filed(store, people["ben"], number(store, people["ben"])).keywords == frozenset()
    assert_sound(store)


def test_what_changes_nothing_takes_no_number(store: Store, people: People, message: int) -> None:
    anna = people["anna"]
    before = modseq(store, anna)
    change(store, anna, lambda filing: filing.put(message, filing.get(message)))
    assert modseq(store, anna) == before


def test_changes_of_one_request_share_a_number(store: Store, people: People, message: int) -> None:
    anna = people["anna"]
    before = modseq(store, anna)
    seen, flagged = (Filed(frozenset([word]), frozenset([anna.inbox])) for word in ("$seen", "$flagged"))
    change(store, anna, lambda filing: filing.put(message, seen), lambda filing: filing.put(message, flagged))
    assert modseq(store, anna) == before + 1
    assert_sound(store)


@pytest.mark.parametrize("role", ["inbox", "archive"])
def test_mailbox_of_somebody_else_is_not_found(store: Store, people: People, message: int, role: str) -> None:
    """The mailboxes before the wrong one had the message already, and a caller that went on committed them."""
    anna, before = people["anna"], filed(store, people["anna"], message)

    def put(filing: Filing) -> None:
        mixed = frozenset([anna.mailboxes["junk"], people["ben"].mailboxes[role]])
        with pytest.raises(NotFound, match="mailbox"):
            filing.put(message, Filed(frozenset(["$seen"]), mixed))

    change(store, anna, put)
    assert filed(store, anna, message) == before
    assert_sound(store)


def test_message_of_somebody_else_is_not_found(store: Store, people: People, message: int) -> None:
    ben = people["ben"]
    wanted = Filed(frozenset(), frozenset([ben.inbox]))
    for refused in (
        lambda filing: filing.get(message),
        lambda filing: filing.put(message, wanted),
        lambda filing: filing.destroy(message),
        lambda filing: filing.destroy(10**9),
    ):
        with pytest.raises(NotFound, match="message"):
            change(store, ben, refused)
    assert filed(store, people["anna"], message).mailbox_ids == {people["anna"].inbox}


def test_message_that_comes_back_has_a_new_uid(store: Store, people: People, message: int) -> None:
    anna = people["anna"]
    for role in ("archive", "inbox", "archive", "inbox"):
        there = Filed(frozenset(), frozenset([anna.mailboxes[role]]))
        change(store, anna, methodcaller("put", message, there))
    assert store.rows("SELECT uid FROM mailbox_message WHERE mailbox_id = ?", (anna.inbox,)) == [(3,)]


def test_content_stays_as_long_as_somebody_has_it(store: Store, people: People, message: int) -> None:
    change(store, people["anna"], lambda filing: filing.destroy(message))
    assert store.row("SELECT count(*) FROM content") == (1,)
    assert_sound(store)
    other = number(store, people["ben"])
    change(store, people["ben"], lambda filing: filing.destroy(other))
    for table in ("content", "message", "thread", "thread_reference", "mailbox_message"):
        assert store.row(f"SELECT count(*) FROM {table}") == (0,)
    assert_sound(store)


def test_destroyed_message_and_its_conversation_leave_their_ids(store: Store, people: People, message: int) -> None:
    anna = people["anna"]
    thread = store.row("SELECT thread_id, created_modseq FROM message WHERE id = ?", (message,))
    assert thread is not None
    change(store, anna, lambda filing: filing.destroy(message))
    found = store.rows("SELECT kind, object_id, modseq, created_modseq FROM destroyed ORDER BY kind")
    now = modseq(store, anna)
    assert found == [("message", message, now, thread[1]), ("thread", thread[0], now, thread[1])]


def test_message_destroyed_twice_in_one_request_is_not_found(store: Store, people: People, message: int) -> None:
    def twice(filing: Filing) -> None:
        filing.destroy(message)
        with pytest.raises(NotFound):
            filing.destroy(message)

    change(store, people["anna"], twice)
    assert_sound(store)
