"""Alerts in the store: what the servers noticed, each with its rule, host and time; written in groups, read in pages.

Strangers cause most of them, so their number is bounded twice: `db.alert_groups` lets few rows a minute come about, and
`remove_old` keeps few of each rule. Never a secret, and no name that was only tried: people type passwords there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.alert_rules import RULES
from db.database import Store, Transaction

KEPT = 90 * 24 * 60 * 60
"""Seconds that an alert is kept."""

KEPT_OF_A_RULE = 10_000
"""Rows of one rule that are kept: a flood of one does not push out what another one told."""

MOST = 500
"""Alerts that one question gives."""


@dataclass(frozen=True, slots=True)
class NewAlert:
    """What was noticed `count` times from `at` (Unix seconds) on; `row` is its id when it was written before."""

    at: int
    host: str
    rule: str
    detail: str
    count: int = 1
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """One row; `at` in Unix seconds. `rule` is a name of `db.alert_rules.RULES`."""

    id: int
    at: int
    host: str
    rule: str
    detail: str
    count: int


def write(tx: Transaction, alerts: Sequence[NewAlert]) -> list[int]:
    """Write them, or their new count where they have a row; return their ids in the same order."""
    fresh = [one for one in alerts if one.row is None]
    ids = iter(tx.new_ids(len(fresh))) if fresh else iter(())
    found = [next(ids) if one.row is None else one.row for one in alerts]
    rows = [
        (number, one.at, one.host, one.rule, one.detail, one.count)
        for number, one in zip(found, alerts, strict=True)
        if one.row is None
    ]
    tx.insert("alert (id, at, host, rule, detail, count)", rows)
    for one in alerts:
        if one.row is not None:
            tx.execute("UPDATE alert SET count = ? WHERE id = ?", (one.count, one.row))
    return found


def recent(
    store: Store, *, rule: str | None = None, host: str | None = None, before: int | None = None, count: int = 100
) -> list[Alert]:
    """Return alerts, the newest first: at most `count` (and MOST) of those with an id below `before`."""
    tests, values = ["1 = 1"], list[object]()
    for test, value in (("rule = ?", rule), ("host = ?", host), ("id < ?", before)):
        if value is not None:
            tests.append(test)
            values.append(value)
    sql = (
        "SELECT id, at, host, rule, detail, count FROM alert"  # noqa: S608 - our own words
        f" WHERE {' AND '.join(tests)} ORDER BY id DESC LIMIT ?"
    )
    return [Alert(*row) for row in store.rows(sql, (*values, max(1, min(count, MOST))))]


def noticed_since(store: Store, since: int) -> int:
    """Return how many things were noticed since `since` (Unix seconds); a row that counts five is five."""
    row = store.row("SELECT coalesce(sum(count), 0) FROM alert WHERE at >= ?", (since,))
    return int(row[0]) if row else 0


def latest(store: Store | Transaction, rule: str, about: str = "") -> int | None:
    """Return when (Unix seconds) the newest alert of a rule was whose detail begins with `about`; None for never."""
    sql = "SELECT at FROM alert WHERE rule = ? AND substr(detail, 1, ?) = ? ORDER BY id DESC LIMIT 1"
    row = store.row(sql, (rule, len(about), about))
    return int(row[0]) if row else None


def remove_old(store: Store, now: int) -> int:
    """Remove what has had its time at `now` (Unix seconds) or is too much of one rule; return how many rows."""
    beyond = _beyond(store)
    old = store.row("SELECT 1 FROM alert WHERE at <= ? LIMIT 1", (now - KEPT,))
    # Mostly there is nothing, and a look does not lock the store.
    if old is None and not beyond:
        return 0

    def work(tx: Transaction) -> int:
        removed = tx.execute("DELETE FROM alert WHERE at <= ?", (now - KEPT,))
        return removed + sum(tx.execute("DELETE FROM alert WHERE rule = ? AND id <= ?", one) for one in beyond)

    return store.run_tx(work)


def _beyond(store: Store) -> list[tuple[str, int]]:
    """Return each rule that has too many rows, with the newest id that is one too many."""
    found = []
    for rule in RULES:
        sql = "SELECT id FROM alert WHERE rule = ? ORDER BY id DESC LIMIT 1 OFFSET ?"
        row = store.row(sql, (rule, KEPT_OF_A_RULE))
        if row is not None:
            found.append((rule, int(row[0])))
    return found
