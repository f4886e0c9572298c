"""Quotas: full is full at every door and at once, a sum is remembered for a while only, and nobody else is asked."""

from __future__ import annotations

from db import members, quota
from db.audit import Actor
from db.database import Store
from db.delivery import deliver, prepare
from db.envelope import Envelope
from db.quota import Usage
from db.sending import Rules, Undeliverable
from tests.support.postroom import Postroom
from tests.support.stores import DOMAIN, People, Person, mail

ADMIN = Actor("test")


def fill(store: Store, person: Person, size: int) -> None:
    envelope = Envelope("eve@example.com", (person.recipient,), mail(body="x" * size), 1_700_000_000)
    store.run_tx(lambda tx: deliver(tx, [prepare(envelope)]))


def test_used_counts_every_message_once(store: Store, people: People) -> None:
    assert quota.used(store, people["ben"].id) == 0
    fill(store, people["ben"], 1000)
    once = quota.used(store, people["ben"].id)
    assert once > 1000
    fill(store, people["ben"], 1000)
    assert quota.used(store, people["ben"].id) == 2 * once
    assert quota.used(store, people["anna"].id) == 0


def test_recipient_over_quota_takes_no_mail_until_there_is_room(store: Store, people: People) -> None:
    ben = people["ben"]
    members.set_quota(store, ADMIN, ben.id, 1500)
    assert Rules(store, DOMAIN).recipient(ben.address) == ben.recipient
    fill(store, ben, 2000)
    assert Rules(store, DOMAIN).recipient(ben.address) is Undeliverable.FULL
    members.set_quota(store, ADMIN, ben.id, 5000)
    assert Rules(store, DOMAIN).recipient(ben.address) == ben.recipient


def test_what_comes_fills_at_once_and_what_was_destroyed_counts_for_half_a_minute(store: Store, people: People) -> None:
    now = [0.0]
    usage = Usage(lambda: now[0])
    ben, anna = people["ben"], people["anna"]
    assert not usage.is_full(store, ben.id, 1500)
    fill(store, anna, 2000)
    assert not usage.is_full(store, ben.id, 1500)
    fill(store, ben, 2000)
    assert usage.is_full(store, ben.id, 1500)
    now[0] = 30.0
    assert usage.is_full(store, ben.id, 1500)
    store.run_tx(lambda tx: tx.execute("DELETE FROM message WHERE account_id = ?", (ben.id,)))
    now[0] = 59.0
    assert usage.is_full(store, ben.id, 1500)
    now[0] = 60.0
    assert not usage.is_full(store, ben.id, 1500)


def test_full_mailbox_is_refused_at_rcpt(postroom: Postroom) -> None:
    postroom.account("anna")
    ben = postroom.account("ben")
    members.set_quota(postroom.store, ADMIN, ben.id, 100)
    with postroom.sign_in("anna") as connection:
        connection.sendmail("anna@project.com", ["ben@project.com"], mail(body="x" * 200).decode())
    with postroom.sign_in("anna") as connection:
        connection.mail("anna@project.com")
        assert connection.rcpt("ben@project.com") == (552, b"5.2.2 This recipient's mailbox is full")
        assert connection.rcpt("anna@project.com")[0] == 250
