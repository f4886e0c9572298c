"""The queue as people see it and act on it: admins on every row, senders on their own."""

from __future__ import annotations

from functools import partial

import pytest

from db import outbound, outbound_queue
from db.database import Store
from db.delivery import deliver, prepare
from db.envelope import Envelope
from db.errors import NotFound, Refused
from db.outbound import Outbound
from db.outbound_queue import Claim
from tests.support.outside_mail import START, post
from tests.support.stores import People, assert_sound, mail

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
    assert (only(store).state, only(store).next_at) == ("waiting", START + 5)
    store.run_tx(lambda tx: outbound.drop(tx, number, START + 6))
    assert (only(store).state, only(store).settled_at) == ("dropped", START + 6)
    assert_sound(store)


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
