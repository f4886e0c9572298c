"""Push: the server tells at once that something has changed (RFC 8620 section 7.3), so nobody has to ask and wait.

`Push.listen` blocks and belongs into a thread of its own. It yields what happens: `Listening` when the connection is up
(then look for changes once: what changed before is not told), `StateChange` for news, `Paused` when the connection is
lost and will be tried again. It ends when `close` is called, from any thread, and raises faults that do not pass by
themselves: signed out, another certificate, a server without push.

    for told in push.listen():
        if not isinstance(told, Paused):
            synced.look_for_changes()      # and let the sync thread take steps until it is finished
"""

import http.client
import random
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from client.errors import ConnectionLost, Fault
from client.event_stream import EventParser, StreamEvent
from client.faults import faults_at
from client.https_connection import BLOCK, HttpsConnection
from client.jmap_client import JmapClient
from client.json_values import ShapeError, child, parse_object

TYPES = "Email,Mailbox,Delivery,Session"
MAIL_TYPES = frozenset(["Email", "Mailbox"])
# RFC 8620 section 7.3: every server grants 30 seconds. https://www.rfc-editor.org/rfc/rfc8620#section-7.3
PING_SECONDS = 30
# A ping and a half: a connection that says nothing for so long is dead.
SILENCE_SECONDS = 45.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0


@dataclass(frozen=True)
class Listening:
    """The server will tell from now on."""


@dataclass(frozen=True)
class StateChange:
    """What has changed, as the new state of each type (one of `TYPES`)."""

    states: Mapping[str, str]


@dataclass(frozen=True)
class Paused:
    """The connection is lost; it is tried again after `seconds`. `fault` says why, for who wants to know."""

    fault: Fault
    seconds: float


Told = Listening | StateChange | Paused


class Push:
    """One event source. `guard` is entered around each connection, and may make other faults of those that come out;
    `chance` gives numbers from 0 to 1, for pauses that differ between clients.
    """

    def __init__(
        self,
        jmap: JmapClient,
        guard: Callable[[], AbstractContextManager[None]] = nullcontext,
        *,
        ping: int = PING_SECONDS,
        silence: float = SILENCE_SECONDS,
        first_pause: float = FIRST_PAUSE,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._jmap = jmap
        self._guard = guard
        self._ping = ping
        self._silence = silence
        self._first_pause = first_pause
        self._chance = chance
        self._closed = threading.Event()
        self._awake = threading.Event()
        self._gate = threading.Lock()
        self._connection: HttpsConnection | None = None
        self._failures = 0
        self._last_event = ""

    def listen(self) -> Iterator[Told]:
        """What happens, until `close` of this or of the client."""
        while not self._closed.is_set():
            try:
                yield from self._listened()
            except Fault as fault:
                if self._closed.is_set() or self._jmap.closed:
                    return
                if not fault.may_pass:
                    raise
                yield from self._paused(fault)

    def try_now(self) -> None:
        """The network is back: end a pause."""
        self._awake.set()

    def close(self) -> None:
        """End at once, whatever `listen` is doing."""
        self._closed.set()
        self._awake.set()
        with self._gate:
            if self._connection is not None:
                self._connection.close()

    def _listened(self) -> Iterator[Told]:
        connection = self._opened()
        try:
            with (
                self._guard(),
                self._jmap.listen(connection, TYPES, self._ping, self._last_event, self._silence) as response,
            ):
                yield Listening()
                yield from self._told(response)
        finally:
            with self._gate:
                self._connection = None
            self._jmap.drop_connection(connection)
        raise ConnectionLost(self._jmap.host, self._jmap.port, "the event source ended")

    def _opened(self) -> HttpsConnection:
        connection = self._jmap.open_connection()
        with self._gate:
            self._connection = connection
            if self._closed.is_set():
                connection.close()
        return connection

    def _told(self, response: http.client.HTTPResponse) -> Iterator[Told]:
        parser = EventParser(self._last_event)
        while block := response.read1(BLOCK):
            # Only who says something is there again: a server that ends each connection at once is not.
            self._failures = 0
            for event in parser.feed(block):
                self._last_event = parser.last_id
                yield from self._state_change(event)

    def _state_change(self, event: StreamEvent) -> Iterator[Told]:
        if event.name != "state":
            return
        with faults_at(self._jmap.host, self._jmap.port):
            changed = child(parse_object(event.data), "changed")
            of_account = child(changed, self._jmap.session().account_id)
            if not all(isinstance(state, str) for state in of_account.values()):
                raise ShapeError("a state is not a string")
        if of_account:
            yield StateChange({name: str(state) for name, state in of_account.items()})

    def _paused(self, fault: Fault) -> Iterator[Told]:
        longest = min(self._first_pause * 2**self._failures, LONGEST_PAUSE)
        # Between half and all of it: many clients that lost one server must not come back at one moment.
        seconds = longest * (0.5 + self._chance() / 2)
        self._failures = min(self._failures + 1, 20)
        yield Paused(fault, seconds)
        self._awake.wait(seconds)
        if not self._closed.is_set():
            self._awake.clear()
