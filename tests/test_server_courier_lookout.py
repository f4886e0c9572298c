"""The courier looks after the installation: what is wrong is told once a day, and every admin gets a letter."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from db import alerts, counts, jobs, members
from db.alert_rules import RULES
from db.alerts import KEPT, NewAlert
from db.audit import Actor
from db.database import Store
from db.events import Event
from db.secretbox import ensure_keys
from db.settings import Limits, Settings
from server.courier import conditions
from server.courier.cleaning import Cleaning
from server.courier.conditions import LEAF_DAYS
from server.courier.lookout import Lookout
from server.courier.notices import Notices
from tests.support.certificates import make_certificates
from tests.support.outside_mail import open_relay, post
from tests.support.stores import People

NOW = 1_800_000_000
DAY = 24 * 60 * 60


class Now:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = float(NOW)

    def __call__(self) -> float:
        return self.at


@pytest.fixture(name="clock")
def _clock() -> Now:
    return Now()


@pytest.fixture(name="settings")
def _settings(store: Store) -> Settings:
    """An installation whose certificates are good at NOW and whose key is there."""
    settings = Settings(store.path.parent)
    make_certificates(settings.certificates, moment=datetime.fromtimestamp(NOW, UTC))
    ensure_keys(store, settings.secret_keys)
    return replace(settings, limits=replace(Limits(), store_size=0))


@pytest.fixture(name="lookout")
def _lookout(store: Store, settings: Settings, clock: Now) -> Lookout:
    lookout = Lookout(store, settings, clock)
    clock.at += 60
    return lookout


@pytest.fixture(autouse=True)
def _roomy_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk of whoever runs the tests may be nearly full."""
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(10**12, 10**11))


class Usage(NamedTuple):
    """A disk, in bytes."""

    total: int
    free: int


def wrong(lookout: Lookout, now: int = NOW) -> dict[Event, str]:
    return {one.event: one.words for one in lookout.look(now)}


def turn(lookout: Lookout) -> None:
    lookout.turn(lambda: False)


def told(store: Store) -> list[tuple[str, str]]:
    return [(one.rule, one.host) for one in alerts.recent(store)]


def test_sound_installation_is_left_in_peace(store: Store, lookout: Lookout) -> None:
    assert wrong(lookout) == {}
    turn(lookout)
    assert told(store) == []


def test_certificate_that_was_not_renewed_is_told_before_it_ends(lookout: Lookout) -> None:
    almost = NOW + (90 - LEAF_DAYS) * DAY - 60
    assert wrong(lookout, almost - DAY) == {}
    assert "good for 6 more days" in wrong(lookout, almost + DAY)[Event.CERTIFICATE_RUNS_OUT]
    assert "has expired on" in wrong(lookout, NOW + 91 * DAY)[Event.CERTIFICATE_RUNS_OUT]


def test_certificates_that_cannot_be_read_are_one_alert(settings: Settings, lookout: Lookout) -> None:
    (settings.certificates / "server.pem").write_text("nonsense")
    (settings.certificates / "ca.pem").unlink()
    words = wrong(lookout)[Event.CERTIFICATE_RUNS_OUT]
    assert words == "The certificate of the server cannot be read. The certificate authority cannot be read."


def test_nearly_full_disk_and_nearly_full_store_are_told(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(10**11, 3 * 10**8))
    small = replace(settings, limits=replace(settings.limits, store_size=1000))
    words = wrong(Lookout(store, small))[Event.DISK_NEARLY_FULL]
    assert words.startswith("Only 0.3 GB of 100 GB are free")
    assert "The store has" in words


@pytest.mark.parametrize(
    ("free", "total", "is_wrong"),
    [(9 * 10**8, 10**10, True), (2 * 10**9, 10**10, False), (4 * 10**9, 10**12, True), (6 * 10**9, 10**13, False)],
)
def test_room_is_little_by_size_and_by_share(free: int, total: int, is_wrong: bool) -> None:
    assert (conditions.disk(free, total) is not None) is is_wrong


def test_missing_key_of_stored_passwords_is_told_while_passwords_are_stored(
    store: Store, settings: Settings, lookout: Lookout
) -> None:
    settings.secret_keys.unlink()
    assert wrong(lookout) == {}
    ensure_keys(store, settings.secret_keys)
    open_relay(store, 2525, password="a secret of the relay", authentication="plain", username="office")
    key = settings.secret_keys.read_bytes()
    assert wrong(lookout) == {}
    settings.secret_keys.unlink()
    assert "missing or damaged" in wrong(lookout)[Event.KEY_UNUSABLE]
    settings.secret_keys.write_bytes(key[::-1])
    assert Event.KEY_UNUSABLE in wrong(lookout)


