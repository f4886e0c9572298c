"""Reset links: one for an account, for an hour and once, and what using one changes."""

import time

import pytest

from db import accounts, recovery, reset_links, sessions
from db.database import Store
from db.errors import NotFound, RecoveryRefused, WeakPassword
from db.expiry import remove_expired
from tests.support.recovering import NEW, set_by_many, signs_in
from tests.support.stores import DOMAIN, PASSWORD, People


def made(store: Store, people: People, name: str = "anna") -> str:
    return reset_links.create(store, people[name].id, int(time.time()))


def test_link_sets_a_new_password_once(store: Store, people: People) -> None:
    token = made(store, people)
    assert reset_links.use(store, token, NEW).address == "anna@project.com"
    assert signs_in(store, NEW)
    assert not signs_in(store, PASSWORD)
    with pytest.raises(RecoveryRefused):
        reset_links.use(store, token, "four unrelated long words")
    assert signs_in(store, NEW)


def test_token_has_at_least_128_bits_and_goes_into_a_url(store: Store, people: People) -> None:
    tokens = {made(store, people) for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(one) == 43 and one.replace("-", "").replace("_", "").isalnum() for one in tokens)


def test_checking_a_link_tells_its_account_and_leaves_it_usable(store: Store, people: People) -> None:
    token = made(store, people)
    assert [reset_links.check(store, token) for _ in range(3)] == ["anna@project.com"] * 3
    reset_links.use(store, token, NEW)
    with pytest.raises(RecoveryRefused):
        reset_links.check(store, token)


def test_using_a_link_ends_every_session_of_the_account_only(store: Store, people: People) -> None:
    tokens = {name: sessions.create(store, people[name].id, "", "", 60)[0] for name in ("anna", "ben")}
    reset_links.use(store, made(store, people), NEW)
    assert sessions.find(store, tokens["anna"]) is None
    assert sessions.find(store, tokens["ben"]) is not None


def test_newer_link_takes_the_place_of_the_older_of_the_same_account(store: Store, people: People) -> None:
    first, other, second = made(store, people), made(store, people, "ben"), made(store, people)
    with pytest.raises(RecoveryRefused):
        reset_links.use(store, first, NEW)
    assert reset_links.use(store, other, NEW).address == "ben@project.com"
    reset_links.use(store, second, NEW)


def test_link_is_good_for_one_hour_and_is_removed_then(store: Store, people: People) -> None:
    token = reset_links.create(store, people["anna"].id, 1_000_000)
    assert reset_links.check(store, token, 1_000_000 + 3599)
    for call in (lambda: reset_links.check(store, token, 1_003_600), lambda: reset_links.use(store, token, NEW)):
        with pytest.raises(RecoveryRefused):
            call()
    assert remove_expired(store, 1_003_600) == 1
    assert store.rows("SELECT * FROM reset_link") == []


def test_weak_password_leaves_the_link_usable(store: Store, people: People) -> None:
    token = made(store, people)
    with pytest.raises(WeakPassword):
        reset_links.use(store, token, "anna1234")
    reset_links.use(store, token, NEW)


@pytest.mark.parametrize("state", ["disabled", "waiting"])
def test_link_of_an_account_that_is_not_active_is_refused(store: Store, people: People, state: str) -> None:
    token = made(store, people)
    accounts.set_state(store, people["anna"].id, state)
    with pytest.raises(RecoveryRefused):
        reset_links.use(store, token, NEW)
    assert accounts.get(store, people["anna"].id).state == state


@pytest.mark.parametrize("token", ["", "x", "\ud800", "a" * 43, "x" * 100_000, "' OR 1=1 --"])
def test_token_of_nobody_is_one_sentence(store: Store, people: People, token: str) -> None:
    old = made(store, people)
    made(store, people)
    with pytest.raises(RecoveryRefused) as replaced:
        reset_links.check(store, old)
    with pytest.raises(RecoveryRefused) as unknown:
        reset_links.use(store, token, NEW)
    assert str(unknown.value) == str(replaced.value)


def test_link_for_an_account_that_is_not_there_cannot_be_made(store: Store) -> None:
    with pytest.raises(NotFound):
        reset_links.create(store, 999_999, 0)


def test_any_new_password_ends_links_and_codes(store: Store, people: People) -> None:
    token, code = made(store, people), recovery.create(store, people["anna"].id)
    accounts.set_password(store, people["anna"].id, NEW)
    with pytest.raises(RecoveryRefused):
        reset_links.check(store, token)
    with pytest.raises(RecoveryRefused):
        recovery.use(store, "anna", DOMAIN, code, "four unrelated long words")


def test_token_is_nowhere_in_the_store(store: Store, people: People) -> None:
    token = made(store, people)
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert token.encode() not in store.path.read_bytes()


def test_link_used_by_many_at_once_sets_one_password(store: Store, people: People) -> None:
    token = made(store, people)
    outcomes = set_by_many(store, lambda password: reset_links.use(store, token, password))
    assert len(outcomes) == 1
    assert signs_in(store, outcomes[0])
