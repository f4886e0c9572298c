"""Alerts for tests, written as the servers write them."""

from __future__ import annotations

from db.database import Store, Transaction


def note(store: Store, at: int, host: str, rule: str, count: int = 1) -> None:
    """Write `count` alerts of one minute."""

    def work(tx: Transaction) -> None:
        (row_id,) = tx.new_ids(1)
        tx.insert("alert (id, at, host, rule, detail, count)", [(row_id, at, host, rule, "", count)])

    store.run_tx(work)
