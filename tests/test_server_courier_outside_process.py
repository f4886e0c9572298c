"""The courier as a program: mail leaves within a moment, a stop waits for what is under way, no secret is told."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from certs.contexts import server_context
from db import outbound
from db.database import Store
from db.settings import Settings
from db.settings_file import render
from tests.support.certificates import make_certificates
from tests.support.outside_mail import open_relay, post
from tests.support.program import PATIENCE, ROOT, free_ports
from tests.support.relay_script import Relay
from tests.support.scripted_server import Peer, ScriptedServer
from tests.support.stores import People, Person, fresh_store
from tests.support.wire import eventually

ZOE = "zoe@example.com"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    data = tmp_path / "postroom"
    data.mkdir(mode=0o700)
    settings = replace(Settings(data), ports=free_ports())
    settings.file.write_text(render(settings))
    opened = fresh_store(settings.store)
    yield opened
    opened.close()


@pytest.fixture
def anna(store: Store) -> Person:
    return People.make(store, "anna")["anna"]


@contextmanager
def courier(store: Store) -> Iterator[subprocess.Popen[bytes]]:
    """Run the courier of the store's data folder, which logs beside it."""
    data = store.path.parent
    reading, ready = os.pipe()
    with (data.parent / "courier.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "server.courier", "--data", str(data), "--ready-fd", str(ready)],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=[ready],
        )  # fmt: skip
    os.close(ready)
    try:
        assert select.select([reading], [], [], PATIENCE)[0]
        assert os.read(reading, 100) == b"ready\n", (data.parent / "courier.log").read_text()
        yield process
    finally:
        os.close(reading)
        process.kill()
        process.wait(PATIENCE)


def states(store: Store) -> set[str]:
    return {row.state for row in outbound.rows(store)}


def post_now(store: Store, anna: Person, *to: str, body: str = "Hello") -> None:
    """Accept a message at this moment of the real clock."""
    post(store, anna, *to, body=body)
    now = int(time.time())
    store.run_tx(
        lambda tx: tx.execute("UPDATE outbound SET next_at = ?, created_at = ? WHERE attempts = 0", (now, now))
    )


def test_message_leaves_as_soon_as_it_is_accepted(store: Store, anna: Person) -> None:
    with ScriptedServer(relay := Relay()) as server:
        open_relay(store, server.port)
        with courier(store):
            post_now(store, anna, ZOE)
            eventually("it has left", lambda: states(store) == {"sent"}, within=25)
    assert len(relay.taken) == 1


def test_stop_waits_for_the_message_that_is_under_way(store: Store, anna: Person) -> None:
    """Else the relay would have it, and nobody here would know."""
    reached: list[Peer] = []

    def slowly(peer: Peer) -> None:
        reached.append(peer)
        peer.stop.wait(1.0)
        peer.send(b"250 2.0.0 taken at last\r\n")

    with ScriptedServer(Relay(say={".": [slowly]})) as server:
        open_relay(store, server.port)
        with courier(store) as process:
            post_now(store, anna, ZOE)
            eventually("the message is with the relay", lambda: bool(reached))
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
    (row,) = outbound.rows(store)
    assert (row.state, row.reply) == ("sent", "250 2.0.0 taken at last")


def test_missing_key_lets_it_start_and_say_so_and_mail_leaves_once_it_is_back(store: Store, anna: Person) -> None:
    with ScriptedServer(relay := Relay()) as server:
        open_relay(store, server.port)
        key = store.path.parent / "secret.keys"
        sealed = b"x" * 60
        store.run_tx(lambda tx: tx.execute("UPDATE relay SET authentication = 'plain', password = ?", (sealed,)))
        kept = key.read_bytes()
        key.unlink()
        with courier(store):
            post_now(store, anna, ZOE)
            eventually("it says why", lambda: "key file" in outbound.rows(store)[0].reply)
            assert (outbound.rows(store)[0].state, relay.commands) == ("waiting", [])
        key.write_bytes(kept)
        store.run_tx(lambda tx: tx.execute("UPDATE relay SET authentication = 'none', password = NULL"))
        with courier(store):
            eventually("it has left", lambda: states(store) == {"sent"}, within=25)
    assert "queue-waits" in (store.path.parent.parent / "courier.log").read_text()


@pytest.mark.parametrize("authentication", ["plain", "login"])
def test_relays_password_is_in_no_log_and_nowhere_in_the_store(
    store: Store, anna: Person, tmp_path: Path, authentication: str
) -> None:
    """Also when the relay repeats what it was told, as some do when they refuse it."""
    secret = "pa55word-of-the-relay"
    blobs = [secret.encode(), f"\0office\0{secret}".encode()]
    forms = [secret.encode(), *(b64encode(one) for one in blobs)]
    files = make_certificates(tmp_path / "theirs")
    refusal = b"535 5.7.8 wrong: " + b" ".join(forms) + b"\r\n"
    relay = Relay(starttls=True, sign_in=(b"PLAIN", b"LOGIN"), say={"AUTH": [refusal] * 20})
    with ScriptedServer(relay, context=server_context(files.certificate, files.key)) as server:
        open_relay(
            store, server.port, password=secret, server="localhost", security="starttls",
            authentication=authentication, username="office", ca_pem=files.ca_certificate.read_text(),
        )  # fmt: skip
        with courier(store):
            post_now(store, anna, ZOE)
            eventually("it was refused", lambda: "535 5.7.8" in outbound.rows(store)[0].reply)
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    written = store.path.read_bytes() + (tmp_path / "courier.log").read_bytes()
    assert b"(password)" in written
    assert [form for form in forms if form in written] == []
