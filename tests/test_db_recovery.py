"""Recovery codes: one for an account, for an hour and once, and what using one changes."""

import pytest

from db import accounts, recovery, sessions
from db.database import Store
from db.errors import RecoveryRefused, WeakPassword
from db.expiry import remove_expired
from tests.support.recovering import NEW, set_by_many, signs_in
from tests.support.stores import DOMAIN, PASSWORD, People


def use(store: Store, code: str, name: str = "anna", password: str = NEW) -> accounts.Account:
    return recovery.use(store, name, DOMAIN, code, password)


def test_code_sets_a_new_password_once(store: Store, people: People) -> None:
    code = recovery.create(store, people["anna"].id)
    assert use(store, code).address == "anna@project.com"
    assert signs_in(store, NEW)
    assert not signs_in(store, PASSWORD)
    with pytest.raises(RecoveryRefused):
        use(store, code, password="four unrelated long words")
    assert signs_in(store, NEW)


def test_using_a_code_ends_every_session_of_the_account_only(store: Store, people: People) -> None:
    tokens = {name: sessions.create(store, people[name].id, "", "", 60)[0] for name in ("anna", "ben")}
    use(store, recovery.create(store, people["anna"].id))
    assert sessions.find(store, tokens["anna"]) is None
    assert sessions.find(store, tokens["ben"]) is not None


def test_code_is_of_no_use_for_another_account(store: Store, people: People) -> None:
    code = recovery.create(store, people["anna"].id)
    with pytest.raises(RecoveryRefused):
        use(store, code, "ben")
    use(store, code)


@pytest.mark.parametrize("name", ["nobody", "anna@elsewhere.com", "", "\ud800", "x" * 1000])
def test_unknown_name_and_wrong_code_are_one_sentence(store: Store, people: People, name: str) -> None:
    code = recovery.create(store, people["anna"].id)
    with pytest.raises(RecoveryRefused) as unknown:
        use(store, code, name)
    with pytest.raises(RecoveryRefused) as wrong:
        use(store, "A" * 20)
    assert str(unknown.value) == str(wrong.value)


def test_newer_code_takes_the_place_of_the_older(store: Store, people: People) -> None:
    first, second = (recovery.create(store, people["anna"].id) for _ in range(2))
    with pytest.raises(RecoveryRefused):
        use(store, first)
    use(store, second)


def test_expired_code_is_refused_and_removed(store: Store, people: People) -> None:
    code = recovery.create(store, people["anna"].id, lifetime=0)
    with pytest.raises(RecoveryRefused):
        use(store, code)
    row = store.row("SELECT expires_at FROM recovery_code")
    assert row is not None
    assert remove_expired(store, row[0]) == 1
    assert store.rows("SELECT * FROM recovery_code") == []


def test_weak_password_leaves_the_code_usable(store: Store, people: People) -> None:
    code = recovery.create(store, people["anna"].id)
    with pytest.raises(WeakPassword):
        use(store, code, password="anna1234")
    use(store, code)


def test_code_is_nowhere_in_the_store_and_is_read_in_groups_and_any_case(store: Store, people: People) -> None:
    code = recovery.create(store, people["anna"].id)
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert code.encode() not in store.path.read_bytes()
    use(store, " " + "-".join(code[start : start + 5] for start in range(0, 20, 5)).lower() + "\n")


def test_code_used_by_many_at_once_sets_one_password(store: Store, people: People) -> None:
    code = recovery.create(store, people["anna"].id)
    outcomes = set_by_many(store, lambda password: use(store, code, password=password))
    assert len(outcomes) == 1
    assert signs_in(store, outcomes[0])
