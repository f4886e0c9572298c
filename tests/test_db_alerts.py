"""Alerts in the store: written in groups, read in pages, few of them; and the collector that listens for them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from db import alerts, counts
from db.alert_collector import AlertCollector
from db.alert_rules import HERE, OTHERS, RULES, title
from db.alerts import KEPT, Alert, NewAlert
from db.counts import DAY
from db.database import Store
from db.events import ALERTS, LOG, Event, record
from tests.support.stores import People
from tests.support.wire import eventually

NOW = 1_700_000_000


@contextmanager
def collecting(store: Store, pause: float = 0.01) -> Iterator[AlertCollector]:
    """Run a collector; all it was told is in the store when the block has ended."""
    logger = logging.getLogger(LOG)
    before = logger.level
    logger.setLevel(logging.INFO)
    collector = AlertCollector(Store(store.path, deadline=0.0), pause=pause)
    collector.start()
    try:
        yield collector
    finally:
        collector.stop()
        # A program that ends gives its last alerts a few seconds; here they are waited for on a busy machine, too.
        collector._thread.join(60)
        logger.setLevel(before)


def written(store: Store, *new: NewAlert) -> list[int]:
    return store.run_tx(lambda tx: alerts.write(tx, new))


def found(store: Store) -> list[tuple[str, str, int]]:
    return [(one.rule, one.host, one.count) for one in alerts.recent(store)]


def test_alerts_are_read_newest_first_by_rule_by_host_and_page_by_page(store: Store) -> None:
    rows = [
        NewAlert(NOW + number, f"192.0.2.{number % 2}", ("tls-failed", "fault")[number // 4], "") for number in range(8)
    ]
    ids = written(store, *rows)
    assert [one.id for one in alerts.recent(store)] == ids[::-1]
    assert [one.id for one in alerts.recent(store, count=3)] == ids[:4:-1]
    assert [one.id for one in alerts.recent(store, before=ids[5], count=2)] == [ids[4], ids[3]]
    assert [one.id for one in alerts.recent(store, rule="fault")] == ids[:3:-1]
    assert [one.id for one in alerts.recent(store, host="192.0.2.1", rule="tls-failed")] == [ids[3], ids[1]]
    assert alerts.latest(store, "tls-failed") == NOW + 3
    assert alerts.latest(store, "not-sent") is None


def test_alert_that_has_a_row_gets_its_new_count_there(store: Store) -> None:
    (row,) = written(store, NewAlert(NOW, "a", "fault", "why", 2))
    assert written(store, NewAlert(NOW, "a", "fault", "why", 5, row), NewAlert(NOW, "b", "fault", "")) == [row, row + 1]
    assert alerts.recent(store)[1] == Alert(row, NOW, "a", "fault", "why", 5)
    assert alerts.noticed_since(store, NOW) == 6
    assert alerts.noticed_since(store, NOW + 1) == 0


def test_old_alerts_are_removed(store: Store) -> None:
    written(store, NewAlert(NOW - KEPT, "a", "fault", ""), NewAlert(NOW - KEPT + 1, "b", "fault", ""))
    assert alerts.remove_old(store, NOW) == 1
    assert alerts.remove_old(store, NOW) == 0
    assert found(store) == [("fault", "b", 1)]


def test_flood_of_one_rule_does_not_push_out_another(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts, "KEPT_OF_A_RULE", 20)
    written(store, NewAlert(NOW, "a", "fault", ""), *(NewAlert(NOW, "b", "tls-failed", "") for _ in range(50)))
    assert alerts.remove_old(store, NOW) == 30
    assert len(alerts.recent(store, rule="tls-failed")) == 20
    assert len(alerts.recent(store, rule="fault")) == 1


def test_every_event_that_is_an_alert_has_a_rule_with_words() -> None:
    assert {event.label for event in ALERTS} <= set(RULES)
    assert set(RULES) <= {event.label for event in Event}
    assert title("sign-in-failed") == "Failed sign-in"
    assert title("of-another-version") == "of-another-version"


def test_events_become_alerts_with_rule_host_and_detail(store: Store) -> None:
    People.make(store, "anna")
    with collecting(store):
        record(Event.SIGN_IN_FAILED, account="anna@project.com", peer="192.0.2.7", by="smtp", why="SignInRefused")
        record(Event.NOT_SENT, to="x@example.com", hop="mx.example.com [192.0.2.1]:25 TLSv1.3", reply="550 no")
        record(Event.NOT_SENT, to="y@example.com", hop="", reply="no such domain")
        record(Event.FAULT, what="it broke")
        record(Event.ACCEPTED, id="1")
    rows = {(one.rule, one.host): one.detail for one in alerts.recent(store)}
    assert rows == {
        ("sign-in-failed", "192.0.2.7"): "account=anna@project.com by=smtp why=SignInRefused",
        ("not-sent", "mx.example.com"): "to=x@example.com reply='550 no'",
        ("not-sent", HERE): "to=y@example.com reply='no such domain'",
        ("fault", HERE): "what='it broke'",
    }


def test_name_that_nobody_has_is_not_told_because_it_may_be_a_password(store: Store) -> None:
    with collecting(store):
        record(Event.SIGN_IN_FAILED, account="hunter2@project.com", peer="192.0.2.7", by="smtp")
    (one,) = alerts.recent(store)
    assert one.detail == "account=unknown by=smtp"


def test_host_that_a_stranger_chose_is_cleaned_and_bounded(store: Store) -> None:
    with collecting(store):
        record(Event.HOST_NOT_REACHED, host="a\x1b[31m\0\ud800" + "b" * 5000, why="x" * 5000)
    (one,) = alerts.recent(store)
    assert one.host.isprintable()
    assert len(one.host) <= 255
    assert len(one.detail) <= 500


def test_flood_of_ten_thousand_failures_from_many_hosts_is_few_rows_that_count_all(store: Store) -> None:
    with collecting(store):
        for number in range(10_000):
            record(Event.SIGN_IN_FAILED, account="x", peer=f"198.51.{number // 200 % 50}.{number % 200}", by="smtp")
    rows = alerts.recent(store, count=500)
    assert len(rows) < 40  # two minutes at most: ten hosts and the others in each
    assert sum(one.count for one in rows) == 10_000
    assert OTHERS in {one.host for one in rows}
    assert counts.since(store, 0) | counts.since(store, 1) == {"sign-in-failed": 10_000}


def test_recording_does_not_wait_while_the_store_is_locked_and_nothing_is_lost(store: Store) -> None:
    release, locked = threading.Event(), threading.Event()

    def hold() -> None:
        with store.database.atomic("IMMEDIATE"):
            locked.set()
            release.wait(60)
        store.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert locked.wait(30)
    try:
        with collecting(store):
            began = time.perf_counter()
            for number in range(2_000):
                record(Event.RELAY_REFUSED, recipient="x@example.com", peer=f"192.0.2.{number % 3}")
            took = time.perf_counter() - began
            assert found(store) == []
            release.set()
            holder.join()
    finally:
        release.set()
    # A busy machine may be slow, but a wait for the store would be five seconds for each.
    assert took < 60
    assert sum(one.count for one in alerts.recent(store, rule="relay-refused")) == 2_000


def test_store_that_cannot_be_written_is_an_alert_once_it_can(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    with collecting(store):
        store.run_tx(lambda tx: tx.execute("ALTER TABLE alert RENAME TO away"))
        record(Event.TLS_FAILED, peer="192.0.2.1", by="smtp")
        eventually("the fault is told", lambda: "store-unavailable" in caplog.text)
        store.run_tx(lambda tx: tx.execute("ALTER TABLE away RENAME TO alert"))
    assert {rule for rule, _, _ in found(store)} == {"tls-failed", "store-unavailable"}


def test_alerts_are_written_while_the_program_runs(store: Store) -> None:
    with collecting(store):
        record(Event.TLS_FAILED, peer="192.0.2.1", by="smtp")
        eventually("the alert is in the store", lambda: found(store) == [("tls-failed", "192.0.2.1", 1)])
        record(Event.TLS_FAILED, peer="192.0.2.1", by="smtp")
        eventually("the alert is in the store", lambda: found(store) == [("tls-failed", "192.0.2.1", 2)])


def test_counts_are_by_day_and_old_days_are_removed(store: Store) -> None:
    store.run_tx(lambda tx: counts.add(tx, NOW, {"accepted": 2, "fault": 1}))
    store.run_tx(lambda tx: counts.add(tx, NOW, {"accepted": 3}))
    store.run_tx(lambda tx: counts.add(tx, NOW - 7 * DAY, {"accepted": 10}))
    assert counts.since(store, 0, NOW) == {"accepted": 5, "fault": 1}
    assert counts.since(store, 7, NOW) == {"accepted": 15, "fault": 1}
    assert counts.remove_old(store, NOW + (counts.KEPT - 6) * DAY) == 1
    assert counts.remove_old(store, NOW + (counts.KEPT - 6) * DAY) == 0
    assert counts.since(store, 365, NOW) == {"accepted": 5, "fault": 1}
