"""Push subscriptions as the courier sees them: which of them are due, and what became of a try.

Due is a subscription whose code has not been sent yet, or one that is verified and does not know the newest states. A
try that failed is put off, longer each time; the time is in the store, so a restart does not hammer anybody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from db import grants, states
from db.database import Store, Transaction
from db.grants import Grant
from db.push_subscriptions import Keys
from db.states import TYPES, States

MOST_FAILURES = 8
"""Tries after which a subscription goes whose code could never be sent."""

_FIRST_PAUSE, _LONGEST_PAUSE = 30, 60 * 60
# A receiver may ask for a pause, but not for one that outlives what it would have been told.
_LONGEST_WISH = 24 * 60 * 60

_COLUMNS = (
    "push_subscription.id, push_subscription.account_id, session_id, password_mark, url, p256dh, auth,"
    " verification_code, is_verified, types, told, failures"
)
_READY = "expires_at > ? AND next_try <= ? AND (is_verified = 1 OR is_code_sent = 0)"


@dataclass(frozen=True, slots=True)
class Due:
    """A subscription to which something may be sent now; `told` are the states that it knows."""

    id: int
    grant: Grant
    url: str = field(repr=False)
    keys: Keys | None = field(repr=False)
    verification_code: str = field(repr=False)
    is_verified: bool
    types: frozenset[str]
    told: States
    failures: int


def due(store: Store, now: int) -> list[Due]:
    """Return the subscriptions that something must be sent to; `now` is in Unix seconds."""
    found = _read(store, _READY, (now, now))
    newest = states.versions(store, list({one.grant.account_id for one in found if one.is_verified}))
    behind = [one for one in found if not one.is_verified or newest.get(one.grant.account_id) != one.told.version]
    over = grants.lapsed(store, {one.grant for one in behind}, now) if behind else set()
    return [one for one in behind if one.grant not in over]


def get(store: Store, number: int, now: int) -> Due | None:
    """Return one subscription as it is now; None when it is gone, or nothing may be sent to it."""
    found = _read(store, f"push_subscription.id = ? AND {_READY}", (number, now, now))
    return found[0] if found and not grants.lapsed(store, {found[0].grant}, now) else None


def code_sent(store: Store, number: int) -> None:
    """Note that its code is on its way; nothing more is sent until it has come back."""
    store.run_tx(
        lambda tx: tx.execute("UPDATE push_subscription SET is_code_sent = 1, failures = 0 WHERE id = ?", (number,))
    )


def told(store: Store, numbers: Iterable[tuple[int, States]]) -> None:
    """Note which states these subscriptions know now."""
    pairs = list(numbers)

    def work(tx: Transaction) -> None:
        for number, known in pairs:
            sql = "UPDATE push_subscription SET told = ?, failures = 0 WHERE id = ?"
            tx.execute(sql, (known.text(), number))

    store.run_tx(work)


def postpone(store: Store, number: int, now: int, wish: int | None, spread: float) -> bool:
    """Note a failed try, and return whether there will be another one.

    The next is `wish` seconds from now when the receiver has asked for that; else after a pause that doubles, times
    `spread` (0.5 to 1.5, so that many that failed together do not come together again).
    """

    def work(tx: Transaction) -> bool:
        row = tx.row("SELECT failures, is_verified FROM push_subscription WHERE id = ?", (number,))
        if row is None:
            return False
        failures, is_verified = row
        if failures + 1 >= MOST_FAILURES and not is_verified:
            tx.execute("DELETE FROM push_subscription WHERE id = ?", (number,))
            return False
        sql = "UPDATE push_subscription SET failures = failures + 1, next_try = ? WHERE id = ?"
        tx.execute(sql, (now + pause(failures, wish, spread), number))
        return True

    return store.run_tx(work)


def pause(failures: int, wish: int | None, spread: float) -> int:
    """Return the seconds until the next try after so many `failures` before this one."""
    usual = int(min(_FIRST_PAUSE * 2.0 ** min(failures, 30), _LONGEST_PAUSE) * spread)
    return max(usual, min(wish, _LONGEST_WISH)) if wish is not None else usual


def remove(store: Store, number: int) -> None:
    """Remove a subscription whose receiver does not want it any more."""
    store.run_tx(lambda tx: tx.execute("DELETE FROM push_subscription WHERE id = ?", (number,)))


def remove_lapsed(store: Store, now: int) -> int:
    """Remove the subscriptions whose password has changed, and return how many; those of a session go with it."""
    found = _read(store, "session_id IS NULL", ())
    over = grants.lapsed(store, {one.grant for one in found}, now) if found else set()
    gone = [one.id for one in found if one.grant in over]
    if gone:
        store.run_tx(lambda tx: [tx.execute("DELETE FROM push_subscription WHERE id = ?", (one,)) for one in gone])
    return len(gone)


def _read(store: Store, condition: str, parameters: Sequence[int]) -> list[Due]:
    sql = f"SELECT {_COLUMNS} FROM push_subscription WHERE {condition} ORDER BY next_try, id"  # noqa: S608 - our own words
    return [_due(*row) for row in store.rows(sql, parameters)]


def _due(
    number: int,
    account_id: int,
    session_id: int | None,
    mark: str | None,
    url: str,
    p256dh: str | None,
    auth: str | None,
    code: str,
    verified: int,
    types: str | None,
    known: str,
    failures: int,
) -> Due:
    keys = Keys(p256dh, auth) if p256dh is not None and auth is not None else None
    chosen = frozenset(TYPES if types is None else json.loads(types))
    grant = Grant(account_id, session_id, mark)
    return Due(number, grant, url, keys, code, bool(verified), chosen, states.read(known) or States(), failures)
