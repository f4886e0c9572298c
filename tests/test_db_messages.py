"""Reading mail: the right messages in the right order, and nothing of anybody else's."""

import pytest

from db import mailboxes, messages
from db.database import Store
from db.delivery import deliver, prepare
from db.envelope import Envelope
from db.filing import Filed, Filing
from tests.support.stores import People, Person, mail

NOW = 1_800_000_000


def send(store: Store, person: Person, content: bytes, at: int = NOW) -> int:
    store.run_tx(lambda tx: deliver(tx, [prepare(Envelope("a@x", (person.recipient,), content, at))]))
    row = store.row("SELECT max(id) FROM message")
    assert row is not None
    return int(row[0])


@pytest.fixture(name="sent")
def _sent(store: Store, people: People) -> list[int]:
    """Ten messages to Anna, the third and fourth of the same second, none in the order of their dates."""
    ages = [5, 3, 9, 9, 1, 0, 7, 2, 8, 4]
    return [send(store, people["anna"], mail(f"Number {age}"), NOW - age) for age in ages]


def test_mailbox_is_listed_by_date(store: Store, people: People, sent: list[int]) -> None:
    anna = people["anna"]
    newest = [sent[index] for index in (5, 4, 7, 1, 9, 0, 6, 8, 3, 2)]
    assert messages.in_mailbox(store, anna.id, anna.inbox, 0, 100) == newest
    assert messages.in_mailbox(store, anna.id, anna.inbox, 0, 100, ascending=True) == newest[::-1]
    assert messages.in_mailbox(store, anna.id, None, 0, 100) == newest
    assert messages.in_mailbox(store, anna.id, anna.inbox, 3, 4) == newest[3:7]
    assert messages.in_mailbox(store, anna.id, anna.inbox, 10, 4) == []
    assert messages.in_mailbox(store, anna.id, anna.sent, 0, 100) == []
    assert messages.count(store, anna.id, anna.inbox) == messages.count(store, anna.id, None) == 10
    assert messages.count(store, anna.id, anna.sent) == 0


def test_message_is_shown_as_it_was_written(store: Store, people: People) -> None:
    anna = people["anna"]
    content = mail(
        "Grüße", to="Ben <ben@project.com>", message_id="<1@x>", references="<0@x>", date="21 Nov 2026 11:55 GMT"
    )
    (found,) = messages.get(store, anna.id, [send(store, anna, content)])
    assert (found.subject, found.sent_at, found.preview) == ("Grüße", "2026-11-21T11:55:00Z", "How are you?")
    assert found.addresses == {"from": [["Anna", "anna@project.com"]], "to": [["Ben", "ben@project.com"]]}
    assert found.message_ids == {"messageId": ["1@x"], "inReplyTo": [], "references": ["0@x"]}
    assert (found.received_at, found.size, found.has_attachment) == (NOW, len(content), False)
    assert (found.mailbox_ids, found.keywords) == ((anna.inbox,), frozenset())
    assert messages.content(store, anna.id, found.content_id) == content
    assert messages.heads(store, anna.id, [found.content_id], 10) == {found.content_id: content[:10]}


def test_messages_come_in_the_order_asked_for(store: Store, people: People, sent: list[int]) -> None:
    wanted = [sent[3], 10**9, sent[0], sent[3], -1]
    assert [one.id for one in messages.get(store, people["anna"].id, wanted)] == [sent[3], sent[0], sent[3]]
    assert messages.get(store, people["anna"].id, []) == []


def test_more_messages_than_one_statement_takes(store: Store, people: People) -> None:
    anna = people["anna"]
    group = [prepare(Envelope("a@x", (anna.recipient,), mail(), NOW)) for _ in range(1100)]
    store.run_tx(lambda tx: deliver(tx, group))
    ids = messages.in_mailbox(store, anna.id, anna.inbox, 0, 5000)
    found = messages.get(store, anna.id, ids)
    assert [one.id for one in found] == ids
    assert {one.mailbox_ids for one in found} == {(anna.inbox,)}
    assert len(messages.heads(store, anna.id, [one.content_id for one in found], 5)) == 1100


