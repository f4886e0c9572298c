"""What has changed since a state: nothing is lost between pages, and no state is believed that was never given."""

from __future__ import annotations

import pytest

from db import changes
from db.changes import Changes, Kind, Moment
from db.database import Store, Transaction
from db.delivery import deliver, prepare
from db.envelope import Envelope
from db.errors import UnknownState
from db.filing import Filed, Filing
from tests.support.stores import People, Person, mail


def arrive(store: Store, person: Person, count: int = 1) -> list[int]:
    """Deliver messages in one transaction, and return their ids."""
    envelopes = [Envelope("a@x", (person.recipient,), mail(), 1_800_000_000) for _ in range(count)]
    store.run_tx(lambda tx: deliver(tx, [prepare(one) for one in envelopes]))
    rows = store.rows("SELECT id FROM message WHERE account_id = ? ORDER BY id DESC LIMIT ?", (person.id, count))
    return [row[0] for row in rows][::-1]


def flag(store: Store, person: Person, message_id: int, *keywords: str) -> None:
    def work(tx: Transaction) -> None:
        filing = Filing(tx, person.id)
        filing.put(message_id, Filed(frozenset(keywords), frozenset([person.inbox])))
        filing.finish()

    store.run_tx(work)


def destroy(store: Store, person: Person, message_id: int) -> None:
    def work(tx: Transaction) -> None:
        filing = Filing(tx, person.id)
        filing.destroy(message_id)
        filing.finish()

    store.run_tx(work)


def now(store: Store, person: Person, kind: Kind = changes.MESSAGE) -> str:
    return str(changes.present(store, person.id, kind))


def since(store: Store, person: Person, state: str, most: int = 100, kind: Kind = changes.MESSAGE) -> Changes:
    return changes.since(store, person.id, kind, state, most)


def test_nothing_has_changed_since_now(store: Store, people: People) -> None:
    arrive(store, people["anna"])
    state = now(store, people["anna"])
    found = since(store, people["anna"], state)
    assert found == Changes((), (), (), Moment(int(state)), more=False, only_counts=False)


def test_message_is_told_as_what_became_of_it(store: Store, people: People) -> None:
    anna = people["anna"]
    old, gone = arrive(store, anna, 2)
    before = now(store, anna)
    new, passing = arrive(store, anna, 2)
    for message in (old, new, gone):
        flag(store, anna, message, "$seen")
    for message in (gone, passing):
        destroy(store, anna, message)
    found = since(store, anna, before)
    assert (found.created, found.updated, found.destroyed) == ((new,), (old,), (gone,))
    assert (found.until.text(), found.more) == (now(store, anna), False)
    assert since(store, people["ben"], "1").until == Moment(1)


def test_one_transaction_is_told_in_pages(store: Store, people: People) -> None:
    anna = people["anna"]
    before = now(store, anna)
    messages = arrive(store, anna, 5)
    first = since(store, anna, before, 2)
    assert (first.created, first.more, first.until.text()) == (tuple(messages[:2]), True, f"2-{messages[1]}")
    flag(store, anna, messages[0], "$seen")
    flag(store, anna, messages[4], "$seen")
    second = since(store, anna, first.until.text(), 2)
    assert (second.created, second.more) == (tuple(messages[2:4]), True)
    third = since(store, anna, second.until.text(), 2)
    assert (third.created, third.updated, third.more) == ((messages[4],), (messages[0],), False)
    assert third.until.text() == now(store, anna)


def test_page_that_ends_with_a_transaction_is_a_whole_state(store: Store, people: People) -> None:
    anna = people["anna"]
    before = now(store, anna)
    first, second = arrive(store, anna, 1), arrive(store, anna, 1)
    found = since(store, anna, before, 1)
    assert (found.created, found.until.text(), found.more) == (tuple(first), str(int(before) + 1), True)
    assert since(store, anna, found.until.text(), 1).created == tuple(second)


def test_creation_comes_before_later_changes_of_others(store: Store, people: People) -> None:
    """What was created first and changed last stood behind the page's end, and came as an update of a stranger."""
    anna = people["anna"]
    before = now(store, anna)
    (new,), (other,) = arrive(store, anna), arrive(store, anna)
    flag(store, anna, new, "$seen")
    first = since(store, anna, before, 1)
    assert first.created == (new,)
    second = since(store, anna, first.until.text(), 1)
    assert second.created == (other,)
    assert since(store, anna, second.until.text(), 1).updated == (new,)


def test_name_of_a_mailbox_is_not_lost_behind_its_counts(store: Store, people: People) -> None:
    """A page ended between the change of a name and that of a count: then only the counts were told."""
    anna = people["anna"]
    before = now(store, anna)

    def rename(tx: Transaction) -> None:
        modseq = tx.next_modseq(anna.id)
        tx.execute(
            "UPDATE mailbox SET name = 'X', named_modseq = ?, modseq = ? WHERE id = ?", (modseq,) * 2 + (anna.inbox,)
        )

    store.run_tx(rename)
    sent = anna.author
    envelope = Envelope("a@x", (anna.recipient,), mail(), 1_800_000_000, sent)
    store.run_tx(lambda tx: deliver(tx, [prepare(envelope)]))
    first = since(store, anna, before, 1, changes.MAILBOX)
    assert (first.updated, first.only_counts) == ((anna.inbox,), False)
    rest = since(store, anna, first.until.text(), 5, changes.MAILBOX)
    assert (set(rest.updated), rest.only_counts) == ({anna.inbox, anna.sent}, True)


def test_conversation_ends_with_its_last_message(store: Store, people: People) -> None:
    anna = people["anna"]
    (message,) = arrive(store, anna)
    row = store.row("SELECT thread_id FROM message WHERE id = ?", (message,))
    before = now(store, anna)
    destroy(store, anna, message)
    assert row is not None
    assert since(store, anna, before, kind=changes.THREAD).destroyed == (row[0],)
    assert since(store, anna, "1", kind=changes.THREAD).destroyed == ()


@pytest.mark.parametrize(
    "state", ["", "0", "-1", "01", "1.0", " 1", "1 ", "٣", "x", "3", "99999999999999999999", "1-", "1-0", "1-01", "1-x"]
)
def test_state_that_was_never_given_is_unknown(store: Store, people: People, state: str) -> None:
    arrive(store, people["anna"])
    with pytest.raises(UnknownState):
        since(store, people["anna"], state)


def test_state_in_the_middle_is_no_state_of_a_query(store: Store, people: People) -> None:
    arrive(store, people["anna"])
    assert changes.number("1", 2) == 1
    for state in ("1-5", "3", "x"):
        with pytest.raises(UnknownState):
            changes.number(state, 2)


def test_type_with_its_own_counter_begins_at_0(store: Store, people: People) -> None:
    assert since(store, people["anna"], "0", kind=changes.SUBMISSION).until == Moment(0)
    with pytest.raises(UnknownState):
        since(store, people["anna"], "1", kind=changes.SUBMISSION)


@pytest.mark.parametrize("kind", [changes.MESSAGE, changes.THREAD], ids=lambda kind: kind.name)
def test_changes_are_ranges_of_indexes(store: Store, people: People, kind: Kind) -> None:
    parameters = (*changes._parameters(1, kind, Moment(5)), 9, 9)
    plan = [row[3] for row in store.rows("EXPLAIN QUERY PLAN " + changes._sql(kind), parameters)]
    searches = [step for step in plan if "SEARCH" in step]
    assert len(searches) == 2
    assert all("modseq>?" in step for step in searches)
    assert not any(f"SCAN {name}" in step for step in plan for name in (kind.name, "destroyed"))
