"""Storing a message without a delivery: in its conversation, in every mailbox, counted once, or not at all."""

from __future__ import annotations

import pytest

from db import mailboxes, messages, storing
from db.database import Store, Transaction
from db.delivery import deliver, prepare
from db.envelope import Envelope
from db.errors import NotFound
from db.filing import Filed, Filing
from db.message import summarize
from db.new_messages import MAX_CONVERSATION
from db.storing import Stored, store_message
from tests.support.stores import People, Person, assert_sound, mail

NOW = 1_800_000_000


def put(
    opened: Store, person: Person, content: bytes, *roles: str, keywords: tuple[str, ...] = (), at: int = NOW
) -> Stored:
    places = frozenset(person.mailboxes[role] for role in roles or ("drafts",))
    summary = summarize(content)
    words = frozenset(keywords)
    return opened.run_tx(lambda tx: store_message(tx, person.id, content, summary, places, words, at))


def test_stored_message_is_there_as_it_was_given(store: Store, people: People) -> None:
    anna, content = people["anna"], mail("Draft", bcc="ben@project.com", message_id="<1@x>")
    stored = put(store, anna, content, "drafts", "archive", keywords=("$draft", "mine"), at=5)
    (found,) = messages.get(store, anna.id, [stored.message_id])
    assert (found.thread_id, found.content_id) == (stored.thread_id, stored.content_id)
    assert set(found.mailbox_ids) == {anna.mailboxes["drafts"], anna.mailboxes["archive"]}
    assert (found.received_at, found.size) == (5, len(content))
    assert set(found.keywords) == {"$draft", "mine"}
    assert (found.subject, found.addresses["bcc"]) == ("Draft", [["", "ben@project.com"]])
    assert messages.content(store, anna.id, stored.content_id) == content
    assert_sound(store)


def test_counts_of_every_mailbox_follow(store: Store, people: People) -> None:
    anna = people["anna"]
    put(store, anna, mail(), "inbox", "archive")
    put(store, anna, mail(), "inbox", keywords=("$seen",))
    put(store, anna, mail(), "drafts", keywords=("$draft",))
    found = {one.role: (one.total, one.unread, one.threads) for one in mailboxes.of_account(store, anna.id)}
    assert (found["inbox"], found["archive"], found["drafts"]) == ((2, 1, 2), (1, 1, 1), (1, 0, 1))


def test_stored_and_delivered_messages_share_conversations(store: Store, people: People) -> None:
    anna, ben = people["anna"], people["ben"]
    first = put(store, anna, mail("Plan", message_id="<1@x>"), "sent", keywords=("$seen",))
    answer = Envelope("ben@x", (anna.recipient,), mail("Re: Plan", message_id="<2@x>", in_reply_to="<1@x>"), NOW)
    store.run_tx(lambda tx: deliver(tx, [prepare(answer)]))
    third = put(store, anna, mail("Re: Plan", message_id="<3@x>", references="<1@x> <2@x>"))
    assert store.rows("SELECT DISTINCT thread_id FROM message") == [(first.thread_id,)]
    assert third.thread_id == first.thread_id
    assert put(store, ben, mail("Re: Plan", references="<1@x>"), "inbox").thread_id != first.thread_id
    assert_sound(store)


def test_long_conversation_ends_here_too(store: Store, people: People) -> None:
    anna = people["anna"]
    many = [
        Envelope("a@x", (anna.recipient,), mail("Alarm", message_id=f"<{number}@x>", references="<0@x>"), NOW)
        for number in range(MAX_CONVERSATION)
    ]
    store.run_tx(lambda tx: deliver(tx, [prepare(one) for one in many]))
    one = put(store, anna, mail("Alarm", references="<0@x>"))
    two = put(store, anna, mail("Alarm", references="<0@x>"))
    assert store.row("SELECT count(*) FROM thread") == (2,)
    assert one.thread_id == two.thread_id
    assert_sound(store)


def test_messages_of_one_change_have_one_number_and_find_each_other(store: Store, people: People) -> None:
    anna = people["anna"]
    contents = [mail("Plan", message_id=f"<{number}@x>", references="<0@x>") for number in range(3)]

    def work(tx: Transaction) -> list[Stored]:
        filing = Filing(tx, anna.id)
        filed = Filed(frozenset(), frozenset([anna.inbox]))
        found = [storing.store(filing, one, summarize(one), filed, NOW) for one in contents]
        filing.put(found[0].message_id, Filed(frozenset(["$seen"]), frozenset([anna.inbox])))
        filing.destroy(found[1].message_id)
        filing.finish()
        return found

    before = int(messages.state(store, anna.id))
    stored = store.run_tx(work)
    assert len({one.thread_id for one in stored}) == 1
    assert store.rows("SELECT DISTINCT created_modseq, modseq FROM message") == [(before + 1, before + 1)]
    inbox = next(one for one in mailboxes.of_account(store, anna.id) if one.role == "inbox")
    assert (inbox.total, inbox.unread, inbox.threads, inbox.unread_threads) == (2, 1, 1, 1)
    assert_sound(store)


@pytest.mark.parametrize("whose", ["ben", None])
def test_mailbox_that_is_not_the_accounts_keeps_everything_out(store: Store, people: People, whose: str | None) -> None:
    anna = people["anna"]
    place = people[whose].inbox if whose else 10**9
    before = store.rows("SELECT id, uidnext, modseq FROM mailbox ORDER BY id")

    def work(tx: Transaction) -> None:
        filing = Filing(tx, anna.id)
        with pytest.raises(NotFound):
            storing.store(filing, mail(), summarize(mail()), Filed(frozenset(), frozenset([anna.inbox, place])), NOW)
        filing.finish()

    store.run_tx(work)
    assert store.rows("SELECT id, uidnext, modseq FROM mailbox ORDER BY id") == before
    assert store.row("SELECT count(*) FROM content") == (0,)
