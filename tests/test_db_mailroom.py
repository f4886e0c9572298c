"""The one door in: durable before it returns, everybody is told, and nobody takes others along."""

import logging
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db import directory
from db.database import Store, Transaction
from db.envelope import Envelope, Receipt, Recipient
from db.errors import NoRecipients, StoreBusy, StoreFull, Unavailable
from db.filing import Filing
from db.mailroom import Mailroom, Outcome
from tests.support.processes import at_once
from tests.support.stores import DOMAIN, People, Person, assert_sound, fresh_store, mail

NOW = 1_800_000_000


@pytest.fixture(name="mailroom")
def _mailroom(store: Store) -> Iterator[Mailroom]:
    made = Mailroom(store)
    made.start()
    yield made
    made.stop()


class Told:
    """Remembers what a caller is told, in the pieces in which it is told."""

    def __init__(self) -> None:
        self.groups: list[list[tuple[Any, Outcome]]] = []

    def __call__(self, pairs: Sequence[tuple[Any, Outcome]]) -> None:
        self.groups.append(list(pairs))

    @property
    def outcomes(self) -> dict[Any, Outcome]:
        return {token: outcome for group in self.groups for token, outcome in group}


@contextmanager
def held(store: Store) -> Iterator[None]:
    """Keep every writer out of the store, so that what is submitted meanwhile waits together."""
    writer = sqlite3.connect(store.path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        writer.execute("ROLLBACK")
        writer.close()


def letters(person: Person, count: int, size: int = 10) -> list[Envelope]:
    return [
        Envelope("a@x", (person.recipient,), mail(body=f"{number}" * size), NOW + number) for number in range(count)
    ]


def inbox(store: Store, person: Person) -> list[bytes]:
    sql = (
        "SELECT data FROM mailbox_message JOIN message ON message.id = message_id"
        " JOIN content ON content.id = content_id WHERE mailbox_id = ? ORDER BY mailbox_message.received_at"
    )
    return [bytes(row[0]) for row in store.rows(sql, (person.inbox,))]


def own(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What the mailroom has logged: whatever is left of other tests may do so as well."""
    return [record for record in caplog.records if record.name == "postroom.mailroom"]


def test_accepted_message_is_there_when_accept_returns(store: Store, people: People, mailroom: Mailroom) -> None:
    (envelope,) = letters(people["ben"], 1)
    assert mailroom.accept(envelope) == Receipt(envelope.name, 1)
    other = Store(store.path)
    assert inbox(other, people["ben"]) == [envelope.content]
    other.close()


def test_what_waits_is_told_together_in_order(store: Store, people: People, mailroom: Mailroom) -> None:
    told, sent = Told(), letters(people["ben"], 50)
    with held(store):
        for envelope in sent:
            mailroom.submit(envelope, envelope.id, told)
    mailroom.stop()
    assert [token for group in told.groups for token, _ in group] == [one.id for one in sent]
    assert len(told.groups) < len(sent)
    assert told.outcomes == {one.id: Receipt(one.name, 1) for one in sent}
    assert inbox(store, people["ben"]) == [one.content for one in sent]


def test_stop_settles_everything_that_was_submitted(store: Store, people: People) -> None:
    mailroom, told = Mailroom(store), Told()
    for envelope in letters(people["ben"], 700):
        mailroom.submit(envelope, envelope.id, told)
    mailroom.start()
    mailroom.stop()
    assert len(told.outcomes) == len(inbox(store, people["ben"])) == 700
    assert_sound(store)


def test_submitting_while_it_stops_is_settled_one_way_or_the_other(store: Store, people: People) -> None:
    """What came behind the mark that ends the thread was never told: whoever waited for it waited forever."""
    mailroom, told = Mailroom(store), Told()
    mailroom.start()
    sent = letters(people["ben"], 300)
    started = threading.Event()

    def submit() -> None:
        for number, envelope in enumerate(sent):
            mailroom.submit(envelope, envelope.id, told)
            if number == 50:
                started.set()

    thread = threading.Thread(target=submit)
    thread.start()
    assert started.wait(30)
    mailroom.stop()
    thread.join()
    assert told.outcomes.keys() == {one.id for one in sent}
    kept = [outcome for outcome in told.outcomes.values() if isinstance(outcome, Receipt)]
    assert len(kept) == len(inbox(store, people["ben"]))
    assert all(isinstance(outcome, Receipt | Unavailable) for outcome in told.outcomes.values())


def test_stopped_mailroom_refuses_and_can_be_stopped_again(store: Store, people: People) -> None:
    mailroom = Mailroom(store)
    mailroom.start()
    mailroom.stop()
    mailroom.stop()
    with pytest.raises(Unavailable, match="again"):
        mailroom.accept(letters(people["ben"], 1)[0])


def test_failing_message_does_not_take_its_group_along(
    store: Store, people: People, mailroom: Mailroom, caplog: pytest.LogCaptureFixture
) -> None:
    told, sent = Told(), letters(people["ben"], 20)
    bad = replace(sent[0], id=1, received_at=2**80)
    nobody = replace(sent[0], id=2, recipients=())
    with held(store):
        for envelope in [*sent[:10], bad, nobody, *sent[10:]]:
            mailroom.submit(envelope, envelope.id, told)
    mailroom.stop()
    outcomes = told.outcomes
    assert isinstance(outcomes.pop(bad.id), OverflowError)
    assert isinstance(outcomes.pop(nobody.id), NoRecipients)
    assert outcomes == {one.id: Receipt(one.name, 1) for one in sent}
    assert [record.getMessage() for record in own(caplog)] == [f"message {bad.name} was not kept"]
    assert_sound(store)


def test_caller_that_is_gone_takes_neither_mail_nor_other_callers_along(
    store: Store, people: People, mailroom: Mailroom, caplog: pytest.LogCaptureFixture
) -> None:
    told, sent = Told(), letters(people["ben"], 4)

    def gone(pairs: Sequence[tuple[Any, Outcome]]) -> None:
        raise RuntimeError("the loop is closed")

    with held(store):
        for number, envelope in enumerate(sent):
            mailroom.submit(envelope, envelope.id, told if number % 2 else gone)
    mailroom.accept(letters(people["clara"], 1)[0])
    assert told.outcomes.keys() == {sent[1].id, sent[3].id}
    assert len(inbox(store, people["ben"])) == 4
    assert {record.levelno for record in own(caplog)} == {logging.ERROR}


def test_same_envelope_accepted_twice_is_one_copy(store: Store, people: People, mailroom: Mailroom) -> None:
    (envelope,) = letters(people["ben"], 1)
    assert mailroom.accept(envelope) == mailroom.accept(envelope) == Receipt(envelope.name, 1)
    assert len(inbox(store, people["ben"])) == 1


def test_mailbox_that_went_after_the_look_up(store: Store, people: People, mailroom: Mailroom) -> None:
    found = [directory.recipient(store, f"{name}@{DOMAIN}") for name in ("ben", "clara")]
    recipients = tuple(one.recipient for one in found if one)
    store.run_tx(lambda tx: tx.execute("DELETE FROM account WHERE id = ?", (people["clara"].id,)))
    assert mailroom.accept(Envelope("a@x", recipients, mail(), NOW)).copies == 1
    with pytest.raises(NoRecipients):
        mailroom.accept(Envelope("a@x", recipients[1:], mail(), NOW))
    assert_sound(store)


def test_accepting_from_many_threads(store: Store, people: People, mailroom: Mailroom) -> None:
    receipts: list[Receipt] = []

    def send(number: int) -> None:
        person = list(people.values())[number % 3]
        receipts.extend(mailroom.accept(envelope) for envelope in letters(person, 25))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({receipt.name for receipt in receipts}) == 500
    assert sum(len(inbox(store, person)) for person in people.values()) == 500
    assert_sound(store)


def test_full_store_is_told_each_and_accepts_again_with_room(tmp_path: Path) -> None:
    """SQLite rolls back by itself when it is full; rolling back again hid that, and called it a fault."""
    store = fresh_store(tmp_path / "store", max_size=1_000_000)
    ben = Person.make(store, "ben")
    mailroom, told = Mailroom(store), Told()
    mailroom.start()
    large = letters(ben, 40, 20_000)
    with held(store):
        for envelope in large:
            mailroom.submit(envelope, envelope.id, told)
    mailroom.submit(large[0], "again", told)
    mailroom.stop()
    kept = [one for one in large if told.outcomes[one.id] == Receipt(one.name, 1)]
    assert 0 < len(kept) < 40
    assert all(isinstance(told.outcomes[one.id], StoreFull) for one in large if one not in kept)
    assert inbox(store, ben) == [one.content for one in kept]
    assert_sound(store)
    _make_room(store, ben)
    later = Mailroom(store)
    later.start()
    refused = next(one for one in large if one not in kept)
    assert later.accept(refused) == Receipt(refused.name, 1)
    later.stop()
    assert_sound(store)
    store.close()


def _make_room(store: Store, person: Person) -> None:
    def work(tx: Transaction) -> None:
        filing = Filing(tx, person.id)
        for (message_id,) in tx.rows("SELECT id FROM message"):
            filing.destroy(message_id)
        filing.finish()

    store.run_tx(work)


def test_large_message_that_does_not_fit_leaves_room_for_small_ones(tmp_path: Path) -> None:
    store = fresh_store(tmp_path / "store", max_size=1_000_000)
    ben = Person.make(store, "ben")
    mailroom, told = Mailroom(store), Told()
    mailroom.start()
    small, (large,) = letters(ben, 10), letters(ben, 1, 2_000_000)
    with held(store):
        for envelope in [*small[:5], large, *small[5:]]:
            mailroom.submit(envelope, envelope.id, told)
    mailroom.stop()
    outcomes = told.outcomes
    assert isinstance(outcomes.pop(large.id), StoreFull)
    assert outcomes == {one.id: Receipt(one.name, 1) for one in small}
    assert_sound(store)
    store.close()


def test_store_that_stays_busy_is_told_to_the_whole_group_at_once(tmp_path: Path) -> None:
    """Each message of the group waited its own half minute, one after the other."""
    fresh_store(tmp_path / "store").close()
    store = Store(tmp_path / "store", deadline=0.05)
    ben = Person.make(store, "ben")
    store.close()
    store.database.pragma("busy_timeout", 1, permanent=True)
    mailroom, told = Mailroom(store), Told()
    sent = letters(ben, 20)
    for envelope in sent:
        mailroom.submit(envelope, envelope.id, told)
    with held(store):
        mailroom.start()
        mailroom.stop()
    assert told.outcomes.keys() == {one.id for one in sent}
    (problem,) = {id(outcome): outcome for outcome in told.outcomes.values()}.values()
    assert isinstance(problem, StoreBusy)
    assert inbox(store, ben) == []
    store.close()


def test_group_of_large_messages_is_bounded(store: Store, people: People, mailroom: Mailroom) -> None:
    told = Told()
    content = mail(body="x" * 12_000_000)
    sent = [Envelope("a@x", (people["ben"].recipient,), content, NOW) for _ in range(6)]
    with held(store):
        for envelope in sent:
            mailroom.submit(envelope, envelope.id, told)
    mailroom.stop()
    assert len(told.outcomes) == 6
    assert max(len(group) for group in told.groups) < 6


def deliver_in_a_process(path: Path, recipient: Recipient) -> list[str]:
    store = Store(path)
    mailroom = Mailroom(store)
    mailroom.start()
    sent = [Envelope("a@x", (recipient,), mail(body=str(number)), NOW + number) for number in range(60)]
    names = [mailroom.accept(envelope).name for envelope in sent]
    mailroom.stop()
    return names


def test_processes_that_write_at_once_keep_everything(store: Store, people: People) -> None:
    names = at_once(deliver_in_a_process, store.path, people["ben"].recipient, count=3)
    assert len({name for some in names for name in some}) == 180
    found = inbox(store, people["ben"])
    assert {found.count(content) for content in found} == {3}
    assert len(found) == 180
    assert_sound(store)
