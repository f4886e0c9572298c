"""What the three programs notice as they run: each alert with its rule and host in the store, and few of them."""

from __future__ import annotations

import http.client
import json
import os
import select
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from certs.contexts import client_context
from db import alerts, counts
from db.database import Store
from db.settings import Limits, Settings
from tests.support.free_ports import free_port
from tests.support.outside_mail import open_relay, post
from tests.support.program import PATIENCE, ROOT, Program, make_accounts, write_settings
from tests.support.relay_script import Relay
from tests.support.scripted_server import ScriptedServer
from tests.support.stores import PASSWORD, People
from tests.support.wire import Wire, eventually

SECRET = "never-to-be-seen-again"
HERE = "127.0.0.1"
XTEXT = PASSWORD.replace(" ", "+20")


@pytest.fixture(name="settings")
def _settings(tmp_path: Path) -> Settings:
    data = tmp_path / "postroom"
    settings = write_settings(data, Settings(data, limits=replace(Limits(), sign_in_failures=3)))
    make_accounts(settings, "anna")
    return settings


@pytest.fixture(name="store")
def _store(settings: Settings) -> Iterator[Store]:
    store = Store(settings.store)
    yield store
    store.close()


@contextmanager
def running(module: str, data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run one of the other two programs until the block ends; it must end in order."""
    reading, ready = os.pipe()
    with (data.parent / f"{module}.log").open("ab") as log:
        command = [sys.executable, "-m", module, "--data", str(data), "--ready-fd", str(ready)]
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=[ready]
        )
    os.close(ready)
    try:
        assert select.select([reading], [], [], PATIENCE)[0]
        assert os.read(reading, 100) == b"ready\n", (data.parent / f"{module}.log").read_text()
        yield process
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    finally:
        os.close(reading)
        process.kill()
        process.wait(PATIENCE)


def noticed(store: Store) -> dict[tuple[str, str], int]:
    """How often each rule was at each host."""
    found: dict[tuple[str, str], int] = {}
    for one in alerts.recent(store, count=500):
        found[one.rule, one.host] = found.get((one.rule, one.host), 0) + one.count
    return found


def trust(settings: Settings) -> ssl.SSLContext:
    return client_context(ca=settings.certificates / "ca.pem")


def speak_no_tls(port: int) -> None:
    """Send what is no TLS, and wait until the server has had enough of it."""
    with socket.create_connection((HERE, port), PATIENCE) as peer:
        peer.sendall(b"\x05\x01\x00 something else\r\n\r\n")
        peer.settimeout(PATIENCE)
        try:
            while peer.recv(1000):
                pass
        except ConnectionResetError:
            pass


def test_wrong_sign_ins_over_smtp_are_alerts_and_so_is_the_limit(settings: Settings, store: Store) -> None:
    with Program(settings.data) as program:
        program.wait_ready()
        with Wire.greeted(settings.ports.smtp_tls, trust(settings)) as wire:
            replies = [wire.command(f"AUTH {name} {SECRET}")[:3] for name in ("anna", "anna", "anna", "anna")]
        with Wire.greeted(settings.ports.smtp_tls, trust(settings)) as wire:
            wire.command(f"AUTH {SECRET} {SECRET}")
        assert replies == ["535", "535", "535", "454"]
        # While it runs, not only at its end.
        eventually("the alerts are in the store", lambda: noticed(store).get(("sign-in-failed", HERE)) == 5)
        assert noticed(store)["sign-in-limit", HERE] == 1
        assert program.terminate() == 0
    (one,) = alerts.recent(store, rule="sign-in-failed")
    assert one.detail == "account=anna@project.com by=smtp why=SignInRefused"
    assert abs(one.at - time.time()) < 300
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    told = " ".join(f"{one.host} {one.detail}" for one in alerts.recent(store))
    assert SECRET not in told
    # Each event was counted, too.
    assert counts.since(store, 1)["sign-in-failed"] == 5


def test_too_many_registrations_are_an_alert(tmp_path: Path) -> None:
    data = tmp_path / "open"
    limits = replace(Limits(), registrations_per_hour=2)
    settings = write_settings(data, Settings(data, limits=limits, registration="open"))
    with Program(settings.data) as program:
        program.wait_ready()
        with Wire.greeted(settings.ports.smtp_tls, trust(settings)) as wire:
            replies = [wire.command(f"REG {name} {XTEXT}") for name in ("ben", "clara", "dora")]
        assert [reply[:3] for reply in replies] == ["250", "250", "454"]
        # Nobody has failed at anything: a class that registers in one room is told what there is too much of.
        assert replies[2].startswith("454 4.7.0 Too many tries to make an account from here. Try again in ")
        assert program.terminate() == 0
    store = Store(settings.store)
    assert noticed(store) == {("registration-limit", HERE): 1}
    store.close()


def test_refused_relaying_and_failed_tls_over_smtp_are_alerts_of_the_peer(settings: Settings, store: Store) -> None:
    with Program(settings.data) as program:
        program.wait_ready()
        with Wire.greeted(settings.ports.smtp_tls, trust(settings)) as wire:
            assert wire.command(f"AUTH anna {XTEXT}").startswith("235")
            wire.command("MAIL FROM:<anna@project.com>")
            assert wire.command("RCPT TO:<somebody@example.com>").startswith("550 5.7.1")
        speak_no_tls(settings.ports.smtp_tls)
        with Wire.greeted(settings.ports.smtp_starttls) as wire:
            assert wire.command("STARTTLS").startswith("220")
            wire.send(b"this is no handshake\r\n\r\n")
            wire.rest()
        with pytest.raises(ssl.SSLError):
            Wire(settings.ports.smtp_tls, ssl.create_default_context())
        # Looking whether somebody is here is nothing to tell of.
        socket.create_connection((HERE, settings.ports.smtp_tls), PATIENCE).close()
        # What has failed is told a moment after the client knows; a stop at that moment would come before it.
        eventually("all are told", lambda: noticed(store).get(("tls-failed", HERE)) == 3)
        assert program.terminate() == 0
    assert noticed(store) == {("relay-refused", HERE): 1, ("tls-failed", HERE): 3}
    (refused,) = alerts.recent(store, rule="relay-refused")
    assert refused.detail == "recipient=somebody@example.com"


def test_flood_of_refused_recipients_is_one_row_for_each_minute(settings: Settings, store: Store) -> None:
    with Program(settings.data) as program:
        program.wait_ready()
        began = int(time.time())
        with Wire.greeted(settings.ports.smtp_tls, trust(settings)) as wire:
            assert wire.command(f"AUTH anna {XTEXT}").startswith("235")
            wire.command("MAIL FROM:<anna@project.com>")
            for _ in range(20):
                wire.send(b"".join(b"RCPT TO:<x%d@example.com>\r\n" % number for number in range(100)))
                assert {wire.reply()[:9] for _ in range(100)} == {"550 5.7.1"}
        minutes = int(time.time() - began) // 60 + 1
        assert program.terminate() == 0
    rows = alerts.recent(store)
    assert len(rows) <= minutes
    assert noticed(store) == {("relay-refused", HERE): 2_000}


def test_mail_is_taken_at_once_after_a_flood_while_the_store_is_locked(settings: Settings, store: Store) -> None:
    """What is noticed waits for the store; whoever caused it, and everybody else, does not."""
    with Program(settings.data) as program:
        program.wait_ready()
        with Wire.greeted(settings.ports.smtp_tls, trust(settings)) as wire:
            assert wire.command(f"AUTH anna {XTEXT}").startswith("235")
            wire.command("MAIL FROM:<anna@project.com>")
            with store.database.atomic("IMMEDIATE"):
                began = time.monotonic()
                for number in range(200):
                    assert wire.command(f"RCPT TO:<x{number}@example.com>").startswith("550 5.7.1")
                took = time.monotonic() - began
        assert program.terminate() == 0
    # Waiting for the lock would take five seconds, once for each.
    assert took < 60
    # On a slow machine the lock lasts so long that what waits for it says so, and rightly.
    found = noticed(store)
    assert found.pop(("relay-refused", HERE)) == 200
    assert {rule for rule, _ in found} <= {"store-unavailable"}


def test_what_strangers_fail_at_over_https_are_alerts(settings: Settings, store: Store) -> None:
    with running("webserver", settings.data):
        connection = http.client.HTTPSConnection("localhost", settings.ports.https, timeout=60, context=trust(settings))

        def ask(method: str, path: str, fields: dict[str, str] | None, **headers: str) -> tuple[int, bytes]:
            body = None if fields is None else json.dumps(fields)
            sent = {"Content-Type": "application/json"} if body else {}
            connection.request(method, path, body, {**sent, **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()

        status, body = ask("POST", "/auth/session", {"username": "anna", "password": PASSWORD, "device": "test"})
        assert status in (200, 201), body
        token = json.loads(body)["token"]
        assert ask("GET", "/api/alerts", None, Authorization=f"Bearer {token}")[0] == 403
        for _ in range(4):
            ask("POST", "/auth/session", {"username": "anna", "password": SECRET, "device": "test"})
        ask("POST", "/auth/recovery", {"username": "anna", "code": SECRET, "newPassword": SECRET})
        connection.close()
        speak_no_tls(settings.ports.https)
    found = noticed(store)
    assert found["sign-in-failed", HERE] == 4
    assert found["sign-in-limit", HERE] == 1
    assert found["tls-failed", HERE] == 1
    assert found["admin-refused", HERE] == 1
    assert found["recovery-refused", HERE] == 1
    assert SECRET not in " ".join(one.detail for one in alerts.recent(store))


def test_bounce_by_the_courier_is_an_alert_of_the_relay(settings: Settings, store: Store) -> None:
    people = People.make(store, "ben")
    with ScriptedServer(Relay(say={"RCPT": [b"550 5.1.1 nobody here\r\n"]})) as server:
        open_relay(store, server.port)
        with running("server.courier", settings.data):
            post(store, people["ben"], "zoe@example.com")
            now = int(time.time())
            store.run_tx(lambda tx: tx.execute("UPDATE outbound SET next_at = ?, created_at = ?", (now, now)))
            eventually("the alert is in the store", lambda: ("not-sent", HERE) in noticed(store))
    (one,) = alerts.recent(store, rule="not-sent")
    assert "to=zoe@example.com" in one.detail
    assert "550 5.1.1 nobody here" in one.detail


def test_relay_that_cannot_be_reached_is_an_alert_of_the_relay(settings: Settings, store: Store) -> None:
    people = People.make(store, "ben")
    open_relay(store, free_port())
    with running("server.courier", settings.data):
        post(store, people["ben"], "zoe@example.com")
        now = int(time.time())
        store.run_tx(lambda tx: tx.execute("UPDATE outbound SET next_at = ?, created_at = ?", (now, now)))
        eventually("the alert is in the store", lambda: ("host-not-reached", HERE) in noticed(store))