def test_mail_that_is_due_and_not_tried_means_a_stuck_queue(store: Store, people: People, lookout: Lookout) -> None:
    open_relay(store, 2525)
    post(store, people["anna"], "zoe@example.com", "yan@example.com")
    assert wrong(lookout, NOW + 10 * 60) == {}
    words = wrong(lookout, NOW + 16 * 60)[Event.QUEUE_STUCK]
    assert words.startswith("2 messages should have been tried for more than 15 minutes")
    store.run_tx(lambda tx: tx.execute("UPDATE outside SET mode = 'local'"))
    assert wrong(lookout, NOW + 16 * 60) == {}


def test_relay_that_lets_nothing_through_for_an_hour_is_told_with_its_words(
    store: Store, people: People, lookout: Lookout
) -> None:
    open_relay(store, 2525, server="localhost")
    post(store, people["anna"], "zoe@example.com", "yan@example.com")
    later = NOW + 3700
    values = ("sign-in: 535 5.7.8 wrong password", later + 900)
    store.run_tx(lambda tx: tx.execute("UPDATE outbound SET attempts = 3, reply = ?, next_at = ?", values))
    (one,) = lookout.look(later)
    assert (one.event, one.host) == (Event.RELAY_FAILS, "localhost")
    assert "2 messages wait. Last words: sign-in: 535 5.7.8 wrong password" in one.words
    # What a server says of a message is no fault of the relay.
    store.run_tx(lambda tx: tx.execute("UPDATE outbound SET reply = '451 4.7.1 greylisted'"))
    assert wrong(lookout, later) == {}


def test_each_rule_is_told_once_a_day_and_every_admin_gets_one_letter(
    store: Store, people: People, settings: Settings, lookout: Lookout, clock: Now
) -> None:
    for name in ("anna", "ben"):
        members.set_admin(store, Actor("test"), people[name].id, True)
    (settings.certificates / "ca.pem").unlink()
    turn(lookout)
    assert told(store) == [("certificate-runs-out", "this machine")]
    asked = [json.loads(row[0]) for row in store.rows("SELECT asked FROM job WHERE kind = 'notice' ORDER BY id")]
    assert {one["to"] for one in asked} == {"anna@project.com", "ben@project.com"}
    assert asked[0]["facts"] == {
        "subject": "Postroom: certificate runs out",
        "sentence": "The certificate authority cannot be read. " + RULES["certificate-runs-out"].remedy,
        "link": f"https://127.0.0.1:{settings.ports.https}/admin/health",
    }
    for _ in range(10):
        clock.at += 3600
        turn(lookout)
    # Another run of the courier remembers, too.
    again = Lookout(store, settings, clock)
    clock.at += 3600
    turn(again)
    assert len(told(store)) == 1
    clock.at += 14 * 3600
    turn(again)
    assert len(told(store)) == 2
    assert len(jobs.recent(store, jobs.NOTICE)) == 4


def test_letter_about_a_fault_reaches_the_admins_inbox(
    store: Store, people: People, settings: Settings, lookout: Lookout, clock: Now
) -> None:
    members.set_admin(store, Actor("test"), people["anna"].id, True)
    (settings.certificates / "server.pem").unlink()
    turn(lookout)
    Notices(store, settings, clock).turn(lambda: False)
    rows = store.rows(
        "SELECT content.subject, content.data FROM content JOIN message ON message.content_id = content.id"
        " WHERE message.account_id = ? AND message.copy = 0",
        (people["anna"].id,),
    )
    assert [row[0] for row in rows] == ["Postroom: certificate runs out"]
    assert b"/admin/health" in bytes(rows[0][1])


def test_nothing_is_told_in_the_first_minute_while_others_make_certificates(
    store: Store, settings: Settings, clock: Now
) -> None:
    (settings.certificates / "server.pem").unlink()
    lookout = Lookout(store, settings, clock)
    clock.at += 30
    turn(lookout)
    assert told(store) == []
    clock.at += 31
    turn(lookout)
    assert len(told(store)) == 1


def test_cleaning_removes_old_alerts_and_old_counts(store: Store, settings: Settings, clock: Now) -> None:
    new = [NewAlert(NOW - KEPT - 1, "old", "fault", ""), NewAlert(NOW, "new", "fault", "")]
    store.run_tx(lambda tx: alerts.write(tx, new))
    store.run_tx(lambda tx: counts.add(tx, NOW - 100 * DAY, {"accepted": 1}))
    Cleaning(store, settings, clock).turn(lambda: False)
    assert told(store) == [("fault", "new")]
    assert counts.since(store, 1000, NOW) == {}