def test_message_in_several_mailboxes_names_them_all(store: Store, people: People, sent: list[int]) -> None:
    anna = people["anna"]
    places = frozenset([anna.inbox, anna.mailboxes["trash"], anna.mailboxes["archive"]])

    store.run_tx(lambda tx: _put(Filing(tx, anna.id), sent[0], Filed(frozenset(["$seen", "work"]), places)))
    (found,) = messages.get(store, anna.id, [sent[0]])
    assert (frozenset(found.mailbox_ids), found.keywords) == (places, frozenset(["$seen", "work"]))


def _put(filing: Filing, message_id: int, wanted: Filed) -> None:
    filing.put(message_id, wanted)
    filing.finish()


def test_conversation_is_listed_from_its_beginning(store: Store, people: People) -> None:
    anna = people["anna"]
    later = send(store, anna, mail("Re: Plan", message_id="<2@x>", references="<1@x>"), NOW + 5)
    first = send(store, anna, mail("Plan", message_id="<1@x>"), NOW)
    (found,) = messages.get(store, anna.id, [later])
    assert messages.of_thread(store, anna.id, found.thread_id) == [first, later]
    assert messages.of_thread(store, anna.id, 10**9) == []


def test_nothing_of_somebody_else_is_there(store: Store, people: People, sent: list[int]) -> None:
    anna, ben = people["anna"], people["ben"]
    (message,) = messages.get(store, anna.id, sent[:1])
    assert messages.get(store, ben.id, sent) == []
    assert messages.in_mailbox(store, ben.id, anna.inbox, 0, 100) == []
    assert messages.in_mailbox(store, ben.id, None, 0, 100) == []
    assert messages.count(store, ben.id, anna.inbox) == messages.count(store, ben.id, None) == 0
    assert messages.of_thread(store, ben.id, message.thread_id) == []
    assert messages.content(store, ben.id, message.content_id) is None
    assert messages.heads(store, ben.id, [message.content_id], 10) == {}
    assert {box.id for box in mailboxes.of_account(store, ben.id)} == set(ben.mailboxes.values())


def test_state_changes_with_every_change_and_only_then(store: Store, people: People) -> None:
    anna, ben = people["anna"], people["ben"]
    states = [messages.state(store, anna.id), messages.state(store, ben.id)]
    message = send(store, anna, mail())
    assert messages.state(store, ben.id) == states[1]
    states.append(messages.state(store, anna.id))
    store.run_tx(lambda tx: _put(Filing(tx, anna.id), message, Filed(frozenset(["$seen"]), frozenset([anna.inbox]))))
    states.append(messages.state(store, anna.id))
    assert messages.state(store, anna.id) == states[-1]
    assert len({states[0], *states[2:]}) == 3
    assert messages.state(store, 10**9) == "0"


def test_latest_messages_are_one_range_of_an_index(store: Store, people: People, sent: list[int]) -> None:
    """However large the mailbox: no sort, no look at the rest."""
    asked: list[str] = []
    anna = people["anna"]
    store.database.connection().set_trace_callback(asked.append)
    messages.in_mailbox(store, anna.id, anna.inbox, 0, 50)
    store.database.connection().set_trace_callback(None)
    (sql,) = asked
    plan = " ".join(str(row[3]) for row in store.rows(f"EXPLAIN QUERY PLAN {sql}"))
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan


def test_standard_mailboxes_come_in_their_order(store: Store, people: People) -> None:
    found = mailboxes.of_account(store, people["anna"].id)
    assert [(box.name, box.role) for box in found] == list(mailboxes.STANDARD)
    assert {(box.total, box.unread, box.threads, box.unread_threads, box.parent_id) for box in found} == {
        (0, 0, 0, 0, None)
    }
    validities = {row[0] for row in store.rows("SELECT uidvalidity FROM mailbox")}
    # RFC 3501 section 2.3.1.1: 32 bits.
    assert all(0 < one < 2**32 for one in validities)
