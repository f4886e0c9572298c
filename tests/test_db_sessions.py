"""Sessions: a token opens one account until it expires, is revoked or the account is closed; only hashes are kept."""

import time

import pytest

from db import accounts, sessions
from db.database import Store
from db.errors import Unavailable
from tests.support.stores import People

DAY = 86400


def age(store: Store, seconds: int) -> None:
    """Make every session as old as that."""
    columns = ("created_at", "expires_at", "last_used_at")
    changes = ", ".join(f"{column} = {column} - {seconds}" for column in columns)
    store.run_tx(lambda tx: tx.execute(f"UPDATE session SET {changes}"))


def test_token_finds_its_session_and_account(store: Store, people: People) -> None:
    token, session = sessions.create(store, people["anna"].id, "A phone", "203.0.113.7", DAY)
    assert sessions.find(store, token) == (session, accounts.get(store, people["anna"].id))
    assert (session.device, session.peer, session.expires_at - session.created_at) == ("A phone", "203.0.113.7", DAY)
    assert abs(session.created_at - time.time()) < 60


def test_tokens_differ_and_are_long(store: Store, people: People) -> None:
    tokens = {sessions.create(store, people["anna"].id, "", "", DAY)[0] for _ in range(20)}
    assert len(tokens) == 20
    assert all(token.startswith(sessions.PREFIX) and len(token) > 40 for token in tokens)


def test_token_is_nowhere_in_the_store(store: Store, people: People) -> None:
    token, _ = sessions.create(store, people["anna"].id, "", "", DAY)
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    content = store.path.read_bytes()
    assert token.encode() not in content
    assert token.removeprefix(sessions.PREFIX).encode() not in content


@pytest.mark.parametrize("change", ["", "x", "pst_", "pst_x", "\ud800", "pst_\ud800\0", "pst_" + "x" * 100_000])
def test_other_tokens_find_nothing(store: Store, people: People, change: str) -> None:
    token, session = sessions.create(store, people["anna"].id, "", "", DAY)
    (hashed,) = store.row("SELECT token_hash FROM session") or ("",)
    for other in (change, token[:-1], token.upper(), hashed, sessions.PREFIX + hashed, str(session.id)):
        assert sessions.find(store, other) is None


def test_expired_session_is_gone_and_cleared_away(store: Store, people: People) -> None:
    token, session = sessions.create(store, people["anna"].id, "old", "", DAY)
    other, _ = sessions.create(store, people["ben"].id, "old", "", DAY)
    age(store, DAY - 600)
    assert sessions.find(store, token) is not None
    age(store, 600)
    assert sessions.find(store, token) is sessions.find(store, other) is None
    assert sessions.of_account(store, people["anna"].id) == []
    _, new = sessions.create(store, people["anna"].id, "new", "", DAY)
    assert [row[0] for row in store.rows("SELECT account_id FROM session ORDER BY id")] == [
        people["ben"].id,
        people["anna"].id,
    ]
    assert new.id > session.id


@pytest.mark.parametrize("state", ["waiting", "disabled"])
def test_session_of_a_closed_account_is_of_no_use(store: Store, people: People, state: str) -> None:
    token, _ = sessions.create(store, people["anna"].id, "", "", DAY)
    accounts.set_state(store, people["anna"].id, state)
    assert sessions.find(store, token) is None
    accounts.set_state(store, people["anna"].id, "active")
    assert sessions.find(store, token) is not None


def test_revoking_ends_one_session_of_ones_own(store: Store, people: People) -> None:
    token, session = sessions.create(store, people["anna"].id, "one", "", DAY)
    other, _ = sessions.create(store, people["anna"].id, "other", "", DAY)
    assert not sessions.revoke(store, people["ben"].id, session.id)
    assert sessions.find(store, token) is not None
    assert sessions.revoke(store, people["anna"].id, session.id)
    assert not sessions.revoke(store, people["anna"].id, session.id)
    assert sessions.find(store, token) is None
    assert sessions.find(store, other) is not None


def test_last_use_is_noted_every_five_minutes(store: Store, people: People) -> None:
    token, session = sessions.create(store, people["anna"].id, "", "", DAY)
    before = store.row("SELECT last_used_at FROM session")
    sessions.find(store, token)
    assert store.row("SELECT last_used_at FROM session") == before
    age(store, 1000)
    sessions.find(store, token)
    (used,) = store.row("SELECT last_used_at FROM session") or (0,)
    assert used >= session.last_used_at
    _, later = sessions.create(store, people["anna"].id, "", "", DAY)
    assert {one.id for one in sessions.of_account(store, people["anna"].id)} == {session.id, later.id}


def test_store_that_cannot_be_written_can_still_be_read(store: Store, people: People) -> None:
    """With a full disk, the note of the last use could not be written, and so a valid token opened nothing."""
    token, session = sessions.create(store, people["anna"].id, "", "", DAY)
    age(store, 1000)
    store.close()
    store.database.pragma("query_only", 1, permanent=True)
    with pytest.raises(Unavailable):
        age(store, 0)
    found = sessions.find(store, token)
    assert found is not None
    assert found[0].id == session.id


def test_device_can_be_any_text(store: Store, people: People) -> None:
    """Half a character, which JSON can bring, was a fault instead of a name for a device."""
    token, session = sessions.create(store, people["anna"].id, "\ud800My\0 phone 雪" + "x" * 1000, "?\ud800", DAY)
    assert session.device.startswith("My phone 雪xxx")
    assert (len(session.device), session.peer) == (200, "?")
    found = sessions.find(store, token)
    assert found is not None
    assert found[0] == session


def test_sessions_of_one_account_are_bounded_and_the_one_unused_for_longest_goes(store: Store, people: People) -> None:
    """Nothing bounded them: a program that signs in for each request filled the store."""
    first, _ = sessions.create(store, people["anna"].id, "first", "127.0.0.1", DAY)
    other, _ = sessions.create(store, people["ben"].id, "other", "127.0.0.1", DAY)
    for _ in range(sessions.MOST):
        last, _ = sessions.create(store, people["anna"].id, "again", "127.0.0.1", DAY)
    assert len(sessions.of_account(store, people["anna"].id)) == sessions.MOST
    assert sessions.find(store, first) is None
    assert sessions.find(store, last) is not None
    assert sessions.find(store, other) is not None
