"""Mail to the outside for tests: the way opened, messages put into the queue, and the duty that sends them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from db import outbound, outside, relay_settings
from db.database import Store
from db.delivery import deliver, prepare
from db.envelope import Envelope
from db.outbound import Outbound as Row
from db.relay import PURPOSES, Relay
from db.settings import Settings
from server.courier.connections import Connections
from server.courier.mx import Records
from server.courier.outbound import Outbound
from server.courier.routing import Routing
from server.courier.schedule import Schedule
from server.courier.smtp_wire import Reply, Wire
from server.courier.target import Patience
from tests.support.relays import ADMIN, make_box
from tests.support.scripted_server import Script, ScriptedServer
from tests.support.stores import Person, mail

START = 1_800_000_000
PATIENT = Patience(dns=20, tcp=20, tls=20, command=20, data=20, block=20, finish=20)
NO_SIGN_IN: dict[str, Any] = {"security": "none", "authentication": "none", "username": ""}


def open_relay(store: Store, port: int, *, password: str | None = None, **changed: Any) -> Relay:
    """Send everything through a relay on this machine; without further words one without TLS and sign-in."""
    given: dict[str, Any] = {
        "name": "Test", "server": "127.0.0.1", "port": port, "from_address": "postroom@project.com",
        "from_name": "Postroom", "per_minute": 10_000, **NO_SIGN_IN, **changed,
    }  # fmt: skip
    box = make_box(store.path.parent)
    relay = relay_settings.save(store, box, ADMIN, given, password=password, purposes=PURPOSES[:1])
    outside.choose(store, ADMIN, "relay")
    return relay


@contextmanager
def brief_from(command: str) -> Iterator[None]:
    """Let whoever speaks with a relay wait two seconds for a reply once it has said `command` ("" is the beginning, "."
    the end of a message): for a relay that hangs there. Until then, one that is only held up would be given up, too.
    """
    send, reply, reached = Wire.send, Wire.reply, threading.Event()

    def watched(wire: Wire, data: bytes, seconds: float) -> None:
        if data.endswith(b"\r\n.\r\n") if command == "." else data.startswith(command.encode()):
            reached.set()
        send(wire, data, seconds)

    def hurried(wire: Wire, seconds: float) -> Reply:
        return reply(wire, 2 if reached.is_set() or not command else seconds)

    with pytest.MonkeyPatch.context() as patching:
        patching.setattr(Wire, "send", watched)
        patching.setattr(Wire, "reply", hurried)
        yield


@dataclass
class Desk:
    """The duty on a store, with a clock that a test moves; each turn comes to its end before `turn` returns."""

    store: Store
    patience: Patience = PATIENT
    schedule: Schedule = field(default_factory=Schedule)
    now: float = START
    ask: Records | None = None
    mx_port: int = 25
    public_only: bool = False

    def __post_init__(self) -> None:
        settings = Settings(self.store.path.parent)
        self.connections = Connections(self.patience)
        direct: dict[str, Any] = {} if self.ask is None else {"ask": self.ask, "port": self.mx_port}
        routing = Routing(self.store, settings, self.connections, public_only=self.public_only, **direct)
        self.duty = Outbound(self.store, settings, routing, self.schedule, lambda: self.now)

    def turn(self) -> list[Row]:
        """Have a turn, and return the queue, the oldest first."""
        self.duty.turn(lambda: False)
        assert self.duty.hands.wait(60)
        return self.rows()

    def later(self, seconds: float) -> list[Row]:
        """Let time pass, and have a turn."""
        self.now += seconds
        return self.turn()

    def rows(self) -> list[Row]:
        return outbound.rows(self.store)[::-1]

    def close(self) -> None:
        self.duty.finish(10)


@contextmanager
def desk_with(store: Store, relay: Script) -> Iterator[Desk]:
    """Mail to the outside goes by `relay`, a server that runs until the block ends."""
    with ScriptedServer(relay) as server:
        open_relay(store, server.port)
        desk = Desk(store)
        yield desk
        desk.close()


def post(store: Store, author: Person, *outside: str, body: str = "Hello", **changed: Any) -> Envelope:
    """Accept a message from `author` to addresses outside."""
    content = changed.pop("content", None) or b"Return-Path: <%s>\r\n" % author.address.encode() + mail("Plan", body)
    envelope = Envelope(author.address, (), content, START, author.author, outside=outside, **changed)
    (receipt,) = store.run_tx(lambda tx: deliver(tx, [prepare(envelope)]))
    if isinstance(receipt, Exception):
        raise receipt
    return envelope


def inbox(store: Store, person: Person) -> list[bytes]:
    """Return the whole messages in the person's inbox, the oldest first."""
    sql = (
        "SELECT data FROM mailbox_message JOIN message ON message.id = message_id"
        " JOIN content ON content.id = content_id WHERE mailbox_id = ? ORDER BY uid"
    )
    return [bytes(row[0]) for row in store.rows(sql, (person.inbox,))]


def private_ca(folder: Path) -> str:
    """Return the CA of `tests.support.certificates` as the settings of a relay have it."""
    return (folder / "ca.pem").read_text()
