"""The listener with TLS from the first byte (RFC 8314 section 3): accepts, shakes hands, and hands over to a session.

https://www.rfc-editor.org/rfc/rfc8314#section-3. A server of the event loop could do this by itself, but it keeps quiet
when a handshake fails, and an admin wants to know who failed.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import Callable

from db.events import Event, record

_HANDSHAKE_TIMEOUT = 15.0
_BACKLOG = 1024
_ACCEPTS = 64
_SHORTAGES = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_PAUSE = 0.2


class TlsDoor:
    """Accepts on `listening` from now on; `make` makes the session of a connection that has shaken hands."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        listening: socket.socket,
        context: ssl.SSLContext,
        make: Callable[[], asyncio.Protocol],
    ) -> None:
        self._loop, self._socket, self._context, self._make = loop, listening, context, make
        self._handshakes: set[asyncio.Task[None]] = set()
        self._again: asyncio.TimerHandle | None = None
        listening.setblocking(False)
        listening.listen(_BACKLOG)
        self._listen()

    def close(self) -> None:
        """Accept no more, and end the handshakes under way."""
        if self._again is not None:
            self._again.cancel()
        self._loop.remove_reader(self._socket.fileno())
        self._socket.close()
        for task in self._handshakes:
            task.cancel()

    def _listen(self) -> None:
        self._again = None
        self._loop.add_reader(self._socket.fileno(), self._accept)

    def _accept(self) -> None:
        for _ in range(_ACCEPTS):
            try:
                accepted, address = self._socket.accept()
            except BlockingIOError:
                return
            except OSError as problem:
                # Else the peer was gone before it was its turn: the next one is not.
                if problem.errno in _SHORTAGES:
                    self._pause()
                    return
                continue
            accepted.setblocking(False)
            # Kept, because the loop alone would let it be collected.
            task = self._loop.create_task(self._open(accepted, str(address[0])))
            self._handshakes.add(task)
            task.add_done_callback(self._handshakes.discard)

    def _pause(self) -> None:
        # The listening socket stays readable: without a pause the loop would do nothing else.
        self._loop.remove_reader(self._socket.fileno())
        self._again = self._loop.call_later(_PAUSE, self._listen)

    async def _open(self, accepted: socket.socket, peer: str) -> None:
        try:
            await self._loop.connect_accepted_socket(
                self._make, accepted, ssl=self._context, ssl_handshake_timeout=_HANDSHAKE_TIMEOUT
            )
        except ConnectionResetError:
            return  # who hangs up without a word only looked whether somebody is here
        except OSError as problem:
            why = getattr(problem, "reason", None) or type(problem).__name__
            record(Event.TLS_FAILED, peer=peer, by="smtp", why=why)
