"""Invitations: a code makes as many accounts as it says, in its time, and is not spent on what fails."""

import threading

import pytest

from db import accounts, invitations
from db.database import Store
from db.errors import NameNotAllowed, NameTaken, RegistrationClosed, StoreError, WeakPassword
from tests.support.stores import DOMAIN, PASSWORD, People


def register(store: Store, code: str, name: str = "dora", password: str = PASSWORD) -> accounts.Account:
    return invitations.register(store, code, name, DOMAIN, password)


def test_code_makes_one_account(store: Store, people: People) -> None:
    code = invitations.create(store, people["anna"].id)
    made = register(store, code)
    assert (made.address, made.state, made.is_admin) == ("dora@project.com", "active", False)
    assert accounts.find(store, "dora@project.com") == made
    with pytest.raises(RegistrationClosed, match="new one"):
        register(store, code, "emil")
    assert accounts.find(store, "emil@project.com") is None


def test_code_makes_as_many_accounts_as_it_says(store: Store) -> None:
    code = invitations.create(store, None, uses=2)
    register(store, code, "dora")
    register(store, code, "emil")
    with pytest.raises(RegistrationClosed):
        register(store, code, "fritz")


def test_code_is_nowhere_in_the_store_and_can_be_read_aloud(store: Store) -> None:
    code = invitations.create(store, None)
    assert len(code) == 20
    assert not set(code) & set("01IO")
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert code.encode() not in store.path.read_bytes()


def test_code_is_read_in_groups_and_any_case(store: Store) -> None:
    code = invitations.create(store, None)
    written = " " + "-".join(code[start : start + 5] for start in range(0, 20, 5)).lower() + "\n"
    assert register(store, written).address == "dora@project.com"


def test_expired_code_is_refused(store: Store) -> None:
    code = invitations.create(store, None, lifetime=0)
    with pytest.raises(RegistrationClosed):
        register(store, code)


@pytest.mark.parametrize("code", ["", "-", "A" * 20, "\ud800\0", "x" * 100_000])
def test_unknown_code_is_refused_without_the_cost_of_a_hash(
    store: Store, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """Anybody could have a core hash passwords by sending codes."""
    good = invitations.create(store, None)
    # Whoever hashes fails: time would tell of the machine as well.
    monkeypatch.setattr("db.passwords._hasher", None)
    with pytest.raises(RegistrationClosed):
        register(store, code)
    with pytest.raises(AttributeError, match="hash"):
        register(store, good)
    assert store.row("SELECT count(*) FROM account") == (0,)


@pytest.mark.parametrize(
    ("name", "password", "error"),
    [
        ("anna", PASSWORD, NameTaken),
        ("postmaster", PASSWORD, NameNotAllowed),
        ("dora@elsewhere.com", PASSWORD, NameNotAllowed),
        ("dora", "dora1234", WeakPassword),
    ],
)
def test_refused_account_does_not_spend_the_code(
    store: Store, people: People, name: str, password: str, error: type[StoreError]
) -> None:
    code = invitations.create(store, people["anna"].id)
    with pytest.raises(error):
        register(store, code, name, password)
    assert register(store, code).address == "dora@project.com"


def test_code_used_by_many_at_once_makes_one_account(store: Store) -> None:
    code = invitations.create(store, None)
    outcomes: list[object] = []

    def use(name: str) -> None:
        try:
            outcomes.append(register(store, code, name))
        except RegistrationClosed as refused:
            outcomes.append(refused)
        store.close()

    threads = [threading.Thread(target=use, args=(f"person{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 4
    assert sum(isinstance(outcome, accounts.Account) for outcome in outcomes) == 1
    assert store.row("SELECT count(*) FROM account") == (1,)


def test_codes_of_a_deleted_account_are_of_no_use(store: Store, people: People) -> None:
    code = invitations.create(store, people["anna"].id)
    store.run_tx(lambda tx: tx.execute("DELETE FROM account WHERE id = ?", (people["anna"].id,)))
    with pytest.raises(RegistrationClosed):
        register(store, code)
