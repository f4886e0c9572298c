"""A program that listens at `/jmap/events` over real TLS, and an inbox server on a store that it can listen to."""

from __future__ import annotations

import json
import selectors
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from certs.contexts import client_context
from certs.files import CertificateFiles
from db.database import Store
from tests.support.clock import Clock
from tests.support.https import SECONDS, RawClient, Reply, serving
from tests.support.inbox_app import InboxApp
from tests.support.stores import People
from webserver.limits import Limits
from webserver.push_hub import PushHub, PushLimits
from webserver.push_listener import Listener
from webserver.tls_server import InboxServer


@dataclass(frozen=True)
class Event:
    """One event as it came."""

    name: str
    data: Any
    id: str | None

    @property
    def changed(self) -> dict[str, str]:
        """The new states of a `state` event for one account, by type."""
        assert self.name == "state"
        assert self.data["@type"] == "StateChange"
        (states,) = self.data["changed"].values()
        return dict(states)


class EventClient(RawClient):
    """One connection that listens. `room` bytes fit into its receive buffer; None leaves it to the system."""

    def __init__(self, port: int, trust: ssl.SSLContext, room: int | None = None) -> None:
        plain = socket.socket()
        plain.settimeout(SECONDS)
        if room is not None:
            # Before it connects: the first window is told with that.
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        plain.connect(("127.0.0.1", port))
        self.socket = trust.wrap_socket(plain, server_hostname="localhost")
        self._file = self.socket.makefile("rb")

    def listen(self, authorization: str, query: str = "types=*&closeafter=no&ping=0", *fields: str) -> Reply:
        """Ask for events, and return the head of the answer; of an error, all of it."""
        lines = [f"GET /jmap/events?{query} HTTP/1.1", "Host: localhost", f"Authorization: {authorization}", *fields]
        self.send("\r\n".join([*lines, "", ""]).encode())
        head = self.reply(with_body=False)
        return Reply(head.status, head.fields, b"" if head.status == 200 else self._body(head.fields))

    def event(self) -> Event:
        """Wait for the next event."""
        found: dict[str, str] = {}
        while line := self._file.readline():
            if line == b"\n":
                return Event(found["event"], json.loads(found["data"]), found.get("id"))
            name, _, value = line.decode().removesuffix("\n").partition(": ")
            assert name not in found
            found[name] = value
        raise AssertionError(f"the events end with {found}")


class Listening:
    """An inbox server whose push thread follows a clock of the test, and programs that listen to it."""

    def __init__(self, inbox: InboxApp, server: InboxServer, files: CertificateFiles, hub: PushHub, clock: Clock):
        self.inbox, self.server, self.hub, self.clock = inbox, server, hub, clock
        self._trust = client_context(files.ca_certificate)
        self._open: list[EventClient] = []

    def client(self, room: int | None = None) -> EventClient:
        """A connection that has not asked for anything."""
        made = EventClient(self.server.port, self._trust, room)
        self._open.append(made)
        return made

    def listen(self, name: str, query: str = "types=*&closeafter=no&ping=0", *fields: str) -> EventClient:
        """A connection on which `name` listens."""
        made = self.client()
        head = made.listen(f"Bearer {self.inbox.token(name)}", query, *fields)
        assert (head.status, head.fields["content-type"]) == (200, "text/event-stream")
        return made

    def listeners(self, name: str) -> list[Listener]:
        """The server's ends of the connections on which `name` listens."""
        audience = self.hub._audiences.get(self.inbox.people[name].id)
        return list(audience.listeners) if audience else []

    def slow(self, name: str) -> tuple[EventClient, Listener]:
        """A connection on which `name` listens, with as little room for what is not read as the system allows."""
        made, before = self.client(room=1), self.listeners(name)
        assert made.listen(f"Bearer {self.inbox.token(name)}").status == 200
        made.event()
        (listener,) = set(self.listeners(name)) - set(before)
        listener._detached.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
        return made, listener

    def waits(self, listener: Listener) -> bool:
        """Whether the push thread waits for the peer of `listener` to read."""
        return bool(self.hub._selector.get_key(listener.descriptor).events & selectors.EVENT_WRITE)

    def leave(self) -> None:
        for one in self._open:
            one.__exit__()


@contextmanager
def listening(
    store: Store, people: People, files: CertificateFiles, push: PushLimits | None = None, limits: Limits | None = None
) -> Iterator[Listening]:
    """Serve the mail of `people` until the block ends."""
    clock = Clock()
    hub = PushHub(store, push, clock)
    inbox = InboxApp(store, people, push=hub)
    with serving(files, inbox.application, limits) as server:
        found = Listening(inbox, server, files, hub, clock)
        try:
            yield found
        finally:
            hub.stop()
            found.leave()
