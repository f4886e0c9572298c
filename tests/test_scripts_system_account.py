import pytest

from db import accounts, former_addresses, sessions
from db.database import Store
from db.errors import AccountNotUsable, NameNotAllowed
from db.passwords import Verifier
from scripts.system_account import Lent, lent
from tests.support.stores import DOMAIN, Person


def admin_of(store: Store) -> accounts.Account:
    return accounts.get(store, Person.make(store, "admin").id)


def sign_in(store: Store, used: Lent) -> accounts.Account:
    return accounts.sign_in(store, Verifier(), used.sender.address, DOMAIN, used.password)


def test_lent_account_signs_in_and_both_tokens_are_valid(store: Store) -> None:
    admin = admin_of(store)
    with lent(store, DOMAIN, admin) as used:
        assert sign_in(store, used).address == "postroom@project.com"
        for token, account in ((used.sender_token, used.sender.id), (used.admin_token, admin.id)):
            found = sessions.find(store, token)
            assert found is not None
            assert found[1].id == account


def test_nothing_of_it_can_be_used_afterwards(store: Store) -> None:
    with lent(store, DOMAIN, admin_of(store)) as used:
        pass
    with pytest.raises(AccountNotUsable):
        sign_in(store, used)
    assert sessions.find(store, used.sender_token) is None
    assert sessions.find(store, used.admin_token) is None


def test_it_is_closed_when_the_proof_fails(store: Store) -> None:
    used: Lent | None = None

    def fail() -> None:
        nonlocal used
        with lent(store, DOMAIN, admin_of(store)) as used:
            raise OSError("no connection")

    with pytest.raises(OSError, match="no connection"):
        fail()
    assert used is not None
    with pytest.raises(AccountNotUsable):
        sign_in(store, used)


def test_each_proof_has_a_password_of_its_own(store: Store) -> None:
    admin = admin_of(store)
    with lent(store, DOMAIN, admin) as first:
        pass
    with lent(store, DOMAIN, admin) as second:
        assert second.sender.id == first.sender.id
        assert second.password != first.password
        assert sign_in(store, second).state == "active"


def test_its_name_cannot_be_registered(store: Store) -> None:
    with pytest.raises(NameNotAllowed):
        accounts.register(store, "postroom", DOMAIN, "correct horse battery")


def test_it_is_no_admin(store: Store) -> None:
    with lent(store, DOMAIN, admin_of(store)) as used:
        assert not used.sender.is_admin


def test_it_is_made_again_where_an_older_version_let_it_be_deleted(store: Store) -> None:
    address = f"postroom@{DOMAIN}"
    store.run_tx(lambda tx: former_addresses.keep(tx, [address], 1_700_000_000))
    with lent(store, DOMAIN, admin_of(store)) as used:
        assert used.sender.address == address
        assert sign_in(store, used).state == "active"
    assert not former_addresses.kept(store, address)
