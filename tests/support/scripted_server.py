"""A server that does exactly what its script says, byte for byte: for the faults that no sound server shows.

Each connection plays one script, a function that is given the `Peer`; the last script serves all further
connections. What the client sent is kept in `heard`. An assertion that fails in a script fails the test.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

PATIENCE = 30.0


class Peer:
    """One connection as the server sees it. Reading at its end raises EOFError, which ends the script."""

    def __init__(self, connection: socket.socket, context: ssl.SSLContext | None, stop: threading.Event) -> None:
        self._connection = connection
        self._context = context
        self._buffer = b""
        self.stop = stop
        self.heard = bytearray()

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def until(self, end: bytes) -> bytes:
        """What came up to and including `end`."""
        while end not in self._buffer:
            self._receive()
        found, _, self._buffer = self._buffer.partition(end)
        return found + end

    def exactly(self, count: int) -> bytes:
        while len(self._buffer) < count:
            self._receive()
        found, self._buffer = self._buffer[:count], self._buffer[count:]
        return found

    def line(self) -> bytes:
        return self.until(b"\r\n")[:-2]

    def start_tls(self) -> None:
        assert self._context is not None
        self._connection = self._context.wrap_socket(self._connection, server_side=True)
        self._buffer = b""

    def wait_for_end(self) -> None:
        """Say nothing until the client hangs up or the test is over."""
        while not self.stop.is_set():
            self._receive()

    def reset(self) -> None:
        """Break the connection off so that the client sees an error instead of an end."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self._connection.close()

    def wake(self) -> None:
        """End what the script is waiting for, from another thread."""
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self._connection, socket.SHUT_RDWR)

    def close(self) -> None:
        shut(self._connection)

    def _receive(self) -> None:
        data = self._connection.recv(65536)
        if not data:
            raise EOFError
        self.heard += data
        self._buffer += data


Script = Callable[[Peer], None]


class ScriptedServer:
    """Listens on a free port of 127.0.0.1 while it is entered. With `tls` each connection starts with a
    handshake.
    """

    def __init__(self, *scripts: Script, context: ssl.SSLContext | None = None, tls: bool = False) -> None:
        self._scripts = scripts
        self._context = context
        self._tls = tls
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._failures: list[AssertionError] = []
        self.peers: list[Peer] = []
        self.host = "127.0.0.1"
        self.port = 0

    @property
    def heard(self) -> list[bytes]:
        """What came on each connection, after TLS."""
        return [bytes(peer.heard) for peer in self.peers]

    def __enter__(self) -> Self:
        self._listener = socket.create_server((self.host, 0))
        self.port = self._listener.getsockname()[1]
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        shut(self._listener)
        # Nobody comes in any more when it has ended: else somebody who just did would never be woken up.
        self._threads[0].join(PATIENCE)
        for peer in self.peers:
            peer.wake()
        for thread in self._threads:
            thread.join(PATIENCE)
        if self._failures and error is None:
            raise self._failures[0]

    def _start(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection = self._listener.accept()[0]
            except OSError:
                return
            connection.settimeout(PATIENCE)
            peer = Peer(connection, self._context, self._stop)
            script = self._scripts[min(len(self.peers), len(self._scripts) - 1)]
            self.peers.append(peer)
            self._start(self._play, peer, script)

    def _play(self, peer: Peer, script: Script) -> None:
        try:
            # The client hangs up, or refuses us: what it made of it is what the test looks at.
            with contextlib.suppress(OSError, EOFError):
                if self._tls:
                    peer.start_tls()
                script(peer)
        except AssertionError as failure:
            self._failures.append(failure)
        finally:
            peer.close()


def shut(sock: socket.socket) -> None:
    """Wake up whoever waits at this socket, and close it."""
    # It may never have been connected, or the other side was faster.
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    sock.close()
