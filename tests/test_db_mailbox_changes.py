"""Making, changing and destroying mailboxes in the store: rules, numbers, and what becomes of the messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import changes, mailbox_rules, mailboxes
from db.database import Store, Transaction
from db.delivery import deliver, prepare
from db.envelope import Envelope
from db.errors import (
    MailboxHasChildren,
    MailboxHasMessages,
    MailboxRefused,
    NotFound,
    StandardMailbox,
    TooManyMailboxes,
)
from db.filing import Filed, Filing
from db.mailbox_changes import MailboxChanges
from db.mailbox_rules import Wanted
from db.mailboxes import Mailbox
from tests.support.stores import People, Person, assert_sound, fresh_store, mail

T = TypeVar("T")
WORK = Wanted("Work", None, None, 7, True)


def change(store: Store, person: Person, work: Callable[[MailboxChanges], T]) -> T:
    def inside(tx: Transaction) -> T:
        filing = Filing(tx, person.id)
        done = work(MailboxChanges(filing))
        filing.finish()
        return done

    return store.run_tx(inside)


def make(store: Store, person: Person, asked: Wanted = WORK) -> Mailbox:
    return change(store, person, lambda boxes: boxes.create(asked, 1_800_000_000))


def found(store: Store, person: Person, mailbox_id: int) -> Mailbox:
    return next(one for one in mailboxes.of_account(store, person.id) if one.id == mailbox_id)


def put(store: Store, person: Person, message_id: int, places: set[int], keywords: set[str]) -> None:
    def work(tx: Transaction) -> None:
        filing = Filing(tx, person.id)
        filing.put(message_id, Filed(frozenset(keywords), frozenset(places)))
        filing.finish()

    store.run_tx(work)


def test_mailbox_is_made_as_asked(store: Store, people: People) -> None:
    anna = people["anna"]
    outer = make(store, anna)
    inner = make(store, anna, Wanted("Cafe\N{COMBINING ACUTE ACCENT}", outer.id, "important", 0, False))
    assert found(store, anna, outer.id) == Mailbox(outer.id, "Work", None, None, 7, 0, 0, 0, 0, True)
    assert found(store, anna, inner.id) == Mailbox(inner.id, "Café", outer.id, "important", 0, 0, 0, 0, 0, False)
    assert store.row("SELECT uidvalidity, uidnext FROM mailbox WHERE id = ?", (inner.id,)) == (1_800_000_000, 1)
    assert_sound(store)


def test_mailbox_becomes_as_asked(store: Store, people: People) -> None:
    anna = people["anna"]
    box, other = make(store, anna), make(store, anna, replace(WORK, name="Other"))
    asked = Wanted("Moved", other.id, "memos", 3, False)
    change(store, anna, lambda boxes: boxes.update(box.id, asked))
    assert mailbox_rules.wanted(found(store, anna, box.id)) == asked
    assert_sound(store)


def test_change_that_changes_nothing_takes_no_number(store: Store, people: People) -> None:
    anna = people["anna"]
    box = make(store, anna)
    before = changes.present(store, anna.id, changes.MAILBOX)
    change(store, anna, lambda boxes: boxes.update(box.id, WORK))
    assert changes.present(store, anna.id, changes.MAILBOX) == before


def test_mailbox_of_somebody_else_is_not_found(store: Store, people: People) -> None:
    box = make(store, people["ben"])
    for work in (
        lambda boxes: boxes.update(box.id, replace(WORK, name="Mine")),
        lambda boxes: boxes.destroy(box.id, True),
    ):
        with pytest.raises(NotFound):
            change(store, people["anna"], work)
    with pytest.raises(MailboxRefused):
        make(store, people["anna"], replace(WORK, parent_id=box.id))
    assert found(store, people["ben"], box.id).name == "Work"


def test_account_has_at_most_so_many_mailboxes(store: Store, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.mailbox_changes.MOST", 7)
    make(store, people["anna"])
    with pytest.raises(TooManyMailboxes, match="7"):
        make(store, people["anna"], replace(WORK, name="More"))
    make(store, people["ben"])


def test_mailbox_that_is_needed_is_not_destroyed(store: Store, people: People) -> None:
    anna = people["anna"]
    outer = make(store, anna)
    inner = make(store, anna, replace(WORK, parent_id=outer.id))
    message = deliver_to(store, anna, 1)
    put(store, anna, message, {anna.inbox, inner.id}, set())
    for mailbox_id, refusal in (
        (anna.mailboxes["junk"], StandardMailbox),
        (outer.id, MailboxHasChildren),
        (inner.id, MailboxHasMessages),
    ):
        with pytest.raises(refusal):
            change(store, anna, lambda boxes, one=mailbox_id: boxes.destroy(one, False))  # type: ignore[misc]
    change(store, anna, lambda boxes: boxes.destroy(inner.id, True))
    change(store, anna, lambda boxes: boxes.destroy(outer.id, False))
    assert len(mailboxes.of_account(store, anna.id)) == 6
    assert_sound(store)


def test_mailbox_made_and_destroyed_at_once_leaves_nothing(store: Store, people: People) -> None:
    anna = people["anna"]
    change(store, anna, lambda boxes: boxes.destroy(boxes.create(WORK, 0).id, False))
    assert store.rows("SELECT 1 FROM destroyed") == []
    assert len(mailboxes.of_account(store, anna.id)) == 6
    assert_sound(store)


def test_right_to_have_children_is_told_of_what_moved_with_its_parent(store: Store, people: People) -> None:
    anna = people["anna"]
    chain = [make(store, anna)]
    for _ in range(mailbox_rules.DEEPEST - 2):
        chain.append(make(store, anna, replace(WORK, parent_id=chain[-1].id)))
    top = make(store, anna, replace(WORK, name="Top"))
    state = str(changes.present(store, anna.id, changes.MAILBOX))
    change(store, anna, lambda boxes: boxes.update(chain[0].id, replace(WORK, parent_id=top.id)))
    told = changes.since(store, anna.id, changes.MAILBOX, state, 100)
    assert set(told.updated) == {chain[0].id, chain[-1].id}
    assert not told.only_counts


def deliver_to(store: Store, person: Person, conversation: int) -> int:
    envelope = Envelope("a@x", (person.recipient,), mail(references=f"<{conversation}@x>"), 1_800_000_000)
    store.run_tx(lambda tx: deliver(tx, [prepare(envelope)]))
    row = store.row("SELECT max(id) FROM message WHERE account_id = ?", (person.id,))
    assert row is not None
    return int(row[0])


LETTERS = st.lists(
    st.tuples(st.integers(1, 2), st.sets(st.integers(0, 2), min_size=1), st.sampled_from([{"$seen"}, set[str]()])),
    max_size=6,
)


@settings(max_examples=150)
@given(LETTERS, st.integers(1, 3))
def test_messages_of_a_destroyed_mailbox_go_unless_they_lie_elsewhere(
    letters: list[tuple[int, set[int], set[str]]], batch: int
) -> None:
    """Counts stay exact, and everybody is told of what went, what stayed, and which conversation ended."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("db.mailbox_emptying._BATCH", batch)
        store = fresh_store(Path(folder) / "store", durable=False)
        anna = Person.make(store, "anna")
        boxes = [make(store, anna).id, make(store, anna, replace(WORK, name="Other")).id, anna.inbox]
        kept: dict[int, set[int]] = {}
        for conversation, places, keywords in letters:
            message = deliver_to(store, anna, conversation)
            kept[message] = {boxes[one] for one in places}
            put(store, anna, message, kept[message], keywords)
        state = str(changes.present(store, anna.id, changes.MESSAGE))
        threads = dict(store.rows("SELECT id, thread_id FROM message"))
        change(store, anna, lambda these: these.destroy(boxes[0], True))
        assert_sound(store)
        left = {one for one, places in kept.items() if places != {boxes[0]}}
        assert set(store.rows("SELECT message_id, mailbox_id FROM mailbox_message")) == {
            (one, place) for one in left for place in kept[one] - {boxes[0]}
        }
        told = changes.since(store, anna.id, changes.MESSAGE, state, 100)
        assert set(told.updated) == {one for one in left if boxes[0] in kept[one]}
        assert set(told.destroyed) == kept.keys() - left
        ended = set(threads.values()) - {threads[one] for one in left}
        assert set(changes.since(store, anna.id, changes.THREAD, state, 100).destroyed) == ended
        store.close()
