"""The queue as people see it and act on it: admins on every row, senders on their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from db import changes, deliveries, outbound, outbound_queue
from db.database import Store, Transaction
from db.delivery import deliver, prepare
from db.envelope import Envelope
from db.errors import NotFound, Refused
from db.outbound import Outbound
from db.outbound_queue import Claim
from tests.support.outside_mail import START, post
from tests.support.stores import People, Person, assert_sound, mail

ZOE, YAN = "zoe@example.com", "yan@example.org"


def only(store: Store) -> Outbound:
    (row,) = outbound.rows(store)
    return row


def claim(store: Store, now: int = START, lease: int = 100) -> Claim | None:
    return outbound_queue.claim(store, "domain", "example.com", now, lease, lambda attempt, _: now + 10 * attempt)


def test_message_waits_for_each_recipient_with_its_author(store: Store, people: People) -> None:
    post(store, people["anna"], ZOE, YAN, ZOE)
    rows = outbound.rows(store)
    assert {(row.recipient, row.state, row.account_id, row.subject) for row in rows} == {
        (ZOE, "waiting", people["anna"].id, "Plan"), (YAN, "waiting", people["anna"].id, "Plan"),
    }  # fmt: skip
    assert outbound.rows(store, account_id=people["ben"].id) == []
    assert outbound.counts(store)["waiting"] == 2
    assert_sound(store)


def test_accepting_the_same_message_twice_is_harmless(store: Store, people: People) -> None:
    envelope = Envelope("", (), mail(), START, outside=(ZOE,))
    for _ in range(2):
        (receipt,) = store.run_tx(lambda tx: deliver(tx, [prepare(envelope)]))
        assert not isinstance(receipt, Exception)
        assert receipt.copies == 1
    store.run_tx(lambda tx: outbound.settle(tx, only(store).id, "sent", "250 ok", "x", START))
    store.run_tx(lambda tx: deliver(tx, [prepare(envelope)]))
    assert only(store).state == "sent"
    assert_sound(store)


def test_content_goes_with_the_last_recipient_that_needs_it(store: Store) -> None:
    store.run_tx(lambda tx: deliver(tx, [prepare(Envelope("", (), mail(), START, outside=(ZOE, YAN)))]))
    for row, left in zip(outbound.rows(store), (1, 0), strict=True):
        store.run_tx(partial(outbound.settle, outbound_id=row.id, state="sent", reply="250 ok", hop="x", now=START))
        assert store.row("SELECT count(*) FROM content") == (left,)
    assert_sound(store)


def test_claim_is_written_before_the_attempt_and_nobody_else_gets_it(store: Store, people: People) -> None:
    post(store, people["anna"], ZOE, YAN)
    found = claim(store)
    assert found is not None
    assert [(one.recipient, one.attempts) for one in found.recipients] == [(ZOE, 1)]
    assert (found.sender, found.purpose) == ("anna@project.com", "everything")
    row = next(row for row in outbound.rows(store) if row.recipient == ZOE)
    assert (row.state, row.attempts, row.next_at) == ("claimed", 1, START + 10)
    assert claim(store) is None


def test_claim_of_a_dead_courier_is_due_again_and_its_own_settles_nothing(store: Store, people: People) -> None:
    post(store, people["anna"], ZOE)
    first, second = claim(store), claim(store, START + 100)
    assert first is not None
    assert second is not None
    assert second.recipients[0].attempts == 2
    assert not store.run_tx(lambda tx: outbound_queue.is_mine(tx, first.recipients[0]))
    assert store.run_tx(lambda tx: outbound_queue.is_mine(tx, second.recipients[0]))


def test_renewed_claim_holds_on(store: Store, people: People) -> None:
    post(store, people["anna"], ZOE)
    found = claim(store)
    assert found is not None
    outbound_queue.renew(store, [one.id for one in found.recipients], START + 300)
    assert claim(store, START + 200) is None
    assert claim(store, START + 300) is not None


def test_admin_holds_releases_and_drops(store: Store, people: People) -> None:
    post(store, people["anna"], ZOE)
    number = only(store).id
    store.run_tx(lambda tx: outbound.hold(tx, number))
    assert claim(store, START + 10_000) is None
    store.run_tx(lambda tx: outbound.retry(tx, number, START + 5))
    assert (only(store).state, only(store).next_at, only(store).reply) == ("waiting", START + 5, "")
    store.run_tx(lambda tx: outbound.drop(tx, number, START + 6))
    assert (only(store).state, only(store).settled_at) == ("dropped", START + 6)
    assert_sound(store)


def test_words_of_the_other_server_outlast_a_hold(store: Store, people: People) -> None:
    """They were overwritten, and with them why the admin held the message."""
    post(store, people["anna"], ZOE)
    number, said = only(store).id, "451 4.3.0 relay.example is busy"
    store.run_tx(lambda tx: tx.execute("UPDATE outbound SET reply = ?", (said,)))
    for _ in range(2):
        store.run_tx(lambda tx: outbound.hold(tx, number))
        assert only(store).reply == f"450 4.7.0 An admin holds it. Before: {said}"
        assert only(store).told == outbound.HELD_BY_ADMIN
    store.run_tx(lambda tx: outbound.retry(tx, number, START + 5))
    assert only(store).reply == said


def test_sender_acts_on_own_mail_only(store: Store, people: People) -> None:
    post(store, people["anna"], ZOE)
    number, anna, ben = only(store).id, people["anna"].id, people["ben"].id
    for work in (
        lambda tx: outbound.cancel(tx, ben, number, START),
        lambda tx: outbound.retry(tx, number, START, ben),
        lambda tx: outbound.cancel(tx, anna, number + 1, START),
    ):
        with pytest.raises(NotFound):
            store.run_tx(work)
    store.run_tx(lambda tx: outbound.hold(tx, number))
    with pytest.raises(Refused, match="An admin holds"):
        store.run_tx(lambda tx: outbound.retry(tx, number, START, anna))
    store.run_tx(lambda tx: outbound.cancel(tx, anna, number, START))
    assert (only(store).state, only(store).reply) == ("dropped", outbound.CANCELED_BY_SENDER)


def test_what_is_being_sent_or_settled_is_left_alone(store: Store, people: People) -> None:
    post(store, people["anna"], ZOE)
    number = only(store).id
    claim(store)
    with pytest.raises(Refused, match="being sent right now"):
        store.run_tx(lambda tx: outbound.cancel(tx, people["anna"].id, number, START))
    store.run_tx(lambda tx: outbound.settle(tx, number, "sent", "250 ok", "x", START))
    for work in (
        lambda tx: outbound.hold(tx, number),
        lambda tx: outbound.drop(tx, number, START),
        lambda tx: outbound.retry(tx, number, START),
    ):
        with pytest.raises(Refused, match="settled already"):
            store.run_tx(work)


def test_account_that_goes_leaves_its_mail_on_its_way(store: Store, people: People) -> None:
    post(store, people["anna"], ZOE)
    store.run_tx(lambda tx: tx.execute("DELETE FROM account WHERE id = ?", (people["anna"].id,)))
    assert (only(store).account_id, only(store).state) == (None, "waiting")


def told(store: Store, person: Person, since: str) -> tuple[str, list[str]]:
    """The state of a sender's mail, and the recipients that have changed since another one."""
    found = changes.since(store, person.id, changes.OUTBOUND, since, 100)
    ids = [*found.created, *found.updated]
    return found.until.text(), [one.recipient for one in deliveries.get(store, person.id, ids).values()]


