"""One accepted TCP connection as a TLS stream that never blocks.

The first byte is looked at before TLS begins, so that somebody who speaks plain HTTP gets a sentence instead
of a riddle. A call that cannot go on says so by its result, and `wants` says what to wait for; a peer that
is gone, or breaks TLS, is an OSError (ssl.SSLError is one).
"""

import socket
import ssl
from contextlib import suppress
from enum import Enum

from webserver.waiting_room import READABLE, WRITABLE

# A TLS record: one read takes a whole one, so that nothing stays behind in the TLS layer unseen by epoll.
RECORD = 16 * 1024
PIECE = 64 * 1024


class Start(Enum):
    """How far the beginning of a connection is."""

    UNFINISHED = "waits for the peer"
    GONE = "the peer closed without a word"
    PLAIN_HTTP = "the peer speaks HTTP without TLS"
    SECURE = "both have shaken hands"


class TlsStream:
    """The socket of one connection; `wants` is the event to wait for after an unfinished call."""

    def __init__(self, accepted: socket.socket, context: ssl.SSLContext) -> None:
        self._socket = accepted
        self._context = context
        self.wants = READABLE

    @property
    def socket(self) -> socket.socket:
        """The TLS socket; plain before the first byte has come."""
        return self._socket

    def start(self) -> Start:
        """Go on with the handshake as far as the peer lets us."""
        if not isinstance(self._socket, ssl.SSLSocket):
            try:
                first = self._socket.recv(1, socket.MSG_PEEK)
            except BlockingIOError:
                return Start.UNFINISHED
            if not first:
                return Start.GONE
            if b"A" <= first <= b"Z":
                return Start.PLAIN_HTTP
            self._socket = self._context.wrap_socket(self._socket, server_side=True, do_handshake_on_connect=False)
        return self._shake(self._socket)

    def _shake(self, secure: ssl.SSLSocket) -> Start:
        try:
            secure.do_handshake()
        except ssl.SSLWantReadError:
            self.wants = READABLE
        except ssl.SSLWantWriteError:
            self.wants = WRITABLE
        else:
            return Start.SECURE
        return Start.UNFINISHED

    def receive(self) -> bytes | None:
        """What the peer has sent, empty when it will send no more; None when there is nothing yet."""
        try:
            return self._socket.recv(RECORD)
        except (ssl.SSLWantReadError, BlockingIOError):
            self.wants = READABLE
        except ssl.SSLWantWriteError:
            self.wants = WRITABLE
        return None

    def send(self, data: memoryview) -> int | None:
        """Send the front of `data`: how many bytes went; None when none can go now.

        After None the next call must begin with the same data, because TLS may have begun a record of it.
        """
        try:
            return self._socket.send(data[:PIECE])
        except ssl.SSLWantReadError:
            self.wants = READABLE
        except (ssl.SSLWantWriteError, BlockingIOError):
            self.wants = WRITABLE
        return None

    def finish(self) -> None:
        """Say that nothing more will be sent; what comes in afterwards is raw, and only good to be dropped."""
        if isinstance(self._socket, ssl.SSLSocket):
            # Our part of the TLS goodbye goes out; whether the peer answers it does not matter here.
            with suppress(OSError, ValueError):
                self._socket.unwrap()
        self._socket.shutdown(socket.SHUT_WR)

    def abort(self) -> None:
        """Cut the connection under whoever owns it, from another thread."""
        # Not SSLSocket.shutdown: that takes TLS away, and the owner's next send would go out in clear.
        with suppress(OSError):
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def close(self) -> None:
        self._socket.close()
