"""Mail to the outside through a relay: taken, refused, put off, given up; and what the sender hears of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import nullcontext
from email import message_from_bytes
from email.policy import default as reading

import pytest

from db import outbound, outbound_queue, outside, relay_settings
from db.database import Store
from db.errors import StoreFull
from db.outbound_queue import Column
from db.relay import PURPOSES
from db.secretbox import SecretBox
from db.settings import Settings
from server.courier.outbound import Outbound
from server.courier.routing import Routing, Way
from server.courier.schedule import Schedule
from tests.support.outside_mail import START, Desk, brief_from, inbox, open_relay, post
from tests.support.relay_script import Relay, Say, close, half, hang
from tests.support.relays import ADMIN
from tests.support.scripted_server import ScriptedServer
from tests.support.stores import People, assert_sound
from tests.support.wire import eventually

ZOE, YAN = "zoe@example.com", "yan@example.org"


@pytest.fixture
def relay() -> Relay:
    return Relay()


@pytest.fixture
def server(relay: Relay) -> Iterator[ScriptedServer]:
    with ScriptedServer(relay) as running:
        yield running


@pytest.fixture
def desk(store: Store, server: ScriptedServer) -> Iterator[Desk]:
    open_relay(store, server.port)
    made = Desk(store)
    yield made
    made.close()


def test_message_reaches_the_relay_once_with_all_its_recipients(desk: Desk, relay: Relay, people: People) -> None:
    envelope = post(desk.store, people["anna"], ZOE, YAN)
    rows = desk.turn()
    assert [(row.state, row.recipient, row.attempts) for row in rows] == [("sent", ZOE, 1), ("sent", YAN, 1)]
    assert {row.reply for row in rows} == {"250 2.0.0 taken"}
    assert rows[0].hop.startswith("127.0.0.1 [127.0.0.1]:")
    (taken,) = relay.taken
    assert (taken.sender, taken.recipients) == ("anna@project.com", (ZOE, YAN))
    assert taken.content == envelope.content.partition(b"\r\n")[2]
    desk.turn()
    assert len(relay.taken) == 1
    assert_sound(desk.store)


def test_nothing_leaves_while_the_system_is_local_only(desk: Desk, relay: Relay, people: People) -> None:
    post(desk.store, people["anna"], ZOE)
    outside.choose(desk.store, ADMIN, "local")
    assert [row.state for row in desk.turn()] == ["waiting"]
    assert relay.commands == []
    outside.choose(desk.store, ADMIN, "relay")
    assert [row.state for row in desk.turn()] == ["sent"]


def test_refused_recipient_bounces_and_the_other_one_gets_the_message(desk: Desk, relay: Relay, people: People) -> None:
    relay.say["RCPT TO:<zoe"] = [b"550 5.1.1 no such person\r\n"]
    post(desk.store, people["anna"], ZOE, YAN)
    assert [row.state for row in desk.turn()] == ["failed", "sent"]
    assert relay.taken[0].recipients == (YAN,)
    (bounce,) = inbox(desk.store, people["anna"])
    read = message_from_bytes(bounce, policy=reading)
    assert (read["Return-Path"], read["To"]) == ("<>", "anna@project.com")
    assert read.get_content_type() == "multipart/report"
    words, status, head = read.iter_parts()
    assert [part.get_content_type() for part in words.iter_parts()] == ["text/plain", "text/html"]
    for part in words.iter_parts():
        assert ZOE in part.get_content()
        assert "Nobody has this address." in part.get_content()
        assert YAN not in part.get_content()
    per_message, per_recipient = status.iter_parts()
    assert per_message["Reporting-MTA"] == "dns; project.com"
    fields = ("Final-Recipient", "Action", "Status", "Remote-MTA", "Diagnostic-Code")
    assert [per_recipient[name] for name in fields] == [
        f"rfc822; {ZOE}", "failed", "5.1.1", "dns; 127.0.0.1", "smtp; 550 5.1.1 no such person",
    ]  # fmt: skip
    assert head.get_content_type() == "text/rfc822-headers"
    assert_sound(desk.store)


def test_bounce_is_never_bounced(desk: Desk, relay: Relay, people: People) -> None:
    relay.say["MAIL"] = [b"550 5.7.1 no\r\n"]
    post(desk.store, people["anna"], ZOE)
    desk.store.run_tx(lambda tx: tx.execute("UPDATE outbound SET sender = ''"))
    assert [row.state for row in desk.turn()] == ["failed"]
    assert inbox(desk.store, people["anna"]) == []


def test_put_off_message_is_tried_again_on_schedule_until_its_time_is_over(
    desk: Desk, relay: Relay, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    relay.say["."] = [b"451 4.3.0 not now\r\n"] * 100
    post(desk.store, people["anna"], ZOE)
    (row,) = desk.turn()
    assert (row.state, row.attempts, row.reply) == ("waiting", 1, "451 4.3.0 not now")
    moments = []
    while row.state == "waiting":
        moments.append(row.next_at - desk.now)
        (row,) = desk.later(row.next_at - desk.now)
    wanted = list(Schedule().pauses)
    for pause, moment in zip(wanted, moments, strict=False):
        assert 0.8 * pause - 1 <= moment <= 1.2 * pause
    assert (row.state, desk.now) == ("failed", START + 48 * 3600)
    subjects = [message_from_bytes(one)["Subject"] for one in inbox(desk.store, people["anna"])]
    assert subjects == ["Your message is delayed", "Your message was not delivered"]
    assert [one for one in caplog.messages if one.startswith("not-sent ")] == caplog.messages[-1:]
    assert_sound(desk.store)


def test_delay_is_told_once_after_four_hours(desk: Desk, relay: Relay, people: People) -> None:
    post(desk.store, people["anna"], ZOE, YAN)
    outside.choose(desk.store, ADMIN, "local")
    desk.later(4 * 3600 - 1)
    assert inbox(desk.store, people["anna"]) == []
    desk.later(100)
    desk.later(3600)
    (warning,) = inbox(desk.store, people["anna"])
    assert warning.count(b"Action: delayed") == 2
    assert b"Will-Retry-Until: " in warning


@pytest.mark.parametrize(
    "stage", ["", "EHLO", "MAIL", "RCPT", "DATA", "."], ids=["greeting", "EHLO", "MAIL", "RCPT", "DATA", "end"]
)
@pytest.mark.parametrize(
    ("say", "words"),
    [
        (hang, "did not answer within 2 seconds"),
        (close, "closed the connection"),
        (half(b"250-2.0.0 so far"), "closed the connection"),
        (b"banana\r\n", "no reply"),
        (b"421 4.3.2 going down\r\n", "421 4.3.2 going down"),
    ],
    ids=["hangs", "hangs up", "half a reply", "garbage", "421"],
)
def test_relay_that_fails_at_any_stage_keeps_the_message_waiting(
    store: Store, server: ScriptedServer, relay: Relay, people: People, stage: str, say: Say, words: str
) -> None:
    relay.say[stage] = [say]
    open_relay(store, server.port)
    post(store, people["anna"], ZOE)
    first = Desk(store)
    with brief_from(stage) if say is hang else nullcontext():
        (row,) = first.turn()
        first.close()
    assert (row.state, row.attempts) == ("waiting", 1)
    assert words in row.reply
    relay.say.clear()
    second = Desk(store)
    assert [row.state for row in second.later(400)] == ["sent"]
    second.close()
    assert inbox(store, people["anna"]) == []


def test_connection_is_used_again(desk: Desk, relay: Relay, people: People) -> None:
    for number in range(30):
        post(desk.store, people["anna"], ZOE, body=f"Number {number}")
    assert {row.state for row in desk.turn()} == {"sent"}
    assert len(relay.taken) == 30
    assert len(relay.commands) <= 3


def test_kept_connection_that_was_closed_meanwhile_costs_no_attempt(
    desk: Desk, server: ScriptedServer, people: People
) -> None:
    post(desk.store, people["anna"], ZOE)
    desk.turn()
    for peer in server.peers:
        peer.wake()
    (kept,) = (connection for _, connection in desk.connections._idle)
    eventually("the end has arrived", lambda: not kept.is_usable())
    post(desk.store, people["anna"], ZOE)
    assert [(row.state, row.attempts) for row in desk.turn()] == [("sent", 1)] * 2


def test_relay_that_cannot_be_reached_is_tried_once_for_all_that_waits(
    desk: Desk, server: ScriptedServer, relay: Relay, people: People
) -> None:
    relay.say[""] = [b"554 5.3.2 not today\r\n"] * 3
    for _ in range(20):
        post(desk.store, people["anna"], ZOE)
    assert {(row.state, row.attempts) for row in desk.turn()} == {("waiting", 1)}
    assert len(relay.commands) <= 3


def test_missing_key_keeps_mail_waiting_and_says_so(store: Store, server: ScriptedServer, people: People) -> None:
    open_relay(store, server.port, password="secret-word", authentication="plain", username="office")
    (store.path.parent / "secret.keys").unlink()
    desk = Desk(store)
    post(store, people["anna"], ZOE)
    (row,) = desk.turn()
    assert (row.state, row.attempts) == ("waiting", 0)
    assert "key file" in row.reply
    assert server.peers == []


def test_relay_that_goes_while_the_disk_is_full_is_logged_and_the_message_waits(
    store: Store,
    server: ScriptedServer,
    people: People,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Why nothing can be tried could not be written: the thread ended with that fault, of which nobody was told."""
    relay_id = open_relay(store, server.port).id
    find, turning, found = Routing.way, threading.current_thread(), threading.Event()

    def found_last(routing: Routing, column: Column, lane: str) -> Way:
        way = find(routing, column, lane)
        relay_settings.activate(store, ADMIN, relay_id, ())
        found.set()
        return way

    def full(*_: object) -> None:
        raise StoreFull("The disk is full.")

    desk = Desk(store)
    post(store, people["anna"], ZOE)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Routing, "way", found_last)
        meanwhile.setattr(outbound_queue, "explain", full)
        # Only the thread that was begun then finds that the relay has gone.
        desk.duty.turn(lambda: found.is_set() and threading.current_thread() is turning)
        assert desk.duty.hands.wait(60)
    assert [(row.state, row.attempts) for row in desk.rows()] == [("waiting", 0)]
    assert "store-unavailable why=StoreFull cause='The disk is full.' lane=everything" in caplog.messages
    relay_settings.activate(store, ADMIN, relay_id, PURPOSES[:1])
    outside.choose(store, ADMIN, "relay")
    assert [row.state for row in desk.later(60)] == ["sent"]
    desk.close()