def test_every_change_is_told_to_its_sender_and_to_nobody_else(store: Store, people: People) -> None:
    anna, ben = people["anna"], people["ben"]
    post(store, anna, ZOE, YAN)
    post(store, ben, ZOE)
    state, created = told(store, anna, "0")
    assert created == [ZOE, YAN]
    of_ben, _ = told(store, ben, "0")
    zoe, yan = (row for row in outbound.rows(store, account_id=anna.id)[::-1])
    works: list[tuple[list[str], Callable[[Transaction], object]]] = [
        ([ZOE], lambda tx: outbound.hold(tx, zoe.id)),
        ([ZOE], lambda tx: outbound.retry(tx, zoe.id, START + 50)),
        ([YAN], lambda tx: outbound.cancel(tx, anna.id, yan.id, START)),
        ([], lambda tx: outbound.retry_all(tx, START + 50)),
        ([ZOE], lambda tx: outbound.retry_all(tx, START + 40)),
        ([ZOE], lambda tx: outbound.drop(tx, zoe.id, START)),
    ]
    for recipients, work in works:
        store.run_tx(work)
        state, changed = told(store, anna, state)
        assert changed == recipients
    assert told(store, ben, of_ben) == (of_ben, [])


def test_reason_for_a_whole_lane_is_told_to_every_sender_once(store: Store, people: People) -> None:
    anna, ben = people["anna"], people["ben"]
    post(store, anna, ZOE, YAN)
    post(store, ben, ZOE)
    before = {person.id: told(store, person, "0")[0] for person in (anna, ben)}
    for _ in range(2):
        outbound_queue.explain(store, "domain", "example.com", "the relay's password is wrong")
    for person in (anna, ben):
        state, changed = told(store, person, before[person.id])
        assert changed == [ZOE]
        assert told(store, person, state) == (state, [])
    (zoe,) = (one for one in deliveries.get(store, ben.id, [row.id for row in outbound.rows(store)]).values())
    assert zoe.reply == outbound.NOT_REACHED


def test_attempt_is_told_when_it_begins_and_when_it_ends(store: Store, people: People) -> None:
    anna = people["anna"]
    post(store, anna, ZOE)
    states = []
    state = "0"
    found = claim(store)
    assert found is not None
    for work in (None, partial(outbound_queue.postpone, one=found.recipients[0], reply="450 later", hop="x")):
        if work is not None:
            store.run_tx(work)
        state, changed = told(store, anna, state)
        assert changed == [ZOE]
        states.append(next(iter(deliveries.get(store, anna.id, [only(store).id]).values())).state)
    assert states == ["sending", "waiting"]
