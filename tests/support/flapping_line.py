"""A network line that goes away and comes back: bytes pass between a client and a server on this machine until it is
cut, which resets every connection and refuses new ones until it is mended."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_RESET = struct.pack("ii", 1, 0)


class FlappingLine:
    def __init__(self, listener: socket.socket, port: int) -> None:
        self._listener = listener
        self._port = port
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._down = False

    def cut(self) -> None:
        """End every connection in the middle of what it says."""
        with self._lock:
            self._down = True
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        with self._lock:
            self._down = False

    def accept_all(self) -> None:
        while True:
            try:
                near = self._listener.accept()[0]
            except OSError:
                return
            # With the lock: a cut in between would leave this connection as it is.
            with self._lock:
                if self._down:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._port))
                self._open |= {near, far}
            for pair in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while said := source.recv(1 << 16):
                target.sendall(said)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        with self._lock:
            if source in self._open:
                self._open.discard(source)
                source.close()


@contextmanager
def flapping_line(port: int) -> Iterator[tuple[FlappingLine, int]]:
    """Lead from a free port to `port` until the block ends; gives the line and its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = FlappingLine(listener, port)
        thread = threading.Thread(target=line.accept_all)
        thread.start()
        try:
            yield line, listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
            line.cut()