def test_limit_of_a_minute_holds_back_the_rest(
    store: Store, server: ScriptedServer, relay: Relay, people: People
) -> None:
    open_relay(store, server.port, per_minute=5)
    desk = Desk(store)
    for _ in range(8):
        post(store, people["anna"], ZOE)
    desk.turn()
    assert len(relay.taken) == 5
    assert 0 < desk.duty.interval <= 60
    desk.close()


def test_higher_limit_is_in_force_as_soon_as_it_is_saved(
    store: Store, server: ScriptedServer, relay: Relay, people: People
) -> None:
    saved = open_relay(store, server.port, per_minute=2)
    desk = Desk(store)
    for _ in range(5):
        post(store, people["anna"], ZOE)
    desk.turn()
    assert len(relay.taken) == 2
    box = SecretBox(store.path.parent / "secret.keys")
    relay_settings.save(store, box, ADMIN, {"per_minute": 100}, password=None, relay_id=saved.id)
    desk.turn()
    assert len(relay.taken) == 5
    desk.close()


def test_lanes_that_begin_to_rest_at_one_moment_both_rest(store: Store) -> None:
    """Each wrote what it had read before, so that one of the two was forgotten."""
    others = iter(["b"])

    def clock() -> float:
        for lane in others:
            duty._rest(lane, 10)
        return START

    duty = Outbound(store, Settings(store.path.parent), clock=clock)
    duty._rest("a", 10)
    assert duty._rests == {"a": START + 10, "b": START + 10}


