"""Deleting an account: what is over at once, who cannot be deleted, and whose address nobody gets."""

from __future__ import annotations

import time

import pytest

from db import (
    accounts,
    audit,
    directory,
    former_addresses,
    invitations,
    leaving,
    members,
    outbound,
    passwords,
    recovery,
    sessions,
)  # fmt: skip
from db.accounts import Account
from db.audit import Actor
from db.database import Store
from db.errors import NameTaken, NotFound, Refused, SignInRefused
from db.expiry import remove_expired
from tests.support.outside_mail import open_relay, post
from tests.support.stores import DOMAIN, PASSWORD, PASSWORD_HASH, People, Person, assert_sound

ADMIN = Actor("anna@project.com", "192.0.2.1")


@pytest.fixture(autouse=True)
def _anna_is_admin(store: Store, people: People) -> None:
    store.run_tx(lambda tx: tx.execute("UPDATE account SET is_admin = 1 WHERE id = ?", (people["anna"].id,)))


def make(store: Store, name: str) -> Account:
    return store.run_tx(lambda tx: accounts.insert(tx, f"{name}@{DOMAIN}", PASSWORD_HASH))


def sign_in(store: Store, name: str) -> Account:
    return accounts.sign_in(store, passwords.Verifier(), name, DOMAIN, PASSWORD)


def test_deleted_account_cannot_be_signed_in_to_and_its_sessions_are_over(store: Store, people: People) -> None:
    token, _ = sessions.create(store, people["ben"].id, "desk", "192.0.2.1", 3600)
    assert leaving.delete(store, ADMIN, people["ben"].id) == "ben@project.com"
    assert sessions.find(store, token) is None
    with pytest.raises(SignInRefused):
        sign_in(store, "ben")
    assert not accounts.is_active(store, people["ben"].id)


def test_mail_for_all_its_addresses_has_no_recipient_any_more(store: Store, people: People) -> None:
    members.add_address(store, ADMIN, people["ben"].id, "sales", DOMAIN)
    leaving.delete(store, ADMIN, people["ben"].id)
    assert directory.recipient(store, "ben@project.com") is None
    assert directory.recipient(store, "sales@project.com") is None
    assert directory.recipient(store, "clara@project.com") is not None


def test_admins_do_not_see_it_any_more_and_the_audit_log_says_who_did_it(store: Store, people: People) -> None:
    leaving.delete(store, ADMIN, people["ben"].id)
    assert [one.address for one in members.listed(store)] == ["anna@project.com", "clara@project.com"]
    assert members.counts(store) == {"active": 2, "waiting": 0, "disabled": 0}
    with pytest.raises(NotFound):
        members.get(store, people["ben"].id)
    (line,) = audit.lines(store, action="account-deleted")
    assert (line.actor, line.peer, line.target) == ("anna@project.com", "192.0.2.1", "ben@project.com")
    assert line.before == {"addresses": ["ben@project.com"], "state": "active", "admin": False}


def test_codes_and_invitations_of_it_are_worth_nothing(store: Store, people: People) -> None:
    recovery.create(store, people["ben"].id)
    invitations.create(store, people["ben"].id)
    leaving.delete(store, ADMIN, people["ben"].id)
    assert store.rows("SELECT * FROM recovery_code") == []
    assert invitations.still_open(store, int(time.time())) == []


def test_only_admin_cannot_be_deleted_by_anybody(store: Store, people: People) -> None:
    with pytest.raises(Refused, match="only admin"):
        leaving.delete(store, ADMIN, people["anna"].id)
    assert sign_in(store, "anna").is_admin


def test_disabled_admin_is_no_other_admin(store: Store, people: People) -> None:
    sql = "UPDATE account SET is_admin = 1, state = 'disabled' WHERE id = ?"
    store.run_tx(lambda tx: tx.execute(sql, (people["ben"].id,)))
    with pytest.raises(Refused):
        leaving.delete(store, ADMIN, people["anna"].id)


def test_postmaster_goes_to_another_admin(store: Store, people: People) -> None:
    members.add_address(store, ADMIN, people["anna"].id, "postmaster", DOMAIN)
    members.set_admin(store, ADMIN, people["clara"].id, True)
    leaving.delete(store, ADMIN, people["anna"].id)
    found = directory.recipient(store, "postmaster@project.com")
    assert found is not None
    assert found.recipient.account_id == people["clara"].id
    assert former_addresses.listed(store)[0].address == "anna@project.com"


def test_deleting_it_twice_is_no_such_account(store: Store, people: People) -> None:
    leaving.delete(store, ADMIN, people["ben"].id)
    with pytest.raises(NotFound):
        leaving.delete(store, ADMIN, people["ben"].id)


def test_nobody_gets_its_address_for_thirty_days(store: Store, people: People) -> None:
    leaving.delete(store, ADMIN, people["ben"].id)
    with pytest.raises(NameTaken):
        accounts.register(store, "ben", DOMAIN, PASSWORD)
    with pytest.raises(NameTaken, match="deleted account"):
        members.add_address(store, ADMIN, people["clara"].id, "ben", DOMAIN)
    (kept,) = former_addresses.listed(store)
    remove_expired(store, kept.free_at - 1)
    with pytest.raises(NameTaken):
        make(store, "ben")
    remove_expired(store, kept.free_at)
    assert make(store, "ben").address == "ben@project.com"


def test_admin_frees_its_address(store: Store, people: People) -> None:
    leaving.delete(store, ADMIN, people["ben"].id)
    former_addresses.free(store, ADMIN, "ben@project.com")
    assert make(store, "ben").id != people["ben"].id
    assert audit.lines(store, action="address-freed")[0].target == "ben@project.com"
    with pytest.raises(NotFound):
        former_addresses.free(store, ADMIN, "ben@project.com")


def test_refused_account_is_gone_and_its_name_can_be_asked_for_again(store: Store, people: People) -> None:
    waiting = Person.make(store, "dora", state="waiting")
    assert leaving.refuse(store, ADMIN, waiting.id) == "dora@project.com"
    assert former_addresses.listed(store) == []
    assert make(store, "dora").id != waiting.id
    assert audit.lines(store, action="account-refused")[0].target == "dora@project.com"
    with pytest.raises(Refused):
        leaving.refuse(store, ADMIN, people["ben"].id)


def test_what_it_has_on_its_way_outside_is_held_at_once(store: Store, people: People) -> None:
    open_relay(store, 1)
    post(store, people["ben"], "dora@elsewhere.example")
    leaving.delete(store, ADMIN, people["ben"].id)
    (row,) = outbound.rows(store)
    assert (row.state, row.reply) == ("held", leaving.DELETED)
    assert_sound(store)
