"""Who an address belongs to."""

import pytest

from db import accounts, directory
from db.database import Store
from db.envelope import Author, Recipient
from tests.support.stores import PASSWORD_HASH, People


@pytest.mark.parametrize("address", ["anna@project.com", "ANNA@project.com", "Anna@PROJECT.com"])
def test_address_in_any_case_is_its_accounts_inbox(store: Store, people: People, address: str) -> None:
    found = directory.recipient(store, address)
    assert found == directory.Found(Recipient(people["anna"].id, people["anna"].inbox), "active")


@pytest.mark.parametrize("address", ["nobody@project.com", "anna@elsewhere.com", "anna", "", "@", "anna@project.com "])
def test_other_addresses_are_nobodys(store: Store, people: People, address: str) -> None:
    assert directory.recipient(store, address) is None


def test_further_address_is_the_same_inbox(store: Store) -> None:
    also = ["postmaster@project.com"]
    made = store.run_tx(lambda tx: accounts.insert(tx, "admin@project.com", PASSWORD_HASH, also=also))
    assert directory.recipient(store, "Postmaster@project.com") == directory.recipient(store, made.address)


@pytest.mark.parametrize("state", ["waiting", "disabled"])
def test_state_of_the_account_is_told(store: Store, people: People, state: str) -> None:
    accounts.set_state(store, people["anna"].id, state)
    found = directory.recipient(store, "anna@project.com")
    assert found is not None
    assert found.state == state


def test_author_has_the_mailbox_for_what_is_sent(store: Store, people: People) -> None:
    assert directory.author(store, people["anna"].id) == Author(people["anna"].id, people["anna"].sent)


def test_author_without_an_account_cannot_be(store: Store) -> None:
    with pytest.raises(LookupError):
        directory.author(store, 10**9)


def test_look_ups_are_one_step_in_an_index_however_many_addresses(store: Store) -> None:
    plan = " ".join(str(row[3]) for row in store.rows("EXPLAIN QUERY PLAN " + directory._FIND, ("inbox", "a@b")))
    assert "SCAN" not in plan