def test_every_attempt_is_in_the_audit_log_without_content(desk: Desk, people: People) -> None:
    post(desk.store, people["anna"], ZOE, body="my secret")
    desk.turn()
    lines = desk.store.rows("SELECT action, target, after FROM audit WHERE actor = 'courier'")
    assert [(action, target) for action, target, _ in lines] == [("send", ZOE)]
    assert "250 2.0.0 taken" in lines[0][2]
    assert "secret" not in lines[0][2]


def test_settled_rows_are_forgotten_after_a_while(desk: Desk, people: People) -> None:
    post(desk.store, people["anna"], ZOE)
    desk.turn()
    assert len(desk.later(outbound.HISTORY - 10)) == 1
    assert desk.later(100) == []


def test_why_the_relay_lets_nobody_in_is_told_to_admins_only(desk: Desk, relay: Relay, people: People) -> None:
    relay.say[""] = [b"554 5.7.1 account office-7731 is blocked\r\n"] * 200
    post(desk.store, people["anna"], ZOE)
    (row,) = desk.turn()
    assert "office-7731" in row.reply
    assert row.told == outbound.NOT_REACHED
    (row,) = desk.later(48 * 3600)
    assert row.state == "failed"
    for message in inbox(desk.store, people["anna"]):
        assert b"office-7731" not in message
        assert b"127.0.0.1" not in message
        assert outbound.NOT_REACHED.encode() in message
