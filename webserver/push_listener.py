"""One connection that listens for changes: sends what it is told to without ever waiting, reads only to see the end.

At most one event is on its way. What changes meanwhile is told by the next one, which is made when that has gone out: a
slow reader costs some hundred bytes, and gets the newest states instead of all of them.
"""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress

from db.grants import Grant
from db.states import States
from webserver.detached import Detached
from webserver.jmap import event_stream
from webserver.jmap.event_stream import Wish

_BLOCK = 4096
# A listener has nothing to say; a few bytes of TLS or of a careless program are no reason to cut it.
_MOST_INPUT = 64 * 1024
# A peer that vanished without a word is found out after two minutes of silence.
_KEEPALIVE = ((socket.TCP_KEEPIDLE, 60), (socket.TCP_KEEPINTVL, 15), (socket.TCP_KEEPCNT, 4))


class Gone(Exception):
    """The peer has closed the connection, or it is to be closed."""


class Listener:
    """A detached connection with what its program wants. `seen` are the states it knows, None for none.

    Only the push thread may call methods. Times are monotonic seconds.
    """

    def __init__(self, detached: Detached, grant: Grant, wish: Wish, seen: States | None) -> None:
        self.grant, self.wish = grant, wish
        self._detached, self._seen = detached, seen
        self._out = b""
        self._last = False
        self._read = 0
        self._told_at = self._moved_at = 0.0

    @property
    def descriptor(self) -> int:
        """The socket's file descriptor."""
        return self._detached.socket.fileno()

    @property
    def sending(self) -> bool:
        """Whether an event waits for the peer to read."""
        return bool(self._out)

    def begin(self, now: float) -> None:
        """Take the connection over at `now`. Raises Gone."""
        self._told_at = now
        try:
            self._detached.socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for option, value in _KEEPALIVE:
                self._detached.socket.setsockopt(socket.IPPROTO_TCP, option, value)
        except OSError as problem:
            raise Gone from problem

    def tell(self, states: States, now: float) -> None:
        """Tell what differs from what the peer knows, unless an event is still on its way. Raises Gone."""
        if self._out:
            return
        changed = states.since(self._seen, self.wish.types)
        self._seen = states
        if changed:
            self._last = self.wish.close_after_state
            self._send(event_stream.state_event(self.grant.account_id, changed, states), now)

    def ping_if_due(self, now: float) -> None:
        """Send a ping when nothing was sent for the interval that the program asked for. Raises Gone."""
        if self.wish.ping and not self._out and now >= self._told_at + self.wish.ping:
            self._send(event_stream.ping_event(self.wish.ping), now)

    def stuck(self, now: float, seconds: float) -> bool:
        """Whether the peer has not read for `seconds` although something waits for it."""
        return bool(self._out) and now >= self._moved_at + seconds

    def flush(self, now: float) -> None:
        """Send what the peer takes of the event on its way. Raises Gone."""
        while self._out:
            try:
                # After a refusal TLS wants the same bytes again: nothing is added to them meanwhile.
                sent = self._detached.socket.send(self._out)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
                return
            except OSError as problem:
                raise Gone from problem
            self._out, self._moved_at = self._out[sent:], now
        if self._last:
            raise Gone

    def read(self) -> None:
        """Drop what the peer sends. Raises Gone when it has ended, or sends too much."""
        while True:
            try:
                data = self._detached.socket.recv(_BLOCK)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
                return
            except OSError as problem:
                raise Gone from problem
            self._read += len(data)
            if not data or self._read > _MOST_INPUT:
                raise Gone

    def close(self) -> None:
        """End the answer and the connection. A second call does nothing."""
        if self._detached.socket.fileno() >= 0:
            # The answer has no length: the TLS goodbye is what tells its end from a cut.
            with suppress(OSError, ValueError):
                self._detached.socket.unwrap()  # type: ignore[attr-defined] # it is a TLS socket since its handshake
            self._detached.close()

    def _send(self, event: bytes, now: float) -> None:
        self._out, self._told_at, self._moved_at = event, now, now
        self.flush(now)
